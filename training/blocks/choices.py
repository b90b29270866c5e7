"""Questions that are answered by choosing: one of several, several of several, true or false, what happens next."""

from django.utils.translation import gettext as _
from wagtail import blocks

from home.blocks import PLAIN_FEATURES
from training.blocks.questions import AnswerBlock, Choice, QuestionBlock, QuestionValue, repeated


class OptionBlock(AnswerBlock):
    text = blocks.CharBlock(max_length=200, label="Answer")
    correct = blocks.BooleanBlock(required=False, label="Right answer")
    feedback = blocks.TextBlock(
        rows=2,
        max_length=400,
        help_text="What somebody who chose this reads: why it is right, or what to think about. Never only no.",
    )
    missing = {
        "text": "Write this answer, or remove it.",
        "feedback": "Write feedback for this answer: everybody who chooses it is told why it is right or not.",
    }

    class Meta:
        icon = "radio-full"
        label = "Answer"
        label_format = "{text}"


class ConsequenceOptionBlock(OptionBlock):
    consequence = blocks.TextBlock(
        rows=2,
        max_length=400,
        label="What happens next",
        help_text="The story goes on: what follows from choosing this.",
    )
    missing = OptionBlock.missing | {"consequence": "Write what happens next when somebody chooses this."}

    class Meta:
        icon = "radio-full"
        label = "Choice"
        label_format = "{text}"
        form_layout = ["text", "correct", "consequence", "feedback"]


class ChoiceValue(QuestionValue):
    @property
    def choices(self):
        return [
            Choice(
                id=item.id,
                text=item.value["text"],
                correct=bool(item.value["correct"]),
                feedback=item.value["feedback"],
                consequence=item.value.get("consequence", ""),
            )
            for item in self["options"].bound_blocks
        ]


class ChoiceBlock(QuestionBlock):
    """The base of the questions with a list of answers to choose from."""

    fields = ["text", "options", "explanation"]

    class Meta:
        value_class = ChoiceValue

    def faults(self, value):
        options = list(value["options"])
        right = sum(bool(option["correct"]) for option in options)
        twice = repeated(option["text"] for option in options)
        if len(options) < 2:
            return {"options": "Give at least two answers to choose from."}
        if twice:
            return {"options": f'The answer "{options[twice[0]]["text"]}" is there twice. Change or remove one.'}
        if not right:
            return {"options": 'No answer is marked as right. Tick "Right answer" at the right one.'}
        return self.right_faults(right, len(options))

    def right_faults(self, right, count):
        """Faults in how many of `count` answers are right."""
        return {}


_OPTION_HELP = "Two to five answers. Each one needs feedback."
_PREVIEW = {
    "text": "Who knows best what a place needs?",
    "hint": "",
    "options": [
        {"text": "The people who live there", "correct": True, "feedback": "Yes. They know what daily life is like."},
        {"text": "The people who work there", "correct": True, "feedback": "Yes. They know how the work is done."},
        {"text": "Nobody", "correct": False, "feedback": "Not quite. Think of who lives with the result."},
    ],
    "explanation": "<p>Both kinds of knowledge count.</p>",
}


class SingleChoiceBlock(ChoiceBlock):
    options = blocks.ListBlock(OptionBlock(), label="Answers", help_text=_OPTION_HELP)

    class Meta:
        icon = "radio-full"
        label = "One right answer"
        template = "training/blocks/single_choice.html"
        description = "A question with one right answer among several."
        preview_value = _PREVIEW | {"options": _PREVIEW["options"][1:]}

    def right_faults(self, right, count):
        if right > 1:
            return {"options": 'More than one answer is marked as right. Keep one, or use "Several right answers".'}
        return {}


class SeveralChoiceBlock(ChoiceBlock):
    options = blocks.ListBlock(OptionBlock(), label="Answers", help_text=_OPTION_HELP)

    class Meta:
        icon = "check"
        label = "Several right answers"
        template = "training/blocks/several_choice.html"
        description = "A question with several right answers, each with its feedback."
        preview_value = _PREVIEW

    def right_faults(self, right, count):
        if right == 1:
            return {"options": 'Only one answer is marked as right. Mark the others, or use "One right answer".'}
        return {}


class ScenarioQuestionBlock(ChoiceBlock):
    situation = blocks.RichTextBlock(
        features=PLAIN_FEATURES,
        help_text="What has just happened, in three or four sentences. Name no real person or place.",
    )
    options = blocks.ListBlock(
        ConsequenceOptionBlock(), label="Choices", help_text="Two to four things somebody might do."
    )

    fields = ["situation", "text", "options", "explanation"]

    class Meta:
        icon = "decimal"
        label = "What do you do?"
        template = "training/blocks/scenario_question.html"
        description = "A short story and a choice. Each choice shows what happens next, then feedback."
        preview_value = {
            "text": "What do you do?",
            "hint": "",
            "situation": "<p>The papers for tomorrow are not ready.</p>",
            "options": [
                {
                    "text": "Say so today",
                    "correct": True,
                    "consequence": "People can plan.",
                    "feedback": "Yes. Late and honest beats late and silent.",
                },
                {
                    "text": "Hand them out in the room",
                    "correct": False,
                    "consequence": "Half the room has not read them.",
                    "feedback": "People cannot take part in what they have not seen.",
                },
            ],
            "explanation": "<p>Information at the right time is principle 4.</p>",
        }


class TrueFalseValue(QuestionValue):
    @property
    def choices(self):
        is_true = self["answer"] == "true"
        return [
            Choice(id="true", text=_("True"), correct=is_true, feedback=self["feedback_true"]),
            Choice(id="false", text=_("False"), correct=not is_true, feedback=self["feedback_false"]),
        ]


class TrueFalseBlock(QuestionBlock):
    answer = blocks.ChoiceBlock(choices=[("true", "True"), ("false", "False")], label="The right answer")
    feedback_true = blocks.TextBlock(rows=2, max_length=400, label="Feedback to True")
    feedback_false = blocks.TextBlock(rows=2, max_length=400, label="Feedback to False")

    fields = ["text", "answer", "feedback_true", "feedback_false", "explanation"]

    class Meta:
        icon = "check"
        label = "True or false"
        template = "training/blocks/true_false.html"
        description = "A statement that is true or false, with feedback to both answers."
        value_class = TrueFalseValue
        preview_value = {
            "text": "Everybody has to agree.",
            "hint": "",
            "answer": "false",
            "feedback_true": "Not quite. Different opinions are welcome.",
            "feedback_false": "Yes. Different opinions lead to a better place.",
            "explanation": "<p>You do not need consensus every time.</p>",
        }
