"""Rasa's place in the stories that are not about language: same question, same answer shape, the real actions.

What a sentence means is looked up in the training examples (an unknown one is out of scope); what follows is read from
the real rules and the real domain; actions run as they are. tests/nlu holds that the real Rasa agrees.
"""

import importlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from handoff import rasa_client

ROOT = Path(__file__).resolve().parent.parent
ACTION_MODULES = ("actions.find_groups", "actions.do_exercise", "actions.checkins", "actions.doors")
FALLBACK = "utter_fallback"


def _yaml(path: Path) -> dict[str, Any]:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9' ]+", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text).casefold()).strip()


@cache
def knowledge() -> tuple[dict[str, str], dict[str, str], dict[str, Any]]:
    """(sentence -> intent, intent -> what follows, response name -> variations)."""
    sentences: dict[str, str] = {}
    follows: dict[str, str] = {}
    responses: dict[str, Any] = {}
    for path in sorted((ROOT / "nlu_data/train").glob("*.yml")):
        data = _yaml(path)
        for block in data.get("nlu", ()):
            for line in str(block.get("examples", "")).splitlines():
                if line.strip().startswith("- "):
                    sentences[plain(line.strip()[2:])] = block.get("intent", "")
        for rule in data.get("rules", ()):
            steps = rule["steps"]
            if len(steps) == 2 and "intent" in steps[0] and "action" in steps[1]:
                follows[steps[0]["intent"]] = steps[1]["action"]
    for path in sorted((ROOT / "assistant/domain").glob("*.yml")):
        responses.update(_yaml(path).get("responses", {}))
    return sentences, follows, responses


def actions() -> dict[str, Action]:
    """Every real action by name."""
    found: dict[str, Action] = {}
    for module in ACTION_MODULES:
        for thing in vars(importlib.import_module(module)).values():
            if not (isinstance(thing, type) and issubclass(thing, Action) and thing.name is not Action.name):
                continue
            with suppress(NotImplementedError):  # a base class of the actions has no name of its own
                made = thing()
                found[made.name()] = made
    return found


class StubAssistant:
    """Answers as Rasa would. `up = False`: Rasa is away; `actions_up = False`: its action server is."""

    def __init__(self) -> None:
        self.up = self.actions_up = True
        self.asked: list[str] = []
        self._slots: dict[str, dict[str, Any]] = {}

    def ask(self, sender: str, message: str, metadata: Mapping[str, Any]) -> rasa_client.Answer:
        self.asked.append(message)
        if not self.up:
            raise rasa_client.Away("the story switched it off")
        sentences, follows, _responses = knowledge()
        entities: dict[str, Any] = {}
        if message.startswith("/"):
            intent, _, rest = message[1:].partition("{")
            entities = json.loads("{" + rest) if rest else {}
        else:
            intent = sentences.get(plain(message), "")
        name = follows.get(intent, FALLBACK)
        slots = self._slots.setdefault(sender, {})
        slots.update(entities)
        if name.startswith("utter_"):
            return rasa_client.read([self._utter(name)])
        if not self.actions_up:
            return rasa_client.read([])
        return rasa_client.read(self._act(name, sender, intent, entities, message, metadata, slots))

    def _act(
        self,
        name: str,
        sender: str,
        intent: str,
        entities: dict[str, Any],
        message: str,
        metadata: Mapping[str, Any],
        slots: dict[str, Any],
    ) -> list[dict[str, Any]]:
        latest = {
            "intent": {"name": intent},
            "text": message,
            "metadata": dict(metadata),
            "entities": [{"entity": k, "value": v} for k, v in entities.items()],
        }
        tracker = Tracker(sender, dict(slots), latest, [], False, None, {}, None)
        dispatcher = CollectingDispatcher()
        for event in actions()[name].run(dispatcher, tracker, {}) or ():
            if event.get("event") == "slot":
                slots[event["name"]] = event["value"]
        return [self._utter(m["response"], m) if m.get("response") else m for m in dispatcher.messages]

    def _utter(self, name: str, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
        variation = dict(knowledge()[2][name][0])
        if values and "text" in variation:
            for key, value in values.items():
                variation["text"] = variation["text"].replace("{" + key + "}", str(value))
        # Rasa reads its texts as templates, in which a brace is written twice
        return json.loads(json.dumps(variation).replace("{{", "{").replace("}}", "}"))
