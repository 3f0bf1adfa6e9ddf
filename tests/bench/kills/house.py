"""One run: a database, a fake Twilio, those who write, those who kill; then rest, and the referee."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import requests
from sqlalchemy import Engine, func, select

from actions import clock, storage
from actions.groups.migrations import migrate as migrate_groups
from actions.storage import keyed_hash
from handoff.cases.models import Case
from handoff.channels.sms.fake import FakeTwilio
from handoff.channels.sms.fake.inbound import webhook_fields
from handoff.channels.sms.models import InboundRaw
from handoff.conversations.models import Message
from handoff.migrations import load_models, migrate
from handoff.volunteers import enrolment
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ContactMethod, Volunteer
from tests.bench.kills.cast import Actor, Cast
from tests.bench.kills.reaper import Reaper
from tests.bench.kills.referee import Referee, Verdict
from tests.conftest import Postgres, free_port
from tests.stub_rasa import StubRasa

load_models()
PUBLIC, STAFF = "+12025550100", "+12025550101"
SUPERVISOR, OPERATOR = "+12025550140", "+12025550150"
AT_ONCE = 32  # cases that are open at the same time
ON_SHIFT = 22
TAKES_AT_MOST = 6  # of one volunteer; the next one comes on shift then
CASES_A_SECOND = 1.8  # what the life of a process is chosen by
DRAIN_S = 240.0
STEP_S = 0.05


@dataclass
class Outcome:
    verdict: Verdict
    kills: Counter[tuple[str, str]]
    ended: int  # processes that ended by themselves
    seconds: float
    failures: list[str]
    errors: list[str]


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """(people, groups): fresh, migrated."""
    groups = f"sqlite:///{folder}/groups.db"
    migrate_groups(groups)
    if kind == "sqlite":
        people = f"sqlite:///{folder}/people.db"
        migrate(people)
        yield people, groups
        return
    server = Postgres()
    try:
        people = server.fresh()
        migrate(people)
        yield people, groups
    finally:
        server.stop()


class House:
    """Everything that runs while the processes die."""

    def __init__(self, people: str, groups: str, chance: random.Random, life_s: float, rasa_port: int) -> None:
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.engine: Engine = storage.engine(people)
        self.twilio = FakeTwilio(app_url=self.base, post=_post)
        self._seen: Queue[tuple[str, str]] = Queue()
        self._tell_the_cast()
        self.twilio.start()
        self.cast = Cast(self.base, self._deliver, chance)
        self._callbacks = ThreadPoolExecutor(8)
        self._on_shift: list[Actor] = []
        self._enrolled = 0
        self._add("Sue", SUPERVISOR, ("supervisor",), hours=0)
        env = {
            "DATABASE_URL": people,
            "GROUPS_DATABASE_URL": groups,
            "PUBLIC_BASE_URL": self.base,
            "TWILIO_API_BASE": self.twilio.base_url,
            "OPERATOR_NUMBER": OPERATOR,
            "SERVED_COUNTRIES": "US",
            "ORG_NAME": "Peerline",
            "RASA_PORT": str(rasa_port),
            "WEB_BIND": f"127.0.0.1:{port}",
        }
        self.shifts()
        self.reaper = Reaper(env, life_s, chance)

    def _tell_the_cast(self) -> None:
        """Everything that Twilio takes reaches a phone at once."""
        create = self.twilio.network.create

        def told(form: Mapping[str, str], media: Any = ()) -> Any:
            text = create(form, media)
            self._seen.put((text.to, text.body))
            return text

        self.twilio.network.create = told  # type: ignore[method-assign]

    def close(self) -> None:
        self.reaper.close()
        self.cast.close()
        self._callbacks.shutdown(wait=False, cancel_futures=True)
        self.twilio.stop()
        self.engine.dispose()

    # -- time goes on ------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """A moment: texts are read, statuses told, processes die."""
        while True:
            try:
                self.cast.reads(*self._seen.get_nowait())
            except Empty:
                break
        self.twilio.network.deliver_pending(post=self._callback)
        self.reaper.step()
        time.sleep(STEP_S)

    def second(self) -> None:
        """What happens about once a second."""
        self.cast.impatient()
        self.cast.poll()
        self.shifts()

    def _callback(self, url: str, fields: Mapping[str, str]) -> int:
        self._callbacks.submit(self.twilio.network.poster, url, fields)
        return 204

    def _deliver(self, from_: str, line: str, body: str, sid: str) -> None:
        """One SMS to one of our numbers. What nobody takes is posted again later under the same SID."""
        number = self.twilio.network.numbers[STAFF if line == "staff" else PUBLIC]
        text = self.twilio.network.receive(number, from_, body, sid=sid)
        fields = webhook_fields(self.twilio.network, number, text, "")
        for _ in range(30):
            status = self.twilio.network.poster(number.webhook_url, fields)
            if status is not None and status < 300:
                return
            time.sleep(1)
        raise RuntimeError("a text was never taken")

    # -- volunteers --------------------------------------------------------------------------------------------------

    def shifts(self) -> None:
        """Whoever has had enough leaves; as many come."""
        for who in [v for v in self._on_shift if (v.taken >= TAKES_AT_MOST or v.rests) and not v.held and not v.waits]:
            self._on_shift.remove(who)
            with storage.writing(self.engine) as db:
                volunteers.off_shift_until(db, who.row_id, clock.now())
                db.get_one(Volunteer, who.row_id).state = "paused"
        while len(self._on_shift) < ON_SHIFT:
            self._enrolled += 1
            who = self.cast.volunteer(self._enrolled)
            who.row_id = self._add(who.name, who.address, ("volunteer",), hours=8)
            self._on_shift.append(who)

    def _add(self, name: str, number: str, roles: tuple[str, ...], hours: float) -> int:
        now = clock.now()
        with storage.writing(self.engine) as db:
            one = Volunteer(
                display_name=name, state="active", roles=list(roles), languages=["en"], max_cases=2, created_at=now
            )
            db.add(one)
            db.flush()
            contact = ContactMethod(volunteer_id=one.id, address=number, address_hash=keyed_hash(number))
            enrolment.verified(contact, now, "invite")
            db.add(contact)
            if hours:
                volunteers.go_on_shift(db, one.id, now, now + timedelta(hours=hours))
            return one.id

    # -- what is open ------------------------------------------------------------------------------------------------

    def closed(self) -> int:
        with storage.reading(self.engine) as db:
            return db.scalar(select(func.count()).select_from(Case).where(Case.state == "closed")) or 0

    def at_rest(self) -> bool:
        """Every person has a case, all are closed, and nothing waits to be handled or sent."""
        from handoff.work import DueWork

        now = clock.now()
        with storage.reading(self.engine) as db:
            cases = db.scalar(select(func.count(func.distinct(Case.conversation_id)))) or 0
            waits = [
                select(Case.id).where(Case.state != "closed"),
                select(Message.id).where(Message.direction == "in", Message.handled_at.is_(None)),
                select(InboundRaw.id).where(InboundRaw.handled_at.is_(None)),
                select(DueWork.id).where(
                    (DueWork.state == "claimed") | ((DueWork.state == "due") & (DueWork.due_at <= now))
                ),
            ]
            busy = any(db.scalar(one.limit(1)) is not None for one in waits)
        return cases >= len(self.cast.people) and not busy and self.cast.quiet and self._seen.empty()


def _post(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> int:
    """As Twilio does, with its waits: 2 s to connect, 5 s for the answer; a refusal costs a little time as well."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            return session.post(url, data=dict(fields), headers=dict(headers), timeout=(2, 5)).status_code
    except requests.ConnectionError:
        time.sleep(0.3)
        raise


def run(kind: str, kills: int, cases: int, chance: random.Random, life_s: float = 0.0) -> Outcome:
    """Open at least `cases` cases and kill at least `kills` processes; then let everything come to rest."""
    life_s = life_s or max(1.5, 4 * (cases / CASES_A_SECOND) / kills * 0.8)
    # In memory where there is such a place: SIGKILL takes nothing from the kernel, so the disk proves nothing here.
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="peerline-kills-", dir=memory) as at, StubRasa() as rasa:
        with databases(kind, Path(at)) as (people, groups):
            house = House(people, groups, chance, life_s, rasa.port)
            try:
                return _played(house, kills, cases)
            finally:
                house.close()


def _played(house: House, kills: int, cases: int) -> Outcome:
    began = second = said = time.monotonic()
    resting: float | None = None
    while True:
        house.step()
        now = time.monotonic()
        if now - second < 1:
            continue
        second = now
        house.second()
        opened, closed = len(house.cast.people), house.closed()
        enough = opened >= cases and house.reaper.total >= kills
        if not enough:  # deaths keep step with cases: where they run ahead of a busy machine, nobody lives to close one
            house.reaper.killing = house.reaper.total <= kills * (closed + AT_ONCE) / cases
        for _ in range(0 if enough else min(4, AT_ONCE - (opened - closed))):
            house.cast.person()
        if now - said > 30:
            said = now
            print(f"  {now - began:.0f} s: {opened} asked, {closed} closed, {house.reaper.total} killed", flush=True)
        if enough and resting is None:
            resting = now
            house.reaper.spare()
        if resting is not None and (house.at_rest() or now - resting > DRAIN_S):
            break
    with house.twilio.network.lock:
        handed = [t.copy() for t in house.twilio.network.texts.values() if not t.inbound]
    verdict = Referee(house.engine, house.cast, handed).judge()
    errors = house.reaper.errors()
    took, reaper = time.monotonic() - began, house.reaper
    return Outcome(verdict, reaper.kills, reaper.ended, took, house.cast.failures, errors)


__all__ = ["Outcome", "run"]
