"""The door: one inbound message from stored to answered. Store, assess, decide who speaks, ask, write the outcome.

Safety never hangs on Rasa: the risk reader and the ladder run here, and what they say is written without asking it.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from prometheus_client import Counter, Histogram
from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import answering, group_talk, hearing, rasa_client
from handoff.conversations.models import Conversation, Message
from handoff.conversations.telling import country
from handoff.hearing import Snapshot
from handoff.killpoints import killpoint
from handoff.rows import changed
from handoff.safety import ladder
from handoff.safety.model import Assessment, Level

if TYPE_CHECKING:
    from handoff.parts import Parts

log = structlog.get_logger()
LEASE = timedelta(seconds=20)
WEB_GRACE = timedelta(seconds=3)  # the web process answers its own messages; after this the worker does
LOOKS = 4  # how often a turn is begun again because something changed while Rasa was asked
LOOK_AT = 500  # messages compared with each other when many wait
FAILURES = 2  # after so many the person hears that something is not working, and the message counts as handled

handled = Counter("peerline_messages_handled", "Inbound messages answered", ["channel", "who"])
assess_seconds = Histogram(
    "peerline_assess_seconds",
    "Seconds to read one message for risk",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
)


class Door:
    """Handles messages; any number of doors in any number of processes may run."""

    def __init__(self, parts: "Parts") -> None:
        self._parts, self._engine = parts, parts.engine

    def is_risky(self, text: str) -> bool:
        """Whether words that are too long or too many must be taken all the same."""
        return self._assess(text, ()).level >= Level.R2

    def handle(self, conversation_id: int) -> int:
        """Answer every unanswered message of a conversation, in order. Returns how many; 0 if another is at it."""
        done, released, owner = 0, False, secrets.token_hex(8)
        while not released and self._lease(conversation_id, owner):
            try:
                more, released = self._drain(conversation_id, owner)
                done += more
            finally:
                if not released:
                    self._release(conversation_id, owner)
                self._parts.hub.wake(conversation_id)
        return done

    def sweep(self, now: datetime, limit: int = 50) -> int:
        """Answer what nobody has answered, the gravest first: texts at once, web messages once their own process had
        its chance."""
        with storage.reading(self._engine) as db:
            rows = db.execute(
                select(Message.conversation_id, Message.body)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .where(
                    Message.handled_at.is_(None),
                    Message.direction == "in",
                    or_(Message.channel == "sms", Message.received_at <= now - WEB_GRACE),
                    or_(Conversation.handling_until.is_(None), Conversation.handling_until <= now),
                )
                .order_by(Message.received_at)
                .limit(LOOK_AT)
            ).all()
        return sum(self.handle(id) for id in self._gravest_first(rows)[:limit])

    def _gravest_first(self, rows: Sequence[Any]) -> list[int]:
        """Conversations by the gravest thing that waits in each, then by who has waited longest."""
        worst: dict[int, int] = {}
        for conversation_id, body in rows:
            known = worst.setdefault(conversation_id, 0)
            if len(rows) > 1:  # one alone need not be compared with anything
                worst[conversation_id] = max(known, int(self._assess(body, ()).level))
        return sorted(worst, key=lambda id: -worst[id])

    def _lease(self, conversation_id: int, owner: str) -> bool:
        """Take the conversation, if something waits in it and nobody else has it."""
        now = clock.now()
        with storage.writing(self._engine) as db:
            free = or_(Conversation.handling_until.is_(None), Conversation.handling_until <= now)
            waits = _waiting(conversation_id).exists()
            leased = update(Conversation).where(Conversation.id == conversation_id, free, waits)
            return changed(db, leased.values(handling_by=owner, handling_until=now + LEASE)) == 1

    def _release(self, conversation_id: int, owner: str) -> None:
        with storage.writing(self._engine) as db:
            db.execute(
                update(Conversation)
                .where(Conversation.id == conversation_id, Conversation.handling_by == owner)
                .values(handling_by=None, handling_until=None)
            )

    def _drain(self, conversation_id: int, owner: str) -> tuple[int, bool]:
        """Answer what waits. Returns how many, and whether the lease ended with the last of them."""
        done = 0
        while True:
            with storage.reading(self._engine) as db:
                message_id = _next(db, conversation_id)
            if message_id is None:
                return done, False
            try:
                result = self._one(message_id, owner)
                if result != "done":
                    return done + (result == "last"), result == "last"
            except Exception as error:
                log.error("message.failed", id=message_id, kind=type(error).__name__, exc_info=_safe(error))
                if not self._failed(message_id, owner):
                    return done, False
            done += 1

    def _one(self, message_id: int, owner: str) -> str:
        """Answer one message: done, last (nothing else waits, and the lease has ended) or lost (the lease)."""
        ask_anyway = False
        for look in range(LOOKS):
            now = clock.now()
            seen, assessment = self._read(message_id, now)
            outcome = (
                ladder.step(seen.state, hearing.hear(seen, assessment), now, seen.facts)
                if hearing.passes_ladder(seen)
                else ladder.Outcome(seen.state, forward=True)
            )
            turn = answering.Turn(seen, assessment, outcome, now)
            if answering.wants_assistant(turn) or ask_anyway:
                turn.answer, turn.asked = self._ask(seen, assessment, outcome.state, now), True
            result = self._write(turn, owner, final=look == LOOKS - 1)
            if result in ("done", "last", "lost"):
                return result
            ask_anyway = result == "ask"
        return "done"

    def _read(self, message_id: int, now: datetime) -> tuple[Snapshot, Assessment | None]:
        with storage.reading(self._engine) as db:
            message = db.get_one(Message, message_id)
            conversation = db.get_one(Conversation, message.conversation_id)
            seen = hearing.look(db, message, now, country(conversation), self._parts.org)
        return seen, self._assess(seen.text, seen.before) if hearing.is_read(seen) else hearing.told_by(seen.value)

    def _assess(self, text: str, before: tuple[object, ...]) -> Assessment:
        with assess_seconds.time():
            return self._parts.detector.assess(text, before)

    def _ask(
        self, seen: Snapshot, assessment: Assessment | None, state: ladder.RiskState, now: datetime
    ) -> rasa_client.Answer | None:
        """Rasa's answer, or None when it is away. Never called inside a transaction."""
        words, more = seen.text, hearing.metadata(seen, assessment, state, now)
        if seen.value and seen.value.startswith("intent:"):
            words = seen.value[7:]
        elif seen.value is None and group_talk.asked(seen.text, seen.before, now, seen.zone, seen.country):
            words = group_talk.INTENT
        else:
            words = (seen.value or f"text:{words}").removeprefix("text:").lstrip().lstrip("/").strip() or "?"
        try:
            killpoint("door.before_ask")
            return self._parts.rasa.ask(seen.key, words, more)
        except rasa_client.Away:
            return None

    def _write(self, turn: "answering.Turn", owner: str, *, final: bool) -> str:
        """Write the outcome in one transaction: done, last (nothing else waits: the lease ends with it), lost (the
        lease), again (something changed), ask (Rasa)."""
        with storage.writing(self._engine) as db:
            conversation = db.get(Conversation, turn.seen.conversation_id, with_for_update=True)
            if conversation is None or conversation.handling_by != owner:
                return "lost"
            message = db.get_one(Message, turn.seen.message_id)
            if message.handled_at is not None:
                return "done"
            if not final and self._changed(db, conversation, message, turn):
                return "again"
            if not answering.write(db, conversation, message, turn):
                db.rollback()
                return "ask"
            message.handled_at = turn.now
            db.flush()
            last = _next(db, conversation.id) is None
            if last:
                conversation.handling_by = conversation.handling_until = None
            killpoint("door.before_commit")
        killpoint("door.after_commit")
        handled.labels(turn.seen.channel, turn.seen.who).inc()
        if turn.purge:
            self._parts.purge(turn.seen.key)
        return "last" if last else "done"

    def _changed(self, db: Session, conversation: Conversation, message: Message, turn: "answering.Turn") -> bool:
        """Whether something that decides the answer was written since it was read."""
        if hearing.mark(db, conversation) == turn.seen.mark:
            return False
        return not hearing.look(db, message, turn.now, country(conversation), self._parts.org).same(turn.seen)

    def _failed(self, message_id: int, owner: str) -> bool:
        """Count a failure; at the last one say so, with the crisis line, and go on. False: tried again by the sweep."""
        with storage.writing(self._engine) as db:
            message = db.get_one(Message, message_id)
            conversation = db.get_one(Conversation, message.conversation_id)
            if conversation.handling_by != owner:
                return False
            message.failures += 1
            if message.failures < FAILURES:
                return False
            answering.apologise(db, conversation, message, clock.now())
            message.handled_at = clock.now()
        return True


def _waiting(conversation_id: int) -> Select[tuple[int]]:
    return select(Message.id).where(
        Message.conversation_id == conversation_id, Message.direction == "in", Message.handled_at.is_(None)
    )


def _next(db: Session, conversation_id: int) -> int | None:
    return db.scalar(_waiting(conversation_id).order_by(Message.seq).limit(1))


def _safe(error: Exception) -> bool:
    """Whether a traceback may be logged: a database error's text holds the row it could not write."""
    return "sqlalchemy" not in type(error).__module__
