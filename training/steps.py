"""A module as a learner walks through it: its steps in order, the questions in them, and the minutes that are left.

A step is read up to a marked question; the question has a page of its own; what stands after it is read once it is
answered or skipped. So a step is a list of parts, and a marked question ends a part.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext


@dataclass(frozen=True)
class Question:
    """One question of a module. `id` stays the same through every edit: answers are stored against it.

    `number` counts the marked questions of the module from 1; a question without a right answer has none.
    """

    id: str
    kind: str
    number: int | None
    step: str
    value: object

    @property
    def is_marked(self):
        """Whether an answer can be right or wrong."""
        return self.value.is_marked


@dataclass(frozen=True)
class Part:
    """What is read at once: blocks, and the marked question that ends it, or None at the end of the step."""

    blocks: list
    question: Question | None = None


@dataclass(frozen=True)
class Step:
    """One step of a module, with its place among the others."""

    id: str
    slug: str
    title: str
    number: int
    total: int
    minutes: int
    minutes_left: int
    content: object
    questions: list = field(default_factory=list)
    parts: list = field(default_factory=list)

    @property
    def is_first(self):
        return self.number == 1

    @property
    def is_last(self):
        return self.number == self.total

    @property
    def place(self):
        """Where the learner is, in words."""
        return gettext("Step %(number)s of %(total)s") % {"number": self.number, "total": self.total}


def steps_of(stream):
    """The steps in the StreamValue `stream`, in order, as Step objects. Questions count on through the module."""
    children = list(stream)
    lengths = [child.value.get("minutes") or 0 for child in children]
    steps, count = [], 0
    for index, child in enumerate(children):
        slug = child.value.get("slug") or f"step-{index + 1}"
        questions, parts, blocks = [], [], []
        for block in child.value["content"]:
            question = question_of(block, slug, count + 1)
            if question is None:
                blocks.append(block)
                continue
            questions.append(question)
            if question.is_marked:
                count += 1
                parts.append(Part(blocks, question))
                blocks = []
            else:
                blocks.append(block)
        steps.append(
            Step(
                id=child.id,
                slug=slug,
                title=child.value["title"],
                number=index + 1,
                total=len(children),
                minutes=lengths[index],
                minutes_left=sum(lengths[index:]),
                content=child.value["content"],
                questions=questions,
                parts=[*parts, Part(blocks)],
            )
        )
    return steps


def question_of(block, step="", number=None):
    """The Question in a StreamField's child `block`, or None where it holds none. `number` is for a marked one."""
    if not hasattr(block.block, "is_marked"):
        return None
    marked = block.block.is_marked
    return Question(id=block.id, kind=block.block_type, number=number if marked else None, step=step, value=block.value)


def marked(steps):
    """The marked questions of `steps`, in order."""
    return [question for step in steps for question in step.questions if question.is_marked]
