"""Rules lifted from notes: how many of those there are, and how many wrongly."""

import pytest

from actions.groups import recurrence, rule_words
from actions.groups.importers import notes
from tests.groups.notes_sample import SAMPLE


def right(note: str, weekday: int, want: dict[str, object]) -> bool:
    """Everything that was to be lifted, and nothing else that limits."""
    have = notes.lift(note, weekday)
    return (
        have.rrule == want.get("rrule")
        and have.holiday == want.get("holiday", False)
        and (not want.get("theme") or have.theme is not None)
    )


def wrong(note: str, weekday: int, want: dict[str, object]) -> bool:
    """Something was lifted that the note does not say: a limit, a holiday, or a theme where there is none."""
    have = notes.lift(note, weekday)
    limit = have.rrule is not None and have.rrule != want.get("rrule")
    return limit or (have.holiday and not want.get("holiday")) or (bool(have.theme) and not want)


def test_the_sample_of_a_hundred() -> None:
    assert len(SAMPLE) == 100
    carrying = [row for row in SAMPLE if row[2]]
    missed = [row[0] for row in carrying if not right(*row)]
    wrongly = [row[0] for row in SAMPLE if wrong(*row)]
    assert len(carrying) - len(missed) >= 0.8 * len(carrying), missed
    assert len(wrongly) <= 2, wrongly


def test_no_theme_is_read_as_a_limit() -> None:
    assert [row[0] for row in SAMPLE if "theme" in row[2] and notes.lift(row[0], row[1]).rrule] == []


@pytest.mark.parametrize(
    ("note", "weekday", "says"),
    [
        ("Every second Saturday.", 5, "every Saturday, ask first"),
        ("Meets monthly.", 1, "every Tuesday, ask first"),
        ("May through September, weather permitting", 6, "every Sunday, May to September, ask first"),
        ("We meet every other Sunday.", 6, "every other Sunday, ask which"),
        ("Meets 1st and 3rd Thursday only.", 3, "1st and 3rd Thursday of the month"),
    ],
)
def test_what_is_not_sure_is_shown_as_ask_first(note: str, weekday: int, says: str) -> None:
    lifted = notes.lift(note, weekday)
    rule = recurrence.Rule(
        "19:00", 60, "Europe/London", lifted.rrule or "", origin="note", confidence=lifted.confidence
    )
    assert rule_words.said(rule) == says


@pytest.mark.parametrize(
    "note", ["", "(", "1st", "every other", "last last last", "\x00 1st Mon", "no no holiday" * 300]
)
def test_any_text_can_be_read(note: str) -> None:
    notes.lift(note, 0)
    assert notes.lift(note, None) == notes.Rule()
