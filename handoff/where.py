"""The person's country in the talk: taken from what they say, asked for where nothing tells it (care.md, opening)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.conversations import countries, telling
from handoff.conversations.models import Conversation, Message, Seen
from handoff.safety import crisis_lines
from handoff.safety.ladder import Say
from handoff.safety.model import Level

if TYPE_CHECKING:
    from handoff.answering import Turn

ASKED = "which_country"
ASKED_LASTS = timedelta(hours=24)


def named(db: Session, message: Message, person_id: int, country: str | None, now: datetime) -> str | None:
    """The country that this message names as the place where its writer is; a bare name only after it was asked."""
    asked = country is None and asked_lately(db, person_id, now)
    return countries.named(message.body, asked=asked)


def asked_lately(db: Session, person_id: int, now: datetime) -> bool:
    """Whether the country was asked for within a day."""
    since = now - ASKED_LASTS
    found = select(Seen.id).where(Seen.person_id == person_id, Seen.utterance == ASKED, Seen.at >= since)
    return db.scalar(found.limit(1)) is not None


def moved(db: Session, conversation: Conversation, message: Message, turn: "Turn") -> bool:
    """Keep the country that was named, and show its lines at once. True when there was one."""
    if turn.seen.here is None:
        return False
    conversation.person.country = turn.seen.here
    known = turn.seen.here in crisis_lines.every()
    telling.tell_turn(
        db,
        conversation,
        [Say("country_set" if known else "country_without"), Say("help_card", card=True)],
        {},
        turn.now,
        cause=message,
    )
    return True


def asking(db: Session, conversation: Conversation, turn: "Turn", says: tuple[Say, ...]) -> tuple[Say, ...]:
    """The texts of a turn at R2 and above, with the wish for a country where none is known: once a day, and never after
    the turn's own question."""
    unknown = telling.country(conversation) is None
    if not says or not unknown or turn.outcome.state.level < Level.R2 or turn.seen.who == "volunteer":
        return says
    if asked_lately(db, conversation.person_id, turn.now):
        return says
    place = max(1, len(says) - 1)
    return (*says[:place], Say(ASKED), *says[place:])
