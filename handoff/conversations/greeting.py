"""The first words to a person, and the start of a chat on the web."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff import settings
from handoff.channels.web import auth
from handoff.conversations import countries, messages, telling
from handoff.conversations.models import Address, Conversation, Disclosure, Message
from handoff.safety import crisis_lines, wording
from handoff.safety.ladder import RiskState, Say
from handoff.safety.model import Level

if TYPE_CHECKING:
    from handoff.parts import Parts


def start(db: Session, parts: "Parts", asked: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A new person on the web, greeted. Returns what the widget needs before the first word."""
    token = auth.new_token()
    zone = asked["zone"] if asked["zone"] in available_timezones() else None
    conversation = messages.new_person(
        db,
        now,
        kind="web",
        address_hash=auth.token_hash(token),
        zone=zone,
        country=countries.from_browser(zone, asked["lang"], asked["country"]),
    )
    greet(db, conversation, now)
    on_shift, next_shift = parts.shift(db, now)
    return {
        "token": token,
        "org": parts.org,
        "leave_url": settings.value("LEAVE_URL"),
        "first_seq": 1,
        "contacts": contacts(conversation),
        "who": {"on_shift": on_shift, "next_shift": next_shift.isoformat() if next_shift else None},
        "reads": READS.format(org=parts.org),
    }


READS = (
    "Only the automatic assistant reads this chat, unless you ask for a person or something sounds dangerous: "
    "then a trained volunteer of {org} reads it too. It is kept for 30 days, or until you press Forget."
)


def contacts(conversation: Conversation) -> list[dict[str, str]]:
    """The crisis contacts of the person's country, as links."""
    return crisis_lines.lines_for(telling.country(conversation)).contacts()


def greet(db: Session, conversation: Conversation, now: datetime) -> None:
    """The disclosure and the first message, with what was shown and when kept."""
    conversation.greet_due = False
    telling.tell_turn(
        db,
        conversation,
        [Say("disclosure"), Say("first_message")] if conversation.channel == "web" else [Say("first_message")],
        {},
        now,
        choices=FIRST_CHOICES if conversation.channel == "web" else None,
    )
    disclosed(db, conversation, "first_message", now)


FIRST_CHOICES = (
    {"title": "I want to talk", "value": "intent:/want_talk"},
    {"title": "Try something short", "value": "intent:/want_exercise"},
    {"title": "Find a group", "value": "intent:/find_group"},
    {"title": "A person", "value": "word:PERSON"},
)


DISCLOSE_EVERY = {False: timedelta(hours=3), True: timedelta(hours=1)}  # care.md 2.4; True: known to be below 18


def say_again(db: Session, conversation: Conversation, message: Message, state: RiskState, now: datetime) -> None:
    """What this program is, once more: after three hours, after one for somebody below 18, and so after any days away.
    Who is young and in no danger is also told to take a break."""
    young = bool(state.young)
    if conversation.disclosed_at is not None and now - conversation.disclosed_at < DISCLOSE_EVERY[young]:
        return
    rest = young and conversation.disclosed_at is not None and state.level < Level.R2
    says = [Say("disclosure"), *([Say("break_minor")] if rest else [])]
    telling.tell_turn(db, conversation, says, {}, now, cause=message)
    disclosed(db, conversation, "disclosure", now)


def disclosed(db: Session, conversation: Conversation, what: str, now: datetime) -> None:
    """Remember that this person was told, in which version of the words."""
    conversation.disclosed_at = now
    version = wording.load(conversation.person.language).version
    db.add(Disclosure(person_id=conversation.person_id, what=what, wording_version=version, at=now))


def address_id(db: Session, conversation: Conversation, kind: str, address_hash: str) -> int | None:
    """The id of one of the person's addresses."""
    return db.scalar(
        select(Address.id).where(
            Address.person_id == conversation.person_id, Address.kind == kind, Address.address_hash == address_hash
        )
    )
