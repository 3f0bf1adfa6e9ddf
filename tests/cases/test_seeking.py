"""Looking for somebody (handoff.md 2 and 3): who is asked and when that is over, the plan's steps, the next look."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from handoff.cases.changes import (
    AlertCoordinator,
    CaseView,
    Close,
    Due,
    EndOffer,
    LeftOut,
    MakeOffer,
    Move,
    Nudge,
    OfferView,
    Page,
    StateExternal,
    Tell,
)
from handoff.cases.plan import Plan, plan_for
from handoff.cases.routing import Candidate, Slot
from tests.cases.views import NOW, ON, ago, ahead, live, look, of, queued

TEAM = tuple(replace(ON, id=n) for n in (1, 2, 3, 4))
ONE, TWO = TEAM[:2]
LATER = Candidate(1, slots=(Slot(NOW + timedelta(hours=2), NOW + timedelta(hours=4)),))
SLOW = Plan(1, 60, 60, (0, 100), 60)  # a plan whose times stay out of the way


def case(severity: int = 2, state: str = "waiting", **values: Any) -> CaseView:
    """A case just opened, of which the person has heard nothing yet."""
    made = CaseView(1, state, severity, plan_for(severity), NOW, NOW, severity, person_words_at=NOW)
    return replace(made, **values)


def waited(severity: int = 2, told: float = 500.0, key: str = "asked", **values: Any) -> CaseView:
    """A case whose wait began so long ago (minutes=, seconds=), all of whose waiting texts were told."""
    known = {k: values.pop(k) for k in ("minutes", "seconds") if k in values}
    begun = {"opened_at": ago(**known), "waiting_since": ago(**known), "coordinator_at": ago(**known)}
    return case(severity, **{**begun, "told_minutes": told, "told_key": key, "told_at": ago(**known), **values})


# --- who is asked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "asked"), [(0, 1), (2, 2), (3, 3), (4, 4)])
def test_a_new_case_asks_as_many_as_its_plan_says_and_the_person_reads_how_many(severity: int, asked: int) -> None:
    changes = look(case(severity, "new"), *TEAM)
    made = of(MakeOffer, changes)
    assert [c.first for c in made if isinstance(c, MakeOffer)] == [True] + [False] * (asked - 1)
    assert changes[asked] == Move("offering")
    assert Tell("asked", {"n": asked, "minutes": 0, "next_shift_at": None}, 0.0) in changes
    assert changes[-1] == Due(ahead(seconds=10)), "an offer that nobody took over in ten seconds"


def test_nobody_on_shift_is_said_with_the_next_shift_and_the_coordinators_are_told() -> None:
    assert look(case(2, "new"), LATER) == [
        LeftOut({1: "off_shift"}),
        Move("waiting"),
        AlertCoordinator(),
        Tell("nobody_on_shift", {"n": 0, "minutes": 0, "next_shift_at": ahead(hours=2)}, 0.0),
        Due(ahead(seconds=90)),
    ]


def test_nobody_on_shift_in_danger_pages_a_supervisor_at_once() -> None:
    assert look(case(3, "new", coordinator_at=NOW), LATER) == [
        LeftOut({1: "off_shift"}),
        Move("waiting"),
        Page("waiting", nudge=1),
        Tell("nobody_on_shift", {"n": 0, "minutes": 0, "next_shift_at": ahead(hours=2)}, 0.0),
        Due(ahead(seconds=60)),
    ]
    assert not of(Page, look(case(3, coordinator_at=NOW, supervisor_at=NOW), LATER)), "paged in this wait already"


def test_volunteers_called_in_off_shift_are_asked_and_the_shift_still_counts_as_empty() -> None:
    called = Candidate(5, open_call=True)
    changes = look(case(3, "new"), called)
    assert changes[0] == MakeOffer(5, "sms", first=True)
    assert Page("waiting", nudge=1) in changes and AlertCoordinator() in changes
    assert Page("waiting", nudge=1) not in look(case(3, "new"), ONE)


def test_somebody_busy_is_no_empty_shift() -> None:
    assert look(case(3, "new"), replace(ONE, open_cases=1)) == [
        LeftOut({1: "full"}),
        Move("waiting"),
        Tell("nobody_free", {"n": 0, "minutes": 0, "next_shift_at": None}, 0.0),
        Due(ahead(seconds=60)),
    ]


def test_nobody_cleared_for_minors_alerts_those_above_and_the_person_reads_that_nobody_is_free() -> None:
    changes = look(case(3, "new", topics=frozenset({"minor"})), ONE)
    assert Page("waiting", nudge=1) in changes and AlertCoordinator() in changes
    assert [c.key for c in changes if isinstance(c, Tell)] == ["nobody_free"]


def test_why_somebody_is_left_out_is_written_when_it_changes_and_never_for_who_is_asked_now() -> None:
    busy = replace(TWO, open_cases=1)
    one = waited(0, minutes=2, state="offering", offers=(live(1, ahead(minutes=1)),))
    assert of(LeftOut, look(one, ONE, busy)) == [LeftOut({2: "full"})]
    assert not of(LeftOut, look(replace(one, left_out={2: "full"}), ONE, busy))
    assert of(LeftOut, look(replace(one, left_out={2: "full"}), ONE)) == [LeftOut({})]


@pytest.mark.parametrize(
    ("offer", "second"),
    [
        (queued(1, seconds=9), False),
        (queued(1, seconds=10), True),  # no provider took it
        (replace(queued(1), queued_at=None), False),
        (live(1, ahead(minutes=1)), False),
        (live(1, ahead(minutes=1), beside_at=ahead(seconds=1)), False),
        (live(1, ahead(minutes=1), beside_at=NOW), True),  # sent, and no receipt
        (replace(queued(1, seconds=1), beside_at=NOW), True),
    ],
)
def test_one_more_is_asked_beside_who_will_hardly_read_it(offer: OfferView, second: bool) -> None:
    changes = look(waited(0, minutes=1, state="offering", offers=(offer,)), ONE, TWO)
    assert of(MakeOffer, changes) == ([MakeOffer(2, "sms", first=False)] if second else [])
    assert not of(EndOffer, changes) and not of(Move, changes)


def test_an_offer_ends_at_its_time_and_the_next_is_asked_in_the_same_breath() -> None:
    one = waited(0, minutes=2, state="offering", offers=(live(1, NOW, 7),))
    changes = look(one, ONE, TWO)
    assert changes[:2] == [EndOffer(7, "expired", "time"), MakeOffer(2, "sms", first=False)]
    assert LeftOut({1: "asked_lately"}) in changes, "who let it run out has a rest"
    still_runs = replace(one, offers=(live(1, ahead(seconds=1), 7),))
    assert look(still_runs, ONE, TWO) == [Due(ahead(seconds=1))]


def test_an_offer_that_nobody_took_over_ends_after_ninety_seconds_and_the_same_phone_may_be_asked() -> None:
    one = waited(0, minutes=2, state="offering", offers=(queued(1, 7, seconds=90),))
    assert look(one, ONE)[:2] == [EndOffer(7, "failed", "not_handed"), MakeOffer(1, "sms", first=False)]
    young = replace(one, offers=(queued(1, 7, seconds=89),))
    assert look(young, ONE) == [Due(ahead(seconds=1))]
    assert not of(EndOffer, look(replace(one, offers=(replace(queued(1), queued_at=None),)), ONE))
    others = (live(2, ahead(minutes=1), 3), OfferView(3, "declined", ago(minutes=1), None, 4, ago(minutes=9), NOW))
    assert of(EndOffer, look(replace(one, offers=(*others, queued(1, 7, seconds=90))), ONE)) == [
        EndOffer(7, "failed", "not_handed")
    ]


def test_the_last_offer_over_is_a_wait() -> None:
    changes = look(waited(3, seconds=100, state="offering", offers=(live(1, NOW),)), ONE)
    assert changes == [
        EndOffer(1, "expired", "time"),
        LeftOut({1: "asked_lately"}),
        Move("waiting"),
        Due(ahead(seconds=60)),
    ]


def test_a_line_that_is_down_asks_by_console_alone() -> None:
    seen = replace(TWO, console_seen_at=NOW)
    changes = look(case(3, "new", phones="down"), ONE, seen)
    assert of(MakeOffer, changes) == [MakeOffer(2, "console", first=True)]
    assert LeftOut({1: "line_down"}) in changes


def test_a_line_that_is_behind_gets_the_plans_texts_and_no_more() -> None:
    fresh = case(0, "new", phones="behind")
    assert of(MakeOffer, look(fresh, ONE)) == [MakeOffer(1, "sms", first=True)]
    waiting = waited(0, minutes=1, state="offering", phones="behind", offers=(queued(1, seconds=10),))
    assert not of(MakeOffer, look(waiting, ONE, TWO)), "the next text would wait behind this one"
    seen = replace(TWO, console_seen_at=NOW)
    assert of(MakeOffer, look(waiting, ONE, seen)) == [MakeOffer(2, "console", first=False)]
    assert of(MakeOffer, look(replace(waiting, phones="ok"), ONE, TWO))


# --- a person who has gone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "peak", "away", "silent", "ends"),
    [
        (1, 1, "left", {"minutes": 30}, True),
        (1, 1, "left", {"minutes": 29}, False),
        (1, 1, None, {"hours": 24}, True),
        (1, 1, None, {"hours": 23}, False),
        (1, 1, "stopped", {"hours": 1}, False),
        (2, 2, "left", {"hours": 23}, False),
        (2, 2, "left", {"hours": 24}, True),
        (3, 3, "left", {"hours": 99}, False),
        (2, 3, "left", {"hours": 99}, False),
        (3, 2, "left", {"hours": 99}, False),
    ],
)
@pytest.mark.parametrize("by", ["person_words_at", "opened_at"])
def test_who_went_silent_before_anybody_came_is_let_go_but_never_out_of_danger(
    severity: int, peak: int, away: str | None, silent: dict[str, float], ends: bool, by: str
) -> None:
    last = {"person_words_at": None, by: ago(**silent)}
    one = case(severity, peak_severity=peak, person_away=away, **last)
    assert (look(one, ONE) == [Close("person_left")]) is ends
    assert not of(Close, look(replace(one, state="transferring", volunteer_id=9, accepted_at=NOW), ONE))


# --- the steps of the plan -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "seconds", "paged", "external"),
    [(0, 599, False, False), (0, 600, True, True), (2, 299, False, False), (2, 300, False, True), (2, 360, True, True)],
)
def test_a_supervisor_and_the_outside_line_come_at_the_plans_minutes(
    severity: int, seconds: int, paged: bool, external: bool
) -> None:
    changes = look(waited(severity, seconds=seconds), replace(ONE, open_cases=1))
    assert of(Page, changes) == ([Page("waiting", nudge=1)] if paged else [])
    assert of(StateExternal, changes) == ([StateExternal()] if external else [])
    again = look(waited(severity, seconds=seconds, external_at=ago(seconds=1)), replace(ONE, open_cases=1))
    assert not of(StateExternal, again)


@pytest.mark.parametrize(
    ("targets", "nudge", "seconds", "paged"),
    [
        (2, 1, 59, False),
        (2, 1, 60, True),  # the second of two
        (2, 2, 899, False),
        (2, 2, 900, True),  # from the beginning
        (2, 3, 60, True),
        (1, 1, 60, False),
        (0, 1, 60, False),
        (0, 1, 900, True),
    ],
)
def test_those_above_are_paged_one_a_minute_and_again_after_a_quarter(
    targets: int, nudge: int, seconds: int, paged: bool
) -> None:
    one = waited(3, minutes=40, supervisor_at=ago(seconds=seconds), page_targets=targets, nudge=nudge)
    changes = look(replace(one, external_at=ago(minutes=35)), replace(ONE, open_cases=1))
    assert of(Page, changes) == ([Page("still_waiting", nudge=nudge + 1)] if paged else [])


@pytest.mark.parametrize(("targets", "nudge", "due"), [(2, 0, 60), (2, 1, 300), (3, 1, 60), (3, 2, 300)])
def test_after_a_page_the_next_look_is_when_the_next_of_them_has_their_turn(targets: int, nudge: int, due: int) -> None:
    one = waited(2, minutes=30, supervisor_at=ago(minutes=15) if nudge else None, page_targets=targets, nudge=nudge)
    changes = look(replace(one, plan=replace(SLOW, supervisor_min=30), gentle_at=NOW), replace(ONE, open_cases=1))
    assert of(Page, changes) and changes[-1] == Due(ahead(seconds=due))


def test_a_hand_over_that_nobody_takes_tells_a_supervisor_and_the_volunteer_after_five_minutes_once() -> None:
    one = waited(3, seconds=300, state="transferring", volunteer_id=9, accepted_at=ago(hours=1), told_minutes=None)
    assert look(one)[:2] == [Page("transfer", nudge=1), Nudge("nudge_transfer", 1)]
    others = [c for c in look(one) if isinstance(c, Move | StateExternal | Tell)]
    assert not others, "the person has somebody: nothing is told, no outside line"
    assert not of(Page, look(replace(one, waiting_since=ago(seconds=299))))
    assert not of(Page, look(replace(one, supervisor_at=ago(minutes=1))))
    assert not of(MakeOffer, look(one, replace(ON, id=9))), "who has it is not asked to take it over"


# --- the next look ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({}, ahead(minutes=5)),
        ({"severity": 3, "external_at": NOW, "gentle_at": NOW}, ahead(seconds=60)),
        ({"plan": Plan(1, 60, 60, (0, 2), 60)}, ahead(minutes=2)),
        ({"plan": Plan(1, 3, 60, (0, 100), 60)}, ahead(minutes=3)),
        ({"plan": Plan(1, 60, 4, (0, 100), 60)}, ahead(minutes=4)),
        ({"plan": Plan(1, 60, 4, (0, 100), 60), "external_at": NOW}, ahead(minutes=5)),
        ({"severity": 2, "person_words_at": ago(minutes=14), "waiting_since": ago(minutes=14)}, ahead(minutes=1)),
        ({"supervisor_at": ago(seconds=10), "page_targets": 2, "nudge": 1}, ahead(seconds=50)),
    ],
)
def test_who_waits_is_looked_at_when_the_next_thing_is_due(values: dict[str, Any], due: datetime) -> None:
    one = replace(waited(0, minutes=0, plan=SLOW), **values)
    assert look(one, replace(ONE, open_cases=1))[-1] == Due(due)


@pytest.mark.parametrize(
    ("offer", "due"),
    [
        (live(1, ahead(seconds=20)), ahead(seconds=20)),
        (live(1, ahead(seconds=20), beside_at=ahead(seconds=5)), ahead(seconds=5)),
        (live(1, ahead(seconds=20), beside_at=NOW), ahead(seconds=20)),
        (queued(1, seconds=3), ahead(seconds=7)),
        (replace(queued(1, seconds=30), beside_at=ahead(seconds=5)), ahead(seconds=5)),
        (queued(1, seconds=30), ahead(seconds=60)),
        (replace(queued(1), queued_at=None), ahead(minutes=5)),
        (replace(queued(1, seconds=30), expires_at=ahead(seconds=2)), ahead(seconds=60)),
    ],
)
def test_who_was_asked_is_looked_at_when_the_offer_is_over(offer: OfferView, due: datetime) -> None:
    one = waited(0, minutes=0, state="offering", plan=SLOW, offers=(offer,))
    assert look(one, ONE)[-1] == Due(due)


def test_who_comes_back_from_a_break_is_asked_at_that_second() -> None:
    back = replace(ONE, break_until=ahead(seconds=30))
    assert look(waited(0, minutes=0, plan=SLOW), back)[-1] == Due(ahead(seconds=30))
    assert look(waited(0, minutes=0, plan=SLOW, state="new"), ONE)[-1] == Due(ahead(seconds=10))
