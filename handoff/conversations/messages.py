"""Storing what people write, and everything that is said to them.

Store first: `receive` is committed before anything else happens to a message. `say` is the only way to a person.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, load_only
from sqlalchemy.orm.attributes import set_committed_value

from handoff import outbox
from handoff.channels.sms import segments
from handoff.conversations.models import Address, Conversation, Message, Person

MAX_CHARS = 8000  # the longest message we take (house-style 4.2)
LATE_TOGETHER = timedelta(minutes=10)
SMS_SEGMENTS = 2  # care.md 2.1

Choice = dict[str, Any]

# Control characters, DEL, C1, lone surrogates: PostgreSQL refuses NUL, UTF-8 refuses surrogates, YAML the rest.
# U+2028 and U+2029 become plain line breaks, since they end a line in places that nobody expects (trap R9).
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Text as it is stored: what no store can carry becomes U+FFFD, every line end a newline. Never raises."""
    return _UNSTORABLE.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def new_person(
    db: Session,
    now: datetime,
    *,
    kind: str,
    address_hash: str,
    address: str | None = None,
    language: str = "en",
    country: str | None = None,
    zone: str | None = None,
) -> Conversation:
    """A new person with one address and one empty conversation."""
    person = Person(key=secrets.token_hex(8), language=language, country=country, zone=zone, created_at=now)
    db.add(person)
    db.flush()
    where = Address(person_id=person.id, kind=kind, address=address, address_hash=address_hash, created_at=now)
    db.add(where)
    db.flush()
    conversation = Conversation(key=secrets.token_hex(16), person_id=person.id, channel=kind, reply_to=where.id)
    conversation.person = person
    db.add(conversation)
    db.flush()
    return conversation


def conversation_at(db: Session, kind: str, address_hash: str) -> Conversation | None:
    """The conversation of whoever owns this address, unless the address has ended."""
    return db.scalar(
        select(Conversation)
        .join(Address, Address.person_id == Conversation.person_id)
        .where(Address.kind == kind, Address.address_hash == address_hash, Address.ended_at.is_(None))
    )


def next_seq(db: Session, conversation: Conversation) -> int:
    """The next number in this conversation; the row is locked by the update, so numbers are never given twice."""
    given = db.execute(
        update(Conversation)
        .where(Conversation.id == conversation.id)
        .values(last_seq=Conversation.last_seq + 1)
        .returning(Conversation.last_seq)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    set_committed_value(conversation, "last_seq", given)
    return given


def receive(
    db: Session,
    conversation: Conversation,
    text: str,
    *,
    client_id: str,
    channel: str,
    now: datetime,
    chosen: str | None = None,
) -> tuple[Message, bool]:
    """Store an inbound message. Returns it and whether it is new: the same client id again is the same message."""
    known = db.scalar(select(Message).where(Message.conversation_id == conversation.id, Message.client_id == client_id))
    if known:
        return known, False
    message = Message(
        conversation_id=conversation.id,
        seq=next_seq(db, conversation),
        direction="in",
        channel=channel,
        speaker="person",
        kind="text",
        body=clean(text)[:MAX_CHARS],
        client_id=client_id,
        chosen=chosen,
        received_at=now,
    )
    db.add(message)
    conversation.channel = channel
    conversation.left_at = None
    conversation.person.last_in_at = now
    db.flush()
    return message, True


def came_late_before(db: Session, message: Message) -> bool:
    """Whether the delay of this message was admitted already, for the one before it that came late with it."""
    earlier = select(Message.id).where(
        Message.conversation_id == message.conversation_id,
        Message.seq < message.seq,
        Message.sent_at.is_not(None),
        Message.received_at >= message.received_at - LATE_TOGETHER,
    )
    return db.scalar(earlier.limit(1)) is not None


def with_numbers(text: str, choices: Sequence[Choice]) -> str:
    """A text for SMS with its choices as numbers: "How? 1 better 2 worse"."""
    listed = " ".join(f"{choice.get('number', n)} {choice['title']}" for n, choice in enumerate(choices, 1))
    return f"{text} {listed}" if listed else text


def say(
    db: Session,
    conversation: Conversation,
    text: str,
    *,
    now: datetime,
    speaker: str = "assistant",
    name: str | None = None,
    kind: str = "text",
    choices: Sequence[Choice] = (),
    sms: str | None = None,
    case_id: int | None = None,
    cause: Message | None = None,
    utterance: str | None = None,
    outbox_kind: str = "text.reply",
    assignment_id: int | None = None,
) -> Message:
    """Say something to a person: stored in the conversation and, where they write by SMS, queued in the outbox.

    `sms` is the wording for SMS when it differs (it carries its own numbers); without it the choices are numbered.
    Runs in the caller's transaction: either all of a turn is said or nothing.
    """
    by_sms = conversation.channel == "sms"
    body = (sms or with_numbers(text, choices)) if by_sms else text
    message = Message(
        conversation_id=conversation.id,
        seq=next_seq(db, conversation),
        direction="out",
        channel=conversation.channel,
        speaker=speaker,
        speaker_name=name,
        kind=kind,
        body=body,
        choices=[dict(choice) for choice in choices] or None,
        case_id=case_id,
        assignment_id=assignment_id,
        cause_id=cause.id if cause else None,
        utterance=utterance,
        received_at=now,
        handled_at=now,
    )
    db.add(message)
    db.flush()
    if by_sms:
        _queue_sms(db, conversation, message, body, now, outbox_kind, assignment_id)
    return message


def _queue_sms(
    db: Session,
    conversation: Conversation,
    message: Message,
    body: str,
    now: datetime,
    kind: str,
    assignment_id: int | None,
) -> None:
    where = db.get(Address, conversation.reply_to) if conversation.reply_to else None
    if where is None or where.kind != "sms" or not where.address:
        where = db.scalar(
            select(Address)
            .where(Address.person_id == conversation.person_id, Address.kind == "sms", Address.ended_at.is_(None))
            .order_by(Address.id.desc())
        )
    if where is None or not where.address:
        return
    for n, part in enumerate(in_parts(body)):
        outbox.queue(
            db,
            kind=kind,
            line="public",
            to=where.address,
            body=part,
            now=now,
            case_id=message.case_id,
            conversation_id=conversation.id,
            message_id=message.id,
            assignment_id=assignment_id,
            key=f"message:{message.id}:{n}",
        )


def in_parts(body: str) -> list[str]:
    """A body as texts of at most two segments each, straightened to GSM-7 where only quotes and dashes forbid it."""
    rest, parts = segments.gsm7(body), []
    while rest:
        part = segments.first_part(rest, SMS_SEGMENTS)
        parts.append(part)
        rest = rest[len(part) :].lstrip()
    return parts


def newest_choices(db: Session, conversation: Conversation, since: datetime) -> Message | None:
    """The newest message with numbered choices since a moment; a lone number by SMS answers it (care.md 2.1)."""
    rows = db.scalars(
        select(Message)
        .options(load_only(Message.choices))  # words are not decrypted for it
        .where(Message.conversation_id == conversation.id, Message.direction == "out", Message.received_at >= since)
        .order_by(Message.seq.desc())
        .limit(12)
    )
    return next((row for row in rows if row.choices), None)


def turns_before(db: Session, message: Message, limit: int = 12) -> list[tuple[str, str]]:
    """(who, text) of up to `limit` turns before a message, oldest first, for the risk reader."""
    rows = db.execute(
        select(Message.speaker, Message.body)
        .where(
            Message.conversation_id == message.conversation_id, Message.seq < message.seq, Message.speaker != "notice"
        )
        .order_by(Message.seq.desc())
        .limit(limit)
    ).all()
    return [(speaker, body) for speaker, body in reversed(rows)]


def after(db: Session, conversation_id: int, seq: int, limit: int = 500) -> list[Message]:
    """Messages with a number above `seq`, in order."""
    return list(
        db.scalars(
            select(Message)
            .where(Message.conversation_id == conversation_id, Message.seq > seq)
            .order_by(Message.seq)
            .limit(limit)
        )
    )


def as_event(message: Message, answered: bool = False) -> dict[str, Any]:
    """A message as the widget gets it. The values behind choices stay on the server."""
    return {
        "seq": message.seq,
        "from": message.speaker,
        "name": message.speaker_name,
        "kind": message.kind,
        "text": message.body,
        "choices": [c["title"] for c in message.choices or []],
        "answered": answered,
        "client_id": message.client_id,
        "at": message.received_at.isoformat(),
    }
