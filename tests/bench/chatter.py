"""Many people at the widget, in a process of their own: `python -m tests.bench.chatter BASE PEOPLE SECONDS PAUSE`.

Each writes once every PAUSE seconds. Writes the seconds that each reply took, as one JSON list; null where the service
refused ("this takes a moment longer"), which the widget would send again.
"""

import json
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.bench.chat import SENTENCES, Writer


def _talk(base: str, seed: int, ends: float, pause_s: float) -> list[float | None]:
    """One person: a message each `pause_s`, from a random moment on."""
    order, took = random.Random(seed), list[float | None]()
    threading.Event().wait(order.random() * pause_s)
    writer = Writer(base)
    while time.monotonic() < ends:
        began = time.monotonic()
        try:
            took.append(writer.write(order.choice(SENTENCES)))
        except requests.RequestException:
            took.append(None)
        threading.Event().wait(max(0.0, pause_s - (time.monotonic() - began)))
    return took


def main(base: str, people: int, seconds: float, pause_s: float) -> None:
    ends = time.monotonic() + seconds
    with ThreadPoolExecutor(people) as pool:
        found = pool.map(lambda seed: _talk(base, seed, ends, pause_s), range(people))
        json.dump([t for one in found for t in one], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
