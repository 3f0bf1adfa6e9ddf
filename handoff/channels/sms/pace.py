"""How fast a line takes texts, and whether it takes any.

The provider queues per number in order, so what is handed over too early stands before what is urgent later: we hand
over at most two seconds of a line's capacity (handoff.md 7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from handoff import settings
from handoff.channels.sms.errors import ACCOUNT_WIDE, NO_LINE
from handoff.channels.sms.models import LineState, Text
from handoff.channels.sms.settings import value
from handoff.rows import changed
from handoff.work import DueWork

log = structlog.get_logger()
AHEAD = timedelta(seconds=2)
TRY_EVERY = timedelta(seconds=60)
BEHIND = timedelta(seconds=10)  # a line with so much to send is behind: consoles are asked, not more phones
LONG_CODE = 1.0  # segments a second of one US long code, which is what most begin with
NAMES: Sequence[Literal["public", "staff"]] = ("public", "staff")
LineName = Literal["public", "staff"]
Phones = Literal["ok", "behind", "down"]


def rate(line: str) -> float | None:
    """Segments a second of a line; None for one without limit (the phone simulator, unless a rate is set)."""
    given = value(f"TWILIO_{line.upper()}_RATE")
    if given:
        return float(given) or None
    return None if settings.simulated() else LONG_CODE


def second(line: str) -> str | None:
    """The name of a line's stand-in, when one is set."""
    return f"{line}2" if value(f"TWILIO_{line.upper()}_SECOND") else None


@dataclass(frozen=True)
class Room:
    """What a line takes now. `seconds` of sending, None without limit; `texts` at most, where it is only tried."""

    sender: str
    seconds: float | None
    texts: int | None = None


def senders() -> list[str]:
    """Every sender there is: each line, followed by its stand-in."""
    return [name for line in NAMES for name in _senders_of(line)]


def _senders_of(line: str) -> list[str]:
    """A line and its stand-in, when one is set."""
    return [name for name in (line, second(line)) if name]


def pause(db: Session, sender: str, now: datetime) -> bool:
    """An operator lets this sender send nothing: its texts go by the stand-in or wait, as when it is down. False when
    it is paused already."""
    won = _set_pause(db, sender, LineState.paused_at.is_(None), now)
    if won:
        log.warning("line.paused", line=sender)
    return won


def resume(db: Session, sender: str) -> bool:
    """It may send again. False when it was not paused."""
    won = _set_pause(db, sender, LineState.paused_at.is_not(None), None)
    if won:
        log.info("line.resumed", line=sender)
    return won


def _set_pause(db: Session, sender: str, was: ColumnElement[bool], at: datetime | None) -> bool:
    """One conditional update: of two who press at once one is first."""
    state = _state(db, sender)
    db.flush()
    won = changed(db, update(LineState).where(LineState.name == sender, was).values(paused_at=at)) == 1
    db.refresh(state)
    return won


def rooms(db: Session, now: datetime) -> dict[str, Room]:
    """What each line takes now; a line that takes nothing is left out. Locks its rows: claims take turns."""
    for line in NAMES:
        if rate(line) is not None:
            _state(db, line)
    found = {row.name: row for row in db.scalars(select(LineState).order_by(LineState.name).with_for_update())}
    return {line: room for line in NAMES if (room := _room(line, found, now)) is not None}


def _room(line: str, states: dict[str, LineState], now: datetime) -> Room | None:
    for sender in _senders_of(line):
        state = states.get(sender)
        if state is not None and state.paused_at is not None:
            continue
        if state is None or state.down_at is None:
            return _left(sender, rate(line), state, now)
        if state.try_at is not None and state.try_at <= now:
            return Room(sender, None, 1)
    return None


def _left(sender: str, speed: float | None, state: LineState | None, now: datetime) -> Room | None:
    if speed is None:
        return Room(sender, None)
    busy = state.busy_until - now if state is not None and state.busy_until is not None else timedelta()
    left = (AHEAD - max(busy, timedelta())).total_seconds()
    return Room(sender, left) if left > 0 else None


def took(db: Session, line: str, room: Room, segments: int, now: datetime) -> None:
    """Note that a line was handed so many segments, or that it was tried."""
    speed = rate(line)
    if room.texts is not None:
        _state(db, room.sender).try_at = now + TRY_EVERY
    elif speed is not None and segments:
        state = _state(db, room.sender)
        state.busy_until = max(state.busy_until or now, now) + timedelta(seconds=segments / speed)


def failed(db: Session, line: str, code: int | None, now: datetime) -> bool:
    """A text failed with this code. Marks the line (or the whole account) as down where the code says so; True then."""
    if code not in NO_LINE:
        return False
    every = [n for name in NAMES for n in (name, second(name)) if n]
    for name in every if code in ACCOUNT_WIDE else [sender_now(db, line)]:
        state = _state(db, name)
        if state.down_at is None:
            log.error("line.down", line=name, code=code)
            state.down_at = now
        state.try_at, state.code = now + TRY_EVERY, code
    db.flush()
    return True


def works(db: Session, line: str) -> bool:
    """A text got out: the line is up, and where the account was at fault every line. True when it had been down."""
    own = db.get(LineState, line)
    if own is None or own.down_at is None:
        return False
    down = db.scalars(select(LineState).where(LineState.down_at.is_not(None))).all()
    for state in down if own.code in ACCOUNT_WIDE else [own]:
        if state is own or state.code in ACCOUNT_WIDE:
            log.info("line.up", line=state.name)
            state.down_at = state.try_at = state.code = None
    db.flush()
    return True


def sender_now(db: Session, line: str) -> str:
    """Which of a line's senders sends now: itself, or its stand-in while it is down or paused."""
    other = second(line)
    return other if other and _is_off(db.get(LineState, line)) else line


def phones(db: Session, now: datetime) -> Phones:
    """How the volunteers' line does: down, behind (ten seconds or more wait to be sent), or ok."""
    states: dict[str, LineState] = {row.name: row for row in db.scalars(select(LineState))}
    senders: Sequence[str] = ["staff", *([other] if (other := second("staff")) else [])]
    if all(_is_down(states.get(name), now) for name in senders):
        return "down"
    speed = rate("staff")
    if speed is None:
        return "ok"
    waiting = (
        select(func.coalesce(func.sum(Text.segments), 0))
        .join(DueWork, DueWork.text_id == Text.id)
        .where(
            Text.line == "staff", or_((DueWork.state == "due") & (DueWork.due_at <= now), DueWork.state == "claimed")
        )
    )
    return "behind" if (db.scalar(waiting) or 0) / speed >= BEHIND.total_seconds() else "ok"


def any_line(db: Session, now: datetime) -> LineName:
    """The line by which the operator is paged: the volunteers', unless that is down and the other is not."""
    if phones(db, now) != "down":
        return "staff"
    return "staff" if _is_off(db.get(LineState, "public")) else "public"


def stopped(db: Session, line: str) -> bool:
    """True while every sender of a line is paused: its texts wait until somebody resumes one."""
    states = [db.get(LineState, name) for name in _senders_of(line)]
    return all(state is not None and state.paused_at is not None for state in states)


def _is_off(state: LineState | None) -> bool:
    return state is not None and (state.down_at is not None or state.paused_at is not None)


def _is_down(state: LineState | None, now: datetime) -> bool:
    """Paused, or down and it is not time for a try."""
    if state is None or state.paused_at is not None:
        return state is not None
    return state.down_at is not None and (state.try_at is None or state.try_at > now)


def _state(db: Session, name: str) -> LineState:
    found = db.get(LineState, name)
    if found is not None:
        return found
    try:
        with db.begin_nested():
            db.add(made := LineState(name=name))
    except IntegrityError:  # another worker was first
        return db.get_one(LineState, name)
    return made
