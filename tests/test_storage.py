"""Storage keeps what it is given, encrypted, and loses no concurrent write."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from actions import storage


class TestBase(DeclarativeBase):
    __test__ = False


class Note(TestBase):
    __tablename__ = "test_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(storage.EncryptedText)
    count: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime | None] = mapped_column(storage.Utc)


@pytest.fixture
def engine(database_url):
    made = storage.engine(database_url)
    Note.__table__.create(made)
    yield made
    made.dispose()


def test_text_is_encrypted_at_rest_and_comes_back(engine):
    with storage.writing(engine) as db:
        db.add(Note(id=1, body="private words", at=datetime(2026, 1, 1, tzinfo=UTC)))
    with engine.connect() as raw:
        assert b"private" not in bytes(raw.execute(text("SELECT body FROM test_notes")).scalar_one())
    with storage.reading(engine) as db:
        note = db.scalar(select(Note))
        assert note.body == "private words"
        assert note.at == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused(engine):
    with storage.writing(engine) as db:
        db.add(Note(id=1, body="", at=datetime(2026, 1, 1)))
        with pytest.raises(Exception, match="without a zone"):
            db.flush()
        db.rollback()


def test_no_concurrent_increment_is_lost(engine):
    with storage.writing(engine) as db:
        db.add(Note(id=1, body=""))

    def add() -> None:
        for _ in range(10):
            with storage.writing(engine) as db:
                note = db.scalar(select(Note).with_for_update())
                note.count += 1

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with storage.reading(engine) as db:
        assert db.scalar(select(Note)).count == 80
