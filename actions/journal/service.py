"""Exercise runs of a person: start, answer, pause, resume, suspend, leave. Signatures first; all in the caller's
transaction (`storage.writing`), each safe to ask twice with the same message id."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from actions.journal.models import ExerciseRun
from actions.journal.taken import Taken


@dataclass(frozen=True)
class Turn:
    """What every call needs to know of the message it answers.

    message_id  unique per inbound message; the same id again gives the same answer and changes nothing
    channel     "web" or "sms"
    level       "R0", "R1", "R1_cleared", "R2", "R3", "R4"
    not_when    no-go codes that hold now (actions.exercises.schema.NOT_WHEN)
    """

    message_id: str
    now: datetime
    channel: str = "web"
    level: str = "R0"
    not_when: Collection[str] = field(default=frozenset())


def active_run(db: Session, person_id: int) -> ExerciseRun | None:
    """The run that the next words may belong to: running, paused or suspended, not one that only MENU offers."""
    raise NotImplementedError


def wants(run: ExerciseRun, text: str, now: datetime) -> bool:
    """Whether typed words are for this run: False -> hand them to the assistant (`take` would answer `forward`)."""
    raise NotImplementedError


def start(db: Session, person_id: int, exercise: str, turn: Turn) -> Taken:
    """Begin an exercise, or say what fits better when its gate is closed; a run that was on is kept for MENU."""
    raise NotImplementedError


def take(db: Session, person_id: int, turn: Turn, *, text: str | None = None, value: str | None = None) -> Taken:
    """The person's words or the button's value (with or without `exercise:`) for the active run."""
    raise NotImplementedError


def pause(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """PAUSE: "Saved. Send anything to go on."; None when nothing runs."""
    raise NotImplementedError


def skip(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """SKIP: the next step; None when nothing runs."""
    raise NotImplementedError


def menu(db: Session, person_id: int, turn: Turn) -> Taken:
    """MENU: keeps the run that is on, and says the menu with its choices."""
    raise NotImplementedError


def back(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """The person is back (anything sent after PAUSE, or a reload): under 24 h the question "carry on at step 3, start
    over, or leave it", to 7 days one mention, else None."""
    raise NotImplementedError


def suspend(db: Session, person_id: int, now: datetime) -> bool:
    """The ladder takes over (R2 and above): answers are kept, nothing is said, nothing resumes by itself."""
    raise NotImplementedError


def leave(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """The person leaves the exercise; None when there is none."""
    raise NotImplementedError


def check_in(db: Session, person_id: int, turn: Turn) -> Taken:
    """Start the mood check-in."""
    raise NotImplementedError


def export(db: Session, person_id: int) -> dict[str, list[dict[str, object]]]:
    """Everything the journal keeps of a person, ready for JSON."""
    raise NotImplementedError


def erase(db: Session, person_id: int) -> int:
    """Delete everything the journal keeps of a person; returns how many rows went."""
    raise NotImplementedError
