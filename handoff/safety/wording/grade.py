"""The reading grade of an English text: about the school year whose pupils read it with ease (Flesch and Kincaid)."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[.?:;]+(?:\s+|$)")
_WORD = re.compile(r"[A-Za-z']+")
_PLACE = re.compile(r"\{\w+\}")
LEAST_WORDS = 10
"""Below so many words one long word decides, and the figure says nothing."""


def grade(text: str) -> float | None:
    """The grade, or None for a text too short to have one. A placeholder counts as one short word."""
    said = _PLACE.sub("one", text)
    sentences = [part for part in _SENTENCE.split(said) if _WORD.search(part)]
    words = _WORD.findall(said)
    if len(words) < LEAST_WORDS:
        return None
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    """Groups of vowels; an e at the end, and most -ed and -es, are not heard."""
    low = word.lower()
    count = len(re.findall(r"[aeiouy]+", low))
    silent = (
        (low.endswith("e") and not low.endswith("le"))
        or (low.endswith("ed") and not low.endswith(("ted", "ded")))
        or (low.endswith("es") and not re.search(r"(?:[sxz]|ch|sh|ce|ge)es$", low))
    )
    return max(count - silent, 1)
