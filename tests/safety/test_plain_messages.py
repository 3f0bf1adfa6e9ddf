"""Messages that say the danger openly, by five authors who had read no rule: what was noticed once stays noticed.

Each author's messages were run before anybody read them (docs/safety.md has those figures) and then read: this is a
net, and no measure of words that are new.
"""

import json
from collections import defaultdict
from pathlib import Path

from handoff.safety import detect
from handoff.safety.learn import keep
from handoff.safety.model import LANES, Level

ROWS = [json.loads(line) for line in Path(__file__).with_name("plain_messages.jsonl").read_text("utf-8").splitlines()]
DETECTOR = detect.load(weights=keep.present())
SAID = [(Level.read(row["level"]), set(row["lanes"]), DETECTOR.assess(row["text"])) for row in ROWS]


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def test_the_messages_are_many_and_in_every_lane() -> None:
    assert len(ROWS) > 2500 and len({row["text"] for row in ROWS}) == len(ROWS)
    assert {lane for _, lanes, _ in SAID for lane in lanes} == set(LANES)


def test_nearly_all_of_them_are_noticed_in_their_lane_and_the_grave_ones_escalated() -> None:
    assert share([said.level >= Level.R1 for level, _, said in SAID if level]) >= 0.96
    assert share([said.level >= Level.R2 for level, _, said in SAID if level >= Level.R3]) >= 0.95
    assert share([bool(lanes & set(said.lanes)) for level, lanes, said in SAID if level and said.level]) >= 0.95


def test_every_lane_is_noticed() -> None:
    by_lane: dict[str, list[bool]] = defaultdict(list)
    for level, lanes, said in SAID:
        for lane in lanes if level else ():
            by_lane[lane].append(said.level >= Level.R1)
    assert {lane: share(found) for lane, found in by_lane.items() if share(found) < 0.93} == {}


def test_the_harmless_ones_of_the_same_authors_are_left_alone() -> None:
    assert share([said.level >= Level.R1 for level, _, said in SAID if not level]) <= 0.05
    assert share([said.level >= Level.R2 for level, _, said in SAID if not level]) <= 0.025
