"""After the acute part: asked first, one question the next day, one greeting after a week, and never more an episode.

The two texts are rows with due work of their own, so a restart loses none. They go out between 10 and 20 o'clock where
the person is, and wait while another case is open at R2 or above, or the person stands there.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import structlog
from phonenumbers import timezone as phone_zones
from sqlalchemy import Engine, delete, false, or_, select
from sqlalchemy.orm import Session

from actions.storage import writing
from handoff import outbox, settings, work
from handoff.conversations import telling
from handoff.conversations.models import Address, Consent, Conversation, FollowUp, Message, Person
from handoff.safety import wording
from handoff.safety.ladder import RiskState, Say
from handoff.safety.model import Assessment, Level, Reason
from handoff.volunteers.models import Task
from handoff.work import DueWork

log = structlog.get_logger()
KIND = "follow_up"
FROM_HOUR, TO_HOUR = 10, 20  # local time
NOT_BEFORE = {"day": timedelta(hours=16), "week": timedelta(days=7)}  # sixteen hours: the night belongs to its evening
STEP = timedelta(minutes=15)
HELD_FOR = timedelta(days=1)
GIVE_UP = {"day": timedelta(days=3), "week": timedelta(days=14)}  # later than that it is no follow-up any more
ANSWER_WITHIN = timedelta(hours=24)
ASK_AGAIN = timedelta(hours=12)
PENDING = ("asked", "waiting")
NOT_OKAY = Assessment(
    level=Level.R1, lanes=("suicide",), reasons=(Reason("follow_up.not_okay"),), score=0.5, fresh=Level.R1
)
"""What "not okay" on the day after says about danger: a direct question, no soft one."""


def ask(
    db: Session,
    conversation: Conversation,
    level: int,
    now: datetime,
    *,
    case_id: int | None = None,
    cause: Message | None = None,
) -> bool:
    """The acute part of an episode is over: may we ask tomorrow? Not at all after "no more of these".

    level  the highest of the episode, 2 to 4
    """
    person_id = conversation.person_id
    if level < Level.R2 or _is_off(db, person_id) or _asked_before(db, person_id, case_id, now):
        return False
    _end(db, person_id, ("asked",), now, "newer")
    db.add(
        FollowUp(
            person_id=conversation.person_id,
            case_id=case_id,
            level=level,
            kind="day",
            state="asked",
            asked_at=now,
        )
    )
    other = "followup:here" if conversation.channel == "sms" else "followup:text"  # they are asked where they write
    telling.tell_turn(db, conversation, [Say("ask_follow_up", without=frozenset({other}))], {}, now, cause=cause)
    return True


def _is_off(db: Session, person_id: int) -> bool:
    off = select(Consent.id).where(Consent.person_id == person_id, Consent.what == KIND, Consent.answer == "off")
    return db.scalar(off.limit(1)) is not None


def _asked_before(db: Session, person_id: int, case_id: int | None, now: datetime) -> bool:
    """Whether this episode had its question: when its plan was made, say, and a human closes its case later."""
    same = or_(FollowUp.asked_at > now - ASK_AGAIN, FollowUp.case_id == case_id if case_id else false())
    return db.scalar(select(FollowUp.id).where(FollowUp.person_id == person_id, same).limit(1)) is not None


def asked_now(db: Session, person_id: int, now: datetime) -> bool:
    """Whether the question was put in this very turn: then nothing else is asked beside it."""
    asked = select(FollowUp.id).where(
        FollowUp.person_id == person_id, FollowUp.state == "asked", FollowUp.asked_at == now
    )
    return db.scalar(asked.limit(1)) is not None


def cancel(db: Session, person_id: int, now: datetime, why: str) -> None:
    """Nothing of an earlier episode goes out any more; its due work finds nothing to do."""
    _end(db, person_id, PENDING, now, why)


def _end(db: Session, person_id: int, states: tuple[str, ...], now: datetime, why: str) -> None:
    for row in db.scalars(select(FollowUp).where(FollowUp.person_id == person_id, FollowUp.state.in_(states))):
        row.state, row.answer, row.ended_at = "over", why, now


def erase(db: Session, person_id: int) -> None:
    """Delete a person's follow-ups."""
    db.execute(delete(FollowUp).where(FollowUp.person_id == person_id))


def chose(db: Session, conversation: Conversation, message: Message, what: str, now: datetime) -> None:
    """A `followup:` choice: text, here or no to the question; okay, not_okay or off to the text of the day after."""
    if what in ("text", "here", "no"):
        _agreed(db, conversation, message, what, now)
        return
    newest = db.scalar(
        select(FollowUp)
        .where(FollowUp.person_id == conversation.person_id, FollowUp.kind == "day", FollowUp.state == "sent")
        .order_by(FollowUp.id.desc())
        .limit(1)
    )
    if newest is not None:
        newest.state, newest.answer, newest.ended_at = "answered", what, now
    if what == "okay":
        telling.tell(db, conversation, "follow_up_okay", {}, now, cause=message)
    elif what == "off":
        cancel(db, conversation.person_id, now, "off")
        _consent(db, conversation, "off", now)
        telling.tell(db, conversation, "follow_up_off", {}, now, cause=message)


def _consent(db: Session, conversation: Conversation, answer: str, now: datetime) -> None:
    version = wording.load(conversation.person.language).version
    db.add(Consent(person_id=conversation.person_id, what=KIND, answer=answer, wording_version=version, at=now))


def _agreed(db: Session, conversation: Conversation, message: Message, answer: str, now: datetime) -> None:
    row = db.scalar(
        select(FollowUp)
        .where(FollowUp.person_id == conversation.person_id, FollowUp.state == "asked")
        .order_by(FollowUp.id.desc())
        .limit(1)
    )
    if row is None:  # an old button, answered before
        return
    _consent(db, conversation, answer, now)
    _end(db, row.person_id, ("waiting",), now, "newer")  # an episode has two, and the newest has them
    if answer == "no":
        row.state, row.answer, row.ended_at = "over", "no", now
        telling.tell(db, conversation, "follow_up_declined", {}, now, cause=message)
        return
    week = FollowUp(
        person_id=row.person_id, case_id=row.case_id, level=row.level, kind="week", state="waiting", asked_at=now
    )
    db.add(week)
    row.state = "waiting"
    db.flush()
    zones = zones_of(db, conversation.person)
    for one in (row, week):
        one.asked_at = now
        _due(db, one, "send", moment(now + NOT_BEFORE[one.kind], zones), now)
    telling.tell(db, conversation, "follow_up_agreed", {}, now, cause=message)


def _due(db: Session, row: FollowUp, what: str, at: datetime, now: datetime) -> None:
    work.add(db, kind=KIND, key=f"{KIND}:{row.id}:{what}", priority=7, due_at=at, now=now)


def zones_of(db: Session, person: Person) -> tuple[ZoneInfo, ...]:
    """Where the person may be: their browser's zone, else every zone of their number's country or area."""
    names = (person.zone,) if person.zone else _zones_of_number(_number(db, person.id))
    found = []
    for name in names or (settings.value("DEFAULT_ZONE"),):
        try:
            found.append(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError):
            found.append(ZoneInfo(settings.value("DEFAULT_ZONE")))
    return tuple(found)


def _number(db: Session, person_id: int) -> str | None:
    row = db.scalar(
        select(Address)
        .where(Address.person_id == person_id, Address.kind == "sms", Address.ended_at.is_(None))
        .order_by(Address.id.desc())
        .limit(1)
    )
    return row.address if row else None


def _zones_of_number(number: str | None) -> tuple[str, ...]:
    try:
        zones = phone_zones.time_zones_for_number(phonenumbers.parse(number, None)) if number else ()
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in zones if zone != phone_zones.UNKNOWN_TIMEZONE)


def in_daytime(at: datetime, zones: tuple[ZoneInfo, ...]) -> bool:
    """Whether it is daytime in every one of these zones."""
    return all(FROM_HOUR <= at.astimezone(zone).hour < TO_HOUR for zone in zones)


def moment(not_before: datetime, zones: tuple[ZoneInfo, ...]) -> datetime:
    """The first quarter of an hour from then on that is daytime in every zone; where no hour is (a number of half the
    world), in the first one."""
    for chosen in (zones, zones[:1]):
        for step in range(int(timedelta(days=2) / STEP)):
            at = not_before + step * STEP
            if in_daytime(at, chosen):
                return at
    return not_before


def at_risk(db: Session, conversation: Conversation, but: int | None = None) -> bool:
    """Whether scheduled texts are held now: the person stands at R2 or above, a volunteer talks with them, or a case is
    open at R2 or above.

    but  the case of the episode that is followed up: it may still wait for a human after a plan was made
    """
    from handoff.cases import service as cases

    if RiskState.from_json(conversation.person.ladder).level >= Level.R2:
        return True
    case = cases.open_case_of(db, conversation.id)
    return case is not None and (case.volunteer_id is not None or (case.severity >= Level.R2 and case.id != but))


def do(engine: Engine, row: DueWork, now: datetime) -> None:
    """Do one claimed piece of due work: send what is due, or see that nobody answered."""
    _, follow_up_id, what = row.key.split(":")
    with writing(engine) as db:
        follow_up = db.get(FollowUp, int(follow_up_id), with_for_update=True)
        until = None
        if follow_up is not None and what == "send":
            until = _send(db, follow_up, now)
        elif follow_up is not None:
            _unanswered(db, follow_up, now)
        if until is None:
            work.mark_done(db, row, now)
        else:
            work.put_off(db, row, until, "held")


def _send(db: Session, row: FollowUp, now: datetime) -> datetime | None:
    """Say what is due. Returns when to try again, None when it was said or never will be."""
    if row.state != "waiting":
        return None
    conversation = db.scalars(select(Conversation).where(Conversation.person_id == row.person_id)).one()
    number = _number(db, row.person_id)
    stopped = conversation.channel == "sms" and (number is None or outbox.opted_out(db, "public", number))
    if stopped or now - row.asked_at > NOT_BEFORE[row.kind] + GIVE_UP[row.kind]:
        row.state, row.answer, row.ended_at = "over", "stopped" if stopped else "late", now
        return None
    zones = zones_of(db, conversation.person)
    if at_risk(db, conversation, but=row.case_id):
        return moment(now + HELD_FOR, zones)
    if not in_daytime(now, zones):
        return moment(now, zones)
    telling.tell(db, conversation, f"follow_up_{row.kind}", {}, now, outbox_kind="text.checkin")
    row.state, row.sent_at = "sent", now
    if row.kind == "day" and row.level >= Level.R3:
        _due(db, row, "answer", now + ANSWER_WITHIN, now)
    log.info("follow_up.sent", kind=row.kind)
    return None


def _unanswered(db: Session, row: FollowUp, now: datetime) -> None:
    """Nobody answered after an episode at R3 or above: a human looks at it, the person gets nothing more."""
    person = db.get_one(Person, row.person_id)
    if row.state != "sent" or row.sent_at is None or (person.last_in_at and person.last_in_at >= row.sent_at):
        return
    row.state, row.answer, row.ended_at = "over", "silent", now
    db.add(Task(kind="follow_up", case_id=row.case_id, made_at=now, due_at=now))
