"""Signing in, by django-allauth: by mailed code for people who learn, by password for people who look after the site.

What an account is, and who gets a code, is in home/sign_ins.py. Here is how allauth is bent to it: adapter.py (its hooks),
forms.py, views.py and urls.py (its pages), guards.py (how often), mails.py, sessions.py, openid_connect.py, log.py.
"""
