"""One import from beginning to end: fetch, read by kind, apply."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine

from actions.groups import helplines
from actions.groups.importers import catalogue, fetch, hsds_shapes, readers, store
from actions.groups.importers.listing import Outcome
from actions.storage import writing

KINDS = readers.KINDS
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
    extras: Mapping[str, str] = field(default_factory=dict)
    refresh_minutes: int | None = None


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
    key = order.source or source_key(order.where)
    known = store.known_version(engine, key) if fetch.is_url(order.where) and not order.force else fetch.Known()

    def get(where: str) -> fetch.Document:
        return fetch.get(where, http) if http else fetch.get(where)

    document = _document(order, known, http)
    if document is not None and document.unchanged:
        return store.unchanged(engine, key, now, dry_run=order.dry_run)
    asked = readers.Asked(now.date(), order.programme, order.tz, order.extras, get)
    outcomes = _catalogue(order) if document is None else readers.read(order.kind, document, asked)
    live = document is not None and document.live
    into = store.Into(
        key=key,
        kind="tsml" if order.kind == "meeting-guide" else order.kind,
        url=order.where if fetch.is_url(order.where) else None,
        licence=order.licence,
        programme=order.programme,
        tz=order.tz,
        stale_after_days=14 if live else 180,
        etag=document.etag if document else None,
        last_modified=document.last_modified if document else None,
        extras=dict(order.extras),
        refresh_minutes=order.refresh_minutes,
    )
    sha = hashlib.sha256(document.content).hexdigest() if document else None
    return store.run(
        engine, into, outcomes, now=now, dry_run=order.dry_run, force=order.force, sha256=sha, progress=progress
    )


def _document(order: Order, known: fetch.Known, http: Callable[..., Any] | None) -> fetch.Document | None:
    if order.kind == "manual":
        return None
    if Path(order.where).is_dir() and order.kind == "hsds":
        parts = hsds_shapes.files_of(Path(order.where))
        return fetch.Document(b"".join(parts.values()), order.where)
    if http is None:
        return fetch.get(order.where, known=known)
    return fetch.get(order.where, http, known)


def _catalogue(order: Order) -> list[Outcome]:
    return catalogue.read(catalogue.entries(Path(order.where) if order.where else catalogue.FOLDER))


def load_helplines(engine: Engine, door: Callable[[], Sequence[helplines.Line]] | None = None) -> None:
    """The reviewed helplines of each country and the ladder's lines; doing it again changes nothing."""
    with writing(engine) as db:
        helplines.load(db, door)


def load_builtin(
    engine: Engine, *, now: datetime, door: Callable[[], Sequence[helplines.Line]] | None = None
) -> store.Report:
    """Load the built-in catalogue and the helplines; doing it again changes nothing. `door`: the ladder's lines."""
    load_helplines(engine, door)
    return run(engine, Order("", "manual", CATALOGUE, licence="Apache-2.0", force="built in"), now=now)
