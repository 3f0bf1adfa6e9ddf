"""Sending one claimed text: still wanted? then the call, outside any transaction, then the mark."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from actions.storage import writing
from handoff import outbox, work
from handoff.cases import outcomes, store
from handoff.cases.models import Assignment, Case, Offer
from handoff.cases.routing import LIVE
from handoff.cases.states import HELD
from handoff.channels.sms import pace
from handoff.channels.sms.errors import (
    ACCOUNT_WIDE,
    NO_LINE,
    RESEND_AFTER,
    Do,
    Permanent,
    Tell,
    Transient,
    what_now,
)
from handoff.channels.sms.line import LineName, Received, SenderName, Sent
from handoff.channels.sms.models import RANK, Text
from handoff.conversations.models import Conversation
from handoff.killpoints import killpoint
from handoff.safety.ladder import RiskState
from handoff.safety.model import Level
from handoff.volunteers import relay
from handoff.work import DueWork

log = structlog.get_logger()
CRISIS_TRIES = 8


class Sender(Protocol):
    """What the outbox needs of a line; `handoff.channels.sms.line.Line` is the real one."""

    def send(self, to: str, body: str, *, line: SenderName, text_id: str, validity_s: int) -> Sent: ...

    def find(self, to: str, body: str, since: datetime, *, line: LineName | None = None) -> Sent | None: ...

    def received(self, line: LineName, since: datetime) -> list[Received]: ...

    def blank(self, sid: str) -> None: ...

    def delete(self, sid: str) -> None: ...


class Resent(Sent):
    """Sent again, since the provider's list did not show an earlier try."""


@dataclass(frozen=True)
class Job:
    """A claimed text, ready to be handed over. `look_first`: an earlier try may have gone out. `sender`: which of the
    line's senders takes it."""

    row: DueWork
    text: Text
    look_first: bool
    sender: SenderName


def prepare(db: Session, row: DueWork, now: datetime, sender: SenderName | None = None) -> Job | None:
    """Look at a claimed row again: drop what is no longer wanted, note that a try begins. None: nothing to send."""
    text = db.get(Text, row.text_id) if row.text_id else None
    if text is None or text.body is None or text.ended_at is not None:
        work.mark_done(db, row, now, "gone", dead=True)
        return None
    if text.provider_sid is not None:  # a callback proved it while the answer was lost
        work.mark_done(db, row, now, "proved")
        return None
    why = unwanted(db, text, now, row.attempts)
    if why:
        _give_up(db, row, text, now, why)
        return None
    tried, again = text.tried_at, outbox.KINDS[text.kind].again
    if tried is not None and again == "never":
        _give_up(db, row, text, now, "unsure")
        return None
    if tried is None:
        text.tried_at = now
    elif again == "resend":
        text.doubted_at = text.doubted_at or now
    db.flush()
    return Job(row, text, tried is not None and again in ("look", "reconcile"), sender or text.line)


def unwanted(db: Session, text: Text, now: datetime, attempts: int) -> str | None:
    """Why this text must not be sent any more; None when it is as wanted as when it was decided."""
    how = outbox.KINDS[text.kind]
    if now - text.created_at >= how.give_up:
        return "too_late"
    if text.kind == "text.crisis" and attempts > CRISIS_TRIES:
        return "too_often"
    if text.kind != "text.code" and outbox.opted_out(db, "staff" if text.line == "staff" else "public", text.address):
        return "opted_out"
    if text.kind == "text.alert":
        offer = db.get(Offer, text.offer_id) if text.offer_id else None
        return None if offer is not None and offer.state in LIVE else "offer_over"
    if text.kind == "text.relay":
        return _relay_unwanted(db, text, now)
    if text.kind == "text.wait" and _is_outdated(db, text):
        return "newer"
    return "at_risk" if text.kind == "text.checkin" and _at_risk(db, text) else None


def _at_risk(db: Session, text: Text) -> bool:
    """Scheduled texts are held at R2 and above (care.md 3.8): one decided before a risk came is not sent after it."""
    conversation = db.get(Conversation, text.conversation_id) if text.conversation_id else None
    return conversation is not None and RiskState.from_json(conversation.person.ladder).level >= Level.R2


def _relay_unwanted(db: Session, text: Text, now: datetime) -> str | None:
    """Late words of a volunteer whose case moved on are not sent; a person's go to whoever holds the case now."""
    assignment = db.get(Assignment, text.assignment_id) if text.assignment_id else None
    if assignment is None or assignment.ended_at is None:
        return None
    current = store.assignment_of(db, assignment.case_id)
    if text.line == "public":
        return "case_moved_on" if current is not None and current.id != assignment.id else None
    case = db.get(Case, assignment.case_id)
    if current is not None and case is not None and text.message_id is not None and case.state in HELD:
        relay.again(db, case, text, current, now)
    return "case_moved_on"


def _is_outdated(db: Session, text: Text) -> bool:
    """A waiting text gives way to a newer one of its case that has not gone out either."""
    return (
        text.case_id is not None
        and db.scalar(
            select(Text.id)
            .where(
                Text.case_id == text.case_id,
                Text.kind == "text.wait",
                Text.line == "public",
                Text.id > text.id,
                Text.created_at > text.created_at,
                Text.ended_at.is_(None),
            )
            .limit(1)
        )
        is not None
    )


def _give_up(db: Session, row: DueWork, text: Text, now: datetime, why: str) -> None:
    text.ended_at, text.status = now, "dropped"
    work.mark_done(db, row, now, why, dead=True)
    if why == "case_moved_on" and text.line == "public":
        outcomes.words_not_sent(db, text, now)
    if why in ("too_late", "too_often", "opted_out"):
        outcomes.text_failed(db, text, 21610 if why == "opted_out" else None, now, tried=False)


def call(line: Sender, job: Job, now: datetime) -> Sent | Permanent | Transient | None:
    """Hand the text over, or find that it went before. None: not found, and too early to send it again."""
    text = job.text
    name: LineName = "staff" if text.line == "staff" else "public"
    assert text.body is not None
    killpoint("send.before_call")
    try:
        if job.look_first and text.tried_at is not None:
            found = _look(line, text, name)
            if found is not None:
                return found
            if outbox.KINDS[text.kind].again == "reconcile" and now - text.tried_at < RESEND_AFTER:
                return None
        sent = line.send(
            text.address,
            text.body,
            line=job.sender,
            text_id=str(text.id),
            validity_s=outbox.KINDS[text.kind].validity_s,
        )
    except (Permanent, Transient) as failed:
        return failed
    killpoint("send.after_call")
    return Resent(sent.sid, sent.status, sent.code) if job.look_first else sent


def _look(line: Sender, text: Text, name: LineName) -> Sent | None:
    """What the provider's list knows of an earlier try. A crisis text does not wait for a list that cannot be read."""
    assert text.body is not None and text.tried_at is not None
    try:
        return line.find(text.address, text.body, text.tried_at, line=name)
    except (Permanent, Transient):
        if outbox.KINDS[text.kind].again == "reconcile":
            raise
        return None


def settle(db: Session, job: Job, result: Sent | Permanent | Transient | None, now: datetime) -> None:
    """Write down what the call gave, and what follows from it."""
    text = db.get(Text, job.text.id, populate_existing=True, with_for_update=True)
    if text is None:
        return
    if isinstance(result, Sent):
        if isinstance(result, Resent):
            _doubt(db, text, now)
        if pace.works(db, job.sender):
            store.poke_free(db, now)
        _sent(db, job.row, text, result, now)
    elif result is None:
        assert text.tried_at is not None
        work.put_off(db, job.row, text.tried_at + RESEND_AFTER, "not_found")
    else:
        _failed(db, job.row, text, result, now)


def _doubt(db: Session, text: Text, now: datetime) -> None:
    """These words went out though the provider's list did not show an earlier try: they may arrive twice. Marked."""
    text.doubted_at = now
    if text.case_id is not None:
        store.record(db, text.case_id, "sent_again", now, text=text.id)


def _sent(db: Session, row: DueWork, text: Text, sent: Sent, now: datetime) -> None:
    work.mark_done(db, row, now, sent.status)
    text.provider_sid = sent.sid if text.provider_sid is None else text.provider_sid
    text.handed_at = text.handed_at or now
    rank = RANK.get(sent.status, 0)
    if rank > text.status_rank or text.status is None:
        text.status, text.status_rank = sent.status, rank
    db.flush()
    outcomes.text_was_handed(db, text, now)


def _failed(db: Session, row: DueWork, text: Text, failed: Permanent | Transient, now: datetime) -> None:
    name: LineName = "staff" if text.line == "staff" else "public"
    after = failed.retry_after_s if isinstance(failed, Transient) else None
    step = what_now(
        failed.meaning, kind=text.kind, line=name, attempts=row.attempts, age=now - text.created_at, retry_after_s=after
    )
    if isinstance(failed, Transient) and not failed.maybe_sent:
        text.tried_at = None  # surely not sent: the next try need not look for it
    log.info("text.refused", kind=text.kind, code=failed.code, what=str(step.do))
    if Tell.BESIDE in step.tell and text.offer_id:
        _ask_beside(db, text, now)
    if failed.code in NO_LINE and text.kind != "text.alert":
        _line_is_down(db, row, text, failed, now)
        return
    if step.do is not Do.STOP:
        work.put_off(db, row, now + step.after, str(failed.code))
        return
    text.ended_at, text.status = now, text.status or "refused"
    text.error_code = failed.code or text.error_code
    work.mark_done(db, row, now, str(failed.code), dead=True)
    outcomes.text_failed(db, text, failed.code, now, again=False)


def _line_is_down(db: Session, row: DueWork, text: Text, failed: Permanent | Transient, now: datetime) -> None:
    """Not this text's fault: it waits for the line, or for its stand-in, as long as it is worth sending."""
    outcomes.line_failed(db, text, failed.code, now)
    text.tried_at = None
    free = pace.sender_now(db, text.line) != text.line and failed.code not in ACCOUNT_WIDE
    work.put_off(db, row, now + (timedelta(seconds=1) if free else pace.TRY_EVERY), str(failed.code))


def _ask_beside(db: Session, text: Text, now: datetime) -> None:
    """This volunteer's alert is slow: one more is asked beside them."""
    offer = db.get(Offer, text.offer_id)
    case = store.locked(db, offer.case_id) if offer else None
    if offer is not None and case is not None and case.state != "closed":
        outcomes.in_doubt(db, case, offer, now)


def send_claimed(engine: Engine, line: Sender, row: DueWork, now: datetime, sender: SenderName | None = None) -> bool:
    """One claimed row from look to mark, in two transactions with the call between them. True when it was sent."""
    with writing(engine) as db:
        fresh = db.get(DueWork, row.id)
        if fresh is None or fresh.claimed_by != row.claimed_by or fresh.attempts != row.attempts:
            return False
        job = prepare(db, fresh, now, sender)
        if job is not None:
            db.expunge(job.text)
            db.expunge(job.row)
    return job is not None and hand_over(engine, line, job, now)


def hand_over(engine: Engine, line: Sender, job: Job, now: datetime) -> bool:
    """Call, outside any transaction, then mark. True when it was sent."""
    result = call(line, job, now)
    with writing(engine) as db:
        settle(db, job, result, now)
    killpoint("mark.after_commit")
    return isinstance(result, Sent)


__all__ = ["Job", "Resent", "Sender", "call", "hand_over", "prepare", "send_claimed", "settle", "unwanted"]
