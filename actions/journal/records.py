"""What the journal keeps of a person: to read back, and to delete."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.journal import runs
from actions.journal.models import CheckIn, ExerciseRun, Plan, SavedLine

TABLES = (ExerciseRun, CheckIn, SavedLine, Plan)


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


def erase(db: Session, person_id: int) -> int:
    """Delete everything the journal keeps of a person; returns how many rows went."""
    return sum(
        db.execute(delete(table).where(table.person_id == person_id)).rowcount  # type: ignore[attr-defined]
        for table in TABLES
    )
