"""The pure step: legal moves, a next look always, and nothing done twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.cases import plan, states
from handoff.cases.routing import Candidate, Slot
from handoff.cases.states import CaseView, OfferView

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
MINUTES = st.integers(0, 300).map(lambda m: timedelta(seconds=m * 20))


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    found = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        starts = NOW + timedelta(minutes=draw(st.integers(-120, 120)))
        slot = Slot(starts, starts + timedelta(minutes=draw(st.integers(30, 240))), draw(st.booleans()))
        found.append(
            Candidate(
                number,
                slots=(slot,),
                has_contact=draw(st.booleans()),
                open_cases=draw(st.integers(0, 1)),
                shift_points=draw(st.integers(0, 8)),
                offers_elsewhere=draw(st.integers(0, 1)),
                break_until=NOW + timedelta(minutes=5) if draw(st.booleans()) else None,
            )
        )
    return found


@st.composite
def offers(draw: st.DrawFn) -> tuple[OfferView, ...]:
    made = []
    for number in range(draw(st.integers(0, 4))):
        state = draw(st.sampled_from(["queued", "live", "declined", "expired", "failed", "withdrawn"]))
        queued = NOW - draw(MINUTES)
        live = state == "live"
        ended = None if state in ("queued", "live") else queued
        made.append(
            OfferView(
                number + 1, state, ended, None, number + 1, queued, queued + timedelta(seconds=90) if live else None
            )
        )
    return tuple(made)


@st.composite
def cases(draw: st.DrawFn) -> CaseView:
    state = draw(st.sampled_from(["new", "offering", "waiting", "accepted", "active", "transferring", "returning"]))
    severity = draw(st.integers(0, 4))
    held = state in states.HELD
    opened = NOW - draw(MINUTES)
    return CaseView(
        1,
        state,
        severity,
        plan.plan_for(severity),
        opened,
        opened,
        severity,
        volunteer_id=99 if held else None,
        accepted_at=NOW - draw(MINUTES) if held else None,
        nudge=draw(st.integers(0, 3)),
        unanswered_since=NOW - draw(MINUTES) if state == "active" and draw(st.booleans()) else None,
        last_words_at=NOW - draw(MINUTES) if held else None,
        asked_back_at=NOW - draw(MINUTES),
        supervisor_at=opened if draw(st.booleans()) else None,
        page_targets=draw(st.integers(0, 3)),
        told_minutes=draw(st.sampled_from([None, 0.0, 1.5, 5.0])),
        has_closing_note=draw(st.booleans()),
        gap_at=draw(st.sampled_from([None, opened])),
        gentle_at=draw(st.sampled_from([None, opened])),
        person_words_at=draw(st.sampled_from([None, opened, NOW])),
        slot_ends_at=NOW + timedelta(minutes=draw(st.integers(-60, 60))) if held and draw(st.booleans()) else None,
        slot_said=draw(st.integers(0, 2)),
        offers=draw(offers()) if not held and state != "returning" else (),
    )


@settings(deadline=None)
@given(cases(), candidates())
def test_every_step_ends_with_a_next_look_or_a_close(case: CaseView, roster: list[Candidate]) -> None:
    changes = states.step(case, roster, NOW)
    last = changes[-1]
    assert isinstance(last, states.Close) or (isinstance(last, states.Due) and last.at > NOW)


@settings(deadline=None)
@given(cases(), candidates())
def test_moves_are_legal_and_heavy_cases_never_end_by_the_clock_without_a_note(
    case: CaseView, roster: list[Candidate]
) -> None:
    for change in states.step(case, roster, NOW):
        if isinstance(change, states.Move):
            states.check_move(case.state, change.state)
        if isinstance(change, states.Close):
            states.check_move(case.state, "closed")
            assert case.peak_severity < 3 or (case.has_closing_note and case.severity < 4)


@settings(deadline=None)
@given(cases(), candidates())
def test_offers_go_to_people_who_may_be_asked_once_and_within_the_plan(case: CaseView, roster: list[Candidate]) -> None:
    changes = states.step(case, roster, NOW)
    made = [c for c in changes if isinstance(c, states.MakeOffer)]
    ended = {c.offer_id for c in changes if isinstance(c, states.EndOffer)}
    asked = {o.volunteer_id for o in case.offers if o.state in ("queued", "live") and o.id not in ended}
    assert len({c.volunteer_id for c in made}) == len(made) <= case.plan.live_offers
    assert not asked & {c.volunteer_id for c in made}
    assert not {o.volunteer_id for o in case.offers if o.state == "declined"} & {c.volunteer_id for c in made}
    assert sum(isinstance(c, states.Tell) for c in changes) <= 1


@settings(deadline=None)
@given(st.integers(0, 4), st.integers(0, 400))
def test_marks_of_a_plan_rise_and_end(severity: int, minutes: int) -> None:
    the_plan, waited = plan.plan_for(severity), timedelta(minutes=minutes)
    mark, after = plan.reached(the_plan, waited), plan.next_mark(the_plan, NOW - waited, NOW)
    assert mark is not None and mark <= minutes
    assert after is None or after > NOW
    assert minutes < plan.QUIET_AFTER_MIN or after is None


def test_a_plan_survives_storing() -> None:
    assert all(plan.Plan.from_json(p.to_json()) == p for p in plan.DEFAULTS.values())


def test_an_offer_nobody_took_over_in_ten_seconds_asks_one_more() -> None:
    slot = Slot(NOW - timedelta(hours=1), NOW + timedelta(hours=3))
    queued = OfferView(1, "queued", None, None, 1, NOW - timedelta(seconds=11), None)
    case = CaseView(
        1,
        "offering",
        0,
        plan.plan_for(0),
        NOW - timedelta(seconds=11),
        NOW - timedelta(seconds=11),
        offers=(queued,),
        told_minutes=0.0,
    )
    changes = states.step(case, [Candidate(1, slots=(slot,)), Candidate(2, slots=(slot,))], NOW)
    assert states.MakeOffer(2, "sms", first=False) in changes


def test_only_the_moves_of_the_table_are_legal_and_to_stay_is_no_move() -> None:
    for old, legal in states.MOVES.items():
        for new in states.MOVES:
            if new in (old, *legal):
                states.check_move(old, new)
            else:
                with pytest.raises(states.IllegalMove, match=f"^{old} -> {new}$"):
                    states.check_move(old, new)
    closed = CaseView(1, "closed", 3, plan.plan_for(3), NOW, NOW, 3)
    assert states.step(closed, [], NOW) == [], "and nothing is done by the clock"
    assert not states.MOVES["closed"] and "active" not in states.MOVES["waiting"]
