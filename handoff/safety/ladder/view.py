"""What a volunteer is shown of the ladder: where the person stands, what is known, and the one thing to ask next."""

from __future__ import annotations

from dataclasses import dataclass

from handoff.safety.ladder.asking import NO_SUICIDE_QUESTION
from handoff.safety.ladder.questions import (
    REFUSED,
    SKIPPED,
    SUICIDE_ANSWERS,
    lane_question,
    leading_lane,
    level_of,
    suicidal,
)
from handoff.safety.ladder.state import RiskState
from handoff.safety.model import Level

_MATTERS: tuple[tuple[str, Level], ...] = (
    ("near", Level.R4),
    ("tonight", Level.R2),
    ("plan", Level.R2),
    ("means", Level.R3),
    ("when", Level.R3),
    ("with_whom", Level.R3),
    ("behaviour", Level.R2),
    ("thoughts", Level.R1),
)
"""Question of the suicide ladder -> from which level it matters, the most pressing first."""


@dataclass(frozen=True, slots=True)
class View:
    """Codes only; the console has the words.

    level    the higher of the ladder's and the case's
    raised   (question, answer) of the answers that put the person there, oldest first
    asked    (question, answer) of everything asked in the last 24 h, oldest first; None: no answer yet
    unknown  questions that matter at this level and have no answer, the most pressing first
    next     the one to ask now, or None
    hints    how the person wants it: alone, refused, declined, misread, young
    """

    level: Level
    lanes: tuple[str, ...]
    raised: tuple[tuple[str, str], ...]
    asked: tuple[tuple[str, str | None], ...]
    unknown: tuple[str, ...]
    next: str | None
    hints: tuple[str, ...]


def view(state: RiskState, severity: int = 0) -> View:
    """The view of one person. `severity` is their case's: a volunteer's own judgement may stand above the ladder's."""
    level = Level(max(int(state.level), severity))
    asked = tuple((q, a.answer) for q, a in sorted(state.asked.items(), key=lambda item: item[1].at))
    raised = tuple((q, answer) for q, answer in asked if answer and level_of(q, answer, state))
    unknown = tuple(_unknown(state, level))
    last = "barrier" if level >= Level.R2 and not _known(state, "barrier") else None
    return View(level, state.lanes, raised, asked, unknown, next(iter(unknown), last), _hints(state))


def _unknown(state: RiskState, level: Level) -> list[str]:
    wanted = []
    if level > Level.R0 and not suicidal(state) and (question := lane_question(state)):
        wanted.append(question)
    if suicidal(state):
        wanted += [question for question, least in _MATTERS if level >= least and question not in _settled(state)]
    elif level > Level.R0 and leading_lane(state) not in NO_SUICIDE_QUESTION:
        wanted.append("thoughts")
    return [question for question in wanted if not _known(state, question)]


def _settled(state: RiskState) -> set[str]:
    """What need not be asked: thoughts of somebody who spoke of suicide, means and time where there is no plan."""
    told = any((question, asked.answer) in SUICIDE_ANSWERS for question, asked in state.asked.items())
    settled = {"thoughts"} if told or "suicide" in state.lanes else set()
    return settled | ({"means", "when"} if state.answer("plan") == "no" else set())


def _known(state: RiskState, question: str) -> bool:
    return state.answer(question) not in (None, REFUSED, SKIPPED)


def _hints(state: RiskState) -> tuple[str, ...]:
    hints = {
        "young": bool(state.young),
        "alone": state.answer("with_whom") == "alone",
        "refused": state.silent,
        "declined": state.declined,
        "misread": state.misread,
    }
    return tuple(name for name, holds in hints.items() if holds)
