"""Saying what the wording file says: chooses the variant a person has not read, remembers it, and speaks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.journal.taken import Taken
from handoff import settings
from handoff.conversations import messages
from handoff.conversations.models import Conversation, Message, Seen
from handoff.safety import crisis_lines, wording
from handoff.safety.ladder import Say

SEEN_KEPT = timedelta(days=30)  # handoff.md 10


def country(conversation: Conversation) -> str | None:
    """The country whose crisis lines this person is shown: theirs, else the only one served."""
    served = settings.countries()
    return conversation.person.country or (served[0] if len(served) == 1 else None)


def values(conversation: Conversation, more: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Placeholder values: the organisation, and the crisis lines of the person's country."""
    lines = crisis_lines.lines_for(country(conversation))
    org = settings.value("ORG_NAME")
    return {"org": org, "ORG": org.upper(), **lines.values(), **{k: str(v) for k, v in (more or {}).items()}}


def shorter(conversation: Conversation) -> str:
    """The help card without choices, plainly worded: what is sent where a filter refused the words we chose."""
    words = wording.load(conversation.person.language)
    card = words.utterances["help_card"]
    return wording.render(words, "help_card", "sms", values(conversation), without=[c.value for c in card.choices]).text


def seen_by(db: Session, person_id: int, now: datetime) -> list[tuple[str, str, datetime]]:
    """(utterance, variant, at) of what a person has read in the last thirty days, oldest first."""
    rows = db.execute(
        select(Seen.utterance, Seen.variant, Seen.at)
        .where(Seen.person_id == person_id, Seen.at >= now - SEEN_KEPT)
        .order_by(Seen.id)
    )
    return [(utterance, variant, at) for utterance, variant, at in rows]


def tell_turn(
    db: Session,
    conversation: Conversation,
    says: Sequence[Say],
    more: Mapping[str, Any],
    now: datetime,
    *,
    cause: Message | None = None,
    case_id: int | None = None,
    outbox_kind: str = "text.reply",
    choices: Sequence[Mapping[str, Any]] | None = None,
) -> list[Message]:
    """Say every text of one turn, in order. `choices` replaces the choices of the last one."""
    if not says:
        return []
    rendered = wording.turn(
        wording.load(conversation.person.language),
        says,
        conversation.channel,
        values(conversation, more),
        seen_by(db, conversation.person_id, now),
        conversation.person.key,
    )
    said: list[Message] = []
    for n, text in enumerate(rendered):
        for utterance, variant in text.used:
            db.add(Seen(person_id=conversation.person_id, utterance=utterance, variant=variant, at=now))
        own: list[Any] = [c.as_json() for c in text.choices]
        if choices is not None and n == len(rendered) - 1:
            own = [dict(c) for c in choices]
        for place, bubble in enumerate(text.bubbles):
            last = place == len(text.bubbles) - 1
            sms = bubble if text.choices or not own else None  # a rendered text carries its own numbers
            said.append(
                messages.say(
                    db,
                    conversation,
                    bubble,
                    now=now,
                    kind=_kind(text),
                    choices=own if last else (),
                    cause=cause,
                    sms=sms,
                    case_id=case_id,
                    utterance=text.utterance,
                    outbox_kind=outbox_kind,
                    speaker="notice" if _kind(text) in ("notice", "join") else "assistant",
                )
            )
    return said


def _kind(text: wording.Rendered) -> str:
    if text.card:
        return "card"
    if text.utterance.startswith("disclosure"):
        return "disclosure"
    return "notice" if text.utterance in NOTICES else "text"


NOTICES = frozenset(("joins", "left", "accepted", "accepted_high", "handed_over", "break_minor"))


def tell(
    db: Session,
    conversation: Conversation,
    utterance: str,
    more: Mapping[str, Any],
    now: datetime,
    choices: Sequence[Mapping[str, Any]] | None = None,
    **how: Any,
) -> Message | None:
    """Say one utterance. Returns the last message it made."""
    said = tell_turn(db, conversation, [Say(utterance)], more, now, choices=choices, **how)
    return said[-1] if said else None


def say_taken(db: Session, conversation: Conversation, message: Message, taken: Taken | None, now: datetime) -> None:
    """Say what an exercise says, with its buttons."""
    for said in taken.says if taken else ():
        choices = [{"title": title, "value": value} for title, value in said.choices]
        messages.say(db, conversation, said.text, now=now, sms=said.sms, cause=message, choices=choices)
