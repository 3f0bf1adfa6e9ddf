"""Which conversation a browser speaks for: a random token, of which only a keyed hash is stored."""

import secrets

from flask import request
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff.conversations import messages
from handoff.conversations.models import Conversation
from handoff.errors import Problem


def new_token() -> str:
    """256 random bits, for the tab that keeps it; never in an address, never the conversation's id."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return keyed_hash(f"web:{token}")


def bearer() -> str:
    """The token of this request: the Authorization header, or the body of a beacon, which can send no header."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header[7:].strip()
    if request.method == "POST" and request.content_length and request.content_length < 4096:
        body = request.get_json(silent=True, force=True)
        if isinstance(body, dict) and isinstance(body.get("token"), str):
            return body["token"]
    raise Problem(401)


def conversation(db: Session) -> Conversation:
    """The conversation of this request's token. Raises 401 when the token is unknown or its chat has ended."""
    found = messages.conversation_at(db, "web", token_hash(bearer()))
    if found is None:
        raise Problem(401)
    return found
