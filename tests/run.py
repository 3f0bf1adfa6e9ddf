"""`make test`: every layer, cheapest first, even when one fails; one line of result each at the end.

`make test ONLY="static unit"` runs some of them.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTEST = [str(BIN / "python"), "-m", "pytest", "-q"]
TWO = ["-n", "2", "--dist", "loadfile"]  # two cores; a file stays in one process, since its fixtures cost most
LAYERS: dict[str, tuple[list[list[str]], int]] = {  # name -> (commands, budget in seconds; twice that fails)
    "static": (
        [
            [str(BIN / "ruff"), "check", "."],
            [str(BIN / "ruff"), "format", "--check", "."],
            [str(BIN / "mypy")],
            [str(BIN / "lint-imports")],
        ],
        120,
    ),
    "unit": (
        [
            [
                *PYTEST,
                *TWO,
                "tests",
                "--ignore=tests/stories",
                "--ignore=tests/faults",
                "--ignore=tests/contracts",
                "--ignore=tests/browser",
                "--ignore=tests/nlu",
                "--ignore=tests/training",
                "-m",
                "not rasa",
            ]
        ],
        300,
    ),
    "stories": ([[*PYTEST, *TWO, "tests/stories", "-m", "not rasa"]], 330),
    "faults": ([[*PYTEST, "-n", "2", "--dist", "load", "--timeout", "300", "tests/faults"]], 330),
    "nlu": ([[*PYTEST, "tests/nlu", "tests/training"], [*PYTEST, "tests/stories", "-m", "rasa"]], 400),
    "contracts": ([[*PYTEST, *TWO, "tests/contracts"]], 240),
    "browser": ([[*PYTEST, *TWO, "tests/browser"]], 240),
}
# Side by side, since one computes on one core while the other mostly waits for processes to die and start.
BESIDE = {"faults": "nlu"}
_COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error)")

Result = tuple[bool, str, dict[str, int]]


def show(line: str) -> None:
    print(line, end="", flush=True)


def run(name: str, say: Callable[[str], None] = show) -> Result:
    """Run one layer. Returns whether it is green, its line, and its counts."""
    commands, budget_s = LAYERS[name]
    began, codes, counts = time.monotonic(), [], dict.fromkeys(("passed", "failed", "skipped", "error"), 0)
    for command in commands:
        shown = " ".join(Path(part).name if part.startswith("/") else part for part in command)
        say(f"\n== {name}: {shown}\n")
        with subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process:
            last = ""
            for line in process.stdout or ():
                say(line)
                last = line if _COUNTS.search(line) else last
        codes.append(process.returncode)
        for count, what in _COUNTS.findall(last):
            counts[what] += int(count)
    took = time.monotonic() - began
    late = took > 2 * budget_s
    green = not any(codes) and not late
    line = f"{'green' if green else 'RED  '} {name:10} {took:6.0f} s of {budget_s} s" + (
        " (over twice its budget)" if late else ""
    )
    return green, line, counts


def run_all(names: list[str]) -> list[Result]:
    """Run layers in turn; what stands in BESIDE runs at the same time, its output shown when both are done."""
    results = {}
    for name in names:
        other = BESIDE.get(name)
        if name in results:
            continue
        if other not in names:
            results[name] = run(name)
            continue
        kept: list[str] = []
        with ThreadPoolExecutor(1) as pool:
            beside = pool.submit(run, other, kept.append)
            results[name] = run(name)
            results[other] = beside.result()
        show("".join(kept))
    return [results[name] for name in names]


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in LAYERS]
    if unknown:
        print(f"no such layer: {', '.join(unknown)}; there are {', '.join(LAYERS)}", file=sys.stderr)
        return 2
    results = run_all(wanted or list(LAYERS))
    print("\n" + "\n".join(line for _green, line, _counts in results))
    totals = {
        what: sum(counts[what] for _g, _l, counts in results) for what in ("passed", "failed", "skipped", "error")
    }
    red = sum(not green for green, _line, _counts in results)
    print(f"{totals['passed']} passed, {totals['failed'] + totals['error'] + red} failed, {totals['skipped']} skipped")
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
