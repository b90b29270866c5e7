"""Blocks that take their words from the publisher's settings: a fact is written once and never goes stale on a page."""

from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from home.blocks.words import PLAIN_FEATURES
from home.publisher import FACT_CHOICES, QUESTION_CHOICES, ContactTopic

GAP = "{fact}"


def sentence_with(sentence, html):
    """`sentence` as safe HTML, with `html` (safe already) in the place of {fact}."""
    before, _, after = sentence.partition(GAP)
    return format_html("{}{}{}", before, html, after)


class PublisherFactValue(blocks.StructValue):
    def html(self, publisher):
        """The sentence with the fact in it. Where the fact is missing: the words for that, or the neutral sentence."""
        fact = publisher.fact(self.get("fact"))
        if fact.given:
            return sentence_with(self.get("sentence") or GAP, fact.html)
        return escape(self.get("otherwise") or fact.sentence)


class PublisherFactBlock(blocks.StructBlock):
    """One sentence with one fact of the publisher's in it."""

    fact = blocks.ChoiceBlock(choices=FACT_CHOICES)
    sentence = blocks.TextBlock(
        max_length=500, rows=2, help_text="A whole sentence, with {fact} where the fact goes: You can phone {fact}."
    )
    otherwise = blocks.TextBlock(
        max_length=500,
        rows=2,
        required=False,
        label="While it is missing",
        help_text='Leave empty for: "The publisher of this site has not yet given …".',
    )

    class Meta:
        icon = "tag"
        label = "Fact about the publisher"
        template = "home/blocks/publisher_fact.html"
        value_class = PublisherFactValue
        description = "A sentence with one fact from the publisher's settings. While the fact is missing, it says so."
        preview_value = {"fact": "contact_phone", "sentence": "You can phone {fact}.", "otherwise": ""}

    def clean(self, value):
        value = super().clean(value)
        if value.get("sentence", "").count(GAP) != 1:
            raise StructBlockValidationError({"sentence": ValidationError("Write {fact} once, where the fact goes.")})
        return value


class PublisherFactsBlock(blocks.StructBlock):
    """Several facts, each with its name."""

    facts = blocks.ListBlock(blocks.ChoiceBlock(choices=FACT_CHOICES), min_num=1)

    class Meta:
        icon = "list-ul"
        label = "List of facts about the publisher"
        template = "home/blocks/publisher_facts.html"
        description = "Facts from the publisher's settings, each with its name. What is missing says so."
        preview_value = {"facts": ["name", "contact_email", "contact_phone", "postal_address"]}


class PublisherCaseValue(blocks.StructValue):
    def words(self, publisher):
        """The rich text for the publisher's answer: yes, no, or not said yet."""
        answer = getattr(publisher, self.get("question") or "", None)
        return self.get({True: "yes", False: "no"}.get(answer, "unknown"))


class PublisherCaseBlock(blocks.StructBlock):
    """Words that depend on what the publisher is."""

    question = blocks.ChoiceBlock(choices=QUESTION_CHOICES)
    yes = blocks.RichTextBlock(features=PLAIN_FEATURES, required=False, label="If yes")
    no = blocks.RichTextBlock(features=PLAIN_FEATURES, required=False, label="If no")
    unknown = blocks.RichTextBlock(features=PLAIN_FEATURES, required=False, label="While nobody has said")

    class Meta:
        icon = "help"
        label = "Words that depend on the publisher"
        template = "home/blocks/publisher_case.html"
        value_class = PublisherCaseValue
        description = "Different words for a public authority or an NHS body, and for everybody else."
        preview_value = {
            "question": "is_public_authority",
            "yes": "<p>You can ask for information that we hold.</p>",
            "no": "<p>We are not a public authority.</p>",
            "unknown": "<p>The publisher has not yet said.</p>",
        }


class UrgentHelpBlock(blocks.StructBlock):
    """Where to turn at once: 999, 111, Samaritans. The same words everywhere, so that no number can be wrong."""

    heading = blocks.CharBlock(max_length=80, default="If you need help now")

    class Meta:
        icon = "warning"
        label = "Urgent help"
        template = "home/blocks/urgent_help.html"
        description = "A box with 999, NHS 111 and Samaritans. For pages people may reach when they need help at once."
        preview_value = {"heading": "If you need help now"}


class RouteBlock(blocks.StructBlock):
    """One topic on the contact page: what it is about, and the way to the right person."""

    topic = blocks.ChoiceBlock(choices=ContactTopic.choices, default=ContactTopic.GENERAL)
    heading = blocks.CharBlock(max_length=80)
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, required=False)

    class Meta:
        icon = "mail"
        label = "Topic"
        template = "home/blocks/route.html"
        description = "A topic people write about, with the way to the right person from the publisher's settings."
        preview_value = {"topic": "formats", "heading": "Another format", "text": "<p>Tell us what works for you.</p>"}
