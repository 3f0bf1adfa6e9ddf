"""The timers of who has a case (handoff.md 2): each fires at its second, once, and hands over rather than wait on."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from handoff.cases.changes import (
    CaseView,
    Change,
    Close,
    Due,
    LeftOut,
    MakeOffer,
    Move,
    Nudge,
    OfferView,
    Page,
    SlotSaid,
    Tell,
)
from handoff.cases.plan import Plan, plan_for
from tests.cases.views import NOW, ON, ago, ahead, look

VERA, OMAR = replace(ON, id=9), replace(ON, id=2)
OMAR_BUSY = replace(OMAR, open_cases=1)


def held(state: str, severity: int = 2, **values: Any) -> CaseView:
    """A case of two hours that Vera has."""
    opened = ago(hours=2)
    case = CaseView(1, state, severity, plan_for(severity), opened, opened, severity)
    offers = (OfferView(VERA.id, "accepted", None, None, 1, opened, None),)
    case = replace(case, volunteer_id=VERA.id, accepted_at=ago(hours=1), last_words_at=NOW, offers=offers)
    return replace(case, **{"person_words_at": NOW, **values})


NUDGED = Nudge("nudge_first_words", 1)


@pytest.mark.parametrize(
    ("seconds", "nudge", "expected"),
    [
        (0, 0, [Due(ahead(seconds=60))]),
        (59, 0, [Due(ahead(seconds=1))]),
        (60, 0, [NUDGED, Due(ahead(seconds=60))]),
        (61, 1, [Due(ahead(seconds=59))]),
        (119, 0, [NUDGED, Due(ahead(seconds=1))]),
    ],
)
def test_who_took_it_is_nudged_once_after_a_minute(seconds: int, nudge: int, expected: list[Change]) -> None:
    assert look(held("accepted", accepted_at=ago(seconds=seconds), nudge=nudge), OMAR) == expected


def test_two_minutes_without_a_word_give_the_case_to_the_next_who_is_not_the_silent_one() -> None:
    case = held("accepted", accepted_at=ago(seconds=120), nudge=1, told_minutes=5.0, told_key="still")
    assert look(case, VERA, OMAR) == [
        Move("offering", "silent"),
        MakeOffer(OMAR.id, "sms", first=False),
        LeftOut({VERA.id: "asked_lately"}),
        Tell("volunteer_lost", {"n": 1, "minutes": 0, "next_shift_at": None}, 0.0),
        Due(ahead(seconds=10)),
    ]


def test_a_case_that_is_free_again_waits_and_escalates_from_the_beginning() -> None:
    before = {"supervisor_at": ago(minutes=1), "external_at": ago(minutes=1), "nudge": 2, "told_minutes": 5.0}
    case = held("accepted", 3, accepted_at=ago(minutes=3), coordinator_at=ago(minutes=9), **before)
    assert look(case) == [
        Move("waiting", "silent"),
        Page("waiting", nudge=1),
        Tell("nobody_on_shift", {"n": 0, "minutes": 0, "next_shift_at": None}, 0.0),
        Due(ahead(seconds=60)),
    ]
    quiet = Plan(1, 50, 2, (0, 60), 30)
    moved, *_, due = look(
        held("accepted", accepted_at=ago(minutes=3), external_at=ago(minutes=1), plan=quiet), OMAR_BUSY
    )
    assert (moved, due) == (Move("waiting", "silent"), Due(ahead(minutes=2))), "the outside line has its time again"


def test_a_person_who_has_gone_too_is_let_go_when_the_volunteer_is_lost() -> None:
    case = held("accepted", 1, accepted_at=ago(minutes=2), person_words_at=ago(hours=24))
    assert look(case, OMAR) == [Move("waiting", "silent"), Close("person_left")]


def test_who_passed_before_is_not_asked_when_the_case_is_free_again() -> None:
    offers = (OfferView(2, "declined", ago(hours=1)), OfferView(VERA.id, "accepted", None, None, 2))
    changes = look(held("accepted", accepted_at=ago(minutes=2), offers=offers), VERA, OMAR)
    assert LeftOut({2: "passed", 9: "asked_lately"}) in changes and not any(isinstance(c, MakeOffer) for c in changes)


LATE = [Nudge("nudge_unanswered", 1), Tell("volunteer_late")]


@pytest.mark.parametrize(
    ("seconds", "nudge", "expected"),
    [
        (179, 0, [Due(ahead(seconds=1))]),
        (180, 0, [*LATE, Due(ahead(minutes=3))]),
        (180, 1, [Due(ahead(minutes=3))]),
        (359, 0, [*LATE, Due(ahead(seconds=1))]),
        (360, 1, [Page("unanswered", nudge=2), Due(ahead(minutes=4))]),
        (360, 2, [Due(ahead(minutes=4))]),
        (599, 1, [Page("unanswered", nudge=2), Due(ahead(seconds=1))]),
    ],
)
def test_words_that_nobody_answers(seconds: int, nudge: int, expected: list[Change]) -> None:
    assert look(held("active", unanswered_since=ago(seconds=seconds), nudge=nudge), OMAR) == expected


def test_ten_minutes_without_an_answer_give_the_case_to_the_next() -> None:
    changes = look(held("active", unanswered_since=ago(minutes=10), nudge=2, slot_ends_at=NOW), OMAR)
    assert changes[:2] == [Move("offering", "unanswered"), MakeOffer(OMAR.id, "sms", first=False)]
    assert changes[-1] == Due(ahead(seconds=10)) and not any(isinstance(c, SlotSaid) for c in changes)


@pytest.mark.parametrize(
    ("minutes", "nudge", "expected"),
    [
        (19, 0, [Due(ahead(minutes=1))]),
        (20, 0, [Nudge("nudge_silence", 1), Due(ahead(minutes=20))]),
        (39, 1, [Due(ahead(minutes=1))]),
        (39, 2, [Due(ahead(minutes=1))]),
        (40, 1, [Page("silent", nudge=2), Due(ahead(minutes=15))]),
        (40, 2, [Due(ahead(minutes=15))]),
        (40, 3, [Due(ahead(minutes=15))]),
    ],
)
def test_silence_of_both(minutes: int, nudge: int, expected: list[Change]) -> None:
    assert look(held("active", last_words_at=ago(minutes=minutes), nudge=nudge)) == expected
    assert look(held("active", last_words_at=None, accepted_at=ago(minutes=minutes), nudge=nudge)) == expected


ASKED = [Nudge("nudge_slot", None), SlotSaid(1)]
TOLD = [Page("slot", nudge=None), SlotSaid(2)]


@pytest.mark.parametrize(
    ("ends", "said", "expected"),
    [
        (ahead(minutes=31), 0, [Due(ahead(minutes=20))]),  # the silence of both comes first
        (ahead(minutes=11), 0, [Due(ahead(minutes=1))]),
        (ahead(minutes=10), 0, [*ASKED, Due(ahead(minutes=20))]),
        (ago(minutes=15), 0, [*ASKED, Due(ahead(minutes=15))]),
        (ago(minutes=15), 1, [Due(ahead(minutes=15))]),
        (ago(minutes=30), 1, [*TOLD, Due(ahead(minutes=20))]),
        (ago(minutes=30), 0, [*TOLD, Due(ahead(minutes=20))]),  # nobody looked for so long: the stronger one alone
        (ago(minutes=99), 2, [Due(ahead(minutes=20))]),
        (None, 0, [Due(ahead(minutes=20))]),
    ],
)
def test_the_end_of_a_slot_is_spoken_of_to_the_volunteer_then_to_a_supervisor(
    ends: datetime | None, said: int, expected: list[Change]
) -> None:
    assert look(held("active", slot_ends_at=ends, slot_said=said)) == expected


def test_the_end_of_a_slot_is_spoken_of_beside_what_silence_asks_for() -> None:
    case = held("active", unanswered_since=ago(minutes=3), slot_ends_at=ahead(minutes=10))
    assert look(case) == [*LATE, *ASKED, Due(ahead(minutes=3))]


@pytest.mark.parametrize(
    ("severity", "peak", "note", "closes"),
    [(2, 2, False, True), (2, 3, False, False), (2, 3, True, True), (3, 3, True, True), (4, 4, True, False)],
)
def test_who_does_not_choose_is_left_in_peace_after_ten_minutes_unless_a_human_has_to_close(
    severity: int, peak: int, note: bool, closes: bool
) -> None:
    free = {"volunteer_id": None, "accepted_at": None, "peak_severity": peak, "has_closing_note": note, "offers": ()}

    def back(seconds: int, **more: Any) -> list[Change]:
        return look(held("returning", severity, asked_back_at=ago(seconds=seconds), **free, **more), OMAR)

    assert back(599) == [Due(ahead(seconds=1))]
    assert back(600) == ([Close("done")] if closes else [Page("closing"), Due(ahead(minutes=15))])
    if not closes:
        assert back(600, supervisor_at=ago(seconds=899)) == [Due(ahead(seconds=1))]
        assert back(600, supervisor_at=ago(seconds=900)) == [Page("closing"), Due(ahead(minutes=15))]
