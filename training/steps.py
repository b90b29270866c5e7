"""A module as a learner walks through it: its steps in order, the questions in them, and the minutes that are left."""

from dataclasses import dataclass, field

from django.utils.translation import gettext


@dataclass(frozen=True)
class Question:
    """One question of a module. `id` stays the same through every edit: answers are stored against it."""

    id: str
    kind: str
    number: int
    step: str
    value: object

    @property
    def is_marked(self):
        """Whether an answer can be right or wrong."""
        return self.value.is_marked


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
        questions = []
        for block in child.value["content"]:
            if hasattr(block.block, "is_marked"):
                count += 1
                questions.append(
                    Question(id=block.id, kind=block.block_type, number=count, step=slug, value=block.value)
                )
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
            )
        )
    return steps
