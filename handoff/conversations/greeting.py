"""The first words to a person, and the start of a chat on the web."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff import settings
from handoff.channels.web import auth
from handoff.conversations import messages, telling
from handoff.conversations.models import Address, Conversation, Disclosure
from handoff.safety import crisis_lines, wording
from handoff.safety.ladder import Say

if TYPE_CHECKING:
    from handoff.parts import Parts

# Which browser languages tell a country; the zone tells more (care.md: number, zone and language, and asking).
_ZONES = {
    "Europe/London": "GB",
    "Europe/Dublin": "IE",
    "Pacific/Auckland": "NZ",
    "Africa/Johannesburg": "ZA",
    "Asia/Kolkata": "IN",
    "Asia/Calcutta": "IN",
    "Europe/Belfast": "GB",
}
_CANADA = (
    "Toronto",
    "Vancouver",
    "Edmonton",
    "Winnipeg",
    "Halifax",
    "St_Johns",
    "Regina",
    "Moncton",
    "Whitehorse",
    "Yellowknife",
    "Iqaluit",
    "Montreal",
    "Calgary",
    "Glace_Bay",
    "Goose_Bay",
    "Thunder_Bay",
)
_STATES = (
    "New_York",
    "Chicago",
    "Denver",
    "Los_Angeles",
    "Phoenix",
    "Anchorage",
    "Detroit",
    "Boise",
    "Indiana",
    "Kentucky",
    "North_Dakota",
    "Menominee",
    "Juneau",
    "Sitka",
    "Nome",
    "Adak",
)


def country_from(zone: str | None, language: str, said: str | None) -> str | None:
    """The country that the page, the zone or the language says; None when they do not."""
    if said and len(said) == 2 and said.isalpha():
        return said.upper()
    if zone in _ZONES:
        return _ZONES[zone]
    if zone and zone.startswith("Australia/"):
        return "AU"
    if zone and zone.startswith("America/"):
        place = zone.split("/")[1]
        return "CA" if place in _CANADA else "US" if place in _STATES else None
    if zone == "Pacific/Honolulu":
        return "US"
    region = language.replace("_", "-").split("-")
    return region[1].upper() if not zone and len(region) == 2 and len(region[1]) == 2 else None


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
        country=country_from(zone, asked["lang"], asked["country"]),
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
