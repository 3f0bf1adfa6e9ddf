"""The network behind the API: takes texts, lets them live through their statuses, tells the application."""

import heapq
import itertools
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handoff.channels.sms import segments
from handoff.channels.sms.fake import rules
from handoff.channels.sms.fake.model import RANK, ApiError, Number, Plan, SimClock, Text
from handoff.channels.sms.fake.posting import Poster

_QUEUE_LONGEST_S = 36_000


@dataclass(frozen=True)
class Event:
    """One status of one text, told `copies` times."""

    sid: str
    status: str
    code: int | None = None
    copies: int = 1


class Network:
    """All state, under one lock. Posting happens outside it: the application may call back meanwhile."""

    def __init__(
        self,
        account_sid: str,
        numbers: Iterable[Number],
        poster: Poster,
        clock: SimClock,
        *,
        delays: tuple[float, float] = (0.0, 0.0),
        prefixes: tuple[str, ...] | None = None,
    ) -> None:
        self.account_sid, self.poster, self.clock = account_sid, poster, clock
        self.numbers = {n.number: n for n in numbers}
        self.delays, self.prefixes = delays, prefixes
        self.lock = threading.RLock()
        self.texts: dict[str, Text] = {}
        self.plans: dict[str, Plan] = {}
        self.opted_out: set[tuple[str, str]] = set()
        self.version = 0
        self.callbacks: list[tuple[str, str, int | None]] = []  # (sid, status, what the application answered)
        self._events: list[tuple[datetime, int, Event]] = []
        self._telling: list[datetime] = []  # callbacks that the application is taking at this moment
        self._order = itertools.count()
        self._free_at: dict[str, datetime] = {}
        self._sticky: dict[tuple[str, str], str] = {}

    # -- texts going out -------------------------------------------------------------------------------------------

    def create(self, form: Mapping[str, str], media: Iterable[str] = ()) -> Text:
        """Take a text, as the API would; raises ApiError. The answer is a snapshot in its first status."""
        rules.check_text(form, prefixes=self.prefixes)
        with self.lock:
            service, sender = form.get("MessagingServiceSid") or None, form.get("From") or None
            number = self._sender(service, sender, form["To"])
            plan = self._plan_for(form["To"])
            if plan.refuses:
                raise ApiError(plan.refuses)
            if (number.list_key, form["To"]) in self.opted_out:
                raise ApiError(21610)
            now, count = self.clock(), segments.count(form.get("Body", "")).segments or 1
            start = max(now, self._free_at.get(number.number, now)) if number.rate else now
            if start - now > timedelta(seconds=_QUEUE_LONGEST_S):
                raise ApiError(21611)
            if number.rate:
                self._free_at[number.number] = start + timedelta(seconds=count / number.rate)
            pooled = service is not None and sender is None
            text = Text(
                new_sid("MM" if media else "SM"),
                "outbound-api",
                None if pooled else number.number,
                form["To"],
                form.get("Body", ""),
                "accepted" if service else "queued",
                now,
                now,
                0 if pooled else count,
                service=service,
                media=_media(media),
                validity_s=rules.validity(form),
                callback=form.get("StatusCallback") or None,
            )
            self._keep(text)
            first = text.copy()
            self._live(text, number, plan, start)
            return first

    def answer(self, number: Number, to: str, body: str) -> Text:
        """The network's own answer to STOP, START or HELP: delivered at once, without callbacks."""
        with self.lock:
            now = self.clock()
            text = Text(
                new_sid("SM"),
                "outbound-reply",
                number.number,
                to,
                body,
                "delivered",
                now,
                now,
                segments.count(body).segments,
                now,
                service=number.service,
                automatic=True,
            )
            return self._keep(text)

    def receive(self, number: Number, from_: str, body: str, media: Iterable[str] = (), sid: str | None = None) -> Text:
        """Keep an inbound text; it is in the list from now on, whether or not the webhook gets through."""
        with self.lock:
            now, pictures = self.clock(), _media(media)
            made = sid or new_sid("MM" if pictures else "SM")
            text = Text(
                made,
                "inbound",
                from_,
                number.number,
                body,
                "received",
                now,
                now,
                segments.count(body).segments or 1,
                now,
                service=number.service,
                media=pictures,
            )
            return self._keep(text)

    def _keep(self, text: Text) -> Text:
        text.statuses.append(text.status)
        self.texts[text.sid] = text
        self.version += 1
        return text

    def _sender(self, service: str | None, sender: str | None, to: str) -> Number:
        """The number that sends; of a service, the one this phone already knows, else the pool in turn."""
        if service is None:
            if sender not in self.numbers:
                raise ApiError(21606)
            return self.numbers[sender]
        pool = [n for n in self.numbers.values() if n.service == service]
        if not pool:
            raise ApiError(21705)
        if sender is not None:
            if sender not in {n.number for n in pool}:
                raise ApiError(21606)
            return self.numbers[sender]
        known = len([key for key in self._sticky if key[0] == service])
        return self.numbers[self._sticky.setdefault((service, to), pool[known % len(pool)].number)]

    def _plan_for(self, phone: str) -> Plan:
        plan = self.plans.get(phone, Plan())
        if plan.times is None:
            return plan
        if plan.times <= 1:
            del self.plans[phone]
        else:
            self.plans[phone] = replace(plan, times=plan.times - 1)
        return plan

    def _live(self, text: Text, number: Number, plan: Plan, start: datetime) -> None:
        """Put the coming statuses of a new text in the queue."""
        sent_s, done_s = self.delays
        copies = 2 if plan.doubled else 1
        if text.service:
            self._sticky[(text.service, text.to)] = number.number  # shown by the API once the text is queued
            self._at(text.created_at, Event(text.sid, "queued", None, copies))
        if text.validity_s is not None and start > text.created_at + timedelta(seconds=text.validity_s):
            self._at(text.created_at + timedelta(seconds=text.validity_s), Event(text.sid, "failed", 30036, copies))
            return
        sent = start + timedelta(seconds=sent_s)
        done = sent + timedelta(seconds=done_s + plan.late_s)
        if plan.outcome == "failed":
            self._at(sent, Event(text.sid, "failed", plan.code or 30008, copies))
            return
        if plan.outcome == "sent":
            self._at(sent, Event(text.sid, "sent", None, copies))
            return
        last = Event(text.sid, plan.outcome, plan.code if plan.outcome == "undelivered" else None, copies)
        before = Event(text.sid, "sent", None, copies)
        for at, event in zip((sent, done), (last, before) if plan.backwards else (before, last), strict=True):
            self._at(at, event)

    def _at(self, due: datetime, event: Event) -> None:
        heapq.heappush(self._events, (due, next(self._order), event))

    # -- time ------------------------------------------------------------------------------------------------------

    def next_due(self) -> datetime | None:
        """When the next status is due; None when nothing is under way, not even a callback being taken by the app."""
        with self.lock:
            return min([*self._telling, *(due for due, _, _ in self._events[:1])], default=None)

    def deliver_pending(
        self, now: datetime | None = None, *, post: Callable[[str, Mapping[str, str]], int | None] | None = None
    ) -> int:
        """Let every status that is due by `now` happen, in order, and tell the application. Returns how many."""
        send, done = post or self.poster, 0
        while True:
            with self.lock:
                if not self._events or self._events[0][0] > (now or self.clock()):
                    return done
                due, _, event = heapq.heappop(self._events)
                told = self._happen(event, due)
                self._telling.append(due)
            done += 1
            try:
                if told is not None:
                    url, fields = told
                    for _ in range(event.copies):
                        self.callbacks.append((event.sid, event.status, send(url, fields)))
            finally:
                with self.lock:
                    self._telling.remove(due)

    def _happen(self, event: Event, at: datetime) -> tuple[str, dict[str, str]] | None:
        text = self.texts.get(event.sid)
        if text is None:  # deleted meanwhile
            return None
        if RANK[event.status] > RANK[text.status]:
            self._change(text, event, at)
        if not text.callback:
            return None
        fields = {
            "ApiVersion": "2010-04-01",
            "AccountSid": self.account_sid,
            "MessageSid": text.sid,
            "SmsSid": text.sid,
            "MessageStatus": event.status,
            "SmsStatus": event.status,
            "From": text.from_ or "",
            "To": text.to,
            "ChannelStatusMessage": "",
        }
        if event.code is not None:
            fields["ErrorCode"] = str(event.code)
        if text.service:
            fields["MessagingServiceSid"] = text.service
        return text.callback, fields

    def _change(self, text: Text, event: Event, at: datetime) -> None:
        text.status, text.error_code, text.updated_at = event.status, event.code, at
        text.statuses.append(event.status)
        if text.from_ is None and text.service:
            text.from_ = self._sticky[(text.service, text.to)]
            text.segments = segments.count(text.body).segments or 1
        if text.sent_at is None and event.status != "queued":
            text.sent_at = at
        self.version += 1


def _media(content_types: Iterable[str]) -> dict[str, str]:
    return {new_sid("ME"): content_type for content_type in content_types}


def new_sid(prefix: str) -> str:
    """A SID that nobody has."""
    return prefix + secrets.token_hex(16)
