"""Plans by version, and the length of a note."""

from dataclasses import replace

import pytest

from handoff.cases import handover, plan, planning
from handoff.cases.plan import Plan
from tests.cases.world import World

HIGH = plan.plan_for(3)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"live_offers": 0},
        {"live_offers": 9},
        {"wait_min": ()},
        {"wait_min": (1, 2)},
        {"wait_min": (0, 3, 2)},
        {"external_min": -1.0},
        {"supervisor_min": 500.0},
        {"then_every": 0.5},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(world: World, nonsense: dict[str, object]) -> None:
    with world.db() as db, pytest.raises(planning.Refused):
        planning.set_plan(db, 0, replace(HIGH, **nonsense), "account:1", world.now)  # type: ignore[arg-type]


def test_versions_are_kept_and_the_newest_counts(world: World) -> None:
    with world.db() as db:
        assert planning.current(db, 2) == (1, plan.plan_for(2))
        mine = Plan(1, 5, 5, (0, 2), 10)
        planning.set_plan(db, 2, mine, "account:1", world.now)
        planning.set_plan(db, 2, replace(mine, live_offers=4), "account:1", world.now)
        assert planning.current(db, 2) == (3, replace(mine, live_offers=4))
        for second in (None, "account:1"):
            with pytest.raises(planning.Refused):
                planning.set_plan(db, 4, mine, "account:1", world.now, second=second)
        assert planning.set_plan(db, 4, mine, "account:1", world.now, second="account:2").second_by == "account:2"


def test_a_note_is_three_lines() -> None:
    assert handover.short(" one \n\n two  words\nthree\nfour") == "one\ntwo words\nthree"
    assert len(handover.short("x" * 1000)) == handover.NOTE_CHARS
