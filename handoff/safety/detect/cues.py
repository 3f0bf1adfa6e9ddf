"""Cues that lower a wide rule to a gentle question and never silence it: negation on the matched words, somebody
else's past, recovery, education or media, a joke. They are scoped to the clause around the match; "but" and "unless"
cancel them.

The cue phrases are token patterns of spaCy's Matcher over its blank English vocabulary. Where an operator configures a
model folder with a parser, negation is read from the parse instead (`ParsedCues`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from handoff.safety.detect.normalise import Sentence

_REACH = 5
_NEAR = 14
_JOINTS = frozenset(["but", "and", "so", "because", "if", "when", "cause", "or", "then", "while", "as"])


class Cues(Protocol):
    """What the detector asks about a match, the tokens [first, last) of a sentence."""

    def lowered_by(self, sentence: Sentence, after: Sentence | None, first: int, last: int, kind: str) -> str | None:
        """The name of the cue that lowers this match, or None.

        kind is "self", "third" or "long_ago", where being long ago lowers nothing.
        """

    def is_about_another(self, sentence: Sentence, first: int) -> bool:
        """Whether the subject right before the match is somebody else: the writer says nothing of themselves."""


def _token_patterns(phrase: str) -> list[list[dict[str, Any]]]:
    """One phrase of `cues.yml` as Matcher patterns: words, and (a|b) for a choice, which may hold several words."""
    spots: list[list[list[str]]] = []
    for part in re.findall(r"\([^)]*\)|\S+", phrase):
        if part == "?":
            continue
        choices = part.strip("()").split("|") if part.startswith("(") else [part]
        spots.append([choice.split() for choice in choices])
    ways: list[list[str]] = [[]]
    for spot in spots:
        ways = [way + choice for way in ways for choice in spot]
    return [[_token(word) for word in way] for way in ways]


def _token(word: str) -> dict[str, Any]:
    return {"LOWER": {"REGEX": f"^(?:{word})$"}} if "\\" in word else {"LOWER": word}


class WindowCues:
    """Cues by phrase and window, on spaCy's blank English pipeline. Holds no state between sentences."""

    def __init__(self, data: Mapping[str, Sequence[str]], nlp: Language | None = None) -> None:
        self._nlp = nlp or spacy.blank("en")
        self._matcher = Matcher(self._nlp.vocab)
        for name in ("negation", "not_a_negation", "cancels", "recovery", "ago", "study", "joke", "past"):
            self._matcher.add(name, [way for phrase in data[name] for way in _token_patterns(phrase)])
        self._kind = frozenset(data["kind_after_cancel"])
        self._third = frozenset(data["third"])
        self._first = frozenset(data["first"])

    def is_about_another(self, sentence: Sentence, first: int) -> bool:
        if sentence.tokens[first].word in self._first:
            return False
        start = max(self._clause_start(sentence, first), first - 4)
        for token in reversed(sentence.tokens[start:first]):
            if token.word in self._first:
                return False
            if token.word in self._third:
                return True
        return False

    def lowered_by(self, sentence: Sentence, after: Sentence | None, first: int, last: int, kind: str) -> str | None:
        doc = self._doc(sentence)
        found = self._found(doc)
        if kind == "third":
            gone = self._has(found, "recovery") or self._has(found, "ago")
            return "cue.past" if gone and self._has(found, "past") else None
        cue = self._cue(doc, sentence, found, (first, last), kind)
        if cue and self._is_cancelled(sentence, after, found, last):
            return None
        return cue

    def _cue(
        self, doc: Doc, sentence: Sentence, found: Sequence[tuple[str, int, int]], match: tuple[int, int], kind: str
    ) -> str | None:
        first, last = match
        if self._is_negated(doc, sentence, found, first, last):
            return "cue.negation"
        for name in ("recovery", "ago", "study", "joke"):
            near = (b - _NEAR <= last and e + _NEAR >= first and not first <= b < e <= last
                    for cue, b, e in found if cue == name)  # fmt: skip
            if (name != "ago" or kind == "self") and any(near):
                return f"cue.{name}"
        return None

    def _is_negated(
        self, doc: Doc, sentence: Sentence, found: Sequence[tuple[str, int, int]], first: int, last: int
    ) -> bool:
        start = max(self._clause_start(sentence, first), first - _REACH)
        kept = {begin for name, begin, _ in found if name == "not_a_negation"}
        return any(name == "negation" and start <= begin < first and begin not in kept for name, begin, _ in found)

    def _is_cancelled(
        self, sentence: Sentence, after: Sentence | None, found: Sequence[tuple[str, int, int]], last: int
    ) -> bool:
        for name, begin, end in found:
            if name == "cancels" and begin >= last - 1 and not self._turns_kind(sentence, end):
                return True
        if after is None:
            return False
        cancels = [end for name, begin, end in self._found(self._doc(after)) if name == "cancels" and begin <= 1]
        return bool(cancels) and not self._turns_kind(after, cancels[0])

    def _turns_kind(self, sentence: Sentence, start: int) -> bool:
        return any(token.word in self._kind for token in sentence.tokens[start : start + 7])

    @staticmethod
    def _clause_start(sentence: Sentence, first: int) -> int:
        for index in range(first, 0, -1):
            starts = index in sentence.breaks or sentence.tokens[index].word == "i"
            if starts or sentence.tokens[index - 1].word in _JOINTS:
                return index
        return 0

    def _doc(self, sentence: Sentence) -> Doc:
        return Doc(self._nlp.vocab, words=[token.word for token in sentence.tokens])

    def _found(self, doc: Doc) -> list[tuple[str, int, int]]:
        strings = self._nlp.vocab.strings
        return [(strings[name], begin, end) for name, begin, end in self._matcher(doc)]

    @staticmethod
    def _has(found: Sequence[tuple[str, int, int]], name: str) -> bool:
        return any(cue == name for cue, _, _ in found)


class ParsedCues(WindowCues):
    """The same cues; a negation that the window finds must also stand in the parse: a `neg` child of the match or of
    what governs it. Only such a clause is parsed, 3 to 6 ms.
    """

    def _is_negated(
        self, doc: Doc, sentence: Sentence, found: Sequence[tuple[str, int, int]], first: int, last: int
    ) -> bool:
        if not super()._is_negated(doc, sentence, found, first, last):
            return False
        for _, step in self._nlp.pipeline:
            doc = step(doc)
        governed = {token.i for index in range(first, last) for token in (doc[index], *doc[index].ancestors)}
        negations = [token for token in doc if token.dep_ == "neg"]
        return not negations or any(token.head.i in governed and token.i < first for token in negations)


def load(data: Mapping[str, Sequence[str]], model: Path | None = None) -> WindowCues:
    """Build the cues. `model` is a spaCy model folder, or a package folder with one inside.

    Raises OSError where the folder holds no model.
    """
    if model is None:
        return WindowCues(data)
    inner = [model, *sorted(model.iterdir())] if model.is_dir() else []
    folder = next((each for each in inner if (each / "config.cfg").is_file()), None)
    if folder is None:
        raise OSError(f"no spaCy model in {model}")
    return ParsedCues(data, spacy.load(folder, exclude=["ner", "lemmatizer"]))
