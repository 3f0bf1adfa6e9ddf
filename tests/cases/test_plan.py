"""The plan of a case: the minutes at which a person hears how it stands, what makes no sense, what storing keeps."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.cases import plan
from handoff.cases.plan import Plan

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
HIGH = plan.plan_for(3)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def test_the_plans_are_those_of_the_design() -> None:
    assert [plan.plan_for(s).live_offers for s in range(5)] == [1, 1, 2, 3, 8]
    assert [plan.plan_for(s).supervisor_min for s in range(5)] == [10, 10, 6, 3, 0]
    assert [plan.plan_for(s).external_min for s in range(5)] == [10, 10, 5, 5, 2]
    assert [plan.plan_for(s).then_every for s in range(5)] == [15, 15, 10, 5, 3]


@pytest.mark.parametrize(
    ("waited", "mark"),
    [
        (-0.1, None),
        (0, 0),
        (1.49, 0),
        (1.5, 1.5),
        (3, 3),
        (4.9, 3),
        (5, 5),
        (9.9, 5),
        (10, 10),
        (14.9, 10),
        (15, 15),
        (119, 115),
        (120, 120),
        (124, 120),
        (600, 120),
    ],
)
def test_the_newest_minute_at_which_a_text_was_due(waited: float, mark: float | None) -> None:
    assert plan.reached(HIGH, minutes(waited)) == mark


def test_a_plan_whose_last_text_is_past_the_quiet_time_has_no_more() -> None:
    late = Plan(1, 10, 10, (0, 130), 5)
    assert plan.reached(late, minutes(200)) == 130


@pytest.mark.parametrize(
    ("waited", "mark"),
    [(-1, 0), (0, 1.5), (1.5, 3), (4.9, 5), (5, 10), (9.9, 10), (10, 15), (114.9, 115), (115, 120), (120, None)],
)
def test_the_next_minute_at_which_a_text_is_due(waited: float, mark: float | None) -> None:
    since = NOW - minutes(waited)
    assert plan.next_mark(HIGH, since, NOW) == (None if mark is None else since + minutes(mark))


def test_stored_and_read_again_it_is_the_same_plan() -> None:
    for one in plan.DEFAULTS.values():
        stored = json.loads(json.dumps(one.to_json()))
        assert stored.keys() == {"live_offers", "supervisor_min", "external_min", "wait_min", "then_every"}
        assert Plan.from_json(stored) == one
        assert one.to_json()["wait_min"] == list(one.wait_min)


OFFERS = "live offers go from 1 to 8"
TEXTS = "the minutes of the waiting texts start at 0 and rise"
MINUTES = "minutes go from 0 to 120, and a text follows a text after a minute at the soonest"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"live_offers": 1}, None),
        ({"live_offers": 8}, None),
        ({"live_offers": 0}, OFFERS),
        ({"live_offers": 9}, OFFERS),
        ({"wait_min": (0,)}, None),
        ({"wait_min": ()}, TEXTS),
        ({"wait_min": (1, 2)}, TEXTS),
        ({"wait_min": (0, 3, 2)}, TEXTS),
        ({"wait_min": (0, 2, 2)}, TEXTS),
        ({"supervisor_min": 0}, None),
        ({"supervisor_min": -1}, MINUTES),
        ({"supervisor_min": 120, "external_min": 120, "wait_min": (0, 120)}, None),
        ({"supervisor_min": 120.5}, MINUTES),
        ({"external_min": -0.5}, MINUTES),
        ({"external_min": 121}, MINUTES),
        ({"wait_min": (0, 121)}, MINUTES),
        ({"then_every": 1}, None),
        ({"then_every": 0.9}, MINUTES),
    ],
)
def test_a_plan_that_makes_no_sense_says_why(change: dict[str, object], why: str | None) -> None:
    assert plan.wrong(replace(HIGH, **change)) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "weaker"),
    [
        ({}, False),
        ({"live_offers": 2}, True),
        ({"live_offers": 4}, False),
        ({"supervisor_min": 4.0}, True),
        ({"supervisor_min": 1.0}, False),
        ({"external_min": 6.0}, True),
        ({"then_every": 6.0}, True),
        ({"wait_min": (0, 1.5, 3)}, True),
        ({"wait_min": (0, 1, 1.5, 3, 5)}, False),
    ],
)
def test_what_makes_a_plan_weaker(change: dict[str, object], weaker: bool) -> None:
    assert plan.weaker(replace(HIGH, **change), HIGH) is weaker  # type: ignore[arg-type]
