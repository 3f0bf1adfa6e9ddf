"""Full text over names, notes and places: FTS5 on SQLite, tsvector on PostgreSQL. How well each row fits, 0 to 1."""

import re
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from actions.groups.search.columns import Columns

_MOST = 400
_ENOUGH = 20
_SQLITE = (
    "SELECT rowid, -rank FROM meeting_text WHERE meeting_text MATCH :words ORDER BY rank LIMIT :most",
    "SELECT l.meeting_id, -t.rank FROM location_text t JOIN location l ON l.id = t.rowid"
    " WHERE location_text MATCH :words ORDER BY t.rank LIMIT :most",
)
_POSTGRESQL = (
    "SELECT id, ts_rank(words, q) FROM meeting, to_tsquery('english', :words) q WHERE words @@ q"
    " ORDER BY 2 DESC, id LIMIT :most",
    "SELECT meeting_id, ts_rank(words, q) FROM location, to_tsquery('english', :words) q WHERE words @@ q"
    " ORDER BY 2 DESC, id LIMIT :most",
)


def likenesses(db: Session, cols: Columns, words: Iterable[str], *, every: bool = False) -> dict[int, float]:
    """Scores by row of listings that hold the words, the best of each text 1.0: all of them, or (unless `every`) when
    too few do, one of them."""
    plain = [w for w in dict.fromkeys(re.sub(r"[^a-z0-9]", "", word.lower()) for word in words) if len(w) > 2][:8]
    if not plain:
        return {}
    found = _matching(db, cols, plain, every=True)
    if not every and len(plain) > 1 and len(found) < _ENOUGH:
        some = _matching(db, cols, plain, every=False)
        found = {row: score / 2 for row, score in some.items()} | found
    return found


def _matching(db: Session, cols: Columns, plain: list[str], *, every: bool) -> dict[int, float]:
    sqlite = db.get_bind().dialect.name == "sqlite"
    between = (" AND " if every else " OR ") if sqlite else (" & " if every else " | ")
    query = between.join(f'"{w}"' if sqlite else w for w in plain)
    found: dict[int, float] = {}
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        hits = db.execute(text(statement), {"words": query, "most": _MOST}).tuples().all()
        best = max((float(score) for _, score in hits), default=0.0) or 1.0
        for meeting, score in hits:
            if (row := cols.row_of.get(meeting)) is not None:
                found[row] = max(found.get(row, 0.0), round(float(score) / best, 3))
    return found
