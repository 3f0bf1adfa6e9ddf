"""What the person hears about their case: which utterance of the safety wording, with which values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handoff import settings
from handoff.cases import eta, links, store
from handoff.cases.models import Case
from handoff.conversations.models import Conversation

# A claim -> the utterance that makes it. Anything not listed has the claim's own name.
UTTERANCES: Mapping[str, str] = {}
BACK_OR_ANOTHER = ({"title": "Back to the assistant", "value": "case:back"},
                   {"title": "Another person", "value": "case:another"})


__all__ = ["BACK_OR_ANOTHER", "conversation", "links", "moment", "tell"]


def conversation(db: Session, case: Case) -> Conversation:
    """The conversation of a case; it cannot be missing (foreign key)."""
    found = db.get(Conversation, case.conversation_id)
    assert found is not None
    return found


def moment(at: datetime | None, zone: str | None) -> str | None:
    """A time as a person reads it: "Tue 18:00", in their zone."""
    if at is None:
        return None
    return at.astimezone(ZoneInfo(zone or settings.value("DEFAULT_ZONE"))).strftime("%a %H:%M")


def tell(db: Session, case: Case, claim: str, values: Mapping[str, Any], now: datetime, *,
         choices: Sequence[Mapping[str, Any]] | None = None) -> None:
    """Say what is true about the case, in the reviewed words, and record that it was said."""
    from handoff.conversations import telling  # the door's side of the house

    to = conversation(db, case)
    more = {"minutes": values.get("minutes", ""), "n": values.get("n", ""), "volunteer": values.get("volunteer", "")}
    more["next_shift"] = moment(values.get("next_shift_at"), to.person.zone) or ""
    wait = eta.usual_wait(db, case.severity, now)
    more["wait"] = eta.in_words(wait) if wait else ""
    key = utterance(claim, bool(more["next_shift"]), bool(wait), case)
    telling.tell(db, to, key, more, now, choices=choices, case_id=case.id, outbox_kind="text.wait")
    store.record(db, case.id, "told_person", now, key=key)


def utterance(claim: str, next_known: bool, wait_known: bool, case: Case) -> str:
    """The wording's name for a claim, in the form that claims no more than is known."""
    return UTTERANCES.get(claim, claim)
