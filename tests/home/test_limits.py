"""Without these, whoever guesses codes or passwords could go on for ever, or shut everybody else out."""

import datetime

import pytest
from django.test import RequestFactory
from django.utils import timezone

from home import limits
from home.models.limits import TryCount

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def tries(number, now=None, **options):
    return [limits.allowed("test", "somebody", 3, 60, now, **options) for _ in range(number)]


def test_no_more_than_allowed():
    assert tries(5) == [True, True, True, False, False]
    assert limits.allowed("test", "somebody else", 3, 60)
    assert limits.allowed("another test", "somebody", 3, 60)


def test_the_time_runs_from_the_first_try():
    now = timezone.now()
    assert tries(3, now) == [True, True, True]
    assert tries(1, now + 59 * SECOND) == [False]
    assert tries(1, now + 60 * SECOND) == [True]


def test_or_from_the_last_so_that_no_stretch_holds_more():
    """One try, a pause, and a burst around the end of the minute: a count from the first try would let five through."""
    now = timezone.now()
    assert tries(1, now, since_last=True) == [True]
    assert tries(3, now + 59 * SECOND, since_last=True) == [True, True, False]
    assert tries(3, now + 61 * SECOND, since_last=True) == [False, False, False]
    assert tries(1, now + 119 * SECOND, since_last=True) == [True]


def test_a_try_that_was_right_is_uncounted():
    tries(3)
    limits.give_back("test", "somebody")
    assert tries(2) == [True, False]
    limits.give_back("test", "nobody")


def test_who_tried_cannot_be_read():
    tries(1)
    assert "somebody" not in str(TryCount.objects.values().get())


def test_what_is_over_is_deleted():
    now = timezone.now()
    tries(1, now - 120 * SECOND)
    limits.allowed("other", "x", 1, 600, now)
    assert limits.forget_old(now) == 1
    assert limits.forget_old(now) == 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "connected", "found"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        # Whoever says so themselves is not believed.
        (0, "198.51.100.7", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.7", "127.0.0.1", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "127.0.0.1", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "127.0.0.1", "198.51.100.7"),
        # Fewer than there should be: somebody reached us past the proxies.
        (2, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.7:4711", "127.0.0.1", "198.51.100.7"),
        (1, "nonsense", "127.0.0.1", ""),
        (0, "", "", ""),
        # A household has a whole network of IPv6, and one count.
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2:ffff::1]:4711", "::1", "2001:db8:1:2::"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_where_a_request_comes_from(settings, proxies, forwarded, connected, found):
    """Lost if this fails: a made-up header would start every count anew."""
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=connected)
    assert limits.address_of(request) == found
