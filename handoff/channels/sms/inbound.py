"""What an inbound text becomes: a stored message of a person, or work for the staff line. No answer is sent here."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import phonenumbers
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff import outbox
from handoff.cases import service as cases
from handoff.channels.sms.models import InboundRaw
from handoff.conversations import greeting, messages
from handoff.conversations.models import Conversation
from handoff.safety import words
from handoff.volunteers.relay import PICTURE

log = structlog.get_logger()
TWIN_WITHIN = timedelta(seconds=30)
LATE = timedelta(minutes=2)  # a text that took so long to reach us is answered with the truth about it
SHARED_CODES = (1, 7)  # country codes of several countries with lines of their own


def store(
    db: Session,
    line: str,
    fields: Mapping[str, str],
    now: datetime,
    via: str = "webhook",
    sent_at: datetime | None = None,
) -> bool:
    """Store one inbound text with its raw webhook, in the caller's transaction. False when its SID is known already.

    via      webhook, or sweep: found in the provider's list, since no webhook got through; then `sent_at` says when
             it was sent

    A text to the public line becomes a message of the person who owns the number (the worker answers it); a text to
    the staff line stays raw until the worker reads it as a command or as words to relay.
    """
    if db.scalar(select(InboundRaw.id).where(InboundRaw.message_sid == fields["MessageSid"])):
        return False
    raw = InboundRaw(
        message_sid=fields["MessageSid"][:40],
        line=line,
        params=dict(fields),
        via=via,
        received_at=now,
        words_hash=_words_hash(line, fields),
        twin_of=_twin(db, line, fields, now),
    )
    db.add(raw)
    db.flush()
    if raw.twin_of is not None:
        log.info("inbound.twin_noted", line=line)
    if line == "public":
        person_wrote(db, fields, now, sent_at)
        raw.handled_at = now
    return True


def _twin(db: Session, line: str, fields: Mapping[str, str], now: datetime) -> int | None:
    """The text with the same words from the same phone within the last moments, under another SID: a carrier's double,
    or "no" said twice. It is marked and not dropped."""
    return db.scalar(
        select(InboundRaw.id)
        .where(
            InboundRaw.words_hash == _words_hash(line, fields),
            InboundRaw.received_at > now - TWIN_WITHIN,
        )
        .order_by(InboundRaw.id)
        .limit(1)
    )


def _words_hash(line: str, fields: Mapping[str, str]) -> str:
    return keyed_hash(f"{line} {fields['From']} {fields.get('Body', '')}")


def person_wrote(db: Session, fields: Mapping[str, str], now: datetime, sent_at: datetime | None = None) -> None:
    number = fields["From"]
    conversation = messages.conversation_at(db, "sms", keyed_hash(number))
    carrier = carrier_word(fields, outbox.opted_out(db, "public", number))
    if conversation is None:
        if carrier == "STOP":
            outbox.opt_out(db, "public", number, "STOP", now)
            return
        conversation = messages.new_person(
            db, now, kind="sms", address_hash=keyed_hash(number), address=number, country=country_of(number)
        )
        conversation.greet_due = True
    message, new = messages.receive(
        db, conversation, _words(fields), client_id=fields["MessageSid"], channel="sms", now=now
    )
    if not new:
        return
    if sent_at is not None and now - sent_at >= LATE:
        message.sent_at = sent_at
    conversation.reply_to = greeting.address_id(db, conversation, "sms", keyed_hash(number))
    if carrier:
        _carrier(db, conversation, number, carrier, now)
        message.handled_at = now if carrier != "HELP" else None
        message.chosen = "carrier:HELP" if carrier == "HELP" else None


def _words(fields: Mapping[str, str]) -> str:
    """The words; a picture is named, never opened."""
    media = fields.get("NumMedia", "0")
    pictures = [PICTURE] if media.isdigit() and int(media) else []
    return " ".join([*pictures, fields.get("Body", "")]).strip() or " "


def carrier_word(fields: Mapping[str, str], was_out: bool) -> str | None:
    """STOP, START or HELP when Twilio says it acted on the word (OptOutType), or when the word is one it acts on.

    START, UNSTOP and YES bring back only who was out: to anybody else "yes" is a word, and may be the answer to the
    gravest question we ask, even when Twilio names it an opt-in word. HELP is Twilio's only where it says that it
    answered: on a line without Advanced Opt-Out (a toll-free one) the door answers it, or nobody would.
    """
    told, body = fields.get("OptOutType", "").upper(), fields.get("Body", "")
    if told in ("STOP", "HELP") or (told == "START" and was_out):
        return told
    if words.opt_out(body):
        return "STOP"
    if was_out and words.opt_in(body):
        return "START"
    return None


def _carrier(db: Session, conversation: Conversation, number: str, word: str, now: datetime) -> None:
    """STOP is a door that locks (care.md 2.7): no text of ours after it; with an open case it is a safety event."""
    if word == "STOP":
        outbox.opt_out(db, "public", number, word, now)
        cases.person_opted_out(db, conversation, now)
    elif word == "START" and outbox.opt_in(db, "public", number, now):
        cases.person_came_back(db, conversation, now)
        conversation.greet_due = True
        greeting.greet(db, conversation, now)


def country_of(number: str) -> str | None:
    """The country of an E.164 number as ISO code, or None for one that belongs to no single country."""
    try:
        read = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(read)
    if region is None and read.country_code not in SHARED_CODES:  # a range too new for our list of numbers
        region = phonenumbers.region_code_for_country_code(read.country_code or 0)
    return region if region and region.isalpha() and region != "ZZ" else None
