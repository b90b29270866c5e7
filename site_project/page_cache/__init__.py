"""Finished public pages, kept in each web process and given out without asking Django or the database anything.

`wrapper.py` stands in front of Django and gives out what is kept; `feed.py` inside Django decides what may be kept; `kept.py`
is one such page and the memory for all; `shown.py` says which tables public pages show, and `writes.py` notices whatever
writes to them. Whether a page still holds is asked of home/freshness.py. docs/decisions/0012 says why it is built so.
"""
