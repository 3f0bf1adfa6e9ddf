"""The detector as it is delivered: with weights trained once for the present sentences, and shared by all tests.

`python -m tests.detector` trains them, before the clock of any test runs.
"""

from functools import cache

from handoff.safety import detect
from handoff.safety.learn import keep


@cache
def trained() -> detect.Detector:
    """Rules, cues and classifier. The first run on new sentences trains for about a minute; the others read a file."""
    return detect.load(weights=keep.present(print))


if __name__ == "__main__":
    trained()
