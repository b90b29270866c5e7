"""How many bookings a second this machine takes: `make bench-events`.

Twenty bookers press the last button as fast as they get answers, on a web server of two processes with the settings of
production. A booking is one POST with its transaction, its needs, its audit entry and its mail in the outbox. Prints the
figures that docs/performance.md has; asserts only that no booking was lost or given twice.
"""

import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

# Fewer than the 300 an hour for one event from which bookings are looked at by a person first.
BOOKERS, EACH, PLACES = 20, 14, 200


def main():
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
    name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    # The first run warms the processes up and is not counted.
    run(4, 20)
    took, replies, states = run(EACH, PLACES)
    booked = sum(states.values())
    assert booked == BOOKERS * EACH, states
    assert states["confirmed"] == PLACES, states
    replies.sort()
    print(f"{name}: {booked} bookings by {BOOKERS} at once in {took:.1f} s")
    print(f"  {booked / took:.0f} bookings a second")
    print(
        f"  reply: median {1000 * statistics.median(replies):.0f} ms, "
        f"99 of 100 within {1000 * replies[int(len(replies) * 0.99) - 1]:.0f} ms, slowest {1000 * replies[-1]:.0f} ms"
    )


def run(each, capacity):
    """Books `each` times with each booker on a new event. Returns the seconds, the seconds of each reply, and the states."""
    from collections import Counter

    from django.db import connections

    from events.models import Booking, EventPage
    from tests.events.builders import event
    from tests.parallel.conftest import finished_draft, last_button
    from tests.parallel.site import Site, database_url

    page = event("2035-06-10 13:00", "2035-06-10 16:00", title="Benchmark", takes_bookings=True, capacity=capacity)
    page = EventPage.objects.get(pk=page.pk)
    address = page.get_url() + "book/check/"
    sent_with = last_button(page)
    cookies = [[finished_draft(page, booker * 1000 + number) for number in range(each)] for booker in range(BOOKERS)]
    with Site(database_url(), settings_module="site_project.settings") as site:

        def booker(index):
            replies = []
            for sent in cookies[index]:
                began = time.perf_counter()
                status, _where, text = site.post(address, sent_with, sent)
                replies.append(time.perf_counter() - began)
                if status != 302:
                    sys.exit(f"A booking was answered with {status}: {text[:500]}")
            return replies

        began = time.perf_counter()
        with ThreadPoolExecutor(BOOKERS) as pool:
            replies = [reply for found in pool.map(booker, range(BOOKERS)) for reply in found]
        took = time.perf_counter() - began
    connections.close_all()
    states = Counter(Booking.objects.filter(register__page=page).values_list("state", flat=True))
    Booking.objects.filter(register__page=page).delete()
    page.delete()
    return took, replies, states


if __name__ == "__main__":
    main()
