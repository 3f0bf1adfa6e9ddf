"""Finding listings by a name, misspelt or not: words near the typed ones, then the whole name compared."""

import numpy as np
from rapidfuzz import fuzz, process

from actions.groups.importers.row_parts import words_of
from actions.groups.search.columns import Columns

_MOST = 600


def _plain(name: str) -> str:
    return " ".join(words_of(name))


def likenesses(cols: Columns, name: str, *, limit: int = 60, least: float = 70.0) -> dict[int, float]:
    """Likeness (0 to 100) by row of the listings whose names are nearest; ties by public id."""
    typed = words_of(name)[:8]
    votes = np.zeros(cols.count, dtype=np.float32)
    vocabulary = list(cols.words)
    for word in typed:
        near = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=76 if len(word) > 3 else 99, limit=8)
        best = np.zeros(cols.count, dtype=np.float32)
        for found, score, _ in near:
            rows = cols.words[found]
            # A rare word says more than "group": its vote weighs by how few names have it.
            best[rows] = np.maximum(best[rows], score / 100 / np.log2(2 + len(rows)))
        votes += best
    some = np.flatnonzero(votes)
    if not len(some):
        return {}
    rows = some[np.argsort(-votes[some], kind="stable")[:_MOST]]
    wanted = " ".join(typed)
    scored = []
    for row in rows:
        title = _plain(cols.titles[row])
        score = max(fuzz.ratio(wanted, title), 0.97 * fuzz.token_set_ratio(wanted, title))
        if score >= least:
            scored.append((-score, int(row)))
    return {row: -score for score, row in sorted(scored)[:limit]}
