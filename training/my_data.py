"""All that is held about one learner, as plain data: to take along, or to hand over (UK GDPR, Articles 15 and 20)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from home import sign_ins
from home.models.outbox import OutgoingMail
from home.persons import mails_as_data
from training import answers, attempts, versions
from training.mails import about
from training.models import Answer, Attempt

JSON = DjangoJSONEncoder

_REFLECTION = ("module_title", "question", "text", "saved_at")
_CERTIFICATE = ("code", "name", "finished_on", "issued_at", "withdrawn_at", "withdrawn_why")
_ATTEMPT = (
    "started_at", "last_answer_at", "finished_at", "active_seconds", "marked", "right", "first_right", "before_asked",
    "before_right", "passed",
)  # fmt: skip
_CHECK_IN = ("started_at", "due_at", "asked_at", "right_in_a_row", "ended_at", "ended_why")
_FOLLOW_UP = ("started_at", "due_at", "asked_at", "answer", "answered_on", "stopped_at")
_CODE = ("made_at", "expires_at", "used_at")


def mails(learner, user=None):
    """The mails to a learner, and about signing in to the account `user`, that still hold anything."""
    named = [about(learner)] if learner else []
    named += [sign_ins.about(user)] if user else []
    return OutgoingMail.objects.filter(about__in=named).exclude(to="", subject="", text="")


def held(learner, user=None):
    """Everything as dicts and lists, for JSON (encode with my_data.JSON). Without `learner`: of an account that learned nothing."""
    user = learner.user if learner else user
    found = {"taken_at": timezone.now(), "account": _account(user), "mails": mails_as_data(mails(learner, user))}
    if learner is None:
        return found
    return found | {
        "about_you": {
            "role": str(learner.get_role_display()) if learner.role else "",
            "organisation": learner.organisation.name if learner.organisation else "",
            "language": learner.language,
            "made_at": learner.made_at,
            "seen_on": learner.seen_on,
            "asked_at": learner.asked_at,
            "warned_on": learner.warned_on,
        },
        "attempts": [_attempt(attempt) for attempt in _attempts(learner)],
        "reflections": [_values(one, _REFLECTION) for one in learner.reflections.all()],
        "certificates": [
            {"module": one.version.title, "version": one.version.number} | _values(one, _CERTIFICATE)
            for one in learner.certificates.select_related("version")
        ],
        "questions_by_mail": [_check_in(one) for one in learner.check_ins.select_related("version").order_by("pk")],
        "question_after_six_weeks": [
            {"module": one.version.title} | _values(one, _FOLLOW_UP)
            for one in learner.follow_ups.select_related("version").order_by("pk")
        ],
        "teams": [{"team": one.team.name, "joined_at": one.joined_at} for one in learner.teams.select_related("team")],
        "teams_made": [_values(one, ("name", "made_at", "closed_at")) for one in learner.teams_owned.all()],
        "codes_to_carry_on": [_values(one, _CODE) for one in learner.resume_codes.all()],
    }


def _account(user):
    names = ("email", "first_name", "last_name", "date_joined", "last_login")
    return _values(user, names) if user else None


def _attempts(learner):
    given = Prefetch("answers", Answer.objects.order_by("answered_at", "pk"))
    mine = Attempt.objects.filter(learner=learner).select_related("version", "organisation").prefetch_related(given)
    return mine.order_by("started_at", "pk")


def _attempt(attempt):
    version = attempt.version
    return {
        "module": version.title,
        "version": version.number,
        "language": version.language,
        "minutes": version.minutes,
        "pass_percent": version.pass_percent,
        "organisation": attempt.organisation.name if attempt.organisation else "",
        **_values(attempt, _ATTEMPT),
        "answers": [
            _answer(version, one) | {"try": _("before learning") if one.round == attempts.BEFORE else one.round}
            for one in attempt.answers.all()
        ],
    }


def _check_in(row):
    return {"module": row.version.title, **_values(row, _CHECK_IN)} | {
        "answers": [_answer(one.version, one) for one in row.answers.select_related("version")]
    }


def _answer(version, row):
    """One answer in ids and in words; in ids only where the version cannot be read any more."""
    try:
        content = versions.content(version)
        question = content.marked.get(row.question_id) or content.later.get(row.question_id)
    except versions.Unreadable:
        question = None
    words = [_words(one) for one in answers.given(question, row.chosen)] if question else []
    return {
        "question_id": row.question_id,
        "question": question.value["text"] if question else "",
        "chosen_ids": row.chosen,
        "chosen": words,
        "right": row.right,
        "answered_at": row.answered_at,
    }


def _words(given):
    return f"{given.choice.text}: {given.put}" if given.put else given.choice.text


def _values(instance, names):
    return {name: getattr(instance, name) for name in names}


# One row an attempt ------------------------------------------------------------------------------------------------------


def headings():
    """The headings of `rows`, in the language that is active."""
    return [
        _("Module"),
        _("Version"),
        _("Language"),
        _("Begun"),
        _("Finished"),
        _("Minutes (for continuing professional development)"),
        _("Questions"),
        _("Right at the first try"),
        _("Right in the end"),
        _("Passed"),
        _("Certificate"),
        _("Organisation"),
    ]


def rows(learner):
    """A list for a spreadsheet: one row for each attempt, the oldest first. Minutes count once it is finished."""
    if learner is None:
        return []
    mine = learner.attempts.select_related("version", "organisation", "certificate").order_by("started_at", "pk")
    mine = mine.defer("version__steps", "version__later_questions")
    return [
        [
            attempt.version.title,
            attempt.version.number,
            attempt.version.language,
            _day(attempt.started_at),
            _day(attempt.finished_at),
            attempt.version.minutes if attempt.finished_at else 0,
            attempt.marked,
            attempt.first_right,
            attempt.right,
            _yes(attempt.passed),
            attempt.certificate.code if hasattr(attempt, "certificate") else "",
            attempt.organisation.name if attempt.organisation else "",
        ]
        for attempt in mine
    ]


def _day(moment):
    return timezone.localtime(moment).date().isoformat() if moment else ""


def _yes(value):
    return _("yes") if value else _("no")
