"""What a person who waits reads (handoff.md 3, care.md 3.6): one text a look, at the plan's minutes, only the truth."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handoff.cases.changes import CaseView, StateExternal, Tell
from handoff.cases.plan import Plan, plan_for
from handoff.cases.routing import Candidate, Slot
from tests.cases.views import NOW, ON, ago, ahead, live, look

BUSY = replace(ON, open_cases=1)
FOREIGN = replace(ON, languages=frozenset({"es"}))
ABSENT = Candidate(1, slots=(Slot(NOW + timedelta(hours=2), NOW + timedelta(hours=4)),))
ASKED = live(1, ahead(minutes=1))


def waiting(
    minutes: float, told: float | None, severity: int = 2, key: str | None = "asked", **values: Any
) -> CaseView:
    """A case whose person waits for so long, and read the text of the plan's minute `told` last."""
    begun = ago(minutes=minutes)
    case = CaseView(1, "waiting", severity, plan_for(severity), begun, begun, severity, person_words_at=begun)
    heard = {
        "told_minutes": told,
        "told_key": None if told is None else key,
        "told_at": None if told is None else begun,
    }
    return replace(case, **{"coordinator_at": begun, "gentle_at": begun, **heard, **values})


def reads(case: CaseView, *roster: Candidate) -> list[Tell]:
    return [c for c in look(case, *roster) if isinstance(c, Tell)]


def keys(case: CaseView, *roster: Candidate) -> list[str]:
    return [t.key for t in reads(case, *roster)]


@pytest.mark.parametrize(
    ("minutes", "told", "roster", "expected"),
    [
        (0, None, ON, "asked"),
        (0, None, BUSY, "nobody_free"),
        (0, None, ABSENT, "nobody_on_shift"),
        (1.4, 0.0, ON, None),  # somebody is asked, and that is not a text of its own
        (1.5, 0.0, ON, "asked_again"),
        (2.9, 0.0, ON, "asked_again"),
        (3, 0.0, ON, "still"),
        (1.5, 0.0, BUSY, "nobody_free"),
        (1.5, 0.0, ABSENT, None),  # said already
        (4.9, 1.5, BUSY, None),
        (5, 1.5, BUSY, "outside_line"),
    ],
)
def test_the_texts_of_a_wait_come_at_the_plans_minutes(
    minutes: float, told: float | None, roster: Candidate, expected: str | None
) -> None:
    assert keys(waiting(minutes, told), roster) == ([expected] if expected else [])


def test_a_text_says_how_many_are_asked_for_how_long_and_when_the_next_shift_starts() -> None:
    more = (replace(ON, id=2), replace(ON, id=3), replace(ABSENT, id=4))
    [text] = reads(waiting(1.9, 0.0, offers=(ASKED,)), ON, *more)
    assert text == Tell("asked_again", {"n": 2, "minutes": 1, "next_shift_at": NOW + timedelta(hours=2)}, 1.5)


def test_somebody_asked_is_still_asked_while_the_offer_lives_or_has_just_run_out() -> None:
    one = waiting(6, 1.5, 0, external_at=ago(minutes=1))
    assert keys(replace(one, offers=(ASKED,)), ON) == ["still"]
    assert keys(replace(one, offers=(replace(ASKED, state="expired", ended_at=ago(seconds=9)),)), ON) == ["still"]
    assert keys(replace(one, offers=(replace(ASKED, state="declined", ended_at=NOW),)), ON) == ["nobody_free"]
    assert keys(replace(one, told_minutes=None, told_key=None, offers=(ASKED,)), ON) == ["asked"]


def test_the_outside_line_is_told_in_the_breath_in_which_it_is_stated_and_outweighs_the_rest() -> None:
    steps = look(waiting(5, 1.5), BUSY)
    assert StateExternal() in steps and [c.key for c in steps if isinstance(c, Tell)] == ["outside_line"]
    both = waiting(10, 5.0, 0, supervisor_at=ago(minutes=1))
    assert keys(both, BUSY) == ["outside_line"]
    assert keys(waiting(5, 1.5, 2, "nobody_on_shift"), ON) == ["outside_line"], "also where somebody came just now"
    assert keys(waiting(20, 5.0, 0, external_at=ago(minutes=9), supervisor_at=ago(minutes=9)), BUSY) == ["nobody_free"]


def test_a_supervisor_is_news_once_and_only_where_one_can_be_paged() -> None:
    one = waiting(3, 1.5, 3, supervisor_at=None)
    assert keys(one, BUSY) == ["supervisor"], "paged in this very look"
    before = replace(one, supervisor_at=ago(seconds=20))
    assert keys(before, BUSY) == ["supervisor"]
    assert keys(replace(before, told_key="supervisor"), BUSY) == ["nobody_free"]
    assert keys(replace(before, page_targets=0), BUSY) == ["nobody_free"]
    assert keys(replace(before, external_at=ago(seconds=20)), BUSY) == ["nobody_free"]
    assert keys(replace(before, told_minutes=None, told_key=None), BUSY) == ["nobody_free"], "first, how it stands"


@pytest.mark.parametrize("key", ["nobody_on_shift", "language_gap", "outside_line"])
def test_whoever_comes_after_nobody_was_there_is_told_of_at_once(key: str) -> None:
    one = waiting(20, 15.0, key=key, external_at=ago(minutes=15), supervisor_at=NOW)
    assert reads(one, ON) == [Tell("asked", {"n": 1, "minutes": 20, "next_shift_at": None}, 15.0)]
    assert not reads(replace(one, told_key="still"), ON), "nothing that they had not read"
    assert not reads(replace(one, coordinator_at=None), ON), "somebody was there all the time"
    assert not reads(one, BUSY)


def test_a_missing_language_is_said_once_before_everything_else() -> None:
    one = waiting(0, None, 3, language="en")
    assert reads(one, FOREIGN) == [Tell("language_gap", {"language": "en"})]
    assert keys(replace(one, gap_at=ago(seconds=1)), FOREIGN) == ["nobody_on_shift"]
    assert keys(replace(one, gap_at=ago(seconds=1), told_minutes=0.0), FOREIGN) == []


def test_with_somebody_asked_nobody_is_never_the_word() -> None:
    one = waiting(0, None, state="offering", offers=(live(7, ahead(minutes=1)),))
    assert keys(one, ABSENT) == ["asked"]
    assert keys(replace(one, offers=()), ABSENT) == ["nobody_on_shift"]


@pytest.mark.parametrize(
    ("away", "told"), [("stopped", False), ("withdrew", False), ("left", True), (None, True), ("quiet", True)]
)
def test_who_withdrew_or_stopped_texts_reads_no_more_and_who_only_left_does(away: str | None, told: bool) -> None:
    assert bool(reads(waiting(0, None, person_away=away), BUSY)) is told


def test_a_person_who_has_somebody_reads_nothing_of_the_search_for_another() -> None:
    one = waiting(20, None, state="transferring", volunteer_id=9, accepted_at=ago(hours=1), supervisor_at=NOW)
    assert not reads(one, BUSY) and not reads(replace(one, gentle_at=None), BUSY)


QUIET = Plan(1, 60, 60, (0, 100), 60)


def silent(severity: int, minutes: float, **values: Any) -> CaseView:
    """Nothing is due by this plan for an hour."""
    return waiting(minutes, 0.0, severity, **{"gentle_at": None, "plan": QUIET, **values})


@pytest.mark.parametrize(("severity", "after"), [(2, 15), (3, 5), (4, 2)])
def test_somebody_who_waits_in_silence_reads_one_gentle_line(severity: int, after: int) -> None:
    assert reads(silent(severity, after), BUSY) == [Tell("gentle")]
    assert not reads(silent(severity, after - 0.1), BUSY)
    assert not reads(silent(severity, after, gentle_at=ago(minutes=1)), BUSY), "once"
    for away in ("left", "withdrew"):
        assert not reads(silent(severity, after, person_away=away), BUSY)
    assert not reads(silent(severity, 30, person_words_at=ago(minutes=after - 0.1)), BUSY), "they wrote since"
    assert not reads(silent(severity, after - 0.1, person_words_at=ago(hours=2)), BUSY), "the wait begins anew"
    assert reads(silent(severity, after, person_words_at=None), BUSY) == [Tell("gentle")]
    assert not reads(silent(severity, after, person_words_at=None, opened_at=ago(minutes=after - 0.1)), BUSY)


def test_below_severity_2_silence_is_left_in_peace() -> None:
    assert not reads(silent(1, 59), BUSY) and not reads(silent(0, 59), BUSY)


def test_the_gentle_line_never_follows_right_after_another_text() -> None:
    assert not reads(silent(3, 5, told_at=ago(seconds=59)), BUSY)
    assert reads(silent(3, 5, told_at=ago(seconds=60)), BUSY) == [Tell("gentle")]
    assert reads(silent(3, 5, told_at=None), BUSY) == [Tell("gentle")]
