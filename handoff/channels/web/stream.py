"""The event stream: what is said to a person, in order, replayed after any break (`Last-Event-ID` is the replay)."""

import json
import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, request

from actions import clock, storage
from handoff.channels.web import auth
from handoff.channels.web.api import events
from handoff.conversations.models import Conversation
from handoff.conversations.speaking import speaking
from handoff.errors import Problem
from handoff.parts import Parts

blueprint = Blueprint("stream", __name__)
DESCRIBED = {  # for the OpenAPI document: a stream is no view of flask-smorest's
    "parameters": [
        {
            "in": "query",
            "name": "after",
            "schema": {"type": "integer", "minimum": 0},
            "description": "the last number seen; the header Last-Event-ID goes before it",
        }
    ],
    "responses": {
        "200": {
            "description": "events: contacts, speaking, message (its id is the number), waiting, ended",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        "default": {"$ref": "#/components/responses/DEFAULT_ERROR"},
    },
    "summary": "What is said, as it is said, and what was missed before",
    "tags": ["chat"],
}
COMMENT_EVERY_S = 15.0  # keeps proxies from closing a silent stream (house-style 4.2)
LOOK_EVERY_S = 5.0  # a wake that was missed costs this much at most


def _line(event: str, data: Any, id: int | None = None) -> str:
    head = f"id: {id}\n" if id is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=True)}\n\n"


@blueprint.get("/api/events")
def stream() -> Response:
    """The stream of one conversation, from the number in `Last-Event-ID` (or `?after=`) on."""
    parts: Parts = current_app.extensions["peerline"]
    sent = request.headers.get("Last-Event-ID") or request.args.get("after") or "0"
    if not sent.isdigit() or len(sent) > 9:
        raise Problem(400, fields={"Last-Event-ID": "a number"})
    with storage.reading(parts.engine) as db:
        conversation = auth.conversation(db)
        conversation_id, country = conversation.id, conversation.person.country
    first = [": hello\n\n", _line("contacts", {"contacts": parts.contacts(country)})]
    answer = Response(_follow(parts, conversation_id, int(sent), first), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _follow(parts: Parts, conversation_id: int, after: int, first: list[str]) -> Iterator[str]:
    woken = parts.hub.listen(conversation_id)
    try:
        yield from first
        told: dict[str, Any] = {}
        quiet_since = time.monotonic()
        while True:
            woken.clear()
            lines, after, ended = _news(parts, conversation_id, after, told)
            if lines:
                quiet_since = time.monotonic()
                yield "".join(lines)
            elif time.monotonic() - quiet_since >= COMMENT_EVERY_S:
                quiet_since = time.monotonic()
                yield ": still here\n\n"
            if ended:
                return
            woken.wait(LOOK_EVERY_S)
    finally:
        parts.hub.leave(conversation_id, woken)


def _news(parts: Parts, conversation_id: int, after: int, told: dict[str, Any]) -> tuple[list[str], int, bool]:
    """Lines for what is new, the newest number, and whether the chat has ended (it was forgotten)."""
    with storage.reading(parts.engine) as db:
        conversation = db.get(Conversation, conversation_id)
        if conversation is None:
            return [_line("ended", {})], after, True
        rows = events(db, conversation_id, after)
        now_speaking = speaking(db, conversation)
        waiting = _waiting(parts, db, now_speaking)
    lines = [_line("message", row, row["seq"]) for row in rows]
    if told.get("speaking") != now_speaking.as_event():
        told["speaking"] = now_speaking.as_event()
        lines.insert(0, _line("speaking", told["speaking"]))
    if told.get("waiting") != waiting:
        told["waiting"] = waiting
        if waiting:
            lines.append(_line("waiting", waiting))
    return lines, rows[-1]["seq"] if rows else after, False


def _waiting(parts: Parts, db: Any, who: Any) -> dict[str, Any] | None:
    if who.who != "waiting" or who.case is None:
        return None
    on_shift, next_shift = parts.shift(db, clock.now())
    return {
        "on_shift": on_shift,
        "asked_at": who.case.opened_at.isoformat(),
        "next_shift_at": next_shift.isoformat() if next_shift else None,
    }
