"""Abbreviations that a page leaves unexplained. Lost if these fail: an editor is not told, or stops to listen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.abbreviations import read_text, unexplained
from resources.jargon import Glossary, Word

GLOSSARY = Glossary([Word("ccg", ("CCG", "clinical commissioning group")), Word("mvps", ("MVPs",))])


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>The XQZ and the CCG</p>", ["XQZ"]),
        ("<p>XQZ, XQZs, XQZ's</p>", ["XQZ"]),
        ("<h2>XQZ</h2><a href='/'>ABCD</a>", ["XQZ", "ABCD"]),
        ("an MVP", []),
        ("the NHS in the UK", []),
        ("a Big Yellow Bus (BYB), then BYB", []),
        ("BYB (a big yellow bus)", []),
        ("BYB, short for big yellow bus.", []),
        ("the House of Small Things (HST)", []),
        ("the bus (BYB)", ["BYB"]),
        ("XQZ@example.org, www.XQZ.org, /XQZ, XQZ.pdf, XQZ-19, XqZ, X, ABCDEFGH", []),
        ("<code>XQZ</code><svg><text>XQZ</text></svg><script>XQZ</script><!-- XQZ --><p title='XQZ'></p>", []),
        ("the <b>Big</b> Yellow <i>Bus</i> (BYB)", []),
        ("<p>Big Yellow</p><p>Bus (BYB)</p>", []),
        ("", []),
    ],
)
def test_what_nobody_explains(html, found):
    assert unexplained(html, GLOSSARY) == found


def test_text_is_what_somebody_reads():
    assert read_text("<p>One &amp; <b>two</b></p><p>three</p>").split("\n") == ["", "One & two", "", "three", ""]


@given(st.text(st.sampled_from("ABC ()<>/p&;s.-'\n"), max_size=60))
def test_any_text_can_be_read(html):
    found = unexplained(html, GLOSSARY)
    assert len(found) == len(set(found))
    assert all(short.isupper() and 2 <= len(short) <= 6 for short in found)
