"""One import from beginning to end: fetch, read by kind, apply."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine

from actions.groups import helplines
from actions.groups.importers import catalogue, corpus, fetch, meeting_guide, store
from actions.groups.importers.listing import Outcome
from actions.storage import writing

KINDS = ("meeting-guide", "tsml", "jsonl", "manual")
CATALOGUE = "catalogue"


@dataclass(frozen=True)
class Order:
    """What is to be imported, and how. `where` is a file or an http(s) address (empty for the built-in catalogue)."""

    where: str
    kind: str
    source: str | None = None
    programme: str | None = None
    tz: str | None = None
    licence: str | None = None
    dry_run: bool = False
    force: str | None = None


def source_key(where: str) -> str:
    """The default source key: the file's name without endings, or the host."""
    if fetch.is_url(where):
        return urlsplit(where).hostname or "feed"
    return Path(where).name.split(".")[0] or "feed"


def run(
    engine: Engine,
    order: Order,
    *,
    now: datetime,
    http: Callable[..., Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> store.Report:
    """Import. Raises fetch.BadFeed when the feed cannot be used; then nothing was changed."""
    outcomes, sha, live = _read(order, http)
    into = store.Into(
        key=order.source or source_key(order.where),
        kind="tsml" if order.kind == "meeting-guide" else order.kind,
        url=order.where if fetch.is_url(order.where) else None,
        licence=order.licence,
        programme=order.programme,
        tz=order.tz,
        stale_after_days=14 if live else 180,
    )
    return store.run(
        engine, into, outcomes, now=now, dry_run=order.dry_run, force=order.force, sha256=sha, progress=progress
    )


def _read(order: Order, http: Callable[..., Any] | None) -> tuple[list[Outcome], str | None, bool]:
    if order.kind == "manual":
        folder = Path(order.where) if order.where else catalogue.FOLDER
        return catalogue.read(catalogue.entries(folder)), None, False
    document = fetch.get(order.where, http) if http else fetch.get(order.where)
    sha = hashlib.sha256(document.content).hexdigest()
    if order.kind == "jsonl":
        return corpus.read(fetch.json_lines(document), order.tz, order.programme), sha, document.live
    context = meeting_guide.Context(order.programme, order.tz)
    return meeting_guide.read(fetch.json_rows(document), context), sha, document.live


def load_builtin(
    engine: Engine, *, now: datetime, door: Callable[[], Sequence[helplines.Line]] | None = None
) -> store.Report:
    """Load the built-in catalogue and the helplines; doing it again changes nothing. `door`: the ladder's lines."""
    with writing(engine) as db:
        helplines.load(db, door)
    return run(engine, Order("", "manual", CATALOGUE, force="built in"), now=now)
