"""Starts the site as the README says, in a process of its own, for the browser's tests."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """`make start` with a data folder and a port of its own."""

    def __init__(self, data_dir, port=None):
        self.data_dir, self.port = Path(data_dir), port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    @property
    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "DATA_DIR": str(self.data_dir), "PORT": str(self.port)}

    def start(self, timeout=420):
        """Starts it and waits until it is ready. Raises RuntimeError, with what it printed, when it is not."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        log = (self.data_dir / "start.log").open("w")
        self.process = subprocess.Popen(
            ["make", "start"],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:  # noqa: S310
                    if answer.status == 200:
                        return self
            except (urllib.error.URLError, OSError):
                # Not there yet: asked again until the time is up.
                _wait_a_moment()
        raise RuntimeError((self.data_dir / "start.log").read_text())

    def manage(self, *arguments):
        """Runs a management command against the same data."""
        return subprocess.run(
            [ROOT / ".venv" / "bin" / "python", "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout

    def interrupt(self, timeout=30):
        """What Ctrl-C does: an interrupt to every process of the group. Returns the exit status of make."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout)

    def running(self):
        """Every process that works on this data folder, as {pid: command}. Honcho gives each a session of its own."""
        mark = f"DATA_DIR={self.data_dir}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                # It ended while we looked, or belongs to somebody else.
                continue
        return {pid: command for pid, command in found.items() if command}

    def kill(self):
        for pid in self.running():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self.process:
            self.process.wait(10)


def _wait_a_moment():
    time.sleep(0.2)
