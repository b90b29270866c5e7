"""What happens to bookings by the clock. Run every 5 minutes; each job is safe to repeat, because a mail has one key.

Hours are those of the UK, on both sides of a clock change. Examples get no mail by the clock: nobody should set off for an
event that does not take place because a mail said "tomorrow".
"""

import datetime
import logging
import traceback

from django.utils import timezone

from events import mails, waiting_list
from events.models import Booking, BookingSource, BookingState, EventPage, Room
from events.status import Status, TookPlace
from events.timing import JOIN_BEFORE, last_day, local_day

log = logging.getLogger(__name__)

MORNING = datetime.time(9)
ONE_DAY = datetime.timedelta(days=1)
# How long after its time a mail is still worth sending, when the clock stood still.
REMINDER_LATE = {7: 2 * ONE_DAY, 1: ONE_DAY}
FEEDBACK_LATE = 3 * ONE_DAY


def run(now=None):
    """Runs every job. A job or a mail that fails is logged and does not stop the others. Returns the names that failed."""
    now = now or timezone.now()
    failed = []
    for job in (lapse_offers, remind, send_join_links, ask_for_feedback):
        if not _try(job.__name__, job, now):
            failed.append(job.__name__)
    return failed


def _try(name, function, *arguments):
    """Whether `function` ran through. Logs where it failed and not with what words: those may be personal."""
    try:
        function(*arguments)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error("The job %s failed: %s at %s:%s", name, type(error).__name__, where.filename, where.lineno)
        return False
    return True


def lapse_offers(now):
    """Ends the offers nobody answered in time; their places go to the next."""
    waiting_list.lapse_all(now)


def remind(now):
    """A week before and on the day before, from 9am. Not to those who booked shortly before: they know."""
    for days, late in REMINDER_LATE.items():
        for event in _going_ahead().filter(starts_at__gt=now, starts_at__lte=now + (days + 1) * ONE_DAY):
            due = _morning(local_day(event.starts_at) - days * ONE_DAY)
            if not due <= now < _end_of(due, late):
                continue
            made_before = due - ONE_DAY if days > 1 else due
            _send("reminder", mails.reminder, _confirmed(event).filter(made_at__lte=made_before), days)


def send_join_links(now):
    """24 hours before, to those who join online, and at once to those who book later than that."""
    events = _going_ahead().filter(starts_at__lte=now + JOIN_BEFORE, ends_at__gt=now).exclude(join_link="")
    for event in events:
        _send("join link", mails.join_link, _confirmed(event).filter(room=Room.ONLINE))


def ask_for_feedback(now):
    """On the morning after the event, from 9am."""
    events = _going_ahead().filter(ends_at__lte=now, ends_at__gt=now - FEEDBACK_LATE - 2 * ONE_DAY)
    for event in events.exclude(took_place=TookPlace.NO):
        due = _morning(last_day(event.starts_at, event.ends_at) + ONE_DAY)
        if due <= now < _end_of(due, FEEDBACK_LATE):
            _send("feedback", mails.feedback_wanted, _confirmed(event))


def _going_ahead():
    """Real events that take place on their date, as they are published."""
    return EventPage.objects.live().real().exclude(status__in=[Status.CANCELLED, Status.POSTPONED])


def _confirmed(event):
    found = Booking.objects.filter(register__page=event, state=BookingState.CONFIRMED).exclude(email="")
    return found.exclude(source=BookingSource.REHEARSAL).select_related("register__page__venue").order_by("pk")


def _morning(day):
    return timezone.make_aware(datetime.datetime.combine(day, MORNING))


def _end_of(due, late):
    """The last moment for a mail that was due at `due`: the end of that day, or of a later one."""
    return timezone.make_aware(datetime.datetime.combine(local_day(due) + late, datetime.time.min))


def _send(name, write, bookings, *arguments):
    """One mail for each booking: one that cannot be written keeps nobody else waiting."""
    for booking in bookings:
        _try(name, write, booking, *arguments)
