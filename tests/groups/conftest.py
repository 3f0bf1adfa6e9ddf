"""A directory to search in, and the shared data when it is there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from actions import storage
from actions.groups.migrations import migrate
from tests.conftest import SHARED

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def data() -> Path:
    folder = SHARED / "data" / "groups"
    if not folder.is_dir():
        pytest.skip(f"the shared group data are not at {folder}: set PEERLINE_SHARED")
    return folder


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty, migrated groups database, once on SQLite and once on PostgreSQL."""
    migrate(database_url)
    made = storage.engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/groups.db"
    migrate(url)
    made = storage.engine(url)
    yield made
    made.dispose()
