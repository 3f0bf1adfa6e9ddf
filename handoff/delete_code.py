"""The short code that confirms "delete me": four digits, ten minutes, on the channel it was asked on (care.md 7.1)."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff.conversations.models import Conversation, Message

ASKED = "delete_code"  # how the message that holds the code is called
LASTS = timedelta(minutes=10)


def of(message_id: int) -> str:
    """The code for the message that asked for deletion. Nothing is stored: only this server can make it."""
    return str(1000 + int(keyed_hash(f"delete:{message_id}")[:8], 16) % 9000)


def confirms(db: Session, conversation: Conversation, said: str, now: datetime) -> bool:
    """Whether a whole message is the code that the newest question before deleting gave."""
    if len(said) != 4 or not said.isdigit():
        return False
    newest = db.scalar(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.utterance == ASKED)
        .where(Message.received_at > now - LASTS)
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return newest is not None and newest.cause_id is not None and of(newest.cause_id) == said
