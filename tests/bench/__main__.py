"""`python -m tests.bench [chat] [line] [watch] [groups] [risk] [train] [all]`: measure on loopback, print tables.

Exit code 1 when a bar is not kept.
"""

import json
import sys
import time

from assistant.training.project import Project
from tests.bench import chat, groups, handovers, risk, watch
from tests.bench.table import Row, machine, show

PARTS = ("risk", "groups", "chat", "line", "watch", "train")


def _chat() -> list[Row]:
    with chat.site() as at:
        return [*chat.replies(at), *chat.memory(at)]


def _line() -> list[Row]:
    with chat.site() as at:
        return handovers.rows(at)


def _train() -> list[Row]:
    """What the cards of the models here say; a training by `peerline train` writes one."""
    cards = [json.loads(path.read_text(encoding="utf-8")) for path in (Project().var / "models").glob("*/card.json")]
    timed = sorted((c for c in cards if c.get("seconds")), key=lambda c: str(c["made_at"]))
    if not timed:
        return [Row("training", "left out: no model was trained here (run `peerline train`)")]
    newest = timed[-1]
    return [
        Row(
            f"train: {newest['examples']} examples, {newest['intents']} intents",
            f"{newest['seconds']:.0f} s",
            "< 5 min with evaluation and comparison",
            float(newest["seconds"]) < 300,
        )
    ]


RUN = {"risk": risk.rows, "groups": groups.rows, "chat": _chat, "line": _line, "watch": watch.rows, "train": _train}


def main(wanted: list[str]) -> int:
    names = list(PARTS) if not wanted or "all" in wanted else wanted
    unknown = [name for name in names if name not in RUN]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(PARTS)}, all", file=sys.stderr)
        return 2
    print(f"Measured on {time.strftime('%d %B %Y')}, {machine()}")
    missed = 0
    for name in names:
        rows = RUN[name]()
        show(name, rows)
        missed += sum(row.held is False for row in rows)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
