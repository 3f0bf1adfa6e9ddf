"""The detector of a running process: it takes up the weights of the model that serves, also after a change of model."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from assistant.training.project import Project
from handoff.safety import detect
from handoff.safety.detect.classifier import BadWeights
from handoff.safety.learn import keep
from handoff.safety.model import Assessment, Turn

EVERY_S = 1.0
"""How often the registry of models is looked at: one stat of a small file."""

log = structlog.get_logger()


class Follower:
    """Reads as `detect.Detector` does. After a promotion or a rollback the next message after EVERY_S is read with the
    new weights; weights that cannot be used are named in the log, and those of before go on.
    """

    def __init__(self, project: Project | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._project = project or Project()
        self._clock = clock
        self._looked = clock()
        self._mark = self._stamp()
        self._weights: Path | None = None
        self._detector = detect.load()
        self._take()

    @property
    def detector(self) -> detect.Detector:
        """The detector of this moment."""
        now = self._clock()
        if now - self._looked >= EVERY_S:
            self._looked, mark = now, self._stamp()
            if mark != self._mark:
                self._mark = mark
                self._take()
                detect.forget()
        return self._detector

    def assess(self, text: str, before: Sequence[Turn] = (), country: str | None = None) -> Assessment:
        """See `detect.Detector.assess`."""
        return self.detector.assess(text, before, country)

    def _stamp(self) -> tuple[int, int]:
        try:
            found = self._project.registry.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_ino)

    def _take(self) -> None:
        weights = keep.serving(self._project)
        try:
            self._detector, self._weights = detect.load(weights=weights), weights
        except (BadWeights, OSError) as wrong:
            log.error("risk_weights_refused", error=type(wrong).__name__)


def load() -> Follower:
    """The detector of a process of the door. Takes a second or two."""
    return Follower()
