"""How tests read the pages of stories and of source documents."""

import re

STORIES = ["alston", "maryport", "wigton", "maternity", "millom", "copeland-stroke-checks"]


def words(element):
    """The text of an element as a reader reads it: one space between words, straight quotation marks."""
    text = " ".join(element.get_text(" ").split())
    text = re.sub(r"\s+([,.;:)])", r"\1", text).replace("( ", "(")
    return text.translate(str.maketrans("\u2019\u2018\u201c\u201d", "''\"\""))


def cards(page):
    """Where the story cards of a list lead, in order."""
    return [link["href"].strip("/").split("/")[-1] for link in page.select(".story-cards .story-card__link")]
