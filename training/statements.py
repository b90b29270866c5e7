"""What one learner did, as xAPI statements that any learning record store takes: a download, sent nowhere by this site.

Source: Experience API 1.0.3, part two, section 2 (statements), and its appendix C (interactions). A statement never changes once
it can be made, and its id follows from what it says: the same download sent twice doubles nothing (section 2.4.1).
"""

import uuid
from datetime import UTC, timedelta
from itertools import pairwise

from django.conf import settings
from django.utils.crypto import salted_hmac

from training import versions
from training.attempts import BEFORE, LONGEST_GAP

VERSION = "1.0.3"
_VERB = "http://adlnet.gov/expapi/verbs/"
_ACTIVITY = "http://adlnet.gov/expapi/activities/"
_NAMESPACE = uuid.UUID("5b6f4c1e-3a52-5d0f-9a7e-6f0f6d2b8c41")
# The interaction types of SCORM, which xAPI took over, for our kinds of questions.
_TYPES = {
    "single_choice": "choice",
    "several_choice": "choice",
    "scenario_question": "choice",
    "true_false": "true-false",
    "put_in_order": "sequencing",
    "match": "matching",
}


def actor(learner):
    """Who it was, without saying who: the same agent every time, and nobody without this site's key can tell whose it is."""
    name = salted_hmac("training.statements", str(learner.pk), algorithm="sha256").hexdigest()[:32]
    return {"objectType": "Agent", "account": {"homePage": settings.SITE_URL, "name": name}}


def statements(learner):
    """All statements about a learner as plain data, the oldest first.

    For each attempt: initialized, answered for every answer, completed, failed where the module was finished without passing
    it, and passed from the answer on that reached the pass mark. There is no name, address or account of ours in them.
    """
    attempts = learner.attempts.select_related("version__page__locale").prefetch_related("answers")
    found = [statement for attempt in attempts for statement in _Telling(learner, attempt).all()]
    return sorted(found, key=lambda statement: statement["timestamp"])


class _Telling:
    """The statements about one attempt."""

    def __init__(self, learner, attempt):
        self.attempt, self.version = attempt, attempt.version
        self.actor = actor(learner)
        self.answers = sorted(attempt.answers.all(), key=lambda answer: (answer.answered_at, answer.pk))
        page = self.version.page
        self.address = (page.full_url if page else None) or f"urn:uuid:{attempt.module_key}"
        try:
            held = versions.content(self.version)
        except versions.Unreadable:
            # What was answered is told without the words of the question, which nobody can read any more.
            self.questions = {}
        else:
            self.questions = held.marked

    def all(self):
        told = [self._tell("initialized", self.attempt.started_at, self._module())]
        told += [self._answered(answer) for answer in self.answers]
        finished = self.attempt.finished_at
        if finished:
            spent = {"completion": True, "duration": self._spent(finished)}
            told.append(self._tell("completed", finished, self._module(), spent))
            told += self._judged(finished)
        return told

    def _tell(self, verb, moment, activity, result=None, key="", context=None):
        name = "/".join([self.actor["account"]["name"], str(self.attempt.pk), verb, key])
        statement = {
            "id": str(uuid.uuid5(_NAMESPACE, f"{settings.SITE_URL}/{name}")),
            "version": VERSION,
            "actor": self.actor,
            "verb": {"id": _VERB + verb, "display": {"en": verb}},
            "object": activity,
            "context": {
                "registration": str(uuid.uuid5(_NAMESPACE, f"{settings.SITE_URL}/attempt/{self.attempt.pk}")),
                "platform": settings.WAGTAIL_SITE_NAME,
                "language": self.version.language,
                "revision": str(self.version.number),
                **(context or {}),
            },
            "timestamp": moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        return statement | ({"result": result} if result else {})

    def _words(self, text):
        return {self.version.language: text}

    def _module(self):
        return {
            "objectType": "Activity",
            "id": self.address,
            "definition": {
                "type": _ACTIVITY + "lesson",
                "name": self._words(self.version.title),
                "description": self._words(self.version.outcome),
            },
        }

    # Answers -------------------------------------------------------------------------------------------------------------

    def _answered(self, answer):
        question = self.questions.get(answer.question_id)
        activity = {"objectType": "Activity", "id": f"{self.address}#question-{answer.question_id}"}
        if question:
            activity["definition"] = self._definition(question)
        result = {
            "success": answer.right,
            "response": _response(answer.chosen),
            # 0 is an answer before learning, 1 the first try.
            "extensions": {f"{settings.SITE_URL}/xapi/try": answer.round},
        }
        context = {"contextActivities": {"parent": [{"objectType": "Activity", "id": self.address}]}}
        key = f"{answer.question_id}/{answer.round}"
        return self._tell("answered", answer.answered_at, activity, result, key, context)

    def _definition(self, question):
        choices = question.value.choices
        components = [{"id": choice.id, "description": self._words(choice.text)} for choice in choices]
        definition = {
            "type": _ACTIVITY + "cmi.interaction",
            "name": self._words(question.value["text"]),
            "interactionType": _TYPES[question.kind],
        }
        if question.kind == "match":
            halves = [(pair, text) for _letter, pair, text in question.value.mixed_matches]
            definition["source"] = components
            definition["target"] = [{"id": pair, "description": self._words(text)} for pair, text in halves]
            right = ",".join(f"{choice.id}:{choice.id}" for choice in choices)
        elif question.kind == "true_false":
            right = question.value["answer"]
        else:
            definition["choices"] = components
            right = ",".join(choice.id for choice in choices if choice.correct)
        definition["correctResponsesPattern"] = [_response(right)]
        return definition

    # Results -------------------------------------------------------------------------------------------------------------

    def _judged(self, finished):
        """What it came to: failed as the module was finished, passed from the answer on that reached the pass mark."""
        if not self.version.pass_percent or not self.attempt.marked:
            return []
        if self._passes(finished):
            return [self._result("passed", finished)]
        later = (answer.answered_at for answer in self.answers if answer.answered_at > finished)
        reached = next((moment for moment in later if self._passes(moment)), None)
        failed = self._result("failed", finished)
        return [failed, self._result("passed", reached)] if reached else [failed]

    def _right_by(self, moment):
        """How many questions were right by a moment. What was known before learning does not count."""
        return sum(answer.right and answer.round != BEFORE and answer.answered_at <= moment for answer in self.answers)

    def _passes(self, moment):
        return self._right_by(moment) * 100 >= self.version.pass_percent * self.attempt.marked

    def _result(self, verb, moment):
        right, marked = self._right_by(moment), self.attempt.marked
        score = {"scaled": round(right / marked, 4), "raw": right, "min": 0, "max": marked}
        result = {"success": verb == "passed", "score": score, "duration": self._spent(moment)}
        return self._tell(verb, moment, self._module(), result)

    def _spent(self, until):
        """The time between answers up to a moment, long pauses cut short, as an ISO 8601 duration."""
        moments = [self.attempt.started_at, *(answer.answered_at for answer in self.answers)]
        moments = [moment for moment in moments if moment <= until]
        spent = sum((min(later - earlier, LONGEST_GAP) for earlier, later in pairwise(moments)), timedelta())
        return f"PT{int(spent.total_seconds())}S"


def _response(chosen):
    """An answer as it is kept ("a,b", or "left:right,left:right"), as xAPI writes it."""
    return chosen.replace(",", "[,]").replace(":", "[.]")
