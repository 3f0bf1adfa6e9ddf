"""Fits the risk classifier around the tuned encoder: what the words say, how much each of the two readings counts, and
thresholds, both from sentences that neither has seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression, Ridge

from handoff.safety.detect.classifier import LEVELS, Names, TermReader, name_of, terms_of
from handoff.safety.detect.vectors import Vectors
from handoff.safety.learn.sentences import Example
from handoff.safety.model import LANES, Level

PENALTY = 0.5
RAREST = 2
"""A term stands in at least this many sentences."""
HEADS = (*LEVELS, *LANES)
ALARMS = {
    "ask": ("ask", Level.R1, 0.0025, 0.0088),
    "direct": ("ask", Level.R1, 0.001, 0.005),
    "escalate": ("escalate", Level.R2, 0.0005, 0.008),
    "urgent": ("urgent", Level.R3, 0.0004, 0.009),
}
"""Threshold: (its head, the level it means, false alarms it may cost as shares of sentences from themes without danger,
and of all others below that level). Real traffic, where the bars are .01 to ask and .001 to escalate, rules included,
costs three times what these sentences do: people type stranger scraps than authors think of (docs/safety.md)."""
LANES_ALARMS = {"ask": (0.85, 0.0003), "escalate": (0.92, 0.0003)}
"""Share from which the head of a lane speaks by itself, at the least, and of how much without danger it may do so: the
words of one lane are clearer than danger in general is (docs/adr/0013)."""
NOT_ALONE = frozenset({"minor"})
"""Lanes whose own head does not speak by itself: an age is no danger ("im 15 and in school")."""
NOT_ESCALATED = NOT_ALONE | {"suicide", "eating", "worried_about_someone", "domestic_violence"}
"""Lanes whose own head asks at most: the heads of danger grade suicide, care.md 3.9 has the floor of two others at R1,
and an ordinary quarrel at home is too like violence there for this head alone to tell."""
LANE_AT = 0.5
DANGER_LOST = 0.004
"""Share of unseen danger at R2 and above that lies below where a wide rule is doubted (docs/adr/0016)."""

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Fitted:
    """What a fit gives, and what each head would say of sentences that neither it nor the encoder has seen.

    arrays   the parts of `Weights` that are fitted, by name
    facts    thresholds and names, see `Weights.facts`
    held     (m,) rows of those sentences
    unseen   (m, heads) logarithms of the odds
    """

    arrays: dict[str, NDArray[Any]]
    facts: dict[str, Any]
    held: Rows
    unseen: Floats


def targets(examples: Sequence[Example]) -> Floats:
    """(n, heads): 1 where the head should say yes, -1 elsewhere."""
    rows = [
        [*(example.level >= level for level in LEVELS.values()), *(lane in example.lanes for lane in LANES)]
        for example in examples
    ]
    return np.array(rows) * 2.0 - 1.0


def vocabulary(texts: Sequence[str]) -> tuple[Names, Vectors]:
    """The names of the terms of the texts, ascending, and how rare each is: 1 + ln((1 + n) / (1 + its texts))."""
    spread = Counter(term for text in texts for term in terms_of(text.split()))
    counted = {name_of(term): count for term, count in spread.items() if count >= RAREST}
    names = np.array(sorted(counted), dtype=np.uint64)
    counts = np.array([counted[name] for name in names.tolist()], dtype=np.float64)
    return names, (1.0 + np.log((1 + len(texts)) / (1 + counts))).astype(np.float32)


def unseen(examples: Sequence[Example], tuned_on: Collection[str]) -> Rows:
    """The sentences of themes that the encoder was not tuned on; all of them where it has seen every theme."""
    held = np.flatnonzero([example.theme not in tuned_on for example in examples])
    return held if len(held) else np.arange(len(examples))


def fit(examples: Sequence[Example], texts: Sequence[str], held: Rows, by_vector: Floats) -> Fitted:
    """Fit what the words say, how both readings add up, and the thresholds. Cost: 20 s for 70,000 sentences.

    texts      the plain words of each example, as the classifier reads them
    held       (m,) the rows that are unseen
    by_vector  (m, heads): what the encoder's heads say of those
    """
    wanted, rows = targets(examples), np.arange(len(examples))
    names, rarity = vocabulary(texts)
    table = _table(TermReader(names, rarity), texts, len(names))
    learnt_from = np.setdiff1d(rows, held)
    by_words = table[held] @ _terms(table[learnt_from], wanted[learnt_from])
    slope, offset = _curves(wanted[held], by_vector, by_words)
    said = by_vector * slope[0] + by_words * slope[1] + offset
    those = [examples[row] for row in held.tolist()]
    facts = {"heads": list(HEADS), "lane_at": LANE_AT, "sentences": len(examples), "unseen": len(those)}
    facts |= thresholds(those, shares(said), without_danger(examples)[held])
    terms = _terms(table, wanted).astype(np.float32)
    return Fitted(
        {"terms": terms, "rarity": rarity, "names": names, "slope": slope, "offset": offset}, facts, held, said
    )


def _table(reader: TermReader, texts: Sequence[str], width: int) -> sparse.csr_matrix:
    rows = [reader.read(text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows]).astype(np.float32)
    return sparse.csr_matrix((values, places, ends), shape=(len(texts), width))


def _terms(table: sparse.csr_matrix, wanted: Floats) -> Floats:
    """(terms, heads): regularised least squares, around the mean of what is wanted."""
    if not table.shape[0]:
        return np.zeros((table.shape[1], wanted.shape[1]))
    line = Ridge(alpha=PENALTY, solver="sparse_cg", tol=1e-3, fit_intercept=False)
    made: Floats = line.fit(table, wanted - wanted.mean(axis=0)).coef_.T
    return made


def _curves(wanted: Floats, by_vector: Floats, by_words: Floats) -> tuple[Vectors, Vectors]:
    """For each head the logistic curve (Platt 1999) over both readings of unseen sentences. Where there is no yes among
    them, or no no, the encoder's head alone counts.
    """
    slope, offset = np.zeros((2, len(HEADS)), dtype=np.float32), np.zeros(len(HEADS), dtype=np.float32)
    slope[0] = 1.0
    for head in range(len(HEADS)):
        yes = wanted[:, head] > 0
        if yes.any() and not yes.all():
            both = np.stack([by_vector[:, head], by_words[:, head]], axis=1)
            curve = LogisticRegression(C=1e3).fit(both, yes)
            slope[:, head], offset[head] = curve.coef_[0], curve.intercept_[0]
    return slope, offset


def shares(odds: Floats) -> Floats:
    """Logarithms of odds to shares 0..1."""
    made: Floats = 1.0 / (1.0 + np.exp(-odds))
    return made


def without_danger(examples: Sequence[Example]) -> NDArray[np.bool_]:
    """Which sentences are of themes that hold no danger at all: they stand for ordinary traffic."""
    dangerous = {example.theme for example in examples if example.level}
    return np.array([example.theme not in dangerous for example in examples])


def thresholds(examples: Sequence[Example], left_out: Floats, ordinary: NDArray[np.bool_]) -> dict[str, Any]:
    """{"ask_at", "direct_at", "escalate_at", "urgent_at"}: the lowest shares that keep to ALARMS when left out,
    "harmless_at": see DANGER_LOST, and {"lanes_ask_at", "lanes_escalate_at"}: by lane, see LANES_ALARMS.
    `ordinary`: see `without_danger`.
    """
    made: dict[str, Any] = {}
    for name, (head, level, of_ordinary, of_near) in ALARMS.items():
        values = left_out[:, HEADS.index(head)]
        safe = np.array([example.level < level for example in examples])
        bounds = [_bound(values[safe & ordinary], of_ordinary), _bound(values[safe & ~ordinary], of_near)]
        made[f"{name}_at"] = round(max(bounds), 4)
    grave = left_out[[example.level >= Level.R2 for example in examples], HEADS.index("ask")]
    made["harmless_at"] = round(float(np.quantile(grave, DANGER_LOST)) if len(grave) else 0.0, 4)
    harmless = np.array([not example.level for example in examples])
    for name, (least, alarms) in LANES_ALARMS.items():
        silent = NOT_ESCALATED if name == "escalate" else NOT_ALONE
        lanes = [lane for lane in LANES if lane not in silent]
        highest = {lane: _bound(left_out[harmless, HEADS.index(lane)], alarms) for lane in lanes}
        made[f"lanes_{name}_at"] = {lane: round(max(least, at), 6) for lane, at in highest.items()}
    return made


def _bound(values: Floats, alarms: float) -> float:
    """Just above the value that `alarms` of the values may exceed; 0.5 where there is none."""
    if not len(values):
        return 0.5
    ordered = np.sort(values)[::-1]
    return float(ordered[min(int(len(ordered) * alarms), len(ordered) - 1)]) + 1e-4
