"""Runs any exercise: (file, state, input) -> state, texts, choices. Pure: no clock, no database, no Rasa.

The state is plain data and goes into a run's encrypted column. Who offers what at the end, and whether an exercise may
begin at all, is decided above (`actions.journal`), which knows the other exercises and the person's level.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from actions.exercises import answers as reading
from actions.exercises import variants
from actions.exercises.answers import Input
from actions.exercises.schema import ALWAYS_ON, Branch, End, Exercise, Say, Slot, Step
from actions.exercises.text_checks import numbered

KEEP, LET_GO = "keep", "let_go"
Choice = tuple[str, str]


@dataclass(frozen=True)
class State:
    """Where a run stands.

    step     the step whose answer is waited for; when `closing`, the end whose last tap is
    answers  slot -> answer; typed names those that are the person's own words
    path     steps left behind, in order, skipped ones too
    said     keys of the variants said, oldest first
    """

    step: str
    answers: Mapping[str, Any]
    typed: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    retried: bool = False
    closing: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        """Read what `to_json` wrote."""
        return cls(
            data["step"],
            dict(data["answers"]),
            tuple(data["typed"]),
            tuple(data["path"]),
            tuple(data["said"]),
            bool(data["retried"]),
            bool(data["closing"]),
        )

    @property
    def number(self) -> int:
        """The number of the step that is waited at, counted from 1."""
        return len(self.path) + 1


@dataclass(frozen=True)
class Outcome:
    """What one input brought about.

    texts       for the channel that was asked for; at most two
    choices     (label, value): quick replies as `exercise:<value>`, always-on words as `word:<WORD>`; on SMS only
                those that the text numbers itself
    end         the name of the end that was reached
    offer       what the end offers instead, in the order its SMS text numbers it
    ended       nothing more is waited for
    unfinished  it ended because a question was skipped that the rest needs: it may be picked up again
    keep        the answer to "save it?": the line to keep, or "" to let it go; None when it was not asked
    unread      words that are not for this exercise; nothing was said
    """

    state: State
    texts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    directives: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()
    end: str | None = None
    ended: bool = False
    unfinished: bool = False
    keep: str | None = None
    unread: bool = False


def start(
    exercise: Exercise, *, channel: str, seen: Sequence[str] = (), facts: Mapping[str, Any] | None = None
) -> Outcome:
    """Say the first question.

    seen   variants this person has read in earlier runs, oldest first
    facts  name -> value of what is known from outside; fills the slots that are `given`
    """
    known = {s.name: facts[s.given] for s in exercise.slots.values() if s.given and facts and s.given in facts}
    return again(exercise, State(exercise.first.id, known), channel=channel, seen=seen)


def again(exercise: Exercise, state: State, *, channel: str, seen: Sequence[str] = ()) -> Outcome:
    """Say once more what is waited for, in other words where there are any."""
    if state.closing:
        return _end(exercise, state, exercise.ends[state.step], channel, seen)
    return _ask(exercise, state, exercise.steps[state.step], channel, seen)


def take(exercise: Exercise, state: State, given: Input, *, channel: str, seen: Sequence[str] = ()) -> Outcome:
    """Take one answer and say what comes next.

    What cannot be read is asked for once more with the step's `retry`; the second time the step is skipped.
    """
    if state.closing:
        return _close(exercise, state, given, channel)
    step = exercise.steps[state.step]
    if given.skip or (given.text is not None and reading.normal(given.text) == "skip"):
        return _go(exercise, state, _skip_to(step, state), channel, seen, skipped=True)
    read = reading.read(step, exercise.slots[step.input], given, numbered=_numbers_itself(step, channel))
    if read is None:
        return _retry(exercise, state, step, channel, seen)
    typed = (*(t for t in state.typed if t != step.input), *((step.input,) if read.typed else ()))
    state = replace(state, answers={**state.answers, step.input: read.value}, typed=typed)
    return _go(exercise, state, _branch(step.next, state.answers).go, channel, seen)


def kept(exercise: Exercise, state: State, *, asked_to_keep: bool) -> State:
    """The state as it is stored after the end: `run` slots go, `ask` slots stay only if the person said so."""
    stays = {"always"} | ({"ask"} if asked_to_keep else set())
    left = {name: value for name, value in state.answers.items() if exercise.slots[name].keep in stays}
    return replace(state, answers=left, typed=tuple(t for t in state.typed if t in left))


def _branch(branches: Sequence[Branch], answers: Mapping[str, Any]) -> Branch:
    return next(b for b in branches if b.when is None or b.when.holds(answers))


def _skip_to(step: Step, state: State) -> str:
    """Where a skipped step leads: its named target, else where the answers there are lead, else the last `go`."""
    return step.skip or _branch(step.next, state.answers).go


def _retry(exercise: Exercise, state: State, step: Step, channel: str, seen: Sequence[str]) -> Outcome:
    if state.retried:
        return _go(exercise, state, _skip_to(step, state), channel, seen, skipped=True)
    once = replace(state, retried=True)
    if step.validate.retry is None:
        return _ask(exercise, once, step, channel, seen)
    choices = () if channel == "sms" else _choices(step, exercise.slots[step.input], channel, "")
    return Outcome(once, (step.validate.retry,), choices)


def _go(
    exercise: Exercise, state: State, to: str, channel: str, seen: Sequence[str], *, skipped: bool = False
) -> Outcome:
    left = state.step
    state = replace(state, step=to, path=(*state.path, left), retried=False)
    if to in exercise.steps:
        return _ask(exercise, state, exercise.steps[to], channel, seen)
    end = exercise.ends[to]
    outcome = _end(exercise, replace(state, closing=end.save is not None), end, channel, seen)
    if skipped and not end.save and not end.offer:
        back = replace(outcome.state, step=left, path=state.path[:-1])
        return replace(outcome, state=back, unfinished=True)
    return outcome


def _say(
    exercise: Exercise, state: State, place: str, say: Say, channel: str, seen: Sequence[str]
) -> tuple[State, str]:
    """One variant, filled, and the state that remembers it."""
    values = variants.quotes(exercise, state.answers, state.typed, channel)
    texts = say.on(channel)
    variant = variants.choose(place, channel, texts, values, [*seen, *state.said])
    said = (*state.said, variants.key(place, channel, variant))
    return replace(state, said=said), variants.fill(texts[variant], values)


def _ask(exercise: Exercise, state: State, step: Step, channel: str, seen: Sequence[str]) -> Outcome:
    state, text = _say(exercise, state, step.id, step.say, channel, seen)
    return Outcome(state, (text,), _choices(step, exercise.slots[step.input], channel, text))


def _end(exercise: Exercise, state: State, end: End, channel: str, seen: Sequence[str]) -> Outcome:
    state, text = _say(exercise, state, end.name, end.say, channel, seen)
    choices = (("Keep it", f"exercise:{KEEP}"), ("Let it go", f"exercise:{LET_GO}")) if end.save else ()
    return Outcome(state, (text,), choices, end.directives, exercise.offers(end), end.name, ended=end.save is None)


def _close(exercise: Exercise, state: State, given: Input, channel: str) -> Outcome:
    """The closing tap: keep the line, let it go, or words about something else."""
    end = exercise.ends[state.step]
    tapped = given.value or closing_word(given.text or "")
    ended = Outcome(replace(state, closing=False), end=end.name, ended=True)
    if given.skip or tapped == LET_GO:
        return replace(ended, keep="")
    if tapped == KEEP:
        line = state.answers.get(end.save or "")
        return replace(ended, keep=line if isinstance(line, str) else "")
    return replace(ended, unread=True)


_KEEP_WORDS = frozenset(
    {
        "1",
        "keep",
        "keep it",
        "keep them",
        "yes",
        "yes please",
        "ok",
        "okay",
        "sure",
        "save",
        "save it",
        "y",
        "yeah",
        "yep",
        "please",
    }
)
_LET_GO_WORDS = frozenset(
    {"2", "let it go", "let go", "no", "no thanks", "no thank you", "n", "nope", "nah", "dont", "not now", "skip"}
)


def closing_word(text: str) -> str | None:
    """`keep`, `let_go`, or None when typed words answer something else than "keep it?"."""
    said = reading.normal(text)
    return KEEP if said in _KEEP_WORDS else LET_GO if said in _LET_GO_WORDS else None


def _numbers_itself(step: Step, channel: str) -> bool:
    """Whether a lone number chooses: on SMS where the texts number the choices."""
    return bool(step.quick) and channel == "sms" and numbered(step.say.sms[0]) == len(step.quick)


def _choices(step: Step, slot: Slot, channel: str, text: str) -> tuple[Choice, ...]:
    """Quick replies of a step. On SMS only what the text numbers; a scale's own number is read as words."""
    if channel == "sms":
        return _quick(step) if step.quick and numbered(text) == len(step.quick) else ()
    if step.quick:
        return _quick(step)
    return tuple((label, f"exercise:{value}") for label, value in _ranges(slot)) if slot.type == "scale" else ()


def _quick(step: Step) -> tuple[Choice, ...]:
    return tuple((q.label, f"word:{q.word}" if q.word in ALWAYS_ON else f"exercise:{q.value}") for q in step.quick)


def _ranges(slot: Slot) -> list[tuple[str, int]]:
    """At most five buttons for a scale: each number of a short one, ranges (their upper number) of a long one."""
    numbers = list(range(slot.min, slot.max + 1))
    if len(numbers) <= 5:
        return [(str(n), n) for n in numbers]
    edges = [n * len(numbers) // 5 for n in range(6)]
    parts = [numbers[a:b] for a, b in pairwise(edges)]
    return [(f"{p[0]}-{p[-1]}" if len(p) > 1 else str(p[0]), p[-1]) for p in parts]
