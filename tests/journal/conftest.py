"""A person with an empty journal, on each database."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import Engine

from actions import storage
from actions.journal import models, service
from actions.journal.taken import Taken
from actions.journal.turn import Turn

TABLES = [t.__table__ for t in (models.ExerciseRun, models.CheckIn, models.SavedLine, models.Plan)]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = storage.engine(database_url)
    storage.Base.metadata.create_all(made, tables=TABLES)
    yield made
    made.dispose()


@dataclass
class Ana:
    """Somebody who writes: each call is one message in one transaction."""

    engine: Engine
    clock: Any
    person_id: int = 1
    channel: str = "web"
    turn: Turn = field(init=False)
    count: int = 100

    def next_turn(self, **more: Any) -> Turn:
        self.count += 1
        self.turn = Turn(str(self.count), self.clock.at, self.channel, **more)
        return self.turn

    def starts(self, exercise: str, **more: Any) -> Taken:
        turn = self.next_turn(**more)
        with storage.writing(self.engine) as db:
            return service.start(db, self.person_id, exercise, turn)

    def types(self, text: str) -> Taken:
        turn = self.next_turn()
        with storage.writing(self.engine) as db:
            return service.take(db, self.person_id, turn, text=text)

    def presses(self, value: str) -> Taken:
        turn = self.next_turn()
        with storage.writing(self.engine) as db:
            return service.take(db, self.person_id, turn, value=value)

    def says(self, word: str) -> Taken | None:
        turn = self.next_turn()
        with storage.writing(self.engine) as db:
            return getattr(service, word.lower())(db, self.person_id, turn)

    def comes_back(self, **more: Any) -> Taken | None:
        turn = self.next_turn(**more)
        with storage.writing(self.engine) as db:
            return service.back(db, self.person_id, turn)

    def repeats(self, text: str) -> Taken:
        """The newest message again, some time later."""
        with storage.writing(self.engine) as db:
            return service.take(db, self.person_id, replace(self.turn, now=self.clock.at), text=text)

    def does(self, exercise: str, *texts: str) -> Taken:
        taken = self.starts(exercise)
        for text in texts:
            taken = self.types(text)
        return taken

    def rows(self, table: Any) -> list[Any]:
        with storage.reading(self.engine) as db:
            return list(db.query(table).filter(table.person_id == self.person_id).order_by(table.id))


@pytest.fixture
def ana(engine: Engine, clock: Any) -> Ana:
    return Ana(engine, clock)
