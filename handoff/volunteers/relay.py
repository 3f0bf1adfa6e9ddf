"""The masked relay: words of one side to the other, through rows that carry the assignment they belong to.

A person's texts within four seconds become one SMS to the volunteer, since carriers split and reorder long ones.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handoff import outbox
from handoff.cases import links, refs, store, telling
from handoff.cases.models import Assignment, Case, Note
from handoff.channels.sms import segments
from handoff.channels.sms.models import Text
from handoff.conversations import messages
from handoff.conversations.models import Message
from handoff.rows import changed
from handoff.volunteers import masking, texts
from handoff.volunteers.models import Volunteer
from handoff.work import DueWork

PICTURE = "[picture, not opened]"  # what stands in place of a picture
LONGEST = 1600  # characters of a volunteer's text
WORDS_SEGMENTS = 3
EARLIER = 10
JOIN = timedelta(seconds=4)
JOIN_MOST = timedelta(seconds=12)  # somebody who writes on and on is not kept from the volunteer for longer


def allowed(db: Session, case: Case) -> tuple[str, ...]:
    """What may pass the mask: the crisis lines of the person's country, and our own address."""
    from handoff.conversations.telling import country
    from handoff.safety.crisis_lines import lines_for

    shown = [
        part
        for contact in lines_for(country(telling.conversation(db, case))).contacts()
        for part in (_bare(contact["href"]), _bare(contact["shown"]))
    ]
    return (*shown, links.host().split(":")[0])


def _bare(address: str) -> str:
    """A number, or the host of a page."""
    return re.sub(r"^(?:tel:|sms:|https?://)?(?:www\.)?", "", address).split("/")[0].split("?")[0]


# --- from the person ---------------------------------------------------------------------------------------------


def to_volunteer(db: Session, case: Case, message: Message, assignment: Assignment, now: datetime) -> str | None:
    """The person's words to whoever holds the case, with what came in the seconds before, numbers kept back.

    Returns the words of both as one where they were joined, for the risk reader; None where they stand alone.
    """
    message.assignment_id = assignment.id
    text = _still_open(db, assignment, now)
    before = _carried(db, text) if text is not None else []
    words = _masked(db, case, [*before, message], now)
    key, values = _as_text(db, case, assignment, words, now)
    if text is None:
        how = {"assignment_id": assignment.id, "due_at": now + JOIN, "message_id": message.id}
        cause = f"relay:{message.id}:{assignment.id}"
        text = _queue(db, case, assignment, key, cause, now, **how, **values)
    elif body := texts.body(db, assignment.volunteer_id, key, **values):
        text.body, text.body_hash, text.segments = body, outbox.body_hash(body), segments.segments(body)
    message.text_id = text.id if text is not None else None
    db.flush()
    return " ".join(m.body for m in [*before, message]) if before else None


def _queue(
    db: Session, case: Case, assignment: Assignment, key: str, cause: str, now: datetime, **how: Any
) -> Text | None:
    return texts.to_volunteer(
        db, assignment.volunteer_id, key, now, kind="text.relay", cause=cause, case_id=case.id, **how
    )


def _as_text(
    db: Session, case: Case, assignment: Assignment, words: str, now: datetime, key: str = "words"
) -> tuple[str, dict[str, str]]:
    """Which text carries these words to this volunteer, with its values: the words, their beginning, or a link."""
    volunteer = db.get_one(Volunteer, assignment.volunteer_id)
    ref, words = refs.ref_for(db, case.id, volunteer.id, now), segments.gsm7(words)
    by_link = volunteer.words_by == "link"
    if not by_link and segments.fits(f"{ref} before: {words}", WORDS_SEGMENTS):
        return key, {"ref": ref, "words": words}
    url = links.address(links.link_for(db, case.id, volunteer.id, now))
    if by_link:
        return "words_link", {"ref": ref, "url": url}
    return "words_long", {"ref": ref, "words": segments.first_part(words, WORDS_SEGMENTS - 1), "url": url}


def _still_open(db: Session, assignment: Assignment, now: datetime) -> Text | None:
    """The text that waits for more words, held for this transaction; None when there is none or it is on its way."""
    text = db.scalar(
        select(Text)
        .join(DueWork, DueWork.text_id == Text.id)
        .where(
            Text.assignment_id == assignment.id,
            Text.line == "staff",
            Text.key.startswith("relay:"),
            Text.tried_at.is_(None),
            Text.ended_at.is_(None),
            DueWork.state == "due",
            DueWork.due_at > now,
        )
        .order_by(Text.id.desc())
        .limit(1)
    )
    if text is None:
        return None
    until = min(now + JOIN, max(text.created_at + JOIN_MOST, now + timedelta(milliseconds=1)))
    waits = update(DueWork).where(
        DueWork.text_id == text.id, DueWork.state == "due", DueWork.attempts == 0, DueWork.due_at > now
    )
    return text if changed(db, waits.values(due_at=until)) == 1 else None


def hurry(db: Session, case_id: int, volunteer_id: int, now: datetime) -> bool:
    """Whether words of the person's have not been handed over yet, waiting for more or for the network.

    What waits for more goes at once. A volunteer who finishes now has not read them, and after that nobody would.
    """
    assignment = store.assignment_of(db, case_id)
    if assignment is None or assignment.volunteer_id != volunteer_id:
        return False
    waiting = db.scalars(
        select(Text.id).where(
            Text.assignment_id == assignment.id,
            Text.line == "staff",
            Text.key.startswith("relay:"),
            Text.provider_sid.is_(None),
            Text.ended_at.is_(None),
        )
    ).all()
    untried = (DueWork.text_id.in_(waiting), DueWork.state == "due", DueWork.attempts == 0)
    db.execute(update(DueWork).where(*untried).values(due_at=now))
    return bool(waiting)


def _carried(db: Session, text: Text) -> list[Message]:
    return list(db.scalars(select(Message).where(Message.text_id == text.id).order_by(Message.seq)))


def _masked(db: Session, case: Case, said: Sequence[Message], now: datetime) -> str:
    """The words as one, numbers kept back; what was kept back is noted for a supervisor, and the person is told."""
    may_pass, newest = allowed(db, case), said[-1]
    words, kept = masking.keep_back(" ".join(m.body for m in said), may_pass)
    known = sum(len(masking.find(m.body, may_pass)) for m in said[:-1])
    if len(kept) > known or masking.find(newest.body, may_pass):
        whole = newest.body if masking.find(newest.body, may_pass) else " ".join(m.body for m in said)
        db.add(Note(case_id=case.id, author_id=None, kind="kept_back", body=whole, message_id=newest.id, at=now))
        store.record(db, case.id, "held", now, "person", message=newest.id, kinds=sorted({f.kind for f in kept}))
        telling.tell(db, case, "kept_back", {}, now)
    return words


def again(db: Session, case: Case, text: Text, current: Assignment, now: datetime) -> None:
    """Words that were meant for somebody who no longer has the case go to whoever has it now, in their order."""
    for message in _carried(db, text):
        to_volunteer(db, case, message, current, now)


def earlier(db: Session, case: Case, assignment: Assignment, now: datetime, *, count: int = EARLIER) -> None:
    """What was said before, in one text: only where the person allowed it (or agreed at first contact, severity 3)."""
    rows = db.scalars(
        select(Message)
        .where(Message.conversation_id == case.conversation_id, Message.speaker != "notice", Message.kind == "text")
        .order_by(Message.seq.desc())
        .limit(count)
    ).all()
    said = " / ".join(f"{'They' if m.speaker == 'person' else 'We'}: {m.body}" for m in reversed(rows))
    words, _ = masking.keep_back(" ".join(said.split()), allowed(db, case))
    if words:
        key, values = _as_text(db, case, assignment, words, now, "earlier")
        how = {"assignment_id": assignment.id}
        _queue(db, case, assignment, key, f"earlier:{assignment.id}", now, **how, **values)


def note(db: Session, case: Case, assignment: Assignment, words: str, cause: str, now: datetime) -> None:
    """The three lines of whoever had the case before; the person has allowed it."""
    key, values = _as_text(db, case, assignment, words, now, "note")
    _queue(db, case, assignment, key, cause, now, assignment_id=assignment.id, **values)


def released(db: Session, case: Case, assignment: Assignment, words: str, cause: str, now: datetime) -> None:
    """A person's words with what was kept back in them: a supervisor decided so."""
    key, values = _as_text(db, case, assignment, words, now)
    _queue(db, case, assignment, key, cause, now, assignment_id=assignment.id, **values)


# --- from the volunteer ------------------------------------------------------------------------------------------


def to_person(db: Session, case: Case, assignment: Assignment, text: str, now: datetime) -> str:
    """A volunteer's words to the person. Returns sent, held (a number, address or link is in it) or too_long."""
    if len(text) > LONGEST:
        return "too_long"
    if masking.find(text, allowed(db, case)):
        held = {"kind": "held", "body": text, "assignment_id": assignment.id}
        db.add(Note(case_id=case.id, author_id=assignment.volunteer_id, at=now, **held))
        store.record(db, case.id, "held", now, f"volunteer:{assignment.volunteer_id}")
        return "held"
    say(db, case, assignment, text, now)
    return "sent"


def say(db: Session, case: Case, assignment: Assignment, text: str, now: datetime) -> None:
    """Pass a volunteer's words on; before the first ones the person reads who is there."""
    volunteer = db.get(Volunteer, assignment.volunteer_id)
    name = volunteer.display_name if volunteer else ""
    if case.state == "accepted":
        telling.tell(db, case, "joins", {"volunteer": name}, now)
    messages.say(
        db,
        telling.conversation(db, case),
        text,
        now=now,
        speaker="volunteer",
        name=name,
        sms=segments.gsm7(f"{name}: {text}"),
        case_id=case.id,
        outbox_kind="text.relay",
        assignment_id=assignment.id,
    )
