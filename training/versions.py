"""Versions of modules: what a learner began with stays as it was, whatever an editor does to the page.

A version is made when somebody first needs one of a published state, and holds all that a learner sees. Reading makes none.
"""

import functools
import hashlib
import json
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from training.models import ModulePage, ModuleVersion
from training.steps import marked, question_of, steps_of

# What makes two states of a page the same to a learner, beside its streams.
_PLAIN = ("title", "outcome", "minutes", "pass_percent", "next_action")


# What a page shows of its own beside a version: its place in the tree, and what is said about it, not in it.
SHOWN_WITH = (
    "id", "path", "depth", "numchild", "locale_id", "translation_key", "url_path", "slug", "content_type_id", "live",
    "first_published_at", "last_published_at", "live_revision_id", "alias_of_id", "menu_title", "summary",
    "listing_text", "listing_image_id", "search_description", "seo_title", "drawing", "audience", "last_reviewed",
    "next_review", "made_with", "is_example", "best_after_id", "easy_read_page_id", "bsl_video_id", "bsl_url",
)  # fmt: skip


class Unreadable(Exception):
    """What a version holds can no longer be understood by this site."""


@dataclass(frozen=True)
class Content:
    """What is in a version: its steps, and its marked and later questions by id, in order. Nobody changes it."""

    stream: object
    steps: list
    marked: dict
    later: dict


def current(page):
    """The ModuleVersion of the live state of `page`: the newest one, or a new one where something has changed.

    To be called where something is written anyway. Two callers at the same moment get the same version.
    """
    page = _whole(page)
    for _attempt in range(3):
        found = known(page)
        if found:
            return found
        state, newest = _state(page), _newest(page)
        try:
            with transaction.atomic():
                return ModuleVersion.objects.create(
                    module_key=page.translation_key,
                    language=page.locale.language_code,
                    number=newest.number + 1 if newest else 1,
                    page=page,
                    revision_id=page.live_revision_id,
                    digest=_digest(state),
                    **state,
                )
        except IntegrityError:
            # Somebody else began at the same moment: theirs is the version.
            continue
    raise RuntimeError("The versions of this module change faster than they can be read.")


def known(page):
    """The version of the live state of `page`, or None where nobody has needed one yet. Writes nothing."""
    newest = _newest(page)
    return newest if newest and newest.digest == _digest(_state(_whole(page))) else None


def has_changed(version, page=None):
    """Whether the module has been published in another state since `version`; None where it is no longer there."""
    page = page or live_page(version.module_key, version.language)
    return None if page is None else _digest(_state(_whole(page))) != version.digest


def live_page(module_key, language):
    """The live public ModulePage of a module in a language, or None."""
    return ModulePage.objects.open().filter(translation_key=module_key, locale__language_code=language).first()


def content(version):
    """The Content of a version. Read once in each process: a version never changes. Raises Unreadable."""
    return _content(version.pk, version.digest)


@functools.lru_cache(maxsize=64)
def _content(pk, digest):
    # The digest is a part of the key: a database may give a number once more whose first row was rolled back.
    version = ModuleVersion.objects.get(pk=pk)
    try:
        stream = ModulePage.steps.field.stream_block.to_python(version.steps)
        steps = steps_of(stream)
        later = ModulePage.later_questions.field.stream_block.to_python(version.later_questions)
        found = [question_of(block) for block in later]
        return Content(
            stream=stream,
            steps=steps,
            marked={question.id: question for question in marked(steps)},
            later={question.id: question for question in found if question},
        )
    except Exception as error:
        # Blocks come from the database in whatever form an old release wrote them: anything may go wrong here.
        raise Unreadable(f"version {pk}: {type(error).__name__}") from error


def as_page(version, page):
    """A ModulePage that shows `version` at the address of `page`, for the templates. It cannot be saved."""
    held = content(version)
    kept = {name: getattr(page, name) for name in SHOWN_WITH}
    shown = ModulePage(page_ptr_id=page.pk, **kept, **{name: getattr(version, name) for name in _PLAIN})
    shown.locale = page.locale
    shown.can_now = [("statement", text) for text in version.statements]
    shown.__dict__["steps"] = held.stream
    shown.__dict__["step_list"] = held.steps
    return shown


def _whole(page):
    """The page with all its fields: where some were left out, in one query and not one for each."""
    return ModulePage.objects.select_related("locale").get(pk=page.pk) if page.get_deferred_fields() else page


def _newest(page):
    found = ModuleVersion.objects.filter(module_key=page.translation_key, language=page.locale.language_code)
    return found.order_by("-number").defer("steps", "later_questions").first()


def _state(page):
    state = {name: getattr(page, name) for name in _PLAIN}
    state["statements"] = page.statements
    state["steps"] = _raw(page.steps)
    state["later_questions"] = _raw(page.later_questions)
    return state


def _raw(stream):
    """What a stream keeps, in the form JSON gives back, so that the same words have the same digest."""
    return json.loads(json.dumps(stream.get_prep_value(), default=str))


def _digest(state):
    return hashlib.sha256(json.dumps(state, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
