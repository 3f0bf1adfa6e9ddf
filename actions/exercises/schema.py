"""What an exercise file holds, as frozen dataclasses, and the lists its values are taken from."""

from dataclasses import dataclass, field

from actions.exercises.conditions import Condition

RISKS = ("R0", "R1_cleared", "R1", "R2", "R3", "R4")

NOT_WHEN = frozenset(
    {
        "grief",
        "discrimination",
        "abuse_now",
        "true_threat",
        "psychosis_signs",
        "mania_signs",
        "reassurance_loop",
        "intoxicated",
        "fresh_trauma",
        "flashback",
        "eating",
        "medical",
        "withdrawal_signs",
        "driving",
        "breath_risk",
        "breath_panic",
        "smell_trauma",
        "minor_danger",
        "acute_distress",
    }
)
"""No-go codes. They are set by the assessment's lanes and cues, by an intent or by an answer."""

PLANNED = frozenset(
    {
        "safety_plan",
        "grounding_54321",
        "breathing_paced",
        "thought_quick",
        "thought_full",
        "thinking_trap",
        "small_step",
        "worry_tree",
        "worry_time",
        "problem_solving",
        "urge_surf",
        "sleep_reset",
        "kind_voice",
        "fear_ladder",
        "good_things",
        "value_step",
        "checkin",
        "weekly_report",
    }
)
"""Exercises that may be named before their file exists; until then the default stands in."""

PERSON, GROUPS, OTHER_TOOL, GATE_ABOVE = "PERSON", "GROUPS", "other_tool", "gate.above"
TYPES = ("text", "choice", "scale", "list", "time", "phone", "bool")
KEEPS = ("run", "ask", "always")
ALWAYS_ON = frozenset({"PAUSE", "SKIP", "MENU", "PERSON", "PLAN", "BREATHE", "HELP"})
DIRECTIVES = frozenset({"request_person", "plan_made", "plan_change", "plan_share"})
CHANNELS = ("web", "sms")
TITLE_CHARS = 30  # of a button


@dataclass(frozen=True)
class Slot:
    """One thing the person is asked for. `max_chars` is the longest that is quoted back; more is kept whole.

    given  the name of a fact known from outside (a no-go code, the last mood) that fills the slot at the start
    """

    name: str
    type: str
    min: int = 0
    max: int = 0
    max_chars: int = 0
    max_items: int = 0
    private: bool = False
    keep: str = "run"
    given: str | None = None


@dataclass(frozen=True)
class Quick:
    """A quick reply. `word` is what stands for it where it has no number (DONE); an always-on word is passed on."""

    label: str
    value: str
    word: str | None = None


@dataclass(frozen=True)
class Say:
    """A text in its variants, for each channel."""

    web: tuple[str, ...]
    sms: tuple[str, ...]

    def on(self, channel: str) -> tuple[str, ...]:
        return self.sms if channel == "sms" else self.web


@dataclass(frozen=True)
class Validate:
    """What an answer must be. `retry` is said once; then the step is skipped, so that nobody is stuck."""

    min_chars: int = 0
    pattern: str | None = None
    retry: str | None = None


@dataclass(frozen=True)
class Branch:
    go: str
    when: Condition | None = None


@dataclass(frozen=True)
class Step:
    """One question."""

    id: str
    input: str
    say: Say
    next: tuple[Branch, ...]
    quick: tuple[Quick, ...] = ()
    other: bool = False
    validate: Validate = field(default=Validate())
    skip: str | None = None

    @property
    def skip_to(self) -> str:
        """Where SKIP leads: the named step or end, else the last `go`."""
        return self.skip or self.next[-1].go


@dataclass(frozen=True)
class End:
    """One way an exercise ends. save: the slot whose line may be kept; offer: what to try instead, in order."""

    name: str
    say: Say
    save: str | None = None
    share: str | None = None
    offer: tuple[str, ...] = ()
    directives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gate:
    """When the exercise may begin, and what is given instead."""

    risk: tuple[str, ...]
    distress_max: int = 10
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rating:
    """Distress before and after; the way out when it got worse."""

    ask: str
    pre: str
    post: str
    worse_by: int
    high: int
    on_worse: str


@dataclass(frozen=True)
class Offer:
    routes: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    instead: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Review:
    state: str = "draft"
    by: tuple[str, ...] = ()
    on: str | None = None
    seal: str | None = None  # of the content that was signed


@dataclass(frozen=True)
class Resume:
    """Hours in which the person is asked whether to carry on, days in which it is mentioned once."""

    ask_within_h: int = 24
    mention_within_d: int = 7
    reminders: int = 1


@dataclass(frozen=True)
class Exercise:
    """A whole file, read and checked."""

    id: str
    version: int
    minutes: int
    questions: int
    title: str
    purpose: str
    gate: Gate
    slots: dict[str, Slot]
    steps: dict[str, Step]
    ends: dict[str, End]
    offer: Offer = field(default=Offer())
    review: Review = field(default=Review())
    resume: Resume = field(default=Resume())
    rating: Rating | None = None
    sources: tuple[str, ...] = ()

    @property
    def first(self) -> Step:
        return next(iter(self.steps.values()))

    def offers(self, end: End) -> tuple[str, ...]:
        """What an end offers, `gate.above` spelled out."""
        return self.gate.above if end.offer == (GATE_ABOVE,) else end.offer

    def labels(self, slot: str) -> dict[str, str]:
        """value -> label of every quick reply that fills the slot."""
        return {q.value: q.label for step in self.steps.values() if step.input == slot for q in step.quick}
