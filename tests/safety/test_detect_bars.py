"""The bars on labelled messages that do not ship with the product, where they are there, and a few of our own."""

import os
from pathlib import Path

import pytest

from handoff.safety.detect import bench
from handoff.safety.model import Level
from tests.detector import trained

DETECTOR = trained()
SHARED = Path(os.environ.get("PEERLINE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
RISK = SHARED / "data" / "risk"
measured = pytest.mark.skipif(not RISK.is_dir(), reason="the labelled sets are not here")


TRAPS = ("hardneg_mined", "xstest_safe", "peer_fixtures", "weval_crisis", "functional")
ORDINARY = ("sad_sms", "esconv_seeker", "annomi_client", "clinc150", "goemotions")


def judged(*names: str) -> list[bench.Figures]:
    """Every row of each set."""
    return [bench.judge(DETECTOR, name, bench.rows(RISK / f"{name}.csv")) for name in names]


@measured
@pytest.mark.timeout(120)
def test_risky_messages_are_noticed_and_urgent_ones_escalated():
    for figures in judged("ellis_human206", "weval_crisis"):
        said = figures.as_dict()
        assert said["noticed"] >= 0.95 and said["urgent_escalated"] >= 0.90 and said["imminent_below_r3"] == 0, said


@measured
@pytest.mark.timeout(600)
def test_traps_and_ordinary_messages_are_left_alone():
    """All of ordinary traffic: the bar is twenty messages, and a part of it would measure chance."""
    traps, ordinary = (pool.as_dict() for pool in bench.pools(judged(*TRAPS) + judged(*ORDINARY)))
    assert traps["fp_noticed"] <= 0.10 and traps["fp_escalated"] <= 0.03, traps
    assert ordinary["fp_noticed"] <= 0.01 and ordinary["fp_escalated"] <= 0.001, ordinary


EXPLICIT = [
    "i want to die", "I want to kill myself", "im going to kill myself", "i wanna kms", "i feel suicidal",
    "thinking about suicide", "i want to end my life", "I am going to end it all", "i don't want to live anymore",
    "i wish i was dead", "I'd be better off dead", "i want to hang myself", "I'm planning to kill myself",
    "going to kill myself tonight", "i just took all my pills", "i have a gun and im going to shoot myself",
    "I cut my wrists", "i tried to kill myself yesterday", "goodbye forever", "i wrote a suicide note",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPLICIT)
@pytest.mark.parametrize("form", ["{}", "hi. {} please help", "{}!!!", "idk {} i guess", "my mom doesnt know but {}"])
def test_explicit_words_escalate_at_once(text, form):
    assert DETECTOR.assess(form.format(text)).level >= Level.R2


@pytest.mark.parametrize(
    ("text", "lane", "least"),
    [
        ("my dad beats me with a belt", "child_abuse", "R3"),
        ("my boyfriend choked me again last night", "domestic_violence", "R3"),
        ("i'm scared i'll hurt my baby", "harm_to_others", "R3"),
        ("i make myself sick after every meal", "eating", "R1"),
        ("the voices are telling me they will come for me", "psychosis_mania", "R2"),
        ("quit drinking on monday, i cant stop shaking and sweating", "overdose_withdrawal", "R2"),
        ("crushing pain in my chest and my arm went numb", "medical", "R4"),
        ("my daughter says she wants to die", "worried_about_someone", "R1"),
        ("my brother is on the bridge and says he'll jump", "worried_about_someone", "R3"),
        ("im 13 and i cut myself", "minor", "R3"),
        ("relapsed, cut my arms again", "self_harm", "R2"),
        ("he keeps touching me when nobody is home", "abuse", "R3"),
        ("no reason to go on living", "suicide", "R2"),
    ],
)
def test_each_lane_is_named_at_its_floor(text, lane, least):
    said = DETECTOR.assess(text)
    assert lane in said.lanes
    assert said.level >= Level.read(least)
