"""Other ways of saying one thing, brought to the words the readers know: "on the sauce" is drinking.

The patterns stand in data/everyday.yml, coverage.yml and wordings.yml; street words are read before (streetwords.py).
Names of programmes are left as they are ("Overeaters Anonymous").
"""

import re
from functools import lru_cache

from actions.groups import taxonomy
from actions.groups.query import streetwords
from actions.groups.query.sentence import phrase

_Rules = tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=2)
def _rules(*names: str) -> tuple[tuple[re.Pattern[str] | None, _Rules], ...]:
    """The sections of some tables, each with the hint without which none of its rules can match."""
    found: list[tuple[re.Pattern[str] | None, _Rules]] = []
    for table in (taxonomy.read_yaml(taxonomy.DATA / name) for name in names):
        hints = table.pop("hints", {})
        for section, rows in table.items():
            hint = re.compile(hints[section]) if section in hints else None
            found.append(
                (hint, tuple((re.compile(rf"(?<![\w-])(?:{theirs})(?![\w-])"), str(ours)) for theirs, ours in rows))
            )
    return tuple(found)


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    return phrase(tuple(w for p in taxonomy.load().programmes.values() for w in p.words if len(w) > 3))


# Somebody died: that is what it is about, and losses.py reads it.
_DEAD = (
    "died",
    "dead",
    "death",
    "passed away",
    "passed",
    "killed",
    "buried",
    "funeral",
    "own life",
    "suicide",
    "late wife",
    "late husband",
)


@lru_cache(maxsize=1)
def known() -> re.Pattern[str]:
    """What a sentence may be about: topics and programmes."""
    known = taxonomy.load()
    topics = (w for topic in known.topics.values() for w in topic.words)
    return phrase((*_DEAD, *topics, *(w for programme in known.programmes.values() for w in programme.words)))


@lru_cache(maxsize=1)
def known_topics() -> re.Pattern[str]:
    """The words for topics alone."""
    return phrase(tuple(w for topic in taxonomy.load().topics.values() for w in topic.words))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A tidied sentence in the readers' own words."""
    text = _through(text, "everyday.yml")
    text = streetwords.sure(text, _names())
    text = _through(text, "coverage.yml", "wordings.yml")
    if not known().search(text):
        text = streetwords.alone(text, _names())
    return re.sub(r"  +", " ", text).strip()


def _through(text: str, *names: str) -> str:
    """A sentence after the rules of some tables."""
    for hint, rules in _rules(*names):
        if hint and not hint.search(text):
            continue
        for pattern, words in rules:
            if pattern.search(text):
                text = _put(text, pattern, words)
    return text


def _put(text: str, pattern: re.Pattern[str], words: str) -> str:
    kept = [m.span() for m in _names().finditer(text)]

    def one(found: re.Match[str]) -> str:
        inside = any(begin < found.end() and found.start() < end for begin, end in kept)
        return found.group(0) if inside else found.expand(words)

    return pattern.sub(one, text)
