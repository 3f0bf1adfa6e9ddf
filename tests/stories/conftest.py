"""The whole system for a story, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from actions import people, storage
from actions.groups import directory
from actions.groups.migrations import migrate as migrate_groups
from handoff.app import create_app
from handoff.channels.sms.fake import FakeTwilio, through
from handoff.channels.web import api
from handoff.migrations import migrate
from handoff.parts import Parts
from handoff.safety import wording
from tests.cast import Phone, World, line_to
from tests.conftest import DATABASES, MovableClock
from tests.detector import trained
from tests.stub_assistant import StubAssistant

BASE = "https://chat.example.org"


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, str]:
    """A migrated people database of each kind and a groups database, to be copied for each story."""
    folder = tmp_path_factory.mktemp("templates")
    made = {"groups": f"{folder}/groups.db", "sqlite": f"{folder}/people.db"}
    migrate_groups(f"sqlite:///{made['groups']}")
    migrate(f"sqlite:///{made['sqlite']}")
    if "postgresql" in DATABASES:
        made["postgresql"] = request.getfixturevalue("postgres").fresh()
        migrate(made["postgresql"])
    return made


@pytest.fixture(params=DATABASES)
def people_url(request: pytest.FixtureRequest, templates: dict[str, str], tmp_path: Path) -> str:
    """A migrated, empty people database."""
    if request.param == "sqlite":
        return f"sqlite:///{copied(templates['sqlite'], tmp_path / 'people.db')}"
    return str(request.getfixturevalue("postgres").fresh(template=templates["postgresql"].rsplit("/", 1)[1]))


def copied(path: str, to: Path) -> Path:
    for end in ("", "-wal", "-shm"):
        if Path(path + end).exists():
            shutil.copy(path + end, str(to) + end)
    return to


@pytest.fixture
def groups_url(templates: dict[str, str], tmp_path: Path) -> str:
    return f"sqlite:///{copied(templates['groups'], tmp_path / 'groups.db')}"


@pytest.fixture
def assistant() -> Any:
    """What answers in Rasa's place; a story may switch it off."""
    return StubAssistant()


@pytest.fixture
def world(
    people_url: str,
    groups_url: str,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    assistant: Any,
    between: Callable[[FakeTwilio], str],
) -> Iterator[World]:
    """The whole system. Every story ends by checking that nothing else was sent."""
    for name, value in {
        "DATABASE_URL": people_url,
        "GROUPS_DATABASE_URL": groups_url,
        "PUBLIC_BASE_URL": BASE,
        "ORG_NAME": "Peerline",
        "SERVED_COUNTRIES": "US",
        "COVERAGE_ZONE": "America/New_York",
    }.items():
        monkeypatch.setenv(name, value)
    api.limiter.storage.reset()  # each story's first conversation has the same number
    parts = Parts(
        engine=storage.engine(people_url),
        groups_engine=storage.engine(groups_url),
        rasa=assistant,
        detector=trained(),
        words=wording.load("en"),
    )
    app = create_app(parts, {"TESTING": True})
    client = app.test_client()
    twilio = FakeTwilio(app_url=BASE, post=through(client), clock=clock)
    try:
        with twilio:
            made = World(parts.engine, parts, client, twilio, clock, line_to(twilio, BASE, between(twilio)))
            try:
                yield made
                made.nothing_else_was_sent()
            finally:
                made.line.close()
    finally:  # a story that fails must leave nothing open for the next one to stumble over
        parts.hub.stop()
        for engine in (people.engine(), directory.engine()):  # those of the actions, kept for a process
            engine.dispose()
        parts.engine.dispose()
        parts.groups_engine.dispose()


@pytest.fixture
def ana(world: World) -> Any:
    return world.person("Ana")


@pytest.fixture
def vera(world: World) -> Any:
    return world.volunteer("Vera", "+12025550121")


@pytest.fixture
def omar(world: World, vera: Any) -> Any:
    """On shift after Vera, so that she is asked first."""
    return world.volunteer("Omar", "+12025550122")


@pytest.fixture
def cleo(world: World) -> Any:
    """The coordinator; not on shift herself."""
    return world.volunteer("Cleo", "+12025550123", on_shift=False, roles=("coordinator",))


@pytest.fixture
def sue(world: World) -> Any:
    """The supervisor; she has no shift as a volunteer."""
    return world.volunteer("Sue", "+12025550124", on_shift=False, roles=("supervisor",))


@pytest.fixture
def operator(world: World, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """Whoever runs it: reads every page."""
    phone = Phone(world, "+12025550150", "the operator")
    monkeypatch.setenv("OPERATOR_NUMBER", phone.number)
    world.cast.append(phone)
    return phone
