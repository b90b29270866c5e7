"""How many answers a second this machine takes, and how long reports take over two years of them: `make bench-training`.

Twenty learners take all modules as fast as they get replies, on a web server of two processes with the settings of production:
each answer is one POST of the form of its question, each learner a device that the site does not know before its first
answer. Then every report is asked for three times. Prints the figures that docs/performance.md has; asserts only that no
answer was lost or doubled.
"""

import atexit
import http.client
import os
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

LEARNERS = 20
ATTEMPTS = int(os.environ.get("BENCH_ATTEMPTS", "100000"))


def main():
    os.environ["DATA_DIR"] = folder = tempfile.mkdtemp(prefix="bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import learning_data

    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
    name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    answers = learning_data.make(ATTEMPTS)
    with connection.cursor() as cursor:
        # What both do by themselves after a while: count what is in the tables, to choose their way through them.
        cursor.execute("ANALYZE")
    print(f"{name}, with {ATTEMPTS:,} attempts and {answers:,} answers of two years")
    tell_answers()
    tell_reports()


# Answers -----------------------------------------------------------------------------------------------------------------


def tell_answers():
    from tests.parallel.site import Site, database_url

    modules = _modules()
    with Site(database_url(), settings_module="site_project.settings") as site:
        # The first run warms the processes up and is not counted.
        run(site.port, 4, modules[:3])
        took, replies = run(site.port, LEARNERS, modules)
    replies.sort()
    print(f"  {len(replies)} answers by {LEARNERS} learners at once in {took:.1f} s")
    print(f"  {len(replies) / took:.0f} answers a second")
    print(
        f"  reply: median {1000 * statistics.median(replies):.0f} ms, "
        f"99 of 100 within {1000 * replies[int(len(replies) * 0.99) - 1]:.0f} ms, slowest {1000 * replies[-1]:.0f} ms"
    )


def _modules():
    """[[(address, form)]]: for each module what the forms of its questions send, the right answer ticked."""
    from django.urls import reverse

    from tests.benchmarks.learning_data import ways
    from training import answers
    from training.models import ModulePage

    return [
        [
            (
                reverse("module_question", args=[page.slug, question.number]),
                {"question": question.id, "round": "1", **answers.typed(question, ways(question)[0])},
            )
            for question in page.marked_questions
        ]
        for page in ModulePage.objects.live().filter(locale__language_code="en")
    ]


def run(port, learners, modules):
    """Takes `modules` with so many learners at once. Returns the seconds, and the seconds of each reply."""
    from django.db import connections

    from training.models import Answer, Attempt

    before = Answer.objects.count(), Attempt.objects.count()
    keys = [_keys(len(modules)) for _learner in range(learners)]
    connections.close_all()

    def learner(index):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        replies = []
        for questions, key in zip(modules, keys[index], strict=True):
            cookie = ""
            for address, form in questions:
                began = time.perf_counter()
                cookie = _answer(line, port, address, form | {"key": key}, cookie)
                replies.append(time.perf_counter() - began)
        line.close()
        return replies

    began = time.perf_counter()
    with ThreadPoolExecutor(learners) as pool:
        replies = [reply for found in pool.map(learner, range(learners)) for reply in found]
    took = time.perf_counter() - began
    assert Answer.objects.count() - before[0] == len(replies)
    assert Attempt.objects.count() - before[1] == learners * len(modules)
    return took, replies


def _keys(number):
    """The signed keys that the first forms of so many unknown devices carry."""
    from training import learners

    return [learners.sign(learners.new_key()) for _module in range(number)]


def _answer(line, port, address, form, cookie):
    """Sends a form as a browser does; returns the cookie to send with the next one."""
    headers = {
        "Host": f"127.0.0.1:{port}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
    }
    if cookie:
        headers["Cookie"] = cookie
    line.request("POST", address, urlencode(form, doseq=True), headers)
    reply = line.getresponse()
    text = reply.read()
    if reply.status != 302 or "/after/" not in reply.headers["Location"]:
        sys.exit(f"An answer was replied to with {reply.status}: {text[:500]}")
    given = reply.headers.get("Set-Cookie")
    return given.partition(";")[0] if given else cookie


# Reports -----------------------------------------------------------------------------------------------------------------


def tell_reports():
    from training import question_health, reports
    from training.models import ModulePage, Organisation

    pages = list(ModulePage.objects.live().filter(locale__language_code="en").order_by("path"))
    module = {"module_key": pages[0].translation_key}
    organisation = {"organisation": Organisation.objects.get(name="Organisation 1").pk}
    year = {"year": max(map(reports.year_of, reports.months_until()))}
    for by in (reports.MONTH, reports.YEAR, reports.MODULE, reports.ORGANISATION):
        for asked in ({}, module, organisation, year, module | organisation):
            narrowed = ", one ".join(["", *(name.removesuffix("_key") for name in asked)])
            _tell(f"report by {by}{narrowed}", lambda by=by, asked=asked: reports.report(by=by, **asked))
    for page in pages:
        _tell(f"question health of {page.slug}", lambda page=page: question_health.health(page.translation_key))
    _tell("measured time in the editor", lambda: reports.measured(pages[0]))


def _tell(name, ask):
    """Prints the median time of three."""
    times = []
    for _time in range(3):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    print(f"  {name}: {statistics.median(times):.2f} s")


if __name__ == "__main__":
    main()
