"""What the person hears about their case: which utterance of the safety wording, with which values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handoff import settings
from handoff.cases import eta, links, store
from handoff.cases.models import Case
from handoff.conversations.models import Conversation
from handoff.volunteers import hours, texts

# Claims about the wait: an unsent one gives way to a newer one. Who comes and goes is always said.
WAITING = ("asked", "asked_again", "nobody_on_shift", "nobody_free", "still", "supervisor", "gentle")

__all__ = ["conversation", "links", "moment", "tell"]


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


def tell(db: Session, case: Case, claim: str, values: Mapping[str, Any], now: datetime) -> None:
    """Say what is true about the case, in the reviewed words, and record that it was said."""
    from handoff.conversations import telling  # the door's side of the house

    to = conversation(db, case)
    more = {"minutes": values.get("minutes", ""), "n": values.get("n", ""), "volunteer": values.get("volunteer", "")}
    more["next_shift"] = moment(values.get("next_shift_at"), to.person.zone) or ""
    if "language" in values:
        more["language"] = texts.language_name(str(values["language"]))
    wait = eta.usual_wait(db, case.severity, now)
    more["wait"] = eta.in_words(wait) if wait else ""
    key = utterance(claim, bool(more["next_shift"]), bool(wait), case)
    if claim == "nobody_on_shift" and hours.open_now(db, case.language, now):
        key = "nobody_though_open"  # the promise and the roster disagree: the person hears the roster
    telling.tell(db, to, key, more, now, case_id=case.id, outbox_kind="text.wait" if claim in WAITING else "text.reply")
    store.record(db, case.id, "told_person", now, key=key)


def utterance(claim: str, next_known: bool, wait_known: bool, case: Case) -> str:
    """The wording's name for a claim, in the form that claims no more than is known."""
    if claim == "asked" and wait_known:
        return "asked_wait"
    if claim == "nobody_on_shift" and next_known:
        return "nobody_on_shift_next"
    if claim == "outside_line" and case.supervisor_at is None and case.state == "waiting":
        return "outside_line_off"
    return claim
