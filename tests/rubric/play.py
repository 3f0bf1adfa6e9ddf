"""Plays a persona's conversation through the real door, and keeps a transcript that checks can read.

A persona's messages are sent in order; after each, the question of the ladder that is open is answered in the
persona's words. At the end the last, unguarded answers go on until nothing is asked any more.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy import select

from actions import storage
from handoff.cases.models import Case
from handoff.conversations import telling
from handoff.conversations.models import Conversation, Message, Person, Seen
from handoff.safety.crisis_lines import lines_for
from handoff.safety.ladder import RiskState
from handoff.safety.model import Level
from tests.cast import PUBLIC, World

FILE = Path(__file__).resolve().parents[2] / "nlu_data/checks/risk/personas.yml"
ZONES = {
    "US": "America/New_York", "GB": "Europe/London", "CA": "America/Toronto", "NZ": "Pacific/Auckland",
    "AU": "Australia/Sydney", "IE": "Europe/Dublin", "DE": "Europe/Berlin", "ZA": "Africa/Johannesburg",
}  # fmt: skip
NUMBERS = {
    "US": "+1202555{:04}", "GB": "+447700900{:03}", "CA": "+1416555{:04}", "NZ": "+6421555{:04}",
    "AU": "+6149157{:04}", "IE": "+35385555{:04}", "DE": "+4915155555{:03}", "ZA": "+2782555{:04}",
}  # fmt: skip
ELSE = {
    "with_whom": "nobody", "near": "I'm alone", "near_call": "I can't call", "try": "later", "plan_offer": "later",
    "steady": "later", "since": "the same", "self_harm": "no", "abuse": "not sure", "child_abuse": "not sure",
    "domestic_violence": "yes", "harm_to_others": "no", "eating": "no", "psychosis_mania": "alone",
    "withdrawal": "alone", "worried_about_someone": "not sure", "writer": "I'm safe", "minor": "no",
    "age": "rather not say", "soft": "not sure",
}  # fmt: skip
"""Answers to questions that the personas have none for; none of them puts anybody higher."""
MOST = 14  # answers at the end, at most


@dataclass(frozen=True)
class Text:
    """One text that came: what the ladder calls it (the last of a joined one), and its words."""

    body: str
    utterance: str
    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """One message of the person's and all that came of it. `said` names every utterance, parts included."""

    wrote: str
    before: RiskState
    after: RiskState
    texts: tuple[Text, ...]
    said: tuple[str, ...]
    case: str | None

    @property
    def read(self) -> str:
        return "\n".join(text.body for text in self.texts)

    @property
    def rose(self) -> bool:
        return self.after.level > self.before.level

    @property
    def asked(self) -> str | None:
        """The question that this turn put."""
        return next((u[4:].removesuffix("_echo") for u in reversed(self.said) if u.startswith("ask_")), None)


@dataclass
class Transcript:
    """One conversation. `messages` are the turns of the persona's own messages, the rest are answers."""

    persona: str
    channel: str
    up: bool
    expect: Level
    lanes: tuple[str, ...]
    tells: tuple[int, ...]
    country: str
    first: tuple[Text, ...] = ()
    turns: list[Turn] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    chain: int = 0  # turns from here on answered whatever was asked

    @property
    def name(self) -> str:
        return f"{self.persona} {self.channel} {'up' if self.up else 'down'}"

    @property
    def shorts(self) -> tuple[str, ...]:
        """How the lines of this person's country are named."""
        return tuple(row.short for row in lines_for(self.country or None).rows.values())


@cache
def personas() -> list[dict[str, Any]]:
    """Every variation, with the id of its persona."""
    data = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return [{**v, "persona": p["id"]} for p in data["personas"] for v in p["variations"]]


def plays(each: int = 1) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """(variation, channel, Rasa up) of all, or of one in `each`, spread over personas, channels and Rasa."""
    for n, variation in enumerate(personas()):
        for m, (channel, up) in enumerate((("web", True), ("sms", False), ("web", False), ("sms", True))):
            if (n + n // 5 + 5 * m) % each == 0:
                yield variation, channel, up


class Player:
    """One person of the play, on one channel."""

    def __init__(self, world: World, variation: dict[str, Any], channel: str, up: bool, n: int) -> None:
        self.world, self.variation, self.channel = world, variation, channel
        world.parts.rasa.up = up
        country = variation["country"]
        self.out = Transcript(
            variation["id"], channel, up, Level.read(variation["expect"]), tuple(variation["lanes"]),
            tuple(variation.get("tells") or ()), country,
        )  # fmt: skip
        if channel == "web":
            self.person = world.person(variation["id"], zone=ZONES[country])
            self.out.first = tuple(Text(s.text, "", s.kind, tuple(s.choices)) for s in self.person.read())
        else:
            self.person = world.phone(NUMBERS[country].format(n))
        self.seen_id = 0

    def play(self) -> Transcript:
        """Every message, an answer after each, then the rest of the chain."""
        for n, message in enumerate(self.variation["messages"], 1):
            turn = self._write(message["text"])
            self.out.messages.append(len(self.out.turns) - 1)
            answers = {**ELSE, **(message.get("answers") or {})}
            told = n == len(self.variation["messages"]) or turn.asked is None
            if not told and (question := turn.after.pending):
                self._write(str(answers[question]))
        self.out.chain = len(self.out.turns)
        for _ in range(MOST):
            question = self.out.turns[-1].after.pending
            if question is None or self.out.turns[-1].after.level == Level.R0:
                break
            self._write(str(answers[question]))
        self._write("are you a real person")
        return self.out

    def _write(self, text: str) -> Turn:
        before = self._state()
        if self.channel == "web":
            answer = self.person.post("/api/messages", {"id": str(uuid.uuid4()), "text": text})
            assert answer.status_code == 202, answer.get_data(as_text=True)
        else:
            self.world.twilio.inbound(self.person.number, PUBLIC, text)
            self.world.parts.door.sweep(self.world.clock())
        self.world.clock.forward(seconds=40)
        turn = self._turn(text, before)
        self.out.turns.append(turn)
        return turn

    def _conversation(self, db: Any) -> Any:
        return db.scalar(select(Conversation).order_by(Conversation.id.desc()).limit(1))

    def _state(self) -> RiskState:
        with storage.reading(self.world.engine) as db:
            if self.channel == "sms" and not self.out.turns:
                return RiskState()
            return RiskState.from_json(self._conversation(db).person.ladder)

    def _turn(self, wrote: str, before: RiskState) -> Turn:
        with storage.reading(self.world.engine) as db:
            conversation = self._conversation(db)
            person = db.get_one(Person, conversation.person_id)
            self.out.country = telling.country(conversation) or ""
            inbound = db.scalar(
                select(Message)
                .where(Message.conversation_id == conversation.id, Message.direction == "in")
                .order_by(Message.seq.desc())
                .limit(1)
            )
            rows = db.scalars(
                select(Message)
                .where(Message.conversation_id == conversation.id, Message.direction == "out")
                .where(Message.seq > inbound.seq)
                .order_by(Message.seq)
            ).all()
            seen = db.scalars(
                select(Seen).where(Seen.person_id == person.id, Seen.id > self.seen_id).order_by(Seen.id)
            ).all()
            self.seen_id = seen[-1].id if seen else self.seen_id
            case = db.scalar(
                select(Case.state).where(Case.conversation_id == conversation.id).order_by(Case.id.desc()).limit(1)
            )
            texts = tuple(
                Text(m.body, m.utterance or "", m.kind, tuple(c["title"] for c in m.choices or ())) for m in rows
            )
            said = tuple(s.utterance for s in seen)
            return Turn(wrote, before, RiskState.from_json(person.ladder), texts, said, case)
