"""The time grammar, a row a phrase. Now is Tuesday 24 November 2026, 18:30."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.groups import query

ZONES = ("Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
ROWS = [
    ("Tuesday evenings", {"days": ["TU"], "window": "17:00-22:00"}),
    ("tonight", {"when": "tonight", "window": "17:00-24:00"}),
    ("2nite", {"when": "tonight", "window": "17:00-24:00"}),
    ("now", {"when": "now"}),
    ("atm", {"when": "now"}),
    ("later today", {"when": "today", "window": "18:30-24:00"}),
    ("in an hour", {"when": "today", "window": "19:15-20:00"}),
    ("tomorrow morning", {"when": "tomorrow", "window": "05:00-12:00"}),
    ("Friday night", {"days": ["FR"], "window": "17:00-24:00"}),
    ("Sat or Sun mornings", {"days": ["SA", "SU"], "window": "05:00-12:00"}),
    ("this weekend", {"days": ["SA", "SU"], "when": "this_weekend"}),
    ("weekends", {"days": ["SA", "SU"]}),
    ("weekday evenings", {"days": WEEKDAYS, "window": "17:00-22:00"}),
    ("Mon, Wed or Fri after work", {"days": ["MO", "WE", "FR"], "window": "17:00-20:00"}),
    ("Mon-Thu", {"days": ["MO", "TU", "WE", "TH"]}),
    ("7pm on Mondays", {"days": ["MO"], "time": "19:00"}),
    ("half seven", {"time": "19:30"}),
    ("quarter to eight", {"time": "19:45"}),
    ("7 to 9 on Mondays", {"days": ["MO"], "window": "19:00-21:00"}),
    ("after 9pm", {"window": "21:00-24:00"}),
    ("from 21h", {"window": "21:00-24:00"}),
    ("before noon", {"window": "00:00-12:00"}),
    ("first Thursday of the month", {"recurrence": "monthly", "ordinals": ["1TH"], "days": ["TH"]}),
    (
        "1st and 3rd Thursdays 7:30-9 PM",
        {"recurrence": "monthly", "ordinals": ["1TH", "3TH"], "days": ["TH"], "window": "19:30-21:00"},
    ),
    ("last Friday of each month", {"recurrence": "monthly", "ordinals": ["-1FR"], "days": ["FR"]}),
    ("every other Wednesday", {"recurrence": "biweekly", "days": ["WE"]}),
    ("fortnightly on Wed", {"recurrence": "biweekly", "days": ["WE"]}),
    ("next Tuesday", {"when": "2026-12-01"}),
    ("this Thursday", {"when": "2026-11-26"}),
    ("on the 3rd", {"when": "2026-12-03"}),
    ("starting in January", {"kind": ["course"], "when": "2027-01"}),
    ("not Mondays", {"not_days": ["MO"]}),
    ("any day but Friday", {"not_days": ["FR"]}),
    ("half an hour", {"max_minutes": 30}),
    ("something short", {"max_minutes": 45}),
    ("7pm Eastern", {"time": "19:00", "said_tz": "America/New_York"}),
    ("8 o'clock UK time", {"time": "20:00", "said_tz": "Europe/London"}),
    ("lundi soir", {"days": ["MO"], "window": "17:00-22:00", "languages": ["fr"]}),
    ("los lunes por la noche", {"days": ["MO"], "window": "17:00-24:00", "languages": ["es"]}),
    ("at night", {"window": "21:00-05:00"}),
    ("when I can't sleep", {"window": "21:00-05:00"}),
    ("3am", {"time": "03:00"}),
    ("second week of December", {"when": "2026-12-07/2026-12-13"}),
    ("any time, I'm flexible", {}),
]


def at_half_past_six(tz: str) -> datetime:
    return datetime(2026, 11, 24, 18, 30, tzinfo=ZoneInfo(tz))


@pytest.mark.parametrize("tz", ZONES)
@pytest.mark.parametrize(("phrase", "slots"), ROWS, ids=[r[0] for r in ROWS])
def test_phrase(phrase: str, slots: dict[str, object], tz: str) -> None:
    assert query.read(phrase, now=at_half_past_six(tz), tz=tz).slots == slots


@pytest.mark.parametrize(("tz", "when"), [("Europe/London", "2026-12-03"), ("America/New_York", "2027-03-12")])
def test_a_date_in_figures_is_read_as_the_country_writes_it_and_said_back(tz: str, when: str) -> None:
    reading = query.read("3/12", now=at_half_past_six(tz), tz=tz)
    assert reading.slots == {"when": when}
    assert "date_said_back" in reading.notes


def test_every_second_saturday_is_asked_about() -> None:
    reading = query.read("every 2nd Saturday", now=at_half_past_six("Europe/London"), tz="Europe/London")
    assert reading.ask is not None
    assert reading.ask["slot"] == "recurrence"


def test_any_time_clears_days_and_window() -> None:
    before = query.read("AA on Tuesday evenings", now=at_half_past_six("Europe/London"), tz="Europe/London")
    after = query.read(
        "any time, I'm flexible", now=at_half_past_six("Europe/London"), tz="Europe/London", previous=before.as_slot()
    )
    assert after.slots == {"programme": ["aa"]}


STORIES = [
    ("I get up at five still and sit in the kitchen. depression group in Sunderland", {}),
    ("he rang me this morning drunk. al-anon online", {}),
    ("he gets paid fridays and it's gone by saturday, gam-anon", {}),
    ("i cut my arms most nights, any online group", {}),
    ("she died today, bereavement group online", {}),
    ("my kids are grown now and i drink alone", {}),
    ("dreading christmas without him, widows group", {}),
    ("i'm alone tonight, AA online", {"when": "tonight", "window": "17:00-24:00"}),
    ("sunday nights are when I drink, AA then", {"days": ["SU"], "window": "17:00-24:00"}),
    ("is there one on monday at 7", {"days": ["MO"], "time": "19:00"}),
    ("kids in bed by 8 so after that, al-anon", {"window": "20:00-24:00"}),
    ("anything on this morning for gamblers", {"when": "today", "window": "05:00-12:00"}),
    ("any na going rn", {"when": "now"}),
    ("I'm an RN and I drink", {}),
]


@pytest.mark.parametrize(("text", "times"), STORIES, ids=[s[0][:40] for s in STORIES])
def test_the_times_of_a_story_are_no_wish(text: str, times: dict[str, object], now: datetime) -> None:
    slots = query.read(text, now=now, tz="Europe/London").slots
    assert {k: v for k, v in slots.items() if k in ("days", "when", "window", "time", "not_days")} == times
