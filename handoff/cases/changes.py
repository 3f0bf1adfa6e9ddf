"""What the pure step of a case sees (`CaseView`) and what it answers (changes). Data alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handoff.cases.plan import Plan
from handoff.cases.routing import Tried, Wanted

FREE = ("new", "offering", "waiting")
HELD = ("accepted", "active", "transferring")


@dataclass(frozen=True)
class OfferView(Tried):
    """An offer with its times."""

    id: int = 0
    queued_at: datetime | None = None
    expires_at: datetime | None = None
    beside_at: datetime | None = None


@dataclass(frozen=True)
class CaseView:
    """A case as `step` sees it. `page_targets` counts the supervisors and coordinators who can be paged, `phones` says
    how the volunteers' line does: ok, behind (its texts wait for more than ten seconds) or down."""

    id: int
    state: str
    severity: int
    plan: Plan
    opened_at: datetime
    waiting_since: datetime
    peak_severity: int = 0
    language: str = "en"
    topics: frozenset[str] = frozenset()
    volunteer_id: int | None = None
    accepted_at: datetime | None = None
    supervisor_at: datetime | None = None
    external_at: datetime | None = None
    coordinator_at: datetime | None = None
    told_at: datetime | None = None
    told_key: str | None = None
    told_minutes: float | None = None
    unanswered_since: datetime | None = None
    last_words_at: datetime | None = None
    person_words_at: datetime | None = None
    nudge: int = 0
    asked_back_at: datetime | None = None
    has_closing_note: bool = False
    person_away: str | None = None
    page_targets: int = 1
    languages: frozenset[str] = frozenset()
    experience: frozenset[str] = frozenset()
    same_volunteer_id: int | None = None
    gap_at: datetime | None = None
    gentle_at: datetime | None = None
    slot_ends_at: datetime | None = None
    slot_said: int = 0
    left_out: Mapping[int, str] = field(default_factory=dict)
    phones: str = "ok"
    offers: tuple[OfferView, ...] = ()

    def wanted(self, *, phones: bool = True) -> Wanted:
        """What routing needs to know of it. `phones`: texts may be sent."""
        return Wanted(
            self.id,
            self.severity,
            self.language,
            self.topics,
            self.offers,
            self.volunteer_id if self.state in HELD else None,
            self.languages,
            self.experience,
            self.same_volunteer_id,
            phones,
        )


@dataclass(frozen=True)
class Move:
    """Go to a state. To offering or waiting from a held state ends the assignment with `why`."""

    state: str
    why: str = ""


@dataclass(frozen=True)
class EndOffer:
    offer_id: int
    state: str
    why: str


@dataclass(frozen=True)
class MakeOffer:
    """Ask a volunteer. `first`: no offer of this case was made before it."""

    volunteer_id: int
    channel: str
    first: bool


@dataclass(frozen=True)
class Tell:
    """A waiting text to the person. `minute` is the plan's minute it belongs to, if any."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    minute: float | None = None


@dataclass(frozen=True)
class Page:
    """Page the next supervisor (or the coordinator on call); `why` is a code."""

    why: str
    nudge: int | None = None


@dataclass(frozen=True)
class StateExternal:
    """Stamp that the outside line was named as the thing to do now."""


@dataclass(frozen=True)
class AlertCoordinator:
    """Tell the coordinators that nobody is on shift."""


@dataclass(frozen=True)
class Nudge:
    """A text to the volunteer who has the case; `level` (unless None) is written to the case's `nudge`."""

    key: str
    level: int | None


@dataclass(frozen=True)
class SlotSaid:
    """How far the end of the volunteer's slot was spoken of: 1 to them, 2 to a supervisor."""

    level: int


@dataclass(frozen=True)
class LeftOut:
    """Who was not asked, and why: volunteer id to a code of routing."""

    why: Mapping[int, str]


@dataclass(frozen=True)
class Close:
    reason: str


@dataclass(frozen=True)
class Due:
    """The next moment at which the case must be looked at."""

    at: datetime


Change = (
    Move
    | EndOffer
    | MakeOffer
    | Tell
    | Page
    | StateExternal
    | AlertCoordinator
    | Nudge
    | SlotSaid
    | LeftOut
    | Close
    | Due
)
