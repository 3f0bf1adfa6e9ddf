"""What an assessment says about this very message. The state remembers what was said before, so echoes do not count."""

from __future__ import annotations

from handoff.safety.ladder import reading
from handoff.safety.ladder.state import Heard
from handoff.safety.model import Assessment, Level

_TOLD = {
    "plan.": ("plan", "plan"),
    "means.at_hand": ("means", "yes"),
    "means.in_hand": ("means", "yes"),
    "intent.soon": ("when", "today"),
    "intent.deadline": ("when", "today"),
    "attempt.recent": ("behaviour", "recent"),
    "attempt.told": ("behaviour", "recent"),
    "attempt.just_done": ("behaviour", "recent"),
    "past.attempt": ("behaviour", "longer"),
}
"""Rule -> the question of the chain that the person has answered in their own words."""


def of(heard: Heard, answer: tuple[str, str] | None) -> Assessment | None:
    """The assessment, when this message itself is a sign of risk (`fresh`), else None.

    A text that is plainly an answer to the open question speaks through that answer, unless it is also one of the
    hard signs by words of its own.
    """
    seen = heard.assessment
    if seen is None or seen.fresh == Level.R0:
        return None
    if answer:
        own = any(reason.span and not reason.rule.startswith("answer.") for reason in seen.reasons)
        return seen if own and seen.fresh >= Level.R3 else None
    return seen


def is_soft(seen: Assessment) -> bool:
    """True when only the soft check is due."""
    return seen.soft and seen.fresh == Level.R1


def told(seen: Assessment, pending: str | None, text: str) -> dict[str, str]:
    """Questions that the words have answered: they are not asked again. The open one counts when the reader of risk
    understood an answer to it that was no plain one."""
    out: dict[str, str] = {"with_whom": "here"} if reading.company(text) == "someone" else {}
    for reason in seen.reasons:
        if reason.rule.startswith("answer.") and pending:
            out[pending] = "told"
        elif reason.span and "~" not in reason.rule:
            out.update(pair for rule, pair in _TOLD.items() if reason.rule.startswith(rule))
    return out
