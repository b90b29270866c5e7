"""What the log says about signing in: that it happened and to which account by number. No address, no code, no name."""

import logging

from allauth.account.signals import password_changed, password_reset, user_logged_in
from django.dispatch import receiver

log = logging.getLogger(__name__)


def stopped(request):
    """Somebody tried something too often."""
    log.warning("Stopped for a while: too many tries at %s", request.path_info)


def wrong_code(request):
    """Somebody entered a wrong code."""
    log.info("Wrong code entered")


@receiver(user_logged_in)
def _signed_in(sender, request, user, **kwargs):
    log.info("Account %s signed in", user.pk)


@receiver([password_changed, password_reset])
def _new_password(sender, request, user, **kwargs):
    log.info("Account %s has a new password", user.pk)
