"""Order inside what the filters left: fit, text, freshness, soon, newcomer-friendly. Ties by public id."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np

from actions.groups import freshness, taxonomy
from actions.groups.search.candidates import Pass, Query
from actions.groups.search.columns import WEEK, Columns, Rows

_NAMED = ("anonymous", "pseudonym", "first_name")
_MOST = 1500  # rows put in order; more are only counted
STALE = 0.5  # what is past its limit comes last


def order(cols: Columns, found: Pass, query: Query) -> tuple[Rows, Rows]:
    """Places of a pass, best first, and their scores."""
    at = _preferred(cols, found.rows, query.slots)
    rows, wait, away = found.rows[at], found.wait[at], found.away[at]
    score = 0.40 * _fit(cols, rows, query.slots)
    score += 0.25 * _text(cols, rows, query)
    score += 0.20 * _fresh(cols, rows, query.now)
    score += 0.10 * np.where(wait >= WEEK, 0.3, 1 - np.maximum(wait, 0) / WEEK)
    if not query.slots.get("format"):
        score += 0.05 * cols.flags["tags"].any(["beginners"], rows)
    score -= np.minimum(np.nan_to_num(away), 100) / 400
    score -= 0.02 * (wait >= WEEK)
    if query.here:
        score += 0.03 * cols.coded["country"].among([query.here], rows)
    score = np.round(score, 4)
    if query.named:  # a name goes before everything else
        score += np.round(_spread(cols, query.named, 0.0)[rows])
    if len(rows) > _MOST:
        best = np.sort(np.argpartition(-score, _MOST)[:_MOST])
        at, rows, score = at[best], rows[best], score[best]
    ranked = np.lexsort((rows, -score))
    return at[ranked], score[ranked]


def _spread(cols: Columns, values: dict[int, float], otherwise: float) -> Rows:
    """Values by row as a column."""
    column: Rows = np.full(cols.count, otherwise)
    column[list(values)] = list(values.values())
    return column


def _preferred(cols: Columns, rows: Rows, slots: dict[str, Any]) -> Rows:
    """Wishes about audience, format and rhythm: when some listings meet them, only these are left."""
    at = np.arange(len(rows))
    for key in ("audience", "format"):
        wanted = set(slots.get(key) or ())
        if "teens" in wanted:
            wanted.add("alateen")
        fitting = cols.flags["tags"].any(wanted, rows[at]) if wanted else np.zeros(0, dtype=bool)
        at = at[fitting] if fitting.any() else at
    if ordinals := slots.get("ordinals"):
        bits = sum({1 << max(int(o[:-2]), 0) for o in ordinals})
        monthly = np.zeros(cols.count, dtype=bool)
        monthly[cols.slots.row[(cols.slots.mask & bits) != 0]] = True
        at = at[monthly[rows[at]]] if monthly[rows[at]].any() else at
    return at


def _text(cols: Columns, rows: Rows, query: Query) -> Rows:
    found: Rows = np.full(len(rows), 0.5)
    if query.named:
        found = _spread(cols, query.named, 0.0)[rows] / 100
    elif query.text is not None:
        mine = query.text[rows]
        found = np.where(mine > 0, 0.5 + mine / 2, 0.35)
    return found


def _fresh(cols: Columns, rows: Rows, now: datetime) -> Rows:
    """The freshness factor of each row: of its source, or of the newest check of its own when that is better."""
    made = []
    for source in cols.sources:
        age = (now.timestamp() - source["ok"]) / 86_400
        made.append(
            freshness.of_age(None if np.isnan(age) else max(int(age), 0), source["limit"], manual=source["manual"])
        )
    factor = np.array([f if f > 0.3 else f - STALE for f in made] or [0.6])[cols.source[rows]]
    age = (now.timestamp() - cols.checked[rows]) / 86_400
    own = np.where(np.isnan(age), 0.0, np.clip(1.0 - 0.4 * (age - 45) / 45, 0.6, 1.0) * (age <= 90))
    fresh: Rows = np.maximum(factor, own)
    return fresh


def _fit(cols: Columns, rows: Rows, slots: dict[str, Any]) -> Rows:
    known = taxonomy.load()
    points, most = np.zeros(len(rows)), 0.0
    if asked := slots.get("topics"):
        most += 2
        topics = cols.flags["topics"]
        near = topics.any({a for t in asked for a in known.ancestors(t)}, rows)
        points += np.where(topics.any(asked, rows), 2.0, np.where(near, 1.0, 0.6))
    if relation := slots.get("relation"):
        most += 1
        points += np.where(cols.flags["relations"].any([relation], rows), 1.0, 0.5)
    if slots.get("role"):
        most += 1
        points += np.where(cols.single_role[rows], 1.0, 0.7)
    if wanted := slots.get("modality"):
        most += 1
        points += np.where(cols.coded["modality"].among(wanted, rows), 1.0, 0.8)
    if "place" in slots and not slots.get("modality"):
        most += 1
        points += np.where((cols.modes[rows] & np.uint8(1)) != 0, 1.0, 0.5)
    video = (cols.modes[rows] & np.uint8(2)) != 0
    for key, sure in (
        ("camera", cols.coded["camera"].among(("none", "optional"), rows) | ~video),
        ("anonymity", cols.coded["anonymity"].among(_NAMED, rows)),
    ):
        if slots.get(key):
            most += 1
            points += np.where(sure, 1.0, 0.3)
    # A gathering that is meant for other people than said stays behind one that is open to all.
    others = cols.flags["tags"].any(taxonomy.AUDIENCE_TAGS - set(slots.get("audience") or ()), rows)
    fit: Rows = (points / most if most else np.full(len(rows), 0.5)) - 0.15 * others
    return fit


def thin(cols: Columns, rows: Rows, slots: dict[str, Any], seen: "Seen") -> Iterator[int]:
    """Places of ranked rows: one a group and a name; at most two of a programme unless it was asked for or nothing
    else is left. What `seen` holds is left out; whoever shows a listing adds it there."""
    groups, names = set(seen.groups), set(seen.names)
    counts: dict[int, int] = {}
    later = []
    few = not (slots.get("programme") or slots.get("name"))
    programmes = cols.coded["programme"].codes
    for at, row in enumerate(rows):
        group, name = int(cols.group[row]), int(cols.name[row])
        if group in groups or (name in names and not slots.get("name")):
            continue
        groups.add(group)
        names.add(name)
        if few:
            programme = int(programmes[row])
            counts[programme] = counts.get(programme, 0) + 1
            if counts[programme] > 2:
                later.append(at)
                continue
        yield at
    yield from later


class Seen:
    """Groups and names that are in the answer already."""

    def __init__(self) -> None:
        self.groups: set[int] = set()
        self.names: set[int] = set()

    def add(self, cols: Columns, row: int) -> None:
        """Remember a listing."""
        self.groups.add(int(cols.group[row]))
        self.names.add(int(cols.name[row]))


def groups_left(cols: Columns, rows: Rows, seen: Seen) -> int:
    """How many other groups some rows hold."""
    found = np.zeros(int(cols.group.max()) + 1 if cols.count else 1, dtype=bool)
    found[cols.group[rows]] = True
    found[list(seen.groups)] = False
    return int(found.sum())
