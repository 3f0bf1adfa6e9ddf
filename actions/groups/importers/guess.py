"""Topics, role and audience of a listing whose feed has no codes for them, from its name and categories. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from actions.groups import taxonomy

_LOVED = re.compile(
    r"\b(?:famil(?:y|ies)|friends|loved ones?|partners?|spouses?|parents of|relatives|significant others?)\b", re.I
)
_CARER = re.compile(r"\b(?:carers?|caregivers?|caregiving|caring for)\b", re.I)
_BEREAVED = re.compile(
    r"\b(?:grief|griev\w+|bereave\w*|loss of|suicide loss|survivors of suicide loss|widow\w*)\b", re.I
)
_GENDER = (
    ("women", re.compile(r"\bwomen(?:['’]s)?\b|\bmujeres\b", re.I)),
    ("men", re.compile(r"\bmen(?:['’]s)?\b", re.I)),
)
_TAGS = {
    "lgbtq": r"\blgbt\w*\+?|\bqueer\b",
    "young_people": r"\byoung (?:people|adults?)\b|\byoung persons?\b",
    "teens": r"\bteens?\b|\bteenagers?\b",
    "seniors": r"\bseniors?\b|\bolder adults\b",
    "veterans": r"\bveterans?\b",
    "beginners": r"\bbeginners?\b|\bnewcomers?\b",
    "bipoc": r"\bbipoc\b",
}


@dataclass(frozen=True)
class About:
    """What a listing is about, as far as its words show."""

    programme: str
    topics: tuple[str, ...]
    roles: tuple[str, ...]
    gender_only: str | None = None
    tags: tuple[str, ...] = ()


def of(words: str, programme: str | None = None) -> About:
    """Read a name and categories. `programme` is that of the source; one that the words name comes first."""
    named = _programme(words) or programme or "other"
    known = taxonomy.load().programme(named)
    topics = _topics(words) or known.topics
    if named not in ("other", "nami", "dbsa") and known.topics != ("other",):
        topics = known.topics
    gender = next((g for g, pattern in _GENDER if pattern.search(words)), None) or known.gender_only
    both = all(pattern.search(words) for _, pattern in _GENDER)
    tags = tuple(sorted(t for t, pattern in _TAGS.items() if re.search(pattern, words, re.I)))
    return About(named, topics, roles(words, known.roles), None if both else gender, tags)


def roles(words: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Who it is for: bereaved, carers, those close to somebody; else what the programme says."""
    if _BEREAVED.search(words):
        return ("bereaved",)
    if _CARER.search(words):
        return ("carer", "loved_one") if _LOVED.search(words) else ("carer",)
    return ("loved_one",) if _LOVED.search(words) else otherwise


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[tuple[re.Pattern[str], str], ...], tuple[tuple[re.Pattern[str], str], ...]]:
    known = taxonomy.load()

    def made(rows: dict[str, tuple[str, ...]]) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple(
            (
                re.compile(
                    rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in sorted(words, key=len, reverse=True))})(?!\w)", re.I
                ),
                c,
            )
            for c, words in rows.items()
            if words
        )

    topics = made({c: tuple(w for w in t.words if len(w) > 2) for c, t in known.topics.items()})
    programmes = made({c: tuple(w for w in p.words if len(w) > 3) for c, p in known.programmes.items()})
    return topics, programmes


def _topics(words: str) -> tuple[str, ...]:
    found = [code for pattern, code in _patterns()[0] if pattern.search(words)]
    ancestors = {a for code in found for a in taxonomy.load().ancestors(code)}
    return tuple(code for code in found if code not in ancestors)


def _programme(words: str) -> str | None:
    return next((code for pattern, code in _patterns()[1] if pattern.search(words)), None)
