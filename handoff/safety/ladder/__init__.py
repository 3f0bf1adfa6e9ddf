"""The risk ladder: (state, what was heard, clock, facts) -> what to say and do. Pure.

`step` is called for every inbound message before anything else may answer it.
"""

from handoff.safety.ladder.state import Asked, Directive, Facts, Heard, Outcome, RiskState, Say
from handoff.safety.ladder.step import human_closed, plan_made, step
from handoff.safety.ladder.view import View, view

__all__ = [
    "Asked",
    "Directive",
    "Facts",
    "Heard",
    "Outcome",
    "RiskState",
    "Say",
    "View",
    "human_closed",
    "plan_made",
    "step",
    "view",
]
