"""What the stand-in for Twilio knows: numbers, phones' plans, texts, faults, the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

# Rank of a status: a text never goes back to a lower one, and a final one (9) is never overwritten.
RANK = {
    "accepted": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "received": 9,
    "delivered": 9,
    "undelivered": 9,
    "failed": 9,
}
FINAL = 9
SEGMENT_PRICE = 0.0083  # US dollars, for what would have been billed

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})


class ApiError(Exception):
    """An answer that Twilio's API gives instead of doing what was asked."""

    def __init__(self, code: int, *, retry_after_s: float | None = None) -> None:
        super().__init__(str(code))
        self.code, self.retry_after_s = code, retry_after_s


@dataclass(frozen=True)
class OptOut:
    """How a line answers STOP, START and HELP. An empty text means that this word gets no answer."""

    stop: frozenset[str] = STOP_WORDS
    start: frozenset[str] = START_WORDS
    help: frozenset[str] = HELP_WORDS
    stop_text: str = "You have been unsubscribed. Reply START to resubscribe."
    start_text: str = "You are subscribed again."
    help_text: str = "Reply STOP to unsubscribe."
    tells_type: bool = True  # Advanced Opt-Out adds OptOutType to the webhook

    @classmethod
    def toll_free(cls) -> "OptOut":
        """Toll-free numbers: the network answers, in words that nobody can change, and knows no HELP."""
        return cls(
            frozenset({"STOP"}),
            frozenset({"START", "UNSTOP"}),
            frozenset(),
            "NETWORK MSG: texts from this number are blocked. Reply UNSTOP to allow them again.",
            "NETWORK MSG: texts from this number are allowed again.",
            "",
            tells_type=False,
        )

    def kind(self, body: str) -> str:
        """STOP, START or HELP when the whole text is such a word; else an empty string."""
        word = body.strip().upper()
        for name, words in (("STOP", self.stop), ("START", self.start), ("HELP", self.help)):
            if word in words:
                return name
        return ""


@dataclass(frozen=True)
class Number:
    """A number of ours. `rate` is in segments a second (None: without limit); `fallback_url` is asked last."""

    number: str
    webhook_url: str
    service: str | None = None
    opt_out: OptOut = OptOut()
    rate: float | None = None
    fallback_url: str | None = None

    @property
    def list_key(self) -> str:
        """Whose opt-out list counts: that of the Messaging Service, else the number's own."""
        return self.service or self.number


@dataclass(frozen=True)
class Plan:
    """What happens to texts to a phone. `times` counts down; None is for good."""

    outcome: str = "delivered"  # delivered, undelivered, failed, or sent: no receipt, ever
    code: int | None = None  # with undelivered and failed
    late_s: float = 0.0  # the last receipt comes so much later
    doubled: bool = False  # every callback comes twice
    backwards: bool = False  # the last receipt comes before `sent`
    refuses: int | None = None  # the API refuses the text with this code
    times: int | None = None


@dataclass
class Text:
    """One text, either way. `automatic`: the network's own answer to STOP, START or HELP."""

    sid: str
    direction: str  # inbound, outbound-api, outbound-reply
    from_: str | None
    to: str
    body: str
    status: str
    created_at: datetime
    updated_at: datetime
    segments: int = 0
    sent_at: datetime | None = None
    error_code: int | None = None
    service: str | None = None
    media: dict[str, str] = field(default_factory=dict)  # SID -> content type
    validity_s: int | None = None
    callback: str | None = None
    automatic: bool = False
    blanked: bool = False  # the API shows no words any more; the phone that got them does
    statuses: list[str] = field(default_factory=list)

    @property
    def inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def final(self) -> bool:
        return RANK[self.status] == FINAL

    def copy(self) -> "Text":
        """A snapshot that later callbacks do not change."""
        return replace(self, media=dict(self.media), statuses=list(self.statuses))


@dataclass
class Fault:
    """A way in which the API fails for the next `times` sends (or lists, for list_lag)."""

    kind: str
    times: int
    seconds: float = 0.0


class SimClock:
    """Wall time, moved by an offset, or standing still where it was set."""

    def __init__(self, source: Callable[[], datetime] | None = None) -> None:
        self._source = source or (lambda: datetime.now(UTC))
        self._offset = timedelta()
        self._stands: datetime | None = None

    def __call__(self) -> datetime:
        return self._stands if self._stands is not None else self._source() + self._offset

    def set(self, at: datetime) -> None:
        """Stand still at `at` (aware)."""
        self._stands = at.astimezone(UTC)

    def advance(self, seconds: float) -> None:
        """Go forward, standing or running."""
        if self._stands is not None:
            self._stands += timedelta(seconds=seconds)
        else:
            self._offset += timedelta(seconds=seconds)

    def wall(self) -> None:
        """Back to the source's time."""
        self._stands, self._offset = None, timedelta()

    @property
    def stands(self) -> bool:
        return self._stands is not None
