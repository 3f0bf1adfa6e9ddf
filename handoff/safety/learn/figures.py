"""What the weights would notice of sentences they had not seen: one left out, and its whole theme left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handoff.safety.learn.fit import ALARMS, HEADS, LANE_ALARMS, Fitted, Floats, shares, without_danger
from handoff.safety.learn.sentences import Example


def of(examples: Sequence[Example], fitted: Fitted) -> dict[str, Any]:
    """{"sentence_out": rates, "theme_out": rates, "by_theme": {theme: rates}}; rates are 0..1, None where undefined.

    asked, escalated, urgent   shares of the sentences at that level or above whose head says yes
    alarms_near, alarms_ordinary   shares of harmless sentences asked about, in dangerous and in ordinary themes
    """
    weights = fitted.weights
    by_theme = {}
    theme_out = shares(fitted.theme_out, weights.slope, weights.offset)
    themes = np.array([example.theme for example in examples])
    for theme in sorted(set(themes.tolist())):
        rows = np.flatnonzero(themes == theme).tolist()
        by_theme[theme] = _rates([examples[row] for row in rows], theme_out[rows], weights.facts, near=None)
    near = ~without_danger(examples)
    return {
        "sentence_out": _rates(examples, shares(fitted.left_out, weights.slope, weights.offset), weights.facts, near),
        "theme_out": _rates(examples, theme_out, weights.facts, near),
        "by_theme": by_theme,
    }


def _rates(examples: Sequence[Example], said: Floats, facts: dict[str, Any], near: Any) -> dict[str, float | None]:
    level = np.array([example.level for example in examples])
    yes = {name: said[:, HEADS.index(head)] >= facts[f"{name}_at"] for name, (head, *_) in ALARMS.items()}
    for name in LANE_ALARMS:
        for lane, at in facts[f"lanes_{name}_at"].items():
            yes[name] = yes[name] | (said[:, HEADS.index(lane)] >= at)
    rates = {
        "asked": _share(yes["ask"] | yes["escalate"] | yes["urgent"], level >= 1),
        "escalated": _share(yes["escalate"] | yes["urgent"], level >= 2),
        "urgent": _share(yes["urgent"], level >= 3),
    }
    if near is None:
        return rates | {"alarms": _share(yes["ask"], level == 0)}
    return rates | {
        "alarms_near": _share(yes["ask"], (level == 0) & near),
        "alarms_ordinary": _share(yes["ask"], (level == 0) & ~near),
    }


def _share(yes: Any, among: Any) -> float | None:
    return round(float(yes[among].mean()), 4) if among.any() else None
