"""The mails about signing in, put into the outbox as secrets: nobody who looks after the site can read a code in it."""

import datetime
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from home import letters, outbox
from home.models.settings import PublisherSettings

CODE_LIFE = datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
LINK_LIFE = datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
# What only tells somebody how to go on is no use the next day.
HINT_LIFE = datetime.timedelta(days=1)


def code(address, code, about):
    """The code, with which its reader signs in."""
    half = len(code) // 2
    words = {"code": f"{code[:half]} {code[half:]}", "minutes": int(CODE_LIFE.total_seconds()) // 60}
    _post("code", gettext_noop("Code to sign in"), address, about, CODE_LIFE, **words)


def use_password(address, about):
    """Somebody who may enter the admin asked for a code."""
    _post("use_password", gettext_noop("Sign in with a password"), address, about, HINT_LIFE, **_addresses())


def closed(address, about):
    """Somebody whose account is switched off asked for a code."""
    _post("closed", gettext_noop("Account switched off"), address, about, HINT_LIFE)


def password_link(address, link, about):
    """The link with which an editor chooses a new password."""
    _post("password_reset", gettext_noop("Choose a new password"), address, about, LINK_LIFE, link=link)


def no_password(address, about=""):
    """Somebody who has no password here asked for a new one."""
    _post("no_password", gettext_noop("No password needed"), address, about, HINT_LIFE, **_addresses())


def _addresses():
    return {
        "login_address": settings.SITE_URL + reverse("account_login"),
        "code_address": settings.SITE_URL + reverse("account_request_login_code"),
    }


def _post(name, kind, address, about, life, **words):
    publisher = PublisherSettings.current()
    letter = letters.write(f"account/mails/{name}", **words, **letters.publisher_words(publisher))
    outbox.post(
        key=f"account:{uuid.uuid4()}",
        kind=kind,
        about=about,
        to=address,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        not_after=timezone.now() + life,
        headers=letters.reply_to(publisher),
        secret=True,
    )
