"""What is deleted by itself: words after thirty days; sooner when somebody asked for it and no case needs them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from handoff.cases.models import Case
from handoff.conversations import erase
from handoff.conversations.models import Conversation, Message, Person, Seen

WORDS_KEPT = timedelta(days=30)  # after the last message (care.md 7.2)
JOURNAL_KEPT = timedelta(days=365)  # exercises, check-ins, the safety plan: this long without a word from the person
CASE_WORDS_KEPT = timedelta(days=90)  # after the case was closed
FORGET_WITHIN = timedelta(hours=72)  # however long a human takes to close the case (care.md 7.1)


def forget_due(db: Session, now: datetime) -> list[str]:
    """Delete the words of whoever asked for it, once no case needs them. Returns the keys Rasa knows them by."""
    open_case = exists().where(Case.conversation_id == Conversation.id, Case.state != "closed")
    due = db.scalars(
        select(Conversation).where(
            Conversation.forget_asked_at.is_not(None),
            ~open_case | (Conversation.forget_asked_at <= now - FORGET_WITHIN),
        )
    ).all()
    return _delete(db, due)


def purge_old(db: Session, now: datetime) -> list[str]:
    """Delete words whose time is over, and after a year without a word everything else of that person. A safety plan
    and the place on the ladder outlive the words: neither falls by silence. Returns the keys Rasa knows them by."""
    needed = exists().where(
        Case.conversation_id == Conversation.id,
        (Case.state != "closed") | (Case.closed_at > now - CASE_WORDS_KEPT),
    )
    gone = db.scalars(
        select(Conversation).join(Conversation.person).where(Person.last_in_at < now - JOURNAL_KEPT, ~needed)
    ).all()
    keys = _delete(db, gone)
    last = select(func.max(Message.received_at)).where(Message.conversation_id == Conversation.id).scalar_subquery()
    for conversation in db.scalars(select(Conversation).where(last < now - WORDS_KEPT, ~needed)).all():
        keys.append(conversation.key)
        erase.delete_messages(db, conversation)
    db.execute(delete(Seen).where(Seen.at < now - WORDS_KEPT))
    return keys


def _delete(db: Session, due: Sequence[Conversation]) -> list[str]:
    keys = []
    for conversation in due:
        keys.append(conversation.key)
        erase.delete_words(db, conversation)
    return keys
