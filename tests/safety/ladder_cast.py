"""A person on the ladder, for tests: they write, the ladder answers, the texts are really rendered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from handoff.safety import wording
from handoff.safety.crisis_lines import lines_for
from handoff.safety.ladder import Facts, Heard, Outcome, RiskState, step
from handoff.safety.model import Assessment, Level, Reason

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def sign(level: int, *lanes: str, soft: bool = False, rule: str = "", span: str | None = None) -> Assessment:
    """An assessment as the risk reader makes it for a message that is itself a sign."""
    span = span or ("words" if rule else None)
    return Assessment(
        Level(level),
        soft,
        lanes or ("suicide",),
        (Reason(rule or "any.rule", span),),
        0.9,
        frozenset(),
        None,
        Level(level),
    )


@dataclass
class Person:
    """Writes to the ladder and keeps what came back. Cases behave as the door makes them behave."""

    channel: str = "web"
    country: str | None = "US"
    on_shift: bool = True
    state: RiskState = field(default_factory=RiskState)
    now: datetime = START
    severity: int | None = None
    accepted: bool = False
    running: bool = False
    plan_ready: bool = True
    seen: list[tuple[str, str, datetime]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    last: Outcome | None = None
    draws: bool = True  # False: texts are rendered only when `renders` is called
    turn: list[wording.Rendered] = field(default_factory=list)

    def writes(self, text: str = "", risk: Assessment | None = None, *, word: str | None = None, minutes: float = 0.5,
               talking: bool = False) -> Person:  # fmt: skip
        """A typed message."""
        return self._hears(Heard(text=text, assessment=risk or Assessment(), word=word, talking=talking), minutes)

    def presses(self, question: str, answer: str, *, minutes: float = 0.5) -> Person:
        """A quick reply."""
        return self._hears(Heard(text=answer, answer=(question, answer)), minutes)

    def _hears(self, heard: Heard, minutes: float) -> Person:
        self.now += timedelta(minutes=minutes)
        waiting = self.severity is not None and not self.accepted
        heard = replace(heard, flow_running=self.running, waiting=waiting)
        facts = Facts(
            self.channel, self.country, self.on_shift, "Tue 18:00", None, "Peerline",
            self.severity is not None, self.accepted, self.severity or 0, self.plan_ready,
        )  # fmt: skip
        self.last = step(self.state, heard, self.now, facts)
        self.state = RiskState.from_json(self.last.state.to_json())
        assert self.state == self.last.state
        for directive in self.last.directives:
            if directive.do in ("open_case", "raise_case"):
                assert directive.severity is not None
                self.severity = max(self.severity or 0, directive.severity)
            elif directive.do == "withdraw_case":
                self.severity = None
            elif directive.do == "suspend_flow":
                self.running = False
        return self.renders() if self.draws else self

    def renders(self) -> Person:
        """Put the last turn into words."""
        assert self.last
        words = {"org": "Peerline", **lines_for(self.country).values()}
        self.turn = wording.turn(wording.load("en"), self.last.says, self.channel, words, self.seen, "person")
        for rendered in self.turn:
            self.seen += [(utterance, variant, self.now) for utterance, variant in rendered.used]
            self.texts += rendered.bubbles
        return self

    @property
    def said(self) -> list[str]:
        """Utterances of the last turn."""
        assert self.last
        return [say.utterance for say in self.last.says]

    @property
    def did(self) -> list[str]:
        """Directives of the last turn."""
        assert self.last
        return [directive.do for directive in self.last.directives]

    @property
    def read(self) -> str:
        """What the person read in the last turn."""
        return "\n".join(rendered.text for rendered in self.turn)

    @property
    def shows_line(self) -> bool:
        """True when the last turn named a line of the person's country."""
        lines = lines_for(self.country)
        shown = [row.short for row in lines.rows.values()]
        return any(short in self.read for short in shown)
