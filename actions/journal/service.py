"""Exercise runs of a person: start, answer, pause, resume, suspend, leave.

Everything runs in the caller's transaction (`storage.writing`), and each call may be made twice with the same message
id: the second answer is the first one, and nothing changes. The door calls this directly, so exercises go on while Rasa
and the action server are away.
"""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from actions.exercises import loader
from actions.exercises.answers import Input
from actions.journal import going, offers, plans, runs
from actions.journal.coming_back import RESUME_WORDS, after_silence, ask_resume, resume, resume_word, wants
from actions.journal.ending import save_line, ways_on
from actions.journal.models import ExerciseRun
from actions.journal.records import erase, export
from actions.journal.taken import Said, Taken
from actions.journal.turn import Turn
from actions.journal.wording import words

__all__ = [
    "Said",
    "Taken",
    "Turn",
    "active_run",
    "back",
    "check_in",
    "choose_from",
    "erase",
    "export",
    "keep_sign",
    "leave",
    "menu",
    "pause",
    "save_line",
    "skip",
    "start",
    "suspend",
    "take",
    "wants",
    "without_rasa",
]


def active_run(db: Session, person_id: int) -> ExerciseRun | None:
    """The run that the next words may belong to: running, paused or suspended, not one that only MENU offers."""
    return runs.active(db, person_id)


def start(db: Session, person_id: int, exercise: str, turn: Turn) -> Taken:
    """Begin an exercise; or ask whether to carry on with a kept run of it; or, when its gate is closed, say what fits
    better. A run that was on is kept for MENU. An unknown id gets the list."""
    if exercise == plans.PLAN and (opened := plans.opened(db, person_id, turn)) is not None:
        return opened
    runs.lock(db, person_id)
    if (before := runs.answered(db, person_id, turn.message_id)) is not None:
        return before
    wanted = loader.library().get(exercise)
    if wanted is None:
        return choose_from(db, person_id, turn, "unknown")
    other = offers.instead(wanted, turn)
    if other is not None:
        fits = offers.choices(loader.library(), other, turn, but=exercise) or (offers.person(),)
        return Taken((going.around(turn, "not_now", offers.at_least_two(fits)),))
    kept = runs.unfinished(db, person_id, exercise)
    calm = turn.level in ("R0", "R1_cleared", "R1")  # above, nobody is asked about last time: it simply begins
    if kept is not None and calm and runs.state_of(kept).path and kept.version == wanted.version:
        runs.set_aside(db, person_id, but=kept.id)
        return ask_resume(db, kept, wanted, turn)
    if kept is not None:
        kept.state = "ended"
    return going.begin(db, person_id, wanted, turn)


def check_in(db: Session, person_id: int, turn: Turn) -> Taken:
    """Start the mood check-in."""
    return start(db, person_id, "checkin", turn)


def take(db: Session, person_id: int, turn: Turn, *, text: str | None = None, value: str | None = None) -> Taken:
    """The person's words, or the value of a button (with or without `exercise:`), for the active run."""
    runs.lock(db, person_id)
    if (before := runs.answered(db, person_id, turn.message_id)) is not None:
        return before
    run = runs.active(db, person_id)
    exercise = loader.library().get(run.exercise) if run else None
    if run is None or exercise is None:
        return Taken((going.around(turn, "over", ways_on(turn)),)) if value else Taken(forward=True)
    value = value.removeprefix("exercise:") if value is not None else None
    if value in RESUME_WORDS or runs.asking(run):
        return resume(db, run, exercise, turn, value or resume_word(text or ""))
    if value is None and (taken := after_silence(db, run, exercise, turn)) is not None:
        return taken
    if (more := plans.rest(db, run, turn, text, value)) is not None:
        return more
    return plans.after(db, run, exercise, turn, going.answer(db, run, exercise, turn, Input(text=text, value=value)))


def skip(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """SKIP: the next step; None when nothing runs."""
    runs.lock(db, person_id)
    if (before := runs.answered(db, person_id, turn.message_id)) is not None:
        return before
    run = runs.active(db, person_id)
    exercise = loader.library().get(run.exercise) if run else None
    if run is None or exercise is None or run.state == "suspended":
        return None
    return plans.after(db, run, exercise, turn, going.answer(db, run, exercise, turn, Input(skip=True)))


def pause(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """PAUSE: "Saved. Send anything to go on."; None when nothing runs."""
    return _put_down(db, person_id, turn, "saved", menu_only=False)


def leave(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """The person leaves the exercise, answers kept for MENU; None when there is none."""
    return _put_down(db, person_id, turn, "left", menu_only=True)


def menu(db: Session, person_id: int, turn: Turn) -> Taken:
    """MENU: keeps the run that is on, and says what there is, the kept run among it."""
    runs.lock(db, person_id)
    runs.set_aside(db, person_id)
    label = words().labels
    made = [
        (label["talk"], "intent:/want_talk"),
        (label["short"], "intent:/want_exercise"),
        offers.group(),
        offers.person(),
    ]
    kept = runs.unfinished(db, person_id)
    if kept is not None and loader.library().get(kept.exercise) is not None:
        made.append((label["resume"], offers.begin(loader.library().exercises[kept.exercise])[1]))
    else:
        made.append((label["my_data"], "intent:/what_you_know"))
    return Taken((going.around(turn, "menu", tuple(made)),))


def back(db: Session, person_id: int, turn: Turn) -> Taken | None:
    """The person is back at it: a running exercise says its question again; one that was put down asks "carry on, start
    over, or leave it" under 24 h, is mentioned once to 7 days, and stays in MENU after."""
    runs.lock(db, person_id)
    if (before := runs.answered(db, person_id, turn.message_id)) is not None:
        return before
    run = runs.active(db, person_id)
    exercise = loader.library().get(run.exercise) if run else None
    if run is None or exercise is None:
        return None
    taken = after_silence(db, run, exercise, turn) or going.again(db, run, exercise, turn)
    return taken if taken.says else None


def suspend(db: Session, person_id: int, now: datetime) -> bool:
    """The ladder takes over (R2 and above): answers are kept, nothing is said, nothing resumes by itself."""
    runs.lock(db, person_id)
    run = runs.active(db, person_id)
    if run is None or run.state == "suspended":
        return False
    run.state, run.updated_at = "suspended", now
    return True


def keep_sign(db: Session, person_id: int, turn: Turn, text: str) -> None:
    """An early sign for the safety plan may itself be a word of danger, which the ladder then answers: it is kept in
    the plan all the same, or the plan could never be written at R2."""
    runs.lock(db, person_id)
    run = runs.active(db, person_id)
    exercise = loader.library().get(plans.PLAN)
    if run is None or exercise is None or not plans.asks_for_signs(run):
        return
    going.answer(db, run, exercise, turn, Input(text=text))


def choose_from(db: Session, person_id: int, turn: Turn, name: str = "list") -> Taken:
    """What there is to choose from now, given level and no-go codes."""
    there = offers.available(loader.library(), turn)
    if not there:
        return Taken((going.around(turn, "list_none", offers.at_least_two((offers.person(),))),))
    made = tuple(offers.begin(e) for e in there[: offers.MOST - 1])
    return Taken((going.around(turn, name, (*made, offers.person())),))


def without_rasa(db: Session, person_id: int, turn: Turn, value: str) -> Taken | None:
    """What a button does that asks the assistant for an exercise, the check-in or the menu, while it is away; None for
    every other value."""
    intent, _, entities = value.removeprefix("intent:/").partition("{")
    if not value.startswith("intent:/"):
        return None
    if intent == "start_exercise":
        try:
            wanted = json.loads("{" + entities)["exercise"]
        except (ValueError, KeyError):
            return choose_from(db, person_id, turn)
        return start(db, person_id, str(wanted), turn)
    ways = {"want_exercise": choose_from, "mood_check_in": check_in, "menu": menu}
    return ways[intent](db, person_id, turn) if intent in ways else None


def _put_down(db: Session, person_id: int, turn: Turn, name: str, *, menu_only: bool) -> Taken | None:
    runs.lock(db, person_id)
    if (before := runs.answered(db, person_id, turn.message_id)) is not None:
        return before
    run = runs.active(db, person_id)
    if run is None or loader.library().get(run.exercise) is None:
        return None
    run.state, run.menu_only = ("suspended" if run.state == "suspended" else "paused"), menu_only
    said = going.say(db, run, turn, name, runs.state_of(run), ways_on(turn) if menu_only else ())
    return going.remember(db, run, turn, Taken((said,), run=run.state, exercise=run.exercise))
