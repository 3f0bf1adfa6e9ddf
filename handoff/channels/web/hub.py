"""Wakes open event streams when something new was stored, by this process or by another (trap W6)."""

import threading
from collections import defaultdict, deque

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from actions import storage
from handoff.conversations.models import Message

log = structlog.get_logger()
EVERY_S = 0.25  # how long another process's words may take to be noticed (design README 3, trap W6)
OVERLAP = 200  # PostgreSQL commits ids out of order: look again at this many below the newest


class Hub:
    """One per web process. Streams wait on it; one watcher looks at the database for all of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: dict[int, set[threading.Event]] = defaultdict(set)
        self._watcher: threading.Thread | None = None
        self._stop = threading.Event()

    def wake(self, conversation_id: int) -> None:
        """Something was stored in this conversation."""
        for event in tuple(self._waiting.get(conversation_id, ())):
            event.set()

    def listen(self, conversation_id: int) -> threading.Event:
        """An event that is set at each wake; give it back with `leave`."""
        self._watch()
        event = threading.Event()
        self._waiting[conversation_id].add(event)
        return event

    def leave(self, conversation_id: int, event: threading.Event) -> None:
        self._waiting[conversation_id].discard(event)
        if not self._waiting[conversation_id]:
            self._waiting.pop(conversation_id, None)

    def streams(self) -> int:
        """How many streams are open in this process."""
        return sum(len(events) for events in self._waiting.values())

    def _watch(self) -> None:
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._look, daemon=True, name="hub")
            self._watcher.start()

    def _look(self) -> None:
        recent: deque[int] = deque(maxlen=OVERLAP * 4)
        newest = 0
        while not self._stop.wait(EVERY_S):
            if not self._waiting:
                continue
            try:
                with storage.reading(self._engine) as db:
                    rows = db.execute(
                        select(Message.id, Message.conversation_id)
                        .where(Message.id > newest - OVERLAP)
                        .order_by(Message.id)
                    ).all()
            except SQLAlchemyError as error:
                log.warning("hub.look_failed", kind=type(error).__name__)
                continue
            known = set(recent)
            for id, conversation_id in rows:
                if id not in known:
                    recent.append(id)
                    self.wake(conversation_id)
                newest = max(newest, id)

    def stop(self) -> None:
        """End the watcher; it is gone, with its connection given back, when this returns."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join(timeout=5)
