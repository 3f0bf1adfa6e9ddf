"""The outbox: every SMS of ours is a row in `texts` with its due work, written in the transaction that decided it.

Nothing here calls the network; the worker sends (`handoff/sending.py`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff import work
from handoff.channels.sms import segments
from handoff.channels.sms.models import RANK, TERMINAL, OptOut, Text, TextStatus
from handoff.rows import changed

LineName = Literal["public", "staff"]


@dataclass(frozen=True)
class Kind:
    """How one kind of text is treated.

    again       after a try whose answer was lost: "resend" at once; "look" in the provider's list and resend at once
                what is not there; "reconcile", which waits before it does; or "never"
    give_up     age at which it is no longer sent
    validity_s  how long the provider may keep trying
    group       texts to one address in one group go out one after another, oldest first
    """

    priority: int
    again: Literal["resend", "look", "reconcile", "never"]
    give_up: timedelta
    validity_s: int
    group: str


AGAIN = "~"  # in the key of a text whose words went out before in vain, before the count

KINDS: Mapping[str, Kind] = {
    "text.crisis": Kind(0, "look", timedelta(minutes=10), 600, "crisis"),
    "text.page": Kind(0, "resend", timedelta(minutes=10), 600, "page"),
    "text.alert": Kind(1, "resend", timedelta(seconds=90), 90, "alert"),
    "text.relay": Kind(2, "reconcile", timedelta(minutes=10), 600, "talk"),
    "text.wait": Kind(3, "reconcile", timedelta(minutes=10), 600, "talk"),
    "text.reply": Kind(3, "reconcile", timedelta(minutes=10), 600, "talk"),
    "text.answer": Kind(5, "resend", timedelta(seconds=60), 600, "talk"),
    "text.code": Kind(5, "never", timedelta(minutes=10), 300, "code"),
    "text.test": Kind(5, "reconcile", timedelta(minutes=10), 300, "test"),
    "text.notice": Kind(6, "reconcile", timedelta(minutes=30), 1800, "notice"),
    "text.checkin": Kind(7, "reconcile", timedelta(hours=2), 3600, "notice"),
}


def body_hash(body: str) -> str:
    """The hash by which a sent text is recognised in the provider's list."""
    return hashlib.sha256(body.encode()).hexdigest()


def queue(
    db: Session,
    *,
    kind: str,
    line: LineName,
    to: str,
    body: str,
    now: datetime,
    key: str,
    case_id: int | None = None,
    conversation_id: int | None = None,
    message_id: int | None = None,
    assignment_id: int | None = None,
    offer_id: int | None = None,
    volunteer_id: int | None = None,
    priority: int | None = None,
    severity: int = 0,
    due_at: datetime | None = None,
) -> Text:
    """Put one text in the outbox, in the caller's transaction. The same `key` again is the same text.

    to       an E.164 number or a short code; kept encrypted
    body     as it will be sent, at most what fits (the caller counts segments)
    severity of the case, 0 to 4: of texts that are equally urgent by their kind the worst case's goes first
    Raises   KeyError for a kind that does not exist
    """
    how = KINDS[kind]
    known = db.scalar(select(Text).where(Text.key == key))
    if known:
        return known
    address_hash = keyed_hash(to)
    text = Text(
        key=key,
        kind=kind,
        line=line,
        address=to,
        address_hash=address_hash,
        body=body,
        body_hash=body_hash(body),
        segments=segments.segments(body),
        case_id=case_id,
        conversation_id=conversation_id,
        message_id=message_id,
        assignment_id=assignment_id,
        offer_id=offer_id,
        volunteer_id=volunteer_id,
        created_at=now,
    )
    db.add(text)
    db.flush()
    lane = f"{line}:{how.group}:{address_hash}"
    if due_at is None:
        work.hurry(db, lane, now)  # what waits before it in this lane only to be joined by more words goes now
    work.add(
        db,
        kind=kind,
        key=key,
        priority=how.priority if priority is None else priority,
        due_at=due_at or now,
        now=now,
        lane=lane,
        text_id=text.id,
        case_id=case_id,
        urgency=work.LEAST_URGENT - severity,
    )
    return text


def again(db: Session, text: Text, now: datetime, *, after: timedelta = timedelta()) -> Text | None:
    """Put the words of a text that did not get out in the outbox once more, as a text of its own with the same age.

    None when its words are gone. It carries `again`, one more than the text before it.
    """
    if text.body is None:
        return None
    row = db.scalar(select(work.DueWork).where(work.DueWork.text_id == text.id))
    copy = queue(
        db,
        kind=text.kind,
        line="staff" if text.line == "staff" else "public",
        to=text.address,
        body=text.body,
        now=now,
        key=f"{text.key.partition(AGAIN)[0]}{AGAIN}{text.again + 1}"[:80],
        case_id=text.case_id,
        conversation_id=text.conversation_id,
        message_id=text.message_id,
        assignment_id=text.assignment_id,
        offer_id=text.offer_id,
        volunteer_id=text.volunteer_id,
        priority=row.priority // 10 if row else None,
        severity=work.LEAST_URGENT - row.priority % 10 if row else 0,
        due_at=now + after,
    )
    copy.again, copy.created_at = text.again + 1, text.created_at
    return copy


def drop(db: Session, text: Text, now: datetime, why: str) -> bool:
    """Take back a text that nobody has begun to send. False when it is too late."""
    if not work.cancel(db, text.id, now, why):
        return False
    text.status, text.ended_at = "dropped", now
    return True


def opted_out(db: Session, line: LineName, to: str) -> bool:
    """True when this number has said STOP to this line and not come back."""
    found = db.scalar(select(OptOut).where(OptOut.line == line, OptOut.address_hash == keyed_hash(to)))
    return found is not None and found.back_at is None


def opt_out(db: Session, line: LineName, to: str, word: str, now: datetime) -> None:
    """Remember that this number wants no more texts from this line. Repeating it changes nothing."""
    found = db.scalar(select(OptOut).where(OptOut.line == line, OptOut.address_hash == keyed_hash(to)))
    if found is None:
        db.add(OptOut(line=line, address_hash=keyed_hash(to), word=word[:20], at=now))
        db.flush()
    elif found.back_at is not None:
        found.at, found.back_at, found.word = now, None, word[:20]


def opt_in(db: Session, line: LineName, to: str, now: datetime) -> bool:
    """The number came back (START). True when it had been out."""
    found = db.scalar(select(OptOut).where(OptOut.line == line, OptOut.address_hash == keyed_hash(to)))
    if found is None or found.back_at is not None:
        return False
    found.back_at = now
    return True


def store_status(
    db: Session, text_id: int, status: str, error_code: int | None, now: datetime, sid: str | None = None
) -> None:
    """Keep a status callback as it came; the worker acts on it within its next round. For the webhook.

    An unknown text id is ignored: the text may have been erased.
    """
    if db.get(Text, text_id) is not None:
        db.add(
            TextStatus(text_id=text_id, status=status[:20], error_code=error_code, provider_sid=sid, received_at=now)
        )


def status_arrived(
    db: Session, text_id: int, status: str, error_code: int | None, now: datetime, sid: str | None = None
) -> None:
    """Act on a status: rank it, and when a text failed, do what its kind asks (the next volunteer at once).

    Late, doubled and reversed callbacks change nothing that a higher rank has said.
    """
    text = db.get(Text, text_id)
    if text is None or not _ranked(db, text, status, error_code, now, sid):
        return
    from handoff.cases import outcomes  # cases queue texts here, so they are imported late

    outcomes.text_was_handed(db, text, now)
    if status in ("undelivered", "failed"):
        outcomes.text_failed(db, text, error_code, now)
    elif status == "delivered":
        outcomes.text_delivered(db, text, now)


def _ranked(db: Session, text: Text, status: str, error_code: int | None, now: datetime, sid: str | None) -> bool:
    """Write a status if its rank is higher than what is known. False when it says nothing new."""
    rank = RANK.get(status, 1)
    values: dict[str, object] = {"status": status, "status_rank": rank}
    if text.provider_sid is None:
        values["provider_sid"] = sid or f"callback:{text.id}"
    if text.handed_at is None:
        values["handed_at"] = now
    if error_code is not None:
        values["error_code"] = error_code
    if rank == TERMINAL:
        values["ended_at"] = now
    newer = Text.status_rank < rank if rank else Text.provider_sid.is_(None)
    won = changed(db, update(Text).where(Text.id == text.id, newer).values(**values)) == 1
    db.refresh(text)
    return won
