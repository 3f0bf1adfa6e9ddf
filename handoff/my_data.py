"""What a person may do with their own data, in the chat (care.md 7.1): see it, get a copy, forget today, be deleted."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from actions.journal import service as journal
from actions.storage import keyed_hash
from handoff import delete_code, settings
from handoff.cases import service as cases
from handoff.conversations import erase, messages, retention, telling
from handoff.conversations.models import Conversation, Message


def asked(db: Session, conversation: Conversation, message: Message, right: str, now: datetime) -> bool:
    """Answer a data right. Returns whether Rasa's memory of the conversation must go as well."""
    if right == "what_you_know":
        _say(db, conversation, message, _known(db, conversation, now), now)
        telling.tell(db, conversation, "country_known", {}, now, cause=message)
    elif right == "export":
        _say(
            db,
            conversation,
            message,
            "A copy of everything is made when you open the link. It works once, within "
            "24 hours. It is private, so mind where you open it: " + export_link(db, conversation, now),
            now,
        )
    elif right == "forget_today":
        return _forget_today(db, conversation, message, now)
    elif right == "delete_me":
        words = (
            "This deletes what you wrote here, your exercises, your plan and what you agreed to. It cannot be taken "
            f"back. To do it, send this code within 10 minutes: {delete_code.of(message.id)}"
        )
        _say(db, conversation, message, words, now, [{"title": "Keep it", "value": "mydata:keep"}], delete_code.ASKED)
    elif right == "who_reads":
        for text in (WHO_READS, WHO_ELSE):
            _say(db, conversation, message, text, now)
    return False


def chose(db: Session, conversation: Conversation, message: Message, what: str, now: datetime) -> bool:
    """The answer to the question before deleting."""
    if what != "delete":
        _say(db, conversation, message, "Nothing was deleted.", now)
        return False
    case = cases.open_case_of(db, conversation.id)
    if case is not None and (case.severity >= erase.KEPT_FROM_SEVERITY or case.volunteer_id is not None):
        conversation.forget_asked_at = now
        _say(
            db,
            conversation,
            message,
            "I have taken that down. It is deleted when the volunteer closes this "
            "conversation, at the latest in 72 hours.",
            now,
        )
        return False
    if case is not None:
        cases.person_withdraws(db, case, now)
    erase.delete_all(db, conversation, but=message.id)
    message.body, message.assessment, message.client_id = "", None, None
    _say(db, conversation, message, "Deleted. If you write again, we start new.", now)
    return True


def _say(
    db: Session,
    conversation: Conversation,
    message: Message,
    text: str,
    now: datetime,
    choices: list[dict[str, str]] | None = None,
    utterance: str | None = None,
) -> None:
    messages.say(db, conversation, text, now=now, cause=message, choices=choices or (), utterance=utterance)


def _known(db: Session, conversation: Conversation, now: datetime) -> str:
    """What there is, by kind and with its date, and who can read it."""
    count = db.scalar(select(func.count()).select_from(Message).where(Message.conversation_id == conversation.id))
    kept = journal.export(db, conversation.person_id)
    others = [f"{len(rows)} {_KINDS[kind]}" for kind, rows in kept.items() if rows]
    words, rest = ((now + kept_for).date() for kept_for in (retention.WORDS_KEPT, retention.JOURNAL_KEPT))
    more = f" and {', '.join(others)} (gone on {rest:%d %B %Y})" if others else ""
    return (
        f"I have {count} messages (gone on {words:%d %B %Y}){more}, if nothing new is written. Readers: a volunteer "
        "who took your chat, their supervisor, the coordinator. Say EXPORT, FORGET TODAY or DELETE ME any time."
    )


_KINDS = {"exercise_runs": "exercises", "check_ins": "check-ins", "saved_lines": "kept lines", "plans": "safety plan"}
WHO_READS = (
    "A volunteer reads a chat once they have taken it, as far as you agreed, and at high danger all of it. Their "
    "supervisor and the coordinator can read it too. It is kept 90 days after it is closed."
)
WHO_ELSE = (
    "Nobody else does: operators see numbers and never your words. Outside of that only this program reads along."
)


def _forget_today(db: Session, conversation: Conversation, message: Message, now: datetime) -> bool:
    """Delete the words since local midnight; a case that is open keeps what its volunteer needs."""
    if cases.open_case_of(db, conversation.id) is not None:
        _say(
            db,
            conversation,
            message,
            "A volunteer has been asked, so today stays until that is finished. "
            "DELETE ME takes down that all of it goes then.",
            now,
        )
        return False
    zone = ZoneInfo(conversation.person.zone or settings.value("DEFAULT_ZONE"))
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    db.execute(
        delete(Message).where(
            Message.conversation_id == conversation.id, Message.id != message.id, Message.received_at >= midnight
        )
    )
    journal.erase(db, conversation.person_id, since=midnight)
    message.body, message.assessment = "", None
    _say(
        db,
        conversation,
        message,
        "Today is deleted here. Texts on your phone I cannot reach."
        if conversation.channel == "sms"
        else "Today is deleted here.",
        now,
    )
    return True


def export_link(db: Session, conversation: Conversation, now: datetime) -> str:
    """A link to the copy: valid 24 h, once."""
    from handoff.conversations.models import ExportLink

    token = secrets.token_urlsafe(16)
    db.add(
        ExportLink(
            token_hash=keyed_hash(f"export:{token}"),
            person_id=conversation.person_id,
            expires_at=now + timedelta(hours=24),
        )
    )
    return f"{settings.value('PUBLIC_BASE_URL').rstrip('/')}/export/{token}"


def copy_of(db: Session, conversation: Conversation) -> dict[str, Any]:
    """Everything we keep of a person, for JSON."""
    rows = messages.after(db, conversation.id, 0, limit=100_000)
    return {
        "messages": [
            {"at": row.received_at.isoformat(), "from": row.speaker, "name": row.speaker_name, "text": row.body}
            for row in rows
        ],
        "journal": journal.export(db, conversation.person_id),
        "country": conversation.person.country,
        "zone": conversation.person.zone,
    }
