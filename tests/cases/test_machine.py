"""A case by its pure moves alone, through any order of words, answers, failures, crashes and jumps of the clock.

The machine writes what `step` decides as the store does, in memory, and holds what the schema holds (handoff.md 2).
A crash is a step whose changes are thrown away: the next one must find its way from the same rows.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from handoff.cases import plan, routing, states
from handoff.cases.changes import FREE, HELD, CaseView, Change, OfferView
from handoff.cases.routing import Candidate, Slot
from handoff.volunteers import limits

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
LONG = Slot(NOW - timedelta(hours=1), NOW + timedelta(days=30), True)
LATER = Slot(NOW + timedelta(minutes=20), NOW + timedelta(minutes=80))
ROSTER = (
    Candidate(1, slots=(LONG,)),
    Candidate(2, slots=(LATER,)),
    Candidate(3, slots=(LONG,), languages=frozenset({"es"})),
    Candidate(4, slots=(LONG,), never_with=True),
    Candidate(5, open_call=True),
    Candidate(6, slots=(LONG,), exclusions=frozenset({"grief"}), most_cases=2),
    Candidate(7, slots=(LONG,), has_contact=False),
)
FORBIDDEN = {3, 4, 7}


class OneCase(RuleBasedStateMachine):
    """One case from opening to closing; `self.case` is what the rows hold, `self.due` is next_action_at."""

    @initialize(severity=st.integers(0, 4), heavy_topic=st.booleans())
    def opens(self, severity: int, heavy_topic: bool) -> None:
        topics = frozenset({"grief"}) if heavy_topic else frozenset[str]()
        self.now, self.roster = NOW, list(ROSTER)
        self.case = CaseView(
            1, "new", severity, plan.plan_for(severity), NOW, NOW, severity, topics=topics, person_words_at=NOW
        )
        self.due: datetime | None = NOW
        self.told: list[str] = []
        self.asked: set[int] = set()
        self.passed: set[int] = set()
        self.closed_by_human = False
        self.step()

    # --- the worker ----------------------------------------------------------------------------------------------

    def step(self) -> None:
        if self.case.state != "closed":
            changes = states.step(self.case, self.roster, self.now)
            self.write(changes)
            again = states.step(self.case, self.roster, self.now)
            assert all(isinstance(c, states.Due) for c in again), f"done twice at one moment: {again}"

    def write(self, changes: list[Change]) -> None:
        assert changes and isinstance(changes[-1], states.Due | states.Close)
        for change in changes:
            WRITERS[type(change)](self, change)

    def move(self, change: states.Move) -> None:
        states.check_move(self.case.state, change.state)
        if self.case.state in (*HELD, "returning") and change.state in FREE:
            self.freed()
        self.case = replace(self.case, state=change.state)

    def freed(self) -> None:
        self.case = replace(
            self.case,
            volunteer_id=None,
            accepted_at=None,
            waiting_since=self.now,
            supervisor_at=None,
            external_at=None,
            told_key=None,
            told_minutes=None,
            unanswered_since=None,
            asked_back_at=None,
            gentle_at=None,
            nudge=0,
            slot_said=0,
            slot_ends_at=None,
            offers=tuple(
                replace(o, state="ended", ended_at=self.now) if o.state == "accepted" else o for o in self.case.offers
            ),
        )

    def end_offer(self, change: states.EndOffer) -> None:
        self.offer(change.offer_id, state=change.state, ended_at=self.now, why_ended=change.why)

    def make_offer(self, change: states.MakeOffer) -> None:
        one = next(c for c in self.roster if c.id == change.volunteer_id)
        assert one.id not in FORBIDDEN and one.id not in self.passed and one.id != self.case.volunteer_id
        assert not one.exclusions & self.case.topics
        assert limits.fits(severity=self.case.severity, shift_points=one.shift_points, week_points=one.week_points)
        assert one.slot_at(self.now) or (one.open_call and self.case.severity >= 3), "off shift, and no open call"
        assert change.first == (not self.case.offers)
        self.asked.add(one.id)
        made = OfferView(one.id, "queued", None, None, len(self.case.offers) + 1, self.now, None)
        self.case = replace(self.case, offers=(*self.case.offers, made))

    def tell(self, change: states.Tell) -> None:
        self.claim_is_true(change.key)
        self.told.append(change.key)
        values = {"gentle": {"gentle_at": self.now}}.get(change.key)
        if values is None:
            values = {"told_key": change.key, "told_at": self.now}
            if change.minute is not None:
                values["told_minutes"] = change.minute
            if change.key == "language_gap":
                values["gap_at"] = self.now
        self.case = replace(self.case, **values)

    def claim_is_true(self, key: str) -> None:
        """What a waiting text says, recomputed from the rows (handoff.md 12.8)."""
        live = [o for o in self.case.offers if o.state in routing.LIVE]
        here = [c for c in self.roster if c.slot_at(self.now) and c.has_contact]
        if key in ("asked", "asked_again", "volunteer_lost"):
            assert live, f"{key}, and nobody is asked"
        if key == "nobody_on_shift":
            assert not any(self.case.wanted().speaks(c) for c in here), "somebody is here"
        if key == "language_gap":
            assert here and not any(self.case.wanted().speaks(c) for c in here)
        if key == "supervisor":
            assert self.case.supervisor_at is not None
        if key == "outside_line":
            assert self.case.external_at == self.now
        if key == "asked_again":
            assert len(self.case.offers) > 1, "nobody was asked before"

    def page(self, change: states.Page) -> None:
        nudge = self.case.nudge if change.nudge is None else change.nudge
        self.case = replace(self.case, supervisor_at=self.now, nudge=nudge)

    def nudge(self, change: states.Nudge) -> None:
        assert self.case.volunteer_id is not None
        if change.level is not None:
            self.case = replace(self.case, nudge=change.level)

    def close(self, _change: states.Close) -> None:
        states.check_move(self.case.state, "closed")
        assert self.case.peak_severity < 3 or self.case.has_closing_note, "a heavy case closed by itself"
        over = tuple(replace(o, state="withdrawn") if o.state in routing.LIVE else o for o in self.case.offers)
        self.case = replace(self.case, state="closed", volunteer_id=None, accepted_at=None, offers=over)
        self.due = None

    def offer(self, number: int, **values: object) -> None:
        self.case = replace(
            self.case,
            offers=tuple(replace(o, **values) if o.id == number else o for o in self.case.offers),  # type: ignore[arg-type]
        )

    # --- the world -----------------------------------------------------------------------------------------------

    def live(self) -> list[OfferView]:
        return [o for o in self.case.offers if o.state in routing.LIVE]

    @rule(seconds=st.sampled_from([0, 1, 10, 60, 90, 181, 600, 4000, 90000]), crash=st.booleans())
    def time_jumps(self, seconds: int, crash: bool) -> None:
        self.now += timedelta(seconds=seconds)
        if crash:
            states.step(self.case, self.roster, self.now)  # and nothing of it was written
        elif self.due is not None and self.due <= self.now:
            self.step()

    @rule(minutes=st.integers(1, 60))
    def time_passes_from_due_to_due(self, minutes: int) -> None:
        until = self.now + timedelta(minutes=minutes)
        for _ in range(400):
            if self.due is None or self.due > until:
                break
            self.now = max(self.now, self.due)
            self.step()
        else:
            raise AssertionError("it is looked at again and again")
        self.now = until

    @precondition(lambda self: self.live())
    @rule(data=st.data(), how=st.sampled_from(["handed", "failed", "declined"]))
    def an_offer_goes_on(self, data: st.DataObject, how: str) -> None:
        one = data.draw(st.sampled_from(self.live()))
        if how == "handed":
            if one.state == "queued":
                self.offer(one.id, state="live", expires_at=self.now + routing.OFFER_LASTS["sms"])
                self.due = min(self.due or self.now, self.now + routing.OFFER_LASTS["sms"])
            return
        self.offer(one.id, state=how, ended_at=self.now, why_ended=how)
        if how == "declined":
            self.passed.add(one.volunteer_id)
        if self.case.state in (*FREE, "transferring"):
            self.step()

    @precondition(lambda self: self.case.state in (*FREE, "transferring") and self.case.offers)
    @rule(data=st.data())
    def somebody_says_go(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.case.offers))
        if one.volunteer_id == self.case.volunteer_id or one.state == "withdrawn":
            return
        self.passed.discard(one.volunteer_id)
        kept = tuple(
            replace(o, state="accepted" if o.id == one.id else "ended" if o.state == "accepted" else "withdrawn")
            if o.id == one.id or o.state in (*routing.LIVE, "accepted")
            else o
            for o in self.case.offers
        )
        self.case = replace(
            self.case,
            state="accepted",
            volunteer_id=one.volunteer_id,
            accepted_at=self.now,
            last_words_at=self.case.person_words_at,
            unanswered_since=None,
            nudge=0,
            slot_said=0,
            slot_ends_at=self.now + timedelta(minutes=25),
            offers=kept,
        )
        self.due = self.now + states.NUDGE_AFTER

    @precondition(lambda self: self.case.state in HELD)
    @rule()
    def the_volunteer_writes(self) -> None:
        state = "active" if self.case.state == "accepted" else self.case.state
        self.case = replace(self.case, state=state, last_words_at=self.now, unanswered_since=None, nudge=0)
        self.due = self.now

    @precondition(lambda self: self.case.state != "closed")
    @rule()
    def the_person_writes(self) -> None:
        since = self.case.unanswered_since or (self.now if self.case.state in ("active", "transferring") else None)
        self.case = replace(self.case, person_words_at=self.now, last_words_at=self.now, unanswered_since=since)
        if since is not None:
            self.due = min(self.due or self.now, max(self.now, since + states.UNANSWERED[0]))

    @precondition(lambda self: self.case.state in ("active", "transferring"))
    @rule(note=st.booleans())
    def done(self, note: bool) -> None:
        if self.case.peak_severity >= 3 and not (note or self.case.has_closing_note):
            return
        self.case = replace(self.case, has_closing_note=self.case.has_closing_note or note)
        self.freed()
        ended = tuple(replace(o, state="withdrawn") if o.state in routing.LIVE else o for o in self.case.offers)
        self.case = replace(self.case, state="returning", asked_back_at=self.now, offers=ended)
        self.due = self.now + states.BACK_WAITS

    @precondition(lambda self: self.case.state == "active")
    @rule()
    def asks_for_another(self) -> None:
        self.move(states.Move("transferring"))
        self.case = replace(
            self.case, waiting_since=self.now, supervisor_at=None, external_at=None, told_minutes=0.0, nudge=0
        )
        self.step()

    @precondition(lambda self: self.case.state not in ("closed", "returning"))
    @rule(severity=st.integers(0, 4))
    def severity_changes(self, severity: int) -> None:
        peak = max(severity, self.case.peak_severity)
        self.case = replace(self.case, severity=severity, peak_severity=peak, plan=plan.plan_for(severity))
        self.due = self.now
        self.step()

    @rule(how=st.sampled_from([None, "left", "withdrew", "stopped"]))
    def the_person_goes_or_comes(self, how: str | None) -> None:
        self.case = replace(self.case, person_away=how)

    # --- what always holds (handoff.md 2) ------------------------------------------------------------------------

    @invariant()
    def the_schema_would_take_it(self) -> None:
        if not hasattr(self, "case"):
            return
        case = self.case
        assert (case.state == "closed") == (self.due is None)
        assert (case.volunteer_id is None) == (case.accepted_at is None)
        assert case.state not in HELD or case.volunteer_id is not None
        assert case.state not in FREE or case.volunteer_id is None
        assert sum(o.state == "accepted" for o in case.offers) <= 1
        live = [o.volunteer_id for o in self.live()]
        assert len(live) == len(set(live)), "two live offers to one volunteer"

    @invariant()
    def nobody_waits_without_the_line_beyond_its_time(self) -> None:
        if not hasattr(self, "case") or self.due is None or self.case.state not in FREE or self.due <= self.now:
            return
        if self.now - self.case.waiting_since >= timedelta(minutes=self.case.plan.external_min):
            assert self.case.external_at is not None, "the outside line was not stated in its time"


WRITERS = {
    states.Move: OneCase.move,
    states.EndOffer: OneCase.end_offer,
    states.MakeOffer: OneCase.make_offer,
    states.Tell: OneCase.tell,
    states.Page: OneCase.page,
    states.Nudge: OneCase.nudge,
    states.Close: OneCase.close,
    states.SlotSaid: lambda m, c: setattr(m, "case", replace(m.case, slot_said=c.level)),
    states.LeftOut: lambda m, c: setattr(m, "case", replace(m.case, left_out=dict(c.why))),
    states.StateExternal: lambda m, c: setattr(m, "case", replace(m.case, external_at=m.now)),
    states.AlertCoordinator: lambda m, c: setattr(m, "case", replace(m.case, coordinator_at=m.now)),
    states.Due: lambda m, c: setattr(m, "due", c.at),
}

OneCase.TestCase.settings = settings(
    max_examples=max(60, int(os.environ.get("PEERLINE_STEPS", "0")) // 30),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
TestOneCase = OneCase.TestCase
