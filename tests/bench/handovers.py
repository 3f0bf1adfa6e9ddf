"""From a decision to a phone: fifty cases in one second while two hundred people chat, failures, what it all costs."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import func, select, text

from actions import storage
from actions.storage import keyed_hash
from handoff.cases.models import Case
from handoff.channels.sms.models import Text, TextStatus
from handoff.channels.web import auth
from handoff.conversations.models import Address, Conversation
from handoff.volunteers import enrolment
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ContactMethod
from tests.bench.chat import RATE, Site, Writer, until
from tests.bench.table import Row, quantile, spread
from tests.conftest import ROOT

CHATS, CASES, FAILING = 200, 50, 10
CHAT_S, IDLE_S = 40.0, 15.0
# Between two messages of one person: thirty words read at 238 a minute (Brysbaert 2019) and eight typed at 36 (Palin et
# al. 2019, on phones) are 21 s. Four times as fast is more than one small machine's Rasa can answer: what then?
PACES = (20.0, 5.0)
WISHES = ("PERSON", "i want to die", "im going to kill myself")  # of the first, the second and the third gravity


def rows(at: Site) -> list[Row]:
    """Everything of this file, in an order in which nothing disturbs what comes after it."""
    idle = _idle(at)
    enrol(at, 260)
    before = _bytes(at)
    handed = [row for pause_s in PACES for row in hand_overs(at, pause_s)]
    return [*handed, *failures(at), idle, _growth(at, before)]


def enrol(at: Site, count: int) -> None:
    """Volunteers on shift, with phones of the network's own range."""
    now = datetime.now(UTC)
    with storage.writing(at.engine) as db:
        for n in range(count):
            number = f"+1202555{2000 + n}"
            row, _ = volunteers.invite(db, display_name=f"V{n}", now=now)
            row.state = "active"
            contact = ContactMethod(volunteer_id=row.id, address=number, address_hash=keyed_hash(number))
            enrolment.verified(contact, now, "console")
            db.add(contact)
            volunteers.go_on_shift(db, row.id, now, now + timedelta(hours=8))


def hand_overs(at: Site, pause_s: float) -> list[Row]:
    """Fifty people reach a decision in one second, the gravest last, while two hundred others write each `pause_s`."""
    writers = [Writer(at.base) for _ in range(CASES)]
    chatter = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.chatter", at.base, str(CHATS), str(CHAT_S), str(pause_s)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    Event().wait(CHAT_S / 2)
    since = datetime.now(UTC)

    def ask(n: int) -> tuple[float, datetime]:
        Event().wait(n / CASES)
        return writers[n].write(WISHES[n * len(WISHES) // CASES]), datetime.now(UTC)

    with ThreadPoolExecutor(CASES) as pool:
        answered = list(pool.map(ask, range(CASES)))
    asked = [spent for spent, _ in answered]
    known = dict(zip((auth.token_hash(w.token) for w in writers), (at for _, at in answered), strict=True))
    until(lambda: len(_first_alerts(at, since)) >= CASES, "an alert for each case", 60)
    took = json.loads(chatter.communicate()[0])
    first = _first_alerts(at, since)
    waits = [(one.handed - one.opened).total_seconds() for one in first]
    last = (max(one.handed for one in first) - max(one.opened for one in first)).total_seconds()
    busy = f"{CHATS} people writing each {pause_s:.0f} s"
    return [
        Row(
            f"decision to first SMS taken by Twilio, {CASES} in one second, {busy}",
            spread(waits),
            "p95 <= 3 s",
            quantile(waits, 0.95) <= 3,
        ),
        Row(
            f"last of the {CASES} first alerts, at {RATE} segments/s, after the last decision, {busy}",
            f"{last:.2f} s",
            f"<= {CASES / RATE:.1f} s, the number's own throughput",
            last <= CASES / RATE,
        ),
        Row(f"a case handed over before a graver one that was decided before it, {busy}", *_overtaken(first, known)),
        Row(f"the reply to each of those {CASES}, {busy}", spread(asked)),
        Row(
            f"reply, {busy}, {at.rasa}", f"{spread([t for t in took if t])}; refused {took.count(None)} of {len(took)}"
        ),
    ]


@dataclass(frozen=True)
class First:
    """A case, when the door began to decide it, and when Twilio took its first alert."""

    severity: int
    opened: datetime
    handed: datetime
    address: str  # of the person: the hash of their token


def _first_alerts(at: Site, since: datetime) -> list[First]:
    """Each case since then."""
    with storage.reading(at.engine) as db:
        rows = db.execute(
            select(Case.severity, Case.opened_at, func.min(Text.handed_at), Address.address_hash)
            .join(Text, Text.case_id == Case.id)
            .join(Conversation, Conversation.id == Case.conversation_id)
            .join(Address, Address.person_id == Conversation.person_id)
            .where(Text.kind == "text.alert", Text.handed_at.is_not(None), Case.opened_at >= since)
            .group_by(Case.id, Case.severity, Case.opened_at, Address.address_hash)
        )
        return [First(*row) for row in rows]


def _overtaken(first: list[First], answered: dict[str, datetime]) -> tuple[str, str, bool]:
    """How many lighter cases went out although a graver one, whose person had their answer, waited for half a second.

    A decision counts from the answer on: it is written by then, and before that no worker can see it.
    """
    half = timedelta(seconds=0.5)
    wrong = sum(
        any(
            other.severity > one.severity
            and other.address in answered
            and answered[other.address] < one.handed - half
            and other.handed > one.handed + half
            for other in first
        )
        for one in first
    )
    return f"{wrong} of {len(first)}", "0", wrong == 0


def failures(at: Site) -> list[Row]:
    """Alerts that the network gives back: from its callback to the next volunteer's alert."""
    for n in range(260):
        at.twilio.plan(f"+1202555{2000 + n}", "undelivered", code=30003, times=1)
    since = datetime.now(UTC)
    for _ in range(FAILING):
        Writer(at.base).write("PERSON")
    until(lambda: len(_gaps(at, since)) >= FAILING, "the next volunteers", 30)
    gaps = _gaps(at, since)
    return [Row("undelivered callback to the next offer", spread(gaps), "<= 5 s", max(gaps) <= 5)]


def _gaps(at: Site, since: datetime) -> list[float]:
    """Seconds from each undelivered callback to the moment at which Twilio took the next alert of its case."""
    with storage.reading(at.engine) as db:
        failed = list(
            db.execute(
                select(Text.case_id, TextStatus.received_at)
                .join(Text, Text.id == TextStatus.text_id)
                .where(TextStatus.status == "undelivered", TextStatus.received_at >= since, Text.kind == "text.alert")
            ).tuples()
        )
        alerts = list(
            db.execute(
                select(Text.case_id, Text.handed_at).where(Text.kind == "text.alert", Text.handed_at >= since)
            ).tuples()
        )
    found = (min((h - came for c, h in alerts if c == case and h and h > came), default=None) for case, came in failed)
    return [gap.total_seconds() for gap in found if gap is not None]


def _idle(at: Site) -> Row:
    """The worker's share of one core while nothing happens."""
    pid = at.processes["worker"].pid
    Event().wait(3)
    began, cpu = time.monotonic(), _cpu_s(pid)
    Event().wait(IDLE_S)
    share = (_cpu_s(pid) - cpu) / (time.monotonic() - began)
    return Row("worker with nothing to do, share of one core", f"{100 * share:.1f} %")


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bytes(at: Site) -> tuple[int, int]:
    """(bytes in use, cases)."""
    with storage.reading(at.engine) as db:
        pages = (
            db.execute(text("PRAGMA page_count")).scalar_one() - db.execute(text("PRAGMA freelist_count")).scalar_one()
        )
        return pages * db.execute(text("PRAGMA page_size")).scalar_one(), db.scalar(select(func.count(Case.id))) or 0


def _growth(at: Site, before: tuple[int, int]) -> Row:
    size, cases = _bytes(at)
    grown, opened = size - before[0], cases - before[1]
    return Row(
        f"database growth, {opened} cases with their offers and alerts, and the chats beside them",
        f"{grown / 1024 / max(opened, 1):.0f} kB a case, all of it counted",
    )
