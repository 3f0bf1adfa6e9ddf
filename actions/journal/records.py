"""What the journal keeps of a person: to read back, and to delete."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete, select
from sqlalchemy.orm import Session

from actions.journal import runs
from actions.journal.models import CheckIn, ExerciseRun, Plan, SavedLine

# Each table with the column that says when its row was written; None: never part of "today".
_WRITTEN_AT: dict[Any, Any] = {
    ExerciseRun: ExerciseRun.started_at,
    CheckIn: CheckIn.at,
    SavedLine: SavedLine.at,
    Plan: None,
}


def export(db: Session, person_id: int) -> dict[str, list[dict[str, object]]]:
    """Everything the journal keeps of a person, ready for JSON."""
    return {
        "exercise_runs": [
            {
                "exercise": r.exercise,
                "state": r.state,
                "started_at": r.started_at.isoformat(),
                "updated_at": r.updated_at.isoformat(),
                "answers": dict(runs.state_of(r).answers),
            }
            for r in _rows(db, ExerciseRun, person_id)
        ],
        "check_ins": [
            {"at": c.at.isoformat(), "mood": c.mood, "word": c.word, "choice": c.choice}
            for c in _rows(db, CheckIn, person_id)
        ],
        "saved_lines": [
            {"at": s.at.isoformat(), "exercise": s.exercise, "line": s.line} for s in _rows(db, SavedLine, person_id)
        ],
        "plans": [{"updated_at": p.updated_at.isoformat(), "parts": p.parts} for p in _rows(db, Plan, person_id)],
    }


def _rows[Row: (ExerciseRun, CheckIn, SavedLine, Plan)](db: Session, table: type[Row], person_id: int) -> list[Row]:
    return list(db.scalars(select(table).where(table.person_id == person_id).order_by(table.id)))


def erase(db: Session, person_id: int, since: datetime | None = None) -> int:
    """Delete what the journal keeps of a person; returns how many rows went.

    since  only what was written from this moment on; a safety plan stays then, whenever it was last touched
    """
    gone = 0
    for table, at in _WRITTEN_AT.items():
        if since is None or at is not None:
            kept = [] if since is None or at is None else [at >= since]
            gone += _changed(db, delete(table).where(table.person_id == person_id, *kept))
    return gone


def _changed(db: Session, statement: Delete) -> int:
    """Run a DELETE; returns how many rows went."""
    return cast("CursorResult[Any]", db.execute(statement)).rowcount
