"""What became of a text, and what follows for the case: the clock of an offer, the next volunteer, the truth told."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from handoff import outbox
from handoff.cases import moves, refs, routing, store
from handoff.cases.models import Assignment, Case, Offer
from handoff.cases.routing import LINE_DOWN
from handoff.cases.states import FREE, HELD
from handoff.channels.sms import pace, segments
from handoff.channels.sms.errors import CONTENT_CODES, NO_LINE, Meaning, meaning
from handoff.channels.sms.models import Text
from handoff.conversations.models import Address, Conversation, Message
from handoff.conversations.telling import shorter
from handoff.volunteers import roster, texts
from handoff.volunteers.models import ContactMethod, Task

MINUTE = moves.states.MINUTE
RECEIPT_WAITS = MINUTE  # `sent` without a receipt for so long is not delivered: one more is asked
MOST_AGAIN = 5  # tries through a line that is down; each waits for the line first
CONTENT_MOST = 3
DEAD_AFTER = 3  # undelivered in a row: the number is verified again before it is used


def text_was_handed(db: Session, text: Text, now: datetime) -> None:
    """The provider has the text: an offer's clock starts. Saying it again changes nothing."""
    offer = db.get(Offer, text.offer_id) if text.offer_id else None
    if offer is None or offer.state != "queued":
        return
    case = store.locked(db, offer.case_id)
    db.refresh(offer)
    if case is None or offer.state != "queued":
        return
    offer.state, offer.handed_at = "live", now
    offer.expires_at = now + routing.OFFER_LASTS[offer.channel]
    if offer.channel == "sms":  # on a screen it was seen
        offer.beside_at = now + RECEIPT_WAITS
        store.due_at_most(case, offer.beside_at)
    store.due_at_most(case, offer.expires_at)
    store.record(db, case.id, "offer_handed", now, offer=offer.id, volunteer=offer.volunteer_id)


def text_delivered(db: Session, text: Text, now: datetime) -> None:
    """It arrived: the number works, the line works, and an offer is known to be read."""
    if any([pace.works(db, name) for name in (text.line, pace.second(text.line)) if name]):
        store.poke_free(db, now)
    offer = db.get(Offer, text.offer_id) if text.offer_id else None
    if offer is not None and offer.state == "live":
        offer.beside_at = None
    for contact in db.scalars(select(ContactMethod).where(ContactMethod.address_hash == text.address_hash)):
        contact.fails = 0


def text_failed(
    db: Session, text: Text, code: int | None, now: datetime, *, tried: bool = True, again: bool = True
) -> None:
    """The text will not arrive. The next volunteer is asked at once; lost words are admitted to whoever wrote them.

    tried  False when we gave it up ourselves: nothing is known against the phone
    again  True where the same words may go out once more, if the code says so
    """
    if again and _goes_again(db, text, code, now):
        return
    if text.line == "staff" and tried:
        _contact_failed(db, text, code, now)
    if meaning(code) is Meaning.OPTED_OUT:
        outbox.opt_out(db, "staff" if text.line == "staff" else "public", text.address, "21610", now)
    if meaning(code) is Meaning.OURS and tried:
        line_failed(db, text, code, now)
    if meaning(code) is Meaning.CONTENT:
        _content_refused(db, now)
    act = _FAILED.get((text.line, text.kind)) or _FAILED.get((text.line, "*"))
    if act is not None:
        act(db, text, code, now)


def _goes_again(db: Session, text: Text, code: int | None, now: datetime) -> bool:
    """The network had a bad moment, or our line is down: the same words go out again. True where they do.

    An alert is tried once more with the next volunteer asked beside it, a text to a person twice; through a line that
    is down none but alerts is lost: the others wait for it, or for its stand-in.
    """
    found = meaning(code)
    if found is Meaning.OURS and code in NO_LINE and text.kind not in ("text.alert", "text.code"):
        line_failed(db, text, code, now)
        return text.again < MOST_AGAIN and _copied(db, text, now)
    if found is not Meaning.ONCE_MORE or text.again >= (1 if text.line == "staff" else 2):
        return False
    if not _copied(db, text, now):
        return False
    offer = db.get(Offer, text.offer_id) if text.offer_id else None
    case = store.locked(db, offer.case_id) if offer else None
    if offer is not None and case is not None and case.state != "closed":
        in_doubt(db, case, offer, now)
    return True


def _copied(db: Session, text: Text, now: datetime) -> bool:
    copy = outbox.again(db, text, now)
    if copy is None:
        return False
    db.execute(update(Message).where(Message.text_id == text.id).values(text_id=copy.id))
    return True


def in_doubt(db: Session, case: Case, offer: Offer, now: datetime) -> None:
    """Nobody knows whether this alert arrives: the offer does not count from now on, one more is asked beside it."""
    if offer.state in routing.LIVE and (offer.beside_at is None or offer.beside_at > now):
        offer.beside_at = now
        if case.state in (*FREE, "transferring"):
            moves.advance(db, case, now)


def line_failed(db: Session, text: Text, code: int | None, now: datetime) -> None:
    """Our account, number or registration is at fault: the operator is paged; who waits for a text that cannot reach
    them has a supervisor, once for each wait."""
    pace.failed(db, text.line, code, now)
    moves.page_operator(db, f"error {code}", now)
    if text.line != "public":
        return
    case = store.locked(db, text.case_id) if text.case_id else _open_case(db, text.conversation_id)
    if case is not None and case.state != "closed" and case.supervisor_at is None:
        moves.apply(db, case, [moves.states.Page("line_down")], now)


def _content_refused(db: Session, now: datetime) -> None:
    """A filter refused words of ours: three within an hour are more than an accident, and the operator looks."""
    an_hour = select(func.count()).where(Text.error_code.in_(CONTENT_CODES), Text.ended_at > now - 60 * MINUTE)
    if (db.scalar(an_hour.select_from(Text)) or 0) >= CONTENT_MOST:
        moves.page_operator(db, "content refused", now)


def _contact_failed(db: Session, text: Text, code: int | None, now: datetime) -> None:
    if meaning(code) not in (Meaning.PHONE, Meaning.OPTED_OUT):
        return
    for contact in db.scalars(
        select(ContactMethod).where(
            ContactMethod.address_hash == text.address_hash, ContactMethod.verified_at.is_not(None)
        )
    ):
        contact.fails += 1
        if contact.off_at is None and (contact.fails >= DEAD_AFTER or meaning(code) is Meaning.OPTED_OUT):
            contact.off_at = now
            db.add(Task(kind="contact", volunteer_id=contact.volunteer_id, made_at=now, due_at=now + 24 * 60 * MINUTE))


def _alert_failed(db: Session, text: Text, code: int | None, now: datetime) -> None:
    offer = db.get(Offer, text.offer_id) if text.offer_id else None
    case = store.locked(db, offer.case_id) if offer else None
    if offer is None or case is None or offer.state not in routing.LIVE:
        return
    contact = int(text.key.partition(outbox.AGAIN)[0].rsplit(":", 1)[1]) + 1
    only_this_phone = meaning(code) not in (Meaning.OURS, Meaning.CONTENT)
    if (
        only_this_phone
        and case.state != "closed"
        and moves.alert(db, case, offer, now, contact=contact, priority=1) is not None
    ):
        return  # the volunteer's next number, inside the same offer time
    moves.close_offer(db, offer, "failed", LINE_DOWN if code in NO_LINE else f"code {code}", now)
    if case.state in (*FREE, "transferring"):
        moves.advance(db, case, now)


def _words_to_volunteer_failed(db: Session, text: Text, code: int | None, now: datetime) -> None:
    assignment = db.get(Assignment, text.assignment_id) if text.assignment_id else None
    case = store.locked(db, assignment.case_id) if assignment else None
    if assignment is None or case is None or assignment.ended_at is not None or text.volunteer_id is None:
        return
    others = [c for c in roster.contacts(db, text.volunteer_id) if c.address_hash != text.address_hash]
    if others and text.body:
        outbox.queue(
            db,
            kind=text.kind,
            line="staff",
            to=others[0].address,
            body=text.body,
            now=now,
            key=f"{text.key}:next"[:80],
            case_id=text.case_id,
            assignment_id=text.assignment_id,
            volunteer_id=text.volunteer_id,
            message_id=text.message_id,
        )
        return
    volunteer_lost(db, case, "unreachable", now)


def words_not_sent(db: Session, text: Text, now: datetime) -> None:
    """Words of a volunteer whose case moved on meanwhile reached nobody: their author hears it."""
    assignment = db.get(Assignment, text.assignment_id) if text.assignment_id else None
    case = db.get(Case, assignment.case_id) if assignment else None
    if assignment is not None and case is not None and case.state in HELD:
        tell_one(db, case, assignment.volunteer_id, "not_sent_moved", now)


def volunteer_lost(db: Session, case: Case, why: str, now: datetime) -> None:
    """The volunteer cannot be reached any more: the case is offered again at once and the person is told."""
    if case.state not in HELD:
        return
    store.record(db, case.id, "unreachable", now, volunteer=case.volunteer_id, why=why)
    view = store.view(db, case, now)
    people = roster.candidates(db, now, case_id=case.id, person_id=store.person_id(db, case))
    moves.apply(db, case, moves.states.offer_again(view, people, now, why), now)


def _words_to_person_failed(db: Session, text: Text, code: int | None, now: datetime) -> None:
    """The person's phone is not reached: marked, the volunteer and a supervisor know."""
    if meaning(code) is Meaning.CONTENT:
        _words_refused(db, text, now)
        return
    conversation = db.get(Conversation, text.conversation_id) if text.conversation_id else None
    if conversation is not None:
        for address in db.scalars(
            select(Address).where(Address.person_id == conversation.person_id, Address.kind == "sms")
        ):
            address.unreachable_at = address.unreachable_at or now
    case = store.locked(db, text.case_id) if text.case_id else _open_case(db, text.conversation_id)
    if case is None or case.state == "closed":
        return
    stopped = meaning(code) is Meaning.OPTED_OUT
    known = case.person_away in ("stopped", "unreachable")
    store.record(db, case.id, "opted_out" if stopped else "unreachable", now, "person", text=text.id)
    case.person_away = "stopped" if stopped else case.person_away or "unreachable"
    tell_holder(db, case, "person_stopped" if stopped else "not_delivered", now)
    if not known:
        moves.apply(db, case, [moves.states.Page("person_unreachable")], now)


def _words_refused(db: Session, text: Text, now: datetime) -> None:
    """A filter refused the words, not the phone: a volunteer hears that theirs did not arrive; for ours the short card
    with the crisis line goes out instead, once in ten minutes."""
    if text.kind == "text.relay":
        case = store.locked(db, text.case_id) if text.case_id else None
        if case is not None:
            tell_holder(db, case, "not_delivered", now)
        return
    conversation = db.get(Conversation, text.conversation_id) if text.conversation_id else None
    if conversation is not None:
        outbox.queue(
            db,
            kind="text.crisis" if text.kind == "text.crisis" else "text.reply",
            line="public",
            to=text.address,
            body=segments.gsm7(shorter(conversation)),
            now=now,
            key=f"shorter:{conversation.id}:{int(now.timestamp() // 600)}",
            case_id=text.case_id,
            conversation_id=conversation.id,
        )


def _open_case(db: Session, conversation_id: int | None) -> Case | None:
    found = db.scalar(select(Case.id).where(Case.conversation_id == conversation_id, Case.state != "closed"))
    return store.locked(db, found) if found else None


def tell_holder(db: Session, case: Case, key: str, now: datetime, **values: object) -> None:
    """One short text to the volunteer who has the case, if one has it."""
    if case.state in HELD and case.volunteer_id is not None:
        tell_one(db, case, case.volunteer_id, key, now, **values)


def tell_one(db: Session, case: Case, volunteer_id: int, key: str, now: datetime, **values: object) -> None:
    """One short text about a case to one volunteer, by their own ref."""
    ref = refs.ref_for(db, case.id, volunteer_id, now)
    cause = f"{key}:{case.id}:{volunteer_id}:{now.timestamp():.3f}"
    values = {"ref": ref, **values}
    texts.to_volunteer(db, volunteer_id, key, now, kind="text.answer", case_id=case.id, cause=cause, **values)  # type: ignore[arg-type]


def _page_failed(db: Session, text: Text, _code: int | None, now: datetime) -> None:
    """A supervisor was not reached: the next one at once."""
    case = store.locked(db, text.case_id) if text.case_id else None
    if case is not None and case.state != "closed" and text.key.startswith("page:"):
        moves.apply(
            db, case, [moves.states.Page("unreachable", nudge=case.nudge + 1 if case.state in FREE else None)], now
        )


_FAILED: Mapping[tuple[str, str], Callable[[Session, Text, int | None, datetime], None]] = {
    ("staff", "text.alert"): _alert_failed,
    ("staff", "text.relay"): _words_to_volunteer_failed,
    ("staff", "text.page"): _page_failed,
    ("public", "*"): _words_to_person_failed,
}
