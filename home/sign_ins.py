"""Accounts of people who learn. One is made when somebody asks for a code, and deleted when no code was ever entered.

So an address we know and one we do not take the same way, and nobody can tell them apart. People who may enter the admin are
never let in by a code: whoever reads their mail would have the whole site.
"""

import datetime
import secrets

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from home import limits, outbox

# An account that nobody ever signed in to is deleted after this time.
UNFINISHED = datetime.timedelta(days=7)


def may_enter_admin(user):
    """Whether somebody may open the admin, and so signs in with a password."""
    return user.is_active and (user.is_superuser or user.has_perm("wagtailadmin.access_admin"))


def new_username():
    """A name for an account that says nothing about anybody: records of changes show it."""
    return f"learner-{secrets.token_hex(8)}"


def users_of(address):
    """All accounts with an email address, upper and lower case alike, the likeliest first."""
    address = address.lower()
    held = EmailAddress.objects.filter(email__iexact=address)
    rows = get_user_model().objects.filter(Q(email__iexact=address) | Q(pk__in=held.values("user_id")))
    verified = set(held.filter(verified=True).values_list("user_id", flat=True))
    return sorted(rows, key=lambda user: (user.pk not in verified, user.last_login is None, user.pk))


def account_for(address):
    """The account to which a code for an address belongs, made where there is none. It may be one that gets no code.

    Call it in the transaction that counted the try (`limits.allowed`) for this address: that row is held until the end,
    so that two forms sent at the same moment make one account.
    """
    address = address.lower()
    found = users_of(address)
    for may_take in (may_enter_admin, lambda user: user.is_active, lambda user: True):
        for user in found:
            if may_take(user):
                return _with_address(user, address)
    user = get_user_model()(username=new_username(), email=address)
    user.set_unusable_password()
    user.save()
    return _with_address(user, address)


def _with_address(user, address):
    """Sees to it that allauth knows the address, so that it can note it as verified."""
    if not EmailAddress.objects.filter(user=user, email=address).exists():
        first = not EmailAddress.objects.filter(user=user, primary=True).exists()
        EmailAddress.objects.create(user=user, email=address, primary=first, verified=False)
    return user


def is_unfinished(user):
    """Whether an account was made by asking for a code that nobody entered: nothing belongs to it."""
    return (
        user.last_login is None
        and not user.has_usable_password()
        and not user.is_superuser
        and user.username.startswith("learner-")
        and not user.groups.exists()
    )


def forget_unfinished(address):
    """Deletes the unfinished accounts of an address whose owner has proved to be it in another way. Returns how many."""
    return sum(_delete(user) for user in users_of(address) if is_unfinished(user))


def delete_unfinished(now=None):
    """Deletes what signing in left behind: accounts nobody signed in to within 7 days, counts of tries, notes of sessions
    that are over, words of mails that open nothing any more. Safe to repeat. Returns how many accounts went."""
    now = now or timezone.now()
    limits.forget_old(now)
    outbox.forget_secrets(now)
    running = Session.objects.filter(expire_date__gt=now)
    UserSession.objects.exclude(session_key__in=running.values("session_key")).delete()
    old = get_user_model().objects.filter(last_login=None, date_joined__lte=now - UNFINISHED)
    return sum(_delete(user) for user in old.filter(username__startswith="learner-") if is_unfinished(user))


@transaction.atomic
def _delete(user):
    """Deletes an account that is still unfinished, with the mails to it. Returns 1, or 0 where somebody signed in just now."""
    still = get_user_model().objects.select_for_update().filter(pk=user.pk, last_login=None).first()
    if still is None:
        return 0
    outbox.forget(about(user))
    still.delete()
    return 1


def about(user):
    """What mails to an account are about, in the outbox."""
    return f"account:{user.pk}"
