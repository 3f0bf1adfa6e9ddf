"""What the assistant asks the door to do (design README 1.4): the door decides and does it in its own transaction."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.orm import Session

from actions import storage
from handoff import group_plans, my_data
from handoff.conversations import messages, telling
from handoff.conversations.models import Conversation, Message

if TYPE_CHECKING:
    from handoff.answering import Turn

log = structlog.get_logger()
DATA_RIGHTS = ("export", "forget_today", "delete_me", "what_you_know")


def do(db: Session, conversation: Conversation, message: Message, directive: Mapping[str, Any], turn: "Turn") -> None:
    """Do one directive; one that is not known is logged and left."""
    what = str(directive.get("do"))
    if what == "request_person":
        from handoff import answering

        answering.ask_for_person(db, conversation, message, turn)
    elif what == "show_join":
        _show_join(db, conversation, message, str(directive.get("listing")), turn)
    elif what in ("offer_ics", "send_at", "no_reminder"):
        _after_choice(db, conversation, message, directive, turn)
    elif what.startswith("plan_"):
        _plan(db, conversation, message, directive, turn)
    elif what in DATA_RIGHTS:
        turn.purge = my_data.asked(db, conversation, message, what, turn.now) or turn.purge
    elif what == "leave_help_card":
        telling.tell(db, conversation, "help_card", {}, turn.now, cause=message)
    elif what != "menu":
        log.warning("directive.unknown", what=what[:40])


def _plan(
    db: Session, conversation: Conversation, message: Message, directive: Mapping[str, Any], turn: "Turn"
) -> None:
    """What going through the safety plan asks for: the ladder told, a line passed on, a page to print."""
    from handoff import plan

    what = directive.get("do")
    if what == "plan_made":
        plan.made(db, conversation, message, turn)
    elif what == "plan_share":
        plan.share(db, conversation, message, str(directive.get("part")), turn.now)
    elif what == "plan_page":
        plan.page_link(db, conversation, message, turn.now)


def _after_choice(
    db: Session, conversation: Conversation, message: Message, directive: Mapping[str, Any], turn: "Turn"
) -> None:
    """A calendar file, a reminder, or no reminder after all."""
    what = directive.get("do")
    if what == "offer_ics":
        for listing in list(directive.get("listings") or ())[:1]:
            group_plans.calendar(db, conversation, message, str(listing), turn.now)
    elif what == "send_at":
        group_plans.ask(
            db, conversation, message, str(directive.get("listing")), int(directive.get("minutes") or 60), turn.now
        )
    else:
        group_plans.called_off(db, conversation.person_id)


def _show_join(db: Session, conversation: Conversation, message: Message, listing: str, turn: "Turn") -> None:
    """How to get into a chosen group. The link is read here, so that it never passes through Rasa or its tracker."""
    from actions.groups import search
    from handoff import settings

    engine = storage.engine(settings.value("GROUPS_DATABASE_URL"))
    try:
        details = search.join_details(engine, listing)
    finally:
        engine.dispose()
    for text in [details] if isinstance(details, str) else details:
        messages.say(db, conversation, text, now=turn.now, cause=message)
