"""What the operator's page shows of the lines to phones: state, pace, queue, registration, codes, test texts. No number
in full, no word of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import phonenumbers
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handoff import settings
from handoff.channels.sms import errors, pace
from handoff.channels.sms.line import Account
from handoff.channels.sms.models import LineState, Text
from handoff.channels.sms.settings import value
from handoff.console.actor import Actor
from handoff.console.models import AuditEntry
from handoff.volunteers import roster
from handoff.work import DueWork

A_DAY = timedelta(days=1)
ALERTS_AT_ONCE = 50  # handoff.md 7
UNREGISTERED = {30034: "10DLC", 30032: "toll_free"}
TESTS_SHOWN = 5


@dataclass(frozen=True)
class Queue:
    """What waits to go out by a line: texts, their segments, since when the oldest should have gone."""

    texts: int = 0
    segments: int = 0
    oldest: timedelta | None = None


@dataclass(frozen=True)
class SenderRow:
    """One sender of a line: the line itself, or its stand-in.

    line        public or staff
    state       up, down, paused
    code        the provider's reason for being down
    reason      why it was paused, as the operator wrote it
    queue       of the line; None for a stand-in, which has none of its own
    rate        segments a second; None without limit
    kind        toll_free, long, short, service: what must be registered follows from it
    ends        the last two digits of each number
    refused     texts of the line in the last day that were refused because the number is not registered
    """

    name: str
    line: str
    state: str
    since: datetime | None
    code: int | None
    reason: str | None
    try_at: datetime | None
    queue: Queue | None
    rate: float | None
    kind: str
    ends: tuple[str, ...]
    refused: int

    @property
    def fifty_s(self) -> float | None:
        """Seconds until the last of fifty alerts at once is out; None without limit."""
        return ALERTS_AT_ONCE / self.rate if self.rate else None


def senders(db: Session, now: datetime) -> list[SenderRow]:
    """Every line with its stand-in, as it stands now."""
    account, states = Account.from_settings(), {row.name: row for row in db.scalars(select(LineState))}
    waiting, refused = queues(db, now), _refused(db, now)
    return [_row(db, name, account, states.get(name), waiting, refused) for name in pace.senders()]


def _row(
    db: Session,
    name: str,
    account: Account,
    state: LineState | None,
    waiting: dict[str, Queue],
    refused: dict[str, int],
) -> SenderRow:
    line, paused = name.rstrip("2"), state.paused_at if state else None
    down = state.down_at if state else None
    return SenderRow(
        name=name,
        line=line,
        state="paused" if paused else "down" if down else "up",
        since=paused or down,
        code=state.code if state else None,
        reason=_reason(db, name) if paused else None,
        try_at=state.try_at if state and not paused else None,
        queue=waiting.get(line, Queue()) if name == line else None,
        rate=pace.rate(line),
        kind="service" if (account.services or {}).get(name) else kind_of(account.numbers.get(name, "")),
        ends=tuple(number[-2:] for number in account.numbers_of(name)),
        refused=refused.get(line, 0),
    )


def kind_of(number: str) -> str:
    """What sort of number this is, by its form alone: short, toll_free or long."""
    if len(number.lstrip("+")) <= 6:
        return "short"
    try:
        found = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return "long"
    return "toll_free" if found == phonenumbers.PhoneNumberType.TOLL_FREE else "long"


def _reason(db: Session, sender: str) -> str | None:
    """Why a sender was paused last, from the audit trail."""
    return db.scalar(
        select(AuditEntry.why)
        .where(AuditEntry.what == "line.pause", AuditEntry.which == f"line:{sender}")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )


def queues(db: Session, now: datetime) -> dict[str, Queue]:
    """By line: texts that should have gone out by now and have not."""
    rows = db.execute(
        select(Text.line, func.count(), func.sum(Text.segments), func.min(DueWork.due_at))
        .join(DueWork, DueWork.text_id == Text.id)
        .where(DueWork.state.in_(("due", "claimed")), DueWork.due_at <= now)
        .group_by(Text.line)
    ).all()
    return {line: Queue(count, int(segments or 0), now - oldest) for line, count, segments, oldest in rows}


def _refused(db: Session, now: datetime) -> dict[str, int]:
    return dict(
        db.execute(
            select(Text.line, func.count())
            .where(Text.error_code.in_(UNREGISTERED), Text.ended_at > now - A_DAY)
            .group_by(Text.line)
        )
        .tuples()
        .all()
    )


def codes(db: Session, now: datetime) -> list[tuple[str, int, str, int]]:
    """(line, code, what it means as a code of ours, how many texts) of the last day, the most frequent first."""
    counted = func.count().label("count")
    rows = db.execute(
        select(Text.line, Text.error_code, counted)
        .where(Text.error_code.is_not(None), func.coalesce(Text.ended_at, Text.created_at) > now - A_DAY)
        .group_by(Text.line, Text.error_code)
        .order_by(counted.desc(), Text.line, Text.error_code)
    ).all()
    return [(line, code, str(errors.meaning(code)), count) for line, code, count in rows]


def account() -> list[tuple[str, str]]:
    """(what, as it is set) of the account at the provider and of our own address, without a secret or a number."""
    api = urlsplit(settings.value("TWILIO_API_BASE")).hostname
    return [
        ("account", "simulator" if settings.simulated() else "set"),
        ("sends_by", "api_key" if value("TWILIO_API_KEY") and value("TWILIO_API_SECRET") else "token"),
        ("api", api or "twilio"),
        ("address", urlsplit(settings.value("PUBLIC_BASE_URL")).hostname or "missing"),
        ("signatures", "sha256" if value("TWILIO_WEBHOOK_KEY") else "sha1"),
        ("operator", "set" if settings.value("OPERATOR_NUMBER") else "missing"),
    ]


def off(db: Session) -> list[tuple[str, str, bool]]:
    """(line, down or paused, whether a stand-in sends) of each line that sends nothing itself now."""
    found: list[tuple[str, str, bool]] = []
    for line in pace.NAMES:
        state = db.get(LineState, line)
        if state is not None and (state.paused_at or state.down_at):
            other = db.get(LineState, f"{line}2")
            stands_in = pace.second(line) is not None and not (other and (other.paused_at or other.down_at))
            found.append((line, "paused" if state.paused_at else "down", stands_in))
    return found


# --- test texts --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TestText:
    """A test text and what became of it. `why`: why it was not sent, as a code; `code`: the provider's."""

    __test__ = False  # no test of ours

    line: str
    at: datetime
    status: str
    why: str | None
    code: int | None
    ends: str

    @property
    def meaning(self) -> str:
        """What the provider's code says."""
        return str(errors.meaning(self.code))


def own_phone(db: Session, who: Actor) -> str | None:
    """The phone a test text goes to: the first confirmed one of whoever asks. An account without a volunteer has the
    operator's number of the settings, to which the auditor's pages go. None when there is neither."""
    if who.volunteer_id is None:
        return settings.value("OPERATOR_NUMBER") or None
    found = roster.contacts(db, who.volunteer_id)
    return found[0].address if found else None


def tests(db: Session, who: Actor) -> Sequence[TestText]:
    """The newest test texts of this account, the newest first."""
    rows = db.execute(
        select(Text, DueWork.last_code, DueWork.state)
        .outerjoin(DueWork, DueWork.text_id == Text.id)
        .where(Text.key.startswith(f"test:{who.account_id}:"))
        .order_by(Text.id.desc())
        .limit(TESTS_SHOWN)
    )
    return [
        TestText(
            text.line,
            text.created_at,
            text.status or "waiting",
            last if state == "dead" and text.error_code is None else None,
            text.error_code,
            text.address[-2:],
        )
        for text, last, state in rows
    ]
