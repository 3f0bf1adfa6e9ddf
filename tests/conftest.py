"""Fixtures for all tests: a PostgreSQL of our own, fresh databases, a movable clock."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as properties
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.util import LRUCache

from actions import clock as real_clock
from actions import storage
from handoff import logs
from handoff.channels.sms.fake import FakeTwilio

# For `make mutate`: the same examples each time; a slow machine notices no change; the first failure is enough.
properties.register_profile(
    "mutants", derandomize=True, deadline=None, database=None, max_examples=20, phases=(Phase.explicit, Phase.generate)
)

logs.set_up()  # as in production: allow-listed keys, no locals in tracebacks

_known: dict[str, Engine] = {}
_compiled: dict[str, LRUCache[Any, Any]] = {}


def _engine_of_one_family(*args: Any, **kwargs: Any) -> Engine:
    """An engine that shares the compiled statements of the first of its kind.

    In production one engine lives as long as its process. Here each test has its own, and compiling the same
    statements again for each took a quarter of all processor time.
    """
    made = create_engine(*args, **kwargs)
    kind = made.dialect.name
    if kind in _known:  # its dialect has met a server of this kind; statements are known by their dialect
        made.dialect = _known[kind].dialect
    else:
        event.listen(made, "engine_connect", lambda _connection: _known.setdefault(kind, made), once=True)
    made.update_execution_options(compiled_cache=_compiled.setdefault(kind, LRUCache(4000)))
    return made


storage.create_engine = _engine_of_one_family  # type: ignore[attr-defined]

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PEERLINE_SHARED", ROOT.parent / "shared"))


def free_port() -> int:
    """A loopback port nobody listens on, below those the system lends: a server that comes back finds it free."""
    while True:
        port = secrets.choice(range(20000, 32000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _postgres_bin() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    pytest.fail("PostgreSQL is not installed: apt-get install -y postgresql (or set PEERLINE_TEST_DATABASES=sqlite)")


class Postgres:
    """Debian's PostgreSQL in a temporary folder on a free port; never run as root, which it refuses."""

    def __init__(self) -> None:
        self.port, self.bin = free_port(), _postgres_bin()
        self.folder = Path(tempfile.mkdtemp(prefix="peerline-pg-"))
        self._user = self._who()
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "peerline", "--auth=trust", "-E", "UTF8", "--no-sync"
        )
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-w",
            "-l",
            str(self.folder / "log"),
            "-o",
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200",
            "start",
        )

    def _who(self) -> str | None:
        if os.geteuid() != 0:
            return None
        name = next((u for u in ("postgres", "nobody") if u in {p.pw_name for p in pwd.getpwall()}), "nobody")
        shutil.chown(self.folder, name)
        return name

    def _run(self, tool: str, *args: str) -> None:
        user = {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid} if self._user else {}
        done = subprocess.run(
            [str(self.bin / tool), *args],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            **user,
        )  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(f"{tool}: {done.stderr or done.stdout}")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://peerline@127.0.0.1:{self.port}/{database}"

    def fresh(self, template: str | None = None) -> str:
        """The URL of a new database, empty or a copy of another."""
        import psycopg

        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return self.url(name)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


DATABASES = os.environ.get("PEERLINE_TEST_DATABASES", "sqlite,postgresql").split(",")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    return postgres.fresh()


class MovableClock:
    """A clock that stands still until told."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@pytest.fixture
def clock() -> Iterator[MovableClock]:
    """Tuesday 24 November 2026, 18:30 UTC, for everything that asks `actions.clock.now()`."""
    movable = MovableClock(datetime(2026, 11, 24, 18, 30, tzinfo=UTC))
    real_clock.use(movable)
    yield movable
    real_clock.use(None)


@pytest.fixture
def between() -> Callable[[FakeTwilio], str]:
    """The address at which our client finds Twilio; something may stand between the two."""
    return lambda twilio: twilio.base_url


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real feeds and labelled messages; tests that need it are skipped where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared data folder is not here: set PEERLINE_SHARED to run this test")
    return SHARED
