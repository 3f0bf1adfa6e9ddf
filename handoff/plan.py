"""The safety plan as the door gives it: opened by PLAN whatever else is broken, shown in a talk, shared, printed."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.exercises import loader
from actions.journal import plan_store, plan_text, plans
from actions.journal import service as journal
from actions.storage import keyed_hash
from handoff import follow_ups, settings
from handoff.cases import service as cases
from handoff.conversations import messages, telling
from handoff.conversations.models import Conversation, ExportLink, Message
from handoff.safety import crisis_lines, ladder
from handoff.safety.ladder import Say
from handoff.safety.model import Level

if TYPE_CHECKING:
    from handoff.answering import Turn

LINK_LASTS = timedelta(hours=24)
SMS_ROOM = 306
ON_PAPER = ("emergency", "crisis", "text")  # a page that others may find names no other danger


def ready() -> bool:
    """Whether plans can be made here: in production the file waits for its signature."""
    return loader.library().get(plans.PLAN) is not None


def open_it(db: Session, conversation: Conversation, message: Message, turn: "Turn") -> bool:
    """Say the plan and the question that stands, or its first question. False where plans cannot be made."""
    if not ready():
        return False
    telling.say_taken(
        db, conversation, message, journal.start(db, conversation.person_id, plans.PLAN, turn.journal), turn.now
    )
    return True


def show(db: Session, conversation: Conversation, message: Message, turn: "Turn") -> None:
    """The plan without a question, for somebody who talks with a volunteer; nothing without a plan."""
    kept = plan_store.parts(db, conversation.person_id)
    if not kept:
        return
    lines = turn.journal.lines
    if conversation.channel == "sms":
        text = plan_text.pocket(kept, lines, SMS_ROOM)
        messages.say(db, conversation, text, sms=text, now=turn.now, cause=message, outbox_kind="text.crisis")
    else:
        messages.say(db, conversation, plan_text.whole(kept, lines), now=turn.now, cause=message)


def words_for(db: Session, conversation: Conversation, turn: "Turn") -> tuple[Say, ...]:
    """The ladder's texts of a turn, without "what a plan is" when there is one to show."""
    says = turn.outcome.says
    if any(d.do == "start_plan" for d in turn.outcome.directives) and plan_store.parts(db, conversation.person_id):
        return tuple(say for say in says if say.utterance != "plan_intro")
    return says


def made(db: Session, conversation: Conversation, message: Message, turn: "Turn") -> None:
    """A plan was made or gone through: R2 is left by it (care.md 3.5), unless a volunteer has the case."""
    case = cases.open_case_of(db, conversation.id)
    before = turn.outcome.state
    if before.level != Level.R2 or (case is not None and case.volunteer_id is not None):
        return
    state = ladder.plan_made(before, turn.now)
    turn.outcome = replace(turn.outcome, state=state)
    conversation.person.ladder = state.to_json()
    case_id = case.id if case is not None else None
    follow_ups.ask(db, conversation, int(before.level), turn.now, case_id=case_id, cause=message)


def share(db: Session, conversation: Conversation, message: Message, part: str, now: datetime) -> None:
    """Pass one line on: into the talk where a human reads it, else by itself, to be copied."""
    kept = plan_store.parts(db, conversation.person_id)
    if part == plan_store.NEVER_READ_BACK or not kept.get(part):
        return
    line = plan_text.line_of(kept, part)
    case = cases.open_case_of(db, conversation.id)
    if case is None:
        telling.tell(db, conversation, "plan_line_alone", {}, now, cause=message)
        messages.say(db, conversation, line, sms=line, now=now, cause=message)
        return
    words = f"From my safety plan. {line}"
    shared, _ = messages.receive(
        db, conversation, words, client_id=f"plan:{message.id}", channel=conversation.channel, now=now
    )
    shared.handled_at, shared.case_id = now, case.id
    cases.person_said(db, case, shared, now)
    telling.tell(db, conversation, "plan_passed_on", {}, now, cause=message)


def page_link(db: Session, conversation: Conversation, message: Message, now: datetime) -> None:
    """Say a link to the page that prints: once, within a day; only its hash is kept."""
    token = secrets.token_urlsafe(16)
    db.add(
        ExportLink(
            token_hash=keyed_hash(f"plan:{token}"), person_id=conversation.person_id, expires_at=now + LINK_LASTS
        )
    )
    telling.tell(db, conversation, "plan_page", {}, now, cause=message)
    url = f"{settings.value('PUBLIC_BASE_URL').rstrip('/')}/plan/{token}"
    messages.say(db, conversation, url, sms=url, now=now, cause=message)


def for_paper(db: Session, conversation: Conversation) -> dict[str, Any]:
    """{parts: [(label, lines)], contacts} of the page that prints; the safer step only says that it is kept."""
    kept = plan_store.parts(db, conversation.person_id)
    rows = [(plan_text.label_of(name), plan_text.lines_of(kept, name)) for name in plan_store.PARTS if kept.get(name)]
    contacts = crisis_lines.lines_for(telling.country(conversation)).contacts()
    return {"parts": rows, "contacts": [c for c in contacts if c["service"] in ON_PAPER]}


def spend_link(db: Session, token: str, now: datetime) -> Conversation | None:
    """The conversation whose plan a link opens, once; None for one that is unknown, used or too old."""
    won = db.execute(
        update(ExportLink)
        .where(
            ExportLink.token_hash == keyed_hash(f"plan:{token}"),
            ExportLink.used_at.is_(None),
            ExportLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(ExportLink.person_id)
    ).scalar()
    return db.scalars(select(Conversation).where(Conversation.person_id == won)).one_or_none() if won else None
