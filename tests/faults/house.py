"""The house in which processes die: databases, a fake Twilio that posts back, and processes that can be killed.

The web's part of a webhook runs in the test's own process (its kill points have tests with the real server); worker and
auditor are processes of their own. Nobody waits for leases: after a death the clock of everybody stands later.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from typing import Any

from sqlalchemy import func, select

from actions import clock, storage
from handoff.app import create_app
from handoff.cases.models import Case
from handoff.channels.sms.fake import FakeTwilio, through
from handoff.channels.sms.models import InboundRaw, TextStatus
from handoff.conversations.models import Message
from handoff.parts import Parts
from handoff.safety import wording
from handoff.volunteers import service as volunteers
from handoff.work import DueWork
from tests.conftest import ROOT, free_port
from tests.detector import trained

PUBLIC, STAFF = "+12025550100", "+12025550101"
ANA, BEN, VERA = "+12025550110", "+12025550111", "+12025550121"
LEASES_ARE_OVER_S = 50.0  # longer than any lease (20 s) and than the time after which a lost text is sent again (45 s)
WITHIN_S = 45.0  # another process does it at once, on a machine that may be busy


class Kennel:
    """The warm process that forks workers and auditors, or what another `module` can start."""

    def __init__(self, *module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", *(module or ("tests.faults.kennel",))],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._said: Queue[dict[str, Any]] = Queue()
        self._ended: dict[int, int] = {}
        self.errors: list[str] = []
        self._threads = [threading.Thread(target=t, daemon=True) for t in (self._listen, self._listen_errors)]
        for thread in self._threads:
            thread.start()
        assert self._said.get(timeout=300)["ready"]  # a busy machine takes its time

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            try:
                said = json.loads(line)
            except json.JSONDecodeError as fault:
                raise ValueError(f"the kennel printed what is no answer: {line[:400]!r}") from fault
            if "ended" in said:
                self._ended[said["ended"]] = said["signal"]
            else:
                self._said.put(said)

    def _listen_errors(self) -> None:
        for line in self._process.stderr or ():
            self.errors.append(line)

    def start(self, run: str, env: dict[str, str], ahead_s: float) -> int:
        """Start a process; its id."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"run": run, "env": env, "ahead_s": ahead_s}) + "\n")
        self._process.stdin.flush()
        return int(self._said.get(timeout=90)["pid"])

    def ended(self, pid: int) -> int | None:
        """The signal that ended a process (0: it ended by itself); None while it runs."""
        return self._ended.get(pid)

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=10)
        for thread in self._threads:
            thread.join(timeout=5)
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe
            pipe.close()


def until(true: Callable[[], Any], what: str, within_s: float = WITHIN_S) -> Any:
    """Wait for something that another process does."""
    ends = time.monotonic() + within_s
    while not (found := true()):
        assert time.monotonic() < ends, f"waited {within_s:.0f} s in vain for: {what}"
        threading.Event().wait(0.03)
    return found


class House:
    """One small service with a person and a volunteer on shift."""

    def __init__(self, people_url: str, groups_url: str, kennel: Kennel, rasa: Any) -> None:
        self.ahead_s, self.kennel = 0.0, kennel
        clock.use(self.now)
        self.parts = Parts(
            engine=storage.engine(people_url),
            groups_engine=storage.engine(groups_url),
            rasa=rasa,
            detector=trained(),
            words=wording.load("en"),
        )
        self.engine = self.parts.engine
        self.base = f"http://127.0.0.1:{free_port()}"
        self.twilio = FakeTwilio(app_url=self.base, clock=self.now)
        self.twilio.start(ticking=True)
        self.env = {
            "DATABASE_URL": people_url,
            "GROUPS_DATABASE_URL": groups_url,
            "PUBLIC_BASE_URL": self.base,
            "TWILIO_API_BASE": self.twilio.base_url,
            "OPERATOR_NUMBER": "+12025550150",
            "PEERLINE_KILL_AT": "",
            "SERVED_COUNTRIES": "US",
            "ORG_NAME": "Peerline",
            "RASA_PORT": str(free_port()),
            "WEB_BIND": self.base.removeprefix("http://"),
        }
        self._running: list[int] = []
        self.ref = ""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead_s)

    def opens_here(self) -> None:
        """Webhooks and callbacks are taken by an app in this process."""
        self.app = create_app(self.parts, {"TESTING": True})
        self.twilio.post_with(through(self.app.test_client()))

    def close(self) -> None:
        for pid in list(self._running):
            self.stop(pid)
        self.twilio.stop()
        self.parts.hub.stop()
        self.engine.dispose()
        self.parts.groups_engine.dispose()
        clock.use(None)

    # -- processes -------------------------------------------------------------------------------------------------

    def start(self, run: str = "worker", kill_at: str = "") -> int:
        pid = self.kennel.start(run, {**self.env, "PEERLINE_KILL_AT": kill_at}, self.ahead_s)
        self._running.append(pid)
        return pid

    def stop(self, pid: int) -> None:
        """Ask a process to end, and wait for it."""
        self._running.remove(pid)
        if self.kennel.ended(pid) is None:
            os.kill(pid, signal.SIGTERM)
            until(lambda: self.kennel.ended(pid) is not None, "the process to stop")

    def died(self, pid: int) -> bool:
        return self.kennel.ended(pid) == signal.SIGKILL

    def leases_end(self) -> None:
        """As if nobody had been there for a while."""
        self.ahead_s += LEASES_ARE_OVER_S

    # -- people ----------------------------------------------------------------------------------------------------

    def vera_is_on_shift(self) -> None:
        with storage.writing(self.engine) as db:
            row, token = volunteers.invite(db, display_name="Vera", now=self.now(), roles=("volunteer",))
            self.vera_id = row.id
        with storage.writing(self.engine) as db:
            assert volunteers.send_code(db, token, VERA, self.now()) == "sent"
        with storage.reading(self.engine) as db:
            from handoff.channels.sms.models import Text

            body = db.scalar(select(Text.body).where(Text.kind == "text.code").order_by(Text.id.desc()))
        code = re.search(r"\b\d{6}\b", body or "")
        assert code
        with storage.writing(self.engine) as db:
            assert volunteers.confirm_code(db, token, code.group(0), self.now(), consent="I agree") == "active"
            volunteers.go_on_shift(db, row.id, self.now(), self.now() + timedelta(hours=8))

    def texts(self, who: str, body: str) -> None:
        self.twilio.inbound(who, STAFF if who == VERA else PUBLIC, body)

    def read(self, who: str) -> list[str]:
        """What arrived on a phone, in order; links and codes, which are random, made alike."""
        return [re.sub(r"\S+/o/\S+", "<link>", t.body) for t in self.twilio.texts_to(who)]

    def gets(self, who: str, words: str) -> None:
        until(lambda: any(words in body for body in self.read(who)), f"{words!r} to arrive; there is {self.read(who)}")

    # -- what must hold --------------------------------------------------------------------------------------------

    def nothing_is_left(self) -> bool:
        """No message, raw text, status, case step or text waits for anybody."""
        if self.twilio.next_due() is not None:  # asked first too: its callback may be stored after the rows are read
            return False
        with storage.reading(self.engine) as db:
            waits = [
                db.scalar(
                    select(func.count())
                    .select_from(Message)
                    .where(Message.direction == "in", Message.handled_at.is_(None))
                ),
                db.scalar(select(func.count()).select_from(InboundRaw).where(InboundRaw.handled_at.is_(None))),
                db.scalar(select(func.count()).select_from(TextStatus).where(TextStatus.handled_at.is_(None))),
                db.scalar(
                    select(func.count())
                    .select_from(DueWork)
                    .where((DueWork.state == "claimed") | ((DueWork.state == "due") & (DueWork.due_at <= self.now())))
                ),
                db.scalar(
                    select(func.count())
                    .select_from(Case)
                    .where(Case.state != "closed", Case.next_action_at <= self.now())
                ),
            ]
        return not any(waits) and self.twilio.next_due() is None

    def settles(self) -> None:
        until(self.nothing_is_left, "everything due to be done")

    def state(self) -> str:
        """What waits, for the message of a failure."""
        with storage.reading(self.engine) as db:
            work = [(w.kind, w.key, w.state, w.last_code) for w in db.scalars(select(DueWork)) if w.state != "done"]
            raw = [(r.line, r.handled_at, r.failures) for r in db.scalars(select(InboundRaw))]
        log = [line for line in self.kennel.errors if '"error"' in line or '"warning"' in line]
        return f"cases {self.case_states()}, work {work}, raw {raw}, log {log[-5:]}"

    def stored(self) -> list[str]:
        """What people wrote, as it is kept."""
        with storage.reading(self.engine) as db:
            return [m.body for m in db.scalars(select(Message).where(Message.direction == "in").order_by(Message.id))]

    def case_states(self) -> list[str]:
        with storage.reading(self.engine) as db:
            return list(db.scalars(select(Case.state).order_by(Case.id)))


def doubled(bodies: list[str]) -> list[str]:
    """Texts that somebody got more than once."""
    return [body for body, n in Counter(bodies).items() if n > 1]


@contextmanager
def web(house: House, log: Path, kill_at: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """The real web process (gunicorn, gevent) of a house, until the end of the block."""
    import requests

    env = {**os.environ, **house.env, "PEERLINE_KILL_AT": kill_at}
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "handoff.cli", "web"],
            cwd=ROOT,
            env=env,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:

        def up() -> bool:
            assert process.poll() is None, log.read_text()[-2000:]
            try:
                return requests.get(f"{house.base}/health", timeout=5).status_code == 200
            except requests.RequestException:
                return False

        until(up, "the web process to answer", within_s=40)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a web process with all its children."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
