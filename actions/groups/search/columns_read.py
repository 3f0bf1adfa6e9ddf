"""Reading the directory into columns: once, and again when an import, an edit or a check was written."""

import json
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from actions.groups import taxonomy
from actions.groups.importers.row_parts import words_of
from actions.groups.search.columns import SCHEMES, UNKNOWN, WEEK, Coded, Columns, Flags, Rows, Slots

_VERSION = text(
    "SELECT (SELECT coalesce(max(id), 0) FROM import_run), (SELECT count(*) FROM import_run WHERE status = 'applied'),"
    " (SELECT coalesce(max(id), 0) FROM change), (SELECT coalesce(max(id), 0) FROM verification)"
)
_MEETINGS = text(
    "SELECT m.id, m.public_id, m.grp_id, m.title, m.programme, m.modality, m.modes, m.open_closed, m.gender_only,"
    " m.timed, m.facets, m.status, m.source_id, g.kind, g.anonymity, g.camera, g.moderated, g.faith, g.min_age,"
    " g.max_age, g.country FROM meeting m JOIN grp g ON g.id = m.grp_id"
    " WHERE m.status IN ('published', 'hidden_reported', 'suspended')"
)
_SLOTS = text("SELECT meeting_id, tz, start_minute, ordinal_mask, week_parity FROM slot WHERE opening")
_ALWAYS = text("SELECT meeting_id FROM schedule WHERE kind = 'always'")
_EXCEPTED = text("SELECT DISTINCT meeting_id FROM schedule_exception")
_POINTS = text("SELECT meeting_id, lat, lon, country FROM location")
_SOURCES = text("SELECT id, kind, last_ok_at, stale_after_days FROM source ORDER BY id")
_CHECKS = text("SELECT public_id, max(at) FROM verification WHERE result = 'ok' GROUP BY public_id")


_KEPT: dict[str, Columns] = {}
_LOCK = threading.Lock()


def of(db: Session, engine: Engine) -> Columns:
    """The columns of a directory, read anew when something was written since."""
    version = tuple(db.execute(_VERSION).one())
    key = str(engine.url)
    found = _KEPT.get(key)
    if found is None or found.version != version:
        with _LOCK:
            found = _KEPT.get(key)
            if found is None or not _caught_up(db, found, version):
                found = _read(db, version)
                _KEPT.clear()  # one directory a process; tests use many
                _KEPT[key] = found
    return found


def _caught_up(db: Session, found: Columns, version: tuple[int, ...]) -> bool:
    """Whether the columns are right, or could be made so: a change of status alone is taken over in place."""
    if found.version == version:
        return True
    if (found.version[0], found.version[1], found.version[3]) != (version[0], version[1], version[3]):
        return False
    changed = db.execute(
        text("SELECT entity, key, field, after FROM change WHERE id > :since ORDER BY id"), {"since": found.version[2]}
    ).all()
    rows = [found.at(c.key) for c in changed]
    if None in rows or any(c.entity != "meeting" or c.field != "status" for c in changed):
        return False
    for row, change in zip(rows, changed, strict=True):
        found.offered[row] = change.after == "published"
    found.version = version
    found.kept.clear()
    return True


_NAMES = (
    "id", "public_id", "grp_id", "title", "programme", "modality", "modes", "open_closed", "gender_only", "timed",
    "facets", "status", "source_id", "kind", "anonymity", "camera", "moderated", "faith", "min_age", "max_age",
    "country",
)  # fmt: skip
_CODED = (
    "programme", "modality", "open_closed", "gender_only", "kind", "anonymity", "camera", "moderated", "faith",
    "country",
)  # fmt: skip


def _read(db: Session, version: tuple[int, ...]) -> Columns:
    rows = sorted(db.execute(_MEETINGS).tuples().all(), key=itemgetter(1))
    of = dict(zip(_NAMES, zip(*rows, strict=True) if rows else [()] * len(_NAMES), strict=True))
    row_of = {meeting: i for i, meeting in enumerate(of["id"])}
    sources = db.execute(_SOURCES).all()
    source_of = {s.id: i for i, s in enumerate(sources)}
    of["gender_only"] = tuple(taxonomy.whose_room(g, t) for g, t in zip(of["gender_only"], of["title"], strict=True))
    coded = {n: _coded(of[n]) for n in _CODED}
    zones, slots = _slots(db, row_of, coded["modality"].among(("in_person", "hybrid"), np.arange(len(row_of))))
    flags = _flags(of["facets"])
    lat, lon, coded["place_country"] = _points(db, row_of)
    checked = _checks(db, of["public_id"])
    return Columns(
        version=version,
        ids=np.array(of["id"], dtype=np.int64),
        public=list(of["public_id"]),
        titles=list(of["title"]),
        offered=np.array([s == "published" for s in of["status"]], dtype=bool),
        group=_dense(of["grp_id"]),
        name=_dense([(p, t.lower()) for p, t in zip(of["programme"], of["title"], strict=True)]),
        modes=np.array(of["modes"], dtype=np.uint8),
        timed=np.array(of["timed"], dtype=bool),
        always=_always(db, row_of),
        min_age=_numbers(of["min_age"]),
        max_age=_numbers(of["max_age"]),
        lat=lat,
        lon=lon,
        checked=checked,
        source=np.array([source_of[s] for s in of["source_id"]], dtype=np.int16),
        coded=coded,
        flags=flags,
        zones=zones,
        slots=slots,
        sources=[_source(s) for s in sources],
        single_role=_single(flags["roles"]),
        any_checked=bool(np.any(~np.isnan(checked))),
        excepted=frozenset(m for (m,) in db.execute(_EXCEPTED)),
        words=_words(of["title"]),
        row_of=row_of,
    )


def _dense(values: Iterable[Any]) -> Rows:
    """Each different value as a number, from 0 in order of appearance."""
    numbers: dict[Any, int] = {}
    return np.array([numbers.setdefault(v, len(numbers)) for v in values], dtype=np.int32)


def _points(db: Session, row_of: dict[int, int]) -> tuple[Rows, Rows, Coded]:
    lat, lon = (np.full(len(row_of), np.nan, dtype=np.float32) for _ in range(2))
    countries: list[str | None] = [None] * len(row_of)
    for meeting, y, x, country in db.execute(_POINTS).tuples():
        if (i := row_of.get(meeting)) is not None:
            lat[i], lon[i] = (y, x) if y is not None else (np.nan, np.nan)
            countries[i] = country
    return lat, lon, _coded(countries)


def _always(db: Session, row_of: dict[int, int]) -> Rows:
    found: Rows = np.zeros(len(row_of), dtype=bool)
    found[[row_of[m] for (m,) in db.execute(_ALWAYS) if m in row_of]] = True
    return found


def _source(row: Any) -> dict[str, Any]:
    """A source's kind, limit, and last good reading as seconds (SQLite gives raw text here)."""
    return {"manual": row.kind == "manual", "limit": row.stale_after_days, "ok": _seconds(row.last_ok_at)}


def _seconds(at: Any) -> float:
    if at is None:
        return float("nan")
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _numbers(values: Iterable[int | None]) -> Rows:
    return np.array([UNKNOWN if v is None else v for v in values], dtype=np.int16)


def _coded(values: Sequence[str | None]) -> Coded:
    names: dict[str, int] = {}
    codes = [UNKNOWN if v is None else names.setdefault(v, len(names)) for v in values]
    return Coded(np.array(codes, dtype=np.int16), names)


def _checks(db: Session, public: Sequence[str]) -> Rows:
    """Seconds of the newest good check of each row, NaN without one."""
    found = {key: _seconds(at) for key, at in db.execute(_CHECKS).tuples()}
    return np.array([found.get(p, np.nan) for p in public], dtype=np.float64)


def _flags(facets: Sequence[str]) -> dict[str, Flags]:
    """Facets repeat: each different one is read once."""
    names: dict[str, dict[str, int]] = {s: {} for s in SCHEMES}
    number: dict[str, int] = {}
    kind_of = np.array([number.setdefault(f, len(number)) for f in facets], dtype=np.int32)
    read = [json.loads(f) for f in number]
    kinds = {s: [tuple(names[s].setdefault(c, len(names[s])) for c in f.get(s, ())) for f in read] for s in SCHEMES}
    return {s: Flags(kinds[s], kind_of, names[s]) for s in SCHEMES}


def _single(roles: Flags) -> Rows:
    """Rows that are for one role alone."""
    found: Rows = np.bitwise_count(roles.bits).sum(axis=0) == 1
    return found


def _slots(db: Session, row_of: dict[int, int], in_person: Rows) -> tuple[list[str], Slots]:
    found = [s for s in db.execute(_SLOTS).tuples() if s[0] in row_of]
    zones = sorted({s[1] for s in found})
    number = {z: i for i, z in enumerate(zones)}
    row = np.array([row_of[s[0]] for s in found], dtype=np.int32)
    zone = np.array([number[s[1]] for s in found], dtype=np.int16)
    start = np.array([s[2] for s in found], dtype=np.int32)
    mask = np.array([s[3] or 0 for s in found], dtype=np.int16)
    parity = np.array([UNKNOWN if s[4] is None else s[4] for s in found], dtype=np.int8)
    key = zone.astype(np.int64) * WEEK + start
    order = np.argsort(key, kind="stable")
    going = in_person[row][order]
    return zones, Slots(row[order], zone[order], start[order], mask[order], parity[order], key[order], going)


def _words(titles: Sequence[str]) -> dict[str, Rows]:
    """Rows by word of their names."""
    found: dict[str, list[int]] = {}
    for row, title in enumerate(titles):
        for word in words_of(title):
            found.setdefault(word, []).append(row)
    return {w: np.array(r, dtype=np.int32) for w, r in found.items()}
