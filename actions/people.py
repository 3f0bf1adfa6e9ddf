"""The people database as the actions reach it, and what the door says about the message that is being answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine

from actions import clock, settings, storage
from actions.journal.turn import Turn


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return storage.engine(url)


def engine() -> Engine:
    """The engine of `DATABASE_URL`, one a process."""
    return _engine(settings.value("DATABASE_URL"))


class NoPerson(Exception):
    """The message came without the door's metadata: nobody to keep anything for (a shell, a test of the dialogue)."""


@dataclass(frozen=True)
class Asked:
    """One message as the door hands it on: whose, the turn, and the words or the button's value behind an intent."""

    person_id: int
    turn: Turn
    text: str
    value: str | None


def metadata(tracker: Any) -> Mapping[str, Any]:
    """What the door sent along with the newest message; from the events where the message itself has lost it."""
    direct = (tracker.latest_message or {}).get("metadata")
    if isinstance(direct, Mapping) and "message_id" in direct:
        return direct
    for event in reversed(tracker.events or []):
        if event.get("event") == "user":
            found = event.get("metadata")
            return found if isinstance(found, Mapping) else {}
    return {}


def asked(tracker: Any) -> Asked:
    """Read the newest message. Raises NoPerson without the door's metadata."""
    have, message = metadata(tracker), tracker.latest_message or {}
    if not isinstance(have.get("person_id"), int) or not have.get("message_id"):
        raise NoPerson
    turn = Turn(
        message_id=str(have["message_id"]),
        now=_now(have.get("now")),
        channel="sms" if have.get("channel") == "sms" else "web",
        level=str(have.get("level") or "R0"),
        not_when=frozenset(map(str, have.get("not_when") or ())),
        lines=tuple(map(str, have.get("lines") or ())),
    )
    value = have.get("value")
    return Asked(
        have["person_id"],
        turn,
        str(have.get("text") or message.get("text") or ""),
        str(value) if value is not None else None,
    )


def _now(text: Any) -> datetime:
    """The door's clock, so that both sides mean the same moment; our own where it says none."""
    try:
        told = datetime.fromisoformat(str(text))
    except ValueError:
        return clock.now()
    return told.astimezone(UTC) if told.tzinfo else clock.now()


def entity(tracker: Any, name: str) -> str | None:
    """The value of an entity of the newest message, else of the slot of that name."""
    for found in (tracker.latest_message or {}).get("entities") or ():
        if found.get("entity") == name and found.get("value") is not None:
            return str(found["value"])
    slot = tracker.get_slot(name)
    return str(slot) if slot is not None else None
