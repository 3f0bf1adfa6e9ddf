"""Whom routing asks, to the second and to the letter: first reason, order, rests, open call, the next chance."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from handoff.cases import routing
from handoff.cases.routing import Candidate, Choice, Nobody, Pick, Slot, Tried, Wanted
from tests.cases.views import NOW, ON, SLOT, ago, ahead

CALLED = Candidate(5, open_call=True)
TALK, HIGH, IMMINENT = Wanted(1, 1), Wanted(1, 3), Wanted(1, 4)


def asked(case: Wanted, *roster: Candidate, want: int = 8) -> list[int]:
    chosen = routing.offers(case, roster, NOW, want)
    return [p.volunteer_id for p in chosen.picks] if isinstance(chosen, Choice) else []


def nobody(case: Wanted, *roster: Candidate) -> Nobody:
    found = routing.offers(case, roster, NOW, 8)
    assert isinstance(found, Nobody)
    return found


def test_a_slot_begins_with_its_first_second_and_the_one_that_ends_last_counts() -> None:
    begins, ends = Slot(NOW, ahead(hours=1)), Slot(ago(hours=1), NOW)
    assert Candidate(1, slots=(begins,)).slot_at(NOW) == begins
    assert Candidate(1, slots=(ends,)).slot_at(NOW) is None
    assert Candidate(1, slots=(SLOT, begins, ends)).slot_at(NOW) == SLOT
    assert Candidate(1, slots=(begins, SLOT)).slot_at(NOW) == SLOT


def test_the_first_reason_is_given_and_a_promise_to_somebody_comes_before_the_clock() -> None:
    reasons: list[tuple[str, dict[str, Any]]] = [
        ("no_contact", {"has_contact": True}),
        ("do_not_pair", {"never_with": False}),
        ("not_cleared", {"minors": True}),
        ("excluded", {"exclusions": frozenset()}),
        ("cooling", {"cooling_until": NOW}),
        ("full", {"open_cases": 0}),
        ("off_shift", {"slots": (Slot(ago(hours=1), ahead(seconds=899)),)}),
        ("language", {"languages": frozenset({"en"})}),
        ("line_down", {"console_seen_at": ago(seconds=20)}),
        ("break", {"break_until": NOW}),
        ("other_offer", {"offers_elsewhere": 0}),
        ("points", {"shift_points": 0}),
        ("slot_ends", {"slots": (Slot(ago(hours=1), ahead(minutes=15)),)}),
    ]
    case = Wanted(1, 1, topics=frozenset({"minor", "grief"}), tried=(Tried(1, "expired", NOW),), holder=1, phones=False)
    one = Candidate(
        1,
        languages=frozenset({"es"}),
        has_contact=False,
        never_with=True,
        exclusions=frozenset({"grief"}),
        cooling_until=ahead(seconds=1),
        open_cases=1,
        break_until=ahead(seconds=1),
        offers_elsewhere=1,
        shift_points=8,
        console_seen_at=ago(seconds=21),
    )
    live = replace(case, tried=(Tried(1, "queued"),))
    assert routing.why_not(live, one, NOW) == "asked_now"
    assert routing.why_not(case, one, NOW) == routing.never(case, one, NOW) == "holder"
    case = replace(case, holder=2)
    for why, mended in reasons:
        assert routing.why_not(case, one, NOW) == why
        one = replace(one, **mended)
    assert routing.never(case, one, NOW) is None
    assert routing.why_not(case, one, NOW) == "asked_lately"
    assert routing.why_not(replace(case, tried=(Tried(1, "declined", NOW),)), one, NOW) == "passed"
    assert routing.why_not(replace(case, tried=(Tried(2, "live"), Tried(3, "declined"))), one, NOW) is None


def test_room_and_points_follow_the_case_that_is_asked_for() -> None:
    talks = replace(ON, open_cases=1, most_cases=2, holds_heavy=True)
    assert routing.why_not(TALK, talks, NOW) is None
    assert routing.why_not(HIGH, talks, NOW) == "full"
    assert routing.why_not(HIGH, replace(talks, holds_heavy=False), NOW) is None
    assert routing.why_not(TALK, replace(ON, shift_points=7, week_points=19), NOW) is None
    assert routing.why_not(Wanted(1, 2), replace(ON, shift_points=7), NOW) == "points"
    assert routing.why_not(Wanted(1, 2), replace(ON, week_points=19), NOW) == "points"


@pytest.mark.parametrize(("severity", "elsewhere", "may"), [(3, 0, True), (3, 1, False), (4, 1, True), (4, 2, False)])
def test_imminent_danger_may_add_one_offer_to_another_and_no_more(severity: int, elsewhere: int, may: bool) -> None:
    assert (routing.why_not(Wanted(1, severity), replace(ON, offers_elsewhere=elsewhere), NOW) is None) is may


def test_a_language_that_the_person_also_accepts_is_shared() -> None:
    spanish = replace(ON, languages=frozenset({"es", "fr"}))
    assert routing.why_not(TALK, spanish, NOW) == "language"
    assert routing.why_not(replace(TALK, languages=frozenset({"fr", "pt"})), spanish, NOW) is None
    assert routing.why_not(replace(TALK, languages=frozenset({"pt"})), spanish, NOW) == "language"


@pytest.mark.parametrize(
    ("severity", "tried", "rests"),
    [
        (2, Tried(1, "expired", NOW, "time"), {"minutes": 3}),
        (3, Tried(1, "expired", NOW, "time"), {"seconds": 60}),
        (3, Tried(1, "ended", NOW, "silent"), {"seconds": 60}),
        (3, Tried(1, "failed", NOW, "30003"), {"minutes": 10}),
        (3, Tried(1, "failed", NOW, None), {"minutes": 10}),
        (3, Tried(1, "failed", NOW, "not_handed"), {}),
        (3, Tried(1, "failed", NOW, "line_down"), {}),
    ],
)
def test_who_was_asked_before_may_be_asked_again_after_a_rest(
    severity: int, tried: Tried, rests: dict[str, float]
) -> None:
    case = Wanted(1, severity, tried=(tried,))
    assert routing.again_at(case, 1) == ahead(**rests)
    rested = replace(tried, ended_at=ago(**rests))
    assert routing.why_not(replace(case, tried=(rested,)), ON, NOW) is None
    if rests:
        early = replace(rested, ended_at=ago(**rests) + timedelta(seconds=1))
        assert routing.why_not(replace(case, tried=(early,)), ON, NOW) == "asked_lately"


def test_the_latest_rest_counts_and_that_of_nobody_else() -> None:
    ends = (Tried(1, "expired", ago(minutes=2)), Tried(1, "failed", ago(minutes=5)), Tried(1, "expired", ago(hours=1)))
    others = (Tried(2, "expired", NOW), Tried(1, "declined", NOW), Tried(1, "withdrawn", NOW), Tried(1, "expired"))
    assert routing.again_at(replace(HIGH, tried=(*ends, *others)), 1) == ahead(minutes=5)
    assert routing.again_at(replace(HIGH, tried=others), 1) is None


@pytest.mark.parametrize(
    ("severity", "seen", "phones", "channel"),
    [
        (1, None, True, "sms"),
        (4, None, True, "sms"),
        (2, ago(seconds=20), True, "console"),
        (2, ago(seconds=21), True, "sms"),
        (3, ago(seconds=20), True, "both"),
        (3, ago(seconds=20), False, "console"),
        (3, ago(seconds=21), True, "sms"),
    ],
)
def test_how_somebody_is_asked(severity: int, seen: datetime | None, phones: bool, channel: str) -> None:
    one = replace(ON, console_seen_at=seen)
    assert routing.channel(severity, one, NOW, phones) == channel
    chosen = routing.offers(Wanted(1, severity, phones=phones), [one], NOW, 1)
    assert isinstance(chosen, Choice) and chosen.picks == (Pick(1, channel),)
    assert routing.channel(4, replace(ON, console_seen_at=NOW), NOW) == "both"


PLAIN = Candidate(1, slots=(SLOT,), most_cases=3, open_cases=1, shift_points=2, last_offer_at=ago(hours=1))
WISHES = Wanted(1, 1, experience=frozenset({"grief", "alcohol"}), same_volunteer_id=2, tried=(Tried(3, "live"),))


@pytest.mark.parametrize(
    "better",
    [
        {"id": 2},  # who was there last time
        {"tags": frozenset({"grief"})},
        {"slots": (replace(SLOT, confirmed=True),)},
        {"console_seen_at": NOW},
        {"open_cases": 0},
        {"shift_points": 1},
        {"last_offer_at": ago(hours=2)},
        {"last_offer_at": None},
    ],
)
def test_each_step_of_the_order_outweighs_all_that_follow(better: dict[str, Any]) -> None:
    steps: list[dict[str, Any]] = [
        {"id": 2},
        {"tags": frozenset({"grief", "alcohol"})},
        {"slots": (replace(SLOT, confirmed=True),)},
        {"console_seen_at": NOW},
        {"open_cases": 0},
        {"shift_points": 1},
        {"last_offer_at": ago(hours=2)},
    ]
    later = next((n for n, step in enumerate(steps) if step.keys() == better.keys()), 0)
    rest: dict[str, Any] = {key: value for step in steps[later + 1 :] for key, value in step.items()}
    for number in (10, 11, 12):  # whatever the last step, which is as good as chance, says
        one = replace(PLAIN, **{"id": 4, **better})
        assert asked(WISHES, replace(PLAIN, **{**rest, "id": number}), one)[0] == one.id


def test_more_of_the_wished_experience_comes_before_less_and_other_tags_count_nothing() -> None:
    none, one, two = (replace(PLAIN, id=n + 4, tags=frozenset(("grief", "alcohol")[:n])) for n in (0, 1, 2))
    assert asked(WISHES, none, one, two) == [6, 5, 4]
    many = replace(PLAIN, id=9, tags=frozenset({"a", "b", "c"}))
    assert asked(WISHES, many, one)[0] == one.id


def test_whoever_was_not_asked_yet_comes_before_whoever_was() -> None:
    case = replace(WISHES, tried=(Tried(2, "expired", ago(hours=1)),))
    assert asked(case, replace(PLAIN, id=2, open_cases=0), PLAIN) == [1, 2]


def test_equals_take_turns_by_case_and_always_the_same_way() -> None:
    pair = (PLAIN, replace(PLAIN, id=2))
    firsts = [asked(Wanted(case_id, 1), *pair)[0] for case_id in range(40)]
    assert 10 < firsts.count(1) < 30
    assert firsts == [asked(Wanted(case_id, 1), *reversed(pair))[0] for case_id in range(40)]


def test_as_many_are_asked_as_are_wanted_and_none_where_none_is() -> None:
    team = [replace(ON, id=n) for n in (1, 2, 3)]
    assert [len(asked(TALK, *team, want=n)) for n in (-1, 0, 1, 2, 3, 4)] == [0, 0, 1, 2, 3, 3]
    chosen = routing.offers(TALK, [ON, replace(ON, id=2, open_cases=1)], NOW, 0)
    assert chosen == Choice((), {2: "full"}, empty=False)


def test_an_open_call_comes_when_nobody_on_shift_is_left_and_nobody_is_asked_now() -> None:
    chosen = routing.offers(HIGH, [CALLED], NOW, 8)
    assert chosen == Choice((Pick(5, "sms"),), {}, empty=True)
    assert asked(Wanted(1, 2), CALLED) == [] and asked(HIGH, CALLED, ON) == [1]
    for state, called in (("live", []), ("queued", []), ("expired", [5])):
        assert asked(replace(HIGH, tried=(Tried(1, state, NOW),)), CALLED, ON) == called
    assert asked(IMMINENT, CALLED, ON) == [1, 5], "on shift first"
    assert asked(replace(IMMINENT, tried=(Tried(1, "live"),)), CALLED, ON) == [5]
    assert asked(IMMINENT, replace(ON, open_call=True)) == [1], "once"


def test_who_is_called_in_is_asked_by_the_same_rules_and_in_the_same_order() -> None:
    for change in ({"quiet_now": True}, {"open_call": False}, {"has_contact": False}, {"break_until": ahead(hours=1)}):
        assert nobody(HIGH, replace(CALLED, **change)).reason == "nobody_on_shift"  # type: ignore[arg-type]
    fewer = replace(CALLED, id=6, shift_points=1)
    more = replace(CALLED, shift_points=2)
    assert asked(HIGH, more, fewer) == asked(IMMINENT, more, fewer) == [6, 5]
    assert asked(HIGH, replace(more, console_seen_at=NOW), fewer) == [5, 6]
    chosen = routing.offers(HIGH, [CALLED, replace(ON, open_cases=1)], NOW, 8)
    assert chosen == Choice((Pick(5, "sms"),), {1: "full"}, empty=False)


def test_why_nobody_can_be_asked() -> None:
    spanish, busy = replace(ON, id=2, languages=frozenset({"es"})), replace(ON, open_cases=1)
    assert nobody(TALK).reason == "nobody_on_shift"
    assert nobody(TALK, replace(busy, has_contact=False)).reason == "nobody_on_shift"
    assert nobody(TALK, busy).reason == "nobody_free"
    assert nobody(TALK, spanish).reason == nobody(TALK, spanish, replace(spanish, id=3)).reason == "language_gap"
    assert nobody(TALK, spanish, busy).reason == "nobody_free"
    assert nobody(TALK, spanish, Candidate(3)).reason == "language_gap", "who is off shift does not count"
    assert nobody(replace(TALK, tried=(Tried(1, "live"),)), ON, spanish).reason == "all_asked"
    assert nobody(replace(TALK, topics=frozenset({"minor"})), ON).reason == "nobody_cleared"
    assert nobody(TALK, spanish, busy).left_out == {1: "full", 2: "language"}


@pytest.mark.parametrize(
    ("change", "chance"),
    [
        ({}, {"seconds": 90}),
        ({"break_until": ahead(seconds=9)}, {"seconds": 9}),
        ({"cooling_until": ahead(seconds=8)}, {"seconds": 8}),
        ({"break_until": NOW}, {"seconds": 90}),
        ({"slots": (SLOT, Slot(ahead(seconds=7), ahead(hours=1)))}, {"seconds": 7}),
        ({"slots": (SLOT, Slot(NOW, ahead(hours=1)))}, {"seconds": 90}),
        ({"slots": (Slot(ahead(hours=1), ahead(hours=2)),), "break_until": ahead(seconds=5)}, {"hours": 1}),
        ({"slots": ()}, None),
        ({"has_contact": False}, None),
        ({"never_with": True}, None),
        ({"languages": frozenset({"es"})}, None),
        ({"exclusions": frozenset({"grief"})}, None),
        ({"id": 2}, None),  # on shift, and nothing of theirs will change
        ({"id": 3, "break_until": ahead(seconds=9)}, None),  # passed
    ],
)
def test_the_next_chance_is_the_first_moment_at_which_somebody_who_may_take_it_is_free(
    change: dict[str, Any], chance: dict[str, float] | None
) -> None:
    tried = (Tried(1, "expired", ago(seconds=90)), Tried(3, "declined", ago(seconds=90)))
    case = Wanted(1, 2, topics=frozenset({"grief"}), tried=tried)
    expected = None if chance is None else ahead(**chance)
    unfit = replace(ON, id=7, has_contact=False, break_until=ahead(seconds=1))
    for roster in ([replace(ON, **change)], [unfit, replace(ON, **change)]):
        assert routing.next_chance(case, roster, NOW) == expected
    minor = replace(case, topics=frozenset({"minor"}))
    assert routing.next_chance(minor, [replace(ON, **change)], NOW) is None
    cleared = replace(ON, id=6, minors=True, break_until=ahead(seconds=4))
    assert routing.next_chance(minor, [replace(ON, **change), cleared], NOW) == ahead(seconds=4)
    late = replace(ON, id=8, break_until=ahead(hours=9))
    assert routing.next_chance(case, [replace(ON, **change), late], NOW) == (expected or ahead(hours=9))


def test_the_next_shift_is_the_first_to_start_of_anybody_who_can_be_reached() -> None:
    soon, later = Slot(ahead(hours=1), ahead(hours=2)), Slot(ahead(hours=3), ahead(hours=4))
    one, two = Candidate(1, slots=(SLOT, later)), Candidate(2, slots=(later, soon))
    assert routing.next_shift([one, two], NOW) == soon.starts_at
    assert routing.next_shift([one, replace(two, has_contact=False)], NOW) == later.starts_at
    assert routing.next_shift([ON, Candidate(2, slots=(Slot(NOW, ahead(hours=1)),))], NOW) is None
