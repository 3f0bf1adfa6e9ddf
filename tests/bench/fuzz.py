"""`make fuzz`: texts that grow by what they reach in the reader of risk (atheris, coverage guided).

It must raise nothing for any text and be done with each in time (`fuzz_one.py`); libFuzzer stops at the first that
breaks this and writes it to var/fuzz. Runs for the seconds that libFuzzer's -max_total_time says.
"""

import functools
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["handoff.safety.detect"]):
    from handoff.safety import detect
    from handoff.safety.learn import keep
from tests.bench.fuzz_one import one
from tests.conftest import ROOT

AT = ROOT / "var" / "fuzz"


def seeds(detector: detect.Detector) -> Path:
    """A folder with one file for each example of a rule: where the texts start from."""
    folder = AT / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    for n, text in enumerate(text for rule in detector.rules for text in (*rule.must_fire, *rule.must_not_fire)):
        (folder / f"{n:04}").write_bytes(b"\0" + text.encode("utf-8", "surrogatepass"))
    return folder


def main(arguments: list[str]) -> None:
    detector = detect.load(weights=keep.present(print))

    given = [
        *arguments,
        f"-artifact_prefix={AT}/",
        "-max_len=5000",
        "-timeout=20",
        str(AT / "found"),
        str(seeds(detector)),
    ]
    (AT / "found").mkdir(parents=True, exist_ok=True)
    atheris.Setup([sys.argv[0], *given], functools.partial(one, detector))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:] or ["-max_total_time=120"])
