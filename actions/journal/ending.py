"""The end of a run: what is kept, what is said, and what is offered next."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.exercises import loader, runner
from actions.exercises.runner import Outcome
from actions.exercises.schema import Exercise
from actions.journal import offers, runs
from actions.journal.models import CheckIn, ExerciseRun, SavedLine
from actions.journal.taken import Said, Taken
from actions.journal.turn import Turn
from actions.journal.wording import words

CHECKIN = "checkin"


def end(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn, outcome: Outcome) -> Taken:
    """Close the run, or keep it for MENU when a question was skipped that the rest needs."""
    if outcome.unfinished:
        run.state, run.menu_only = "paused", True
        runs.keep_state(run, outcome.state)
    else:
        run.state = "ended"
        _record(db, run, exercise, turn, outcome)
        runs.keep_state(run, runner.kept(exercise, outcome.state, asked_to_keep=bool(outcome.keep)))
        db.flush()
    return _answer(db, run, exercise, turn, outcome)


def save_line(
    db: Session, person_id: int, exercise: str, line: str, turn: Turn, run_id: int | None = None
) -> SavedLine:
    """Keep a sentence of the person's own; of one run only once."""
    if run_id is not None:
        there = db.scalars(select(SavedLine).where(SavedLine.run_id == run_id)).first()
        if there is not None:
            return there
    saved = SavedLine(person_id=person_id, run_id=run_id, exercise=exercise, line=line, at=turn.now)
    db.add(saved)
    db.flush()
    return saved


def _record(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn, outcome: Outcome) -> None:
    have = outcome.state.answers
    if outcome.keep:
        save_line(db, run.person_id, exercise.id, outcome.keep, turn, run.id)
    if exercise.id == CHECKIN and isinstance(have.get("mood"), int):
        db.add(
            CheckIn(
                person_id=run.person_id,
                run_id=run.id,
                mood=have["mood"],
                word=have.get("word"),
                choice=have.get("choice"),
                at=turn.now,
            )
        )


def _answer(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn, outcome: Outcome) -> Taken:
    directives = tuple({"do": name} for name in outcome.directives)
    if outcome.unread:
        return Taken((), directives, run.state, exercise.id, forward=True)
    if outcome.keep is not None:
        says: tuple[Said, ...] = (_around(run, exercise, turn, "kept" if outcome.keep else "let_go", ways_on(turn)),)
    else:
        says = _texts(exercise, turn, outcome, run)
    if _rated(exercise, outcome) and runs.no_lighter(db, run.person_id, loader.library().exercises):
        ways = (offers.person(), offers.group())
        says = (*says[:-1], _plain(says[-1]), _around(run, exercise, turn, "no_lighter", ways))
    return Taken(says, directives, run.state, exercise.id)


def _rated(exercise: Exercise, outcome: Outcome) -> bool:
    """Whether this is the end at which a rated exercise is told apart: once, not again at the closing tap."""
    rating = exercise.rating
    return rating is not None and outcome.keep is None and rating.post in outcome.state.answers


def _plain(said: Said) -> Said:
    """The same text without buttons: only the last message of a turn has them."""
    return Said(said.text, (), said.sms)


def _texts(exercise: Exercise, turn: Turn, outcome: Outcome, run: ExerciseRun) -> tuple[Said, ...]:
    """The end's own text with what it offers; a text that numbers more than may begin now is followed by the list."""
    sms = turn.channel == "sms"
    text = outcome.texts[0]
    if not outcome.offer:
        return (Said(text, outcome.choices or ways_on(turn), text if sms else None),)
    made = offers.choices(loader.library(), outcome.offer, turn, but=exercise.id)
    if sms and len(made) == len(outcome.offer):
        return (Said(text, made, text),)
    if not sms:
        return (Said(text, offers.at_least_two(made or (offers.person(),))),)
    return (_around(run, exercise, turn, "offer_now", offers.at_least_two(made or (offers.person(),)), own=False),)


def ways_on(turn: Turn) -> tuple[tuple[str, str], ...]:
    """Every turn has a next step: on the web as buttons, on SMS MENU and PERSON are words."""
    return () if turn.channel == "sms" else (offers.menu_button(), offers.person())


def _around(
    run: ExerciseRun,
    exercise: Exercise,
    turn: Turn,
    name: str,
    choices: tuple[tuple[str, str], ...],
    *,
    own: bool = True,
) -> Said:
    """own: on SMS the text numbers its choices itself, or has none."""
    said = runs.state_of(run).said
    text, key = words().render(name, turn.channel, {"title": exercise.title}, said)
    state = runs.state_of(run)
    runs.keep_state(run, runner.State.from_json({**state.to_json(), "said": (*state.said, key)}))
    return Said(text, choices, text if turn.channel == "sms" and own else None)
