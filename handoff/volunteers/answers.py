"""What a volunteer's text does, by what they hold and what they are asked; every text is answered sensibly or stays
unanswered on purpose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff import outbox
from handoff.cases import acceptance, links, refs, service, store
from handoff.cases.models import Assignment, Case, CaseRef, Offer
from handoff.cases.routing import LIVE
from handoff.cases.states import FREE, HELD
from handoff.channels.sms import segments
from handoff.channels.sms.models import Text
from handoff.volunteers import commands, limits, shifts, wording
from handoff.volunteers.commands import Carrier, Command, Words
from handoff.volunteers.models import Volunteer

BREAK_MINUTES = 30
PASSIVE_A_DAY = 5
LATE_GO = timedelta(minutes=30)
LATELY = timedelta(hours=24)


@dataclass(frozen=True)
class Heard:
    """One text of a volunteer."""

    volunteer: Volunteer
    number: str
    text: str
    sid: str
    now: datetime
    refs: set[str]


def answer(db: Session, heard: Heard) -> None:
    """Do what the text says and answer it."""
    read = commands.parse(heard.text, heard.refs)
    if isinstance(read, Command):
        _COMMANDS[read.word](db, heard, read)
    elif isinstance(read, Carrier):
        _carrier(db, heard, read)
    else:
        _words(db, heard, read)


def reply(db: Session, heard: Heard, key: str, *, passive: bool = False, **values: Any) -> None:
    """Queue one answer. A passive one (to words we can do nothing with) is given five times a day to a number."""
    prefix = "passive" if passive else "answer"
    if passive:
        given = (
            db.scalar(
                select(func.count())
                .select_from(Text)
                .where(
                    Text.address_hash == keyed_hash(heard.number),
                    Text.key.like("passive:%"),
                    Text.created_at > heard.now - LATELY,
                )
            )
            or 0
        )
        if given >= PASSIVE_A_DAY:
            return
    body = segments.gsm7(wording.text(key, **values))
    outbox.queue(
        db,
        kind="text.answer",
        line="staff",
        to=heard.number,
        body=body,
        now=heard.now,
        key=f"{prefix}:{heard.sid}:{key}",
        volunteer_id=heard.volunteer.id,
    )


def held(db: Session, heard: Heard) -> list[tuple[int, str]]:
    """(case, ref) of the conversations this volunteer has."""
    rows = db.execute(
        select(Case.id, CaseRef.ref)
        .join(CaseRef, CaseRef.case_id == Case.id)
        .where(
            Case.volunteer_id == heard.volunteer.id, CaseRef.volunteer_id == heard.volunteer.id, Case.state.in_(HELD)
        )
        .order_by(Case.accepted_at)
    )
    return [(case_id, ref) for case_id, ref in rows]


def asked(db: Session, heard: Heard) -> list[tuple[int, str]]:
    """(case, ref) of what this volunteer is being asked to take now."""
    rows = db.execute(
        select(Offer.case_id, CaseRef.ref)
        .join(CaseRef, CaseRef.case_id == Offer.case_id)
        .where(
            Offer.volunteer_id == heard.volunteer.id, CaseRef.volunteer_id == heard.volunteer.id, Offer.state.in_(LIVE)
        )
        .order_by(Offer.id)
    )
    return [(case_id, ref) for case_id, ref in rows]


def _late(db: Session, heard: Heard) -> list[tuple[int, str]]:
    """What this volunteer was asked lately and nobody has taken."""
    rows = db.execute(
        select(Case.id, CaseRef.ref)
        .join(Offer, Offer.case_id == Case.id)
        .join(CaseRef, CaseRef.case_id == Case.id)
        .where(
            Offer.volunteer_id == heard.volunteer.id,
            CaseRef.volunteer_id == heard.volunteer.id,
            Offer.state == "expired",
            Offer.ended_at > heard.now - LATE_GO,
            Case.state.in_(FREE),
        )
        .distinct()
    )
    return [(case_id, ref) for case_id, ref in rows]


def _listed(pairs: list[tuple[int, str]]) -> str:
    names = [ref for _, ref in pairs]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _clock(heard: Heard, at: datetime) -> str:
    return at.astimezone(ZoneInfo(heard.volunteer.zone)).strftime("%H:%M")


def _go(db: Session, heard: Heard, command: Command) -> None:
    if command.ref is not None:
        case_id = refs.case_of(db, heard.volunteer.id, command.ref)
        if case_id is None:
            return reply(db, heard, "unknown_ref", ref=command.ref)
        return _take(db, heard, case_id, command.ref, command.extra)
    offered, mine = asked(db, heard), held(db, heard)
    offered = offered or ([] if mine else _late(db, heard))
    if len(offered) == 1:
        return _take(db, heard, *offered[0], extra=False)
    if offered:
        return reply(db, heard, "which_offer", refs=_listed(offered), ref=offered[0][1])
    if mine:
        return reply(db, heard, "yours", ref=mine[0][1])
    resting = heard.volunteer.cooling_until
    if resting is not None and resting > heard.now:
        return reply(db, heard, "resting", at=_clock(heard, resting))
    here = shifts.current(db, heard.volunteer.id, heard.now) is not None
    return reply(db, heard, "nothing_waiting" if here else "off_shift")


def _take(db: Session, heard: Heard, case_id: int, ref: str, extra: bool) -> None:
    result = service.take(db, case_id, heard.volunteer.id, heard.now)
    if result == "taken":
        reply(db, heard, "taken_extra" if extra else "taken", ref=ref)
        case = db.get_one(Case, case_id)
        url = links.address(links.link_for(db, case_id, heard.volunteer.id, heard.now))
        reply(db, heard, "read_asked" if case.read_consent == "asked" else "read_here", ref=ref, url=url)
    elif result == "resting":
        reply(db, heard, "resting", at=_clock(heard, heard.volunteer.cooling_until or heard.now))
    elif result == "full":
        mine = held(db, heard)
        reply(db, heard, "full", ref=mine[0][1] if mine else ref)
    elif result == "off_shift":
        reply(db, heard, "off_shift")
    else:
        key = {"yours": "yours", "closed": "closed", "not_yours": "unknown_ref"}.get(result, "gone")
        reply(db, heard, key, ref=ref)


def _no(db: Session, heard: Heard, command: Command) -> None:
    offered, mine = asked(db, heard), held(db, heard)
    if command.ref is not None:
        case_id = refs.case_of(db, heard.volunteer.id, command.ref)
        if case_id is None:
            return reply(db, heard, "unknown_ref", ref=command.ref)
        result = service.pass_(db, case_id, heard.volunteer.id, heard.now)
        key = {"passed": "passed", "yours": "lone_no"}.get(result, "nothing_waiting")
        return reply(db, heard, key, ref=command.ref)
    if len(offered) == 1:
        service.pass_(db, offered[0][0], heard.volunteer.id, heard.now)
        return reply(db, heard, "passed")
    if offered:
        return reply(db, heard, "which_offer", refs=_listed(offered), ref=offered[0][1])
    return reply(db, heard, "lone_no", ref=mine[0][1]) if mine else reply(db, heard, "nothing_waiting")


def _whose(db: Session, heard: Heard, command: Command) -> tuple[int, str] | None:
    """The conversation a command is about; None when that was answered already."""
    mine = held(db, heard)
    if command.ref is not None:
        found = next((pair for pair in mine if pair[1] == command.ref), None)
        if found is None:
            known = refs.case_of(db, heard.volunteer.id, command.ref)
            reply(db, heard, "closed" if known else "unknown_ref", ref=command.ref)
        return found
    if not mine:
        reply(db, heard, "no_case")
        return None
    if len(mine) > 1:
        reply(db, heard, "which_case", refs=_listed(mine), ref=mine[0][1])
        return None
    return mine[0]


def _done(db: Session, heard: Heard, command: Command) -> None:
    about = _whose(db, heard, command)
    if about is None:
        return
    case_id, ref = about
    heavy = db.get_one(Case, case_id).peak_severity >= limits.HEAVY
    result = service.done(db, case_id, heard.volunteer.id, command.note, heard.now)
    if result == "note_wanted":
        reply(db, heard, "note_wanted", ref=ref)
    else:
        reply(db, heard, "done_heavy" if heavy else "done", ref=ref)


def _sup(db: Session, heard: Heard, command: Command) -> None:
    mine = held(db, heard)
    if command.ref is None and not mine:
        service.ask_supervisor(db, None, heard.volunteer.id, None, heard.now)
        return reply(db, heard, "supervisor_asked_you")
    about = _whose(db, heard, command)
    if about is not None:
        service.ask_supervisor(db, about[0], heard.volunteer.id, command.note, heard.now)
        reply(db, heard, "supervisor_asked", ref=about[1])
    return None


def _break(db: Session, heard: Heard, command: Command) -> None:
    from handoff.volunteers.service import pause

    until = pause(db, heard.volunteer.id, command.minutes or BREAK_MINUTES, heard.now)
    mine = held(db, heard)
    if mine:
        reply(db, heard, "break_holding", at=_clock(heard, until), ref=mine[0][1])
    else:
        reply(db, heard, "break", at=_clock(heard, until))


def _back(db: Session, heard: Heard, _command: Command) -> None:
    from handoff.volunteers.service import back

    key, at = back(db, heard.volunteer.id, heard.now)
    reply(db, heard, key, at=_clock(heard, at) if at else "")


def _help(db: Session, heard: Heard, _command: Command) -> None:
    """The carrier side answers HELP with our words; we add the ref that the volunteer needs just now."""
    mine, offered = held(db, heard), asked(db, heard)
    if mine:
        reply(db, heard, "help_ref", ref=mine[0][1])
    elif offered:
        reply(db, heard, "help_offer", ref=offered[0][1])


def _carrier(db: Session, heard: Heard, _word: Carrier) -> None:
    mine, offered = held(db, heard), asked(db, heard)
    if offered:
        reply(db, heard, "to_take", ref=offered[0][1])
    elif mine:
        reply(db, heard, "lone_word", ref=mine[0][1])


def _words(db: Session, heard: Heard, words: Words) -> None:
    if words.ref is not None:
        return _words_with_ref(db, heard, words.ref, words.text)
    mine, offered = held(db, heard), asked(db, heard)
    if len(mine) == 1:
        return _send(db, heard, *mine[0], words.text)
    if mine:
        return reply(db, heard, "which_case", refs=_listed(mine), ref=mine[0][1])
    if offered:
        return reply(db, heard, "to_take_words", ref=offered[0][1])
    return _words_to_nobody(db, heard)


def _words_with_ref(db: Session, heard: Heard, ref: str, text: str) -> None:
    case_id = refs.case_of(db, heard.volunteer.id, ref)
    if case_id is None:
        return reply(db, heard, "unknown_ref", ref=ref)
    if any(pair[0] == case_id for pair in held(db, heard)):
        return _send(db, heard, case_id, ref, text) if text else reply(db, heard, "yours", ref=ref)
    case = db.get_one(Case, case_id)
    if case.state in store.CAN_BE_TAKEN:
        return reply(db, heard, "to_take_words" if text else "to_take", ref=ref)
    return reply(db, heard, "gone" if case.state in HELD else "not_sent_closed", ref=ref)


def _send(db: Session, heard: Heard, case_id: int, ref: str, text: str) -> None:
    result = service.volunteer_writes(db, db.get_one(Case, case_id), heard.volunteer.id, text, heard.now)
    if result != "sent":
        key = {"held": "held", "too_long": "too_long"}.get(result, "not_sent_closed")
        reply(db, heard, key, ref=ref)


def _words_to_nobody(db: Session, heard: Heard) -> None:
    """Words without a conversation reach no person. In distress a volunteer hears of help; else a short pointer."""
    from handoff.safety import crisis_lines, detect
    from handoff.settings import countries

    if detect.load().assess(heard.text).level >= 2:
        service.ask_supervisor(db, None, heard.volunteer.id, None, heard.now)
        lines = crisis_lines.lines_for(next(iter(countries()), None)).values()
        return reply(db, heard, "distress", crisis_short=lines["crisis_short"], emergency=lines["emergency"])
    last = db.execute(
        select(CaseRef.ref)
        .join(Assignment, Assignment.case_id == CaseRef.case_id)
        .where(
            CaseRef.volunteer_id == heard.volunteer.id,
            Assignment.volunteer_id == heard.volunteer.id,
            Assignment.ended_at > heard.now - LATELY,
        )
        .order_by(Assignment.id.desc())
        .limit(1)
    ).scalar()
    if last is not None:
        return reply(db, heard, "not_sent_closed", passive=True, ref=last)
    return reply(db, heard, "help", passive=True)


_COMMANDS: Mapping[str, Callable[[Session, Heard, Command], None]] = {
    "GO": _go,
    "NO": _no,
    "DONE": _done,
    "SUP": _sup,
    "BREAK": _break,
    "BACK": _back,
    "HELP": _help,
}
__all__ = ["Heard", "acceptance", "answer", "asked", "held", "reply"]
