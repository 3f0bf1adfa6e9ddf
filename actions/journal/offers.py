"""Which exercise may begin now, what stands in for one that may not, and how an offer becomes buttons."""

import json
from collections.abc import Sequence

from actions.exercises.loader import Library
from actions.exercises.schema import GROUPS, OTHER_TOOL, PERSON, Exercise
from actions.journal.turn import Turn
from actions.journal.wording import words

Choice = tuple[str, str]
# The order in which tools are offered: what is used most in hard moments first.
ORDER = ("grounding_54321", "thought_quick", "breathing_paced", "checkin")
TOOLS = ("grounding_54321", "breathing_paced", "thought_quick")
MOST = 5
PLAN = "safety_plan"


def instead(exercise: Exercise, turn: Turn) -> tuple[str, ...] | None:
    """What to offer in its place if the exercise's gate is closed now; None when it may begin."""
    if turn.level not in exercise.gate.risk:
        return exercise.gate.above or (PERSON,)
    for code in exercise.offer.not_when:
        if code in turn.not_when:
            named = exercise.offer.instead
            return (named.get(code, named.get("default", PERSON)), named.get("default", PERSON), PERSON)
    return None


def available(library: Library, turn: Turn) -> list[Exercise]:
    """The exercises that may begin now, best first."""
    rank = {name: n for n, name in enumerate(ORDER)}
    fit = [e for e in library if instead(e, turn) is None]
    return sorted(fit, key=lambda e: (rank.get(e.id, len(rank)), e.id))


def begin(exercise: Exercise) -> Choice:
    """The button that begins an exercise; the plan is opened by its own word, which the door takes itself."""
    if exercise.id == PLAN:
        return exercise.title, "word:PLAN"
    return exercise.title, "intent:/start_exercise" + json.dumps({"exercise": exercise.id})


def menu_button() -> Choice:
    return words().labels["menu"], "word:MENU"


def person() -> Choice:
    return words().labels["person"], "word:PERSON"


def group() -> Choice:
    return words().labels["group"], "intent:/find_group"


def choices(library: Library, offer: Sequence[str], turn: Turn, *, but: str = "") -> tuple[Choice, ...]:
    """The buttons of an offer, in its order; what may not begin now is left out.

    but  the exercise that has just ended: another tool is another one
    """
    made: list[Choice] = []
    for name in offer:
        choice = _one(library, name, turn, but)
        if choice and choice not in made:
            made.append(choice)
    return tuple(made)


def _one(library: Library, name: str, turn: Turn, but: str) -> Choice | None:
    if name == PERSON:
        return person()
    if name == GROUPS:
        return group()
    wanted = [tool for tool in TOOLS if tool != but] if name == OTHER_TOOL else [name]
    for exercise_id in wanted:
        exercise = library.get(exercise_id)
        if exercise and instead(exercise, turn) is None:
            return begin(exercise)
    return None


def at_least_two(made: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """A lone button is no choice: the menu stands beside it. Never more than five."""
    return (made if len(made) > 1 else (*made, menu_button()))[:MOST]
