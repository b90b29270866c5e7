"""gunicorn with one of those who are measured, and the folders of data that they work on."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.journeys.server import ROOT, free_port

WORKERS = 2
KINDS = {
    "gthread": ["--worker-class", "gthread", "--threads", "4"],
    "sync": ["--worker-class", "sync", "--threads", "1"],
}
BENCH_PACKAGES = ROOT / ".venv" / "bench"
_TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """gunicorn with two processes of a kind on a port that was free.

    `config`: the file with the rest of gunicorn's settings. Unless `as_it_is_run`, each process has a queue of its own and
    none is replaced after so many requests, whatever that file says: for all who are measured alike.
    """

    def __init__(
        self,
        application,
        kind="gthread",
        *,
        folder=ROOT,
        python=sys.executable,
        config=None,
        as_it_is_run=False,
        **environment,
    ):
        self.port = free_port()
        shared = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
        self.command = [
            str(python), "-m", "gunicorn", *(["--config", config] if config else []),
            "--bind", f"127.0.0.1:{self.port}", "--workers", str(WORKERS), *KINDS[kind], "--preload", "--no-control-socket",
            "--log-level", "warning", "--timeout", "60", *(["--worker-tmp-dir", shared] if shared else []),
            *([] if as_it_is_run else ["--reuse-port", "--max-requests", "0", "--max-requests-jitter", "0"]), application,
        ]  # fmt: skip
        self.folder = folder
        self.environment = {**os.environ, **{name: str(value) for name, value in environment.items()}}
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, cwd=self.folder, env=self.environment, start_new_session=True)
        until = time.monotonic() + 90
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.get("/")
                return self
            except OSError:
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"Did not start: {' '.join(self.command)}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def get(self, path, headers=None):
        """One answer on a connection of its own: (status, [(name, value)], bytes)."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            # As wrk does, and unlike request(): with no other headers than these.
            line.putrequest("GET", path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                line.putheader(name, value)
            line.endheaders()
            answer = line.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            line.close()

    def workers(self):
        """The numbers of its web processes."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def processor_seconds(self):
        """The seconds of a core that its web processes have used until now, those that have ended included."""
        ticks = sum(_times(self.process.pid)[2:])
        for pid in self.workers():
            with suppress(FileNotFoundError):
                ticks += sum(_times(pid)[:2])
        return ticks / _TICKS

    def memory(self):
        """[(RSS, PSS)] of its web processes in MB. PSS counts what processes share by its part."""
        found = []
        for pid in self.workers():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            sizes = {line.partition(":")[0]: int(line.split()[1]) / 1024 for line in lines}
            found.append((sizes["Rss"], sizes["Pss"]))
        return found


def _times(pid):
    """Ticks of a process in programs and in the kernel, and the same of its children that have ended."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(number) for number in after_name[11:15]]


def ours(data, kind="gthread", source=ROOT, **more):
    """Our site on the data folder `data`, kept pages in front; or as an earlier commit has it, whose files are in `source`."""
    environment = {"DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "site_project.settings"}
    config = "site_project/gunicorn.py"
    return Server("site_project.wsgi", kind, folder=source, config=config, **environment, **more)


def bakerydemo(source, kind="gthread"):
    """Wagtail's demonstration site in `source`, with its data loaded; its Python is .venv there, or BAKERYDEMO_PYTHON."""
    python = os.environ.get("BAKERYDEMO_PYTHON") or Path(source) / ".venv" / "bin" / "python"
    settings = os.environ.get("BAKERYDEMO_SETTINGS", "bakerydemo.settings.production")
    return Server("bakerydemo.wsgi", kind, folder=source, python=python, DJANGO_SETTINGS_MODULE=settings)


def wagtail_cache(data, kind):
    """Our site with wagtail-cache."""
    more = {"DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings_wagtail_cache"}
    return Server("tests.benchmarks.contestants:django()", kind, PYTHONPATH=BENCH_PACKAGES, **more)


def static(folder, kind):
    """WhiteNoise as Django's middleware, on what lies in `folder`."""
    more = {"BENCH_FOLDER": folder, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings_static"}
    return Server("tests.benchmarks.contestants:django()", kind, **more)


# Data --------------------------------------------------------------------------------------------------------------------


def manage(data, *arguments, source=ROOT):
    """Runs a management command on a data folder."""
    environment = {**os.environ, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "site_project.settings"}
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=source, env=environment, check=True)


def prepared(data, source=ROOT):
    """A data folder with the filled site; made where it is not there yet."""
    manage(data, "prepare", "--verbosity", "0", source=source)
    return data


def with_many_pages(data, site, number):
    """A data folder with the filled site of `site` and `number` pages more; made where it is not there yet."""
    if not data.exists():
        # Under its name only when it is whole.
        begun = data.with_name(f"{data.name}-begun")
        shutil.rmtree(begun, ignore_errors=True)
        shutil.copytree(site, begun)
        manage(begun, "make_pages", str(number))
        begun.rename(data)
    return data
