"""Questions with no right answer: what would you say, and a moment to think."""

from wagtail import blocks

from home.blocks import PLAIN_FEATURES
from training.blocks.questions import AnswerBlock, QuestionBlock, QuestionValue


class ViewBlock(AnswerBlock):
    who = blocks.CharBlock(max_length=120, label="Who", help_text="For example: a carer, a ward sister. No real names.")
    text = blocks.TextBlock(rows=3, max_length=500, label="What they would say")
    missing = {"who": "Say whose view this is.", "text": "Write what they would say."}

    class Meta:
        icon = "user"
        label = "View"
        label_format = "{who}"


class WhatWouldYouSayBlock(QuestionBlock):
    situation = blocks.RichTextBlock(
        features=PLAIN_FEATURES, help_text="What somebody has just said or done, in a few sentences."
    )
    views = blocks.ListBlock(
        ViewBlock(), label="Views", help_text="Two to four views to compare with. None of them is the right one."
    )
    real = blocks.BooleanBlock(
        required=False,
        label="These are real people's words",
        help_text="Tick only if real people said this. Otherwise the views are shown as examples.",
    )

    is_marked = False
    fields = ["situation", "text", "views", "real", "explanation"]

    class Meta:
        icon = "comment"
        label = "What would you say?"
        template = "training/blocks/what_would_you_say.html"
        description = "Readers think of their own answer, then compare it with the views of others. No mark."
        preview_value = {
            "text": "What would you say?",
            "hint": "",
            "situation": "<p>Somebody says: it has all been decided anyway.</p>",
            "views": [
                {"who": "A carer", "text": "Then tell me which part is still open."},
                {"who": "A manager", "text": "You are right about one part. Let me show you the rest."},
            ],
            "explanation": "<p>Answer the worry before the question.</p>",
        }

    def faults(self, value):
        if len(value["views"]) < 2:
            return {"views": "Give at least two views, so that there is something to compare."}
        return {}


class ReflectionBlock(blocks.StructBlock):
    """A moment to think. Nobody marks it and nothing is sent."""

    text = blocks.CharBlock(
        max_length=250, label="Question", help_text="One question about the reader's own work or life."
    )
    hint = blocks.TextBlock(
        required=False, rows=2, max_length=300, help_text="A way to begin, for example: I would start by…"
    )
    lines = blocks.IntegerBlock(default=3, min_value=1, max_value=12, help_text="Lines to write on, on paper.")

    is_marked = False

    class Meta:
        icon = "edit"
        label = "A moment to think"
        template = "training/blocks/reflection.html"
        description = "A question to yourself. It has no right answer and nobody else sees what you write."
        group = "Questions"
        value_class = QuestionValue
        label_format = "{text}"
        preview_value = {"text": "What will you do first?", "hint": "I will ask…", "lines": 3}
