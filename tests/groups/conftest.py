"""A directory to search in, and the shared data when it is there."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from actions import storage
from actions.groups.importers import run
from actions.groups.migrations import migrate
from tests.conftest import DATABASES, SHARED

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


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Migrated, empty groups databases to copy, by kind of database: migrating each time was most of these tests."""
    return {"sqlite": str(tmp_path_factory.mktemp("empty") / "groups.db")}


def _copy_of_empty(kind: str, request: pytest.FixtureRequest, empty: dict[str, str], tmp_path: Path) -> str:
    if kind == "sqlite":
        if not Path(empty["sqlite"]).exists():
            migrate(f"sqlite:///{empty['sqlite']}")
        return f"sqlite:///{shutil.copy(empty['sqlite'], tmp_path / 'groups.db')}"
    server = request.getfixturevalue("postgres")
    if kind not in empty:
        empty[kind] = server.fresh()
        migrate(empty[kind])
    return str(server.fresh(empty[kind].rsplit("/", 1)[1]))


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, empty: dict[str, str], tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated groups database, once on SQLite and once on PostgreSQL."""
    made = storage.engine(_copy_of_empty(request.param, request, empty, tmp_path))
    yield made
    made.dispose()


@pytest.fixture
def sqlite(request: pytest.FixtureRequest, empty: dict[str, str], tmp_path: Path) -> Iterator[Engine]:
    """The same on SQLite alone."""
    made = storage.engine(_copy_of_empty("sqlite", request, empty, tmp_path))
    yield made
    made.dispose()


ZOOM = "https://zoom.us/j/0000000001?pwd=hidden"
LEEDS = {"formatted_address": "1 Example Road, Leeds LS1 1AA, UK", "latitude": 53.797, "longitude": -1.543}
ROWS: list[dict[str, Any]] = [
    {
        "slug": "fam-tue",
        "name": "Tuesday Families",
        "programme": "al_anon",
        "day": 2,
        "time": "19:30",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
    },
    {
        "slug": "fam-chicago",
        "name": "Windy Families",
        "programme": "al_anon",
        "day": 2,
        "time": "14:15",
        "timezone": "America/Chicago",
        "conference_url": ZOOM,
    },
    {
        "slug": "fam-wed",
        "name": "Wednesday Families",
        "programme": "al_anon",
        "day": 3,
        "time": "19:30",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
    },
    {
        "slug": "fam-women",
        "name": "Sister Families",
        "programme": "al_anon",
        "day": 2,
        "time": "20:00",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
        "types": ["W"],
    },
    {
        "slug": "fam-parents",
        "name": "Parents Together",
        "programme": "al_anon",
        "day": 2,
        "time": "18:00",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
        "types": ["POA"],
    },
    {
        "slug": "aa-tue",
        "name": "Sober Tuesday",
        "programme": "aa",
        "day": 2,
        "time": "19:00",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
    },
    {
        "slug": "aa-leeds",
        "name": "Leeds Sober",
        "programme": "aa",
        "day": 4,
        "time": "19:00",
        "timezone": "Europe/London",
        **LEEDS,
    },
    {
        "slug": "aa-men",
        "name": "Men of Leeds",
        "programme": "aa",
        "day": 4,
        "time": "19:00",
        "timezone": "Europe/London",
        "types": ["M", "X"],
        **LEEDS,
    },
    {
        "slug": "aa-bipoc",
        "name": "Our Own Room",
        "programme": "aa",
        "day": 0,
        "time": "10:00",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
        "types": ["POC"],
    },
    {
        "slug": "aa-late",
        "name": "Night Owls",
        "programme": "aa",
        "day": 2,
        "time": "23:30",
        "end_time": "00:45",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
    },
    {
        "slug": "aa-odd",
        "name": "Hope (and more) [beginners] 50% + ?",
        "programme": "aa",
        "day": 5,
        "time": "12:00",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
    },
    {
        "slug": "aa-monthly",
        "name": "First Thursdays",
        "programme": "aa",
        "day": 4,
        "time": "21:00",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
        "notes": "Meets 1st Thursday only.",
    },
    {
        "slug": "na-tue",
        "name": "Clean Tuesday",
        "programme": "na",
        "day": 2,
        "time": "19:00",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
    },
]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """URLs of filled directories by kind of database, filled by the first test that asks."""
    return {"feed": str(tmp_path_factory.mktemp("feed") / "feed.json")}


def fill(url: str, feed: Path) -> None:
    feed.write_text(json.dumps(ROWS))
    migrate(url)
    made = storage.engine(url)
    run.run(made, run.Order(str(feed), "meeting-guide", "town"), now=NOW - timedelta(days=3))
    run.load_builtin(made, now=NOW)
    made.dispose()


@pytest.fixture(params=DATABASES)
def directory(request: pytest.FixtureRequest, templates: dict[str, str], tmp_path: Path) -> Iterator[Engine]:
    """A copy of a filled directory, once on SQLite and once on PostgreSQL."""
    feed = Path(templates["feed"])
    if request.param == "sqlite":
        source = feed.parent / "template.db"
        if not source.exists():
            fill(f"sqlite:///{source}", feed)
        url = f"sqlite:///{shutil.copy(source, tmp_path / 'directory.db')}"
    else:
        server = request.getfixturevalue("postgres")
        if "postgresql" not in templates:
            templates["postgresql"] = server.fresh()
            fill(templates["postgresql"], feed)
        url = server.fresh(templates["postgresql"].rsplit("/", 1)[1])
    made = storage.engine(url)
    yield made
    made.dispose()
