"""Random rosters: each gap in the promised hours is found, and none is invented."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.volunteers import coverage, limits
from handoff.volunteers.coverage import Gap, Here, Promise

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def at(quarters: int) -> datetime:
    return NOW + quarters * QUARTER


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    begins = draw(st.integers(-20, 120))
    what = draw(st.sampled_from(["en", "es", coverage.SUPERVISOR]))
    return Promise(what, at(begins), at(begins + draw(st.integers(1, 60))), draw(st.integers(1, 2)))


@st.composite
def people(draw: st.DrawFn) -> list[Here]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        begins, gives = draw(st.integers(-30, 120)), draw(st.sampled_from(["en", "es", coverage.SUPERVISOR]))
        ends = begins + draw(st.integers(1, 40))
        found.append(Here(draw(st.integers(1, 4)), frozenset({gives}), at(begins), at(ends)))
    return found


def short(promise: Promise, here: list[Here], moment: datetime) -> bool:
    """By hand, for one moment: fewer people than promised."""
    mine = {h.volunteer_id for h in here if promise.what in h.gives and h.starts_at <= moment < h.ends_at}
    return len(mine) < promise.minimum


@given(promises(), people())
def test_each_gap_is_found_and_none_invented(promise: Promise, here: list[Here]) -> None:
    found = coverage.gaps([promise], here, NOW)
    moment = promise.starts_at
    while moment < promise.ends_at:
        inside = [g for g in found if g.starts_at <= moment < g.ends_at]
        wanted = [g for g in coverage._of(promise, here) if g.starts_at <= moment < g.ends_at]
        assert bool(wanted) == short(promise, here, moment)
        if moment >= NOW and wanted and wanted[0].starts_at <= NOW + coverage.AHEAD:
            assert inside == wanted
        elif not wanted:
            assert not inside
        moment += QUARTER


@given(promises(), people(), st.integers(0, 30))
def test_a_gap_keeps_its_name_while_time_passes(promise: Promise, here: list[Here], quarters: int) -> None:
    later = NOW + quarters * QUARTER
    names = {g.key for g in coverage.gaps([promise], here, NOW) if g.ends_at > later}
    assert names <= {g.key for g in coverage.gaps([promise], here, later)}


@pytest.mark.parametrize(
    ("before", "due"),
    [(36.0, None), (24.3, None), (24.25, 24), (20.0, 24), (4.25, 4), (2.0, 4), (1.25, 1), (0.0, 1), (-1.0, 1)],
)
def test_which_warning_is_due(before: float, due: int | None) -> None:
    starts = NOW + timedelta(hours=before)
    assert coverage.level(Gap("en", starts, starts + timedelta(hours=2)), NOW) == due


def test_less_than_a_quarter_of_an_hour_is_no_gap() -> None:
    promise = Promise("en", NOW, NOW + timedelta(hours=1))
    here = [Here(1, frozenset({"en"}), NOW + timedelta(minutes=14), NOW + timedelta(hours=1))]
    assert coverage.gaps([promise], here, NOW) == []


@pytest.mark.parametrize(
    ("start", "end", "quiet"),
    [
        (13 * 60, 14 * 60, True),
        (22 * 60, 7 * 60, False),
        (13 * 60 + 1, 13 * 60, False),
        (0, 0, False),
        (None, 5, False),
    ],
)
def test_quiet_hours(start: int | None, end: int | None, quiet: bool) -> None:
    assert limits.is_quiet(NOW, "America/New_York", start, end) is quiet  # 13:00 there
