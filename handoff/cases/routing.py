"""Whom to ask now. Pure: the case, the roster and the clock are arguments; who was left out, and why, is returned."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handoff.volunteers import limits

OFFER_LASTS = {"sms": timedelta(seconds=90), "both": timedelta(seconds=90), "console": timedelta(seconds=30)}
CONSOLE_SEEN = timedelta(seconds=20)
SLOT_LEFT = timedelta(minutes=15)
FAILED_RESTS = timedelta(minutes=10)  # a phone that could not be reached is tried again for this case after so long
LIVE = ("queued", "live")
MINOR = "minor"  # the topic of a case whose person is below 18: only who is cleared for it is asked (care.md 3.9)
LINE_DOWN = "line_down"  # why an offer ended: our line's fault, so that the same phone may be asked again at once
ALL_AT_ONCE = 4  # severity at which one more offer may be added to a volunteer, and nobody is spared for later


@dataclass(frozen=True)
class Slot:
    """A stretch on shift, UTC."""

    starts_at: datetime
    ends_at: datetime
    confirmed: bool = False


@dataclass(frozen=True)
class Candidate:
    """One volunteer as routing sees them. Times are aware UTC."""

    id: int
    languages: frozenset[str] = frozenset({"en"})
    slots: tuple[Slot, ...] = ()
    has_contact: bool = True
    break_until: datetime | None = None
    cooling_until: datetime | None = None
    offers_elsewhere: int = 0
    open_cases: int = 0
    holds_heavy: bool = False
    most_cases: int = 1
    shift_points: int = 0
    week_points: int = 0
    exclusions: frozenset[str] = frozenset()
    never_with: bool = False  # do-not-pair with this case's person
    console_seen_at: datetime | None = None
    last_offer_at: datetime | None = None
    tags: frozenset[str] = frozenset()
    open_call: bool = False  # agreed to be asked off shift
    quiet_now: bool = False  # their quiet hours, which an open call keeps
    minors: bool = False  # cleared to talk with people below 18

    def slot_at(self, now: datetime) -> Slot | None:
        """The slot that holds `now`, the one that ends last."""
        current = [s for s in self.slots if s.starts_at <= now < s.ends_at]
        return max(current, key=lambda s: s.ends_at, default=None)


@dataclass(frozen=True)
class Tried:
    """An offer of this case, as routing needs it."""

    volunteer_id: int
    state: str
    ended_at: datetime | None = None
    why_ended: str | None = None


@dataclass(frozen=True)
class Wanted:
    """What a case asks of routing.

    holder             who has it now (a hand-over), never asked
    languages          others that the person accepts beside their own
    experience         lived-experience tags the person asked for
    same_volunteer_id  who was there last time, if the person asked for them
    phones             False where no text would reach anybody in time: only who has the console open is asked
    """

    case_id: int
    severity: int
    language: str = "en"
    topics: frozenset[str] = frozenset()
    tried: tuple[Tried, ...] = ()
    holder: int | None = None
    languages: frozenset[str] = frozenset()
    experience: frozenset[str] = frozenset()
    same_volunteer_id: int | None = None
    phones: bool = True

    def may_take(self, c: Candidate) -> bool:
        """False where the person is below 18 and this volunteer is not cleared for that."""
        return c.minors or MINOR not in self.topics

    def speaks(self, c: Candidate) -> bool:
        """True when they share a language that the person accepts."""
        return self.language in c.languages or bool(self.languages & c.languages)


@dataclass(frozen=True)
class Pick:
    """Ask this volunteer, by this channel: sms, console or both."""

    volunteer_id: int
    channel: str


@dataclass(frozen=True)
class Choice:
    """Picks, best first, and why everybody else was left out. `empty`: nobody is on shift, the picks are called in."""

    picks: tuple[Pick, ...]
    left_out: Mapping[int, str] = field(default_factory=dict)
    empty: bool = False


@dataclass(frozen=True)
class Nobody:
    """Nobody can be asked now. reason: nobody_on_shift, language_gap (whoever is here has another language),
    nobody_cleared (the person is below 18 and nobody here is cleared for it), nobody_free or all_asked;
    next_chance_at may be None."""

    reason: str
    next_chance_at: datetime | None
    left_out: Mapping[int, str] = field(default_factory=dict)


def offers(case: Wanted, roster: Sequence[Candidate], now: datetime, want: int) -> Choice | Nobody:
    """Choose up to `want` volunteers to ask now, best first, or say why nobody can be asked.

    Never asks someone who passed on this case, who is asked already, or past the limits of volunteers/limits.py.
    Those off shift who agreed to an open call are asked at severity 3 when nobody on shift is left, at 4 at once.
    Raises nothing; `want` below 1 gives no picks.
    """
    left_out = {c.id: why for c in roster if (why := why_not(case, c, now))}
    free = sorted((c for c in roster if c.id not in left_out), key=lambda c: _order(case, c, now))
    asked_now = any(t.state in LIVE for t in case.tried)
    if case.severity >= ALL_AT_ONCE or (case.severity >= limits.HEAVY and not free and not asked_now):
        more = sorted((c for c in roster if _in_open_call(case, c, now)), key=lambda c: _order(case, c, now))
        free, called = [*free, *more], {c.id for c in more}
        left_out = {who: why for who, why in left_out.items() if who not in called}
    if free:
        picks = tuple(Pick(c.id, channel(case.severity, c, now, case.phones)) for c in free[: max(0, want)])
        return Choice(picks, left_out, not _here(roster, now))
    return Nobody(_reason(roster, left_out, now, asked_now), next_chance(case, roster, now), left_out)


def _reason(roster: Sequence[Candidate], left_out: Mapping[int, str], now: datetime, asked_now: bool) -> str:
    here = _here(roster, now)
    if not here:
        return "nobody_on_shift"
    if asked_now:
        return "all_asked"
    whys = {left_out.get(c.id) for c in here}
    return "nobody_free" if len(whys) > 1 else _ALL_FOR.get(str(*whys), "nobody_free")


_ALL_FOR = {"language": "language_gap", "not_cleared": "nobody_cleared"}
"""Why everybody who is here was left out -> the reason why nobody can be asked."""


def _here(roster: Sequence[Candidate], now: datetime) -> list[Candidate]:
    return [c for c in roster if c.slot_at(now) and c.has_contact]


def _in_open_call(case: Wanted, c: Candidate, now: datetime) -> bool:
    return (
        c.open_call and not c.quiet_now and c.slot_at(now) is None and why_not(case, c, now, off_shift_too=True) is None
    )


def never(case: Wanted, c: Candidate, now: datetime) -> str | None:
    """Why this volunteer must not be asked, even by a supervisor's wish; None when they may be."""
    checks = (
        (case.holder == c.id, "holder"),
        (not c.has_contact, "no_contact"),
        (c.never_with, "do_not_pair"),
        (not case.may_take(c), "not_cleared"),
        (bool(c.exclusions & case.topics), "excluded"),
        (c.cooling_until is not None and c.cooling_until > now, "cooling"),
        (
            not limits.room(
                severity=case.severity, open_cases=c.open_cases, holds_heavy=c.holds_heavy, most=c.most_cases
            ),
            "full",
        ),
    )
    return next((why for true, why in checks if true), None)


def why_not(case: Wanted, c: Candidate, now: datetime, *, off_shift_too: bool = False) -> str | None:
    """The first reason why this volunteer is not asked; None when they may be."""
    slot = c.slot_at(now)
    checks = (
        (slot is None and not off_shift_too, "off_shift"),
        (not case.speaks(c), "language"),
        (not case.phones and not _visible(c, now), LINE_DOWN),
        (c.break_until is not None and c.break_until > now, "break"),
        (c.offers_elsewhere > (1 if case.severity >= ALL_AT_ONCE else 0), "other_offer"),
        (not limits.fits(severity=case.severity, shift_points=c.shift_points, week_points=c.week_points), "points"),
        (slot is not None and case.severity < limits.HEAVY and slot.ends_at - now < SLOT_LEFT, "slot_ends"),
    )
    if any(t.volunteer_id == c.id and t.state in LIVE for t in case.tried):
        return "asked_now"
    found = next((why for true, why in checks if true), None)
    return never(case, c, now) or found or _asked_before(case, c, now)


def _asked_before(case: Wanted, c: Candidate, now: datetime) -> str | None:
    if any(t.volunteer_id == c.id and t.state == "declined" for t in case.tried):
        return "passed"
    again = again_at(case, c.id)
    return "asked_lately" if again is not None and again > now else None


def again_at(case: Wanted, volunteer_id: int) -> datetime | None:
    """When somebody whose offer ran out or failed may be asked again; None when they never were."""
    ends = [
        t.ended_at + _rest(case, t)
        for t in case.tried
        if t.volunteer_id == volunteer_id and t.ended_at and t.state in ("expired", "failed", "ended")
    ]
    return max(ends, default=None)


def _rest(case: Wanted, tried: Tried) -> timedelta:
    if tried.state == "failed":
        return timedelta(0) if tried.why_ended in ("not_handed", LINE_DOWN) else FAILED_RESTS
    return timedelta(seconds=60) if case.severity >= limits.HEAVY else timedelta(minutes=3)


def _visible(c: Candidate, now: datetime) -> bool:
    return c.console_seen_at is not None and now - c.console_seen_at <= CONSOLE_SEEN


def channel(severity: int, c: Candidate, now: datetime, phones: bool = True) -> str:
    """How this volunteer is asked: sms, console or both; without phones by console alone."""
    if not _visible(c, now):
        return "sms"
    return "both" if severity >= limits.HEAVY and phones else "console"


_LONG_AGO = datetime.min


def _order(case: Wanted, c: Candidate, now: datetime) -> tuple[object, ...]:
    slot = c.slot_at(now)
    return (
        again_at(case, c.id) is not None,  # whoever was not asked yet comes first
        case.same_volunteer_id != c.id,
        -len(case.experience & c.tags),
        not (slot and slot.confirmed),
        not _visible(c, now),
        c.open_cases,
        c.shift_points,
        c.last_offer_at.replace(tzinfo=None) if c.last_offer_at else _LONG_AGO,
        hashlib.sha256(f"{case.case_id}:{c.id}".encode()).hexdigest(),
    )


def next_chance(case: Wanted, roster: Sequence[Candidate], now: datetime) -> datetime | None:
    """The next moment at which one of them may become free by the clock alone: slot, end of break, next asking."""
    chances: list[datetime] = []
    for c in roster:
        if not c.has_contact or c.never_with or not case.speaks(c) or c.exclusions & case.topics:
            continue
        if not case.may_take(c):
            continue
        if any(t.volunteer_id == c.id and t.state == "declined" for t in case.tried):
            continue
        chances += [s.starts_at for s in c.slots]
        if c.slot_at(now):
            chances += [at for at in (c.break_until, c.cooling_until, again_at(case, c.id)) if at]
    return min((at for at in chances if at > now), default=None)


def next_shift(roster: Sequence[Candidate], now: datetime) -> datetime | None:
    """When the next slot starts, of anybody who can be reached."""
    return min((s.starts_at for c in roster if c.has_contact for s in c.slots if s.starts_at > now), default=None)
