"""The cast of the stories: people, volunteers, a phone network, a clock, and the whole system between them.

A story reads as what happened to people, in the words they get. Nothing moves but by the clock; every story ends with
`nothing_else_was_sent()`: a text, an alert or a message that nobody expected fails it.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from actions import storage
from handoff import auditor, settings, work_loop
from handoff.cases import service as cases
from handoff.cases.models import Case
from handoff.channels.sms import segments
from handoff.channels.sms.fake import FakeTwilio
from handoff.channels.sms.fake.model import Text
from handoff.channels.sms.line import Account, Line
from handoff.channels.web.auth import token_hash
from handoff.conversations import messages
from handoff.conversations.models import Message
from handoff.parts import Parts
from handoff.periodic import KINDS as PERIODIC
from handoff.volunteers import enrolment
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ContactMethod, Volunteer
from handoff.work import DueWork

PUBLIC, STAFF = "+12025550100", "+12025550101"
ROUNDS = 12  # worker rounds until everything due at one moment is done
RISK_WORDS = re.compile(r"suicid|kill|die|dead|harm|danger|risk|overdose|hurt", re.I)


@dataclass
class World:
    """The whole system on one clock: door, worker, auditor, fake Twilio."""

    engine: Engine
    parts: Parts
    client: FlaskClient
    twilio: FakeTwilio
    clock: Any
    line: Line
    cast: list[Any] = field(default_factory=list)
    worker_runs: bool = True

    def settle(self) -> None:
        """Let everything due now happen: worker rounds and the network, until nothing changes."""
        if not self.worker_runs:
            return
        before = None
        for _ in range(ROUNDS):
            self.twilio.deliver_pending(self.clock())
            work_loop.round_(self.parts, self.line, self.clock())
            self.twilio.deliver_pending(self.clock())
            now = self._counts()
            if now == before:
                return
            before = now

    def _counts(self) -> tuple[Any, ...]:
        with storage.reading(self.engine) as db:
            rows = tuple(
                db.execute(
                    select(DueWork.state, func.count(), func.sum(DueWork.attempts))
                    .where(DueWork.kind.not_in(PERIODIC))
                    .group_by(DueWork.state)
                    .order_by(DueWork.state)
                ).all()
            )
            return rows, db.scalar(select(func.count()).select_from(Message)), len(self.twilio.sent(automatic=True))

    def forward(self, **delta: float) -> None:
        """Move the clock, stopping at each moment at which something is due."""
        until = self.clock() + timedelta(**delta)
        self.settle()
        while self.clock() < until and (due := self._next_due(until)) is not None:
            self.clock.at = max(due, self.clock())
            self.settle()
            if self._next_due(until) == due:  # it is still due after its rounds: leave it and go on by a second
                self.clock.at = min(self.clock() + timedelta(seconds=1), until)
        self.clock.at = until
        self.settle()

    def _next_due(self, until: datetime) -> datetime | None:
        with storage.reading(self.engine) as db:
            case_at = db.scalar(select(func.min(Case.next_action_at)))
            work_at = db.scalar(
                select(func.min(DueWork.due_at)).where(DueWork.state == "due", DueWork.kind.not_in(PERIODIC))
            )
            lease_at = db.scalar(select(func.min(DueWork.lease_until)).where(DueWork.state == "claimed"))
        found = [at for at in (case_at, work_at, lease_at, self.twilio.next_due()) if at and at <= until]
        return min(found, default=None)

    def audit(self) -> list[Any]:
        """What the auditor finds now."""
        return auditor.findings(self.engine, self.clock())

    def person(self, name: str = "Ana", **asked: Any) -> "WebPerson":
        """Somebody who opens the widget."""
        person = WebPerson(self, name)
        person.opens(**asked)
        self.cast.append(person)
        return person

    def phone(self, number: str = "+12025550110") -> "SmsPerson":
        """Somebody who writes by SMS."""
        person = SmsPerson(self, number)
        self.cast.append(person)
        return person

    def volunteer(
        self,
        name: str,
        number: str,
        *,
        on_shift: bool = True,
        hours: float = 8,
        roles: tuple[str, ...] = ("volunteer",),
        **columns: Any,
    ) -> "VolunteerPhone":
        """A volunteer whose number is proved. `columns`: languages, tags, ... How it is proved: tests/volunteers.

        The rows are those that an invitation, a code and consent leave; the two texts are left out: in a run of
        all stories they alone took minutes.
        """
        now = self.clock()
        with storage.writing(self.engine) as db:
            row = Volunteer(
                **{"display_name": name, "state": "active", "roles": list(roles), "languages": ["en"]}
                | {"zone": settings.value("COVERAGE_ZONE"), "created_at": now}
                | columns
            )
            db.add(row)
            db.flush()
            contact = ContactMethod(
                volunteer_id=row.id, address=number, address_hash=storage.keyed_hash(number), position=1
            )
            db.add(contact)
            enrolment.verified(contact, now, "invite")
            phone = VolunteerPhone(self, name, number, row.id)
        self.cast.append(phone)
        if on_shift:
            with storage.writing(self.engine) as db:
                volunteers.go_on_shift(db, row.id, self.clock(), self.clock() + timedelta(hours=hours))
        return phone

    def nothing_else_was_sent(self) -> None:
        """No text, alert or message that nobody in the story expected; nobody read the same words twice."""
        self.settle()
        for one in self.cast:
            one.nothing_else()
        known = {one.number for one in self.cast if hasattr(one, "number")}
        strays = [t for t in self.twilio.sent() if t.to not in known]
        assert not strays, f"texts to strangers: {[(t.to, t.body) for t in strays]}"

    def case(self) -> Case:
        """The newest case."""
        with storage.reading(self.engine) as db:
            found = db.scalar(select(Case).order_by(Case.id.desc()).limit(1))
            assert found is not None, "there is no case"
            return found

    def case_of(self, person: "WebPerson") -> int:
        """The id of a person's newest case."""
        with storage.reading(self.engine) as db:
            conversation = messages.conversation_at(db, "web", token_hash(person.token))
            found = db.scalar(select(Case.id).where(Case.conversation_id == conversation.id).order_by(Case.id.desc()))
            assert found is not None, f"{person.name} has no case"
            return int(found)

    def cases(self) -> int:
        with storage.reading(self.engine) as db:
            return db.scalar(select(func.count()).select_from(Case)) or 0


@dataclass
class Said:
    """One thing a person read."""

    text: str
    speaker: str
    kind: str
    choices: list[str]
    seq: int
    at: str
    name: str | None = None


class Reader:
    """What web and SMS people share: they expect words, and everything else is a surprise."""

    world: World
    name: str

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def read(self) -> list[Said]:
        raise NotImplementedError

    def sees(self, words: str, *, speaker: str | None = None) -> Said:
        """Something not seen before holds these words (case ignored)."""
        for said in self.read():
            if said.seq in self._seen or words.casefold() not in said.text.casefold():
                continue
            if speaker is None or speaker in (said.speaker, said.name):
                self._seen.add(said.seq)
                return said
        raise AssertionError(f"{self.name} does not see {words!r}; unread: {self.unread()}")

    def sees_one_of(self, *wordings: str) -> Said:
        """One of several wordings (a text has variants)."""
        for words in wordings:
            if any(words.casefold() in s.text.casefold() for s in self.read() if s.seq not in self._seen):
                return self.sees(words)
        raise AssertionError(f"{self.name} sees none of {wordings}; unread: {self.unread()}")

    def sees_crisis_line(self, short: str = "988") -> Said:
        return self.sees(short)

    def sees_something(self) -> list[Said]:
        """Reads everything that came, whatever it says; there must be something."""
        fresh = [s for s in self.read() if s.seq not in self._seen]
        assert fresh, f"{self.name} sees nothing new"
        self._seen |= {s.seq for s in fresh}
        return fresh

    def sees_nothing_new(self) -> None:
        assert not self.unread(), f"{self.name} unexpectedly sees {self.unread()}"

    def unread(self) -> list[str]:
        return [f"[{s.speaker}] {s.text}" for s in self.read() if s.seq not in self._seen]

    def nothing_else(self) -> None:
        """Everything was seen, or came in the same moment as something that was; no words came twice."""
        all_said = self.read()
        moments = {s.at for s in all_said if s.seq in self._seen}
        strays = [s for s in all_said if s.seq not in self._seen and s.at not in moments]
        assert not strays, f"{self.name} also got {[(s.speaker, s.text) for s in strays]}"


class WebPerson(Reader):
    """Somebody at the widget."""

    def __init__(self, world: World, name: str) -> None:
        super().__init__()
        self.world, self.name, self.token = world, name, ""

    def opens(self, **asked: Any) -> None:
        answer = self.world.client.post("/api/sessions", json={"lang": "en", "zone": "America/New_York", **asked})
        assert answer.status_code == 201, answer.get_data(as_text=True)
        self.session = answer.get_json()
        self.token = self.session["token"]
        self.sees_something()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, path: str, body: Any) -> Any:
        return self.world.client.post(path, json=body, headers=self.headers)

    def types(self, text: str, *, id: str | None = None) -> "WebPerson":
        answer = self.post("/api/messages", {"id": id or str(uuid.uuid4()), "text": text})
        assert answer.status_code == 202, answer.get_data(as_text=True)
        self.world.settle()
        return self

    def presses(self, title: str) -> "WebPerson":
        """Presses a button of the newest message that has it."""
        for row in reversed(self.rows()):
            if title in row["choices"]:
                n = row["choices"].index(title) + 1
                answer = self.post("/api/messages", {"id": str(uuid.uuid4()), "choice": {"seq": row["seq"], "n": n}})
                assert answer.status_code == 202, answer.get_data(as_text=True)
                self.world.settle()
                return self
        raise AssertionError(f"no button {title!r}; there are {[r['choices'] for r in self.rows() if r['choices']]}")

    answers = presses

    def rows(self) -> list[dict[str, Any]]:
        answer = self.world.client.get("/api/messages?after=0", headers=self.headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return list(answer.get_json()["messages"])

    def read(self) -> list[Said]:
        return [
            Said(r["text"], r["from"], r["kind"], r["choices"], r["seq"], r["at"], r["name"])
            for r in self.rows()
            if r["from"] != "person"
        ]

    def choices(self) -> list[str]:
        return next((list(r["choices"]) for r in reversed(self.rows()) if r["choices"]), [])

    def speaking(self) -> dict[str, Any]:
        return dict(self.world.client.get("/api/messages?after=0", headers=self.headers).get_json()["speaking"])

    def leaves(self, *, keep: bool = True) -> None:
        assert self.post("/api/leave", {"keep": keep}).status_code == 204
        self.world.settle()
        self.gone = not keep

    def forgets(self) -> None:
        assert self.post("/api/forget", {}).status_code == 204
        self.world.settle()
        self.gone = True

    gone = False

    def nothing_else(self) -> None:
        if not self.gone:
            super().nothing_else()


class Phone(Reader):
    """A phone on the fake network."""

    line = PUBLIC

    def __init__(self, world: World, number: str, name: str | None = None) -> None:
        super().__init__()
        self.world, self.number, self.name = world, number, name or number

    def received(self) -> list[Text]:
        return self.world.twilio.texts_to(self.number)

    def texts(self, body: str, **how: Any) -> Any:
        """Writes to our number."""
        self.world.twilio.inbound(self.number, self.line, body, **how)
        self.world.settle()
        return self

    types = texts

    def read(self) -> list[Said]:
        return [
            Said(t.body, "assistant", "text", [], n, t.created_at.isoformat()) for n, t in enumerate(self.received())
        ]

    def reads_everything(self) -> None:
        self._seen |= {s.seq for s in self.read()}


class SmsPerson(Phone):
    """Somebody who writes by SMS: at most two GSM-7 segments a text."""

    def nothing_else(self) -> None:
        super().nothing_else()
        for text in self.received():
            assert segments.fits(text.body, 2) and segments.is_gsm7(text.body), f"too long or not GSM-7: {text.body!r}"


class VolunteerPhone(Phone):
    """A volunteer's phone on the staff line. Every text to it must be expected."""

    line = STAFF

    def __init__(self, world: World, name: str, number: str, id: int) -> None:
        super().__init__(world, number, name)
        self.id, self.ref = id, ""

    def expects_sms(self, words: str) -> "Expected":
        """A text with these words came, and was not expected before."""
        self.world.settle()
        said = self.sees(words)
        text = self.received()[said.seq]
        if "is waiting (" in text.body:
            self.ref = re.search(r"\(([A-Z]\d{2,3})", text.body).group(1)  # type: ignore[union-attr]
            _check_alert(text.body)
        return Expected(self, text.body)

    def replies(self, body: str) -> "VolunteerPhone":
        self.texts(body.format(ref=self.ref))
        return self

    def has_the_console_open(self) -> None:
        """Offers may be shown there; true for twenty seconds."""
        with storage.writing(self.world.engine) as db:
            volunteers.seen_in_console(db, self.id, self.world.clock())

    def takes_in_console(self) -> str:
        """Takes the newest case on the screen."""
        with storage.writing(self.world.engine) as db:
            said = cases.take(db, self.world.case().id, self.id, self.world.clock())
        self.world.settle()
        return said

    def expects_nothing(self) -> None:
        self.world.settle()
        self.sees_nothing_new()

    def nothing_else(self) -> None:
        unread = [s.text for s in self.read() if s.seq not in self._seen]
        assert not unread, f"{self.name} also got {unread}"


@dataclass
class Expected:
    """A text that a volunteer expected."""

    phone: VolunteerPhone
    body: str

    def replies(self, body: str) -> "Expected":
        self.phone.replies(body)
        return self

    def then_expects(self, words: str) -> "Expected":
        return self.phone.expects_sms(words)

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.body)
        assert found, f"{pattern!r} is not in {self.body!r}"
        return found.group(0)


def _check_alert(body: str) -> None:
    """An alert: one GSM-7 segment, no number, no word of the person's, no risk word (handoff.md 7)."""
    assert segments.is_gsm7(body) and segments.fits(body, 1), f"alert of several segments: {body!r}"
    assert not RISK_WORDS.search(re.sub(r"https?://\S+|\S+/o/\S+", "", body)), f"a risk word in {body!r}"
    assert not re.search(r"\+?\d{7,}", re.sub(r"/o/\S+", "", body)), f"a number in {body!r}"


def line_to(twilio: FakeTwilio, public_base_url: str, api_base: str = "") -> Line:
    """The real Twilio client, pointed at the fake, or at what stands before it."""
    base, numbers = api_base or twilio.base_url, {"public": PUBLIC, "staff": STAFF}
    return Line(Account(twilio.account_sid, twilio.auth_token, base, public_base_url, numbers))


Story = Callable[..., None]
