"""The widget's calls: start a session, write, read, leave, forget (house-style 4.2; documented by its OpenAPI)."""

from typing import Any

import marshmallow as ma
from flask import current_app
from flask.views import MethodView
from flask_smorest import Blueprint
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from actions import clock, storage
from handoff.channels.web import auth
from handoff.conversations import erase, greeting, messages
from handoff.conversations.models import Message
from handoff.conversations.speaking import speaking
from handoff.errors import Problem
from handoff.killpoints import killpoint
from handoff.parts import Parts

blueprint = Blueprint("chat", __name__, url_prefix="/api", description="What the widget calls")
RATE = RateLimitItemPerSecond(20, 10)  # messages a session in ten seconds; people type far less
PARTS_SHARE = 500  # characters that two parts of a long text share, so that no sentence is read in halves alone
limiter = MovingWindowRateLimiter(MemoryStorage())


def parts() -> Parts:
    return current_app.extensions["peerline"]


class SessionAsked(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    lang = ma.fields.String(load_default="en", validate=ma.validate.Length(max=12))
    zone = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=64))
    country = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=2))


class ChoiceMade(ma.Schema):
    seq = ma.fields.Integer(required=True, validate=ma.validate.Range(min=1, max=2**31 - 1))
    n = ma.fields.Integer(
        required=True,
        validate=ma.validate.Range(min=1, max=20),
        metadata={"description": "1 for the first choice, as on SMS"},
    )


class Written(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    id = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[A-Za-z0-9-]{8,64}$"))
    text = ma.fields.String(load_default=None, allow_none=True)
    choice = ma.fields.Nested(ChoiceMade, load_default=None, allow_none=True)


class Kept(ma.Schema):
    class Meta:
        unknown = ma.EXCLUDE

    keep = ma.fields.Boolean(load_default=True)


class After(ma.Schema):
    after = ma.fields.Integer(load_default=0, validate=ma.validate.Range(min=0, max=2**31 - 1))


class Stored(ma.Schema):
    seq = ma.fields.Integer(required=True)


class Contact(ma.Schema):
    label = ma.fields.String()
    kind = ma.fields.String(metadata={"enum": ["tel", "sms", "url"]})
    href = ma.fields.String()
    shown = ma.fields.String()


class WhoIsHere(ma.Schema):
    on_shift = ma.fields.Boolean()
    next_shift = ma.fields.String(allow_none=True)


class SessionStarted(ma.Schema):
    token = ma.fields.String(metadata={"description": "for the Authorization header; kept by the tab alone"})
    org = ma.fields.String()
    first_seq = ma.fields.Integer()
    contacts = ma.fields.List(ma.fields.Nested(Contact))
    who = ma.fields.Nested(WhoIsHere)
    reads = ma.fields.String(metadata={"description": "who may read along, and for how long"})
    leave_url = ma.fields.String()


class Shown(ma.Schema):
    seq = ma.fields.Integer()
    speaker = ma.fields.String(data_key="from", attribute="from")
    name = ma.fields.String(allow_none=True)
    kind = ma.fields.String()
    text = ma.fields.String()
    choices = ma.fields.List(ma.fields.String())
    answered = ma.fields.Boolean()
    client_id = ma.fields.String(allow_none=True)
    at = ma.fields.String()


class WhoSpeaks(ma.Schema):
    who = ma.fields.String(metadata={"enum": ["assistant", "waiting", "volunteer"]})
    name = ma.fields.String(allow_none=True)


class Page(ma.Schema):
    messages = ma.fields.List(ma.fields.Nested(Shown))
    speaking = ma.fields.Nested(WhoSpeaks)


@blueprint.route("/sessions")
class Sessions(MethodView):
    @blueprint.arguments(SessionAsked)
    @blueprint.response(201, SessionStarted)
    @blueprint.doc(security=[])
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Start a chat. The answer holds the token, who is here, who may read along, and the crisis contacts."""
        with storage.writing(parts().engine) as db:
            return greeting.start(db, parts(), asked, clock.now())


@blueprint.route("/messages")
class Messages(MethodView):
    @blueprint.arguments(Written)
    @blueprint.response(202, Stored)
    def post(self, written: dict[str, Any]) -> dict[str, int]:
        """Write. The same id again is the same message. 413 and 429 are still read for risk."""
        text, choice = written["text"], written["choice"]
        if (text is None) == (choice is None) or (text is not None and not text.strip()):
            raise Problem(422, fields={"text": "either text or choice"})
        with storage.reading(parts().engine) as db:
            conversation_id = auth.conversation(db).id
        too_many = not limiter.hit(RATE, str(conversation_id))
        too_long = text is not None and len(text) > messages.MAX_CHARS
        if too_many or too_long:
            text = _risky_part(text or "")
            if text is None:
                raise _refusal(too_long)
        seq = self._store(written, text, choice)
        parts().door.handle(conversation_id)
        if too_long:
            raise _refusal(too_long)
        return {"seq": seq}

    def _store(self, written: dict[str, Any], text: str | None, choice: dict[str, int] | None) -> int:
        with storage.writing(parts().engine) as db:
            conversation = auth.conversation(db)
            chosen = None
            if choice is not None:
                text, chosen = _resolve(db, conversation.id, choice)
            stored, _new = messages.receive(
                db, conversation, text or "", client_id=written["id"], channel="web", now=clock.now(), chosen=chosen
            )
            killpoint("store.before_commit")
        killpoint("store.after_commit")
        return stored.seq

    @blueprint.arguments(After, location="query")
    @blueprint.response(200, Page)
    def get(self, asked: dict[str, int]) -> dict[str, Any]:
        """What was said after a number: the fallback where streams do not get through."""
        with storage.reading(parts().engine) as db:
            conversation = auth.conversation(db)
            return {
                "messages": events(db, conversation.id, asked["after"]),
                "speaking": speaking(db, conversation).as_event(),
            }


def events(db: Any, conversation_id: int, after: int) -> list[dict[str, Any]]:
    """Messages as the widget gets them; choices before the person's newest words count as answered."""
    rows = messages.after(db, conversation_id, after)
    newest_in = max((row.seq for row in rows if row.direction == "in"), default=0)
    return [messages.as_event(row, answered=row.seq < newest_in) for row in rows]


def _risky_part(text: str) -> str | None:
    """The part of words too long or too many to take that must be taken all the same, since it sounds like danger."""
    step = messages.MAX_CHARS - PARTS_SHARE
    parts_of_it = (text[at : at + messages.MAX_CHARS] for at in range(0, max(1, len(text) - PARTS_SHARE), step))
    return next((part for part in parts_of_it if parts().door.is_risky(part)), None)


def _refusal(too_long: bool) -> Problem:
    return Problem(413) if too_long else Problem(429, headers={"Retry-After": "2"})


def _resolve(db: Any, conversation_id: int, choice: dict[str, int]) -> tuple[str, str]:
    """(title, value) of a pressed button. The server knows what it means; the browser only its place."""
    row = db.query(Message).filter_by(conversation_id=conversation_id, seq=choice["seq"], direction="out").first()
    if row is None or not row.choices or choice["n"] > len(row.choices):
        raise Problem(422, fields={"choice": "no such choice"})
    picked = row.choices[choice["n"] - 1]
    return picked["title"], picked["value"]


@blueprint.route("/leave")
class Leave(MethodView):
    @blueprint.arguments(Kept)
    @blueprint.response(204)
    def post(self, asked: dict[str, bool]) -> None:
        """The person left the page. It ends the screen, not a case; `keep: false` forgets the chat too."""
        with storage.writing(parts().engine) as db:
            conversation = auth.conversation(db)
            if asked["keep"]:
                erase.left(db, conversation, clock.now())
                return
            key = erase.forget(db, conversation, clock.now())
        parts().purge(key)


@blueprint.route("/forget")
class Forget(MethodView):
    @blueprint.response(204)
    def post(self) -> None:
        """Forget this chat: its words are deleted here, also in Rasa's memory, and the token ends."""
        with storage.writing(parts().engine) as db:
            key = erase.forget(db, auth.conversation(db), clock.now())
        parts().purge(key)
