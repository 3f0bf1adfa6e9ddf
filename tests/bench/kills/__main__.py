"""`python -m tests.bench.kills [--kills N] [--cases N] [--database sqlite|postgresql|both] [--seed N]`

Web, worker and auditor are killed by SIGKILL, at named points and at random moments, while people ask for help. Prints
the table of docs/benchmarks.md; exit code 1 when a bar is not kept. The figures are for each database.
"""

import argparse
import random
import sys
import time
from collections import Counter

from tests.bench.kills.house import Outcome, run
from tests.bench.table import Row, machine, show
from tests.detector import trained

DOUBLED_AT_MOST = 0.02


def rows(out: Outcome) -> list[Row]:
    """The table of one database."""
    v, kills = out.verdict, out.kills
    by_role: Counter[str] = Counter()
    by_place: Counter[str] = Counter()
    for (role, place), n in kills.items():
        by_role[role] += n
        by_place["at random" if place == "random" else "at a point"] += n
    to_volunteers, to_people = v.texts.get("volunteers", 0), v.texts.get("people", 0)
    doubled = len(v.twice_to_volunteers) / max(1, to_volunteers)
    return [
        Row("processes killed", f"{sum(kills.values())}: " + ", ".join(f"{r} {n}" for r, n in sorted(by_role.items()))),
        Row("where", ", ".join(f"{p} {n}" for p, n in sorted(by_place.items()))),
        Row("named points at which somebody died", str(len({p for _, p in kills} - {"random"}))),
        Row("ended by themselves, not counted", str(out.ended)),
        Row("cases", f"{v.cases} in {out.seconds:.0f} s"),
        Row("messages written; texts handed over", f"{v.messages}; {to_volunteers} + {to_people}"),
        Row("cases lost", str(len(v.cases_lost)), "0", not v.cases_lost),
        Row("messages lost", str(len(v.messages_lost)), "0", not v.messages_lost),
        Row(
            "texts to volunteers doubled",
            f"{len(v.twice_to_volunteers)} ({100 * doubled:.2f} %)",
            "≤ 2 %",
            doubled <= DOUBLED_AT_MOST,
        ),
        Row("doubled to a person", str(len(v.twice_to_people)), "0", not v.twice_to_people),
        Row("to a wrong party", str(len(v.wrong_party)), "0", not v.wrong_party),
        Row("words late for a talk that moved on, and said so", str(v.told_not_sent)),
    ]


def _details(out: Outcome) -> None:
    v = out.verdict
    for what in ("cases_lost", "messages_lost", "twice_to_people", "wrong_party", "twice_to_volunteers"):
        for line in getattr(v, what)[:12]:
            print(f"- {what}: {line}")
    for line in [*out.failures[:10], *out.errors[-10:]]:
        print(f"- said: {line[:400]}")
    print(f"- kills: {dict(sorted(out.kills.items()))}", flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="at least so many, on each database")
    parser.add_argument("--cases", type=int, default=1500, help="at least so many, on each database")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--life", type=float, default=0.0, help="mean seconds a process lives (0: chosen by the rest)")
    asked = parser.parse_args(arguments)
    names = ("sqlite", "postgresql") if asked.database == "both" else (asked.database,)
    print(f"Measured on {time.strftime('%d %B %Y')}, {machine()}", flush=True)
    trained()  # once, and where its progress is seen: the processes to be killed only read the weights
    missed = 0
    for name in names:
        out = run(name, asked.kills, asked.cases, random.Random(asked.seed), asked.life)
        table = rows(out)
        show(f"kills on {name}", table)
        _details(out)
        missed += sum(row.held is False for row in table)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
