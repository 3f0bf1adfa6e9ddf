"""`make test`: every layer, cheapest first, even when one fails; one line of result each at the end.

`make test ONLY="static unit"` runs some of them.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTEST = [str(BIN / "python"), "-m", "pytest", "-q"]
TWO = ["-n", "2", "--dist", "loadfile"]  # two cores; a file stays in one process, since its fixtures cost most
STEALING = ["-n", "2", "--dist", "worksteal"]  # fixtures belong to each test, and one long file would end alone
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
    "weights": ([[str(BIN / "python"), "-m", "tests.detector"]], 120),
    "model": ([[str(BIN / "python"), "-m", "tests.nlu"]], 200),
    "unit": (
        [
            [
                *PYTEST,
                *STEALING,
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
    "stories": ([[*PYTEST, *STEALING, "tests/stories", "-m", "not rasa"]], 330),
    "faults": ([[*PYTEST, "-n", "2", "--dist", "load", "--timeout", "300", "tests/faults"]], 330),
    "contracts": ([[*PYTEST, *TWO, "tests/contracts"]], 240),
    "nlu": ([[*PYTEST, "tests/nlu", "tests/training"], [*PYTEST, "tests/stories", "-m", "rasa"]], 400),
    "browser": ([[*PYTEST, *TWO, "tests/browser"]], 240),
}
TOGETHER = ("static", "weights", "model")  # none waits for another, and none has work for two cores
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 8 * 1024**3  # a whole run holds about 2 GB at a time
_COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error)")


def run(name: str) -> tuple[bool, str, dict[str, int]]:
    """Run one layer. Returns whether it is green, its line, and its counts."""
    commands, budget_s = LAYERS[name]
    began, codes, counts = time.monotonic(), [], dict.fromkeys(("passed", "failed", "skipped", "error"), 0)
    for command in commands:
        shown = " ".join(Path(part).name if part.startswith("/") else part for part in command)
        print(f"\n== {name}: {shown}", flush=True)
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
                print(line, end="", flush=True)
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


@contextmanager
def in_memory() -> Iterator[None]:
    """Temporary files, databases among them, lie in memory where there is enough: SQLite syncs each commit to the disk.

    Nothing is shown by that here: processes are killed, and the kernel lives on.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH_BYTES or "TMPDIR" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="peerline-test-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user
        os.environ["TMPDIR"] = folder
        try:
            yield
        finally:
            del os.environ["TMPDIR"]


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in LAYERS]
    if unknown:
        print(f"no such layer: {', '.join(unknown)}; there are {', '.join(LAYERS)}", file=sys.stderr)
        return 2
    names = wanted or list(LAYERS)
    with in_memory(), ThreadPoolExecutor() as pool:
        first = list(pool.map(run, [name for name in names if name in TOGETHER]))
        results = first + [run(name) for name in names if name not in TOGETHER]
    print("\n" + "\n".join(line for _green, line, _counts in results))
    totals = {
        what: sum(counts[what] for _g, _l, counts in results) for what in ("passed", "failed", "skipped", "error")
    }
    red = sum(not green for green, _line, _counts in results)
    print(f"{totals['passed']} passed, {totals['failed'] + totals['error'] + red} failed, {totals['skipped']} skipped")
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
