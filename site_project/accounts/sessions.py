"""How long somebody stays signed in, and what is noted about a session: the kind of device and two days, nothing else."""

import re

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext

from home import sign_ins

# Noted instead of the internet address, where allauth needs one.
NO_ADDRESS = "0.0.0.0"  # noqa: S104 (nothing listens there)
_SEEN = "seen_on"
# First found, first taken: every browser also names some of the others.
_BROWSERS = [("Edge", r"Edg"), ("Firefox", r"Firefox|FxiOS"), ("Samsung Internet", r"Samsung ?(Browser|Internet)"),
             ("Opera", r"OPR|Opera"), ("Chrome", r"Chrom|CriOS"), ("Safari", r"Safari")]  # fmt: skip
_SYSTEMS = [("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Android", r"Android"), ("Windows", r"Windows"),
            ("Chromebook", r"CrOS|Chromebook"), ("Mac", r"Mac"), ("Linux", r"Linux|X11")]  # fmt: skip


def device_kind(user_agent):
    """What is kept of what a browser says of itself: "Firefox, Windows", or "" where it says nothing we know."""
    found = [next((name for name, mark in kinds if re.search(mark, user_agent)), "") for kinds in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found))


def device_words(kind):
    """A kept kind of device in words."""
    browser, _comma, system = kind.partition(", ")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or gettext("A device we do not know")


@receiver(pre_save, sender=UserSession)
def _keep_little(sender, instance, **kwargs):
    """allauth would keep the internet address and all that the browser says of itself."""
    instance.ip = NO_ADDRESS
    instance.user_agent = device_kind(instance.user_agent)


def is_learners(session):
    """Whether a session was opened by a code or another organisation, not by a password."""
    return session.get("_session_expiry") == settings.LEARNER_SESSION_AGE


class StaySignedInMiddleware:
    """Renews a learner's session once a day while it is used, and notes that day.

    It looks only at sessions that the page itself looked at, so that reading stays without any. Somebody who has become an
    editor since they signed in by a code signs in once more, with a password, before the admin opens.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self._stop_at_admin(request) or self.get_response(request)
        session = request.session
        if session.accessed and not session.is_empty() and SESSION_KEY in session and is_learners(session):
            self._renew(session)
        return response

    def _stop_at_admin(self, request):
        if not request.path_info.startswith("/admin/") or not is_learners(request.session):
            return None
        if not sign_ins.may_enter_admin(request.user):
            return None
        logout(request)
        return redirect_to_login(request.get_full_path())

    def _renew(self, session):
        today = timezone.localdate().isoformat()
        if session.get(_SEEN) != today:
            session[_SEEN] = today
            UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
