"""How long what learners left is kept, and deleting it: by the calendar, or at once when somebody asks.

What was answered stays as counts that belong to nobody. Everything else of a learner goes.
"""

import calendar
import datetime
from collections import Counter

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from home import limits, outbox, sign_ins
from home.letters import in_language, publisher_words, reply_to, write
from home.models.limits import TryCount
from home.models.outbox import MailState, OutgoingMail
from home.models.settings import PublisherSettings
from home.text import date_long
from training import learners
from training.mails import about
from training.models import Learner, ResumeCode

# A device that was not seen for so long has nobody who still uses it: the cookie lasts as long.
DEVICE_DAYS = learners.COOKIE_AGE.days
# An account: a mail after so many months without a sign-in, and its end after so many.
WARN_MONTHS, ACCOUNT_MONTHS = 23, 24
# So long is there at least between the mail and the end.
NOTICE_DAYS = 30
# The words of mails about learning: days after they were sent.
MAIL_DAYS = 30

UNUSED = "Account not used"


def has_admin_rights(user):
    """Whether an account is there for more than learning: nothing in this module deletes such a one."""
    if user.is_superuser or user.is_staff:
        return True
    return user.groups.exists() or user.user_permissions.exists()


# At once -----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def forget(learner=None, user=None):
    """Deletes all that is personal of a learner and their account, at once. Returns whether the account was deleted.

    An account with rights in the admin stays; of it only the learning goes. Answers stay as counts, without a learner.
    Certificates can no longer be checked. Whatever was about to be mailed is not. Twice is once.
    """
    wanted = {"user_id": user.pk} if user else {"pk": learner.pk}
    learner = Learner.objects.select_for_update().filter(**wanted).first()
    number = learner.user_id if learner else user and user.pk
    if learner:
        _forget_learner(learner)
    user = get_user_model().objects.select_for_update().filter(pk=number).first() if number else None
    if user is None or has_admin_rights(user):
        return False
    outbox.forget(sign_ins.about(user))
    for session in UserSession.objects.filter(user=user):
        session.end()
    user.delete()
    return True


def _forget_learner(learner):
    outbox.forget(about(learner))
    # Before their attempts are let go of: a certificate holds on to its attempt.
    learner.certificates.all().delete()
    # An answer is a count. What was not answered is nothing.
    learner.follow_ups.filter(answered_on=None).delete()
    learner.delete()


# By the calendar -------------------------------------------------------------------------------------------------------


def delete_old(now=None, dry_run=False):
    """Deletes what is over its date and writes to those whose account will go. Returns counts by kind.

    Safe to repeat: what is gone, and who was written to, is not counted again. `dry_run` counts and changes nothing.
    """
    now = now or timezone.now()
    done = Counter(codes=0, devices=0, warned=0, accounts=0, mails=0, tries=0)
    _delete_codes(now, dry_run, done)
    _delete_devices(now, dry_run, done)
    _delete_accounts(now, dry_run, done)
    _delete_mails(now, dry_run, done)
    done["tries"] = TryCount.objects.filter(ends_at__lte=now).count() if dry_run else limits.forget_old(now)
    return dict(done)


def _delete_codes(now, dry_run, done):
    old = ResumeCode.objects.filter(expires_at__lte=now)
    done["codes"] = old.count() if dry_run else old.delete()[0]


def _delete_devices(now, dry_run, done):
    last = timezone.localdate(now) - datetime.timedelta(days=DEVICE_DAYS)
    unseen = Learner.objects.filter(user=None, seen_on__lte=last)
    for number in list(unseen.values_list("pk", flat=True)):
        done["devices"] += 1 if dry_run else _if_still(unseen, number, forget)


def _delete_accounts(now, dry_run, done):
    today = timezone.localdate(now)
    over = _of_accounts(_months_before(today, ACCOUNT_MONTHS)).filter(
        warned_on__lte=today - datetime.timedelta(days=NOTICE_DAYS)
    )
    for number in list(over.values_list("pk", flat=True)):
        done["accounts"] += 1 if dry_run else _if_still(over, number, forget)
    last = _months_before(today, WARN_MONTHS)
    unused = _of_accounts(last).filter(warned_on=None)
    if dry_run:
        done["warned"] = unused.count() + _never_learned(last).count()
        return
    _note_who_never_learned(last)
    for number in list(unused.values_list("pk", flat=True)):
        done["warned"] += _if_still(unused, number, lambda learner: _warn(learner, today))


def _if_still(learners_due, number, do):
    """Does it to one of `learners_due`, unless they came back a moment ago. Returns how often: 0 or 1."""
    with transaction.atomic():
        found = learners_due.select_for_update(of=("self",)).filter(pk=number).first()
        if found:
            do(found)
        return int(found is not None)


def _only_learns(to_user=""):
    """The condition that an account has no rights in the admin, as has_admin_rights decides it."""
    names = ("is_superuser", "is_staff")
    plain = Q(**{f"{to_user}{name}": False for name in names})
    return plain & Q(**{f"{to_user}groups": None, f"{to_user}user_permissions": None})


def _of_accounts(last):
    """Learners with an account of that kind who were last seen on the day `last` or before."""
    return Learner.objects.filter(_only_learns("user__"), seen_on__lte=last, user__isnull=False).select_related("user")


def _never_learned(last):
    """Accounts of that kind that have never answered anything, and were last used on the day `last` or before."""
    used = Q(last_login__date__lte=last) | Q(last_login=None, date_joined__date__lte=last)
    return get_user_model().objects.filter(_only_learns(), used, learner=None)


def _note_who_never_learned(last):
    for user in _never_learned(last):
        day = timezone.localdate(user.last_login or user.date_joined)
        Learner.objects.get_or_create(user=user, defaults={"seen_on": day})


def _warn(learner, today):
    """Writes that an account will go unless somebody signs in."""
    goes_on = max(_months_after(learner.seen_on, ACCOUNT_MONTHS), today + datetime.timedelta(days=NOTICE_DAYS))
    learner.warned_on = today
    learner.save(update_fields=["warned_on"])
    if not learner.user.email:
        return
    publisher = PublisherSettings.current()
    with in_language(learner.language):
        letter = write(
            "training/mails/account_unused",
            goes_on=date_long(goes_on),
            address=settings.SITE_URL + reverse("my_learning"),
            **publisher_words(publisher),
        )
    outbox.post(
        key=f"account-unused:{learner.pk}:{learner.seen_on}",
        kind=UNUSED,
        about=about(learner),
        to=learner.user.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=reply_to(publisher),
    )


def _months_before(day, months):
    """The latest day that is so many months before `day` or earlier."""
    return _months_after(day, -months)


def _months_after(day, months):
    """The same day of the month so many months later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def _delete_mails(now, dry_run, done):
    old = now - datetime.timedelta(days=MAIL_DAYS)
    over = Q(state=MailState.SENT, sent_at__lte=old) | Q(
        state__in=[MailState.FAILED, MailState.DROPPED], made_at__lte=old
    )
    waiting = OutgoingMail.objects.filter(about=OuterRef("about"), made_at__lte=old)
    waiting = waiting.filter(state__in=[MailState.WAITING, MailState.SENDING])
    mails = OutgoingMail.objects.filter(over, ~Exists(waiting), about__startswith="learner:")
    mails = mails.exclude(to="", subject="", text="", html="")
    done["mails"] = mails.count()
    if not dry_run:
        for name in mails.order_by("about").values_list("about", flat=True).distinct():
            outbox.forget(name, before=old)


# Signing in --------------------------------------------------------------------------------------------------------------


def note_sign_in(sender, user, **kwargs):
    """For Django's signal user_logged_in: whoever signs in is there, and nothing of theirs is unused."""
    learner = Learner.objects.filter(user=user).first()
    if learner:
        learners.saw(learner)
