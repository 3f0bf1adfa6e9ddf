"""Fits the heads of the risk classifier: what they should say, which sentences are kept, thresholds from what each
sentence gets when it is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from handoff.safety.detect.classifier import Names, TermReader, Vectors, Weights, kept_part, name_of, terms_of
from handoff.safety.learn import ridge
from handoff.safety.learn.ridge import Floats
from handoff.safety.learn.sentences import BadSentences, Example
from handoff.safety.model import LANES, Level

DIRECTIONS = 192
"""Of the encoder's 512: they hold 89 % of what the sentences differ in. 256 notice no more, and are slower to read."""
GAMMA = 2.0
RAREST = 2
"""A term stands in at least this many sentences."""
HEADS = ("danger", "urgent", *LANES)
GRADES = {Level.R0: -1.0, Level.R1: -1 / 3, Level.R2: 1 / 3, Level.R3: 1.0, Level.R4: 1.0}
"""What the danger head should say. A yes or no at R1, where sentences are most alike to harmless ones, notices fewer of
the grave ones at the same false alarms (docs/adr/0010)."""
ALARMS = {
    "ask": ("danger", Level.R1, 0.0045, 0.028),
    "direct": ("danger", Level.R1, 0.0036, 0.02),
    "escalate": ("danger", Level.R2, 0.0005, 0.01),
    "urgent": ("urgent", Level.R3, 0.0004, 0.0026),
}
"""Threshold: (its head, the level it means, false alarms it may cost as shares of sentences from themes without danger,
and of all others below that level). Those themes were written to be harder than traffic is, where the bars are .01 to
ask and .001 to escalate, rules included (docs/safety.md)."""
LANE_ALARMS = {"ask": (0.0005, 0.003), "escalate": (0.0001, 0.0006)}
"""The same for the head of each lane, among harmless sentences: one lane's words are clearer than danger in general is
(docs/adr/0013)."""
NOT_ESCALATED = frozenset({"suicide", "eating", "worried_about_someone", "domestic_violence"})
"""Lanes whose own head asks at most: the danger head grades suicide, care.md 3.9 has the floor of two others at R1, and
an ordinary quarrel at home is too like violence there for this head alone to tell."""
FIRST = 7000
MOST = 26_000
"""A first fit on FIRST sentences tells which of the harmless ones lie nearest to danger. So many of these are kept that
this many sentences bear weight, as a fit takes time by the third power (a third of the harmless ones now; with a fifth
it notices clearly less at the same false alarms)."""
LANE_AT = 0.5


@dataclass(frozen=True)
class Fitted:
    """Weights, and what each head would say of every sentence if it (alone), or its whole theme, had been left out.

    left_out, theme_out   (n, heads) values, before the logistic curve
    """

    weights: Weights
    left_out: Floats
    theme_out: Floats


def targets(examples: Sequence[Example]) -> Floats:
    """(n, heads): 1 where the head should say yes, -1 elsewhere; for danger by GRADES."""
    rows = [
        [
            GRADES[example.level],
            1.0 if example.level >= Level.R3 else -1.0,
            *(1.0 if lane in example.lanes else -1.0 for lane in LANES),
        ]
        for example in examples
    ]
    return np.array(rows)


def vocabulary(texts: Sequence[str]) -> tuple[Names, Vectors]:
    """The names of the terms of the texts, ascending, and how rare each is: 1 + ln((1 + n) / (1 + its texts))."""
    spread = Counter(term for text in texts for term in terms_of(text.split()))
    counted = {name_of(term): count for term, count in spread.items() if count >= RAREST}
    names = np.array(sorted(counted), dtype=np.uint64)
    counts = np.array([counted[name] for name in names.tolist()], dtype=np.float64)
    return names, (1.0 + np.log((1 + len(texts)) / (1 + counts))).astype(np.float32)


def fit(
    examples: Sequence[Example],
    texts: Sequence[str],
    vectors: Vectors,
    progress: Callable[[str], None] = lambda _: None,
) -> Fitted:
    """Fit every head at once. Cost: 110 s and 4 GB for 36,000 sentences, two cores.

    texts     the plain words of each example, as the classifier reads them
    vectors   (n, 512), unit length
    """
    names, rarity = vocabulary(texts)
    base = _directions(vectors)
    points = kept_part(vectors, base).astype(np.float16).astype(np.float32)  # as they are kept
    every = ridge.Sentences(points, _table(TermReader(names, rarity), texts, len(names)), GAMMA)
    wanted = targets(examples)
    kept = _kept(examples, every, wanted, progress)
    progress(f"comparing {len(kept)} sentences with each other")
    solved = ridge.solve(every.some(kept), wanted[kept])
    rest = np.setdiff1d(np.arange(len(examples)), kept)
    left_out, theme_out = np.empty_like(wanted), np.empty_like(wanted)
    left_out[rest] = theme_out[rest] = solved.of(every.some(rest))
    left_out[kept] = solved.left_out()
    theme_out[kept] = _theme_out([examples[row].theme for row in kept], solved)
    slope, offset = _curves(wanted, left_out)
    weights = Weights(
        base=base,
        vectors=points[kept],
        dual=solved.dual,
        terms=(every.table[kept].T @ solved.dual).astype(np.float32),
        rarity=rarity,
        slope=slope,
        offset=offset,
        names=names,
        facts={"heads": list(HEADS), "gamma": GAMMA, "lane_at": LANE_AT, "sentences": len(examples)}
        | thresholds(examples, shares(left_out, slope, offset)),
    )
    return Fitted(weights, left_out, theme_out)


def _kept(
    examples: Sequence[Example], every: ridge.Sentences, wanted: Floats, progress: Callable[[str], None]
) -> ridge.Rows:
    """The rows that bear weight: all dangerous ones, and the harmless ones nearest to them by a first fit.

    Raises BadSentences where the dangerous ones alone are too many.
    """
    rows = np.arange(len(examples))
    if len(rows) <= MOST:
        return rows
    harmless = np.array([not example.level for example in examples])
    dangerous = int((~harmless).sum())
    if dangerous >= MOST:  # with 29,000 rows LAPACK's inverse ends the process
        raise BadSentences(f"{dangerous} sentences of danger are more than can be compared ({MOST}): take some out")
    progress(f"looking which of {len(rows)} sentences matter")
    first = np.sort(np.random.default_rng(0).choice(rows, FIRST, replace=False))
    danger = ridge.solve(every.some(first), wanted[first, :1]).of(every)[:, 0]
    nearest = np.flatnonzero(harmless)[np.argsort(-danger[harmless], kind="stable")]
    return np.union1d(np.flatnonzero(~harmless), nearest[: MOST - dangerous])


def _directions(vectors: Vectors) -> Vectors:
    """(512, DIRECTIONS): the directions in which the vectors are largest, so that most of each is kept."""
    spread = vectors.T.astype(np.float64) @ vectors
    return np.ascontiguousarray(np.linalg.eigh(spread)[1][:, ::-1][:, :DIRECTIONS].astype(np.float32))


def _table(reader: TermReader, texts: Sequence[str], width: int) -> sparse.csr_matrix:
    rows = [reader.read(text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places for places, _ in rows])
    values = np.concatenate([values for _, values in rows]).astype(np.float32)
    return sparse.csr_matrix((values, places, ends), shape=(len(texts), width))


def _theme_out(themes: Sequence[str], solved: ridge.Solved) -> Floats:
    said = np.empty_like(solved.wanted)
    for theme in dict.fromkeys(themes):
        rows = np.flatnonzero([each == theme for each in themes])
        said[rows] = solved.block_out(rows)
    return said


def _curves(wanted: Floats, values: Floats) -> tuple[Vectors, Vectors]:
    """For each head the logistic curve that turns its value into a share (Platt 1999), on left-out values."""
    slope, offset = np.ones(len(HEADS), dtype=np.float32), np.zeros(len(HEADS), dtype=np.float32)
    for head in range(len(HEADS)):
        yes = wanted[:, head] > -1  # of danger: every grade above none
        if yes.any() and not yes.all():
            curve = LogisticRegression(C=1e3).fit(values[:, [head]], yes)
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


def thresholds(examples: Sequence[Example], left_out: Floats) -> dict[str, Any]:
    """{"ask_at", "direct_at", "escalate_at", "urgent_at"}: the lowest shares that keep to ALARMS when left out, and
    {"lanes_ask_at", "lanes_escalate_at"}: by lane, those that keep to LANE_ALARMS.
    """
    ordinary = without_danger(examples)
    made: dict[str, Any] = {}
    for name, (head, level, of_ordinary, of_near) in ALARMS.items():
        values = left_out[:, HEADS.index(head)]
        safe = np.array([example.level < level for example in examples])
        bounds = [_bound(values[safe & ordinary], of_ordinary), _bound(values[safe & ~ordinary], of_near)]
        made[f"{name}_at"] = round(max(bounds), 4)
    harmless = np.array([not example.level for example in examples])
    for name, (of_ordinary, of_near) in LANE_ALARMS.items():
        lanes = [lane for lane in LANES if name != "escalate" or lane not in NOT_ESCALATED]
        made[f"lanes_{name}_at"] = {}
        for lane in lanes:
            values = left_out[:, HEADS.index(lane)]
            bounds = [_bound(values[harmless & ordinary], of_ordinary), _bound(values[harmless & ~ordinary], of_near)]
            made[f"lanes_{name}_at"][lane] = round(max(bounds), 6)
    return made


def _bound(values: Floats, alarms: float) -> float:
    """Just above the value that `alarms` of the values may exceed; 0.5 where there is none."""
    if not len(values):
        return 0.5
    ordered = np.sort(values)[::-1]
    return float(ordered[min(int(len(ordered) * alarms), len(ordered) - 1)]) + 1e-4
