"""The masked relay: words of one side to the other, through rows that carry the assignment they belong to."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import links, refs, store, telling
from handoff.cases.models import Assignment, Case, Note
from handoff.channels.sms import segments
from handoff.channels.sms.models import Text
from handoff.conversations import messages
from handoff.conversations.models import Message
from handoff.volunteers import masking, texts
from handoff.volunteers.models import Volunteer

LONGEST = 1600  # characters of a volunteer's text
WORDS_SEGMENTS = 3
EARLIER = 10


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


def to_volunteer(db: Session, case: Case, message: Message, assignment: Assignment, now: datetime) -> Text | None:
    """The person's words to whoever holds the case: at once, with numbers kept back. None when they have no number."""
    words, kept = masking.keep_back(message.body, allowed(db, case))
    if kept:
        db.add(Note(case_id=case.id, author_id=None, kind="kept_back", body=message.body, at=now))
        store.record(db, case.id, "held", now, "person", message=message.id, kinds=sorted({f.kind for f in kept}))
    return _words(db, case, assignment, words, f"relay:{message.id}:{assignment.id}", now, message.id)


def _words(
    db: Session,
    case: Case,
    assignment: Assignment,
    words: str,
    cause: str,
    now: datetime,
    message_id: int | None = None,
    key: str = "words",
) -> Text | None:
    volunteer = db.get(Volunteer, assignment.volunteer_id)
    if volunteer is None:
        return None
    ref = refs.ref_for(db, case.id, volunteer.id, now)
    words = segments.gsm7(words)
    how: dict[str, Any] = {
        "kind": "text.relay",
        "cause": cause,
        "case_id": case.id,
        "ref": ref,
        "assignment_id": assignment.id,
    }
    if volunteer.words_by == "link":
        url = links.address(links.link_for(db, case.id, volunteer.id, now))
        text = texts.to_volunteer(db, volunteer.id, "words_link", now, url=url, **how)
    elif segments.fits(f"{ref} before: {words}", WORDS_SEGMENTS):
        text = texts.to_volunteer(db, volunteer.id, key, now, words=words, **how)
    else:
        url = links.address(links.link_for(db, case.id, volunteer.id, now))
        first = segments.first_part(words, WORDS_SEGMENTS - 1)
        text = texts.to_volunteer(db, volunteer.id, "words_long", now, words=first, url=url, **how)
    if text is not None:
        text.message_id = message_id
    return text


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
        _words(db, case, assignment, words, f"earlier:{assignment.id}", now, key="earlier")


def to_person(db: Session, case: Case, assignment: Assignment, text: str, now: datetime) -> str:
    """A volunteer's words to the person. Returns sent, held (a number, address or link is in it) or too_long."""
    if len(text) > LONGEST:
        return "too_long"
    if masking.find(text, allowed(db, case)):
        db.add(Note(case_id=case.id, author_id=assignment.volunteer_id, kind="held", body=text, at=now))
        store.record(db, case.id, "held", now, f"volunteer:{assignment.volunteer_id}")
        return "held"
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
    return "sent"
