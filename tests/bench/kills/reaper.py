"""Starts the processes of a house, and kills them: at a named point of the source, or at a random moment."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.house import Kennel

POINTS = {
    "web": (
        *("store.before_commit", "store.after_commit", "webhook.before_commit", "webhook.after_commit"),
        *("door.before_commit", "door.after_commit", "door.before_ask"),
    ),
    "worker": (
        *("door.before_ask", "door.before_commit", "door.after_commit", "route.before_commit"),
        *("route.after_commit", "accept.before_commit", "accept.after_commit", "claim.after_commit"),
        *("send.before_call", "send.after_call", "mark.after_commit", "callback.after_commit"),
    ),
    "auditor": ("auditor.after_commit", "send.before_call", "send.after_call"),
}
SLOTS = ("web", "worker", "worker", "auditor")
SELDOM = ("door.before_ask", "store.before_commit", "store.after_commit", "auditor.after_commit")  # passed rarely
ITSELF = "ended by itself"  # not our doing, and no kill
LONGEST_PATIENCE = 2.5  # lives after which a process that did not come past its point is killed where it is


@dataclass
class Life:
    """One process from its start to its kill."""

    role: str
    pid: int
    point: str
    ends_at: float
    child: int = 0  # of the web: gunicorn's own worker process, which is what dies at a point

    def worker_of_gunicorn(self) -> int:
        with suppress(OSError, ValueError, IndexError):
            return int(Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()[0])
        return 0


class Reaper:
    """Keeps one web process, two workers and an auditor running, and lets none of them live long."""

    def __init__(self, env: dict[str, str], life_s: float, chance: random.Random) -> None:
        self._env, self._life_s, self._chance = env, life_s, chance
        self._kennels = {name: Kennel("tests.bench.kills.kennel", name) for name in ("web", "jobs")}
        self.kills: Counter[tuple[str, str]] = Counter()
        self.ended = 0  # by themselves
        self.killing = True
        self._lives = [self._start(role) for role in SLOTS]

    @property
    def total(self) -> int:
        return sum(self.kills.values())

    def step(self) -> None:
        """Look at every process once: whoever died is started again, whoever lived long enough is killed."""
        for n, life in enumerate(self._lives):
            how = self._ended(life)
            if how is None:
                continue
            if how is ITSELF:
                self.ended += 1
            else:
                self.kills[life.role, how] += 1
            self._lives[n] = self._start(life.role)

    def spare(self) -> None:
        """From now on nobody is killed: processes that wait for their point are started afresh, which is no kill."""
        self.killing = False
        for n, life in enumerate(self._lives):
            self._kill(life)
            self._lives[n] = self._start(life.role)

    def close(self) -> None:
        for life in self._lives:
            self._kill(life)
        for kennel in self._kennels.values():
            kennel.close()

    def errors(self) -> list[str]:
        """What the processes logged as errors, and tracebacks."""
        said = [line for kennel in self._kennels.values() for line in kennel.errors]
        return [line.strip() for line in said if '"error"' in line or "Error" in line]

    def _start(self, role: str) -> Life:
        point = ""
        life_s = max(0.3, self._chance.expovariate(1 / self._life_s))
        if self.killing and self._chance.random() < 0.6:
            name = self._chance.choice(POINTS[role])
            times = 1 if name in SELDOM else self._chance.randint(1, 12)
            point, life_s = f"{name}:{times}", life_s + LONGEST_PATIENCE * self._life_s
        kennel = self._kennels["web" if role == "web" else "jobs"]
        pid = kennel.start(role, {**self._env, "PEERLINE_KILL_AT": point}, 0.0)
        return Life(role, pid, point, time.monotonic() + life_s)

    def _ended(self, life: Life) -> str | None:
        """Where it was killed: a point's name, "random"; None while it lives."""
        kennel = self._kennels["web" if life.role == "web" else "jobs"]
        if life.role == "web":
            child = life.worker_of_gunicorn()
            if life.child and child != life.child:  # it died at its point, and gunicorn may have started another
                self._kill(life)
                return life.point.split(":")[0] or "random"
            life.child = child or life.child
        if kennel.ended(life.pid) is not None:
            return life.point.split(":")[0] or "random" if kennel.ended(life.pid) == signal.SIGKILL else ITSELF
        if self.killing and time.monotonic() >= life.ends_at:
            self._kill(life)
            return "random"
        return None

    def _kill(self, life: Life) -> None:
        with suppress(ProcessLookupError):
            if life.role == "web":
                with suppress(ProcessLookupError):
                    os.killpg(life.pid, signal.SIGKILL)
            os.kill(life.pid, signal.SIGKILL)
