"""Messages that say the danger openly, by five authors who had read no rule: what was noticed once stays noticed.

Each author's messages were run before anybody read them (docs/safety.md has those figures); then the rules learnt from
them and the classifier was trained on them. This is a net for both, and no measure of words that are new.
"""

from collections import defaultdict

from handoff.safety import detect
from handoff.safety.learn import keep, sentences
from handoff.safety.model import LANES, Level

ROWS = [each for each in sentences.read() if each.theme.startswith("open_probe_")]
DETECTOR = detect.load(weights=keep.present())
SAID = [(each.level, set(each.lanes), DETECTOR.assess(each.text)) for each in ROWS]


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def test_the_messages_are_many_and_in_every_lane() -> None:
    assert len(ROWS) > 2500 and len({each.theme for each in ROWS}) == 5
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
