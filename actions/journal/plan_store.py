"""A person's safety plan as it is kept: seven parts, one row a person, encrypted, written after every answer."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.exercises import loader
from actions.journal.models import Plan

PLAN = "safety_plan"
PARTS = ("warning_signs", "solo_coping", "distract", "help_people", "services", "safer_step", "reason")
"""The parts in the order of their numbers, 1 to 7."""
NEVER_READ_BACK = "safer_step"  # what it names may be the very thing to keep away from
_PHONE_AT_END = re.compile(r"^(?P<name>.*?)[\s:,-]*(?P<phone>\+?[\d(][\d ()/.-]{3,}\d)$")

Parts = Mapping[str, Any]


def keep(db: Session, person_id: int, answers: Mapping[str, Any], version: int, now: datetime) -> None:
    """Store the parts that were answered so far; a part once filled is replaced, never emptied by a skip."""
    fresh = {name: _kept(name, answers[name]) for name in PARTS if answers.get(name)}
    row = db.scalar(select(Plan).where(Plan.person_id == person_id))
    if not fresh or (row is not None and {**row.parts, **fresh} == row.parts):
        return
    if row is None:
        db.add(Plan(person_id=person_id, version=version, parts=fresh, updated_at=now))
    else:
        row.parts, row.version, row.updated_at = {**row.parts, **fresh}, version, now
    db.flush()


def _kept(name: str, answer: Any) -> Any:
    """An answer as it is kept: a button as its label, people with their numbers apart."""
    exercise = loader.library().get(PLAN)
    labels = exercise.labels(name) if exercise else {}
    if name in ("safer_step", "reason"):
        return str(answer)
    items = [labels.get(str(item), str(item)) for item in (answer if isinstance(answer, list) else [answer])]
    return [_somebody(item) for item in items] if name == "help_people" else items


def _somebody(words: str) -> dict[str, str]:
    """ "Mary 555 0101" -> {"name", "phone"}; without a number the phone is empty."""
    found = _PHONE_AT_END.match(words.strip())
    if found and sum(c.isdigit() for c in found["phone"]) >= 3:
        return {"name": found["name"].strip(), "phone": found["phone"].strip()}
    return {"name": words.strip(), "phone": ""}


def parts(db: Session, person_id: int) -> dict[str, Any]:
    """The parts filled in so far; empty without a plan."""
    row = db.scalar(select(Plan).where(Plan.person_id == person_id))
    return dict(row.parts) if row else {}


def answers(kept: Parts) -> dict[str, Any]:
    """The parts as a run's answers, so that a plan can be gone through again."""
    return {name: lines(kept, name) if name not in ("safer_step", "reason") else kept[name] for name in kept}


def lines(kept: Parts, name: str) -> list[str]:
    """One part as lines: "Mary 555 0101"; empty when it is not filled in."""
    value = kept.get(name) or []
    if isinstance(value, str):
        return [value]
    return [f"{v['name']} {v['phone']}".strip() if isinstance(v, dict) else str(v) for v in value]


def is_made(kept: Parts) -> bool:
    """Whether the plan holds what lets it stand for itself: somebody to tell, and one thing to do."""
    return bool(kept.get("help_people") and kept.get("solo_coping"))
