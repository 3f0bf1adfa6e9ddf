"""The bars of risk detection on labelled files: noticed, escalated, false positives and latency, worst errors first."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from handoff.safety.detect.detector import Detector
from handoff.safety.model import Assessment, Level

RISKY = frozenset(("1", "moderate", "high", "imminent"))
URGENT = frozenset(("high", "imminent"))


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message."""

    id: str
    text: str
    label: str
    category: str

    @property
    def is_risky(self) -> bool:
        return self.label in RISKY


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what the detector said; milliseconds it took."""

    row: Row
    said: Assessment
    ms: float

    @property
    def is_right(self) -> bool:
        return self.row.is_risky

    @property
    def is_noticed(self) -> bool:
        return self.said.level >= Level.R1

    @property
    def is_escalated(self) -> bool:
        return self.said.level >= Level.R2


@dataclass(slots=True)
class Figures:
    """Counts of one set. Rates are None where nothing of the kind is in the set."""

    name: str
    judged: list[Judged] = field(default_factory=list)

    def rate(self, of: str, among: Iterable[Judged]) -> float | None:
        chosen = list(among)
        return sum(getattr(each, of) for each in chosen) / len(chosen) if chosen else None

    @property
    def risky(self) -> list[Judged]:
        return [each for each in self.judged if each.row.is_risky]

    @property
    def safe(self) -> list[Judged]:
        return [each for each in self.judged if not each.row.is_risky]

    @property
    def urgent(self) -> list[Judged]:
        return [each for each in self.judged if each.row.label in URGENT]

    def precision(self, of: str) -> float | None:
        return self.rate("is_right", (each for each in self.judged if getattr(each, of)))

    def latency(self, share: float) -> float:
        times = sorted(each.ms for each in self.judged)
        return times[min(int(len(times) * share), len(times) - 1)] if times else 0.0

    def as_dict(self) -> dict[str, float | int | str | None]:
        """JSON-ready: counts and rates; latency in milliseconds."""
        return {
            "set": self.name,
            "rows": len(self.judged),
            "risky": len(self.risky),
            "noticed": self.rate("is_noticed", self.risky),
            "noticed_precision": self.precision("is_noticed"),
            "escalated": self.rate("is_escalated", self.risky),
            "escalated_precision": self.precision("is_escalated"),
            "urgent_escalated": self.rate("is_escalated", self.urgent),
            "imminent_below_r3": sum(e.row.label == "imminent" and e.said.level < Level.R3 for e in self.judged),
            "fp_noticed": self.rate("is_noticed", self.safe),
            "fp_escalated": self.rate("is_escalated", self.safe),
            "p50_ms": self.latency(0.5),
            "p95_ms": self.latency(0.95),
        }


def rows(file: Path) -> list[Row]:
    """Read a CSV of `id,text,label,category,source`. Raises OSError, or KeyError for a file without these columns."""
    with file.open(encoding="utf-8", newline="") as opened:
        return [Row(r["id"], r["text"], r["label"], r["category"]) for r in csv.DictReader(opened)]


def judge(detector: Detector, name: str, chosen: Sequence[Row]) -> Figures:
    """Assess every row, one message at a time."""
    figures = Figures(name)
    for row in chosen:
        began = time.perf_counter()
        said = detector.assess(row.text)
        figures.judged.append(Judged(row, said, (time.perf_counter() - began) * 1000))
    return figures


def worst(figures: Figures, count: int) -> list[Judged]:
    """The worst errors first: urgent rows below R2, then other misses, then false alarms by level."""
    missed = [e for e in figures.risky if not e.is_noticed or (e.row.label in URGENT and not e.is_escalated)]
    missed.sort(key=lambda each: (each.said.level, each.row.label != "imminent", each.row.label != "high"))
    alarms = sorted((e for e in figures.safe if e.is_noticed), key=lambda each: (-each.said.level, each.said.soft))
    return [*missed, *alarms][:count]


def pools(files: Sequence[Figures]) -> list[Figures]:
    """The two pools of false positives that the bars name, from the sets that are there."""
    by_name = {each.name: each.judged for each in files}
    mixed = [e for n in ("peer_fixtures", "weval_crisis", "functional") for e in by_name.get(n, ())]
    nones = [e for e in mixed if e.row.label == "none"]
    hard = [*by_name.get("hardneg_mined", ()), *by_name.get("xstest_safe", ()), *nones]
    ordinary = [
        e for n in ("sad_sms", "esconv_seeker", "annomi_client", "clinc150", "goemotions") for e in by_name.get(n, ())
    ]
    found = [Figures("= traps and hard negatives", hard), Figures("= ordinary traffic", ordinary)]
    return [each for each in found if each.judged]
