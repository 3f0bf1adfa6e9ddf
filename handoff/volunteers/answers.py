"""What a volunteer's command does, by what they hold and what they are asked; every text is answered sensibly or stays
unanswered on purpose."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from handoff.cases import links, refs, service, supervising
from handoff.cases.models import Case
from handoff.volunteers import commands, limits, relay, shifts, spoken
from handoff.volunteers.commands import Carrier, Command
from handoff.volunteers.replying import Heard, asked, clock_time, held, late, listed, reply

BREAK_MINUTES = 30
GOING = timedelta(minutes=10)  # so close to the end of a slot SUP asks for another volunteer too


def answer(db: Session, heard: Heard) -> None:
    """Do what the text says and answer it."""
    read = commands.parse(heard.text, heard.refs)
    if isinstance(read, Command):
        _COMMANDS[read.word](db, heard, read)
    elif isinstance(read, Carrier):
        _carrier(db, heard, read)
    else:
        spoken.words(db, heard, read)


def _go(db: Session, heard: Heard, command: Command) -> None:
    if command.ref is not None:
        case_id = refs.case_of(db, heard.volunteer.id, command.ref)
        if case_id is None:
            return reply(db, heard, "unknown_ref", ref=command.ref)
        return _take(db, heard, case_id, command.ref, command.extra)
    offered, mine = asked(db, heard), held(db, heard)
    offered = offered or ([] if mine else late(db, heard))
    if len(offered) == 1:
        return _take(db, heard, *offered[0], extra=False)
    if offered:
        return reply(db, heard, "which_offer", refs=listed(offered), ref=offered[0][1])
    if mine:
        return reply(db, heard, "yours", ref=mine[0][1])
    resting = heard.volunteer.cooling_until
    if resting is not None and resting > heard.now:
        return reply(db, heard, "resting", at=clock_time(heard, resting))
    here = shifts.current(db, heard.volunteer.id, heard.now) is not None
    return reply(db, heard, "nothing_waiting" if here else "off_shift")


def _take(db: Session, heard: Heard, case_id: int, ref: str, extra: bool) -> None:
    result = service.take(db, case_id, heard.volunteer.id, heard.now)
    if result == "gone" and supervising.is_supervisor(db, heard.volunteer.id):
        result = service.take_over(db, case_id, heard.volunteer.id, heard.now)
    if result == "taken":
        reply(db, heard, "taken_extra" if extra else "taken", ref=ref)
        case = db.get_one(Case, case_id)
        url = links.address(links.link_for(db, case_id, heard.volunteer.id, heard.now))
        reply(db, heard, "read_asked" if case.read_consent == "asked" else "read_here", ref=ref, url=url)
    elif result == "resting":
        reply(db, heard, "resting", at=clock_time(heard, heard.volunteer.cooling_until or heard.now))
    elif result == "full":
        mine = held(db, heard)
        reply(db, heard, "full", ref=mine[0][1] if mine else ref)
    else:
        known = ("yours", "closed", "off_shift", "not_cleared")
        key = result if result in known else {"not_yours": "unknown_ref"}.get(result, "gone")
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
        return reply(db, heard, "which_offer", refs=listed(offered), ref=offered[0][1])
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
        reply(db, heard, "which_case", refs=listed(mine), ref=mine[0][1])
        return None
    return mine[0]


def _done(db: Session, heard: Heard, command: Command) -> None:
    about = _whose(db, heard, command)
    if about is None:
        return
    case_id, ref = about
    if relay.hurry(db, case_id, heard.volunteer.id, heard.now):
        return reply(db, heard, "they_wrote", ref=ref)
    heavy = db.get_one(Case, case_id).peak_severity >= limits.HEAVY
    result = service.done(db, case_id, heard.volunteer.id, command.note, heard.now)
    if result == "note_wanted":
        return reply(db, heard, "note_wanted", ref=ref)
    return reply(db, heard, "done_heavy" if heavy else "done", ref=ref)


def _sup(db: Session, heard: Heard, command: Command) -> None:
    mine = held(db, heard)
    if command.ref is None and not mine:
        service.ask_supervisor(db, None, heard.volunteer.id, None, heard.now)
        return reply(db, heard, "supervisor_asked_you")
    about = _whose(db, heard, command)
    if about is None:
        return None
    case_id, ref = about
    if _going(db, heard) and service.transfer(db, case_id, heard.volunteer.id, heard.now, command.note):
        service.ask_supervisor(db, case_id, heard.volunteer.id, None, heard.now)
        return reply(db, heard, "supervisor_and_next", ref=ref)
    service.ask_supervisor(db, case_id, heard.volunteer.id, command.note, heard.now)
    return reply(db, heard, "supervisor_asked", ref=ref)


def _going(db: Session, heard: Heard) -> bool:
    """True for somebody who has to leave: on a break, or near the end of their slot, or past it."""
    if heard.volunteer.break_until is not None and heard.volunteer.break_until > heard.now:
        return True
    slot = shifts.current(db, heard.volunteer.id, heard.now)
    return slot is None or slot.ends_at - heard.now <= GOING


def _break(db: Session, heard: Heard, command: Command) -> None:
    from handoff.volunteers.service import may_not_come, pause

    mine = held(db, heard)
    if not mine and shifts.current(db, heard.volunteer.id, heard.now) is None:
        starts = may_not_come(db, heard.volunteer, heard.now)
        if starts is not None:
            return reply(db, heard, "break_off_shift", at=clock_time(heard, starts))
    until = pause(db, heard.volunteer.id, command.minutes or BREAK_MINUTES, heard.now)
    if mine:
        reply(db, heard, "break_holding", at=clock_time(heard, until), ref=mine[0][1])
    else:
        reply(db, heard, "break", at=clock_time(heard, until))
    return None


def _back(db: Session, heard: Heard, _command: Command) -> None:
    from handoff.volunteers.service import back

    key, at = back(db, heard.volunteer.id, heard.now)
    reply(db, heard, key, at=clock_time(heard, at) if at else "")


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


_COMMANDS: Mapping[str, Callable[[Session, Heard, Command], None]] = {
    "GO": _go,
    "NO": _no,
    "DONE": _done,
    "SUP": _sup,
    "BREAK": _break,
    "BACK": _back,
    "HELP": _help,
}
__all__ = ["Heard", "answer"]
