"""After the run: was a case or a message lost, did anybody read something twice, or something not meant for them?

Two witnesses: the databases, and what the fake Twilio handed to each phone. A text is known by the id in the address
that Twilio reports its status to; a sentence by the word in it that nobody else wrote.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from actions import storage
from actions.storage import keyed_hash
from handoff.cases.models import Assignment, Case, CaseRef
from handoff.channels.sms.fake.model import Text as Handed
from handoff.channels.sms.models import InboundRaw, Text
from handoff.conversations.models import Address, Conversation, Message
from handoff.volunteers.models import ContactMethod
from tests.bench.kills.cast import BEFORE, TOKEN, Cast, Said

OWN_TEXT = re.compile(r"/sms/status/(\d+)")
NOT_SENT = ("was not sent", "were not sent", "Not sent", "did not reach")


@dataclass
class Verdict:
    """What was counted; each list holds what broke a promise, in a form to look into."""

    cases: int = 0
    messages: int = 0
    texts: dict[str, int] = field(default_factory=dict)  # handed over, by kind of reader
    cases_lost: list[str] = field(default_factory=list)
    messages_lost: list[str] = field(default_factory=list)
    twice_to_volunteers: list[str] = field(default_factory=list)
    twice_to_people: list[str] = field(default_factory=list)
    wrong_party: list[str] = field(default_factory=list)
    told_not_sent: int = 0


class Referee:
    """Looks once, when everything has come to rest."""

    def __init__(self, engine: Engine, cast: Cast, handed: Sequence[Handed]) -> None:
        self._cast, self._engine = cast, engine
        self._handed = [h for h in handed if not h.automatic]
        self._to: dict[str, list[Handed]] = defaultdict(list)
        for one in self._handed:
            self._to[one.to].append(one)
        self.verdict = Verdict()

    def judge(self) -> Verdict:
        with storage.reading(self._engine) as db:
            self._load(db)
            self._cases(db)
            self._messages(db)
            self._sentences()
            self._twice(db)
            self._parties()
        return self.verdict

    # -- what the database knows -------------------------------------------------------------------------------------

    def _load(self, db: Session) -> None:
        self._load_messages(db)
        hashes = dict(
            db.execute(
                select(Address.address_hash, Conversation.id).join(
                    Conversation, Conversation.person_id == Address.person_id
                )
            )
            .tuples()
            .all()
        )
        for address in self._cast.people:
            if not address.startswith("web") and (found := hashes.get(keyed_hash(address))):
                self._conversation[address] = found
        self._load_parties(db)

    def _load_messages(self, db: Session) -> None:
        client = {id: who.address for id, who in self._cast.ids}
        self._conversation: dict[str, int] = {}
        self._rows: dict[str, list[Message]] = defaultdict(list)
        self._out: dict[int, list[Message]] = defaultdict(list)
        for m in db.scalars(select(Message).order_by(Message.seq)):
            if m.direction == "out":
                self._out[m.conversation_id].append(m)
                continue
            self._rows[m.client_id or ""].append(m)
            if (address := client.get(m.client_id or "")) is not None:
                self._conversation[address] = m.conversation_id

    def _load_parties(self, db: Session) -> None:
        numbers = dict(db.execute(select(ContactMethod.volunteer_id, ContactMethod.address)).tuples().all())
        of_case = dict(db.execute(select(Case.id, Case.conversation_id)).tuples().all())
        self._held: dict[str, set[int]] = defaultdict(set)  # volunteer's number -> conversations
        self._assigned: dict[tuple[str, str], int] = {}  # (number, ref) -> conversation
        for who, case_id in db.execute(select(Assignment.volunteer_id, Assignment.case_id)):
            self._held[numbers[who]].add(of_case[case_id])
        for who, case_id, ref in db.execute(select(CaseRef.volunteer_id, CaseRef.case_id, CaseRef.ref)):
            self._assigned[numbers[who], ref] = of_case[case_id]

    def _cases(self, db: Session) -> None:
        self.verdict.cases = db.scalar(select(func.count()).select_from(Case)) or 0
        have = set(db.scalars(select(Case.conversation_id)))
        for address, who in self._cast.people.items():
            if self._conversation.get(address) not in have:
                self.verdict.cases_lost.append(f"{who.name} ({who.kind}) asked, and no case was opened")
        for case in db.scalars(select(Case).where(Case.state != "closed")):
            self.verdict.cases_lost.append(f"case {case.id} is {case.state} still, due {case.next_action_at}")

    def _messages(self, db: Session) -> None:
        """Every message that was written is stored once, and somebody has dealt with it."""
        raws: dict[str, list[InboundRaw]] = defaultdict(list)
        for raw in db.scalars(select(InboundRaw)):
            raws[raw.message_sid].append(raw)
        self.verdict.messages = len(self._cast.ids)
        for id, who in self._cast.ids:
            rows: Sequence[Message | InboundRaw] = raws[id] if who.kind == "volunteer" else self._rows[id]
            if len(rows) != 1:
                self.verdict.messages_lost.append(f"{who.name}'s {id} is stored {len(rows)} times")
            elif rows[0].handled_at is None:
                self.verdict.messages_lost.append(f"{who.name}'s {id} was never handled")

    # -- what they read ----------------------------------------------------------------------------------------------

    def _sentences(self) -> None:
        """Every sentence reached whoever it was for, once; or whoever wrote it was told that it did not."""
        where: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self._handed:
            if not BEFORE.match(one.body):
                where.update({t: where[t] + Counter([one.to]) for t in set(TOKEN.findall(one.body))})
        web = {self._conversation.get(p.address): p for p in self._cast.people.values() if p.kind == "web"}
        for conversation, rows in self._out.items():
            if conversation in web:
                for m in rows:
                    where.update({t: where[t] + Counter([web[conversation].address]) for t in TOKEN.findall(m.body)})
        for said in self._cast.said.values():
            self._one(said, where[said.token])

    def _one(self, said: Said, read: Counter[str]) -> None:
        times = sum(read.values())
        if times == 0:
            self._unread(said)
        elif said.who.kind == "volunteer" and times > 1:
            self.verdict.twice_to_people.append(f"{said.token} of {said.who.name} {times} times")
        elif times > 1:
            self.verdict.twice_to_volunteers.append(f"{said.token} of {said.who.name} {times} times")

    def _unread(self, said: Said) -> None:
        if said.who.kind == "volunteer":
            if any(any(w in one.body for w in NOT_SENT) for one in self._to[said.who.address]):
                self.verdict.told_not_sent += 1
                return
        elif (row := next(iter(self._rows[said.id]), None)) is not None and row.assignment_id is None:
            self.verdict.told_not_sent += 1  # nobody had the case just then: the assistant has read it and answered
            return
        self.verdict.messages_lost.append(f"{said.token} of {said.who.name} ({said.who.kind}) reached nobody")

    def _twice(self, db: Session) -> None:
        """A text of ours that Twilio got twice; an answer that was given twice."""
        times = Counter(m[1] for one in self._handed if (m := OWN_TEXT.search(one.callback or "")))
        kinds = {str(id): (line, kind) for id, line, kind in db.execute(select(Text.id, Text.line, Text.kind))}
        readers: Counter[str] = Counter()
        for one in self._handed:
            readers["people" if one.to in self._cast.people else "volunteers"] += 1
        self.verdict.texts = dict(readers)
        for id, n in times.items():
            line, kind = kinds.get(id, ("?", "?"))
            to = self.verdict.twice_to_people if line == "public" else self.verdict.twice_to_volunteers
            to.extend([f"text {id} ({kind})"] * (n - 1))
        for rows in self._out.values():
            same = Counter((m.cause_id, m.body) for m in rows if m.cause_id is not None)
            self.verdict.twice_to_people.extend(f"answer to message {c}" for (c, _), n in same.items() if n > 1)

    def _parties(self) -> None:
        """No phone and no chat holds a word of a talk that its owner had no part in."""
        for one in self._handed:
            for word in set(TOKEN.findall(one.body)):
                if (said := self._cast.said.get(word)) and not self._may_read(said, one.to):
                    self.verdict.wrong_party.append(f"{word} of {said.who.name} went to {one.to}")
        owners = {c: address for address, c in self._conversation.items()}
        for conversation, rows in self._out.items():
            for m in rows:
                for word in set(TOKEN.findall(m.body)):
                    said = self._cast.said.get(word)
                    if said and not self._may_read(said, owners.get(conversation, "?")):
                        self.verdict.wrong_party.append(f"{word} of {said.who.name} stands in chat {conversation}")

    def _may_read(self, said: Said, reader: str) -> bool:
        if said.who.kind == "volunteer":
            about = self._assigned.get((said.who.address, said.ref or ""), -1)
            return about == self._conversation.get(reader) or about in self._held.get(reader, set())
        return self._conversation.get(said.who.address, -1) in self._held.get(reader, set())
