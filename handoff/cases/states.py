"""What a case does by the clock. Pure: `step(case, roster, now)` gives the changes; the store writes them.

The legal moves are data (`MOVES`); looking for somebody is in `seeking.py`, the timers of who has it in `holding.py`,
what a change means in rows in `moves.py`.
"""

from collections.abc import Sequence
from datetime import datetime

from handoff.cases.changes import (
    FREE,
    HELD,
    AlertCoordinator,
    CaseView,
    Change,
    Close,
    Due,
    EndOffer,
    LeftOut,
    MakeOffer,
    Move,
    Nudge,
    OfferView,
    Page,
    SlotSaid,
    StateExternal,
    Tell,
)
from handoff.cases.holding import (
    BACK_WAITS,
    BOTH_SILENT,
    LOST_AFTER,
    NUDGE_AFTER,
    UNANSWERED,
    accepted,
    active,
    offer_again,
    returning,
)
from handoff.cases.routing import Candidate
from handoff.cases.seeking import HAND_OVER, MINUTE, NOT_HANDED, PAGE_AGAIN, PAGE_ROUND, seek

__all__ = [
    "BACK_WAITS",
    "BOTH_SILENT",
    "FREE",
    "HAND_OVER",
    "HELD",
    "LOST_AFTER",
    "MINUTE",
    "MOVES",
    "NOT_HANDED",
    "NUDGE_AFTER",
    "PAGE_AGAIN",
    "PAGE_ROUND",
    "UNANSWERED",
    "AlertCoordinator",
    "CaseView",
    "Change",
    "Close",
    "Due",
    "EndOffer",
    "IllegalMove",
    "LeftOut",
    "MakeOffer",
    "Move",
    "Nudge",
    "OfferView",
    "Page",
    "SlotSaid",
    "StateExternal",
    "Tell",
    "check_move",
    "offer_again",
    "step",
]

MOVES: dict[str, tuple[str, ...]] = {
    "new": ("offering", "waiting", "closed"),
    "offering": ("accepted", "waiting", "closed"),
    "waiting": ("offering", "accepted", "closed"),
    "accepted": ("active", "offering", "waiting", "closed"),
    "active": ("transferring", "returning", "offering", "waiting", "closed"),
    "transferring": ("accepted", "active", "returning", "offering", "waiting", "closed"),
    "returning": ("closed", "active", "offering", "waiting"),
    "closed": (),
}


class IllegalMove(ValueError):
    """A move that the table of states does not have."""


def check_move(old: str, new: str) -> None:
    """Raises IllegalMove unless a case may go from `old` to `new`."""
    if new != old and new not in MOVES[old]:
        raise IllegalMove(f"{old} -> {new}")


def step(case: CaseView, roster: Sequence[Candidate], now: datetime) -> list[Change]:
    """Everything that is due for this case at `now`, in order; the last change is always Due or Close.

    Calling it again after the changes were applied, with the same `now`, gives nothing new but Due.
    """
    if case.state == "closed":
        return []
    if case.state == "accepted":
        return accepted(case, roster, now)
    if case.state == "active":
        return active(case, roster, now)
    if case.state == "returning":
        return returning(case, now)
    return seek(case, roster, now)
