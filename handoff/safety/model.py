"""What the rooms of safety say to each other: levels, turns and assessments. Data alone, no behaviour."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

LANES: tuple[str, ...] = (
    "suicide",
    "self_harm",
    "abuse",
    "child_abuse",
    "domestic_violence",
    "harm_to_others",
    "eating",
    "psychosis_mania",
    "overdose_withdrawal",
    "medical",
    "worried_about_someone",
    "minor",
)
"""Every lane code, in the order an assessment names them."""


class Level(enum.IntEnum):
    """Where a message puts a person; levels compare as numbers and are written as "R0".."R4"."""

    R0 = 0
    R1 = 1
    R2 = 2
    R3 = 3
    R4 = 4

    def __str__(self) -> str:
        return self.name

    def __format__(self, spec: str) -> str:
        return format(self.name, spec)

    @classmethod
    def read(cls, text: str) -> Level:
        """Read "R0".."R4". Raises ValueError for anything else."""
        try:
            return cls[text]
        except KeyError as unknown:
            raise ValueError(f"no such level: {text!r}") from unknown


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message. `who` is "person", "assistant" or "volunteer"."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule's id, and the matched words as typed (None for history and for the classifier)."""

    rule: str
    span: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one message, with the turns before it, says about danger.

    level     where it puts the person, history included
    soft      an R1 that only gets the soft check
    lanes     codes of LANES, in that order; empty at R0
    reasons   the strongest first
    score     0..1
    not_when  codes of exercises' `not_when` that hold now
    care      the group search's care flag: "hold", "dv_safe", "age_gate", "check", or None
    fresh     the level without what earlier turns left behind: a new cue or answer in this message
    """

    level: Level = Level.R0
    soft: bool = False
    lanes: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    score: float = 0.0
    not_when: frozenset[str] = frozenset()
    care: str | None = None
    fresh: Level = Level.R0

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready object; `from_json` reads it back."""
        return {
            "level": str(self.level),
            "soft": self.soft,
            "lanes": list(self.lanes),
            "reasons": [{"rule": reason.rule, "span": reason.span} for reason in self.reasons],
            "score": self.score,
            "not_when": sorted(self.not_when),
            "care": self.care,
            "fresh": str(self.fresh),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Assessment:
        """Read what `to_json` wrote. Raises KeyError or ValueError for what it did not write."""
        return cls(
            level=Level.read(data["level"]),
            soft=bool(data["soft"]),
            lanes=tuple(data["lanes"]),
            reasons=tuple(Reason(reason["rule"], reason["span"]) for reason in data["reasons"]),
            score=float(data["score"]),
            not_when=frozenset(data.get("not_when", ())),
            care=data.get("care"),
            fresh=Level.read(data.get("fresh", data["level"])),
        )
