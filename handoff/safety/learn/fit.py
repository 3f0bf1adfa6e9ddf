"""Fits the risk classifier's heads by kernel ridge regression, which tells what it would say of a sentence left out.

Method: regularised least squares with a sum of two kernels, Gaussian over sentence vectors and linear over weighted
terms. Predictions for a left-out block B follow from the inverse G = (K + penalty·I)^-1 and the weights a = G·y without
fitting again: y_B - G_BB^-1 a_B (Rifkin and Lippert, Notes on Regularized Least Squares, 2007).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from handoff.safety.detect.classifier import TermReader, Vectors, Weights, terms_of
from handoff.safety.learn.sentences import Example
from handoff.safety.model import LANES, Level

GAMMA = 1.0
PENALTY = 0.5
RAREST = 2
"""A term stands in at least this many sentences."""
HEADS = ("ask", "escalate", "urgent", *LANES)
LEAST = {"ask": Level.R1, "escalate": Level.R2, "urgent": Level.R3}
ALARMS = {
    "ask": ("ask", 0.0095, 0.06),
    "direct": ("ask", 0.0035, 0.03),
    "escalate": ("escalate", 0.003, 0.015),
    "urgent": ("urgent", 0.0, 0.004),
}
"""Threshold: (its head, false alarms it may cost as shares of sentences from themes without danger, and of all others
below the head's level). Those themes were written to be harder than traffic is, where the bars are .01 to ask and .001
to escalate, rules included: labelled traffic comes out at about half of these shares (docs/safety.md)."""
LANE_AT = 0.5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """Weights, and what each head would say of every sentence if it (alone), or its whole theme, had been left out.

    left_out, theme_out   (n, heads) values, before the logistic curve
    """

    weights: Weights
    left_out: Floats
    theme_out: Floats


def targets(examples: Sequence[Example]) -> Floats:
    """(n, heads): 1 where the head should say yes, -1 elsewhere."""
    rows = [
        [*(example.level >= least for least in LEAST.values()), *(lane in example.lanes for lane in LANES)]
        for example in examples
    ]
    return np.where(np.array(rows, dtype=bool), 1.0, -1.0)


def vocabulary(texts: Sequence[str]) -> tuple[tuple[str, ...], Vectors]:
    """The terms of the texts in alphabetical order, and how rare each is: 1 + ln((1 + n) / (1 + its texts))."""
    spread = Counter(term for text in texts for term in terms_of(text.split()))
    words = tuple(sorted(term for term, count in spread.items() if count >= RAREST))
    counts = np.array([spread[word] for word in words], dtype=np.float64)
    return words, (1.0 + np.log((1 + len(texts)) / (1 + counts))).astype(np.float32)


def fit(
    examples: Sequence[Example],
    texts: Sequence[str],
    vectors: Vectors,
    progress: Callable[[str], None] = lambda _: None,
) -> Fitted:
    """Fit every head at once. Cost: n³ operations, 10 s for 5,000 sentences on two cores.

    texts     the plain words of each example, as the classifier reads them
    vectors   (n, 512), unit length
    """
    progress(f"comparing {len(examples)} sentences with each other")
    words, rarity = vocabulary(texts)
    table = _table(TermReader(words, rarity), texts, len(words))
    wanted = targets(examples)
    points = vectors.astype(np.float16).astype(np.float64)  # as they are kept
    kernel = np.exp(GAMMA * (2.0 * (points @ points.T) - 2.0)) + (table @ table.T).toarray()
    inverse = np.linalg.inv(kernel + PENALTY * np.eye(len(points)))
    dual = inverse @ wanted
    left_out = wanted - dual / np.diag(inverse)[:, None]
    slope, offset = _curves(wanted, left_out)
    weights = Weights(
        vectors=vectors,
        dual=dual.astype(np.float32),
        terms=(table.T @ dual).astype(np.float32),
        rarity=rarity,
        slope=slope,
        offset=offset,
        words=words,
        facts={"heads": list(HEADS), "gamma": GAMMA, "lane_at": LANE_AT, "sentences": len(examples)}
        | thresholds(examples, shares(left_out, slope, offset)),
    )
    return Fitted(weights, left_out, _theme_out(examples, wanted, dual, inverse))


def _table(reader: TermReader, texts: Sequence[str], width: int) -> sparse.csr_matrix:
    rows = [reader.read(text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows]).astype(np.float64)
    return sparse.csr_matrix((values, places, ends), shape=(len(texts), width))


def _theme_out(examples: Sequence[Example], wanted: Floats, dual: Floats, inverse: Floats) -> Floats:
    said = np.empty_like(wanted)
    themes = np.array([example.theme for example in examples])
    for theme in dict.fromkeys(themes.tolist()):
        rows = np.flatnonzero(themes == theme)
        said[rows] = wanted[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
    return said


def _curves(wanted: Floats, values: Floats) -> tuple[Vectors, Vectors]:
    """For each head the logistic curve that turns its value into a share (Platt 1999), on left-out values."""
    slope, offset = np.ones(len(HEADS), dtype=np.float32), np.zeros(len(HEADS), dtype=np.float32)
    for head in range(len(HEADS)):
        if len(set(wanted[:, head])) == 2:
            curve = LogisticRegression(C=1e3).fit(values[:, [head]], wanted[:, head] > 0)
            slope[head], offset[head] = curve.coef_[0, 0], curve.intercept_[0]
    return slope, offset


def shares(values: Floats, slope: Vectors, offset: Vectors) -> Floats:
    """Values to shares 0..1."""
    made: Floats = 1.0 / (1.0 + np.exp(-(values * slope + offset)))
    return made


def without_danger(examples: Sequence[Example]) -> NDArray[np.bool_]:
    """Which sentences are of themes that hold no danger at all: they stand for ordinary traffic."""
    dangerous = {example.theme for example in examples if example.level}
    return np.array([example.theme not in dangerous for example in examples])


def thresholds(examples: Sequence[Example], left_out: Floats) -> dict[str, float]:
    """{"ask_at", "direct_at", "escalate_at", "urgent_at"}: the lowest shares that keep to ALARMS when left out."""
    ordinary = without_danger(examples)
    made = {}
    for name, (head, of_ordinary, of_near) in ALARMS.items():
        values = left_out[:, HEADS.index(head)]
        safe = np.array([example.level < LEAST[head] for example in examples])
        bounds = [_bound(values[safe & ordinary], of_ordinary), _bound(values[safe & ~ordinary], of_near)]
        made[f"{name}_at"] = round(max(bounds), 4)
    return made


def _bound(values: Floats, alarms: float) -> float:
    """Just above the value that `alarms` of the values may exceed; 0.5 where there is none."""
    if not len(values):
        return 0.5
    ordered = np.sort(values)[::-1]
    return float(ordered[min(int(len(ordered) * alarms), len(ordered) - 1)]) + 1e-4
