"""The safety plan in the talk: made over days, opened by PLAN, changed part by part, one line of it shared.

The plan's questions are an exercise like the others (`assistant/exercises/safety_plan.yml`). What is its own is here:
PLAN opens it at once whatever stands open, every answer is kept as it comes, and going through it counts again.
"""

from sqlalchemy.orm import Session

from actions import gsm7
from actions.exercises import loader
from actions.exercises.answers import normal
from actions.exercises.lint import SMS_PLACES
from actions.exercises.runner import State
from actions.exercises.schema import Exercise
from actions.journal import going, plan_store, plan_text, runs
from actions.journal.models import ExerciseRun
from actions.journal.plan_store import PARTS, PLAN
from actions.journal.taken import Said, Taken
from actions.journal.turn import Turn

READ = "read"
REST = frozenset({"more", "the rest", "rest", "4"})
_STEP_OF = dict(zip(PARTS, ("signs", "solo", "company", "people", "services", "safer", "reason"), strict=True))


def opened(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """PLAN: the plan as far as it goes, then the question that stands; without one, its first question. None when
    plans cannot be made here (in production the file waits for its signature)."""
    exercise = loader.library().get(PLAN)
    if exercise is None:
        return None
    runs.lock(db, person_id)
    if (before := runs.answered(db, person_id, turn.message_id)) is not None:
        return before
    kept = runs.unfinished(db, person_id, PLAN)
    saved = plan_store.parts(db, person_id)
    if kept is not None and _goes_on(kept, exercise):
        runs.set_aside(db, person_id, but=kept.id)
        taken = going.again(db, kept, exercise, turn)
        return _remembered(db, kept, turn, _shown(taken, saved, turn, but_first=True))
    if kept is not None:
        kept.state = "ended"
        db.flush()
    if not saved:
        return going.begin(db, person_id, exercise, turn)
    return _read(db, person_id, exercise, turn, saved)


def _goes_on(run: ExerciseRun, exercise: Exercise) -> bool:
    """Whether a run that was put down stands at one of the plan's own questions, with something behind it."""
    state = runs.state_of(run)
    return run.version == exercise.version and state.step in _STEP_OF.values() and bool(state.path)


def _read(db: Session, person_id: int, exercise: Exercise, turn: Turn, saved: plan_store.Parts) -> Taken:
    """A run at the reading step: the plan is gone through, which counts as made."""
    state = State(READ, plan_store.answers(saved))
    taken = going.begin_at(db, person_id, exercise, turn, state)
    run = runs.active(db, person_id)
    return _remembered(db, run, turn, _shown(taken, saved, turn)) if run else taken


def _remembered(db: Session, run: ExerciseRun, turn: Turn, taken: Taken) -> Taken:
    return going.remember(db, run, turn, taken)


def _shown(taken: Taken, saved: plan_store.Parts, turn: Turn, *, but_first: bool = False) -> Taken:
    """The plan before the question: on a screen a message of its own, by SMS one text with the question.

    but_first  the plan is not finished: its own text comes first by SMS too, since the next question is long
    """
    if not saved:
        return taken
    if turn.channel != "sms":
        return _before(taken, Said(plan_text.whole(saved, turn.lines)))
    if but_first:
        text = plan_text.pocket(saved, turn.lines, SMS_PLACES)
        return _before(taken, Said(text, (), text))
    ask = taken.says[0]
    text = f"{plan_text.pocket(saved, turn.lines, SMS_PLACES - 1 - (gsm7.cost(ask.text) or 0))} {ask.text}"
    return _with(taken, (Said(text, ask.choices, text), *taken.says[1:]))


def _before(taken: Taken, said: Said) -> Taken:
    return _with(taken, (said, *taken.says))


def _with(taken: Taken, says: tuple[Said, ...]) -> Taken:
    return Taken(says, taken.directives, taken.run, taken.exercise, taken.forward)


def asks_for_signs(run: ExerciseRun) -> bool:
    """Whether the plan's first part is the question that stands."""
    return run.exercise == PLAN and run.state == "running" and runs.state_of(run).step == _STEP_OF["warning_signs"]


def rest(db: Session, run: ExerciseRun, turn: Turn, text: str | None, value: str | None) -> Taken | None:
    """MORE while the plan is read: the rest of it by SMS, a page to print on a screen; None for anything else."""
    if run.exercise != PLAN or runs.state_of(run).step != READ or runs.asking(run):
        return None
    asked = value == "more" if value is not None else normal(text or "") in REST
    if not asked:
        return None
    choices: tuple[tuple[str, str], ...] = ()
    if turn.channel == "sms":
        texts = plan_text.rest(plan_store.parts(db, run.person_id))
        says = tuple(Said(part, choices, part) for part in texts)
        return _remembered(db, run, turn, Taken(says or (going.around(turn, "plan_no_rest"),), (), run.state, PLAN))
    return _remembered(db, run, turn, Taken((), ({"do": "plan_page"},), run.state, PLAN))


def after(db: Session, run: ExerciseRun, exercise: Exercise, turn: Turn, taken: Taken) -> Taken:
    """What follows an answer to the plan: the plan itself before it is read, a part anew, a line to pass on."""
    if run.exercise != PLAN:
        return taken
    saved, state = plan_store.parts(db, run.person_id), runs.state_of(run)
    if run.state == "running" and state.step == READ and not state.retried:
        return _remembered(db, run, turn, _shown(taken, saved, turn))
    wants = {str(d.get("do")) for d in taken.directives}
    if "plan_change" in wants:
        at = _STEP_OF[PARTS[int(state.answers["part"]) - 1]]
        again = State(at, {**plan_store.answers(saved), "editing": True})
        return going.begin_at(db, run.person_id, exercise, turn, again)
    if "plan_share" in wants:
        name = PARTS[int(state.answers["line"]) - 1]
        return _remembered(db, run, turn, Taken(taken.says, ({"do": "plan_share", "part": name},), taken.run, PLAN))
    return taken
