"""How long a module is, beside what a bitesize module may be; and which part of its minutes can be measured.

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
# A stated time is doubted when the measured one is so much more or less, and was measured so often.
MOST_OFF = 0.3
FEWEST_TIMED = 30
# Two states of a module are as long as each other when the words differ by no more than this.
_ABOUT_AS_LONG = 0.1

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


# Stated and measured time ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stated:
    """What a module says about its time: all its minutes, and those between the first and the last answer.

    Only the second can be measured: nobody is known before their first answer. `words` and `questions` tell whether two
    states of a module are as long as each other.
    """

    minutes: int
    between: float
    words: int
    questions: int

    def is_about_as_long_as(self, other):
        """Whether times measured with one of the two say something about the other."""
        return self.questions == other.questions and abs(self.words - other.words) <= _ABOUT_AS_LONG * self.words


def stated(steps, is_marked):
    """The Stated of a module's steps, in the form they are stored in. `is_marked` says it of a type of block.

    The minutes of a step are shared out over its blocks by their words. What comes before the first question, with the
    question itself, is read before the first answer; what comes after the last question is read after the last answer.
    """
    blocks, minutes = [], 0
    for step in steps:
        content = step["value"]["content"]
        length = step["value"].get("minutes") or 0
        minutes += length
        words = [_words(block) for block in content]
        # A step of pictures: each block counts the same.
        weights = words if sum(words) else [1] * len(content)
        blocks += [
            (is_marked(block["type"]), length * weight / sum(weights), count)
            for block, weight, count in zip(content, weights, words, strict=True)
        ]
    asked = [place for place, (marked, _minutes, _count) in enumerate(blocks) if marked]
    timed = blocks[asked[0] + 1 : asked[-1] + 1] if asked else []
    return Stated(
        minutes=minutes,
        between=sum(share for _marked, share, _count in timed),
        words=sum(count for _marked, _share, count in blocks),
        questions=len(asked),
    )


def is_off(measured, between):
    """Whether a measured time is far from the stated minutes of the same part."""
    return bool(between) and abs(measured - between) > MOST_OFF * between


def median(times):
    """The median of a histogram {time: how often}: half of all took no longer. None where there is nothing."""
    total = sum(times.values())
    if not total:
        return None
    low, high = _nth(times, (total - 1) // 2), _nth(times, total // 2)
    return (low + high) / 2


def _nth(times, place):
    """The value at `place`, counted from 0, when all are put in order."""
    for value in sorted(times):
        place -= times[value]
        if place < 0:
            return value
    raise IndexError(place)
