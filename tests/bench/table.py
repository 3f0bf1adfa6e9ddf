"""Rows of a benchmark with the bar each is held to, and the machine they were taken on."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure. `bar` is the promise it is held to, `held` whether it was kept (None: there is no promise)."""

    what: str
    figure: str
    bar: str = "-"
    held: bool | None = None


def quantile(values: Sequence[float], at: float) -> float:
    """The value below which a share of all values lies; 0 for no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(at * len(ordered)))] if ordered else 0.0


def spread(seconds: Sequence[float]) -> str:
    """p50, p95 and the slowest, in milliseconds."""
    p50, p95, worst = (1000 * v for v in (quantile(seconds, 0.5), quantile(seconds, 0.95), max(seconds, default=0.0)))
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, slowest {worst:.0f} ms (n = {len(seconds)})"


def machine() -> str:
    """What it ran on, and how busy that was before."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = next(
        int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal")
    )
    return (
        f"{os.cpu_count()} cores ({cpu}), {memory / 1024**2:.0f} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load before: {os.getloadavg()[0]:.1f}"
    )


def show(title: str, rows: Sequence[Row]) -> None:
    """Print the rows as a Markdown table."""
    print(f"\n### {title}\n\n| what | measured | bar | kept |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.figure} | {row.bar} | {'-' if row.held is None else 'yes' if row.held else 'NO'} |")
    print(flush=True)
