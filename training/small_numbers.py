"""Small numbers about people: what could point at somebody is not shown.

Four of a kind are few enough for a colleague to tell who they are. Fewer than five are therefore never counted out loud:
NHS England hides numbers under five in what it publishes for the same reason ("Anonymisation standard for publishing health
and social care data", ISB 1523). None is hidden as well: "nobody of this organisation has passed" says something about each
of them.
"""

from django.utils.translation import gettext as _

FEWEST = 5


def is_small(count):
    """Whether a count about people is too small to be shown."""
    return count < FEWEST


def shown(count):
    """A count about people in words: the number, or "fewer than 5" for 0 to 4."""
    return _("fewer than %(number)s") % {"number": FEWEST} if is_small(count) else str(count)
