"""How serious words are, where the door does not read them first: a volunteer's own, and texts joined into one."""

import functools

from handoff.safety import detect
from handoff.safety.detect.detector import Detector


@functools.cache
def _detector() -> Detector:
    return detect.load()


def level_of(text: str) -> int:
    """The ladder's level of a text that stands alone, 0 to 4."""
    return int(_detector().assess(text).level)
