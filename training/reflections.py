"""What somebody wrote to themselves: nowhere but on their screen, unless they keep it or take it away as a file."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from home.documents_out import odt
from home.text import date_plain
from training import versions, walk
from training.models import Reflection

LONGEST = 4000
KIND = "reflection"


@dataclass(frozen=True)
class Asked:
    """A question to reflect on: the module it is in, its words, and the step it stands on ("" where that is gone)."""

    module_key: object
    module_title: str
    question_id: str
    question: str
    address: str


def find(slug, question_id, learner=None):
    """The Asked question with this id in the module with this slug, in the active language, or None.

    As the module is published now, or as `learner` has it: an editor may have taken the question out since.
    """
    page = walk.live_page(slug)
    if page:
        address = page.get_url()
        for step in page.step_list:
            for question in step.questions:
                if question.id == question_id and question.kind == KIND:
                    there = f"{page.step_url(step)}#question-{question.id}"
                    return Asked(page.translation_key, page.title, question.id, question.value["text"], there)
    if learner is None:
        return None
    named = {"module_key": page.translation_key} if page else {"version__page__slug": slug}
    for attempt in learner.attempts.filter(**named).select_related("version"):
        found = _in_version(attempt.version, question_id)
        if found:
            words = found.value["text"]
            return Asked(attempt.module_key, attempt.version.title, question_id, words, address if page else "")
    return None


def _in_version(version, question_id):
    try:
        steps = versions.content(version).steps
    except versions.Unreadable:
        return None
    asked = [question for step in steps for question in step.questions]
    return next((one for one in asked if one.id == question_id and one.kind == KIND), None)


def save(learner, asked, text, now=None):
    """Keeps what a learner wrote: the Reflection. What they kept for the same question before is replaced."""
    kept, _made = Reflection.objects.update_or_create(
        learner=learner,
        module_key=asked.module_key,
        question_id=asked.question_id,
        defaults={
            "module_title": asked.module_title,
            "question": asked.question,
            "text": text,
            "saved_at": now or timezone.now(),
        },
    )
    return kept


def saved(learner, asked):
    """What a learner kept for a question before, or None."""
    if learner is None:
        return None
    return learner.reflections.filter(module_key=asked.module_key, question_id=asked.question_id).first()


def delete(learner, number):
    """Deletes one of a learner's own reflections. Returns whether there was one."""
    return bool(learner.reflections.filter(pk=number).delete()[0])


# As a file ---------------------------------------------------------------------------------------------------------------


def file_name(asked, ending):
    """The name of the file: of the module, never of a person."""
    return f"{slugify(asked.module_title) if asked else ''}-{slugify(_('reflection'))}.{ending}".lstrip("-")


def as_text(asked, text, now=None):
    """What somebody wrote, with what was asked, as plain text."""
    head = [asked.module_title, asked.question] if asked else []
    return "\n\n".join([*head, text, date_plain(now or timezone.now())]) + "\n"


def as_odt(asked, text, now=None):
    """The same as a document for a word processor. Raises RuntimeError where it cannot be made."""
    paragraphs = [part.splitlines() for part in text.split("\n\n") if part.strip()]
    words = {"asked": asked, "paragraphs": paragraphs, "day": date_plain(now or timezone.now())}
    return odt(render_to_string("training/my_learning/reflection_document.html", words), translation.get_language())
