"""The protocol as it runs: levels, texts, questions and ways out, read from the ladder by walking it. Pure.

The page at `/safety` shows what this returns. Nothing is copied from the ladder into words that could grow stale: each
text is what the ladder says to a made-up person at that place, each way out is tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handoff.safety import wording
from handoff.safety.ladder import Facts, Heard, Outcome, RiskState, asking, human_closed, plan_made, questions, step
from handoff.safety.model import LANES, Assessment, Level, Reason

_NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_TURN = timedelta(minutes=1)
NAMES = {Level.R0: "none", Level.R1: "watch", Level.R2: "low or moderate", Level.R3: "high", Level.R4: "imminent"}


@dataclass(frozen=True, slots=True)
class Place:
    """What comes of reaching a level.

    says   texts of the same turn, in order;  asks  the question among them, or None
    does   codes of what the door does;  ways  codes of what leaves the level: two_keys, plan, human, time
    """

    code: str
    name: str
    says: tuple[str, ...]
    asks: str | None
    does: tuple[str, ...]
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its title, the level it raises to ("" for none), and whether it is one of the two keys."""

    title: str
    raises: str
    key: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the ladder in one of its forms, with its answers."""

    code: str
    text: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A danger beside suicide: its question, or where it asks nothing first what it says at once; and its card."""

    code: str
    asks: str
    card: str | None


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything the page shows of the ladder."""

    places: tuple[Place, ...]
    questions: tuple[Question, ...]
    lanes: tuple[Lane, ...]


def protocol(values: Mapping[str, str], words: wording.Wording) -> Protocol:
    """The protocol in these words. `values` are the placeholders: the organisation and its country's lines."""
    return Protocol(
        tuple(_place(code, level, soft, values, words) for code, level, soft in _PLACES),
        tuple(
            _question(code, answers, values, words)
            for code, answers in questions.ANSWERS.items()
            if f"ask_{code}" in words.utterances  # some follow another question's text
        ),
        tuple(_lane(code, values, words) for code in LANES if code != "suicide"),
    )


_PLACES = (
    ("R1 soft", Level.R1, True),
    ("R1", Level.R1, False),
    ("R2", Level.R2, False),
    ("R3", Level.R3, False),
    ("R4", Level.R4, False),
)


def _facts() -> Facts:
    return Facts(on_shift=True, wait="about 3 minutes", plan_ready=True)


def _sign(level: Level, soft: bool = False, lanes: tuple[str, ...] = ("suicide",)) -> Assessment:
    return Assessment(level=level, soft=soft, lanes=lanes, reasons=(Reason("protocol"),), score=1.0, fresh=level)


def _place(code: str, level: Level, soft: bool, values: Mapping[str, str], words: wording.Wording) -> Place:
    reached = step(RiskState(), Heard(assessment=_sign(level, soft)), _NOW, _facts())
    return Place(
        code,
        NAMES[level],
        said(reached, values, words),
        reached.state.pending,
        tuple(dict.fromkeys(directive.do for directive in reached.directives)),
        ways_out(level),
    )


def said(outcome: Outcome, values: Mapping[str, str], words: wording.Wording) -> tuple[str, ...]:
    """The texts of one turn as a person on the web reads them."""
    return tuple(text.text for text in wording.turn(words, outcome.says, "web", values, (), "protocol"))


def ways_out(level: Level) -> tuple[str, ...]:
    """What leaves a level, each way tried."""
    state = RiskState(level=level, at=_NOW, turn=1)
    tried = {
        "two_keys": _two_keys(state),
        "plan": plan_made(state, _NOW),
        "human": human_closed(state, _NOW),
        "time": step(state, Heard(text="hello"), _NOW + timedelta(days=30), _facts()).state,
    }
    return tuple(way for way, after in tried.items() if after.level < level or after.cleared(_NOW + _TURN))


def _two_keys(state: RiskState) -> RiskState:
    for turn, question in enumerate(("thoughts", "passive"), 1):
        state = asking.ask(state, question, _NOW + turn * _TURN)
        state = step(state, Heard(answer=(question, "no")), _NOW + turn * _TURN, _facts()).state
    return state


def _question(code: str, answers: Sequence[str], values: Mapping[str, str], words: wording.Wording) -> Question:
    text = wording.render(words, f"ask_{code}", "web", values, (), "protocol")
    titles = {choice.value.rpartition(":")[2]: choice.title for choice in text.choices}
    return Question(
        code,
        text.text,
        tuple(Reply(titles.get(answer, answer), _raises(code, answer), _is_key(code, answer)) for answer in answers),
    )


def _raises(question: str, answer: str) -> str:
    """The level an answer raises to; two where it hangs on what is at hand."""
    near, far = (
        questions.level_of(question, answer, asking.record(RiskState(), "means", known, _NOW))
        for known in ("yes", "no")
    )
    if near is None:
        return ""
    return str(near) if near == far or far is None else f"{near}, {far} when nothing is at hand"


def _is_key(question: str, answer: str) -> bool:
    return questions.KEYS.get(question) == answer


def _lane(code: str, values: Mapping[str, str], words: wording.Wording) -> Lane:
    asks = questions.lane_question(RiskState(level=Level.R2, lanes=(code,)))
    card = f"card_{code}"

    def render(utterance: str) -> str:
        return wording.render(words, utterance, "web", values, (), "protocol").text

    first = render(f"ask_{asks}") if asks else " ".join(_at_once(code, values, words))
    return Lane(code, first, render(card) if card in words.utterances else None)


def _at_once(code: str, values: Mapping[str, str], words: wording.Wording) -> tuple[str, ...]:
    """What an emergency of this lane is answered with."""
    return said(step(RiskState(), Heard(assessment=_sign(Level.R4, lanes=(code,))), _NOW, _facts()), values, words)
