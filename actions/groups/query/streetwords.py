"""Street words: what people call a trouble where they live, brought to the words the readers know ("on the brown").

The phrases and how they are written: data/streetwords.yml. A phrase is looked up by its first word, so that a thousand
of them cost no more than the few that may begin at a word of the sentence.
"""

import re
from functools import lru_cache

from actions.groups import taxonomy

_WORD = re.compile(r"(?<![\w'-])[a-z0-9]+")
_BETWEEN = r"(?: (?:the|some|too much|a bit of|a lot of|loads of|so much|all the|that|this))*"
# A pattern, and what it is read as.
_Phrase = tuple[str, str]
_Index = dict[str, list[_Phrase]]


def _token(written: str) -> str:
    """The pattern of one word of a phrase, with the space before it."""
    optional = written.endswith("?") or "?/" in written
    words = [w.removesuffix("?") for w in written.split("/")]
    either = "|".join(_one(w) for w in words)
    return rf"(?:[,.;:]? (?:{either}))" + ("?" if optional else "")


def _one(word: str) -> str:
    return r"[\w'-]+" if word == "_" else re.escape(word).replace(r"\*", r"[\w'-]*").replace(r"\+", " ")


def _pattern(phrase: str) -> str:
    """The pattern of a phrase, without the space before its first word."""
    words, _, unless = phrase.partition(" !")
    tokens = words.split()
    first = "(?:" + "|".join(_one(w) for w in tokens[0].split("/")) + ")"
    not_before = rf"(?! (?:{'|'.join(_one(w) for w in unless.split('/'))})(?![\w-]))" if unless else ""
    return first + "".join(_token(t) for t in tokens[1:]) + r"(?![\w'-])" + not_before


def _phrases(listed: str) -> list[str]:
    return [p.strip() for p in listed.split(",") if p.strip()]


def _firsts(phrase: str) -> set[str]:
    found = [re.match(r"[a-z0-9]+", w) for w in phrase.split()[0].split("/")]
    if any(m is None for m in found) or "?" in phrase.split()[0]:
        raise ValueError(f"streetwords.yml: the first word must be one that is always there: {phrase!r}")
    return {m.group(0) for m in found if m}


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = taxonomy.read_yaml(taxonomy.DATA / "streetwords.yml")
    return table


def _add(index: _Index, listed: str, said: str, then: str = "") -> None:
    for phrase in _phrases(listed):
        for first in _firsts(phrase):
            index.setdefault(first, []).append((_pattern(phrase) + then, said))


@lru_cache(maxsize=1)
def _sure() -> _Index:
    """First word -> what means one thing, whatever else is said: "on the brown", "the pokies"."""
    index: _Index = {}
    for said, listed in _table()["always"].items():
        _add(index, listed, said)
    for reading, leads in _table()["company"].items():
        for said, listed in _table()["taken"].items():
            drug = "|".join(_pattern(p) for p in _phrases(listed))
            _add(index, leads, f"{reading} {said}", rf"{_BETWEEN} (?:{drug})")
    return index


@lru_cache(maxsize=1)
def _else() -> _Index:
    """First word -> what tells the trouble when no other word does: "everything is grey", "a broken heart"."""
    index: _Index = {}
    for said, listed in _table()["alone"].items():
        _add(index, listed, said)
    return index


@lru_cache(maxsize=4096)
def _starting(word: str, *, sure: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    index = _sure() if sure else _else()
    return tuple((re.compile(pattern), said) for pattern, said in index.get(word, ()))


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """All words of all phrases: right as they stand, however near to another they are."""
    listed = " ".join(text for part in ("always", "alone", "taken") for text in _table()[part].values())
    return frozenset(re.findall(r"[a-z]{4,}", listed))


def sure(text: str, kept: re.Pattern[str]) -> str:
    """A tidied sentence with the words that mean one thing put plainly; what `kept` matches (programmes) stays."""
    return _put(text, kept, sure=True)


def alone(text: str, kept: re.Pattern[str]) -> str:
    """The same for words that tell the trouble only when the sentence has no other word for one."""
    return _put(text, kept, sure=False)


def _put(text: str, kept: re.Pattern[str], *, sure: bool) -> str:
    found: list[tuple[int, int, str]] = []
    done = 0
    for word in _WORD.finditer(text):
        if word.start() < done:
            continue
        longest = max(
            ((m.end(), said) for p, said in _starting(word.group(0), sure=sure) if (m := p.match(text, word.start()))),
            default=None,
        )
        if longest:
            done = longest[0]
            found.append((word.start(), done, longest[1]))
    names = [m.span() for m in kept.finditer(text)] if found else []
    for start, end, said in reversed(found):
        if not any(begin < end and start < stop for begin, stop in names):
            text = text[:start] + said + text[end:]
    return text
