"""Steps of a run in the database: begin, answer, say, remember. `service` decides which of them a message means."""

from sqlalchemy.orm import Session

from actions.exercises import runner
from actions.exercises.answers import Input
from actions.exercises.runner import Outcome, State
from actions.exercises.schema import Exercise
from actions.journal import ending, offers, plan_store, runs
from actions.journal.ending import ways_on
from actions.journal.models import ExerciseRun
from actions.journal.taken import Said, Taken
from actions.journal.turn import Turn
from actions.journal.wording import words


def around(turn: Turn, name: str, choices: tuple[offers.Choice, ...] = ()) -> Said:
    """A text that belongs to no run; its variant follows from the message, so that a retry says the same."""
    n = int(turn.message_id) if turn.message_id.isdecimal() and len(turn.message_id) < 19 else len(turn.message_id)
    texts = words().says[name].on(turn.channel)
    return Said(texts[n % len(texts)], choices)


def begin(db: Session, person_id: int, exercise: Exercise, turn: Turn) -> Taken:
    """A new run: its first question. What was on is kept for MENU."""
    seen = runs.of_exercise(runs.seen(db, person_id), exercise.id)
    outcome = runner.start(exercise, channel=turn.channel, seen=seen, facts=runs.facts(db, person_id, turn))
    return write(db, new_run(db, person_id, exercise, turn, outcome), exercise, turn, outcome)


def begin_at(db: Session, person_id: int, exercise: Exercise, turn: Turn, state: State) -> Taken:
    """A new run that begins at a later step, with answers that are known already."""
    seen = runs.of_exercise(runs.seen(db, person_id), exercise.id)
    outcome = runner.again(exercise, state, channel=turn.channel, seen=seen)
    return write(db, new_run(db, person_id, exercise, turn, outcome), exercise, turn, outcome)


def new_run(db: Session, person_id: int, exercise: Exercise, turn: Turn, outcome: Outcome) -> ExerciseRun:
    """The row of a run that begins now. What was on is kept for MENU."""
    runs.set_aside(db, person_id)
    run = ExerciseRun(
        person_id=person_id,
        exercise=exercise.id,
        version=exercise.version,
        step=outcome.state.step,
        answers={},
        state="running",
        menu_only=False,
        started_by=turn.message_id,
        last_message_id=turn.message_id,
        last_output={},
        started_at=turn.now,
        updated_at=turn.now,
    )
    db.add(run)
    return run


def answer(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn, given: Input) -> Taken:
    """Give one input to the runner. A run whose step is gone (a newer version of the file) is over."""
    state = runs.state_of(run)
    if state.step not in exercise.steps and state.step not in exercise.ends:
        run.state = "ended"
        return Taken((around(turn, "over", ways_on(turn)),), run="ended", exercise=exercise.id)
    outcome = runner.take(exercise, state, given, channel=turn.channel, seen=_seen(db, run))
    return write(db, run, exercise, turn, outcome)


def again(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn) -> Taken:
    """Say the question that stands once more, in other words."""
    outcome = runner.again(exercise, runs.state_of(run), channel=turn.channel, seen=_seen(db, run))
    return write(db, run, exercise, turn, outcome)


def _seen(db: Session, run: ExerciseRun) -> list[str]:
    return runs.of_exercise(runs.seen(db, run.person_id, run.id), run.exercise)


def write(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn, outcome: Outcome) -> Taken:
    """Store what one input brought about, and answer with it."""
    if exercise.id == offers.PLAN:
        plan_store.keep(db, run.person_id, outcome.state.answers, exercise.version, turn.now)
    if outcome.ended:
        taken = ending.end(db, run, exercise, turn, outcome)
    else:
        run.state, run.menu_only = "running", False
        runs.keep_state(run, outcome.state)
        sms = turn.channel == "sms"
        says = tuple(Said(t, outcome.choices, t if sms else None) for t in outcome.texts)
        taken = Taken(says, run="running", exercise=exercise.id)
    return remember(db, run, turn, taken)


def remember(db: Session, run: ExerciseRun, turn: Turn, taken: Taken) -> Taken:
    """Keep the message's id and the answer with the run: the same message again gets the same answer."""
    run.last_message_id, run.last_output, run.updated_at = turn.message_id, taken.to_json(), turn.now
    db.flush()
    return taken


def say(
    db: Session,
    run: ExerciseRun,
    turn: Turn,
    name: str,
    state: State,
    choices: tuple[offers.Choice, ...] = (),
    title: str = "",
    number: int = 0,
    *,
    asking: bool = False,
) -> Said:
    """A text around a run; which variant it was is kept with the run."""
    seen = [*runs.of_words(runs.seen(db, run.person_id, run.id)), *state.said]
    text, key = words().render(name, turn.channel, {"title": title, "n": str(number)}, seen)
    runs.keep_state(run, State.from_json({**state.to_json(), "said": (*state.said, key)}), asking=asking)
    return Said(text, choices, text if turn.channel == "sms" else None)
