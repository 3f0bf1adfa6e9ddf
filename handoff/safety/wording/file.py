"""The shape of a wording file, and how it is read. What may stand in it is checked in `checks`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

KINDS = ("say", "question", "part", "fixed", "card")
CHANNELS = ("web", "sms")


class WordingError(ValueError):
    """A wording file that may not go out. `findings` says why, one line each."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("; ".join(findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick reply. `short` is its title by SMS; `own_number` keeps a number of its own (9 = not now)."""

    value: str
    title: str
    short: str
    number: int = 0
    own_number: int = 0

    def on_sms(self) -> str:
        """How it stands in a text: "1 no", or "9 = not now"."""
        return f"{self.number} = {self.short}" if self.own_number else f"{self.number} {self.short}"

    def as_json(self) -> dict[str, Any]:
        """{"title", "value", "number"}."""
        return {"title": self.title, "value": self.value, "number": self.number}


@dataclass(frozen=True, slots=True)
class Variant:
    """One paraphrase: its bubbles, and an id that changes when its words do."""

    id: str
    bubbles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing to say, in several ways.

    kind  say: at least four variants a channel; question: the same, with one question mark in each;
          part: stands inside other texts, four variants; fixed, card: said always in the same words
    """

    name: str
    kind: str
    web: tuple[Variant, ...]
    sms: tuple[Variant, ...]
    choices: tuple[Choice, ...] = ()
    exempt: tuple[str, ...] = ()

    def variants(self, channel: str) -> tuple[Variant, ...]:
        """The variants for "web" or "sms". Raises ValueError for another channel."""
        if channel not in CHANNELS:
            raise ValueError(f"no such channel: {channel!r}")
        return self.web if channel == "web" else self.sms


def signed_by_two(review: Mapping[str, Any], seal: str) -> bool:
    """Whether two people have signed exactly the content of this seal."""
    named = len(set(review.get("by") or ())) >= 2
    return review.get("state") == "approved" and named and review.get("seal") == seal


@dataclass(frozen=True, slots=True)
class Wording:
    """A language's wording. `review` is {"state", "by", "on"}: who has signed it."""

    language: str
    review: dict[str, Any]
    utterances: dict[str, Utterance]

    @property
    def approved(self) -> bool:
        """True once two people have signed exactly this content: `review.seal` is its seal. One letter changed in any
        text, choice or exemption takes the signature away."""
        return signed_by_two(self.review, self.seal)

    @property
    def seal(self) -> str:
        """A hash of everything that a person can read or press, and of what the lint lets pass."""
        return hashlib.blake2b(repr(tuple(self.utterances.values())).encode(), digest_size=12).hexdigest()

    @property
    def version(self) -> str:
        """A short name of exactly these words: it changes when any of them does."""
        words = "\n".join(f"{u.name} {v.id}" for u in self.utterances.values() for v in (*u.web, *u.sms))
        return f"{self.language}-{hashlib.blake2b(words.encode(), digest_size=4).hexdigest()}"


def read_file(path: Path) -> Wording:
    """Read a wording file. Raises WordingError when its shape is wrong, FileNotFoundError when it is not there."""
    return read(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def read(data: dict[str, Any]) -> Wording:
    """Make a wording of what a file holds. Raises WordingError for a wrong shape."""
    try:
        utterances = {name: _utterance(name, entry) for name, entry in data["utterances"].items()}
        return Wording(data["language"], dict(data["review"]), utterances)
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        if isinstance(wrong, WordingError):
            raise
        raise WordingError([f"wrong shape: {wrong!r}"]) from wrong


def _utterance(name: str, entry: dict[str, Any]) -> Utterance:
    if unknown := set(entry) - {"kind", "both", "web", "sms", "choices", "exempt"}:
        raise WordingError([f"{name}: unknown field {sorted(unknown)}"])
    both = entry.get("both", [])
    return Utterance(
        name=name,
        kind=entry.get("kind", "say"),
        web=tuple(_variant(text) for text in [*both, *entry.get("web", [])]),
        sms=tuple(_variant(text) for text in [*both, *entry.get("sms", [])]),
        choices=tuple(_choice(row) for row in entry.get("choices", [])),
        exempt=tuple(entry.get("exempt", [])),
    )


def _variant(text: str | list[str]) -> Variant:
    bubbles = (text,) if isinstance(text, str) else tuple(text)
    if not bubbles or not all(isinstance(bubble, str) for bubble in bubbles):
        raise WordingError([f"a variant is a text or a list of texts, not {text!r}"])
    return Variant(hashlib.blake2b("\n".join(bubbles).encode(), digest_size=5).hexdigest(), bubbles)


def _choice(row: list[Any]) -> Choice:
    value, title = row[0], row[1]
    short = row[2] if len(row) > 2 else title.lower()
    own = int(row[3]) if len(row) > 3 else 0
    return Choice(value, title, short, own_number=own)
