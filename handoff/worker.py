"""Due work, done: statuses, volunteers' texts, due cases worst first, then the outbox. Any number may run at once.

`run_once` does everything that is due at a moment and returns; the process around it is in `work_loop.py`.
"""

import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from os import getpid

import structlog
from sqlalchemy import Engine, exists, or_, select
from sqlalchemy.orm import Session

from actions.storage import reading, writing
from handoff import follow_ups, group_plans, outbox, periodic, upkeep, work
from handoff.cases import moves, store
from handoff.cases.models import Case
from handoff.channels.sms import inbound
from handoff.channels.sms.models import InboundRaw, TextStatus
from handoff.claiming import Claimed, claim
from handoff.killpoints import killpoint
from handoff.sending import Sender, hand_over, prepare
from handoff.volunteers import service as volunteers
from handoff.work import DueWork

log = structlog.get_logger()

THREADS = 8
BATCH = 16
AT_ONCE = 20  # statuses, texts or cases done before the outbox is looked at again: what is decided goes out at once
MOST_ROUNDS = 400
BAD_NEWS = ("undelivered", "failed")  # somebody else must be asked: before all receipts
FAILED_WAITS = timedelta(seconds=5)
TELL_OPERATOR_AT = 3
PULSE_EVERY = timedelta(seconds=5)
_pulsed: dict[tuple[str, str], datetime] = {}


def run_once(engine: Engine, line: Sender, now: datetime, name: str = "worker", *, threads: int = THREADS) -> int:
    """Do everything that is due at `now`, and what follows from it at once. Returns how many things were done.

    threads  calls to the provider at the same time; 1 makes the order of sends that of the outbox
    """
    me = f"{name}:{socket.gethostname()}:{getpid()}"[:40]
    _pulse(engine, me, now)
    upkeep.do(engine, now)
    periodic.begin(engine, now)
    done = 0
    for _ in range(MOST_ROUNDS):
        some = _statuses(engine, now) + _volunteer_texts(engine, now) + _cases(engine, now)
        some += _send_batch(engine, line, me, now, threads)
        if not some:
            return done
        done += some
    log.warning("worker.round_long", count=done)
    return done


def _pulse(engine: Engine, me: str, now: datetime) -> None:
    """Show the auditor that this worker lives, every few seconds."""
    key = (str(engine.url), me)
    last = _pulsed.get(key)
    if last is not None and timedelta(0) <= now - last < PULSE_EVERY:
        return
    with writing(engine) as db:
        work.pulse(db, "worker", me, now)
    _pulsed[key] = now


def _each(engine: Engine, ids: list[int], act: Callable[[int], None], what: str, put_off: Callable[[int], None]) -> int:
    """Do one thing after another; what raises is put off and counted, and stops none of the others."""
    for one in ids:
        try:
            act(one)
        except Exception as fault:  # one bad row must not stop the loop
            log.error(f"{what}.step_failed", id=one, kind=type(fault).__name__, exc_info=True)
            put_off(one)
    return len(ids)


def _statuses(engine: Engine, now: datetime) -> int:
    with reading(engine) as db:
        ids = list(
            db.scalars(
                select(TextStatus.id)
                .where(TextStatus.handled_at.is_(None))
                .order_by(TextStatus.status.not_in(BAD_NEWS), TextStatus.id)
                .limit(AT_ONCE)
            )
        )

    def act(status_id: int) -> None:
        with writing(engine) as db:
            row = db.get(TextStatus, status_id, with_for_update=True)
            if row is None or row.handled_at is not None:
                return
            row.handled_at = now
            outbox.status_arrived(db, row.text_id, row.status, row.error_code, now, row.provider_sid)
        killpoint("callback.after_commit")

    def put_off(status_id: int) -> None:
        with writing(engine) as db:  # a status that cannot be acted on is kept, and not tried for ever
            db.get_one(TextStatus, status_id).handled_at = now

    return _each(engine, ids, act, "status", put_off)


def _volunteer_texts(engine: Engine, now: datetime) -> int:
    with reading(engine) as db:
        ids = list(
            db.scalars(
                select(InboundRaw.id)
                .where(
                    InboundRaw.line == "staff", InboundRaw.handled_at.is_(None), InboundRaw.failures < TELL_OPERATOR_AT
                )
                .order_by(InboundRaw.id)
                .limit(AT_ONCE)
            )
        )

    def act(raw_id: int) -> None:
        with writing(engine) as db:
            row = db.get(InboundRaw, raw_id, with_for_update=True)
            if row is None or row.handled_at is not None:
                return
            row.handled_at = now
            fields = row.params
            media = fields.get("NumMedia", "0")
            heard = volunteers.volunteer_texts(
                db,
                fields["From"],
                fields.get("Body", ""),
                row.message_sid,
                now,
                pictures=media not in ("", "0"),
                received_at=row.received_at,
            )
            if not heard:  # nobody we know: a person, answered from the public line
                inbound.person_wrote(db, fields, now)
            killpoint("accept.before_commit")
        killpoint("accept.after_commit")

    def put_off(raw_id: int) -> None:
        with writing(engine) as db:
            row = db.get_one(InboundRaw, raw_id)
            row.failures += 1
            if row.failures >= TELL_OPERATOR_AT:
                moves.page_operator(db, "volunteer_text", now)

    return _each(engine, ids, act, "inbound", put_off)


def _cases(engine: Engine, now: datetime) -> int:
    with reading(engine) as db:
        ids = list(
            db.scalars(
                select(Case.id)
                .where(Case.state != "closed", Case.next_action_at <= now)
                .order_by(Case.severity.desc(), Case.next_action_at, Case.id)
                .limit(AT_ONCE)
            )
        )

    def act(case_id: int) -> None:
        with writing(engine) as db:
            case = store.locked(db, case_id)
            if (
                case is not None
                and case.state != "closed"
                and case.next_action_at is not None
                and case.next_action_at <= now
            ):
                moves.advance(db, case, now)
            killpoint("route.before_commit")
        killpoint("route.after_commit")

    def put_off(case_id: int) -> None:
        with writing(engine) as db:
            case = store.locked(db, case_id)
            if case is None or case.state == "closed":
                return
            case.failures += 1
            case.next_action_at = now + FAILED_WAITS
            if case.failures == TELL_OPERATOR_AT:
                moves.page_operator(db, "case_step", now)
                moves.apply(db, case, [moves.states.Page("case_step")], now)

    return _each(engine, ids, act, "case", put_off)


def _something_due(engine: Engine, now: datetime) -> bool:
    """A look that takes no lock: most rounds find nothing to send."""
    due = exists().where(
        or_(
            (DueWork.state == "due") & (DueWork.due_at <= now),
            (DueWork.state == "claimed") & (DueWork.lease_until <= now),
        )
    )
    with reading(engine) as db:
        return bool(db.scalar(select(due)))


def _send_batch(engine: Engine, line: Sender, me: str, now: datetime, threads: int) -> int:
    if not _something_due(engine, now):
        return 0
    with writing(engine) as db:
        claimed = claim(db, me, now, limit=BATCH)
        acts = [act for one in claimed if (act := _act(engine, db, line, one, now)) is not None]
    killpoint("claim.after_commit")
    if threads == 1 or len(acts) <= 1:
        for act in acts:
            act()
    else:
        list(_pool(threads).map(lambda act: act(), acts))
    return len(claimed)


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """The threads that call the provider, kept for the process."""
    return ThreadPoolExecutor(threads, thread_name_prefix="send")


def _act(engine: Engine, db: Session, line: Sender, claimed: Claimed, now: datetime) -> Callable[[], None] | None:
    """What is to be done for a claimed row once the claim is committed; None where a look at it shows: nothing.

    A fault leaves the row to its lease, after which it is tried again: one bad row must not stop the others.
    """
    row, job = claimed.row, None
    if row.kind not in TIMED:
        try:
            with db.begin_nested():
                job = prepare(db, row, now, claimed.sender)
        except Exception as fault:
            log.error("text.step_failed", id=row.id, kind=type(fault).__name__, exc_info=True)
            return None
        if job is None:
            return None
        db.expunge(job.text)
    db.expunge(row)

    def act() -> None:
        try:
            if job is not None:
                hand_over(engine, line, job, now)
            elif row.kind in periodic.KINDS:
                periodic.do(engine, line, row, now)
            else:
                TIMED[row.kind](engine, row, now)
        except Exception as fault:
            log.error("text.step_failed", id=row.id, kind=type(fault).__name__, exc_info=True)

    return act


TIMED: Mapping[str, Callable[[Engine, DueWork, datetime], object]] = {
    follow_ups.KIND: follow_ups.do,
    group_plans.KIND: group_plans.do,
    **dict.fromkeys(periodic.KINDS, lambda *_: None),
}
