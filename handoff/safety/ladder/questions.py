"""The ladder's questions, their answers, and where an answer puts a person. Tables and look-ups."""

from __future__ import annotations

from handoff.safety.ladder.state import RiskState
from handoff.safety.model import Level

REFUSED = "rather_not"
SKIPPED = "skip"

ANSWERS: dict[str, tuple[str, ...]] = {
    "soft": ("speaking", "partly", "not_sure"),
    "thoughts": ("no", "no_wake", "yes", REFUSED),
    "passive": ("no", "sometimes", "often", REFUSED),
    "plan": ("no", "some", "plan", REFUSED),
    "means": ("no", "yes", "not_sure"),
    "when": ("no", "some_day", "soon", "today"),
    "behaviour": ("no", "recent", "longer"),
    "tonight": ("sure", "not_sure", "no"),
    "with_whom": ("here", "ask", "nobody", "alone"),
    "near": ("someone", "alone", "can_call", "cannot", "texting", "going"),
    "near_call": ("can_call", "cannot"),
    "barrier": ("chat", "strong", "police", "burden", "before", "silent", "other"),
    "try": ("text", "call", "person", "later"),
    "plan_offer": ("yes", "grounding", "later"),
    "steady": ("grounding", "person", "later"),
    "since": ("better", "same", "harder"),
    "writer": ("safe", "not_really", REFUSED),
    "self_harm": ("yes", "no", REFUSED),
    "abuse": ("yes", "no", "not_sure"),
    "child_abuse": ("yes", "no", "not_sure"),
    "domestic_violence": ("yes", "no"),
    "harm_to_others": ("yes", "no"),
    "eating": ("yes", "no"),
    "psychosis_mania": ("someone", "alone"),
    "withdrawal": ("someone", "alone"),
    "worried_about_someone": ("yes", "no", "not_sure"),
    "minor": ("yes", "no"),
    "age": ("under", "adult", REFUSED),
}
"""Question -> what may be answered, in the order of the quick replies."""

KEYS = {
    "soft": "speaking",
    "thoughts": "no",
    "passive": "no",
    "worried_about_someone": "no",
    "writer": "safe",
}
"""Question -> the clear no that is one of the two keys out of R1."""

_R4_IF_MEANS = "R4 if means are at hand or unknown, else R3"
_RISES: dict[tuple[str, str], Level | str] = {
    ("thoughts", "no_wake"): Level.R2,
    ("thoughts", "yes"): Level.R2,
    ("passive", "sometimes"): Level.R2,
    ("passive", "often"): Level.R2,
    ("plan", "some"): Level.R3,
    ("plan", "plan"): Level.R3,
    ("means", "yes"): Level.R3,
    ("means", "not_sure"): Level.R3,
    ("when", "soon"): _R4_IF_MEANS,
    ("when", "today"): _R4_IF_MEANS,
    ("behaviour", "recent"): Level.R3,
    ("behaviour", "longer"): Level.R2,
    ("tonight", "not_sure"): Level.R3,
    ("tonight", "no"): _R4_IF_MEANS,
    ("abuse", "no"): Level.R4,
    ("child_abuse", "no"): Level.R4,
    ("domestic_violence", "no"): Level.R3,
    ("harm_to_others", "yes"): Level.R4,
    ("worried_about_someone", "yes"): Level.R4,
    ("age", "under"): Level.R3,
}

LED_BY = (
    "medical",
    "child_abuse",
    "domestic_violence",
    "abuse",
    "harm_to_others",
    "overdose_withdrawal",
    "minor",
    "worried_about_someone",
    "psychosis_mania",
    "eating",
    "self_harm",
)
"""Lanes beside suicide; the first one met leads when suicide does not."""

CARDS = ("child_abuse", "abuse", "domestic_violence", "harm_to_others", "overdose_withdrawal", "eating", "minor",
         "psychosis_mania", "worried_about_someone")  # fmt: skip
"""Lanes with a card of their own, shown once an episode."""

LANE_TEXTS: dict[tuple[str | None, int], str] = {
    ("overdose_withdrawal", 2): "withdrawal",
    ("overdose_withdrawal", 3): "withdrawal",
    ("eating", 2): "r2_eating",
    ("worried_about_someone", 2): "r3_worried_about_someone",
    ("worried_about_someone", 3): "r3_worried_about_someone",
    ("harm_to_others", 2): "r3_harm_to_others",
    ("harm_to_others", 3): "r3_harm_to_others",
}
"""(leading lane, level) -> the text on entry, where the general one of the lanes would not do."""

SUICIDE_QUESTIONS = ("plan", "means", "when", "behaviour", "tonight")
SUICIDE_ANSWERS = frozenset(pair for pair in _RISES if pair[0] in ("thoughts", "passive", *SUICIDE_QUESTIONS))


def level_of(question: str, answer: str, state: RiskState) -> Level | None:
    """Where an answer puts the person, or None when it says nothing about it."""
    rise = _RISES.get((question, answer))
    if isinstance(rise, str):
        return Level.R3 if state.answer("means") == "no" else Level.R4
    return rise


def suicidal(state: RiskState) -> bool:
    """True when the suicide ladder leads: its lane, an answer that told of it, or no lane at all."""
    if "suicide" in state.lanes or not any(lane in LED_BY for lane in state.lanes):
        return True
    return any((question, asked.answer) in SUICIDE_ANSWERS for question, asked in state.asked.items())


def leading_lane(state: RiskState) -> str | None:
    """The lane beside suicide that leads, or None. Below R4 nobody's body is in danger this minute: there a lane that
    has words of its own for it (faintness, withdrawal) goes before `medical`."""
    lanes = [lane for lane in LED_BY if lane in state.lanes]
    if state.level < Level.R4 and len(lanes) > 1 and lanes[0] == "medical":
        return lanes[1]
    return lanes[0] if lanes else None


def lane_question(state: RiskState) -> str | None:
    """The question of the leading lane: None for a lane that asks nothing before the emergency number."""
    lane = leading_lane(state)
    if lane == "overdose_withdrawal":
        return "withdrawal" if state.level < Level.R4 else None
    return None if lane in (None, "medical") else lane
