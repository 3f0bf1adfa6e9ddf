"""What the weights notice of sentences that neither the encoder nor the fit has seen, theme by theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handoff.safety.learn.fit import ALARMS, HEADS, LANES_ALARMS, Fitted, Floats, shares, without_danger
from handoff.safety.learn.sentences import Example


def of(examples: Sequence[Example], fitted: Fitted) -> dict[str, Any]:
    """{"unseen": rates, "by_theme": {theme: rates}} of whole themes that were left out; None where undefined.

    asked, escalated, urgent   shares of the sentences at that level or above whose head says yes
    alarms_near, alarms_ordinary   shares of harmless sentences asked about, in dangerous and in ordinary themes
    """
    said, those = shares(fitted.unseen), [examples[row] for row in fitted.held.tolist()]
    near, themes = ~without_danger(examples)[fitted.held], np.array([example.theme for example in those])
    by_theme = {}
    for theme in sorted(set(themes.tolist())):
        rows = np.flatnonzero(themes == theme).tolist()
        by_theme[theme] = _rates([those[row] for row in rows], said[rows], fitted.facts, near=None)
    return {"unseen": _rates(those, said, fitted.facts, near), "by_theme": by_theme}


def _rates(examples: Sequence[Example], said: Floats, facts: dict[str, Any], near: Any) -> dict[str, float | None]:
    level = np.array([example.level for example in examples])
    yes = {name: said[:, HEADS.index(head)] >= facts[f"{name}_at"] for name, (head, *_) in ALARMS.items()}
    for name in LANES_ALARMS:
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
