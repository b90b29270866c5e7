"""Questions that are answered by sorting: put in order, and match. With letters, so that nothing is dragged."""

from wagtail import blocks

from training.blocks.questions import AnswerBlock, Choice, QuestionBlock, QuestionValue, letter, mixed, repeated


class ItemBlock(AnswerBlock):
    text = blocks.CharBlock(max_length=200, label="Item")
    feedback = blocks.TextBlock(rows=2, max_length=400, help_text="Why it comes at this place.")
    missing = {
        "text": "Write this item, or remove it.",
        "feedback": "Write feedback for this item: say why it comes at this place.",
    }

    class Meta:
        icon = "order"
        label = "Item"
        label_format = "{text}"


class OrderValue(QuestionValue):
    @property
    def choices(self):
        """The items in the right order."""
        return [
            Choice(id=item.id, text=item.value["text"], correct=True, feedback=item.value["feedback"])
            for item in self["entries"].bound_blocks
        ]

    @property
    def mixed_choices(self):
        """The items as they are shown, mixed, each with its letter: (letter, Choice)."""
        return [(letter(index), item) for index, item in enumerate(mixed(self.choices, key=lambda item: item.id))]

    @property
    def solution(self):
        """The items in the right order, each with the letter it was shown with: (letter, Choice)."""
        letters = {choice.id: name for name, choice in self.mixed_choices}
        return [(letters[choice.id], choice) for choice in self.choices]


class PutInOrderBlock(QuestionBlock):
    entries = blocks.ListBlock(
        ItemBlock(), label="Items", help_text="Three to six items in the right order. Readers see them mixed."
    )

    fields = ["text", "entries", "explanation"]

    class Meta:
        icon = "order"
        label = "Put in order"
        template = "training/blocks/put_in_order.html"
        description = "Three to six things to put in the right order. They are shown mixed."
        value_class = OrderValue
        preview_value = {
            "text": "Put the stages in order",
            "hint": "",
            "entries": [
                {"text": "Prepare", "feedback": "First agree what can change."},
                {"text": "Do", "feedback": "Then work on it together."},
                {"text": "Review", "feedback": "Last, look at what changed."},
            ],
            "explanation": "<p>The 13 principles follow the same three stages.</p>",
        }

    def faults(self, value):
        texts = [item["text"] for item in value["entries"]]
        if len(texts) < 3:
            return {"entries": "Give at least three items to put in order."}
        if len(texts) > 6:
            return {"entries": "Give six items at most: more are hard to keep in mind."}
        if repeated(texts):
            return {"entries": f'The item "{texts[repeated(texts)[0]]}" is there twice. Change or remove one.'}
        return {}


class PairBlock(AnswerBlock):
    left = blocks.CharBlock(max_length=150, label="This")
    right = blocks.CharBlock(max_length=200, label="Goes with this")
    feedback = blocks.TextBlock(rows=2, max_length=400, help_text="Why the two belong together.")
    missing = {
        "left": "Write the first half of this pair.",
        "right": "Write the second half of this pair.",
        "feedback": "Write feedback for this pair: say why the two belong together.",
    }

    class Meta:
        icon = "link"
        label = "Pair"
        label_format = "{left}: {right}"


class MatchValue(QuestionValue):
    @property
    def choices(self):
        """The pairs: each Choice has the first half as its text."""
        return [
            Choice(id=item.id, text=item.value["left"], correct=True, feedback=item.value["feedback"])
            for item in self["pairs"].bound_blocks
        ]

    @property
    def mixed_matches(self):
        """The second halves as they are shown, mixed, each with its letter: (letter, id of the pair, text)."""
        pairs = mixed(self["pairs"].bound_blocks, key=lambda item: item.id)
        return [(letter(index), item.id, item.value["right"]) for index, item in enumerate(pairs)]

    @property
    def solution(self):
        """The pairs in order: (Choice, letter of its second half, second half)."""
        letters = {pair_id: (name, text) for name, pair_id, text in self.mixed_matches}
        return [(choice, *letters[choice.id]) for choice in self.choices]


class MatchBlock(QuestionBlock):
    pairs = blocks.ListBlock(
        PairBlock(), label="Pairs", help_text="Three to six pairs. Readers see the second halves mixed."
    )

    fields = ["text", "pairs", "explanation"]

    class Meta:
        icon = "link"
        label = "Match"
        template = "training/blocks/match.html"
        description = "Three to six pairs to find. The second halves are shown mixed."
        value_class = MatchValue
        preview_value = {
            "text": "Match each word with its plain meaning",
            "hint": "",
            "pairs": [
                {"left": "Reciprocity", "right": "Both sides give and both gain", "feedback": "Give and take."},
                {"left": "Assets", "right": "People's skills and strengths", "feedback": "What people bring."},
                {"left": "Scope", "right": "What can and cannot change", "feedback": "The goalposts."},
            ],
            "explanation": "<p>Say it in plain words first.</p>",
        }

    def faults(self, value):
        pairs = list(value["pairs"])
        if len(pairs) < 3:
            return {"pairs": "Give at least three pairs to match."}
        if len(pairs) > 6:
            return {"pairs": "Give six pairs at most: more are hard to keep in mind."}
        for half in ("left", "right"):
            texts = [pair[half] for pair in pairs]
            if repeated(texts):
                return {
                    "pairs": f'"{texts[repeated(texts)[0]]}" is there twice, so more than one match would be right.'
                }
        return {}
