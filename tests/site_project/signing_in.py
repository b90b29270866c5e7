"""Asking for a code by mail and entering it, for the tests of signing in."""

import re

from bs4 import BeautifulSoup
from django.contrib.auth import SESSION_KEY, get_user_model

from home.models import OutgoingMail

ASK, ENTER, PASSWORD = "/account/login/code/", "/account/login/code/confirm/", "/account/login/"
ADDRESS = "jo@example.org"


def heading(answer):
    return " ".join(BeautifulSoup(answer.content, "html5lib").h1.get_text(" ").split())


def words(answer):
    return " ".join(BeautifulSoup(answer.content, "html5lib").main.get_text(" ").split())


def ask(client, address=ADDRESS, **more):
    return client.post(ASK, {"email": address, **more})


def newest_mail(address=ADDRESS):
    return OutgoingMail.objects.filter(to=address).order_by("pk").last()


def code_in(mail):
    return re.search(r"^\d{4} \d{4}$", mail.text, re.MULTILINE).group()


def sign_in(client, address=ADDRESS, **more):
    """Asks for a code with this client and enters it."""
    ask(client, address, **more)
    return client.post(ENTER, {"code": code_in(newest_mail(address)), **more})


def user_of(address=ADDRESS):
    return get_user_model().objects.get(email=address)


def is_signed_in(client):
    return SESSION_KEY in client.session
