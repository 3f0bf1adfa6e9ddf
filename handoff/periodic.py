"""What is asked of the provider again and again: texts that it could not deliver to us, words to blank there.

Each is one row of due work that is never done: whoever claims it does it and puts it off to its next time. It is safe
to repeat, so a crash in the middle costs a repetition; a row that stays overdue is found by the auditor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.storage import reading, writing
from handoff import work
from handoff.channels.sms import inbound
from handoff.channels.sms.errors import Permanent, Transient
from handoff.channels.sms.line import LineName, Received
from handoff.channels.sms.models import InboundRaw, Text, TextStatus
from handoff.killpoints import killpoint
from handoff.sending import Sender
from handoff.work import DueWork

log = structlog.get_logger()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SETTLED = timedelta(minutes=5)  # after its end a text may still be looked for; then its words go at the provider
AT_ONCE = 50  # texts blanked a minute: two calls a second at most, beside everything else
GONE = (20404,)
NOT_YET = (20009,)
LINES: tuple[LineName, ...] = ("public", "staff")


@dataclass(frozen=True)
class Job:
    """One thing done again and again. `priority` as in the outbox."""

    kind: str
    every: timedelta
    priority: int
    act: Callable[[Engine, Sender, datetime], int]


def sweep(engine: Engine, line: Sender, now: datetime, back: timedelta) -> int:
    """Store what the provider took in the last while and could not hand to us. Returns how many texts that were."""
    found = 0
    for name in LINES:
        late = [one for one in line.received(name, now - back) if not _known(engine, one)]
        for one in late:
            try:
                with writing(engine) as db:
                    found += inbound.store(db, name, one.fields, now, "sweep", sent_at=one.at)
            except IntegrityError:
                continue  # its webhook, or the other sweep, stored it in this moment
            killpoint("sweep.after_commit")
    if found:
        log.warning("sweep.found", count=found)
    return found


def _known(engine: Engine, one: Received) -> bool:
    with reading(engine) as db:
        return db.scalar(select(InboundRaw.id).where(InboundRaw.message_sid == one.sid[:40])) is not None


def _sweep_recent(engine: Engine, line: Sender, now: datetime) -> int:
    return sweep(engine, line, now, 15 * MINUTE)


def _sweep_day(engine: Engine, line: Sender, now: datetime) -> int:
    return sweep(engine, line, now, 26 * HOUR)


def blank(engine: Engine, line: Sender, now: datetime) -> int:
    """Blank words at the provider that nobody needs there any more: of texts that ended, and of those that came, with
    their pictures. Returns how many."""
    with reading(engine) as db:
        out = _ended(db, now)
        came = list(
            db.execute(
                select(InboundRaw.id, InboundRaw.message_sid, InboundRaw.params)
                .where(InboundRaw.blanked_at.is_(None), InboundRaw.received_at < now - SETTLED)
                .order_by(InboundRaw.id)
                .limit(AT_ONCE)
            )
        )
    done = 0
    for text_id, sids in out:
        if all([_gone(line.blank, sid) for sid in sids]):
            with writing(engine) as db:
                db.get_one(Text, text_id).blanked_at = now
            done += 1
            killpoint("blank.after_commit")
    for raw_id, sid, fields in came:
        pictures = fields.get("NumMedia", "0") not in ("", "0")
        if _gone(line.delete if pictures else line.blank, sid):
            with writing(engine) as db:
                db.get_one(InboundRaw, raw_id).blanked_at = now
            done += 1
    return done


def _ended(db: Session, now: datetime) -> list[tuple[int, list[str]]]:
    """Texts that ended a while ago, with every SID under which the provider knows them: a text sent again has two."""
    rows = db.execute(
        select(Text.id, Text.provider_sid)
        .where(Text.blanked_at.is_(None), Text.provider_sid.is_not(None), Text.ended_at < now - SETTLED)
        .order_by(Text.ended_at)
        .limit(AT_ONCE)
    ).tuples()
    found = {text_id: {sid} for text_id, sid in rows}
    others = select(TextStatus.text_id, TextStatus.provider_sid).where(
        TextStatus.text_id.in_(found), TextStatus.provider_sid.is_not(None)
    )
    for text_id, sid in db.execute(others).tuples():
        found[text_id].add(sid)
    return [
        (text_id, sorted(s for s in sids if s and not s.startswith("callback:"))) for text_id, sids in found.items()
    ]


def _gone(take: Callable[[str], None], sid: str) -> bool:
    """Whether the words are gone there. One that is not complete yet is tried again; one that is unknown is gone."""
    try:
        take(sid)
    except Permanent as refused:
        if refused.code in NOT_YET:
            return False
        if refused.code not in GONE:
            raise
    return True


JOBS: Mapping[str, Job] = {
    "sweep:recent": Job("sweep", MINUTE, 1, _sweep_recent),
    "sweep:day": Job("sweep", HOUR, 8, _sweep_day),
    "blank": Job("blank", MINUTE, 9, blank),
}
KINDS = frozenset(job.kind for job in JOBS.values())
_begun: set[str] = set()


def begin(engine: Engine, now: datetime) -> None:
    """Make the rows, once a process; the first look is at once."""
    if str(engine.url) in _begun:
        return
    for key, job in JOBS.items():
        try:
            with writing(engine) as db:
                work.add(db, kind=job.kind, key=key, priority=job.priority, due_at=now, now=now)
        except IntegrityError:  # another worker was first
            log.info("periodic.known", what=key)
    _begun.add(str(engine.url))


def do(engine: Engine, line: Sender, row: DueWork, now: datetime) -> None:
    """Do one claimed row and put it off to its next time, also when the provider does not answer now."""
    job, code = JOBS[row.key], None
    try:
        job.act(engine, line, now)
    except (Permanent, Transient) as failed:
        code = str(failed.code)
        log.warning("periodic.failed", what=row.key, code=failed.code)
    with writing(engine) as db:
        work.put_off(db, row, now + job.every, code)


__all__ = ["JOBS", "KINDS", "begin", "blank", "do", "sweep"]
