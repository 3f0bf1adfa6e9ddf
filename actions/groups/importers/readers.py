"""A feed's bytes to outcomes, a kind at a time. What a kind needs beside the feed comes in `extras`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from actions.groups.importers import (
    bmlt,
    columns,
    corpus,
    events,
    fetch,
    hsds,
    hsds_shapes,
    ics,
    jsonld,
    meeting_guide,
    online_lists,
    tribe,
)
from actions.groups.importers.fetch import BadFeed, Document
from actions.groups.importers.listing import Outcome

# What may stand beside a feed (--with NAME=FILE): a kind -> names
BESIDE = {"csv": ("columns",), "bmlt": ("formats", "service_bodies")}


@dataclass(frozen=True)
class Asked:
    """What the order says: defaults for programme and zone, the day of reading, files beside the feed."""

    today: date
    programme: str | None = None
    tz: str | None = None
    extras: Mapping[str, str] = field(default_factory=dict)
    get: Callable[[str], Document] = fetch.get


def read(kind: str, document: Document, asked: Asked) -> list[Outcome]:
    """One outcome a row. Raises BadFeed when the feed is not of that kind."""
    return _READERS[kind](document, asked)


def _tsml(document: Document, asked: Asked) -> list[Outcome]:
    context = meeting_guide.Context(asked.programme, asked.tz)
    text = fetch.text_of(document)
    if text.lstrip()[:1] in ("[", "{"):
        data = fetch.json_of(document)
        if (cells := columns.sheet(data)) is not None:
            return meeting_guide.read(columns.rows(cells), context)
        return meeting_guide.read(fetch.rows_of(data, ("meetings",), ("name", "slug"), "Meeting Guide"), context)
    if "," not in text.split("\n", 1)[0]:
        fetch.json_of(document)  # says what is wrong with it
    made = columns.rows(columns.table(text))
    if not any("name" in row for row in made):
        raise BadFeed("The table has no column Name.", "For other column names use --kind csv with a mapping.")
    return meeting_guide.read(made, context)


def _csv(document: Document, asked: Asked) -> list[Outcome]:
    if "columns" not in asked.extras:
        raise BadFeed("A table needs a column mapping.", "Give --with columns=FILE (docs/groups.md shows one).")
    how = columns.mapping(Path(asked.extras["columns"]))
    made = columns.rows(columns.table(fetch.text_of(document)), how)
    if not any("name" in row for row in made):
        raise BadFeed("No row has a name.", "Check the mapping against the first line of the file.")
    return meeting_guide.read(made, meeting_guide.Context(asked.programme, asked.tz))


def _bmlt(document: Document, asked: Asked) -> list[Outcome]:
    data = fetch.json_of(document)
    rows = fetch.rows_of(data, ("meetings",), ("meeting_name", "id_bigint"), "BMLT")
    listed: Any = data.get("formats") if isinstance(data, dict) else None
    if path := asked.extras.get("formats"):
        listed = fetch.json_of(asked.get(path))
    closed: frozenset[str] = frozenset()
    if path := asked.extras.get("service_bodies"):
        bodies = fetch.json_of(asked.get(path))
        closed = frozenset(
            str(b.get("id")) for b in bodies if isinstance(b, dict) and "archiv" in str(b.get("name")).lower()
        )
    world = bmlt.formats(listed) if isinstance(listed, list) else None
    return bmlt.read(rows, bmlt.Context(asked.programme or "na", asked.tz, world, closed=closed))


def _hsds(document: Document, asked: Asked) -> list[Outcome]:
    context = hsds.Context(asked.today, asked.programme, asked.tz)
    if document.content[:2] == b"PK":
        return hsds.read(hsds_shapes.package(hsds_shapes.files_of(document.content)), context)
    if Path(document.origin).is_dir():
        return hsds.read(hsds_shapes.package(hsds_shapes.files_of(Path(document.origin))), context)
    lines = document.content.lstrip()
    if lines[:1] == b"{" and b"\n{" in lines:
        return hsds.read(hsds_shapes.objects(fetch.json_lines(document)), context)
    return hsds.read(hsds_shapes.objects(fetch.json_of(document)), context)


def _events(asked: Asked) -> events.Context:
    return events.Context(asked.today, asked.programme, asked.tz)


def _ics(document: Document, asked: Asked) -> list[Outcome]:
    fetch.text_of(document)
    return ics.read(document.content, _events(asked))


def _jsonld(document: Document, asked: Asked) -> list[Outcome]:
    return jsonld.read(fetch.text_of(document, page=True), _events(asked))


def _tribe(document: Document, asked: Asked) -> list[Outcome]:
    """All pages: the feed names the next one."""
    rows: list[Any] = []
    for _ in range(50):
        data = fetch.json_of(document)
        rows += fetch.rows_of(data, ("events",), ("title", "start_date"), "The Events Calendar")
        following = data.get("next_rest_url") if isinstance(data, dict) else None
        if not following or not document.live:
            break
        document = asked.get(str(following))
    return tribe.read(rows, _events(asked))


def _jsonl(document: Document, asked: Asked) -> list[Outcome]:
    return corpus.read(fetch.json_lines(document), asked.tz, asked.programme)


def _online(kind: str) -> Callable[[Document, Asked], list[Outcome]]:
    def read_list(document: Document, asked: Asked) -> list[Outcome]:
        text = fetch.text_of(document)
        if text.lstrip()[:1] in ("[", "{"):
            data = fetch.json_of(document)
            cells: list[Any] | None = columns.sheet(data)
            rows = cells if cells is not None else fetch.rows_of(data, ("meetings",), ("name", "times"), "online list")
        else:
            rows = list(columns.table(text))
        if not any(isinstance(r, dict) and {"name", "times"} <= {str(k).strip().lower() for k in r} for r in rows):
            raise BadFeed("No row has a name and times.", "The list has other columns: use --kind csv with a mapping.")
        return online_lists.read(rows, online_lists.Context(kind, asked.programme, asked.tz))

    return read_list


_READERS: dict[str, Callable[[Document, Asked], list[Outcome]]] = {
    "meeting-guide": _tsml,
    "tsml": _tsml,
    "csv": _csv,
    "bmlt": _bmlt,
    "hsds": _hsds,
    "ics": _ics,
    "jsonld": _jsonld,
    "tribe": _tribe,
    "jsonl": _jsonl,
    "oiaa": _online("oiaa"),
    "alanon": _online("alanon"),
}
KINDS = (*_READERS, "manual")
