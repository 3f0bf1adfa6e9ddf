"""Many people at the widget, in a process of their own: `python -m tests.bench.chatter BASE PEOPLE SECONDS`.

Writes the seconds that each reply took, as one JSON list.
"""

import json
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.bench.chat import PAUSE_S, SENTENCES, Writer


def _talk(base: str, seed: int, ends: float) -> list[float]:
    """One person: a message each PAUSE_S, from a random moment on."""
    order, took = random.Random(seed), list[float]()
    threading.Event().wait(order.random() * PAUSE_S)
    writer = Writer(base)
    while time.monotonic() < ends:
        spent = writer.write(order.choice(SENTENCES))
        took.append(spent)
        threading.Event().wait(max(0.0, PAUSE_S - spent))
    return took


def main(base: str, people: int, seconds: float) -> None:
    ends = time.monotonic() + seconds
    with ThreadPoolExecutor(people) as pool:
        found = pool.map(lambda seed: _talk(base, seed, ends), range(people))
        json.dump([t for one in found for t in one], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
