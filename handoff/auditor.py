"""The auditor: another process, its own SQL. It looks every 15 seconds whether the promises hold; while they do it
calls the outside heartbeat, and when one is broken it withholds it and pages the operator by a text it sends itself.
"""

import shutil
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import requests
import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from actions import clock, storage
from actions import settings as base_settings
from handoff import outbox, settings, watch_log, work
from handoff.channels.sms import pace
from handoff.claiming import claim
from handoff.killpoints import killpoint
from handoff.sending import Sender, send_claimed

log = structlog.get_logger()

EVERY_S = 15
PAGE_EVERY_S = 900
NAME = "auditor"


@dataclass(frozen=True)
class Finding:
    """A promise that does not hold now. `what` is a code, `count` how many rows break it, `worst_s` by how much."""

    what: str
    count: int
    worst_s: float = 0.0


# Each query gets :now and the moment :late, and returns (how many, the oldest moment). Written here by hand, so that a
# fault in the code that does the work cannot blind the code that watches it.
CHECKS: Mapping[str, tuple[timedelta, str]] = {
    "case_overdue": (
        timedelta(seconds=30),
        "SELECT count(*), min(next_action_at) FROM cases WHERE state <> 'closed' AND next_action_at < :late",
    ),
    "case_without_step": (
        timedelta(0),
        "SELECT count(*), min(opened_at) FROM cases WHERE state <> 'closed' AND next_action_at IS NULL",
    ),
    "active_with_nobody": (
        timedelta(0),
        "SELECT count(*), min(c.accepted_at) FROM cases c WHERE c.state <> 'closed' "
        "AND c.state IN ('accepted', 'active', 'transferring') "
        "AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.case_id = c.id AND a.ended_at IS NULL)",
    ),
    "work_overdue": (
        timedelta(seconds=15),
        "SELECT count(*), min(due_at) FROM due_work w WHERE ((state = 'due' AND due_at < :late) "
        "OR (state = 'claimed' AND lease_until < :late)) AND NOT EXISTS (SELECT 1 FROM due_work e "
        "WHERE e.lane = w.lane AND e.id < w.id AND e.state IN ('due', 'claimed'))",
    ),
    "offer_not_handed": (
        timedelta(seconds=10),
        "SELECT count(*), min(queued_at) FROM offers WHERE state = 'queued' AND queued_at < :late",
    ),
    "message_unhandled": (
        timedelta(seconds=10),
        "SELECT count(*), min(received_at) FROM messages WHERE direction = 'in' "
        "AND handled_at IS NULL AND received_at < :late",
    ),
    "volunteer_text_unhandled": (
        timedelta(seconds=10),
        "SELECT count(*), min(received_at) FROM inbound_raw WHERE handled_at IS NULL AND received_at < :late",
    ),
    "line_down": (
        timedelta(0),
        "SELECT count(*), min(down_at) FROM lines WHERE down_at IS NOT NULL AND down_at <= :late",
    ),
    "line_paused": (
        timedelta(0),
        "SELECT count(*), min(paused_at) FROM lines WHERE paused_at IS NOT NULL AND paused_at <= :late",
    ),
    # texts of the last hour after which not one receipt of any text came for ten minutes
    "callbacks_silent": (
        timedelta(minutes=10),
        "SELECT count(*), min(handed_at) FROM texts t WHERE handed_at < :late AND handed_at > :old AND status_rank < 3 "
        "AND NOT EXISTS (SELECT 1 FROM text_statuses s WHERE s.received_at > t.handed_at)",
    ),
    "text_unknown": (
        timedelta(minutes=2),
        "SELECT count(*), min(tried_at) FROM texts WHERE tried_at < :late AND provider_sid IS NULL "
        "AND ended_at IS NULL",
    ),
}
AN_HOUR = timedelta(hours=1)
WORKER_SILENT = timedelta(seconds=20)
DISK_FREE_MB = 200
CLOCK_OFF = timedelta(seconds=5)
AUDIT_ROWS = 200  # of the newest, whose chain is looked at each time


def findings(engine: Engine, now: datetime) -> list[Finding]:
    """Every promise that does not hold at `now`, by SQL of the auditor's own; a database that fails is a finding."""
    try:
        with engine.connect().execution_options(peerline_read=True) as db:
            found = [f for what, (grace, sql) in CHECKS.items() if (f := _check(db, what, sql, now, grace))]
            return found + _workers(db, now)
    except Exception as fault:  # noqa: BLE001  whatever it is, the watch goes on and says so
        log.error("audit.failed", kind=type(fault).__name__)
        return [Finding("database", 1)]


def _check(db: Connection, what: str, sql: str, now: datetime, grace: timedelta) -> Finding | None:
    moments = {"late": _plain(db, now - grace), "old": _plain(db, now - grace - AN_HOUR)}
    count, oldest = db.execute(text(sql), {k: v for k, v in moments.items() if f":{k}" in sql}).one()
    if not count:
        return None
    return Finding(what, int(count), max(0.0, (now - _aware(oldest)).total_seconds()) if oldest else 0.0)


def _workers(db: Connection, now: datetime) -> list[Finding]:
    seen = db.execute(text("SELECT max(at) FROM pulses WHERE kind = 'worker'")).scalar()
    if seen is not None and now - _aware(seen) <= WORKER_SILENT:
        return []
    return [Finding("no_worker", 1, (now - _aware(seen)).total_seconds() if seen is not None else 0.0)]


def _plain(db: Connection, at: datetime) -> datetime | str:
    """A moment as this database compares it in hand-written SQL."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if db.dialect.name == "sqlite" else at


def _aware(at: datetime | str) -> datetime:
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def around(engine: Engine, now: datetime) -> list[Finding]:
    """What the promises stand on: a write that works, room on the disk, a true clock, a whole audit trail, a web
    process that answers. Each look that fails is itself a finding."""
    found = []
    for what, broken in AROUND.items():
        try:
            wrong = broken(engine, now)
        except Exception as fault:  # noqa: BLE001  whatever it is, the watch goes on and says so
            log.error("audit.failed", what=what, kind=type(fault).__name__)
            wrong = True
        if wrong:
            found.append(Finding(what, 1))
    return found


def _cannot_write(engine: Engine, now: datetime) -> bool:
    with storage.writing(engine) as db:
        work.pulse(db, NAME, NAME, now)
    return False


def _disk_full(engine: Engine, _now: datetime) -> bool:
    place = engine.url.database if engine.dialect.name == "sqlite" and engine.url.database else "."
    return shutil.disk_usage(Path(place).resolve().parent).free < DISK_FREE_MB * 1_000_000


def _clock_off(engine: Engine, now: datetime) -> bool:
    if engine.dialect.name != "postgresql":
        return False  # the same machine's clock
    with engine.connect().execution_options(peerline_read=True) as db:
        theirs: datetime = db.execute(text("SELECT clock_timestamp()")).scalar_one()
    return abs(theirs - now) > CLOCK_OFF


def _trail_broken(engine: Engine, _now: datetime) -> bool:
    from handoff.console import accounts

    with storage.reading(engine) as db:
        return bool(accounts.broken_links(db, AUDIT_ROWS))


def _web_away(_engine: Engine, _now: datetime) -> bool:
    port = settings.value("WEB_BIND").rsplit(":", 1)[-1]
    return requests.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code >= 500


AROUND: Mapping[str, Callable[[Engine, datetime], bool]] = {
    "no_write": _cannot_write,
    "disk": _disk_full,
    "clock": _clock_off,
    "audit_trail": _trail_broken,
    "web": _web_away,
}


def page(engine: Engine, line: Sender, found: Sequence[Finding], now: datetime) -> int:
    """Page the operator, once a quarter of an hour for each fault, by outbox rows claimed and sent here: a worker that
    stopped cannot stop the page. Returns how many were sent."""
    number = settings.value("OPERATOR_NUMBER")
    if not number or not found:
        return 0
    slot = int(now.timestamp() // PAGE_EVERY_S)
    with storage.writing(engine) as db:
        through = pace.any_line(db, now)
        for one in found:
            body = f"Peerline: {one.what} ({one.count}). Look at the console or run: peerline doctor"
            outbox.queue(
                db, kind="text.page", line=through, to=number, body=body, now=now, key=f"{NAME}:{one.what}:{slot}"
            )
    killpoint("auditor.after_commit")
    sent = 0
    for _ in found:  # texts to one number go out one after another
        with storage.writing(engine) as db:
            claimed = claim(db, NAME, now, limit=len(found), kinds=("text.page",))
            for one_of_ours in claimed:
                db.expunge(one_of_ours.row)
        if not claimed:
            break
        sent += sum(send_claimed(engine, line, c.row, now, c.sender) for c in claimed)
    return sent


def look(
    engine: Engine,
    line: Sender,
    now: datetime,
    beat: Callable[[], object] | None = None,
    outside: Callable[[Engine, datetime], list[Finding]] | None = None,
) -> list[Finding]:
    """One round: look, then call the heartbeat or page. Returns what was found. `outside` looks at more: `around`."""
    found = findings(engine, now) + (outside(engine, now) if outside else [])
    if not found:
        if (beat or heartbeat)():
            _keep(engine, lambda db: watch_log.beat(db, now))
        return []
    _keep(engine, lambda db: watch_log.keep(db, found, now))
    for one in found:
        log.warning("promise.broken", what=one.what, count=one.count, overdue_s=round(one.worst_s, 1))
    try:
        page(engine, line, found, now)
    except Exception as fault:  # noqa: BLE001  the heartbeat is withheld all the same: that is the alarm
        log.error("audit.page_failed", kind=type(fault).__name__)
    return found


def _keep(engine: Engine, write: Callable[[Session], None]) -> None:
    """For the operator's page alone: what cannot be written down stops neither watch nor page."""
    try:
        with storage.writing(engine) as db:
            write(db)
    except Exception as fault:  # noqa: BLE001  whatever it is, the watch goes on and says so
        log.error("audit.not_kept", kind=type(fault).__name__)


def heartbeat() -> bool:
    """Tell the outside watcher that all is well; its silence is the alarm. True when the watcher took it."""
    url = settings.value("HEARTBEAT_URL")
    if not url:
        return False
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException as fault:
        log.warning("heartbeat.failed", kind=type(fault).__name__)
        return False


def run() -> None:
    """Watch until asked to stop."""
    from handoff.channels.sms.line import Line

    engine, line = storage.engine(base_settings.value("DATABASE_URL")), Line.from_settings()
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("auditor.started")
    due = time.monotonic() + EVERY_S  # the others may still be starting
    while not stopping:
        if time.monotonic() >= due:
            due += EVERY_S
            look(engine, line, clock.now(), outside=around)
        time.sleep(0.25)
    engine.dispose()
    log.info("auditor.stopped")
