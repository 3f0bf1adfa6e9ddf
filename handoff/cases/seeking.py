"""Looking for somebody: offers that end, offers that begin, the steps of the plan, the truth told. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handoff.cases import plan as plans
from handoff.cases import routing
from handoff.cases.changes import (
    FREE,
    AlertCoordinator,
    CaseView,
    Change,
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
from handoff.cases.routing import Candidate, Choice, Nobody

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HAND_OVER = 10 * SECOND  # an offer that no provider took for so long no longer counts: one more is asked beside it
NOT_HANDED = 90 * SECOND
PAGE_AGAIN, PAGE_ROUND = 60 * SECOND, 15 * MINUTE
TRANSFER_WAITS = 5 * MINUTE
LEFT_AFTER = {True: 30 * MINUTE, False: 24 * 60 * MINUTE}  # by "pressed Leave and nothing heavier than severity 1"
LOOK_AGAIN = {True: 60 * SECOND, False: 5 * MINUTE}  # by "severity 3 and above"
GENTLE_AFTER = {2: 15 * MINUTE, 3: 5 * MINUTE, 4: 2 * MINUTE}  # one line to somebody who waits in silence (care.md 3.6)
EMPTY = ("nobody_on_shift", "language_gap")  # nobody here could ever take it
NOBODY = (*EMPTY, "nobody_cleared")  # the same for those above us; the person reads that nobody is free, which is so


def seek(case: CaseView, roster: Sequence[Candidate], now: datetime) -> list[Change]:
    """Everything that is due while nobody has the case, or while another volunteer is looked for."""
    if case.state in FREE and _gone(case, now):
        return [Close("person_left")]
    changes: list[Change] = list(_offers_over(case, now))
    case = _with_ended(case, changes, now)
    live = [o for o in case.offers if o.state in routing.LIVE]
    counted = [o for o in live if _counts(o, now)]
    behind = case.phones == "behind" and len(live) >= case.plan.live_offers
    wanted = case.wanted(phones=case.phones != "down" and not behind)
    chosen = routing.offers(wanted, roster, now, case.plan.live_offers - len(counted))
    picks = chosen.picks if isinstance(chosen, Choice) else ()
    changes += [MakeOffer(p.volunteer_id, p.channel, first=not case.offers and n == 0) for n, p in enumerate(picks)]
    left_out = {who: why for who, why in chosen.left_out.items() if why != "asked_now"}
    if left_out != dict(case.left_out):
        changes.append(LeftOut(left_out))
    if case.state in FREE and case.state != (state := "offering" if picks or live else "waiting"):
        changes.append(Move(state))
    nobody = chosen.reason in NOBODY if isinstance(chosen, Nobody) else chosen.empty
    steps = _plan_steps(case, now, at_once=nobody and case.severity >= 3)
    changes += steps
    if nobody and case.coordinator_at is None:
        changes.append(AlertCoordinator())
    case = _after(case, steps, now)
    changes += _tell(case, chosen, len(picks), len(live), roster, now)
    changes.append(Due(_seek_due(case, chosen, live, bool(picks), now)))
    return changes


def _counts(offer: OfferView, now: datetime) -> bool:
    """Whether this volunteer is likely to read it: an alert that no provider took, or that has no receipt, is not."""
    if offer.beside_at is not None and offer.beside_at <= now:
        return False
    return offer.state == "live" or offer.queued_at is None or now - offer.queued_at < HAND_OVER


def _with_ended(case: CaseView, changes: Sequence[Change], now: datetime) -> CaseView:
    ended = {c.offer_id: c for c in changes if isinstance(c, EndOffer)}
    return replace(
        case,
        offers=tuple(
            replace(o, state=ended[o.id].state, ended_at=now, why_ended=ended[o.id].why) if o.id in ended else o
            for o in case.offers
        ),
    )


def _gone(case: CaseView, now: datetime) -> bool:
    """True when a person who waits has been silent for so long that the case ends; never from severity 3 on."""
    if case.peak_severity >= 3 or case.severity >= 3:
        return False
    left = case.person_away == "left" and case.severity < 2
    return now - (case.person_words_at or case.opened_at) >= LEFT_AFTER[left]


def _offers_over(case: CaseView, now: datetime) -> list[EndOffer]:
    over = [
        EndOffer(o.id, "expired", "time")
        for o in case.offers
        if o.state == "live" and o.expires_at is not None and o.expires_at <= now
    ]
    over += [
        EndOffer(o.id, "failed", "not_handed")
        for o in case.offers
        if o.state == "queued" and o.queued_at is not None and now - o.queued_at >= NOT_HANDED
    ]
    return over


def _plan_steps(case: CaseView, now: datetime, *, at_once: bool) -> list[Change]:
    waited = now - case.waiting_since
    if case.state == "transferring":
        if case.supervisor_at is not None or waited < TRANSFER_WAITS:
            return []
        return [Page("transfer", nudge=case.nudge + 1), Nudge("nudge_transfer", case.nudge + 1)]
    steps: list[Change] = []
    if (at_once and case.supervisor_at is None) or _page_due(case) <= now:
        steps.append(Page("waiting" if case.supervisor_at is None else "still_waiting", nudge=case.nudge + 1))
    if case.external_at is None and waited >= case.plan.external_min * MINUTE:
        steps.append(StateExternal())
    return steps


def _page_due(case: CaseView) -> datetime:
    """When the next supervisor is paged: one after another, then from the beginning a quarter of an hour later."""
    if case.supervisor_at is None:
        return case.waiting_since + case.plan.supervisor_min * MINUTE
    round_over = case.nudge % max(case.page_targets, 1) == 0
    return case.supervisor_at + (PAGE_ROUND if round_over else PAGE_AGAIN)


def _after(case: CaseView, steps: Sequence[Change], now: datetime) -> CaseView:
    for one in steps:
        if isinstance(one, Page):
            case = replace(case, supervisor_at=now, nudge=case.nudge + 1)
        elif isinstance(one, StateExternal):
            case = replace(case, external_at=now)
    return case


def _tell(
    case: CaseView, chosen: Choice | Nobody, picked: int, live: int, roster: Sequence[Candidate], now: datetime
) -> list[Change]:
    """At most one waiting text: the strongest thing that is true and new."""
    if case.person_away in ("stopped", "withdrew") or case.state == "transferring":
        return []
    if isinstance(chosen, Nobody) and chosen.reason == "language_gap" and case.gap_at is None:
        return [Tell("language_gap", {"language": case.language})]
    mark = plans.reached(case.plan, now - case.waiting_since)
    due = mark is not None and (case.told_minutes is None or mark > case.told_minutes)
    nobody_here = isinstance(chosen, Nobody) and chosen.reason in EMPTY and not live
    came = bool(picked) and case.coordinator_at is not None and case.told_key in (*EMPTY, "outside_line")
    if not due and not came:
        return [Tell("gentle")] if (at := _gentle_at(case)) is not None and at <= now else []
    key = _which(case, now, came=came, nobody_here=nobody_here, picked=bool(picked), asking=bool(picked or live))
    if key is None:
        return []
    minutes = int((now - case.waiting_since) / MINUTE)
    values = {"n": picked + live, "minutes": minutes, "next_shift_at": routing.next_shift(roster, now)}
    return [Tell(key, values, mark)]


def _gentle_at(case: CaseView) -> datetime | None:
    """When somebody who waits in silence reads one line, once; None when never."""
    after = GENTLE_AFTER.get(case.severity)
    if after is None or case.gentle_at is not None or case.person_away is not None:
        return None
    quiet = case.told_at + MINUTE if case.told_at else case.waiting_since  # never right after another text
    return max((case.person_words_at or case.opened_at) + after, case.waiting_since + after, quiet)


def _which(case: CaseView, now: datetime, *, came: bool, nobody_here: bool, picked: bool, asking: bool) -> str | None:
    first = case.told_minutes is None
    if case.external_at == now:
        return "outside_line"
    if came:
        return "asked"
    if _supervisor_is_news(case):
        return "supervisor"
    if nobody_here:  # said once; the outside line follows at its time, then a change is worth a text
        return "nobody_on_shift" if first else None
    if first:
        return "asked" if asking else "nobody_free"
    if picked and now - case.waiting_since < 3 * MINUTE:
        return "asked_again"
    return "still" if asking or any(o.state == "expired" for o in case.offers) else "nobody_free"


def _supervisor_is_news(case: CaseView) -> bool:
    """True when a supervisor was paged in this wait and the person has not read it, nor the stronger outside line."""
    return (
        case.supervisor_at is not None
        and case.external_at is None
        and case.told_minutes is not None
        and case.told_key != "supervisor"
        and case.page_targets > 0
    )


def _seek_due(
    case: CaseView, chosen: Choice | Nobody, live: Sequence[OfferView], picked: bool, now: datetime
) -> datetime:
    times: list[datetime | None] = [plans.next_mark(case.plan, case.waiting_since, now)]
    for offer in live:
        times.append(offer.beside_at)
        if offer.state == "live":
            times.append(offer.expires_at)
        elif offer.queued_at:
            times += [offer.queued_at + HAND_OVER, offer.queued_at + NOT_HANDED]
    if picked:
        times.append(now + HAND_OVER)
    if isinstance(chosen, Nobody):
        times.append(chosen.next_chance_at)
    times.append(_page_due(case))
    if case.external_at is None:
        times.append(case.waiting_since + case.plan.external_min * MINUTE)
    if case.state in FREE:
        times.append(_gentle_at(case))
    times.append(now + LOOK_AGAIN[case.severity >= 3])
    return min(at for at in times if at is not None and at > now)
