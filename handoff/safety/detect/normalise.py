"""What was typed, made plain: one spelling for each word that matters, with the way back to the words as typed.

No general spelling corrector: it turns "unalive" into "alive". Every change is a reviewed row of `words.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST = 16_000
"""Characters that are read. A longer text is read at its beginning and its end, half each."""

_LEET = str.maketrans("013457@$!|+", "oieastasiit")
_LEET_L = str.maketrans("013457@$!|+", "oleastasllt")
_LOOKALIKES = str.maketrans(
    "аеорсухіѕјԁѡһкмтвнοαενικρτυ",
    "aeopcyxisjdwhkmtbhoaevikptu",
)
_QUOTES = str.maketrans("‘’‛`´ʼ′“”„«»—–―…‐‑", "'''''''\"\"\"\"\"---.--")
_WORD = re.compile(r"[a-z0-9@$](?:[a-z0-9'@$*!|+]*[a-z0-9@$*])?\*?|[.?!;\n]+|[,:()\-]|[^\W_]+")
_SPACED = re.compile(r"(?<![a-z0-9'])[a-z](?:[ ._*\-]{1,2}[a-z]){2,24}(?![a-z0-9'])")
_RUN, _LONGEST_RUN, _LONGEST_PART = 8, 60, 9
_TWICE = re.compile(r"(.)\1")
_ENDS = frozenset(".?!;\n")


@dataclass(frozen=True, slots=True)
class Token:
    """One plain word and where its origin stands in the text as typed."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Plain words in order, joined by single spaces in `text`.

    breaks    indexes of tokens that come right after a comma, colon or bracket
    question  it ended with a question mark
    """

    tokens: tuple[Token, ...]
    text: str
    breaks: frozenset[int]
    question: bool
    _starts: tuple[int, ...] = field(repr=False)

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """The tokens [first, last) that the characters [start, end) of `text` touch."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        return first, max(bisect_left(self._starts, end), first + 1)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters [start, end) of `text` stand in the text as typed."""
        first, last = self.token_range(start, end)
        touched = self.tokens[first:last]
        return min(token.start for token in touched), max(token.end for token in touched)


@dataclass(frozen=True, slots=True)
class Plain:
    """A message made plain. `typed` is the text as it came, which spans quote."""

    typed: str
    sentences: tuple[Sentence, ...]
    whole: Sentence

    def quote(self, sentence: Sentence, start: int, end: int) -> str:
        """The words as typed behind the characters [start, end) of a sentence's text."""
        first, last = sentence.origin(start, end)
        return self.typed[first:last].strip()


def _sentence(tokens: Sequence[Token], breaks: Iterable[int], question: bool) -> Sentence:
    starts: list[int] = []
    at = 0
    for token in tokens:
        starts.append(at)
        at += len(token.word) + 1
    text = " ".join(token.word for token in tokens)
    return Sentence(tuple(tokens), text, frozenset(breaks), question, tuple(starts))


class Normaliser:
    """Turns a text into `Plain`. Built from `words.yml`; holds no state between texts, raises nothing for any str."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._words: dict[str, list[str]] = {}
        for section in ("contractions", "shorthand", "misspellings", "joined"):
            for typed, plain in data[section].items():
                self._words[str(typed)] = str(plain).split()
        self._targets = frozenset(str(word) for word in data["targets"])
        self._emoji = {symbol: str(words).split() for symbol, words in data["emoji"].items()}
        self._phrases = self._by_first(data["algospeak"])
        self._longest_target = max(map(len, self._targets))
        self._anchors = frozenset(map(str, data["run_together"]["anchors"]))
        self._parts = self._anchors | frozenset(map(str, data["run_together"]["words"]))

    @staticmethod
    def _by_first(phrases: Mapping[str, str]) -> dict[str, list[tuple[list[str], list[str]]]]:
        found: dict[str, list[tuple[list[str], list[str]]]] = {}
        for typed, plain in phrases.items():
            words = str(typed).split()
            found.setdefault(words[0], []).append((words, str(plain).split()))
        for rows in found.values():
            rows.sort(key=lambda row: -len(row[0]))
        return found

    def read(self, typed: str) -> Plain:
        """Make a text plain. Any str, lone surrogates and NUL included."""
        chars, origin = self._characters(typed)
        tokens = self._phrase_tokens(list(self._tokens(chars, origin)))
        return Plain(typed, *self._sentences(tokens))

    def _characters(self, typed: str) -> tuple[str, Sequence[int]]:
        """Lower case in compatible form, and for every character the index it came from."""
        if len(typed) <= LONGEST and typed.isascii():
            return typed.lower(), range(len(typed) + 1)
        chars: list[str] = []
        origin: list[int] = []
        for index in self._indexes(len(typed)):
            for char in self._plain_char(typed[index]):
                chars.append(char)
                origin.append(index)
        origin.append(len(typed))
        return "".join(chars), origin

    @staticmethod
    def _indexes(length: int) -> Iterable[int]:
        if length <= LONGEST:
            return range(length)
        half = LONGEST // 2
        return [*range(half), *range(length - half, length)]

    def _plain_char(self, char: str) -> str:
        if char.isascii():
            return char.lower()
        if char in self._emoji:
            return f" {'_'.join(self._emoji[char])} "
        if char in "\u2028\u2029\u0085":
            return "\n"
        plain = unicodedata.normalize("NFKD", char.translate(_QUOTES)).lower()
        kept = (c for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Cs", "Cc", "Me"))
        return "".join(kept).translate(_LOOKALIKES)

    def _tokens(self, chars: str, origin: Sequence[int]) -> Iterator[Token]:
        at = 0
        for spaced in _SPACED.finditer(chars):
            word = re.sub(r"[^a-z]", "", spaced.group())
            plain = self._words.get(word) or ([word] if word in self._targets else None)
            if plain is None:
                continue
            yield from self._plain_tokens(chars, origin, at, spaced.start())
            begin, end = origin[spaced.start()], origin[spaced.end() - 1] + 1
            yield from (Token(each, begin, end) for each in plain)
            at = spaced.end()
        yield from self._plain_tokens(chars, origin, at, len(chars))

    def _plain_tokens(self, chars: str, origin: Sequence[int], at: int, to: int) -> Iterator[Token]:
        for match in _WORD.finditer(chars, at, to):
            begin, end = origin[match.start()], origin[match.end() - 1] + 1
            for word in self._plain_word(match.group()):
                yield Token(word, begin, end)

    def _plain_word(self, word: str) -> list[str]:
        known = self._words.get(word)
        if known is not None:
            return known
        if word in self._targets or (not word[0].isalnum() and word[0] not in "@$"):
            return [word]
        return self._decoded(word)

    def _decoded(self, word: str) -> list[str]:
        """Leet, masked and stretched letters, read only where a word that matters comes out."""
        if len(word) < _RUN and word.isalpha() and not _TWICE.search(word):
            return [word]  # most words: nothing is written another way
        if len(word) > self._longest_target * 3:
            return self._apart(word)
        for guess in self._guesses(word):
            if guess in self._targets:
                return [guess]
            if len(guess) > 4 and guess in self._words:
                return self._words[guess]
        if "*" in word and any(c.isalpha() for c in word):
            return [self._unmasked(word)]
        bare = word.rstrip("*!|+")
        if bare.endswith("'s"):
            return [*self._words.get(bare[:-2], [bare[:-2]]), "'s"]
        return self._apart(bare.replace("'", "") or word)

    def _apart(self, word: str) -> list[str]:
        """The words of one typed without spaces; the word itself where that is not sure."""
        if not _RUN <= len(word) <= _LONGEST_RUN or not word.isalpha():
            return [word]
        best: list[list[str] | None] = [[], *[None] * len(word)]
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - _LONGEST_PART), end):
                before, part = best[start], word[start:end]
                if before is None or part not in self._parts or (len(part) == 1 and start):
                    continue
                found = best[end]
                if found is None or len(found) > len(before) + 1:
                    best[end] = [*before, part]
        parts = best[-1]
        if not parts or len(parts) < 3 or self._anchors.isdisjoint(parts):
            return [word]
        return [plain for part in parts for plain in self._words.get(part, [part])]

    @staticmethod
    def _guesses(word: str) -> Iterator[str]:
        if any(c.isalpha() for c in word) and not word.isalpha():
            yield word.translate(_LEET)
            yield word.translate(_LEET_L)
            yield re.sub(r"[^a-z]", "", word)
        if _TWICE.search(word):
            yield re.sub(r"(.)\1{2,}", r"\1\1", word)
            yield re.sub(r"(.)\1+", r"\1", word)
            yield re.sub(r"(.)\1{2,}", r"\1", word)

    def _unmasked(self, word: str) -> str:
        mask = re.compile("".join("[a-z]{1,2}" if c == "*" else re.escape(c) for c in word))
        return next((target for target in sorted(self._targets) if mask.fullmatch(target)), word.replace("*", ""))

    def _phrase_tokens(self, tokens: list[Token]) -> list[Token]:
        out: list[Token] = []
        at = 0
        while at < len(tokens):
            found = self._phrase_at(tokens, at) if tokens[at].word in self._phrases else None
            if found is None:
                out.append(tokens[at])
                at += 1
                continue
            length, plain = found
            begin, end = tokens[at].start, tokens[at + length - 1].end
            out.extend(Token(word, begin, end) for word in plain)
            at += length
        return out

    def _phrase_at(self, tokens: list[Token], at: int) -> tuple[int, list[str]] | None:
        for words, plain in self._phrases[tokens[at].word]:
            if [token.word for token in tokens[at : at + len(words)]] == words:
                return len(words), plain
        return None

    def _sentences(self, tokens: Iterable[Token]) -> tuple[tuple[Sentence, ...], Sentence]:
        sentences: list[Sentence] = []
        every: list[Token] = []
        current: list[Token] = []
        breaks: set[int] = set()
        for token in tokens:
            if token.word[0] in _ENDS:
                if current:
                    sentences.append(_sentence(current, breaks, "?" in token.word))
                    current, breaks = [], set()
            elif token.word in ",:()-":
                breaks.add(len(current))
            else:
                each = [token]
                if "_" in token.word:
                    each = [Token(word, token.start, token.end) for word in token.word.split("_") if word]
                current.extend(each)
                every.extend(each)
        if current:
            sentences.append(_sentence(current, breaks, False))
        return tuple(sentences), _sentence(every, (), False)
