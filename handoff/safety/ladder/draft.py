"""A turn while it is being composed: texts and directives are added, then it becomes an Outcome."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handoff.safety.ladder.asking import ask, next_question
from handoff.safety.ladder.state import CARD_LASTS, Directive, Facts, Heard, Outcome, RiskState, Say
from handoff.safety.model import Level

NOT_NOW = "case:not_now"


@dataclass
class Draft:
    """The turn so far. `state` is replaced as it goes; `now` and `facts` are those of the step."""

    state: RiskState
    heard: Heard
    now: datetime
    facts: Facts
    says: list[Say] = field(default_factory=list)
    does: list[Directive] = field(default_factory=list)

    def say(self, utterance: str, *, without: frozenset[str] = frozenset(), card: bool = False, **values: str) -> None:
        """Add a text."""
        self.says.append(Say(utterance, {**self.told(), **values}, without, card))

    def told(self) -> dict[str, str]:
        """What is known about the human: who is asked, how long it takes, when the next one comes."""
        facts, high = self.facts, self.state.level >= Level.R3
        if facts.on_shift or facts.case_accepted:
            human, waiting, still = ("@alerted" if high else "@asking"), "@wait_on_shift", "@still_asking"
        else:
            paged = "@alerted_off" if facts.on_call else "@alerted_nobody"
            human, still = (paged if high else "@asking_off"), "@still_nobody"
            waiting = "@wait_off" if facts.next_shift else "@wait_off_unknown"
        return {
            "human": human,
            "waiting": waiting,
            "still": still,
            "until": f"until {facts.next_shift}" if facts.next_shift else "right now",
            "wait_sentence": _wait_sentence(facts.wait),
        }

    def do(self, what: str, severity: int | None = None) -> None:
        """Add a directive, once."""
        directive = Directive(what, severity)
        if directive not in self.does:
            self.does.append(directive)

    def put(self, question: str, echo: str | None = None) -> None:
        """Ask a question: its utterance has its name. With an echo, that of its form that gives their words back."""
        self.state = ask(self.state, question, self.now)
        if echo:
            self.say(f"ask_{question}_echo", echo=echo)
        else:
            self.say("near_alone" if question == "near_call" else f"ask_{question}")

    def next_question(self) -> str | None:
        """What would be asked next."""
        return next_question(self.state, self.facts.plan_ready)

    def put_next(self) -> bool:
        """Ask what comes next; False when nothing is left to ask."""
        question = self.next_question()
        if question is None:
            return False
        self.put(question)
        return True

    def pin(self) -> None:
        """Keep the help card in sight for a day from now."""
        self.state = self.state.but(card_until=self.now + CARD_LASTS)
        self.do("pin_card")

    def need_human(self, *, rise: bool = False) -> None:
        """See that a case is open at this person's level, and that a rise reaches it."""
        level, facts = int(self.state.level), self.facts
        if not facts.case_open:
            if self.state.declined and level < Level.R3:
                return
            self.do("open_case", level)
        elif rise or facts.case_severity < level:
            self.do("raise_case", level)

    def end(self, *, forward: bool = False) -> Outcome:
        """What comes of it."""
        return Outcome(self.state, tuple(self.says), tuple(self.does), forward)


def _wait_sentence(wait: str | None) -> str:
    if not wait:
        return "I can't say how long it takes."
    return wait if wait.endswith(".") else f"It usually takes {wait}."
