"""Finding listings by a name, misspelt or not: words near the typed ones, then the whole name compared."""

from collections import Counter
from functools import lru_cache

from rapidfuzz import fuzz, process
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from actions.groups.importers.row_parts import words_of
from actions.groups.models import ImportRun, Meeting, NameWord

_WORDS: dict[tuple[str, int], list[str]] = {}


def _vocabulary(db: Session, engine: Engine) -> list[str]:
    """All words of names; read again after an import."""
    key = (str(engine.url), db.scalar(select(func.max(ImportRun.id))) or 0)
    if key not in _WORDS:
        _WORDS.clear()
        _WORDS[key] = list(db.scalars(select(NameWord.word).distinct()))
    return _WORDS[key]


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    return " ".join(words_of(name))


def find(
    db: Session, engine: Engine, name: str, *, limit: int = 60, least: float = 70.0, published: bool = True
) -> list[tuple[int, float]]:
    """(meeting id, likeness 0-100) of the listings whose names are nearest, best first; ties by public id."""
    vocabulary = _vocabulary(db, engine)
    votes: Counter[int] = Counter()
    for word in words_of(name)[:8]:
        near = [
            w
            for w, _, _ in process.extract(
                word, vocabulary, scorer=fuzz.ratio, score_cutoff=78 if len(word) > 3 else 99, limit=6
            )
        ]
        if near:
            for meeting_id in set(db.scalars(select(NameWord.meeting_id).where(NameWord.word.in_(near)).limit(4000))):
                votes[meeting_id] += 1
    best = [m for m, _ in sorted(votes.items(), key=lambda v: (-v[1], v[0]))[:400]]
    if not best:
        return []
    query = select(Meeting.id, Meeting.title, Meeting.public_id).where(Meeting.id.in_(best))
    if published:
        query = query.where(Meeting.status == "published")
    wanted = " ".join(words_of(name))
    scored = [
        (i, max(fuzz.ratio(wanted, _plain(t)), 0.97 * fuzz.token_set_ratio(wanted, _plain(t))), p)
        for i, t, p in db.execute(query)
    ]
    scored.sort(key=lambda s: (-s[1], s[2]))
    return [(i, score) for i, score, _ in scored if score >= least][:limit]
