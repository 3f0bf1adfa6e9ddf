"""What a failure of Twilio means and what to do about it: the code table, as data and pure functions."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

Line = Literal["public", "staff"]


class Meaning(StrEnum):
    """What a code tells us about one text."""

    NOT_SENT = "not_sent"  # surely not sent: try again
    PERHAPS = "perhaps"  # may have been sent: find out, or send again
    ONCE_MORE = "once_more"  # the network had a bad moment
    PHONE = "phone"  # this phone cannot be reached; also every code we do not know
    OPTED_OUT = "opted_out"  # the owner of the phone said STOP
    CONTENT = "content"  # a filter refused these words
    OURS = "ours"  # our account, number or registration: no text of this line gets out


class Do(StrEnum):
    """What becomes of the text."""

    AGAIN = "again"  # send the same words again after `after`
    RECONCILE = "reconcile"  # look for it at Twilio first; send again only when it is not there
    STOP = "stop"  # this text is over


class Tell(StrEnum):
    """Who learns of it, or what else starts."""

    NEXT_CONTACT = "next_contact"  # another number of this volunteer, or the next volunteer, now
    BESIDE = "beside"  # ask the next volunteer beside this one, without ending the offer
    CONTACT_OFF = "contact_off"  # no more texts to this number
    COORDINATOR_TASK = "coordinator_task"
    OPERATOR = "operator"
    LINE_DOWN = "line_down"  # consoles and the second line take over
    SAFETY_EVENT = "safety_event"  # volunteer and supervisor told, the widget goes on
    SUPERVISOR = "supervisor"
    VOLUNTEER = "volunteer"
    WIDGET = "widget"  # show it to the person on the web, if they are there
    SHORTER = "shorter"  # our own words: try a plainer, shorter variant
    COUNT_FOR_OPERATOR = "count_for_operator"  # three in an hour page the operator


_CODES: dict[Meaning, tuple[int, ...]] = {
    Meaning.NOT_SENT: (429, 20429, 21611),
    Meaning.PERHAPS: (20500, 20503),
    Meaning.ONCE_MORE: (30001, 30008, 30022, 30500),
    Meaning.PHONE: (21211, 21612, 21614, 30003, 30005, 30006, 30036),
    Meaning.OPTED_OUT: (21610,),
    Meaning.CONTENT: (30004, 30007),
    Meaning.OURS: (20003, 21408, 21602, 21603, 21606, 21608, 21617, 30002, 30032, 30034, 63038),
}
MEANINGS: dict[int, Meaning] = {code: meaning for meaning, codes in _CODES.items() for code in codes}

# The code speaks of a whole line (or of all of them), not of one text or one destination: nothing of it gets out.
ACCOUNT_WIDE = frozenset({20003, 30002, 63038})
CONTENT_CODES = _CODES[Meaning.CONTENT]
NO_LINE = ACCOUNT_WIDE | {21603, 21606, 30032, 30034}

RESEND_AFTER = timedelta(seconds=45)  # not found at Twilio for so long: send again, a rare double is the lesser harm


@dataclass(frozen=True)
class Lasting:
    """How long a kind of text is worth sending. `tries` is None where only the time counts."""

    for_at_most: timedelta
    tries: int | None = None
    perhaps: Do = Do.RECONCILE  # after an answer that was lost
    then: tuple[Tell, ...] = ()  # who learns that it was given up


LASTING: dict[str, Lasting] = {
    "text.crisis": Lasting(timedelta(minutes=10), 8, Do.AGAIN, (Tell.SUPERVISOR, Tell.WIDGET)),
    "text.page": Lasting(timedelta(minutes=10), 8, Do.AGAIN, (Tell.OPERATOR,)),
    "text.alert": Lasting(timedelta(seconds=90), None, Do.AGAIN, (Tell.NEXT_CONTACT,)),
    "text.relay": Lasting(timedelta(minutes=10), None, Do.RECONCILE, (Tell.VOLUNTEER, Tell.SUPERVISOR, Tell.WIDGET)),
    "text.wait": Lasting(timedelta(minutes=10)),
    "text.answer": Lasting(timedelta(seconds=60), None, Do.AGAIN),
    "text.code": Lasting(timedelta(minutes=10), None, Do.STOP),
    "text.notice": Lasting(timedelta(minutes=30)),
    "text.checkin": Lasting(timedelta(hours=2)),
}
_ORDINARY = Lasting(timedelta(minutes=10))


@dataclass(frozen=True)
class Step:
    """What to do now with one text. `after` counts from now and is zero for STOP."""

    do: Do
    after: timedelta
    tell: tuple[Tell, ...] = ()


class Permanent(Exception):
    """Twilio will not take this text as it is. `code` is Twilio's, or the HTTP status where there was none."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code, self.meaning = code, meaning(code)


class Transient(Exception):
    """This attempt failed. `maybe_sent`: Twilio may have taken it; `retry_after_s`: what Twilio asked for, or None."""

    def __init__(self, retry_after_s: float | None = None, *, maybe_sent: bool, code: int | None = None) -> None:
        super().__init__(f"failed with {code}, {'may have been sent' if maybe_sent else 'not sent'}")
        self.retry_after_s, self.maybe_sent, self.code = retry_after_s, maybe_sent, code

    @property
    def meaning(self) -> Meaning:
        """NOT_SENT, PERHAPS, or ONCE_MORE where the code says so."""
        known = MEANINGS.get(self.code) if self.code is not None else None
        if known is Meaning.ONCE_MORE:
            return known
        return Meaning.PERHAPS if self.maybe_sent else Meaning.NOT_SENT


def meaning(code: int | None) -> Meaning:
    """What a code means; one we do not know, or none at all, means that this phone cannot be reached."""
    if code is None:
        return Meaning.PHONE
    if code in MEANINGS:
        return MEANINGS[code]
    return Meaning.PERHAPS if 500 <= code <= 599 else Meaning.PHONE


def refusal(code: int, *, retry_after_s: float | None = None) -> Permanent | Transient:
    """The exception for a code that Twilio's API answered with."""
    found = meaning(code)
    if found in (Meaning.NOT_SENT, Meaning.ONCE_MORE):
        return Transient(retry_after_s, maybe_sent=False, code=code)
    if found is Meaning.PERHAPS:
        return Transient(retry_after_s, maybe_sent=True, code=code)
    return Permanent(code)


def what_now(
    found: Meaning, *, kind: str, line: Line, attempts: int, age: timedelta, retry_after_s: float | None = None
) -> Step:
    """The next step for a text of `kind` that failed with `found`.

    `attempts` counts the failed sends so far, this one included (1 or more); `age` is the time since the text was due.
    The staff line follows the table's column for alerts, the public line that for texts to a person.
    """
    lasting = LASTING.get(kind, _ORDINARY)
    over = age >= lasting.for_at_most or (lasting.tries is not None and attempts >= lasting.tries)
    if found in (Meaning.NOT_SENT, Meaning.PERHAPS):
        if over:
            return Step(Do.STOP, timedelta(), lasting.then)
        beside = (Tell.BESIDE,) if kind == "text.alert" and age >= timedelta(seconds=5) else ()
        if found is Meaning.NOT_SENT:
            return Step(Do.AGAIN, _wait(attempts, line, retry_after_s), beside)
        return _perhaps(lasting, attempts, line, retry_after_s, beside)
    if found is Meaning.ONCE_MORE:
        return _once_more(kind, line, attempts, over=over)
    return Step(Do.STOP, timedelta(), _tell(found, kind, line))


def _perhaps(
    lasting: Lasting, attempts: int, line: Line, retry_after_s: float | None, beside: tuple[Tell, ...]
) -> Step:
    if lasting.perhaps is Do.STOP:  # a code: never twice, the person asks anew
        return Step(Do.STOP, timedelta())
    return Step(lasting.perhaps, _wait(attempts, line, retry_after_s), beside)


def _once_more(kind: str, line: Line, attempts: int, *, over: bool) -> Step:
    again = 1 if line == "staff" else 2
    if over or attempts > again:
        return Step(Do.STOP, timedelta(), _tell(Meaning.PHONE, kind, line))
    return Step(Do.AGAIN, _wait(attempts, line, None), (Tell.BESIDE,) if kind == "text.alert" else ())


def _wait(attempts: int, line: Line, retry_after_s: float | None) -> timedelta:
    """1, 2, 4 s for volunteers; 1 … 60 s, doubling, for a person; never less than Twilio asked for."""
    ours = float(min(2 ** max(0, attempts - 1), 4 if line == "staff" else 60))
    return timedelta(seconds=max(ours, retry_after_s or 0.0))


def _tell(found: Meaning, kind: str, line: Line) -> tuple[Tell, ...]:
    to_volunteer = line == "staff"
    if found is Meaning.PHONE:
        return (Tell.NEXT_CONTACT,) if to_volunteer else (Tell.WIDGET, Tell.VOLUNTEER, Tell.SUPERVISOR)
    if found is Meaning.OPTED_OUT:
        off = (Tell.CONTACT_OFF, Tell.COORDINATOR_TASK)
        return (*off, Tell.NEXT_CONTACT) if to_volunteer else (Tell.CONTACT_OFF, Tell.SAFETY_EVENT)
    if found is Meaning.CONTENT:
        other = (Tell.NEXT_CONTACT,) if to_volunteer else (Tell.VOLUNTEER if kind == "text.relay" else Tell.SHORTER,)
        return (*other, Tell.COUNT_FOR_OPERATOR)
    ours = (Tell.OPERATOR, Tell.LINE_DOWN)
    return (*ours, Tell.NEXT_CONTACT) if to_volunteer else (*ours, Tell.SUPERVISOR)
