"""What every call of the journal needs to know of the message it answers."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Turn:
    """One inbound message.

    message_id  unique per inbound message; the same id again gives the same answer and changes nothing
    channel     "web" or "sms"
    level       "R0", "R1", "R1_cleared", "R2", "R3", "R4"
    lines       what a person can call now, in words, nearest first ("call or text 988")
    not_when    no-go codes that hold now (actions.exercises.schema.NOT_WHEN); unknown ones are ignored
    """

    message_id: str
    now: datetime
    channel: str = "web"
    level: str = "R0"
    not_when: Collection[str] = field(default=frozenset())
    lines: tuple[str, ...] = ()
