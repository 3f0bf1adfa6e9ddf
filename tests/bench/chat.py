"""Replies, alerts and memory on real processes: web (gunicorn), worker, auditor, actions, Rasa or its double."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests

from actions import storage
from actions.groups.migrations import migrate as migrate_groups
from assistant.training import registry
from assistant.training.project import Project
from handoff.channels.sms.fake import FakeTwilio
from handoff.channels.sms.fake.server import STAFF, lines
from handoff.migrations import migrate
from tests.bench.table import Row, quantile, spread
from tests.conftest import ROOT, free_port
from tests.real_rasa import available
from tests.stub_rasa import StubRasa

SENTENCES = (
    "hi",
    "i feel really low today",
    "i had a row with my mum",
    "thanks",
    "i cant sleep",
    "what can you do",
    "im so anxious about tomorrow",
    "are you a real person",
    "nobody gets it",
    "ok that helped a bit",
)
PAUSE_S = 5.0  # between two messages of somebody who types fast
RUN_S = 20.0
RATE = 17  # segments a second of the volunteers' line: what handoff.md 7 asks for fifty alerts at once


class Site:
    """Everything running, on databases of its own."""

    def __init__(self, stack: ExitStack) -> None:
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peerline-bench-")))
        people, groups = f"sqlite:///{self.folder}/people.db", f"sqlite:///{self.folder}/groups.db"
        migrate(people)
        migrate_groups(groups)
        self.engine = storage.engine(people)
        stack.callback(self.engine.dispose)
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        numbers = [replace(n, rate=RATE if n.number == STAFF else None) for n in lines(self.base)]
        self.twilio = stack.enter_context(FakeTwilio(app_url=self.base, numbers=numbers).start(ticking=True))
        self.env = {
            **os.environ,
            "DATABASE_URL": people,
            "GROUPS_DATABASE_URL": groups,
            "WEB_BIND": f"127.0.0.1:{port}",
            "PUBLIC_BASE_URL": self.base,
            "TWILIO_API_BASE": self.twilio.base_url,
            "TWILIO_STAFF_RATE": str(RATE),
            "PYTHONWARNINGS": "ignore",
            "RASA_PORT": str(free_port()),
            "ACTIONS_PORT": str(free_port()),
            "RASA_TRACKER_DB": str(self.folder / "tracker.db"),
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.stack = stack
        self.rasa = self._rasa()
        self.start("worker", "-m", "handoff.cli", "worker")
        self.start("auditor", "-m", "handoff.cli", "auditor")
        self.start("web", "-m", "handoff.cli", "web")
        until(lambda: _answers(f"{self.base}/health"), "the web", 60)

    def _rasa(self) -> str:
        """Start the real Rasa and its actions when a model serves here, else the double; which of them."""
        project = Project()
        if registry.current(project) is None or not project.rasa_python.exists() or not available():
            stub = self.stack.enter_context(StubRasa())
            self.env["RASA_PORT"] = str(stub.port)
            return "a double of Rasa"
        self.start("actions", "-m", "actions.server")
        self.start("rasa", "-m", "assistant.training.serve")
        until(lambda: _answers(f"http://127.0.0.1:{self.env['RASA_PORT']}/"), "Rasa", 180)
        return "Rasa"

    def start(self, name: str, *arguments: str) -> None:
        out = self.stack.enter_context((self.folder / f"{name}.log").open("wb"))
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.processes[name] = process
        self.stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.RequestException:
        return False


def until(true: Callable[[], Any], what: str, within_s: float) -> None:
    ends = time.monotonic() + within_s
    while not true():
        if time.monotonic() > ends:
            raise TimeoutError(f"{what} took over {within_s:.0f} s")
        threading.Event().wait(0.1)


@contextmanager
def site() -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(stack)


class Writer:
    """Somebody at the widget; `write` gives the seconds until the reply is stored and on its way."""

    def __init__(self, base: str) -> None:
        self._base, self._http = base, requests.Session()
        self._http.trust_env = False
        self.token = self._http.post(f"{base}/api/sessions", json={"lang": "en"}, timeout=30).json()["token"]
        self._http.headers["Authorization"] = f"Bearer {self.token}"

    def write(self, text: str) -> float:
        began = time.perf_counter()
        answer = self._http.post(f"{self._base}/api/messages", json={"id": str(uuid.uuid4()), "text": text}, timeout=60)
        answer.raise_for_status()
        return time.perf_counter() - began


def _talk(writer: Writer, seed: int) -> list[float]:
    """One person's messages, one each PAUSE_S, from a random moment on."""
    order, took = random.Random(seed), []
    ends = time.monotonic() + RUN_S
    threading.Event().wait(order.random() * PAUSE_S)
    while time.monotonic() < ends:
        spent = writer.write(order.choice(SENTENCES))
        took.append(spent)
        threading.Event().wait(max(0.0, PAUSE_S - spent))
    return took


def replies(at: Site) -> list[Row]:
    rows = []
    for people in (1, 10, 50):
        writers = [Writer(at.base) for _ in range(people)]
        with ThreadPoolExecutor(people) as pool:
            list(pool.map(lambda w: w.write("hi"), writers[:10]))
            took = [t for one in pool.map(_talk, writers, range(people)) for t in one]
            burst = list(pool.map(lambda w: w.write("thanks"), writers))
        rows.append(
            Row(
                f"reply, {people} writing (one message each {PAUSE_S:.0f} s), {at.rasa}",
                spread(took),
                "p95 < 150 ms" if people == 50 else "-",
                quantile(took, 0.95) < 0.150 if people == 50 else None,
            )
        )
        rows.append(Row(f"reply, {people} pressing Enter at the same instant, {at.rasa}", spread(burst)))
    danger = [Writer(at.base) for _ in range(10)]
    took = [w.write("i am going to kill myself tonight") for w in danger]
    return [
        *rows,
        Row("words of danger to the crisis line", spread(took), "p95 < 300 ms", quantile(took, 0.95) < 0.300),
    ]


def memory(at: Site) -> list[Row]:
    """Resident memory of each process with its children, after all of the above."""
    return [Row(f"memory: {name}", f"{_resident_mb(process.pid):.0f} MB") for name, process in at.processes.items()]


def _resident_mb(group: int) -> float:
    """What the processes of a group hold; pages that they share are counted by their share."""
    total = 0
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and os.getpgid(int(folder.name)) == group:
                rollup = (folder / "smaps_rollup").read_text()
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total / 1024
