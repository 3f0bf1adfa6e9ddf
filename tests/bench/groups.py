"""Group search on the real feeds: how long an import takes, and how long a search."""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from actions.groups import asking, directory
from actions.groups.importers import run
from actions.groups.migrations import migrate
from tests.bench import search
from tests.bench.table import Row, quantile, spread
from tests.conftest import SHARED

FEEDS = SHARED / "data/groups"
NOW = datetime.fromisoformat("2026-11-24T18:30:00+00:00")
NIGHTS = ["an online AA meeting right now", "NA meeting on now", "any online meeting in the next hour"]


def _orders() -> Iterator[run.Order]:
    for path in sorted((FEEDS / "feeds").glob("meeting-guide-*")):
        yield run.Order(
            str(path), "meeting-guide", path.name.split(".")[0], None, "America/New_York", None, False, None
        )
    yield run.Order(str(FEEDS / "meetings-normalised.jsonl.gz"), "jsonl", "normalised", None, None, None, False, None)


def _import(engine: Engine) -> tuple[int, float]:
    began, done = time.perf_counter(), 0
    run.load_builtin(engine, now=NOW)
    for order in _orders():
        try:
            run.run(engine, order, now=NOW, progress=lambda *_: None)
            done += 1
        except Exception as error:  # noqa: BLE001  a feed that this version refuses is said, and left out
            print(f"{Path(order.where).name} was refused: {error}")
    return done, time.perf_counter() - began


def _queries() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FEEDS / "golden-queries-dev.jsonl").read_text().splitlines() if line.strip()]


def _times(ask: Callable[[dict[str, Any]], object], asked: list[dict[str, Any]]) -> list[float]:
    took = []
    for one in asked:
        began = time.perf_counter()
        ask(one)
        took.append(time.perf_counter() - began)
    return took


def rows() -> list[Row]:
    """The real feeds when they are here, then 150,000 invented rows (PEERLINE_BENCH_ROWS)."""
    return [*_feeds(), *search.rows()]


def _feeds() -> list[Row]:
    if not FEEDS.is_dir():
        return [Row("group search on the imported feeds", "left out: the shared data folder is not here")]
    folder = Path(tempfile.mkdtemp(prefix="peerline-bench-"))
    url = f"sqlite:///{folder}/groups.db"
    try:
        migrate(url)
        engine = directory.engine(url)
        feeds, seconds = _import(engine)
        return [*_imported(engine, feeds, seconds), *_searched(engine)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _imported(engine: Engine, feeds: int, seconds: float) -> list[Row]:
    with engine.connect().execution_options(peerline_read=True) as db:
        count = db.execute(text("SELECT count(*) FROM meeting")).scalar()
    return [Row(f"import of {feeds} feeds and the built-in groups into SQLite", f"{seconds:.0f} s, {count:,} listings")]


def _searched(engine: Engine) -> list[Row]:
    def ask(one: dict[str, Any]) -> object:
        return asking.document(
            engine,
            one["turns"],
            tz=one.get("tz"),
            country=one.get("country"),
            now=datetime.fromisoformat(one["now"]) if one.get("now") else NOW,
        )

    asked = _queries()
    now = [{"turns": [turn], "tz": "America/New_York"} for turn in NIGHTS] * 10
    first = _times(ask, [*asked, *now[: len(NIGHTS)]])  # lists that the first of a kind reads are there for the next
    golden, on_now = _times(ask, asked), _times(ask, now)
    return [
        Row("the first search of each kind after a start", spread(first)),
        Row(
            "group search, golden queries, read and searched",
            spread(golden),
            "p95 < 80 ms (at 150,000 meetings)",
            quantile(golden, 0.95) < 0.080,
        ),
        Row('"on now"', spread(on_now), "p95 < 30 ms (at 150,000 meetings)", quantile(on_now, 0.95) < 0.030),
    ]
