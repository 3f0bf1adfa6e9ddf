"""Coming back to a run that was put down: carry on, start over, leave it, or one mention."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.exercises import loader, runner
from actions.exercises.answers import Input, normal
from actions.exercises.schema import Exercise
from actions.journal import going, runs
from actions.journal.ending import ways_on
from actions.journal.models import ExerciseRun
from actions.journal.taken import Taken
from actions.journal.turn import Turn
from actions.journal.wording import words

STILL_HERE = timedelta(hours=1)  # after a longer silence, words may be about something else: ask first
CARRY_ON, START_OVER, LEAVE = "carry_on", "start_over", "leave"
RESUME_WORDS = {
    CARRY_ON: {"1", "carry on", "carry on there", "go on", "continue", "resume", "yes", "ok", "okay", "on"},
    START_OVER: {"2", "start over", "start again", "restart", "over", "again", "from the start", "new"},
    LEAVE: {"3", "leave", "leave it", "no", "drop it", "not now", "no thanks", "forget it"},
}


def wants(run: ExerciseRun, text: str, now: datetime) -> bool:
    """Whether typed words are for this run. After a silence of days it wants them once, to mention itself; `take` then
    answers with `forward`."""
    exercise = loader.library().get(run.exercise)
    if exercise is None or run.menu_only or run.state in ("suspended", "ended"):
        return False
    silent = now - run.updated_at
    if silent > timedelta(days=exercise.resume.mention_within_d):
        return False
    if silent > timedelta(hours=exercise.resume.ask_within_h):
        return run.mentioned_at is None and exercise.resume.reminders > 0
    if run.state == "running" and runs.state_of(run).closing:
        return runner.closing_word(text) is not None
    return True


def resume_word(text: str) -> str | None:
    said = normal(text)
    return next(
        (
            what
            for what, ways in RESUME_WORDS.items()
            if said in ways or (what == CARRY_ON and said.startswith("carry on at step "))
        ),
        None,
    )


def resume(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn, what: str | None) -> Taken:
    """The answer to "carry on, start over, or leave it"; other words leave it in MENU and go to the assistant."""
    if what == CARRY_ON and run.version == exercise.version:
        return going.again(db, run, exercise, turn)
    if what in (START_OVER, CARRY_ON):
        run.state = "ended"
        runs.keep_state(run, runner.kept(exercise, runs.state_of(run), asked_to_keep=False))
        db.flush()
        return going.begin(db, run.person_id, exercise, turn)
    run.state, run.menu_only = "paused", True
    if what == LEAVE:
        said = (going.say(db, run, turn, "left", runs.state_of(run), ways_on(turn)),)
        return going.remember(db, run, turn, Taken(said, run="paused", exercise=exercise.id))
    if what is not None:
        return going.answer(db, run, exercise, turn, Input(value=what))
    runs.keep_state(run, runs.state_of(run))
    return going.remember(db, run, turn, Taken(run="paused", exercise=exercise.id, forward=True))


def ask_resume(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn) -> Taken:
    state, label = runs.state_of(run), words().labels
    run.state, run.menu_only, run.mentioned_at = "paused", False, turn.now
    choices = tuple((label[name], f"exercise:{name}") for name in (CARRY_ON, START_OVER, LEAVE))
    said = going.say(db, run, turn, "carry_on", state, choices, exercise.title, state.number, asking=True)
    return going.remember(db, run, turn, Taken((said,), run="paused", exercise=exercise.id))


def after_silence(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn) -> Taken | None:
    """What is said before words are taken as an answer; None when they simply are one."""
    silent = turn.now - run.updated_at
    if run.state == "running" and (silent <= STILL_HERE or runs.state_of(run).closing):
        return None
    if silent <= timedelta(hours=exercise.resume.ask_within_h):
        return ask_resume(db, run, exercise, turn)
    once = run.mentioned_at is None and silent <= timedelta(days=exercise.resume.mention_within_d)
    run.state, run.menu_only, run.mentioned_at = "paused", True, run.mentioned_at or turn.now
    says = (going.say(db, run, turn, "mention", runs.state_of(run), (), exercise.title),) if once else ()
    return going.remember(db, run, turn, Taken(says, run="paused", exercise=exercise.id, forward=True))
