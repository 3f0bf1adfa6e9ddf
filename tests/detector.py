"""The detector as it is delivered: with weights trained once for the present sentences, and shared by all tests."""

from functools import cache

from handoff.safety import detect
from handoff.safety.learn import keep


@cache
def trained() -> detect.Detector:
    """Rules, cues and classifier. The first run on a set of sentences trains, about 40 s; the others read a file."""
    return detect.load(weights=keep.present())
