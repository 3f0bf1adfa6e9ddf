"""The worker's process: answer what is unhandled, then due cases and texts, four times a second."""

import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import parts as parts_
from handoff import worker
from handoff.channels.sms.line import Line
from handoff.conversations import retention
from handoff.conversations.models import Conversation, Person

log = structlog.get_logger()
EVERY_S = 0.25
PURGE_EVERY = timedelta(hours=1)
FORGET_EVERY = timedelta(minutes=1)
SILENT = timedelta(hours=24)  # after so long Rasa's memory of a conversation is deleted (trap R12)


def round_(parts: parts_.Parts, line: Line, now: datetime, name: str = "worker") -> None:
    """One round: people's messages first, then everything due."""
    parts.door.sweep(now)
    worker.run_once(parts.engine, line, now, name=name)


class Chores:
    """What is done now and then beside the rounds: words that people took back or whose time is over."""

    def __init__(self, parts: parts_.Parts, now: datetime) -> None:
        self._parts, self._forgot_at, self._purged_at = parts, now, now

    def do(self, now: datetime) -> None:
        """Do what is due; every step may be repeated."""
        if now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            self._delete(retention.forget_due, now)
        if now - self._purged_at >= PURGE_EVERY:
            self._purged_at = now
            self._delete(retention.purge_old, now)
            purge_silent(self._parts, now)

    def _delete(self, what: Callable[[Session, datetime], list[str]], now: datetime) -> None:
        with storage.writing(self._parts.engine) as db:
            keys = what(db, now)
        for key in keys:
            self._parts.purge(key)
        if keys:
            log.info("words.deleted", count=len(keys))


def purge_silent(parts: parts_.Parts, now: datetime) -> int:
    """Delete from Rasa's tracker every conversation silent for a day. Returns how many were looked at."""
    with storage.reading(parts.engine) as db:
        keys = db.scalars(
            select(Conversation.key)
            .join(Person, Person.id == Conversation.person_id)
            .where(Person.last_in_at <= now - SILENT, Person.last_in_at > now - SILENT - 2 * PURGE_EVERY)
        ).all()
    for key in keys:
        parts.purge(key)
    return len(keys)


def run() -> None:
    """Work until asked to stop."""
    parts, line = parts_.build(), Line.from_settings()
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    chores = Chores(parts, clock.now())
    log.info("worker.started")
    while not stopping:
        began = time.monotonic()
        try:
            round_(parts, line, clock.now())
            chores.do(clock.now())
        except Exception as error:  # noqa: BLE001  the loop's body: one bad round must not stop the next
            log.error("worker.round_failed", kind=type(error).__name__)
            time.sleep(1)
        time.sleep(max(0.0, EVERY_S - (time.monotonic() - began)))
    log.info("worker.stopped")
