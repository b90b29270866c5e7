"""Signed links: one that can be guessed, altered or used elsewhere lets a stranger in."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.signed_links import SignedLinks

LINKS = SignedLinks("tests.one")
numbers = st.integers(min_value=0, max_value=2**63 - 1)


@given(numbers, numbers)
def test_a_token_says_whose_it_is(number, version):
    assert LINKS.read(LINKS.token(SimpleNamespace(pk=number, link_version=version))) == (number, version)


def test_a_token_of_one_kind_opens_no_other():
    """A link to a check-in must not open the booking that has the same number."""
    token = LINKS.token(SimpleNamespace(pk=7, link_version=1))
    assert SignedLinks("tests.two").read(token) is None


def test_an_altered_token_is_none():
    token = LINKS.token(SimpleNamespace(pk=7, link_version=1))
    assert LINKS.read("8" + token[1:]) is None
    assert LINKS.read(token[:-1]) is None


@pytest.mark.parametrize("token", ["", "x", "7-1", "7-1.", "7-1.forged", "7.1.1", "\x00", "é", "-.-"])
def test_what_is_no_token_is_none(token):
    assert LINKS.read(token) is None


@given(st.text(max_size=40))
def test_no_text_breaks_it(token):
    assert LINKS.read(token) is None
