"""Those who write while the processes die: people by SMS and in the browser, volunteers by SMS. All invented.

Each follows what they read, as people do: who is asked takes or passes, who reads words answers them, who gets no
answer asks again. Every sentence carries a word that nobody else ever writes, by which the referee follows it.
"""

import itertools
import random
import re
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import requests

ALERT = re.compile(r"someone is waiting \(([A-Z]\d{2,3}), ")
TAKEN = re.compile(r"^You have ([A-Z]\d{2,3})\. What you write|^([A-Z]\d{2,3}): they are waiting for your first words")
WORDS = re.compile(r"^([A-Z]\d{2,3}): ")
BEFORE = re.compile(r"^[A-Z]\d{2,3} before: ")
OVER = re.compile(
    r"([A-Z]\d{2,3}) (?:is finished|is closed|is being offered|is with another|was taken|is over)|You have no convers"
)
TOKEN = re.compile(r"\bz[bcdfghjkm]{5}\b")
HEAVY = "i have a plan to kill myself"
UNANSWERED_S = 40.0
_LETTERS = "bcdfghjkm"


def token(n: int) -> str:
    """The n-th word that nobody else writes; it sounds like nothing."""
    letters = ""
    for _ in range(5):
        n, at = divmod(n, len(_LETTERS))
        letters += _LETTERS[at]
    return f"z{letters}"


@dataclass(frozen=True)
class Said:
    """One sentence that was written: by whom, with which ref (a volunteer's), and how it was told apart."""

    token: str
    who: "Actor"
    ref: str | None
    id: str


@dataclass
class Actor:
    """Somebody with a telephone or a browser, whose messages leave in order."""

    name: str
    address: str
    kind: str  # sms, web, volunteer
    heavy: bool = False
    queue: deque[Callable[[], None]] = field(default_factory=deque)
    busy: bool = False
    read: set[str] = field(default_factory=set)
    http: dict[str, str] = field(default_factory=dict)  # of the web: the header with the token
    after: int = 0
    done: bool = False
    asked_at: float = 0.0
    held: dict[str, int] = field(default_factory=dict)  # of a volunteer: ref -> sentences read in this conversation
    waits: dict[str, tuple[str, float]] = field(default_factory=dict)  # ref -> (command without an answer, since)
    taken: int = 0
    rests: bool = False  # had a heavy conversation
    row_id: int = 0

    def __hash__(self) -> int:
        return hash(self.address)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Actor) and other.address == self.address


class Cast:
    """Everybody, and what they wrote (`said`). `deliver` posts one SMS; `base` is where the web listens."""

    def __init__(self, base: str, deliver: Callable[[str, str, str, str], None], chance: random.Random) -> None:
        self._base, self._deliver, self._chance = base, deliver, chance
        self._pool = ThreadPoolExecutor(12)
        self._lock = threading.Lock()
        self._numbers, self._tokens = itertools.count(), itertools.count()
        self.people: dict[str, Actor] = {}
        self.volunteers: dict[str, Actor] = {}
        self.said: dict[str, Said] = {}
        self.unsent: list[str] = []
        self.ids: list[tuple[str, Actor]] = []  # every message that was written, and by whom
        self.failures: list[str] = []

    # -- arrivals ----------------------------------------------------------------------------------------------------

    def person(self) -> Actor:
        """Somebody new asks for a person, or says something grave."""
        n, heavy = next(self._numbers), self._chance.random() < 0.03
        web = self._chance.random() < 0.2
        who = Actor(f"P{n}", f"web-{n}" if web else f"+1303555{n:04d}", "web" if web else "sms", heavy)
        self.people[who.address] = who
        who.asked_at = time.monotonic()
        if web:
            self._later(who, lambda: self._session(who))
        self._write(who, HEAVY if heavy else "PERSON")
        return who

    def volunteer(self, n: int) -> Actor:
        who = Actor(f"Vol {token(n)[1:].title()}", f"+1404555{n:04d}", "volunteer")
        self.volunteers[who.address] = who
        return who

    # -- reading -----------------------------------------------------------------------------------------------------

    def reads(self, address: str, body: str) -> None:
        """A text arrived on a phone."""
        if (volunteer := self.volunteers.get(address)) is not None:
            self._volunteer_reads(volunteer, body)
        elif (person := self.people.get(address)) is not None:
            self._person_reads(person, body, None)

    def _person_reads(self, who: Actor, body: str, choice: int | None) -> None:
        new = set(TOKEN.findall(body)) - who.read
        who.read |= new
        if new:
            self._says(who, None)
        elif ("read what you wrote so far?" in body and self._chance.random() < 0.3) or "has finished here" in body:
            self._choose(who, "1", choice)

    def _volunteer_reads(self, who: Actor, body: str) -> None:
        if alert := ALERT.search(body):
            self._asked(who, alert[1], "PRIORITY" in body)
        elif taken := TAKEN.search(body):
            self._took(who, taken[1] or taken[2])
        elif over := OVER.search(body):
            for ref in [over[1]] if over[1] else list(who.held):
                who.held.pop(ref, None)
                who.waits.pop(ref, None)
        elif "That was a lot" in body:
            self._heavy_is_over(who)
        elif (words := WORDS.match(body)) and not BEFORE.match(body) and words[1] in who.held:
            new = set(TOKEN.findall(body)) - who.read
            who.read |= new
            if new:
                self._goes_on(who, words[1])

    def _asked(self, who: Actor, ref: str, heavy: bool) -> None:
        if ref in who.held or ref in who.waits or len(who.held) >= 2 or (heavy and who.held):
            return
        dice = self._chance.random()
        if dice < 0.9:
            who.rests = who.rests or heavy
            self._commands(who, ref, f"GO {ref}")
        elif dice < 0.97:
            self._write(who, f"NO {ref}")

    def _took(self, who: Actor, ref: str) -> None:
        if ref not in who.held:
            who.held[ref], who.taken = 0, who.taken + 1
            who.waits.pop(ref, None)
            self._says(who, ref)

    def _goes_on(self, who: Actor, ref: str) -> None:
        who.held[ref] += 1
        if who.held[ref] == 1 and self._chance.random() < 0.3:  # some talk on, most are done
            self._says(who, ref)
        else:
            self._commands(who, ref, f"DONE {ref} they have a plan for tonight")

    def _heavy_is_over(self, who: Actor) -> None:
        for ref, (command, _) in list(who.waits.items()):
            if command.startswith("DONE"):
                who.waits.pop(ref)
                who.held.pop(ref, None)

    def impatient(self) -> None:
        """Whoever gave a command and got no answer gives it again."""
        now = time.monotonic()
        for who in list(self.volunteers.values()):
            for ref, (command, since) in list(who.waits.items()):
                if now - since > UNANSWERED_S:
                    self._commands(who, ref, command)

    def poll(self) -> None:
        """Everybody in a browser looks for what is new."""
        open_now = [p for p in list(self.people.values()) if p.kind == "web" and p.http and not p.done]
        list(self._pool.map(self._look, open_now))

    def _look(self, who: Actor) -> None:
        try:
            answer = requests.get(f"{self._base}/api/messages?after={who.after}", headers=who.http, timeout=(2, 5))
        except requests.RequestException:
            return
        if answer.status_code != 200:
            return
        for row in answer.json()["messages"]:
            if row["seq"] > who.after:
                who.after = row["seq"]
                if row["from"] != "person":
                    self._person_reads(who, row["text"], row["seq"] if row["choices"] else None)

    # -- writing -----------------------------------------------------------------------------------------------------

    def _says(self, who: Actor, ref: str | None) -> None:
        word = token(next(self._tokens))
        id = self._write(who, f"{ref} I read you, {word}" if ref else f"i hear you, {word}")
        self.said[word] = Said(word, who, ref, id)

    def _commands(self, who: Actor, ref: str, command: str) -> None:
        who.waits[ref] = command, time.monotonic()
        self._write(who, command)

    def _choose(self, who: Actor, n: str, seq: int | None) -> None:
        if who.kind == "sms":
            self._write(who, n)
        elif seq is not None:
            self._write(who, "", {"seq": seq, "n": int(n)})

    def _write(self, who: Actor, text: str, choice: dict[str, int] | None = None) -> str:
        id = str(uuid.uuid4()) if who.kind == "web" else f"SM{uuid.uuid4().hex}"
        self.ids.append((id, who))
        self._later(who, lambda: self._post(who, id, text, choice) if who.kind == "web" else self._text(who, id, text))
        return id

    def _text(self, who: Actor, id: str, text: str) -> None:
        self._deliver(who.address, "staff" if who.kind == "volunteer" else "public", text, id)

    def _session(self, who: Actor) -> None:
        who.http = {"Authorization": f"Bearer {self._until_taken('/api/sessions', {'lang': 'en'}, {})['token']}"}

    def _post(self, who: Actor, id: str, text: str, choice: dict[str, int] | None) -> None:
        body: dict[str, Any] = {"id": id, "choice": choice} if choice else {"id": id, "text": text}
        self._until_taken("/api/messages", body, who.http)

    def _until_taken(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        """As the widget does: the same again, until it is taken. It would not give up at all."""
        for _ in range(1500):
            try:
                answer = requests.post(f"{self._base}{path}", json=body, headers=headers, timeout=(2, 15))
            except requests.RequestException:
                time.sleep(0.4)
                continue
            if answer.status_code < 300:
                return answer.json()
            if answer.status_code < 500:
                raise RuntimeError(f"{path}: {answer.status_code}")
            time.sleep(0.4)
        raise RuntimeError(f"{path}: never taken")

    def _later(self, who: Actor, act: Callable[[], None]) -> None:
        with self._lock:
            who.queue.append(act)
            if who.busy:
                return
            who.busy = True
        self._pool.submit(self._drain, who)

    def _drain(self, who: Actor) -> None:
        while True:
            with self._lock:
                if not who.queue:
                    who.busy = False
                    return
                act = who.queue.popleft()
            try:
                act()
            except Exception as error:  # noqa: BLE001  told at the end: a fault of one must not stop the others
                self.failures.append(f"{who.kind}: {type(error).__name__} {error}"[:200])

    @property
    def quiet(self) -> bool:
        """Nobody has anything on its way."""
        with self._lock:
            return not any(a.busy for a in [*self.people.values(), *self.volunteers.values()])

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
