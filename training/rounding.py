"""Counts about people as they are shown where somebody watches them change: as a range of five, "10 to 14".

Hiding small numbers is not enough where a count can be looked at twice, or taken from another one: the difference may be one
person. In fives, one person more or less changes what is shown only at every fifth, and nothing says who that was. NHS England
rounds its hospital statistics to 5 for the same reason ("Hospital Episode Statistics Analysis Guide", disclosure control).
"""

from django.utils.translation import gettext as _

from training.small_numbers import FEWEST, is_small, shown


def rounded(count):
    """A count about people, rounded down to a multiple of 5: what is hidden becomes 0."""
    return count - count % FEWEST


def in_fives(count):
    """A count about people in words: "10 to 14" for 10 to 14, "fewer than 5" for 0 to 4."""
    if is_small(count):
        return shown(count)
    first = rounded(count)
    return _("%(first)s to %(last)s") % {"first": first, "last": first + FEWEST - 1}


def middle(count):
    """The middle of the range a count is shown as, for a picture that says no more than the words beside it."""
    return rounded(count) + FEWEST // 2
