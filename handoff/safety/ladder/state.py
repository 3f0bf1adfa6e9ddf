"""What the ladder knows, hears and answers: data alone, no rules.

Every time is aware UTC. A state is JSON-ready through `to_json`; it is stored encrypted with the person.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from handoff.safety.model import Assessment, Level

CARD_LASTS = timedelta(hours=24)
CLEARED_LASTS = timedelta(hours=24)
ASKED_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as this person met it: when last, at which turn, how often, and what they answered."""

    at: datetime
    turn: int
    times: int = 1
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class RiskState:
    """Where one person stands on the ladder.

    level          R0..R4; rises by any message, falls only by two keys (R1), a plan (R2) or a human
    soft           an R1 that got the soft check and no more
    cleared_until  set when R1 was left by two keys, a plan or a human; the level becomes R0 after it
    lanes          lane codes met in this episode
    keys, key_turn questions answered with a clear no, and the turn of the last one
    asked          question -> Asked, for 24 h
    pending        the ladder question now waiting for an answer
    later, later_turn  a question that waits for a natural pause, and the turn it is due at the latest
    later_in_flow  it was put off while a flow was running, and is due when that ends
    cue_turn       turn of the last sign of risk; a no given to a question asked before it is no key
    refused        times "rather not say" was the answer in this episode
    silent         no more questions in this episode: a human was asked to go on
    declined       the person said "not now" to a volunteer in this episode
    misread        the person said that they were read wrong, in this episode
    cards          lanes whose card was shown in this episode
    school         words of school were met: the age is asked before anything is offered that depends on it
    young          they said an age below 18 (True) or of age (False); None while nobody knows
    """

    level: Level = Level.R0
    soft: bool = False
    cleared_until: datetime | None = None
    lanes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    key_turn: int = -1
    asked: dict[str, Asked] = field(default_factory=dict)
    pending: str | None = None
    later: str | None = None
    later_turn: int = -1
    later_in_flow: bool = False
    cue_turn: int = -1
    card_until: datetime | None = None
    refused: int = 0
    silent: bool = False
    declined: bool = False
    misread: bool = False
    cards: tuple[str, ...] = ()
    school: bool = False
    young: bool | None = None
    turn: int = 0
    at: datetime | None = None
    said_waiting_at: datetime | None = None

    def answer(self, question: str) -> str | None:
        """The answer given to this question, or None."""
        asked = self.asked.get(question)
        return asked.answer if asked else None

    def cleared(self, now: datetime) -> bool:
        """True while an R1 is over and only its help card stays."""
        return self.cleared_until is not None and now < self.cleared_until

    def card_shown(self, now: datetime) -> bool:
        """True while the help card is pinned."""
        return self.card_until is not None and now < self.card_until

    def exercises_wait(self, now: datetime) -> bool:
        """True while no exercise may be started or go on (safety plan and grounding apart, at R2 and above)."""
        if self.level >= Level.R2:
            return True
        return self.level == Level.R1 and not self.soft and not self.keys and not self.cleared(now)

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready object; `from_json` reads it back."""
        data: dict[str, Any] = {"level": str(self.level)}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if name == "level":
                continue
            if name == "asked":
                data[name] = {
                    q: {"at": a.at.isoformat(), "turn": a.turn, "times": a.times, "answer": a.answer}
                    for q, a in value.items()
                }
            elif isinstance(value, datetime):
                data[name] = value.isoformat()
            else:
                data[name] = list(value) if isinstance(value, tuple) else value
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> RiskState:
        """Read what `to_json` wrote; None or {} is a new person. Fields it does not know are left out."""
        data = {k: v for k, v in (data or {}).items() if k in cls.__dataclass_fields__}
        for name in ("cleared_until", "card_until", "at", "said_waiting_at"):
            if data.get(name):
                data[name] = datetime.fromisoformat(data[name])
        for name in ("lanes", "keys", "cards"):
            if name in data:
                data[name] = tuple(data[name])
        if "level" in data:
            data["level"] = Level.read(data["level"])
        if "asked" in data:
            data["asked"] = {
                q: Asked(datetime.fromisoformat(a["at"]), a["turn"], a["times"], a["answer"])
                for q, a in data["asked"].items()
            }
        return cls(**data)

    def but(self, **changes: Any) -> RiskState:
        """This state with some fields changed."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Heard:
    """One inbound message.

    assessment    of the text; None for a button
    answer        (question, answer) of a `ladder:` choice, or ("case", "not_now")
    word          an always-on word, if the whole message was one
    flow_running  an exercise, form or search is running and not suspended (at R2 and above: plan or grounding)
    talking       a volunteer has the conversation
    waiting       a case is open and nobody has taken it yet
    """

    text: str = ""
    assessment: Assessment | None = None
    answer: tuple[str, str] | None = None
    word: str | None = None
    flow_running: bool = False
    talking: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so outside the ladder.

    next_shift, wait  words ("Tue 18:00"; "about 3 minutes", or a whole sentence that ends with a full stop) or None
    on_call           a supervisor or coordinator can be paged while nobody is on shift
    plan_ready        the safety plan can be made here now; without it grounding is offered instead
    """

    channel: str = "web"
    country: str | None = None
    on_shift: bool = False
    next_shift: str | None = None
    wait: str | None = None
    org: str = "Peerline"
    case_open: bool = False
    case_accepted: bool = False
    case_severity: int = 0
    plan_ready: bool = False
    on_call: bool = True


@dataclass(frozen=True, slots=True)
class Say:
    """One text to render: its utterance in the wording file.

    values   more placeholder values; a value "@name" is another utterance, rendered in its place
    without  choice values to leave out
    card     True for a help card: a fixture beside the bubbles of the turn
    """

    utterance: str
    values: dict[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    card: bool = False


@dataclass(frozen=True, slots=True)
class Directive:
    """Something for the door to do in the message's transaction.

    do: open_case, raise_case, withdraw_case, page_supervisor, pin_card, suspend_flow, resume_flow,
        start_plan, start_grounding, review_alone, log_misreading, log_barrier
    severity: of open_case and raise_case, 0..4
    """

    do: str
    severity: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of one message. `forward`: the ladder leaves this message to the door's other hands (an always-on
    word, the running exercise, the assistant). Never true while a text of `says` holds a question."""

    state: RiskState
    says: tuple[Say, ...] = ()
    directives: tuple[Directive, ...] = ()
    forward: bool = False
