"""Blocks about people and time: who is involved, how to reach somebody, what happened when."""

from wagtail import blocks

from home.blocks.words import PLAIN_FEATURES
from home.publisher import ContactTopic


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=150, help_text="A person or a group.")
    role = blocks.CharBlock(max_length=200, required=False)
    why = blocks.TextBlock(max_length=300, required=False, rows=2, help_text="Why they are here.")

    class Meta:
        icon = "user"
        label = "Person or group"


class PeopleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, required=False)
    items = blocks.ListBlock(PersonBlock(), min_num=1, label="People and groups")

    class Meta:
        icon = "group"
        label = "People or groups"
        template = "home/blocks/people.html"
        description = "Who is involved, what they do, and why they are here (principle 3)."
        preview_value = {
            "heading": "Who was in the room",
            "items": [{"name": "Community representatives", "role": "", "why": ""}],
        }


class ContactBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, required=False)
    topic = blocks.ChoiceBlock(choices=ContactTopic.choices, default=ContactTopic.GENERAL)

    class Meta:
        icon = "mail"
        label = "Contact"
        template = "home/blocks/contact.html"
        description = "How to reach the publisher, taken from the publisher's settings."
        preview_value = {"heading": "Contact us", "topic": "general"}


class TimelineEntryBlock(blocks.StructBlock):
    date_text = blocks.CharBlock(max_length=60, label="Date", help_text="As people read it, for example: 8 March 2017.")
    year = blocks.IntegerBlock(min_value=1900, max_value=2100, help_text="For grouping.")
    title = blocks.CharBlock(max_length=150)
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, required=False)
    source = blocks.CharBlock(max_length=200, required=False)
    source_url = blocks.URLBlock(required=False, label="Address of the source")

    class Meta:
        icon = "calendar-alt"
        label = "Timeline entry"
        template = "home/blocks/timeline_entry.html"
        description = "Something that happened, with its date and source."
        preview_value = {"date_text": "8 March 2017", "year": 2017, "title": "The decision is presented", "text": ""}
