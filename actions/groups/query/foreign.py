"""Sentences in Spanish, French, German, Portuguese, Italian and Polish: which language, and the same in our words.

Word by word from data/glossary.yml, which is enough for "grupo para mi marido que bebe, los lunes". English words in
such a sentence stay ("un grupo de Al-Anon online").
"""

import re
from functools import lru_cache, partial
from typing import Any

from actions.groups import taxonomy
from actions.groups.query.sentence import phrase

_LEAST = 2  # different words of a language that show it
# Written the same in English, or a name of something: alone they show no language.
_SHARED = frozenset(
    {
        "me",
        "a",
        "en",
        "es",
        "de",
        "con",
        "no",
        "is",
        "die",
        "des",
        "sans",
        "pour",
        "am",
        "bin",
        "fine",
        "son",
        "per",
        "on",
        "an",
        "or",
        "as",
        "mon",
        "w",
        "internet",
        "po",
        "we",
        "brat",
        "mam",
        "mama",
        "nie",
    }
)


@lru_cache(maxsize=1)
def _languages() -> dict[str, tuple[frozenset[str], tuple[tuple[re.Pattern[str], str], ...]]]:
    table = taxonomy.read_yaml(taxonomy.DATA / "glossary.yml")
    return {
        code: (
            frozenset(row["signs"]),
            tuple(
                (re.compile(rf"(?:(?<![\w'-])|(?<=\b[ld]'))(?:{theirs})(?![\w-])"), str(ours))
                for theirs, ours in row["words"]
            ),
        )
        for code, row in table.items()
    }


def _crossed(row: dict[str, Any]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """A death in one language: every kin word with every way of saying it; `_died` puts it in our words."""
    kin = "|".join(f"(?P<{ours}>{theirs})" for ours, theirs in row["kin"].items())
    whom = rf"(?:(?:{row['of']})(?: |(?<=')))*?(?:{kin})"
    return tuple(
        (re.compile(rf"(?:(?<![\w'-])|(?<=\b[ld]'))(?:{pattern})(?![\w-])"), how)
        for pattern, how in (
            (rf"(?:{row['hand_before']}) {whom}|{_twice(whom)} (?:{row['hand_after']})", "took his own life"),
            (
                rf"(?:{row['before']}) {whom}(?: (?P<hand>{row['hand_after']}))?|{_twice(whom)} (?:{row['after']})",
                "died",
            ),
        )
    )


def _twice(whom: str) -> str:
    """The same pattern with other names for its groups."""
    return re.sub(r"\(\?P<(\w+)>", r"(?P<\1_>", whom)


_OURS = re.compile(
    r"(?<![\w'])(?:mi|nuestr|mon|ma|mes|notre|nos|mein|unser|meu|minha|noss|mio|mia|nostr|m[oó]j|nasz|my|ons|mijn)"
)


def _died(found: re.Match[str], how: str) -> str:
    named = {name.rstrip("_"): text for name, text in found.groupdict().items() if text}
    by_hand = how != "died" or named.pop("hand", None)
    if "son" in named and not by_hand and not _OURS.search(found.group(0)):
        return "child loss"  # "deuil d'un enfant": of nobody's in particular
    return f"my {next(k for k in named if k != 'hand')} {'took his own life' if by_hand else 'died'}"


@lru_cache(maxsize=1)
def _losses() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    table = taxonomy.read_yaml(taxonomy.DATA / "losses_abroad.yml")
    return {code: _crossed(row) for code, row in table.items()}


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    return phrase(tuple(w for p in taxonomy.load().programmes.values() for w in p.words))


def language_of(text: str) -> str | None:
    """The language of a tidied sentence when it is one of the glossary's and not English."""
    words = set(re.findall(r"[a-z][a-z'-]*", text))
    hits = {code: words & signs for code, (signs, _) in _languages().items()}
    code, found = max(hits.items(), key=lambda hit: len(hit[1]))
    return code if len(found) >= _LEAST and found - _SHARED and len(found) * 4 >= len(words) else None


@lru_cache(maxsize=2048)
def english(text: str) -> tuple[str, str | None]:
    """A tidied sentence in our words, and the language it is written in (None for English)."""
    code = language_of(text)
    if code is None:
        return text, None
    # The names of programmes are known as they are; digits keep their colons.
    parts: list[str] = []
    at = 0
    for name in _names().finditer(text):
        parts += [_put(text[at : name.start()], code), name.group(0)]
        at = name.end()
    return re.sub(r"  +", " ", " ".join([*parts, _put(text[at:], code)])).strip(), code


def _put(text: str, code: str) -> str:
    for loss, how in _losses().get(code, ()):
        text = loss.sub(partial(_died, how=how), text)
    for theirs, ours in _languages()[code][1]:
        text = theirs.sub(ours, text)
    return text
