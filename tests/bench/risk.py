"""How long one message takes to be read for risk, on one core."""

import csv
import time
from collections.abc import Iterator

from handoff.safety import detect
from handoff.safety.learn import keep
from handoff.safety.model import Turn
from tests.bench import risk_sets
from tests.bench.table import Row, quantile, show, spread
from tests.conftest import SHARED

MOST = 3000
OURS = (
    "i cant do this any more",
    "thanks, that helped",
    "i want to kill myself",
    "my sponsor says hi",
    "ok",
    "what time is the meeting on tuesday",
    "i took all of my pills an hour ago and i feel sick",
)
HISTORY = (
    Turn("person", "i feel so low"),
    Turn("assistant", "That sounds heavy. What happened?"),
    Turn("person", "my brother died"),
    Turn("assistant", "I am sorry. Do you want to tell me about him?"),
)


def _sentences() -> Iterator[str]:
    """Real sentences of every labelled file, a few of each; ours where they are not there."""
    files = sorted((SHARED / "data/risk").glob("*.csv")) if (SHARED / "data/risk").is_dir() else []
    for path in files:
        with path.open(newline="", encoding="utf-8") as lines:
            for n, row in enumerate(csv.DictReader(lines)):
                if n >= MOST // len(files):
                    break
                if row.get("text"):
                    yield row["text"]
    yield from OURS


def _times(texts: list[str], history: tuple[Turn, ...] = ()) -> list[float]:
    detector, took = detect.load(weights=keep.present()), []
    detector.assess("warm up")
    for text in texts:
        began = time.perf_counter()
        detector.assess(text[:8000], history)
        took.append(time.perf_counter() - began)
    return took


def rows() -> list[Row]:
    """Latency last; before it, three tables of their own: bars, other tools, how general it is."""
    read = risk_sets.read_all()
    held = risk_sets.bars(read)
    show("risk: bars", held)
    show("risk: other tools on the same rows (recall/precision, false alarms)", risk_sets.beside(read))
    show("risk: how general", risk_sets.general(read))
    missed = [row.what for row in held if row.held is False]
    return [Row("bars of noticing", ", ".join(missed) or "all", "all kept", not missed), *_latency()]


def _latency() -> list[Row]:
    texts = list(_sentences())
    alone, after = _times(texts), _times(texts[::4], HISTORY)
    long = _times([(" ".join(texts[n:]))[:8000] for n in range(0, min(len(texts), 40), 2)])
    return [
        Row("risk assessment, one message", spread(alone), "p95 < 10 ms", quantile(alone, 0.95) < 0.010),
        Row("the same, four turns before it", spread(after), "p95 < 10 ms", quantile(after, 0.95) < 0.010),
        Row("the same, a message of 8,000 characters", spread(long), "slowest < 200 ms", max(long) < 0.2),
    ]
