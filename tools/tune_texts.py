"""Writes what `tune_encoder.py` learns from: plain words, levels, lanes and themes of every training sentence, and the
published network.

    .venv/bin/python tools/tune_texts.py var/tune/texts.json
"""

import json
import sys
from pathlib import Path

from handoff.safety.detect import rules
from handoff.safety.detect.normalise import Normaliser
from handoff.safety.detect.vectors import readable
from handoff.safety.learn import network, sentences
from handoff.safety.learn.fit import HEADS
from handoff.safety.model import LANES

LONGEST = 240  # characters of one text


def main(to: Path) -> None:
    """Write `to`, and the network's files beside it."""
    plain = Normaliser(rules.read().words)
    to.parent.mkdir(parents=True, exist_ok=True)
    for name, given in network.files().items():
        (to.parent / name).write_bytes(given)
    rows = []
    for each in sentences.read():
        text = readable(plain.read(each.text).whole.text, LONGEST)
        rows.append([text, int(each.level), [LANES.index(lane) for lane in each.lanes], each.theme])
    to.write_text(json.dumps({"rows": rows, "heads": list(HEADS)}))
    print(f"{len(rows)} sentences and the published network written to {to.parent}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
