"""Engines, sessions and column types for both databases.

The people database (`Base`, `DATABASE_URL`) and the groups database (its own base, `GROUPS_DATABASE_URL`) are opened
the same way, on SQLite and on PostgreSQL.
"""

import hashlib
import hmac
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import Connection, DateTime, Engine, LargeBinary, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from actions import settings

NAMES = {  # so that Alembic can name what it alters, on both databases
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Everything in the people database."""

    metadata = MetaData(naming_convention=NAMES)


class Utc(TypeDecorator[datetime]):
    """An aware UTC datetime. A naive one is refused: it is a bug somewhere above."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored: use actions.clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@lru_cache(maxsize=4)
def _fernet(keys: str) -> MultiFernet:
    return MultiFernet([Fernet(k.strip().encode()) for k in keys.split(",") if k.strip()])


def _box() -> MultiFernet:
    return _fernet(settings.value("DATA_KEYS"))


class EncryptedText(TypeDecorator[str]):
    """Text, encrypted at rest (MultiFernet: a fresh IV each time, keys can be rotated)."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else _box().encrypt(value.encode("utf-8", "replace"))

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else _box().decrypt(bytes(value)).decode("utf-8")


class EncryptedJSON(TypeDecorator[Any]):
    """Anything JSON can hold, encrypted at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        return None if value is None else _box().encrypt(json.dumps(value, ensure_ascii=False).encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        return None if value is None else json.loads(_box().decrypt(bytes(value)))


def keyed_hash(text: str) -> str:
    """64 hex digits by which an encrypted value (a number, an address, a token) can be found again."""
    return hmac.new(settings.value("HASH_KEY").encode(), text.encode(), hashlib.sha256).hexdigest()


# How long a writer waits for SQLite's one write lock, in slices that let other greenlets run (design trap W2).
LOCK_WAIT_S = 5.0


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: we say BEGIN IMMEDIATE (trap D1)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=0"):
        for attempt in range(60):
            try:
                connection.execute(f"PRAGMA {pragma}")
                break
            except sqlite3.OperationalError:
                if attempt == 59:
                    raise
                time.sleep(0.05)


def _sqlite_begin(connection: Connection) -> None:
    wanted = "BEGIN" if connection.get_execution_options().get("peerline_read") else "BEGIN IMMEDIATE"
    pause, waited = 0.002, 0.0
    while True:
        try:
            connection.exec_driver_sql(wanted)
            return
        except Exception as error:
            if "locked" not in str(error) or waited >= LOCK_WAIT_S:
                raise
            time.sleep(pause)
            waited, pause = waited + pause, min(pause * 1.6, 0.05)


def engine(url: str) -> Engine:
    """An engine for a database URL, prepared as the design asks (WAL, FULL, BEGIN IMMEDIATE, cooperative lock wait).

    `postgresql://` is read as psycopg 3. The caller disposes of it.
    """
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if url.startswith("sqlite"):
        made = create_engine(url, connect_args={"timeout": 0, "check_same_thread": False})
        event.listen(made, "connect", _sqlite_connect)
        event.listen(made, "begin", _sqlite_begin)
        return made
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=40)


@contextmanager
def writing(on: Engine) -> Iterator[Session]:
    """A session in one write transaction: committed at the end, rolled back on any exception."""
    with Session(on, expire_on_commit=False) as db, db.begin():
        yield db


@contextmanager
def reading(on: Engine) -> Iterator[Session]:
    """A session that only reads and takes no write lock; nothing is committed."""
    with (
        on.connect().execution_options(peerline_read=True) as connection,
        Session(connection, expire_on_commit=False) as db,
    ):
        yield db
