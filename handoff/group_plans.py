"""A reminder before a group, and "did you go?" the day after: asked for first, neutral, and never at night.

Rows with due work of their own, so that a restart loses none. Nothing goes out while the person stands at R2 or above
or a volunteer has them; a reminder that is late by then is not sent.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from actions import storage
from actions.groups import search
from actions.groups.search import visits
from actions.storage import writing
from handoff import follow_ups, settings, work
from handoff.conversations import messages
from handoff.conversations.models import Conversation, Message
from handoff.group_plans_models import GroupPlan
from handoff.work import DueWork

log = structlog.get_logger()
KIND = "group_plan"
QUIET_FROM, QUIET_TO = 22, 8  # local time; what falls into it is said at nine the evening before
AGAIN = timedelta(minutes=15)
NEXT_DAY = timedelta(hours=12)
_WENT = (("It met", "met"), ("Nobody was there", "nobody"), ("Not for me", "not_for_me"), ("Rather not say", "unsaid"))


def _groups() -> Engine:
    return storage.engine(settings.value("GROUPS_DATABASE_URL"))


def _say(
    db: Session, conversation: Conversation, text: str, now: datetime, cause: Message | None, *choices: str
) -> None:
    pairs = [tuple(c.split("|")) for c in choices]
    messages.say(
        db,
        conversation,
        text,
        now=now,
        cause=cause,
        choices=[{"title": title, "value": value} for title, value in pairs],
        outbox_kind="text.reply" if cause else "text.checkin",
    )


def calendar(db: Session, conversation: Conversation, message: Message, listing: str, now: datetime) -> None:
    """The address of a calendar file with a neutral title."""
    page = f"{settings.value('PUBLIC_BASE_URL').rstrip('/')}/groups/{listing}.ics?neutral=1"
    _say(db, conversation, f"A calendar file with a neutral title: {page}", now, message)


def ask(db: Session, conversation: Conversation, message: Message, listing: str, minutes: int, now: datetime) -> None:
    """Somebody wants to be reminded of a listing: say when and what the text would say, and ask."""
    engine = _groups()
    try:
        starts = visits.next_start(engine, listing, now)
    except search.Unavailable:
        starts = None
    finally:
        engine.dispose()
    if starts is None:
        _say(
            db,
            conversation,
            "Its times are not certain, so I can't remind you of it. The organiser knows them.",
            now,
            message,
        )
        return
    zone = follow_ups.zones_of(db, conversation.person)[0]
    remind = not_at_night(starts - timedelta(minutes=max(5, min(minutes, 1440))), zone)
    if remind <= now:
        _say(db, conversation, "That is too soon for a reminder. You have the details above.", now, message)
        return
    db.execute(delete(GroupPlan).where(GroupPlan.person_id == conversation.person_id, GroupPlan.state == "asked"))
    plan = GroupPlan(
        person_id=conversation.person_id,
        listing=listing,
        starts_at=starts,
        remind_at=remind,
        state="asked",
        made_at=now,
    )
    db.add(plan)
    db.flush()
    at = f"{remind.astimezone(zone):%a %H:%M}"
    how = "text you" if conversation.channel == "sms" else "write to you here"
    _say(
        db,
        conversation,
        f"I can {how} on {at}. It says only that you have something at {starts.astimezone(zone):%H:%M}, and I ask once "
        "the day after how it was. Shall I?",
        now,
        message,
        f"Yes, remind me|group:yes:{plan.id}",
        f"No|group:no:{plan.id}",
    )


def not_at_night(at: datetime, zone: ZoneInfo) -> datetime:
    """The same moment, or nine the evening before when that is in the quiet hours."""
    local = at.astimezone(zone)
    if QUIET_TO <= local.hour < QUIET_FROM:
        return at
    evening = local.date() if local.hour >= QUIET_FROM else local.date() - timedelta(days=1)
    return datetime.combine(evening, time(21), zone).astimezone(at.tzinfo)


def chose(db: Session, conversation: Conversation, message: Message, what: str, now: datetime) -> None:
    """A `group:` choice: yes or no to the reminder, or what the day after was answered."""
    answer, _, rest = what.partition(":")
    number, _, went = rest.partition(":")
    plan = db.get(GroupPlan, int(number)) if number.isdigit() else None
    if plan is None or plan.person_id != conversation.person_id:
        return
    if answer == "went" and plan.state == "went_asked":
        _told(db, conversation, message, plan, went, now)
    elif answer == "yes" and plan.state == "asked":
        plan.state = "waiting"
        _due(db, plan, "remind", plan.remind_at, now)
        _say(db, conversation, "Good. Write NO REMINDER at any time and it is gone.", now, message)
    elif answer == "no" and plan.state == "asked":
        plan.state, plan.answer = "over", "no"
        _say(db, conversation, "Then I won't.", now, message)


def _told(db: Session, conversation: Conversation, message: Message, plan: GroupPlan, went: str, now: datetime) -> None:
    plan.state, plan.answer = "over", went[:12]
    if went in ("met", "nobody"):
        engine = _groups()
        try:
            visits.visited(engine, plan.listing, met=went == "met", now=now)
        except search.Unavailable:
            log.warning("group_plan.visit_not_kept")
        finally:
            engine.dispose()
    text = {
        "met": "Good to know. Thank you, that helps others.",
        "nobody": "I'm sorry you stood there alone. Thank you for saying so. Shall we look for another one?",
        "not_for_me": "That happens; not every room fits. We can look for another one when you like.",
    }.get(went, "That's fine.")
    _say(db, conversation, text, now, message)


def called_off(db: Session, person_id: int) -> int:
    """NO REMINDER: nothing of this goes out any more. How many there were."""
    plans = db.scalars(select(GroupPlan).where(GroupPlan.person_id == person_id, GroupPlan.state != "over")).all()
    for plan in plans:
        plan.state, plan.answer = "over", "off"
    return len(plans)


def erase(db: Session, person_id: int) -> None:
    """Delete a person's reminders."""
    db.execute(delete(GroupPlan).where(GroupPlan.person_id == person_id))


def _due(db: Session, plan: GroupPlan, what: str, at: datetime, now: datetime) -> None:
    work.add(db, kind=KIND, key=f"{KIND}:{plan.id}:{what}", priority=6, due_at=at, now=now)


def do(engine: Engine, row: DueWork, now: datetime) -> None:
    """Do one claimed piece of due work: the reminder, or the question of the day after."""
    _, number, what = row.key.split(":")
    with writing(engine) as db:
        plan = db.get(GroupPlan, int(number), with_for_update=True)
        until = None
        if plan is not None and what == "remind":
            until = _remind(db, plan, now)
        elif plan is not None:
            until = _went(db, plan, now)
        if until is None:
            work.mark_done(db, row, now)
        else:
            work.put_off(db, row, until, "held")


def _remind(db: Session, plan: GroupPlan, now: datetime) -> datetime | None:
    """Say it, or (None as well) let it be; a moment to try again while somebody at risk is not to be disturbed."""
    if plan.state != "waiting":
        return None
    conversation = _conversation(db, plan)
    zones = follow_ups.zones_of(db, conversation.person)
    if follow_ups.at_risk(db, conversation):
        if now + AGAIN < plan.starts_at:
            return now + AGAIN
        plan.state, plan.answer = "over", "held"
        return None
    if now >= plan.starts_at:
        plan.state, plan.answer = "over", "late"
        return None
    at = plan.starts_at.astimezone(zones[0])
    day = "today" if at.date() == now.astimezone(zones[0]).date() else "tomorrow"
    still = _still(plan, now)
    text = f"A reminder: you have something at {at:%H:%M} {day}."
    _say(
        db,
        conversation,
        text if still else "What you had planned may have changed. Write to me to look again.",
        now,
        None,
    )
    plan.state = "reminded" if still else "over"
    if still:
        _due(db, plan, "went", follow_ups.moment(plan.starts_at + NEXT_DAY, zones), now)
    log.info("group_plan.reminded", still=still)
    return None


def _still(plan: GroupPlan, now: datetime) -> bool:
    """Whether the directory still says that it meets then; when it is away, we believe what it said before."""
    engine = _groups()
    try:
        return visits.next_start(engine, plan.listing, now) == plan.starts_at
    except search.Unavailable:
        return True
    finally:
        engine.dispose()


def _went(db: Session, plan: GroupPlan, now: datetime) -> datetime | None:
    if plan.state != "reminded":
        return None
    conversation = _conversation(db, plan)
    zones = follow_ups.zones_of(db, conversation.person)
    if follow_ups.at_risk(db, conversation):
        plan.state, plan.answer = "over", "held"
        return None
    if not follow_ups.in_daytime(now, zones):
        return follow_ups.moment(now, zones)
    choices = (f"{title}|group:went:{plan.id}:{value}" for title, value in _WENT)
    _say(db, conversation, "How was it yesterday? Nobody learns who answered.", now, None, *choices)
    plan.state = "went_asked"
    return None


def _conversation(db: Session, plan: GroupPlan) -> Conversation:
    return db.scalars(select(Conversation).where(Conversation.person_id == plan.person_id)).one()
