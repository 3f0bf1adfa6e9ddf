"""People and what was said: stored first, in order, encrypted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from handoff.conversations.models import Conversation, Message


def tell(
    db: Session,
    conversation: Conversation,
    utterance: str,
    values: Mapping[str, Any],
    now: datetime,
    choices: Sequence[Mapping[str, Any]] | None = None,
    **how: Any,
) -> Message | None:
    """Say one utterance of the wording file to a person (see `telling.tell`); imported late: cases tell, too."""
    from handoff.conversations import telling

    return telling.tell(db, conversation, utterance, values, now, choices, **how)
