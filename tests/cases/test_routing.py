"""Whom routing asks: never a forbidden pair, always the order of the design."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.cases import routing
from handoff.cases.routing import Candidate, Choice, Nobody, Slot, Tried, Wanted
from handoff.volunteers import limits

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
SLOT = Slot(NOW - timedelta(hours=1), NOW + timedelta(hours=3))
ON = Candidate(1, slots=(SLOT,))


@pytest.mark.parametrize(
    ("one", "why"),
    [
        ({"has_contact": False}, "no_contact"),
        ({"slots": ()}, "off_shift"),
        ({"slots": (Slot(NOW - timedelta(hours=1), NOW + timedelta(minutes=14)),)}, "slot_ends"),
        ({"never_with": True}, "do_not_pair"),
        ({"exclusions": frozenset({"abuse"})}, "excluded"),
        ({"languages": frozenset({"es"})}, "language"),
        ({"break_until": NOW + timedelta(minutes=1)}, "break"),
        ({"cooling_until": NOW + timedelta(minutes=1)}, "cooling"),
        ({"offers_elsewhere": 1}, "other_offer"),
        ({"open_cases": 1}, "full"),
        ({"shift_points": 7}, "points"),
        ({"week_points": 19}, "points"),
    ],
)
def test_who_is_left_out_and_why(one: dict[str, object], why: str) -> None:
    case = Wanted(1, 2, topics=frozenset({"abuse"}))
    assert routing.why_not(case, ON, NOW) is None
    assert routing.why_not(case, replace(ON, **one), NOW) == why  # type: ignore[arg-type]


def test_heavy_cases_use_a_slot_to_its_end_and_may_add_an_offer_at_severity_4() -> None:
    ends = Slot(NOW - timedelta(hours=1), NOW + timedelta(minutes=1))
    assert routing.why_not(Wanted(1, 3), replace(ON, slots=(ends,)), NOW) is None
    assert routing.why_not(Wanted(1, 4), replace(ON, offers_elsewhere=1), NOW) is None
    assert routing.why_not(Wanted(1, 3), replace(ON, open_cases=1, most_cases=2, holds_heavy=True), NOW) == "full"


def test_passed_is_never_asked_again_and_expired_after_a_rest() -> None:
    ended = NOW - timedelta(seconds=61)
    declined, expired = Tried(1, "declined", ended), Tried(1, "expired", ended)
    assert routing.why_not(Wanted(1, 3, tried=(declined,)), ON, NOW) == "passed"
    assert routing.why_not(Wanted(1, 2, tried=(expired,)), ON, NOW) == "asked_lately"
    assert routing.why_not(Wanted(1, 3, tried=(expired,)), ON, NOW) is None


def test_order_confirmed_then_console_then_load_and_a_no_counts_nowhere() -> None:
    confirmed = Candidate(2, slots=(replace(SLOT, confirmed=True),))
    seen = Candidate(3, slots=(SLOT,), console_seen_at=NOW - timedelta(seconds=5))
    busy = Candidate(4, slots=(SLOT,), open_cases=1, most_cases=2)
    chosen = routing.offers(Wanted(1, 0), [busy, seen, ON, confirmed], NOW, 4)
    assert isinstance(chosen, Choice)
    assert [p.volunteer_id for p in chosen.picks] == [2, 3, 1, 4]
    assert [p.channel for p in chosen.picks] == ["sms", "console", "sms", "sms"]


def test_nobody_says_why_and_when() -> None:
    later = Candidate(1, slots=(Slot(NOW + timedelta(hours=2), NOW + timedelta(hours=3)),))
    nobody = routing.offers(Wanted(1, 0), [later], NOW, 1)
    assert isinstance(nobody, Nobody)
    assert (nobody.reason, nobody.next_chance_at) == ("nobody_on_shift", NOW + timedelta(hours=2))
    resting = replace(ON, break_until=NOW + timedelta(minutes=9))
    nobody = routing.offers(Wanted(1, 0), [resting], NOW, 1)
    assert isinstance(nobody, Nobody)
    assert (nobody.reason, nobody.next_chance_at) == ("nobody_free", NOW + timedelta(minutes=9))


TAGS = ["grief", "alcohol", "self_harm"]


@st.composite
def rosters(draw: st.DrawFn) -> list[Candidate]:
    flags = st.booleans()
    return [
        Candidate(
            n,
            slots=(SLOT,) if draw(flags) else (),
            has_contact=draw(st.sampled_from([True, True, False])),
            never_with=draw(st.sampled_from([False, False, True])),
            languages=frozenset(draw(st.sets(st.sampled_from(["en", "es"]), min_size=1))),
            exclusions=frozenset(draw(st.sets(st.sampled_from(["abuse", "grief"]), max_size=1))),
            open_cases=draw(st.integers(0, 2)),
            most_cases=draw(st.integers(1, 2)),
            holds_heavy=draw(flags),
            shift_points=draw(st.integers(0, 9)),
            week_points=draw(st.integers(0, 21)),
            tags=frozenset(draw(st.sets(st.sampled_from(TAGS)))),
            open_call=draw(flags),
            quiet_now=draw(flags),
            break_until=draw(st.sampled_from([None, NOW + timedelta(minutes=1)])),
            cooling_until=draw(st.sampled_from([None, None, NOW + timedelta(minutes=1)])),
        )
        for n in range(1, draw(st.integers(0, 8)) + 1)
    ]


@st.composite
def wishes(draw: st.DrawFn) -> Wanted:
    tried = tuple(
        Tried(who, draw(st.sampled_from(["live", "declined", "expired", "failed"])), NOW)
        for who in draw(st.sets(st.integers(1, 8), max_size=3))
    )
    return Wanted(
        7,
        draw(st.integers(0, 4)),
        topics=frozenset(draw(st.sets(st.sampled_from(["abuse", "grief"])))),
        tried=tried,
        holder=draw(st.sampled_from([None, 1])),
        languages=frozenset(draw(st.sets(st.sampled_from(["es"])))),
        experience=frozenset(draw(st.sets(st.sampled_from(TAGS)))),
        same_volunteer_id=draw(st.sampled_from([None, 2])),
    )


ROSTERS = int(os.environ.get("PEERLINE_STEPS", "300"))


@settings(max_examples=ROSTERS, deadline=None)
@given(rosters(), wishes(), st.integers(0, 8))
def test_no_forbidden_pair(roster: list[Candidate], case: Wanted, want: int) -> None:
    chosen = routing.offers(case, roster, NOW, want)
    by_id = {c.id: c for c in roster}
    if isinstance(chosen, Nobody):
        assert not any(routing.why_not(case, c, NOW) is None for c in roster), "somebody could have been asked"
        return
    assert len(chosen.picks) <= want and len({p.volunteer_id for p in chosen.picks}) == len(chosen.picks)
    for pick in chosen.picks:
        one = by_id[pick.volunteer_id]
        assert one.has_contact and not one.never_with and case.speaks(one)
        assert one.slots or (one.open_call and not one.quiet_now and case.severity >= 3)
        assert not one.exclusions & case.topics and one.open_cases < one.most_cases
        assert one.break_until is None and one.cooling_until is None
        assert one.shift_points + limits.points(case.severity) <= limits.PER_SHIFT
        assert one.week_points + limits.points(case.severity) <= limits.PER_WEEK
        assert not (case.severity >= 3 and one.holds_heavy)
        assert one.id != case.holder and not any(t.volunteer_id == one.id for t in case.tried if t.state != "failed")


@given(rosters(), wishes())
def test_who_is_left_out_has_a_reason_and_who_is_asked_has_none(roster: list[Candidate], case: Wanted) -> None:
    chosen = routing.offers(case, roster, NOW, 8)
    picked = {p.volunteer_id for p in chosen.picks} if isinstance(chosen, Choice) else set()
    assert picked | set(chosen.left_out) == {c.id for c in roster} and not picked & set(chosen.left_out)


@given(rosters(), wishes())
def test_wishes_come_before_everything_but_having_been_asked(roster: list[Candidate], case: Wanted) -> None:
    chosen = routing.offers(replace(case, tried=()), [replace(c, slots=(SLOT,)) for c in roster], NOW, 8)
    if isinstance(chosen, Choice):
        by_id = {c.id: c for c in roster}
        order = [p.volunteer_id for p in chosen.picks]
        assert case.same_volunteer_id not in order[1:], "the same volunteer comes first"
        rest = [len(case.experience & by_id[who].tags) for who in order if who != case.same_volunteer_id]
        assert rest == sorted(rest, reverse=True)


@given(rosters())
def test_the_same_question_has_the_same_answer(roster: list[Candidate]) -> None:
    assert routing.offers(Wanted(7, 2), roster, NOW, 3) == routing.offers(Wanted(7, 2), list(reversed(roster)), NOW, 3)


def test_an_open_call_comes_at_the_end_of_the_list_and_at_once_in_imminent_danger() -> None:
    called = Candidate(9, open_call=True)
    high = Wanted(1, 3)
    chosen = routing.offers(high, [ON, called], NOW, 3)
    assert isinstance(chosen, Choice) and [p.volunteer_id for p in chosen.picks] == [1]
    passed = replace(high, tried=(Tried(1, "declined", NOW),))
    chosen = routing.offers(passed, [ON, called], NOW, 3)
    assert isinstance(chosen, Choice) and [p.volunteer_id for p in chosen.picks] == [9] and not chosen.empty
    chosen = routing.offers(Wanted(1, 4), [ON, called], NOW, 8)
    assert isinstance(chosen, Choice) and [p.volunteer_id for p in chosen.picks] == [1, 9]
    for closed in (replace(called, quiet_now=True), replace(called, open_call=False)):
        assert isinstance(routing.offers(high, [closed], NOW, 3), Nobody)
    assert isinstance(routing.offers(Wanted(1, 2), [called], NOW, 3), Nobody)


def test_only_who_is_cleared_for_minors_is_asked_for_one() -> None:
    young = Wanted(1, 3, topics=frozenset({"minor", "suicide"}))
    cleared = replace(ON, id=2, minors=True)
    assert routing.why_not(young, ON, NOW) == "not_cleared" and routing.why_not(young, cleared, NOW) is None
    chosen = routing.offers(young, [ON, cleared], NOW, 4)
    assert isinstance(chosen, Choice) and [p.volunteer_id for p in chosen.picks] == [2]
    assert chosen.left_out == {1: "not_cleared"}
    assert routing.why_not(Wanted(1, 3), cleared, NOW) is None
    off_shift = replace(ON, slots=(), open_call=True)
    assert isinstance(routing.offers(replace(young, severity=4), [off_shift], NOW, 4), Nobody)


def test_nobody_cleared_here_is_a_reason_of_its_own_and_no_later_shift_of_theirs_a_chance() -> None:
    young = Wanted(1, 3, topics=frozenset({"minor"}))
    nobody = routing.offers(young, [ON], NOW, 4)
    assert isinstance(nobody, Nobody) and (nobody.reason, nobody.next_chance_at) == ("nobody_cleared", None)
    both = routing.offers(young, [ON, replace(ON, id=2, minors=True, open_cases=1)], NOW, 4)
    assert isinstance(both, Nobody) and both.reason == "nobody_free"
    foreign = routing.offers(Wanted(1, 3, language="pt"), [ON], NOW, 4)
    assert isinstance(foreign, Nobody) and foreign.reason == "language_gap"
