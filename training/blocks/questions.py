"""What every question has in common: its words, its feedback, the page that explains it, and when it may be published.

A question is known by the id of its block and an option by the id of its list item. Wagtail keeps both through every
edit, so an answer can be stored against them and still be understood after the module has changed.
"""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from home.blocks import PLAIN_FEATURES


@dataclass(frozen=True)
class Choice:
    """One thing a learner can choose: its id, its words, whether it is right, and what is said about it afterwards."""

    id: str
    text: str
    correct: bool
    feedback: str
    consequence: str = ""


def mixed(items, key):
    """`items` in an order that is the same on every page and every print, and is never the order they came in.

    `key` gives the id of an item. One item or none comes back as it is.
    """
    items = list(items)
    result = sorted(items, key=lambda item: hashlib.sha256(str(key(item)).encode()).digest())
    if result == items and len(items) > 1:
        result = result[1:] + result[:1]
    return result


def letter(index):
    """The letter of the item at `index`, counted from 0: "A", "B" … "Z"."""
    return chr(ord("A") + index % 26)


class PageLinkBlock(blocks.PageChooserBlock):
    """A chosen page that costs no query until it is shown.

    Its value is a page of which only the id is loaded. A module has many questions: the page that shows some of them
    fetches all their links at once.
    """

    def to_python(self, value):
        return Page.from_db("default", ["id"], [value]) if value else None

    def bulk_to_python(self, values):
        return [self.to_python(value) for value in values]

    def get_form_state(self, value):
        # The page may have been deleted since.
        return super().get_form_state(Page.objects.filter(pk=value.pk).first() if value else None)


class QuestionValue(blocks.StructValue):
    """A question with its answers, the same to ask of every kind of question."""

    @property
    def is_marked(self):
        """Whether an answer can be right or wrong."""
        return self.block.is_marked

    @property
    def template(self):
        """The name of the template that shows this kind of question."""
        return self.block.meta.template

    @property
    def choices(self):
        """What can be chosen, as a list of Choice in the order the editor gave; empty where nothing is chosen."""
        return []

    @property
    def page_id(self):
        """The id of the page that explains the question, or None."""
        return self["page"].pk if self.get("page") else None

    @property
    def right_ids(self):
        """The ids of the right choices, in order."""
        return [choice.id for choice in self.choices if choice.correct]


class QuestionBlock(blocks.StructBlock):
    """The base of the questions. Subclasses add their answers and say in `faults` what must not be published."""

    text = blocks.CharBlock(max_length=250, label="Question", help_text="One plain sentence.")
    hint = blocks.CharBlock(required=False, max_length=200, help_text="Only if the question needs it.")
    explanation = blocks.RichTextBlock(
        features=PLAIN_FEATURES,
        label="What to take away",
        help_text="Two or three sentences that everybody reads, whatever they answered.",
    )
    page = PageLinkBlock(
        required=False, label="Page that explains it", help_text="Where on this site a reader finds more."
    )

    is_marked = True
    # The fields in the order of the form. The hint and the page are tucked away as settings.
    fields = ["text", "explanation"]

    class Meta:
        group = "Questions"
        value_class = QuestionValue
        label_format = "{text}"

    def get_form_layout(self):
        return blocks.BlockGroup(children=self.fields, settings=["hint", "page"])

    def faults(self, value):
        """What is wrong with the question, as {field: sentence}. Empty when it may be published."""
        return {}

    def clean(self, value):
        """The cleaned value. Raises StructBlockValidationError; for a draft only where a value cannot be stored."""
        value = super().clean(value)
        faults = {} if self.is_deferred_validation else self.faults(value)
        if faults:
            raise StructBlockValidationError({name: ValidationError(text) for name, text in faults.items()})
        return value


class AnswerBlock(blocks.StructBlock):
    """One answer. An empty field is named in a sentence that says what to write, not only that it is missing."""

    missing = {}

    def clean(self, value):
        try:
            return super().clean(value)
        except StructBlockValidationError as error:
            errors = dict(error.block_errors)
            for name, sentence in self.missing.items():
                if getattr(errors.get(name), "code", "") == "required":
                    errors[name] = ValidationError(sentence, code="required")
            raise StructBlockValidationError(errors) from error


def repeated(values):
    """The positions in `values` of texts that stand there earlier already, ignoring case and outer spaces."""
    seen, found = set(), []
    for index, value in enumerate(values):
        plain = (value or "").strip().casefold()
        if plain in seen:
            found.append(index)
        seen.add(plain)
    return found


def list_fault(index, name, sentence):
    """An error at the field `name` of the item at `index` of a list."""
    return ListBlockValidationError(block_errors={index: StructBlockValidationError({name: ValidationError(sentence)})})
