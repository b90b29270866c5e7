"""The steps of a module, and the scenario: a short story that can be told again for each role."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.text import slugify
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from home.blocks import PLAIN_FEATURES, ContentBlock, TextBlock
from training.blocks.choices import ScenarioQuestionBlock, SeveralChoiceBlock, SingleChoiceBlock, TrueFalseBlock
from training.blocks.open import ReflectionBlock, WhatWouldYouSayBlock
from training.blocks.questions import repeated
from training.blocks.sorting import MatchBlock, PutInOrderBlock
from training.roles import Role

# Addresses below a module that are not steps.
RESERVED_SLUGS = {"print", "question", "before", "result", "reflection"}


class VariantValue(blocks.StructValue):
    @property
    def role_label(self):
        """The role in words, in the language of the page."""
        return Role(self["role"]).label if self.get("role") in Role.values else ""


class VariantBlock(blocks.StructBlock):
    role = blocks.ChoiceBlock(choices=Role.choices)
    text = blocks.RichTextBlock(features=PLAIN_FEATURES)

    class Meta:
        icon = "user"
        label = "Told for one role"
        value_class = VariantValue
        label_format = "{role}"


class ScenarioBlock(blocks.StructBlock):
    """A short story to think with."""

    title = blocks.CharBlock(max_length=100)
    text = blocks.RichTextBlock(
        features=PLAIN_FEATURES, help_text="The story as everybody can read it, in 120 words or fewer."
    )
    variants = blocks.ListBlock(
        VariantBlock(),
        default=[],
        label="Told again for some roles",
        help_text="The same situation as a nurse, a carer or a manager meets it. Often the plain story is enough.",
    )
    real = blocks.BooleanBlock(
        required=False,
        label="This really happened",
        help_text="Tick only with a source. Otherwise it is shown as an example.",
    )

    class Meta:
        icon = "openquote"
        label = "Scenario"
        group = "Stories"
        template = "training/blocks/scenario.html"
        description = "A short story to think with. It can be told again for some roles."
        label_format = "{title}"
        preview_value = {
            "title": "The early meeting",
            "text": "<p>The meeting is at 9am. The first bus comes at 9:20am.</p>",
            "variants": [{"role": Role.CARER, "text": "<p>You have to find somebody to sit with your mother.</p>"}],
            "real": False,
        }

    def clean(self, value):
        value = super().clean(value)
        roles = [variant["role"] for variant in value["variants"]]
        if not self.is_deferred_validation and repeated(roles):
            message = f'There are two tellings for "{Role(roles[repeated(roles)[0]]).label}". Keep one.'
            raise StructBlockValidationError({"variants": ValidationError(message)})
        return value


class StepContentBlock(ContentBlock):
    """What stands in a step: the words and pictures of every page, without headings, and the questions."""

    text = TextBlock(features=PLAIN_FEATURES)
    scenario = ScenarioBlock()
    single_choice = SingleChoiceBlock()
    several_choice = SeveralChoiceBlock()
    true_false = TrueFalseBlock()
    put_in_order = PutInOrderBlock()
    match = MatchBlock()
    scenario_question = ScenarioQuestionBlock()
    what_would_you_say = WhatWouldYouSayBlock()
    reflection = ReflectionBlock()

    class Meta:
        template = "training/blocks/step_content.html"
        required = True


class LaterQuestionsBlock(blocks.StreamBlock):
    """Questions to ask again weeks later: each looks at the same thing as one of the module in another way."""

    single_choice = SingleChoiceBlock()
    several_choice = SeveralChoiceBlock()
    true_false = TrueFalseBlock()
    scenario_question = ScenarioQuestionBlock()

    class Meta:
        icon = "date"
        required = False
        collapsed = True


class StepBlock(blocks.StructBlock):
    """One screen of a module."""

    title = blocks.CharBlock(max_length=80, help_text="What this step is about, in a few words.")
    minutes = blocks.IntegerBlock(
        default=2, min_value=1, max_value=15, help_text="How long it takes, honestly. The module's minutes are the sum."
    )
    content = StepContentBlock(help_text="300 words or fewer.")
    slug = blocks.CharBlock(
        required=False,
        max_length=60,
        label="Address",
        validators=[validate_slug],
        help_text="The last part of this step's address. Made from the title, and kept when the title changes.",
    )

    class Meta:
        icon = "doc-full"
        label = "Step"
        template = "training/blocks/step.html"
        description = "One screen of the module: a few words, perhaps a story, perhaps a question."
        label_format = "{title}"
        form_layout = blocks.BlockGroup(children=["title", "minutes", "content"], settings=["slug"])
        preview_value = {
            "title": "What it is",
            "minutes": 2,
            "slug": "what-it-is",
            "content": [
                {"type": "text", "value": "<p>People who use services and people who run them, as equals.</p>"}
            ],
        }


class StepsBlock(blocks.StreamBlock):
    """All steps of a module, each with an address of its own."""

    step = StepBlock()

    class Meta:
        icon = "list-ol"
        collapsed = True

    def clean(self, value):
        """The cleaned steps. Raises StreamBlockValidationError where an address is taken."""
        value = super().clean(value)
        slugs = [child.value["slug"] for child in value]
        errors = {}
        for index, slug in enumerate(slugs):
            if slug in RESERVED_SLUGS:
                errors[index] = f'A step cannot have the address "{slug}". Choose another.'
            elif slug and slug in slugs[:index]:
                errors[index] = f'Another step has the address "{slug}" already. Choose another.'
        if errors:
            raise StreamBlockValidationError(
                block_errors={
                    index: StructBlockValidationError({"slug": ValidationError(text)}) for index, text in errors.items()
                }
            )
        return value


def fill_slugs(steps):
    """Gives each step of the StreamValue `steps` without an address one made from its title. The others keep theirs."""
    taken = {child.value["slug"] for child in steps if child.value["slug"]} | RESERVED_SLUGS
    for number, child in enumerate(steps, start=1):
        if child.value["slug"]:
            continue
        base = slugify(child.value["title"])[:50].strip("-") or f"step-{number}"
        slug, again = base, 2
        while slug in taken:
            slug, again = f"{base}-{again}", again + 1
        taken.add(slug)
        child.value["slug"] = slug
