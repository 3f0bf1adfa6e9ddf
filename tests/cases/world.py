"""A small world for tests of cases: one database, a movable clock, a line that remembers what it was given."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from actions.storage import Base, engine, keyed_hash, reading, writing
from handoff import outbox, worker
from handoff.cases import service
from handoff.cases.models import Case, CaseEvent, Offer
from handoff.channels.sms.errors import Permanent, Transient
from handoff.channels.sms.line import Sent
from handoff.channels.sms.models import InboundRaw, Text
from handoff.conversations import messages
from handoff.conversations.models import Conversation, Message
from handoff.migrations import load_models
from handoff.volunteers import enrolment
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ContactMethod, Volunteer

load_models()


@dataclass
class Handed:
    """One text that the line took."""

    to: str
    body: str
    line: str
    text_id: int
    sid: str


@dataclass
class FakeLine:
    """A line that takes every text, unless told otherwise."""

    sent: list[Handed] = field(default_factory=list)
    fail: Callable[[str, str], Exception | None] = lambda to, body: None
    lose_answer: bool = False
    calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, to: str, body: str, *, line: str, text_id: str, validity_s: int) -> Sent:
        with self.lock:
            self.calls += 1
            failure = self.fail(to, body)
            if failure is not None:
                raise failure
            sid = f"SM{len(self.sent):032d}"
            self.sent.append(Handed(to, body, line, int(text_id), sid))
            if self.lose_answer:
                self.lose_answer = False
                raise Transient(maybe_sent=True)
            return Sent(sid, "queued")

    def received(self, line: str, since: datetime) -> list[Any]:
        return []

    def blank(self, sid: str) -> None:
        """Nothing to blank."""

    delete = blank

    def find(self, to: str, body: str, since: datetime, *, line: str | None = None) -> Sent | None:
        return next((Sent(s.sid, "sent") for s in reversed(self.sent) if (s.to, s.body) == (to, body)), None)


class World:
    """Everything a story of cases needs. Times move only by `forward`, which works at each due moment on the way."""

    def __init__(self, url: str, clock: Any) -> None:
        self.engine: Engine = engine(url)
        Base.metadata.create_all(self.engine)
        self.clock, self.line, self.numbers, self.sids = clock, FakeLine(), iter(range(1000, 9999)), iter(range(10**6))
        self.read = 0

    @property
    def now(self) -> datetime:
        return self.clock()

    @contextmanager
    def db(self) -> Iterator[Session]:
        with writing(self.engine) as db:
            yield db

    def number(self) -> str:
        return f"+1202555{next(self.numbers)}"

    def person(self, channel: str = "sms", country: str = "US") -> int:
        """A person with one conversation. Returns its id."""
        with self.db() as db:
            number = self.number()
            conversation = messages.new_person(
                db,
                self.now,
                kind=channel,
                address_hash=keyed_hash(number),
                address=number if channel == "sms" else None,
                country=country,
            )
            return conversation.id

    def volunteer(
        self,
        name: str,
        *,
        hours: float | None = 4,
        roles: tuple[str, ...] = ("volunteer",),
        languages: tuple[str, ...] = ("en",),
        **columns: Any,
    ) -> int:
        """An active volunteer with a verified number, on shift for some hours (None: not on shift)."""
        with self.db() as db:
            number = self.number()
            one = Volunteer(
                display_name=name,
                state="active",
                roles=list(roles),
                languages=list(languages),
                zone="America/New_York",
                created_at=self.now,
                **columns,
            )
            db.add(one)
            db.flush()
            contact = ContactMethod(volunteer_id=one.id, address=number, address_hash=keyed_hash(number))
            enrolment.verified(contact, self.now, "invite")
            db.add(contact)
            if hours is not None:
                volunteers.go_on_shift(db, one.id, self.now, self.now + timedelta(hours=hours))
            return one.id

    def phone_of(self, volunteer_id: int) -> str:
        with reading(self.engine) as db:
            return (
                db.scalars(
                    select(ContactMethod.address)
                    .where(ContactMethod.volunteer_id == volunteer_id)
                    .order_by(ContactMethod.id)
                ).first()
                or ""
            )

    def phone_of_person(self, conversation_id: int) -> str:
        from handoff.conversations.models import Address

        with reading(self.engine) as db:
            conversation = db.get_one(Conversation, conversation_id)
            return db.scalars(select(Address.address).where(Address.person_id == conversation.person_id)).first() or ""

    def open(self, conversation_id: int, severity: int = 0, why: str = "asked") -> int:
        with self.db() as db:
            conversation = db.get_one(Conversation, conversation_id)
            return service.open_case(db, conversation, severity=severity, now=self.now, why=why).id

    def says(self, conversation_id: int, text: str, *, then: float = 4) -> None:
        """The person writes while the case is open; `then` seconds later nothing more is joined to it."""
        with self.db() as db:
            conversation = db.get_one(Conversation, conversation_id)
            message, _ = messages.receive(
                db, conversation, text, client_id=f"m{next(self.sids)}", channel=conversation.channel, now=self.now
            )
            message.handled_at = self.now
            case = service.open_case_of(db, conversation_id)
            if case is not None:
                service.person_said(db, case, message, self.now)
        self.work()
        if then:
            self.forward(seconds=then)

    def texts(self, volunteer_id: int, body: str, sid: str | None = None) -> None:
        """The volunteer sends an SMS; the worker reads it."""
        sid = sid or f"SMin{next(self.sids)}"
        with self.db() as db:
            if db.scalar(select(InboundRaw.id).where(InboundRaw.message_sid == sid)) is None:
                db.add(
                    InboundRaw(
                        message_sid=sid,
                        line="staff",
                        received_at=self.now,
                        params={"From": self.phone_of(volunteer_id), "Body": body},
                    )
                )
        self.work()

    def status(self, text_id: int, status: str, code: int | None = None) -> None:
        with self.db() as db:
            outbox.store_status(db, text_id, status, code, self.now)
        self.work()

    def work(self) -> None:
        worker.run_once(self.engine, self.line, self.now, threads=1)

    def forward(self, **delta: float) -> None:
        """Move the clock, stopping at every due moment on the way."""
        target = self.now + timedelta(**delta)
        while True:
            due = self.next_due()
            at = max(due, self.now) if due is not None and due <= target else target
            self.clock.at = at
            self.work()
            after = self.next_due()
            if at >= target and (after is None or after > target):
                return
            if after is not None and after <= at:
                self.clock.at = at + timedelta(milliseconds=250)

    def next_due(self) -> datetime | None:
        from handoff.periodic import KINDS
        from handoff.work import DueWork

        with reading(self.engine) as db:
            moments = [
                db.scalar(
                    select(Case.next_action_at).where(Case.state != "closed").order_by(Case.next_action_at).limit(1)
                ),
                db.scalar(
                    select(DueWork.due_at)
                    .where(DueWork.state == "due", DueWork.kind.not_in(KINDS))
                    .order_by(DueWork.due_at)
                    .limit(1)
                ),
                db.scalar(
                    select(DueWork.lease_until).where(DueWork.state == "claimed").order_by(DueWork.lease_until).limit(1)
                ),
            ]
        return min((m for m in moments if m is not None), default=None)

    def got(self, number: str) -> list[str]:
        """Every text a number got, oldest first."""
        return [s.body for s in self.line.sent if s.to == number]

    def last(self, who: int) -> str:
        """The last text a volunteer got; empty when there was none."""
        got = self.got(self.phone_of(who))
        return got[-1] if got else ""

    def ref(self, case_id: int, volunteer_id: int) -> str:
        from handoff.cases import refs

        with reading(self.engine) as db:
            return refs.known_ref(db, case_id, volunteer_id) or ""

    def case(self, case_id: int) -> Case:
        with reading(self.engine) as db:
            case = db.get_one(Case, case_id)
            db.expunge(case)
            return case

    def heard(self, conversation_id: int) -> list[tuple[str, str]]:
        """(speaker, text) of everything said to the person."""
        with reading(self.engine) as db:
            rows = db.scalars(
                select(Message)
                .where(Message.conversation_id == conversation_id, Message.direction == "out")
                .order_by(Message.seq)
            ).all()
            return [(m.speaker, m.body) for m in rows]

    def keys(self, conversation_id: int) -> list[str]:
        """The utterances said to the person."""
        with reading(self.engine) as db:
            return [
                k
                for k in db.scalars(
                    select(Message.utterance)
                    .where(Message.conversation_id == conversation_id, Message.direction == "out")
                    .order_by(Message.seq)
                )
                if k
            ]

    def offers(self, case_id: int) -> list[tuple[int, str]]:
        with reading(self.engine) as db:
            return [
                (o.volunteer_id, o.state)
                for o in db.scalars(select(Offer).where(Offer.case_id == case_id).order_by(Offer.id))
            ]

    def events(self, case_id: int) -> list[str]:
        with reading(self.engine) as db:
            return list(db.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)))

    def text_of(self, number: str, contains: str) -> int:
        with reading(self.engine) as db:
            rows = select(Text).where(Text.address_hash == keyed_hash(number)).order_by(Text.id.desc())
            return next(t.id for t in db.scalars(rows) if t.body and contains in t.body)


__all__ = ["FakeLine", "Handed", "Permanent", "World"]
