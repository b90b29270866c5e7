"""How long a module is, beside what a bitesize module may be.

The numbers come from what is known about short training for busy people: one outcome, a short story, two to four
questions that are answered before the explanation shows, 300 words a step and 900 words in all.
"""

import re
from dataclasses import dataclass

from django.utils.html import strip_tags

WORDS_IN_STEP = 300
WORDS_IN_MODULE = 900
FEWEST_QUESTIONS = 2
MOST_QUESTIONS = 5

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
# Read only by somebody who opens it: feedback, other tellings, transcripts; and what is no text at all.
_NOT_READ_FIRST = {
    "feedback",
    "feedback_true",
    "feedback_false",
    "explanation",
    "consequence",
    "variants",
    "views",
    "transcript",
}
_NOT_WORDS = {"slug", "url", "source_url", "page", "role", "answer", "drawing", "id", "type"}


def count_words(text):
    """The number of words in a text or a piece of HTML."""
    return len(_WORD.findall(strip_tags(str(text).replace("<", " <"))))


def _words(data):
    """The words in the stored form of a block, without what stands behind "Show the answer"."""
    if isinstance(data, str):
        return count_words(data)
    if isinstance(data, list):
        return sum(_words(item) for item in data)
    if isinstance(data, dict):
        if "type" in data and "value" in data:
            return _words(data["value"])
        return sum(_words(item) for name, item in data.items() if name not in _NOT_READ_FIRST | _NOT_WORDS)
    return 0


@dataclass(frozen=True)
class Measure:
    """How long one step is."""

    title: str
    words: int
    questions: int

    @property
    def is_long(self):
        return self.words > WORDS_IN_STEP


def measure(page):
    """The steps of the ModulePage `page` as a list of Measure, in order."""
    stored = {child.id: child.get_prep_value()["value"]["content"] for child in page.steps}
    return [
        Measure(
            title=step.title,
            words=_words(stored[step.id]),
            questions=sum(question.is_marked for question in step.questions),
        )
        for step in page.step_list
    ]


def advice(page):
    """What an editor might change about the length of `page`, as a list of sentences; empty when it is bitesize."""
    steps = measure(page)
    words, questions = sum(step.words for step in steps), sum(step.questions for step in steps)
    found = [
        f'Step "{step.title}" has {step.words} words. Aim for {WORDS_IN_STEP} or fewer.'
        for step in steps
        if step.is_long
    ]
    if words > WORDS_IN_MODULE:
        found.append(f"The module has {words} words. Aim for {WORDS_IN_MODULE} or fewer, or make it two modules.")
    if steps and questions < FEWEST_QUESTIONS:
        found.append(f"The module has {questions} marked questions. People remember more with two to four.")
    if questions > MOST_QUESTIONS:
        found.append(f"The module has {questions} marked questions. Two to four are enough for a break.")
    return found
