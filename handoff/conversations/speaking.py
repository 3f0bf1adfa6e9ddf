"""Who speaks with a person now: the assistant, nobody yet (waiting for a human), or a volunteer. Never two of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from handoff.cases import service as cases
from handoff.cases.models import Case
from handoff.conversations.models import Conversation
from handoff.volunteers.models import Volunteer

WITH_VOLUNTEER = ("accepted", "active", "transferring")
WAITING = ("new", "offering", "waiting")


@dataclass(frozen=True)
class Speaking:
    """`who` is assistant, waiting or volunteer; `name` is the volunteer's first name."""

    who: str
    name: str | None
    case: Case | None

    def as_event(self) -> dict[str, str | None]:
        return {"who": self.who, "name": self.name}


def speaking(db: Session, conversation: Conversation, *, anybody_on_shift: bool = True) -> Speaking:
    """Who speaks in this conversation. With nobody on shift and no risk the assistant goes on (design README 1.3)."""
    case = cases.open_case_of(db, conversation.id)
    if case is None:
        return Speaking("assistant", None, None)
    if case.state in WITH_VOLUNTEER:
        volunteer = db.get(Volunteer, case.volunteer_id) if case.volunteer_id else None
        return Speaking("volunteer", volunteer.display_name if volunteer else None, case)
    if case.state in WAITING and (anybody_on_shift or case.severity >= 2):
        return Speaking("waiting", None, case)
    return Speaking("assistant", None, case)
