"""The blocks of a module: its steps, and the questions that stand in them."""

from training.blocks.choices import (  # noqa: F401
    ConsequenceOptionBlock,
    OptionBlock,
    ScenarioQuestionBlock,
    SeveralChoiceBlock,
    SingleChoiceBlock,
    TrueFalseBlock,
)
from training.blocks.open import ReflectionBlock, ViewBlock, WhatWouldYouSayBlock  # noqa: F401
from training.blocks.questions import Choice, QuestionBlock, QuestionValue  # noqa: F401
from training.blocks.sorting import MatchBlock, PutInOrderBlock  # noqa: F401
from training.blocks.steps import (  # noqa: F401
    LaterQuestionsBlock,
    ScenarioBlock,
    StepBlock,
    StepContentBlock,
    StepsBlock,
)
