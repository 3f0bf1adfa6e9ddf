"""The only file that knows Rasa: `ask(text | intent) -> replies and directives`, or `Away`.

Called by the door outside of any transaction. Rasa listens on loopback; its REST channel answers 200 with an empty
list when the action server is down (trap R4), so an empty answer is a failure.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from actions import storage

log = structlog.get_logger()
TIMEOUT_S = 6.0  # a reply takes 12 to 20 ms (design, section 3); after this the person hears that something is down
AT_ONCE = (
    6  # questions that one process has open: Rasa answers one after the other, and more only make each wait longer
)
TURN_S = 3.0  # how long a question waits for its turn; Rasa would go on working at what nobody waits for any more


class Away(Exception):
    """Rasa, or the action server behind it, gave no usable answer."""


@dataclass(frozen=True)
class Reply:
    """One message of the assistant: text, its choices (title, value), and a wording for SMS when it differs."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    sms: str | None = None


@dataclass(frozen=True)
class Answer:
    """What Rasa wants said and what it wants the door to do."""

    replies: tuple[Reply, ...]
    directives: tuple[Mapping[str, Any], ...] = ()


def _value(payload: str) -> str:
    """A button's payload as the door keeps it: Rasa's `/intent{...}` becomes `intent:/intent{...}`."""
    return f"intent:{payload}" if payload.startswith("/") else payload


def _reply(words: str, buttons: Sequence[Mapping[str, str]], sms: str | None = None) -> Reply:
    choices = tuple((b["title"], _value(b.get("value") or b.get("payload", ""))) for b in buttons)
    return Reply(words, choices, sms)


def read(messages: Sequence[Mapping[str, Any]]) -> Answer:
    """Rasa's REST messages as an answer. Raises Away when there is nothing in them."""
    replies: list[Reply] = []
    directives: list[Mapping[str, Any]] = []
    for message in messages:
        custom = message.get("custom") or {}
        ours = custom.get("peerline") or {}
        if isinstance(ours, list):
            directives += ours
            ours = {}
        directives += ours.get("directives", [])
        if ours.get("text"):
            replies.append(_reply(ours["text"], ours.get("choices") or (), ours.get("sms")))
        if message.get("text"):
            replies.append(_reply(message["text"], message.get("buttons") or ()))
    if not replies and not directives:
        raise Away("an empty answer: the action server is down")
    return Answer(tuple(replies), tuple(directives))


class RasaClient:
    """Asks the Rasa server on loopback."""

    def __init__(
        self,
        base: str,
        token: str = "",
        timeout_s: float = TIMEOUT_S,
        *,
        at_once: int = AT_ONCE,
        turn_s: float = TURN_S,
    ) -> None:
        self._base, self._token, self._timeout, self._turn = base.rstrip("/"), token, timeout_s, turn_s
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy from the environment must not see what people write
        adapter = requests.adapters.HTTPAdapter(pool_connections=4, pool_maxsize=64)
        self._session.mount("http://", adapter)
        self._turns = threading.BoundedSemaphore(at_once)

    def ask(self, sender: str, message: str, metadata: Mapping[str, Any]) -> Answer:
        """One turn. `message` is words, or `/intent{json}` made by the door; raises Away, also when too many ask."""
        if not self._turns.acquire(timeout=self._turn):
            log.warning("rasa.too_many_ask")
            raise Away("too many ask")
        try:
            return self._ask(sender, message, metadata)
        finally:
            self._turns.release()

    def _ask(self, sender: str, message: str, metadata: Mapping[str, Any]) -> Answer:
        try:
            answered = self._session.post(
                f"{self._base}/webhooks/rest/webhook",
                params={"token": self._token} if self._token else None,
                data=json.dumps({"sender": sender, "message": message, "metadata": dict(metadata)}),
                headers={"Content-Type": "application/json"},
                timeout=self._timeout,
            )
            answered.raise_for_status()
            messages = answered.json()
        except (requests.RequestException, ValueError) as error:
            log.warning("rasa.unreachable", kind=type(error).__name__)
            raise Away(type(error).__name__) from error
        return read(messages)


def purge(tracker_url: str, sender: str) -> int:
    """Delete what Rasa keeps of a conversation from its tracker file (trap R12). Returns how many events went.

    Rasa's own API can only restart a conversation, which leaves the words in the file.
    """
    made = storage.engine(tracker_url)
    try:
        with made.begin() as db:
            return db.execute(text("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender}).rowcount
    except DatabaseError:
        return 0  # no tracker file or table yet: nothing was kept
    finally:
        made.dispose()
