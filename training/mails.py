"""The mails that learners asked for: a question of a check-in, that the check-ins are over, the question after six weeks.

Each function posts to home.outbox in the caller's transaction. A key names the occasion, so that one occasion sends one mail
whatever is run twice. No mail holds a question's answers: a link leads to a form, because mail scanners open every link.
No subject holds a name or an address. All are in the learner's language and carry the way to stop them in one click.
"""

from django.conf import settings
from django.urls import reverse

from home import outbox
from home.letters import in_language, publisher_words, reply_to, way_out, write
from home.models.outbox import MailState, OutgoingMail
from home.models.settings import PublisherSettings
from training import links
from training.models import CheckIn

# What each mail is about, as staff see it in the outbox.
CHECK_IN = "Check-in question"
CHECK_IN_DONE = "Check-ins are over"
FOLLOW_UP = "Question after six weeks"


def about(learner):
    """What the outbox knows a learner's mails by."""
    return f"learner:{learner.pk}"


def check_in(check_in, not_after, days):
    """One question waits for `days` days, at a form behind a link. After `not_after` the mail would come too late."""
    key = _check_in_key(check_in)
    _post(CHECK_IN, "check_in", check_in, key, "check_in_stop", not_after, days=days)


def check_in_done(check_in):
    """The module or its questions are gone, so no question comes any more."""
    _post(CHECK_IN_DONE, "check_in_done", check_in, f"check-in-done:{check_in.pk}")


def follow_up(follow_up):
    """Did it change anything? Four answers, at a form behind a link."""
    _post(FOLLOW_UP, "follow_up", follow_up, _follow_up_key(follow_up), "follow_up_stop")


def take_back_check_in(check_in):
    """The question of a check-in that has not left yet is not sent."""
    _take_back(_check_in_key(check_in))


def take_back_follow_up(follow_up):
    """The question after six weeks is not sent, where it has not left yet."""
    _take_back(_follow_up_key(follow_up))


def _check_in_key(check_in):
    return f"check-in:{check_in.pk}:{check_in.number}"


def _follow_up_key(follow_up):
    return f"follow-up:{follow_up.pk}"


def _take_back(key):
    OutgoingMail.objects.filter(key=key, state=MailState.WAITING).update(state=MailState.DROPPED)


def _post(kind, template, row, key, stop_page="", not_after=None, **context):
    """Writes the mail of `template` about a check-in or follow-up and posts it to its learner."""
    learner, publisher = row.learner, PublisherSettings.current()
    with in_language(learner.language):
        stop = links.address(stop_page, row) if stop_page else ""
        letter = write(
            f"training/mails/{template}",
            title=row.version.title,
            address=links.address("check_in" if isinstance(row, CheckIn) else "follow_up", row),
            stop_address=stop,
            totals_address=settings.SITE_URL + reverse("did_it_change"),
            **context,
            **publisher_words(publisher),
        )
    outbox.post(
        key=key,
        kind=kind,
        about=about(learner),
        to=learner.user.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        not_after=not_after,
        headers=reply_to(publisher) | (way_out(stop) if stop else {}),
    )
