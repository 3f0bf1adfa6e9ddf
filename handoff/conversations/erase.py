"""Leaving and forgetting: what a person takes back. A case that a human must close stays until then (handoff.md 2)."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from actions.journal import service as journal
from handoff.cases import service as cases
from handoff.cases.models import Case
from handoff.channels.sms.models import InboundRaw, Text
from handoff.conversations.models import (
    Address,
    Consent,
    Conversation,
    Disclosure,
    ExportLink,
    FollowUp,
    Message,
    Person,
    Seen,
)
from handoff.group_plans_models import GroupPlan

KEPT_FROM_SEVERITY = 3  # such a case closes only by a named human


def left(db: Session, conversation: Conversation, now: datetime) -> None:
    """The screen is closed; the conversation and any case go on."""
    conversation.left_at = now
    cases.person_leaves(db, conversation, now)


def forget(db: Session, conversation: Conversation, now: datetime) -> str:
    """Delete what this person wrote and end the browser's token. Returns the key under which Rasa knows them.

    With an open case of severity 3 or more the words stay until a human closes it, and are deleted then; below that
    the case is withdrawn first. The token ends in both cases.
    """
    key = conversation.key
    db.execute(
        update(Address)
        .where(Address.person_id == conversation.person_id, Address.kind == "web", Address.ended_at.is_(None))
        .values(ended_at=now)
    )
    case = cases.open_case_of(db, conversation.id)
    if case is not None:
        if case.severity >= KEPT_FROM_SEVERITY or case.volunteer_id is not None:
            conversation.forget_asked_at = now
            cases.person_leaves(db, conversation, now)
            return key
        cases.person_withdraws(db, case, now)
    delete_words(db, conversation)
    return key


def delete_messages(db: Session, conversation: Conversation, but: int | None = None) -> None:
    """Delete the words of a conversation wherever they stand: messages, what the carrier brought, texts that went out.

    but  the id of a message that stays (its words are blanked by the caller)
    """
    sids = select(Message.client_id).where(
        Message.conversation_id == conversation.id, Message.channel == "sms", Message.client_id.is_not(None)
    )
    # The carrier's id stays for its seven days: without it the sweep would take the text for one that never came.
    for raw in db.scalars(
        select(InboundRaw).where(InboundRaw.message_sid.in_(sids), InboundRaw.handled_at.is_not(None))
    ):
        raw.params = {
            name: raw.params[name] for name in ("NumMedia",) if name in raw.params
        }  # pictures are still there
        raw.words_hash = None
    over = or_(Text.handed_at.is_not(None), Text.ended_at.is_not(None))
    db.execute(update(Text).where(Text.conversation_id == conversation.id, over).values(body=None))
    mine = delete(Message).where(Message.conversation_id == conversation.id)
    db.execute(mine.where(Message.id != but) if but is not None else mine)


def delete_all(db: Session, conversation: Conversation, but: int | None = None) -> None:
    """Delete what a person wrote, did and agreed to. The log of what they were told and agreed to loses its link to
    them; their country stays, so that the right lines are shown if they write again."""
    person_id = conversation.person_id
    journal.erase(db, person_id)
    for rows in (FollowUp, GroupPlan, Seen, ExportLink):
        db.execute(delete(rows).where(rows.person_id == person_id))
    for log in (Consent, Disclosure):
        db.execute(update(log).where(log.person_id == person_id).values(person_id=None))
    delete_messages(db, conversation, but)
    conversation.person.ladder, conversation.person.name = None, None
    conversation.disclosed_at, conversation.greet_due = None, True  # who writes again starts new
    conversation.forget_asked_at = None


def delete_words(db: Session, conversation: Conversation) -> None:
    """Delete everything of one person; the rows of closed cases keep times and levels, no words."""
    person_id = conversation.person_id
    delete_all(db, conversation)
    has_address = db.scalar(select(Address.id).where(Address.person_id == person_id, Address.ended_at.is_(None)))
    if has_address is None and db.scalar(select(Case.id).where(Case.conversation_id == conversation.id)) is None:
        db.execute(delete(Conversation).where(Conversation.id == conversation.id))
        db.execute(delete(Person).where(Person.id == person_id))
