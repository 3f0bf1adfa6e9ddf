"""The plan of a case: how many are asked at a time, when a supervisor and the outside line come in. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

VERSION = 1

# After these minutes a person who only waits hears from us again when something has changed, or when they write.
QUIET_AFTER_MIN = 120.0
MOST_OFFERS = 8


@dataclass(frozen=True)
class Plan:
    """Minutes count from the start of the wait.

    live_offers     volunteers asked at the same time
    supervisor_min  when a supervisor is paged, if nobody has taken the case
    external_min    when the person is told to use the outside line now
    wait_min        when the person hears how it stands; then every `then_every`
    """

    live_offers: int
    supervisor_min: float
    external_min: float
    wait_min: tuple[float, ...]
    then_every: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"wait_min": list(self.wait_min)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Plan":
        return cls(
            int(data["live_offers"]),
            float(data["supervisor_min"]),
            float(data["external_min"]),
            tuple(float(m) for m in data["wait_min"]),
            float(data["then_every"]),
        )


_ASKED = Plan(1, 10, 10, (0, 1.5, 5, 10), 15)
DEFAULTS: Mapping[int, Plan] = {
    0: _ASKED,
    1: _ASKED,
    2: Plan(2, 6, 5, (0, 1.5, 5), 10),
    3: Plan(3, 3, 5, (0, 1.5, 3, 5), 5),
    4: Plan(8, 0, 2, (0, 1, 2), 3),
}


def plan_for(severity: int) -> Plan:
    """The default plan of a severity, 0 to 4."""
    return DEFAULTS[severity]


def reached(plan: Plan, waited: timedelta) -> float | None:
    """The newest minute at which a waiting text is due after `waited`; None before the first."""
    minutes = waited / timedelta(minutes=1)
    due = [m for m in plan.wait_min if m <= minutes]
    if not due:
        return None
    last = plan.wait_min[-1]
    if minutes < last + plan.then_every:
        return due[-1]
    steps = int((min(minutes, QUIET_AFTER_MIN) - last) // plan.then_every)
    return last + max(steps, 0) * plan.then_every


def next_mark(plan: Plan, since: datetime, now: datetime) -> datetime | None:
    """The next moment after `now` at which a waiting text is due; None when the plan has no more."""
    for minute in plan.wait_min:
        if (at := since + timedelta(minutes=minute)) > now:
            return at
    minutes = (now - since) / timedelta(minutes=1)
    steps = int((minutes - plan.wait_min[-1]) // plan.then_every) + 1
    mark = plan.wait_min[-1] + steps * plan.then_every
    return since + timedelta(minutes=mark) if mark <= QUIET_AFTER_MIN else None


def wrong(plan: Plan) -> str | None:
    """Why this plan makes no sense; None when it does."""
    times = (plan.supervisor_min, plan.external_min, *plan.wait_min)
    if not 1 <= plan.live_offers <= MOST_OFFERS:
        return f"live offers go from 1 to {MOST_OFFERS}"
    if not plan.wait_min or plan.wait_min[0] != 0 or list(plan.wait_min) != sorted(set(plan.wait_min)):
        return "the minutes of the waiting texts start at 0 and rise"
    if min(times) < 0 or max(times) > QUIET_AFTER_MIN or plan.then_every < 1:
        return f"minutes go from 0 to {QUIET_AFTER_MIN:g}, and a text follows a text after a minute at the soonest"
    return None


def weaker(new: Plan, old: Plan) -> bool:
    """True when somebody would be asked, paged or told less or later than before."""
    return (
        new.live_offers < old.live_offers
        or new.supervisor_min > old.supervisor_min
        or new.external_min > old.external_min
        or new.then_every > old.then_every
        or any(at not in new.wait_min for at in old.wait_min)
    )
