"""A real web server of several processes, and many people who ask it at the same time."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from tests.journeys.server import ROOT, free_port

CSRF = "a" * 32


def database_url():
    """The address of the database this test run works on, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    login = quote(found["USER"]) + (f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else "")
    return f"postgres://{login}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


class Site:
    """gunicorn with `workers` processes of four threads on `url`'s database.

    With `reuse_port` each process has a queue of its own, into which the system puts every new connection by chance.
    """

    def __init__(
        self,
        url,
        *,
        workers=2,
        application="site_project.wsgi",
        settings_module="tests.parallel.settings",
        data_dir=None,
        reuse_port=False,
    ):
        self.port = free_port()
        self.command = [
            sys.executable, "-m", "gunicorn", "--config", "site_project/gunicorn.py", "--workers", str(workers),
            "--timeout", "60", *(["--reuse-port"] if reuse_port else []), application,
        ]  # fmt: skip
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": settings_module,
            "TEST_DATA_DIR": str(data_dir or settings.DATA_DIR),
            "PORT": str(self.port),
        }
        self.process = None
        self.log = Path(settings.DATA_DIR) / f"parallel-{self.port}.log"

    def __enter__(self):
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=out, stderr=out, start_new_session=True
            )
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.get("/health/live")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(self.log.read_text())

    def __exit__(self, *_):
        # pytest shows it where the test failed: what went wrong stands in the server's words only.
        print(self.log.read_text()[-20_000:])
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def kill_a_worker(self):
        """Kills one of the web processes without a warning. Returns its number, or None where none was there."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True)
        for pid in found.stdout.split()[:1]:
            os.kill(int(pid), signal.SIGKILL)
            return int(pid)
        return None

    @contextmanager
    def losing_workers(self, times=10):
        """While the block runs, one web process after the other is killed: `times` times, so that people get on in the end."""
        stop = threading.Event()

        def kill():
            for _number in range(times):
                if stop.wait(0.8):
                    return
                self.kill_a_worker()

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            yield
        finally:
            stop.set()
            killer.join()

    def fetch(self, path, method="GET", **headers):
        """(status, headers, text) of one request on a connection of its own. A compressed text is left out."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, headers={"Host": f"127.0.0.1:{self.port}", "Connection": "close", **headers})
            answer = line.getresponse()
            body = answer.read()
            text = "" if answer.headers.get("Content-Encoding") else body.decode("utf-8", "replace")
            return answer.status, dict(answer.headers), text
        finally:
            line.close()

    def get(self, path, cookies=None):
        return self._ask("GET", path, None, cookies)

    def post(self, path, data, cookies=None):
        """Sends a form as a browser does, with its CSRF cookie and field. Returns (status, place it leads to, text)."""
        sent = urlencode({**data, "csrfmiddlewaretoken": CSRF}, doseq=True)
        return self._ask("POST", path, sent, {"csrftoken": CSRF, **(cookies or {})})

    def _ask(self, method, path, body, cookies):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode("utf-8", "replace")
        finally:
            line.close()


def until_answered(send, seconds=120):
    """Calls `send()`, which gives a status, until it is a redirect: somebody whose press was lost presses again.

    Returns whether one came within `seconds`.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if send() == 302:
                return True
        except OSError:
            # Killed while it answered.
            pass
        time.sleep(0.1)
    return False


def together(number, act):
    """Calls `act(0)`, `act(1)`, … in `number` threads that all start at the same moment. Returns what they gave back."""
    gate = threading.Barrier(number)

    def one(index):
        gate.wait()
        return act(index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))
