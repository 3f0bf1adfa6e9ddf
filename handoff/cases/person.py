"""What the person does to their case: writes, chooses, withdraws, leaves. None of it closes one of severity 3."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from handoff.cases import handover, links, moves, opening, outcomes, refs, states, store, telling
from handoff.cases.models import Case
from handoff.conversations.models import Consent, Conversation, Message
from handoff.safety import wording
from handoff.volunteers import relay, risk, texts
from handoff.volunteers.models import Volunteer


def person_said(db: Session, case: Case, message: Message, now: datetime) -> None:
    """The person wrote: remembered for the timers, and relayed to whoever holds the case now."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state == "closed":
        return
    locked.person_words_at = now
    if locked.person_away in ("left", "withdrew"):
        locked.person_away = None
    message.case_id = locked.id
    assignment = store.assignment_of(db, locked.id)
    if assignment is None or locked.state not in states.HELD:
        return
    if locked.unanswered_since is None and locked.state != "accepted":
        locked.unanswered_since, locked.nudge = now, 0
        store.due_at_most(locked, now + states.UNANSWERED[0])
    joined = relay.to_volunteer(db, locked, message, assignment, now)
    if joined is not None and (level := risk.level_of(joined)) > locked.severity:
        opening.raise_severity(db, locked, level, now)  # what carriers cut in two is read as one as well
    if message.body.startswith(relay.PICTURE):
        telling.tell(db, locked, "picture_words" if locked.severity >= 2 else "picture", {}, now)


def volunteer_writes(db: Session, case: Case, volunteer_id: int, text: str, now: datetime) -> str:
    """Relay a volunteer's words to the person. Returns sent, held, too_long, closed or not_yours."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state in ("closed", "returning"):
        return "closed"
    assignment = store.assignment_of(db, locked.id)
    if assignment is None or assignment.volunteer_id != volunteer_id or locked.state not in states.HELD:
        return "not_yours"
    result = relay.to_person(db, locked, assignment, text, now)
    if result == "sent":
        words_passed(db, locked, volunteer_id, now)
    return result


def words_passed(db: Session, case: Case, volunteer_id: int, now: datetime) -> None:
    """A volunteer's words went to the person: the timers of silence begin anew, the first ones make the case active."""
    case.volunteer_words_at, case.unanswered_since, case.nudge = now, None, 0
    if case.state == "accepted":
        case.state, case.first_reply_at = "active", now
        store.record(db, case.id, "first_reply", now, f"volunteer:{volunteer_id}")
    if case.state == "active":
        case.next_action_at = now  # the worker finds the next of its timers


def person_chose(db: Session, case: Case, what: str, now: datetime) -> None:
    """A `case:` choice of the person, by the names in `_CHOICES`. Anything else changes nothing."""
    locked = store.locked(db, case.id)
    if locked is not None and locked.state != "closed" and what in _CHOICES:
        _CHOICES[what](db, locked, what, now)


def _note(db: Session, case: Case, what: str, now: datetime) -> None:
    handover.note_answered(db, case, what == "note_yes", now)


def _english(db: Session, case: Case, _what: str, now: datetime) -> None:
    case.languages = sorted({*case.languages, "en"})
    agreed(db, case, "language", "en", now)
    opening.advance_safely(db, case, now)


def _not_now(db: Session, case: Case, _what: str, now: datetime) -> None:
    person_withdraws(db, case, now)


def _back(db: Session, case: Case, what: str, now: datetime) -> None:
    if case.state == "returning":
        if what == "back_note":
            handover.keep(db, case, now)
        person_back(db, case, now)


def _another(db: Session, case: Case, _what: str, now: datetime) -> None:
    if case.state == "returning":
        opening.offer_again(db, case, "another", now)
        handover.ask_about_note(db, case, now)


def wish(
    db: Session,
    case_id: int,
    now: datetime,
    *,
    experience: Sequence[str] | None = None,
    same: int | None = None,
    language: str | None = None,
) -> None:
    """Whom the person would like: somebody who knows it themselves (tags), who was there last time, who speaks a
    language."""
    case = store.locked(db, case_id)
    if case is None or case.state == "closed":
        return
    if experience is not None:
        case.experience_wanted = sorted(set(experience))
    if same is not None:
        case.same_volunteer_id = same
    if language is not None:
        case.language, case.gap_at = language[:8], None
    store.record(
        db, case.id, "wish", now, "person", language=language, experience=list(experience or ()), volunteer=same
    )
    if case.state in states.FREE:
        opening.advance_safely(db, case, now)


def _read(db: Session, case: Case, what: str, now: datetime) -> None:
    assignment = store.assignment_of(db, case.id)
    if case.read_consent != "asked" or assignment is None:
        return
    case.read_consent = what.removeprefix("read_")
    if what == "read_all":
        case.read_from_seq = 1
    store.record(db, case.id, "consent", now, "person", answer=what)
    agreed(db, case, "volunteer_reads", case.read_consent, now)
    url = links.address(links.link_for(db, case.id, assignment.volunteer_id, now))
    ref = refs.ref_for(db, case.id, assignment.volunteer_id, now)
    how = {"kind": "text.answer", "cause": f"{what}:{assignment.id}", "case_id": case.id}
    texts.to_volunteer(db, assignment.volunteer_id, what, now, ref=ref, url=url, **how)  # type: ignore[arg-type]
    volunteer = db.get(Volunteer, assignment.volunteer_id)
    if what == "read_all" and volunteer is not None and volunteer.words_by == "sms":
        relay.earlier(db, case, assignment, now)


def agreed(db: Session, case: Case, what: str, answer: str, now: datetime) -> None:
    """Store what the person agreed to or refused, with the version of the words they read."""
    person = telling.conversation(db, case).person
    version = wording.load(person.language).version
    db.add(Consent(person_id=person.id, what=what, answer=answer, at=now, wording_version=version))


def person_back(db: Session, case: Case, now: datetime) -> None:
    """Back to the assistant: closed by the volunteer who finished the case; at severity 4 a supervisor decides."""
    if case.severity >= 4 or (case.peak_severity >= 3 and not store.has_closing_note(db, case.id)):
        moves.apply(db, case, [states.Page("closing"), states.Due(now + states.PAGE_ROUND)], now)
        return
    moves.close(db, case, "done", now, by=store.last_volunteer(db, case.id))


def person_withdraws(db: Session, case: Case, now: datetime) -> None:
    """The person wants nobody any more. Closes below severity 3; above it the case stays and a supervisor decides."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state == "closed":
        return
    if locked.peak_severity < 3:
        outcomes.tell_holder(db, locked, "person_back", now)
        moves.close(db, locked, "person_withdrew", now, by=None)
        return
    away(db, locked, "withdrew", "person_withdrew", now, page=True)


def person_leaves(db: Session, conversation: Conversation, now: datetime) -> None:
    """Leave on the web: the case stays; whoever has it is told."""
    case = opening.open_case_of(db, conversation.id)
    if case is not None and (locked := store.locked(db, case.id)) is not None:
        away(db, locked, "left", "person_left", now, page=False)


def person_opted_out(db: Session, conversation: Conversation, now: datetime) -> None:
    """STOP by SMS with an open case: a safety event. The case stays open; volunteer and supervisor are told."""
    case = opening.open_case_of(db, conversation.id)
    if case is not None and (locked := store.locked(db, case.id)) is not None:
        store.record(db, locked.id, "opted_out", now, "person")
        away(db, locked, "stopped", "person_stopped", now, page=True)


def person_came_back(db: Session, conversation: Conversation, now: datetime) -> None:
    """START after STOP: whoever has the case may write again."""
    case = opening.open_case_of(db, conversation.id)
    if case is not None and (locked := store.locked(db, case.id)) is not None and locked.person_away == "stopped":
        locked.person_away = None
        store.record(db, locked.id, "opted_in", now, "person")
        outcomes.tell_holder(db, locked, "person_started", now)


def away(db: Session, case: Case, how: str, key: str, now: datetime, *, page: bool) -> None:
    """The person is not here for now; a case changes by it in what is sent, never in whether it is open."""
    if case.person_away == how:
        return
    case.person_away = how
    outcomes.tell_holder(db, case, key, now)
    if page:
        moves.apply(db, case, [states.Page(f"person_{how}")], now)


_CHOICES: dict[str, Callable[[Session, Case, str, datetime], None]] = {
    "read_all": _read,
    "read_new": _read,
    "note_yes": _note,
    "note_no": _note,
    "english": _english,
    "not_now": _not_now,
    "back": _back,
    "back_note": _back,
    "another": _another,
}
