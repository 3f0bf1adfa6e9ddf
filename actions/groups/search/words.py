"""Full text over names, notes and places: FTS5 on SQLite, tsvector on PostgreSQL. How well each row fits, 0 to 1.

The databases say which rows hold a word; how much it counts is worked out here (a rare word says more), since the two
rank differently and the same question must give the same list on both.
"""

import math
import re
from collections.abc import Iterable

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from actions.groups.search.columns import Columns, Rows

_MOST = 20_000  # rows of one word; a word that more rows hold says little
# One string of ids each: thousands of rows cost little more than one.
_SQLITE = (
    "SELECT group_concat(id) FROM (SELECT rowid AS id FROM meeting_text WHERE meeting_text MATCH :word LIMIT :most)",
    "SELECT group_concat(id) FROM (SELECT l.meeting_id AS id FROM location_text t JOIN location l ON l.id = t.rowid"
    " WHERE location_text MATCH :word LIMIT :most)",
)
_POSTGRESQL = (
    "SELECT string_agg(id::text, ',') FROM"
    " (SELECT id FROM meeting WHERE words @@ to_tsquery('english', :word) LIMIT :most) found",
    "SELECT string_agg(meeting_id::text, ',') FROM"
    " (SELECT meeting_id FROM location WHERE words @@ to_tsquery('english', :word) LIMIT :most) found",
)


def likenesses(db: Session, cols: Columns, words: Iterable[str], *, every: bool = False) -> Rows | None:
    """A score for each row: 0 for one that holds none of the words (with `every`: not all), 1 for one that holds all.

    None when there is no word to look for.
    """
    plain = [w for w in dict.fromkeys(re.sub(r"[^a-z0-9]", "", word.lower()) for word in words) if len(w) > 2][:6]
    if not plain:
        return None
    score = np.zeros(cols.count)
    total = 0.0
    for word in plain:
        held = _holding(db, cols, word)
        count = int(np.count_nonzero(held))
        weight = 1 / math.log2(2 + count) if count else 0.3
        total += weight
        score += held * weight
    score = np.round(score / total, 3)
    return np.where(score >= 0.999, 1.0, 0.0) if every else score


def _holding(db: Session, cols: Columns, word: str) -> Rows:
    """Which rows hold a word, or another form of it."""
    sqlite = db.get_bind().dialect.name == "sqlite"
    asked = {"word": f'"{word}"' if sqlite else word, "most": _MOST}
    lists = [db.execute(text(s), asked).scalar() for s in (_SQLITE if sqlite else _POSTGRESQL)]
    held: Rows = np.zeros(cols.count, dtype=bool)
    for one in lists:
        held[cols.rows_of(np.fromstring(one or "", sep=",", dtype=np.int64))] = True
    return held
