"""`make fuzz`: texts that grow by what they reach in the reader of risk (atheris, coverage guided).

It must raise nothing for any text and be done with each in LONGEST_S; libFuzzer stops at the first that breaks this and
writes it to var/fuzz. Runs for the seconds that libFuzzer's -max_total_time says.
"""

import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["handoff.safety.detect"]):
    from handoff.safety import detect
    from handoff.safety.learn import keep
from handoff.safety.model import Turn
from tests.conftest import ROOT

LONGEST_S = 1.0  # processor time of one text, several times slower under instruments than the 200 ms without
AT = ROOT / "var" / "fuzz"


class TooSlow(Exception):
    """A text that took too long to read."""


def seeds(detector: detect.Detector) -> Path:
    """A folder with one file for each example of a rule: where the texts start from."""
    folder = AT / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    for n, text in enumerate(text for rule in detector.rules for text in (*rule.must_fire, *rule.must_not_fire)):
        (folder / f"{n:04}").write_bytes(b"\0" + text.encode("utf-8", "surrogatepass"))
    return folder


def main(arguments: list[str]) -> None:
    detector = detect.load(weights=keep.present(print))

    def one(data: bytes) -> None:
        text = data[1:].decode("utf-8", "surrogateescape")
        half = len(text) // 2
        before = [Turn("person", text[:half])] if data[:1] > b"\x7f" else []
        began = time.process_time()
        found = detector.assess(text[half:] if before else text, before)
        if time.process_time() - began > LONGEST_S:
            raise TooSlow(f"{time.process_time() - began:.2f} s")
        assert 0 <= found.score <= 1 and (found.lanes or not found.level or found.reasons)

    given = [
        *arguments,
        f"-artifact_prefix={AT}/",
        "-max_len=5000",
        "-timeout=20",
        str(AT / "found"),
        str(seeds(detector)),
    ]
    (AT / "found").mkdir(parents=True, exist_ok=True)
    atheris.Setup([sys.argv[0], *given], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:] or ["-max_total_time=120"])
