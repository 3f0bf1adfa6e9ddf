"""A double of Rasa for tests that are not about language: its REST shape, our own rules and texts, no model.

Only understanding is replaced: a sentence is looked up in a table (by default every training example), an unknown one
gets the fallback. What follows from an intent is read from nlu_data/train/rules.yml and assistant/domain, so that the
double cannot say what the real one would not; tests/nlu/test_serving.py asks both the same sentences.
"""

import asyncio
import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.training import reading
from assistant.training.project import Project

Messages = list[dict[str, Any]]
_COMMAND = re.compile(r"^/(?P<intent>\w+)(?P<entities>\{.*\})?$", re.DOTALL)


@dataclass(frozen=True)
class ActionCall:
    """What an action is called with."""

    action: str
    sender: str
    intent: str
    entities: Mapping[str, Any]
    text: str
    metadata: Mapping[str, Any]
    slots: Mapping[str, Any]


Act = Callable[[ActionCall], Messages]


def named(call: ActionCall) -> Messages:
    """The default: an action says its own name, so that a test sees that it was called."""
    return [{"text": f"({call.action})"}]


@cache
def _rules() -> dict[tuple[str | None, str], str]:
    """(action before or None, intent) -> action, from the rules."""
    content = reading.load(Project(), Project().train_dir / "rules.yml")
    found: dict[tuple[str | None, str], str] = {}
    for rule in content["rules"]:
        steps = rule["steps"]
        before = str(steps[0]["action"]) if "action" in steps[0] else None
        intent = next(str(s["intent"]) for s in steps if "intent" in s)
        found[before, intent] = str(steps[-1]["action"])
    return found


@cache
def _learnt() -> dict[str, str]:
    return {reading.bare(e.text): e.intent for e in reading.training_examples(Project())}


@cache
def _responses() -> dict[str, list[dict[str, Any]]]:
    return reading.domain(Project()).responses


def _filled(value: Any) -> Any:
    """A response as Rasa's interpolation leaves it: doubled braces become single ones."""
    if isinstance(value, str):
        return str(value).replace("{{", "{").replace("}}", "}")
    if isinstance(value, Mapping):
        return {str(k): _filled(v) for k, v in value.items()}
    return [_filled(v) for v in value] if isinstance(value, list) else value


@dataclass
class _Talk:
    """What the double remembers of one conversation."""

    last: str | None = None
    said: list[str] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)


class StubRasa:
    """The double. `table` adds sentences (text -> intent); `act` answers for actions. Use as a context manager.

    silent   answer 200 and [] like Rasa without its action server (trap R4)
    broken   answer 500
    heard    every (sender, message, metadata), in order
    """

    def __init__(self, table: Mapping[str, str] | None = None, act: Act = named) -> None:
        self._table = _learnt() | {reading.bare(k): v for k, v in (table or {}).items()}
        self._act, self._talks = act, defaultdict(_Talk)
        self.heard: list[tuple[str, str, dict[str, Any]]] = []
        self.silent = self.broken = False
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        """The loopback port it listens on."""
        return int(self._server.server_address[1])

    def __enter__(self) -> "StubRasa":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, sender: str, message: str, metadata: Mapping[str, Any]) -> Messages:
        """The REST messages for one turn."""
        with self._lock:
            self.heard.append((sender, message, dict(metadata)))
            talk = self._talks[sender]
            intent, entities = self._understand(message)
            talk.slots |= entities
            rules = _rules()
            action = rules.get((talk.last, intent)) or rules.get((None, intent)) or "utter_fallback"
            talk.last = action
        if action.startswith("utter_"):
            return [{"recipient_id": sender, **m} for m in self._utter(action, talk)]
        call = ActionCall(action, sender, intent, entities, message, metadata, dict(talk.slots))
        return [{"recipient_id": sender, **m} for m in self._act(call)]

    def _understand(self, message: str) -> tuple[str, dict[str, Any]]:
        command = _COMMAND.match(message)
        if command:
            return command["intent"], json.loads(command["entities"] or "{}")
        return self._table.get(reading.bare(message), "nlu_fallback"), {}

    def _utter(self, action: str, talk: _Talk) -> Messages:
        """The variant not yet said, in the shape the REST channel gives it."""
        variants = _responses()[action]
        plain = [_filled(v) for v in variants]
        place = {text: number for number, text in enumerate(talk.said)}
        chosen = min(plain, key=lambda v: place.get(json.dumps(v), -1))
        talk.said.append(json.dumps(chosen))
        if "custom" in chosen:
            return [{"custom": chosen["custom"]}]
        return [{k: chosen[k] for k in ("text", "buttons") if k in chosen}]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(200, {"model_id": "stub", "num_active_training_jobs": 0})

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if stub.broken or not self.path.startswith("/webhooks/rest/webhook"):
                    self._send(500 if stub.broken else 404, {"status": "failure"})
                    return
                asked = json.loads(raw)
                said = stub.answer(asked["sender"], asked["message"], asked.get("metadata") or {})
                self._send(200, [] if stub.silent else said)

            def _send(self, status: int, body: Any) -> None:
                raw = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: a request line may hold a conversation's key."""

        return Handler


def sdk_actions() -> Act:
    """Answer with the real actions, run in this process by rasa-sdk's own executor (no action server needed)."""
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions.registered")

    def act(call: ActionCall) -> Messages:
        latest = {
            "text": call.text,
            "metadata": dict(call.metadata),
            "intent": {"name": call.intent, "confidence": 1.0},
            "entities": [{"entity": k, "value": v} for k, v in call.entities.items()],
        }
        tracker = {
            "sender_id": call.sender,
            "slots": dict(call.slots),
            "latest_message": latest,
            "events": [{"event": "user", "text": call.text, "metadata": dict(call.metadata), "parse_data": latest}],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
            "latest_input_channel": "rest",
        }
        done = (
            asyncio.run(
                executor.run({"next_action": call.action, "sender_id": call.sender, "tracker": tracker, "domain": {}})
            )
            or {}
        )
        return [m for response in done.get("responses", []) for m in _as_rest(response)]

    return act


def _as_rest(response: Mapping[str, Any]) -> Messages:
    """One response of an action as the REST channel sends it: the words, then the custom part."""
    said: Messages = []
    if response.get("text"):
        said.append({k: response[k] for k in ("text", "buttons") if response.get(k)})
    if response.get("custom"):
        said.append({"custom": response["custom"]})
    return said
