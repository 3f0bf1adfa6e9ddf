"""What `make fuzz` asks of the reader of risk for one text; apart from atheris, so that a test can see it fail."""

import time

from handoff.safety import detect
from handoff.safety.model import Turn

LONGEST_S = 1.0  # processor time of one text, several times slower under instruments than the 200 ms without


class TooSlow(Exception):
    """A text that took too long to read."""


def one(detector: detect.Detector, data: bytes, longest_s: float = LONGEST_S) -> None:
    """Read one text, from its middle with the first half as the turn before if the first byte says so.

    Raises whatever the reader raises, TooSlow, and AssertionError for an answer that cannot be.
    """
    text = data[1:].decode("utf-8", "surrogateescape")
    half = len(text) // 2
    before = [Turn("person", text[:half])] if data[:1] > b"\x7f" else []
    began = time.process_time()
    found = detector.assess(text[half:] if before else text, before)
    if time.process_time() - began > longest_s:
        raise TooSlow(f"{time.process_time() - began:.2f} s")
    assert 0 <= found.score <= 1 and (found.lanes or not found.level or found.reasons)
