"""Counts about people as they are shown where somebody watches them change: rounded down to a multiple of 5.

Hiding small numbers is not enough where a count can be looked at twice, or taken from another one: the difference may be one
person. Rounded, one person more or less changes what is shown only at every fifth, and nothing says who that was. NHS England
rounds its hospital statistics to 5 for the same reason ("Hospital Episode Statistics Analysis Guide", disclosure control).
"""

from training.small_numbers import FEWEST, shown


def rounded(count):
    """A count about people, rounded down to a multiple of 5: what is hidden becomes 0."""
    return count - count % FEWEST


def rounded_in_words(count):
    """The same as it is shown: "10" for 10 to 14, "fewer than 5" for 0 to 4."""
    return shown(rounded(count))
