"""Who is learning: an account, or a device that has answered a question. Nobody is known before their first answer.

A device is known by a random key of 128 bits in a signed cookie; the database holds the key's hash only, so that a copy of it
opens nothing. Moving attempts from a device to an account, or to another device, happens here and nowhere else.
"""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone, translation

from training.models import Attempt, Learner, Reflection, TeamMember

COOKIE = "learning"
COOKIE_AGE = datetime.timedelta(days=180)
_SIGNER = signing.Signer(sep=".", salt="training.device")


def new_key():
    """A key for a device: 128 random bits, as the first form it sees carries it."""
    return secrets.token_urlsafe(16)


def sign(key):
    """A key as it stands in a form or the cookie, so that nobody can choose one."""
    return _SIGNER.sign(key)


def unsign(value):
    """The key in a signed value, or "" where it is not one of ours."""
    try:
        return _SIGNER.unsign(value or "")
    except signing.BadSignature:
        return ""


def key_of(request):
    """The key in this browser's cookie, or ""."""
    return unsign(request.COOKIES.get(COOKIE))


def device_of(request):
    """The Learner of this device, or None."""
    key = key_of(request)
    return Learner.objects.filter(device_hash=_hash(key)).order_by().first() if key else None


def of(request):
    """The Learner who sends this request, or None: whoever is signed in, or else the device."""
    if COOKIE not in request.COOKIES and settings.SESSION_COOKIE_NAME not in request.COOKIES:
        # A reader. Asking for the user would open a session for nothing.
        return None
    if request.user.is_authenticated:
        return Learner.objects.filter(user=request.user).first()
    return device_of(request)


def start(request, key=""):
    """The Learner who sends this request, made where there is none: (learner, key of the cookie to set or "").

    `key` is the signed key from the form. Sent twice it is one learner: two clicks make one device.
    """
    found = of(request)
    if found:
        return found, ""
    if request.user.is_authenticated:
        return of_user(request.user), ""
    key = unsign(key) or new_key()
    return _made(device_hash=_hash(key)), key


def of_user(user):
    """The Learner of an account, made where there is none."""
    return _made(user=user)


def _made(**who):
    new = {"seen_on": timezone.localdate(), "language": translation.get_language() or settings.LANGUAGE_CODE}
    return Learner.objects.get_or_create(**who, defaults=new)[0]


def remember(response, key):
    """Sets the cookie that knows this device again."""
    response.set_cookie(
        COOKIE,
        sign(key),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def forget_device(response):
    """Takes the cookie away."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def is_device(learner, key):
    """Whether `learner` is the device that holds `key`."""
    return bool(key) and learner.device_hash == _hash(key)


def move_device(learner, key):
    """Gives a device's learner to whoever holds `key`; the device it was made on no longer has it."""
    learner.device_hash = _hash(key)
    learner.save(update_fields=["device_hash"])


@transaction.atomic
def merge(source, into):
    """Moves all that `source` has to `into` and deletes `source`. Returns how many attempts moved.

    Doing it twice moves nothing twice. Where both are in the middle of one module, the one answered last goes on; the other
    stays as a count without a learner. A reflection on the same question: the newer one stays.
    """
    rows = {
        row.pk: row for row in Learner.objects.select_for_update().filter(pk__in=[source.pk, into.pk]).order_by("pk")
    }
    if source.pk not in rows or into.pk not in rows or source.pk == into.pk:
        return 0
    source, into = rows[source.pk], rows[into.pk]
    _let_go_of_doubles(source, into)
    moved = source.attempts.update(learner=into)
    for mine in source.reflections.all():
        theirs = Reflection.objects.filter(
            learner=into, module_key=mine.module_key, question_id=mine.question_id
        ).first()
        if theirs and theirs.saved_at >= mine.saved_at:
            continue
        if theirs:
            theirs.delete()
        Reflection.objects.filter(pk=mine.pk).update(learner=into)
    TeamMember.objects.filter(learner=source).exclude(team__members__learner=into).update(learner=into)
    source.teams_owned.update(owner=into)
    source.certificates.update(learner=into)
    _move_reminders(source, into)
    into.role = into.role or source.role
    into.organisation_id = into.organisation_id or source.organisation_id
    into.asked_at = into.asked_at or source.asked_at
    into.seen_on = max(into.seen_on, source.seen_on)
    into.save()
    source.delete()
    return moved


def _let_go_of_doubles(source, into):
    theirs = {attempt.module_key: attempt for attempt in into.attempts.filter(finished_at=None)}
    for mine in source.attempts.filter(finished_at=None, module_key__in=theirs):
        other = theirs[mine.module_key]
        left = mine if other.last_answer_at >= mine.last_answer_at else other
        Attempt.objects.filter(pk=left.pk).update(learner=None)


def _move_reminders(source, into):
    running = set(into.check_ins.filter(ended_at=None).values_list("module_key", flat=True))
    source.check_ins.exclude(ended_at=None, module_key__in=running).update(learner=into)
    waiting = set(into.follow_ups.filter(answered_on=None, stopped_at=None).values_list("module_key", flat=True))
    source.follow_ups.exclude(answered_on=None, stopped_at=None, module_key__in=waiting).update(learner=into)


def saw(learner):
    """Notes that a learner was here today."""
    today = timezone.localdate()
    if learner.seen_on != today:
        Learner.objects.filter(pk=learner.pk).update(seen_on=today, warned_on=None)


def _hash(key):
    return hashlib.sha256(key.encode()).hexdigest()
