"""Asking web servers for a page as often as they answer, in turns, and what that gives: rates, ratios, times, processor time.

The load comes from wrk where it is installed, and from a small client of ours otherwise: the same for all who are measured.
"""

import http.client
import multiprocessing
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

CONNECTIONS = 16
# Where each answer takes a while: what is still being made when a turn ends counts for nobody.
FEW_CONNECTIONS = 4
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass
class Turn:
    """What one server gave in one turn: answers a second, times in milliseconds, its processor milliseconds an answer."""

    rate: float
    median: float
    slow: float
    processor: float


@dataclass
class Contestant:
    """One who is measured: a `server` (page_servers.Server) asked for `path` with `headers`."""

    name: str
    server: object
    path: str
    headers: dict = field(default_factory=dict)
    note: str = ""
    turns: list = field(default_factory=list)

    def run(self, seconds, connections):
        before = self.server.processor_seconds()
        answers, rate, median, slow = load(self.server.port, self.path, self.headers, seconds, connections)
        used = self.server.processor_seconds() - before
        if not answers:
            sys.exit(f"{self.name}: no answer in {seconds} s. Measure in longer turns (TURN), or on a quieter machine.")
        return Turn(rate, median, slow, 1000 * used / answers)

    def middle(self, name):
        return statistics.median(getattr(turn, name) for turn in self.turns)


def in_turns(contestants, rounds, seconds, connections=CONNECTIONS):
    """Measures all in each round, one after the other, beginning with another each time. The first turns only warm up."""
    for one in contestants:
        one.turns = []
        load(one.server.port, one.path, one.headers, 2, connections)
    for number in range(rounds):
        start = number % len(contestants)
        for one in contestants[start:] + contestants[:start]:
            one.turns.append(one.run(seconds, connections))


def ratio(one, other, by="rate"):
    """How `one` was to `other` in each round: (median, lowest, highest). More is better, by "processor" time as by rate."""
    pairs = [(getattr(mine, by), getattr(theirs, by)) for mine, theirs in zip(one.turns, other.turns, strict=True)]
    each = [mine / theirs if by == "rate" else theirs / mine for mine, theirs in pairs]
    return statistics.median(each), min(each), max(each)


# One turn ----------------------------------------------------------------------------------------------------------------


def load(port, path, headers, seconds, connections):
    """Asks as often as there are answers. Returns (answers, answers a second, median ms, 99 of 100 within ms)."""
    if shutil.which("wrk"):
        return _wrk(port, path, headers, seconds, connections)
    return _own(port, path, headers, seconds, connections)


def generator():
    return "wrk, one thread" if shutil.which("wrk") else "a client of ours in Python, two processes"


def _wrk(port, path, headers, seconds, connections):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in said:
        sys.exit(f"Not every answer for {path} was one:\n{said}")
    answers = int(re.search(r"(\d+) requests in", said)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return answers, rate, _wrk_time(said, "50%"), _wrk_time(said, "99%")


def _wrk_time(said, which):
    number, unit = re.search(rf"^\s+{which}\s+([\d.]+)(\w+)", said, re.MULTILINE).groups()
    return float(number) * _UNITS[unit]


def _own(port, path, headers, seconds, connections):
    """Two processes of threads that each have a connection, and open it again where the server closes it."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lines}\r\n".encode()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        found = pool.starmap(_own_process, [(port, asked, seconds, connections // 2)] * 2)
    times = sorted(one for each in found for one in each)
    middle, slow = times[len(times) // 2], times[int(len(times) * 0.99) - 1]
    return len(times), len(times) / seconds, 1000 * middle, 1000 * slow


def _own_process(port, asked, seconds, connections):
    until, times = time.perf_counter() + seconds, []
    threads = [
        threading.Thread(target=_own_connection, args=(port, asked, until, times)) for _connection in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _own_connection(port, asked, until, times):
    line = None
    while (began := time.perf_counter()) < until:
        line = line or socket.create_connection(("127.0.0.1", port), timeout=30)
        line.sendall(asked)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"An answer was {answer.status}")
        if answer.will_close:
            line.close()
            line = None
        times.append(time.perf_counter() - began)
