"""What one volunteer may carry: the exact edges of points, rest, room and quiet hours."""

from datetime import UTC, datetime, timedelta

import pytest

from handoff.volunteers import limits

AT = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


def test_points_and_rest_by_severity():
    assert [limits.points(s) for s in range(5)] == [1, 1, 2, 3, 5]
    assert [limits.cool_down(s) for s in range(5)] == [None, None, None, timedelta(minutes=45), timedelta(minutes=60)]


@pytest.mark.parametrize(("minutes", "may"), [(0, False), (19.99, False), (20, True), (21, True)])
def test_nobody_shortens_the_first_twenty_minutes(minutes, may):
    assert limits.may_end_rest(AT, AT + timedelta(minutes=minutes)) is may


@pytest.mark.parametrize(
    ("severity", "open_cases", "holds_heavy", "most", "fits"),
    [
        (0, 0, False, 1, True),
        (0, 1, False, 1, False),
        (0, 1, False, 2, True),
        (0, 2, False, 2, False),
        (2, 1, True, 2, True),
        (3, 1, True, 2, False),
        (4, 1, True, 2, False),
        (3, 1, False, 2, True),
    ],
)
def test_room_is_for_one_heavy_conversation_at_a_time(severity, open_cases, holds_heavy, most, fits):
    assert limits.room(severity=severity, open_cases=open_cases, holds_heavy=holds_heavy, most=most) is fits


@pytest.mark.parametrize(
    ("severity", "shift", "week", "fits"),
    [(1, 7, 0, True), (1, 8, 0, False), (4, 3, 0, True), (4, 4, 0, False), (2, 0, 18, True), (2, 0, 19, False)],
)
def test_points_stay_within_the_shift_and_the_week(severity, shift, week, fits):
    assert limits.fits(severity=severity, shift_points=shift, week_points=week) is fits


@pytest.mark.parametrize(
    ("start", "end", "quiet"),
    [
        (None, 60, False),
        (60, None, False),
        (810, 810, False),
        (810, 811, True),
        (809, 810, False),
        (811, 900, False),
        (1320, 811, True),
        (1320, 810, False),
        (810, 60, True),
        (811, 60, False),
    ],
)
def test_quiet_hours_by_the_volunteers_own_wall_also_over_midnight(start, end, quiet):
    assert limits.is_quiet(AT, "America/New_York", start, end) is quiet  # 13:30 there, minute 810
