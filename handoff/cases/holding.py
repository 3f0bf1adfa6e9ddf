"""The timers of a case that somebody has: first words, unanswered words, silence, the end of their slot. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handoff.cases.changes import CaseView, Change, Close, Due, MakeOffer, Move, Nudge, Page, SlotSaid, Tell
from handoff.cases.routing import Candidate
from handoff.cases.seeking import MINUTE, PAGE_ROUND, seek

NUDGE_AFTER, LOST_AFTER = timedelta(seconds=60), timedelta(seconds=120)
UNANSWERED = (3 * MINUTE, 6 * MINUTE, 10 * MINUTE)  # nudge, supervisor, offered again
BOTH_SILENT = (20 * MINUTE, 40 * MINUTE)  # nudge, supervisor
SLOT_ENDS = (-10 * MINUTE, 30 * MINUTE)  # before its end the volunteer is asked, after it the supervisor is told
BACK_WAITS = 10 * MINUTE


def offer_again(case: CaseView, roster: Sequence[Candidate], now: datetime, why: str) -> list[Change]:
    """End the assignment and look for the next volunteer in the same breath; the person hears it."""
    free = replace(
        case,
        state="offering",
        volunteer_id=None,
        accepted_at=None,
        waiting_since=now,
        supervisor_at=None,
        external_at=None,
        told_key=None,
        told_minutes=None,
        nudge=0,
        asked_back_at=None,
        offers=tuple(replace(o, state="ended", ended_at=now) if o.state == "accepted" else o for o in case.offers),
    )
    found = seek(free, roster, now)
    asking = any(isinstance(c, MakeOffer) for c in found)
    moved: list[Change] = [Move("offering" if asking else "waiting", why)]
    for change in found:
        if isinstance(change, Move):
            continue
        if isinstance(change, Tell) and change.key == "asked":
            change = replace(change, key="volunteer_lost")
        moved.append(change)
    return moved


def accepted(case: CaseView, roster: Sequence[Candidate], now: datetime) -> list[Change]:
    """Taken, and no word yet: nudged after a minute, offered again after two."""
    since = case.accepted_at or now
    if now - since >= LOST_AFTER:
        return offer_again(case, roster, now, "silent")
    if now - since >= NUDGE_AFTER:
        first: list[Change] = [] if case.nudge else [Nudge("nudge_first_words", 1)]
        return [*first, Due(since + LOST_AFTER)]
    return [Due(since + NUDGE_AFTER)]


def active(case: CaseView, roster: Sequence[Candidate], now: datetime) -> list[Change]:
    """They talk: what the silence of one or both asks for, and the end of the volunteer's slot."""
    if case.unanswered_since is not None:
        talk = _unanswered(case, roster, now, case.unanswered_since)
    else:
        talk = _silent(case, now)
    if not isinstance(talk[-1], Due) or any(isinstance(c, Move) for c in talk):
        return talk
    slot, slot_due = _slot(case, now)
    due = min([talk[-1].at, *([slot_due] if slot_due else [])])
    return [*talk[:-1], *slot, Due(due)]


def _silent(case: CaseView, now: datetime) -> list[Change]:
    since = case.last_words_at or case.accepted_at or now
    silent = now - since
    if silent >= BOTH_SILENT[1]:
        page: list[Change] = [Page("silent", nudge=2)] if case.nudge < 2 else []
        return [*page, Due(now + PAGE_ROUND)]
    if silent >= BOTH_SILENT[0]:
        nudge: list[Change] = [Nudge("nudge_silence", 1)] if case.nudge < 1 else []
        return [*nudge, Due(since + BOTH_SILENT[1])]
    return [Due(since + BOTH_SILENT[0])]


def _unanswered(case: CaseView, roster: Sequence[Candidate], now: datetime, since: datetime) -> list[Change]:
    waited = now - since
    if waited >= UNANSWERED[2]:
        return offer_again(case, roster, now, "unanswered")
    if waited >= UNANSWERED[1]:
        page: list[Change] = [Page("unanswered", nudge=2)] if case.nudge < 2 else []
        return [*page, Due(since + UNANSWERED[2])]
    if waited >= UNANSWERED[0]:
        nudge: list[Change] = [Nudge("nudge_unanswered", 1), Tell("volunteer_late")] if case.nudge < 1 else []
        return [*nudge, Due(since + UNANSWERED[1])]
    return [Due(since + UNANSWERED[0])]


def _slot(case: CaseView, now: datetime) -> tuple[list[Change], datetime | None]:
    """The volunteer's slot ends: asked before it, the supervisor told after it, and nobody is cut off."""
    if case.slot_ends_at is None or case.slot_said >= len(SLOT_ENDS):
        return [], None
    asked, told = (case.slot_ends_at + after for after in SLOT_ENDS)
    if now >= told:  # also where nobody looked since before `asked`: the stronger one alone
        return [Page("slot"), SlotSaid(2)], None
    if case.slot_said:
        return [], told
    return ([], asked) if now < asked else ([Nudge("nudge_slot", None), SlotSaid(1)], told)


def returning(case: CaseView, now: datetime) -> list[Change]:
    """The volunteer has finished and the person has not chosen: closed after ten minutes, unless a human has to."""
    since = case.asked_back_at or now
    if now - since < BACK_WAITS:
        return [Due(since + BACK_WAITS)]
    if case.severity >= 4 or (case.peak_severity >= 3 and not case.has_closing_note):
        if case.supervisor_at is not None and now - case.supervisor_at < PAGE_ROUND:
            return [Due(case.supervisor_at + PAGE_ROUND)]
        return [Page("closing"), Due(now + PAGE_ROUND)]
    return [Close("done")]
