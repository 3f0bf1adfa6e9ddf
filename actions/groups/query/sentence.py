"""A sentence being read: a reader takes what it understands, so that nobody reads it twice."""

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=2048)
def phrase(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the words as whole words, longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(w) for w in ordered) + r")(?![\w-])")


@lru_cache(maxsize=8192)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern compiled once: the readers have more of them than the `re` module remembers."""
    return re.compile(pattern)


def _ready(pattern: str | re.Pattern[str]) -> re.Pattern[str]:
    """The compiled pattern; one that is compiled is not looked up, since its hash costs as much as a short search."""
    return pattern if isinstance(pattern, re.Pattern) else _compiled(pattern)


class Sentence:
    """Tidied text; `take` blanks what it found."""

    def __init__(self, text: str, typed: str = "", tidied: str | None = None, language: str | None = None) -> None:
        self.whole = text
        self.rest = text
        self.typed = typed  # before tidying: capitals tell names from words
        self.tidied = text if tidied is None else tidied  # before it was put in the readers' own words
        self.language = language  # what it was written in, when that is not English

    def has(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """The first match in what is left."""
        return _ready(pattern).search(self.rest)

    def has_all(self, pattern: str | re.Pattern[str]) -> list[re.Match[str]]:
        """All matches in what is left."""
        return list(_ready(pattern).finditer(self.rest))

    def take(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """The first match in what is left, which is then read."""
        found = _ready(pattern).search(self.rest)
        if found and found.end() > found.start():
            self.blank(found.start(), found.end())
        return found

    def take_all(self, pattern: str | re.Pattern[str]) -> list[re.Match[str]]:
        """All matches in what is left, which are then read."""
        found = [m for m in _ready(pattern).finditer(self.rest) if m.end() > m.start()]
        for match in found:
            self.blank(match.start(), match.end())
        return found

    def take_words(self, words: Iterable[str]) -> str | None:
        """The first of these words or phrases."""
        found = self.take(phrase(tuple(words)))
        return found.group(0) if found else None

    def blank(self, start: int, end: int) -> None:
        """Mark a span as read."""
        self.rest = self.rest[:start] + "|" * (end - start) + self.rest[end:]

    def left(self) -> list[str]:
        """The words nobody read."""
        return [w for w in re.findall(r"[a-z0-9][a-z0-9'&-]*", self.rest.replace("|", " ")) if w]
