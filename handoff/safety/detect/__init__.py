"""Noticing danger in a person's words: rules, scoped cues and the turns before. See `Detector.assess`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from handoff.safety.detect import cues, rules
from handoff.safety.detect.detector import Detector

__all__ = ["Detector", "load"]


@cache
def load(model: Path | None = None) -> Detector:
    """The detector, built once a process. `model`: a spaCy model folder whose parser reads negation, if there is one.

    Raises rules.BadRule for a rule file that breaks the form, OSError for a folder without a model.
    """
    read = rules.read()
    return Detector(read, cues.load(read.cues, model))
