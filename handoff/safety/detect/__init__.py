"""Noticing danger in a person's words: rules, scoped cues, a classifier and the turns before. See `Detector.assess`."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from pathlib import Path

from handoff.safety.detect import cues, rules
from handoff.safety.detect.classifier import Classifier
from handoff.safety.detect.detector import Detector

__all__ = ["Detector", "forget", "load"]


@lru_cache(maxsize=4)
def load(model: Path | None = None, weights: Path | None = None) -> Detector:
    """A detector, built once a process for each pair of files.

    model     a spaCy model folder whose parser reads negation, if there is one
    weights   the classifier's file; without it the detector reads by rules and cues alone
    Raises    rules.BadRule for a rule file that breaks the form, OSError for a folder without a model or weights that
              are not there, classifier.BadWeights for weights that cannot be used
    """
    read = rules.read()
    made = Detector(read, cues.load(read.cues, model), Classifier.load(weights) if weights else None)
    _give_back()
    return made


def forget() -> None:
    """Keep no detector for the next who asks for it. After a change of model: the one before takes 130 MB."""
    load.cache_clear()
    _give_back()


def _give_back() -> None:
    """Give the system what loading took and freed again: 20 MB or more that glibc would keep for this process."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
