"""Exercise runs in the database: finding, locking, and what earlier runs tell the next one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from actions.exercises.runner import State
from actions.exercises.schema import Exercise
from actions.journal.models import CheckIn, ExerciseRun
from actions.journal.taken import Taken
from actions.journal.turn import Turn

LOCK = 7301  # our own class of PostgreSQL's advisory locks
REMEMBERED_RUNS = 12  # how far back it is known which variants a person has read
FALLING_WITHIN = timedelta(days=4)


def lock(db: Session, person_id: int) -> None:
    """One writer a person at a time: a message asked twice at once is taken once. SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:class, :person)"), {"class": LOCK, "person": person_id})


def answered(db: Session, person_id: int, message_id: str) -> Taken | None:
    """What was answered to this message, if a run took it."""
    run = db.scalars(
        select(ExerciseRun)
        .where(ExerciseRun.person_id == person_id, ExerciseRun.last_message_id == message_id)
        .order_by(ExerciseRun.id.desc())
    ).first()
    return Taken.from_json(run.last_output) if run else None


def active(db: Session, person_id: int) -> ExerciseRun | None:
    """The newest run that is not over and that not only MENU offers; one that the ladder suspended comes last."""
    return db.scalars(
        select(ExerciseRun)
        .where(ExerciseRun.person_id == person_id, ExerciseRun.state != "ended", ExerciseRun.menu_only.is_(False))
        .order_by(ExerciseRun.state == "suspended", ExerciseRun.updated_at.desc(), ExerciseRun.id.desc())
    ).first()


def set_aside(db: Session, person_id: int, but: int | None = None) -> None:
    """What runs or was paused is kept for MENU. A suspended run stays: it is offered again when the ladder is left."""
    for run in db.scalars(
        select(ExerciseRun).where(
            ExerciseRun.person_id == person_id,
            ExerciseRun.id != (but or 0),
            ExerciseRun.state.in_(("running", "paused")),
        )
    ):
        run.state, run.menu_only = "paused", True
    db.flush()


def unfinished(db: Session, person_id: int, exercise: str | None = None) -> ExerciseRun | None:
    """The newest run that is not over, of one exercise or of any."""
    found = select(ExerciseRun).where(ExerciseRun.person_id == person_id, ExerciseRun.state != "ended")
    if exercise:
        found = found.where(ExerciseRun.exercise == exercise)
    return db.scalars(found.order_by(ExerciseRun.updated_at.desc(), ExerciseRun.id.desc())).first()


def state_of(run: ExerciseRun) -> State:
    return State.from_json(run.answers["state"])


def asking(run: ExerciseRun) -> bool:
    """Whether "carry on, start over, or leave it?" is the question that stands."""
    return bool(run.answers.get("asking"))


def keep_state(run: ExerciseRun, state: State, *, asking: bool = False) -> None:
    run.answers = {"state": state.to_json(), "asking": asking}
    run.step = state.step


def seen(db: Session, person_id: int, but: int | None = None) -> list[str]:
    """Keys of the variants that the person read in earlier runs, oldest first: "exercise/step.channel:variant"."""
    runs = db.scalars(
        select(ExerciseRun)
        .where(ExerciseRun.person_id == person_id)
        .order_by(ExerciseRun.id.desc())
        .limit(REMEMBERED_RUNS)
    ).all()
    return [f"{run.exercise}/{said}" for run in reversed(runs) if run.id != but for said in state_of(run).said]


def of_exercise(keys: list[str], exercise: str) -> list[str]:
    """The keys of one exercise, as its runner names them."""
    return [k.split("/", 1)[1] for k in keys if k.startswith(f"{exercise}/")]


def of_words(keys: list[str]) -> list[str]:
    """The keys of the texts around exercises, whatever exercise they stood in."""
    return [k.split("/", 1)[1] for k in keys if "/words." in k]


def facts(db: Session, person_id: int, turn: Turn) -> Mapping[str, Any]:
    """What an exercise may be given at its start: the no-go codes that hold, the last mood, a mood that fell."""
    known: dict[str, Any] = dict.fromkeys(turn.not_when, True)
    if turn.lines:
        known["lines"] = turn.lines[0]
    by_day: dict[Any, int] = {}
    for row in db.scalars(
        select(CheckIn)
        .where(CheckIn.person_id == person_id, CheckIn.at >= turn.now - FALLING_WITHIN, CheckIn.at <= turn.now)
        .order_by(CheckIn.at)
    ):
        by_day[row.at.date()] = row.mood
    moods = list(by_day.values())
    if moods:
        known["last_mood"] = moods[-1]
    if len(moods) >= 2 and moods[-1] < moods[-2]:
        known["mood_falling"] = True
    return known


def no_lighter(db: Session, person_id: int, exercise_of: Mapping[str, Exercise], times: int = 3) -> bool:
    """Whether the last rated runs, that many in a row, did not make it lighter."""
    runs = db.scalars(
        select(ExerciseRun)
        .where(ExerciseRun.person_id == person_id, ExerciseRun.state == "ended")
        .order_by(ExerciseRun.updated_at.desc(), ExerciseRun.id.desc())
        .limit(4 * times)
    )
    rated = [answer for run in runs if (answer := _rated(run, exercise_of)) is not None][:times]
    return len(rated) == times and all(after >= before for before, after in rated)


def _rated(run: ExerciseRun, exercise_of: Mapping[str, Exercise]) -> tuple[int, int] | None:
    exercise = exercise_of.get(run.exercise)
    if exercise is None or exercise.rating is None:
        return None
    have = state_of(run).answers
    before, after = have.get(exercise.rating.pre), have.get(exercise.rating.post)
    return (before, after) if isinstance(before, int) and isinstance(after, int) else None
