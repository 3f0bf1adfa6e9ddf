"""When a group meets: rules, exceptions, holidays, and clock changes in many zones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.groups import public_holidays, recurrence, rule_words
from actions.groups.recurrence import DAYS, Different, Rule, next_occurrence, occurrences

ZONES = (
    "Europe/London", "Europe/Dublin", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/St_Johns", "America/Mexico_City", "America/Sao_Paulo", "Asia/Kolkata",
    "Asia/Jerusalem", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Africa/Casablanca",
)  # fmt: skip
NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


def rule(rrule: str, start: str = "19:30", tz: str = "Europe/London", **more: object) -> Rule:
    return Rule(start, 60, tz, rrule, **more)  # type: ignore[arg-type]


def days(made: Rule, first: str, last: str) -> list[str]:
    begin, end = (datetime.fromisoformat(d).replace(tzinfo=ZoneInfo(made.tz)) for d in (first, last))
    return [o.start.astimezone(ZoneInfo(made.tz)).strftime("%m-%d") for o in occurrences(made, begin, end)]


@pytest.mark.parametrize(
    ("rrule", "anchor", "first", "last", "met"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", None, "2026-11-01", "2026-11-20", ["11-03", "11-10", "11-17"]),
        ("FREQ=MONTHLY;BYDAY=1TH,3TH", None, "2026-11-01", "2026-12-31", ["11-05", "11-19", "12-03", "12-17"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", None, "2026-10-15", "2027-01-15", ["10-30", "11-27", "12-25"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "2026-11-08", "2026-11-01", "2026-12-10", ["11-08", "11-22", "12-06"]),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2SA", "2026-09-12", "2026-09-01", "2027-02-01", ["09-12", "11-14", "01-09"]),
        ("FREQ=WEEKLY;BYDAY=MO;BYMONTH=5,6", None, "2026-04-20", "2026-05-12", ["05-04", "05-11"]),
        ("FREQ=MONTHLY;BYMONTHDAY=15", None, "2026-11-01", "2027-01-20", ["11-15", "12-15", "01-15"]),
        ("FREQ=MONTHLY;BYDAY=5WE", None, "2026-07-01", "2026-12-31", ["07-29", "09-30", "12-30"]),
    ],
)
def test_rules_meet_on_their_days(rrule: str, anchor: str | None, first: str, last: str, met: list[str]) -> None:
    made = rule(rrule, anchor=date.fromisoformat(anchor) if anchor else None)
    assert days(made, first, last) == met


def test_every_other_sunday_without_a_known_week_is_never_sure() -> None:
    made = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU")
    found = next_occurrence(made, NOW)
    assert found is not None and not found.sure
    assert rule_words.ask_first(made) and rule_words.said(made) == "every other Sunday, ask which"
    assert recurrence.week_parity(made) is None


def test_exceptions_skip_move_add_and_name_a_theme() -> None:
    changes = (
        Different(date(2026, 12, 1), "skip"),
        Different(date(2026, 12, 8), "move", "2026-12-09T18:00"),
        Different(date(2026, 12, 15), "theme", note="open evening"),
        Different(date(2026, 12, 19), "add", "11:00"),
    )
    made = rule("FREQ=WEEKLY;BYDAY=TU", exceptions=changes)
    found = occurrences(made, datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 23, tzinfo=UTC))
    assert [(o.start.strftime("%m-%d %H:%M"), o.theme) for o in found] == [
        ("12-09 18:00", None),
        ("12-15 19:30", "open evening"),
        ("12-19 11:00", None),
        ("12-22 19:30", None),
    ]


def test_a_group_that_stops_on_bank_holidays() -> None:
    made = rule("FREQ=WEEKLY;BYDAY=MO", "19:00", holiday_rule="skip_public:GB-ENG")
    assert days(made, "2026-05-01", "2026-06-02") == ["05-11", "05-18", "06-01"]
    only = replace(made, holiday_rule="only_public:GB-ENG")
    assert days(only, "2026-05-01", "2026-06-02") == ["05-04", "05-25"]
    assert rule_words.said(made) == "every Monday, not on public holidays"
    assert "check on public holidays" in rule_words.said(made, date(2031, 1, 1))


def test_a_country_without_a_table_has_no_holidays_rather_than_an_error() -> None:
    assert public_holidays.meets("skip_public:XX", date(2026, 12, 25))
    assert public_holidays.region_of("GB", None, "Scotland") == "GB-SCT"
    assert public_holidays.region_of(None, "America/Chicago") == "US"


def test_a_course_is_not_offered_after_its_last_joining_date() -> None:
    made = rule(
        "FREQ=WEEKLY;BYDAY=WE",
        kind="cohort",
        valid_from=date(2026, 9, 2),
        valid_to=date(2026, 11, 25),
        join_until=date(2026, 9, 16),
    )
    assert next_occurrence(made, NOW) is None
    any_week = replace(made, join_until=made.valid_to)
    assert next_occurrence(any_week, NOW) is not None
    assert next_occurrence(any_week, NOW + timedelta(days=3)) is None
    assert rule_words.said(any_week) == "every Wednesday, 2 Sep 2026 to 25 Nov 2026, join any week"
    assert rule_words.said(made, NOW.date()).endswith("joining is over")


def test_a_list_of_past_dates_has_no_next_time() -> None:
    once = rule("FREQ=WEEKLY;BYDAY=TU", kind="once", valid_from=date(2026, 3, 3), valid_to=date(2026, 3, 3))
    assert next_occurrence(once, NOW) is None
    assert rule_words.said(once) == "once, on 3 Mar 2026"


def test_one_that_began_a_quarter_of_an_hour_ago_still_counts() -> None:
    made = rule("FREQ=WEEKLY;BYDAY=TU", "18:15")
    assert next_occurrence(made, NOW) is not None
    assert next_occurrence(made, NOW).start == NOW - timedelta(minutes=15)  # type: ignore[union-attr]
    assert next_occurrence(made, NOW + timedelta(minutes=1)).start > NOW  # type: ignore[union-attr]


def test_in_the_week_when_only_one_side_has_changed_its_clocks() -> None:
    made = rule("FREQ=WEEKLY;BYDAY=WE", "20:00", "America/New_York")
    seen = {}
    for day in (21, 28, 35):
        found = next_occurrence(made, datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=day - 2))
        assert found is not None
        local, viewer = recurrence.both_zones(found.start, made.tz, "Europe/London")
        assert viewer is not None
        seen[local.strftime("%m-%d")] = viewer.strftime("%a %H:%M")
    assert seen == {"10-21": "Thu 01:00", "10-28": "Thu 00:00", "11-04": "Thu 01:00"}


RULES = st.one_of(
    st.sampled_from(DAYS).map(lambda d: f"FREQ=WEEKLY;BYDAY={d}"),
    st.tuples(st.sampled_from((1, 2, 3, 4, -1)), st.sampled_from(DAYS)).map(
        lambda p: f"FREQ=MONTHLY;BYDAY={p[0]}{p[1]}"
    ),
    st.sampled_from(DAYS).map(lambda d: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={d}"),
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ZONES), st.sampled_from(ZONES), RULES, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 20)),
)  # fmt: skip
def test_wall_time_is_kept_over_every_clock_change(
    tz: str, viewer: str, rrule: str, hour: int, minute: int, at: datetime
) -> None:
    made = rule(rrule, f"{hour:02}:{minute:02}", tz, anchor=date(2026, 1, 7))
    now = at.replace(tzinfo=UTC)
    found = occurrences(made, now, now + timedelta(days=70))
    assert found and found == sorted(found, key=lambda o: o.start)
    for one in found:
        local, seen = recurrence.both_zones(one.start, tz, viewer)
        assert now <= one.start < now + timedelta(days=70)
        assert one.end - one.start == timedelta(minutes=60)
        assert seen is not None and seen.astimezone(UTC) == one.start
        if local.strftime("%H:%M") != made.start:  # only a time that the clocks jumped over may differ
            wall = local.replace(hour=hour, minute=minute, tzinfo=ZoneInfo(tz))
            assert wall.astimezone(UTC).astimezone(ZoneInfo(tz)).strftime("%H:%M") != made.start
        else:
            assert DAYS[local.weekday()] in rrule


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(ZONES), RULES, st.datetimes(datetime(2026, 1, 1), datetime(2028, 11, 1)), st.integers(0, 23),
)  # fmt: skip
def test_the_next_one_is_what_walking_day_by_day_finds(tz: str, rrule: str, at: datetime, hour: int) -> None:
    made = rule(rrule, f"{hour:02}:05", tz, anchor=date(2026, 1, 7))
    now = at.replace(tzinfo=UTC)
    found = next_occurrence(made, now)
    assert found is not None
    assert found.start == next(w for w in _walk(made, now) if w >= now - timedelta(minutes=15))


def _walk(made: Rule, now: datetime) -> list[datetime]:
    """Brute force: every date of three months, asked one by one."""
    day, kept = now.date() - timedelta(days=2), []
    for on in (day + timedelta(days=i) for i in range(100)):
        if _meets(made.rrule, on):
            kept.append(recurrence.moment(on, made.start, made.tz))
    return kept


def _meets(rrule: str, on: date) -> bool:
    known = recurrence.parts(rrule)
    if not known["BYDAY"].endswith(DAYS[on.weekday()]):
        return False
    if known["FREQ"] == "WEEKLY":
        return "INTERVAL" not in known or (on - date(2026, 1, 5)).days // 7 % 2 == 0
    number = int(known["BYDAY"][:-2])
    return (on + timedelta(days=7)).month != on.month if number == -1 else (on.day - 1) // 7 + 1 == number
