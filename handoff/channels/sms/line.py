"""Our line to Twilio: hand over one text, find out whether it went, blank it, read what came in."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import requests
from twilio.base.exceptions import TwilioException
from twilio.rest import Client as TwilioClient
from urllib3.exceptions import NewConnectionError

from handoff.channels.sms.errors import Permanent, Transient, refusal
from handoff.channels.sms.http_client import Client, Refused

__all__ = ["CALLBACK_POLICY", "Account", "Line", "Permanent", "Received", "Sent", "Transient"]

LineName = Literal["public", "staff"]
SenderName = str  # a line's name, or that of its stand-in: public2, staff2

# Twilio's own default is one retry, on connecting only: 2 s to connect, 5 s to read, 3 retries, on every failure.
CALLBACK_POLICY = "ct=2000&rt=5000&rc=3&rp=all"
# Twilio's clock and ours may differ by a little when times are compared.
SKEW = timedelta(seconds=5)


@dataclass(frozen=True)
class Account:
    """Who we are at Twilio. An API key, where given, sends; the token stays for signatures. Services are optional."""

    sid: str
    token: str
    api_base: str
    public_base_url: str
    numbers: dict[str, str]  # line (or stand-in) -> our number, E.164; of a pool the first, which is shown
    services: dict[str, str] | None = None  # line (or stand-in) -> Messaging Service SID; without one, a number sends
    pools: dict[str, tuple[str, ...]] | None = None  # line -> all its numbers, where there are several
    api_key: tuple[str, str] | None = None

    @classmethod
    def from_settings(cls) -> "Account":
        """The account that the settings name: Twilio, or the phone simulator when there are no keys."""
        from handoff import settings
        from handoff.channels.sms.settings import value

        sid, token, base = settings.twilio_account()
        key, secret = value("TWILIO_API_KEY"), value("TWILIO_API_SECRET")
        services = {"public": value("TWILIO_PUBLIC_SERVICE"), "staff": value("TWILIO_STAFF_SERVICE")}
        pools = {name: _pool(settings.value(f"TWILIO_{name.upper()}_NUMBER")) for name in ("public", "staff")}
        numbers = {name: pool[0] for name, pool in pools.items()}
        for name in ("public", "staff"):
            stand_in = value(f"TWILIO_{name.upper()}_SECOND")
            if stand_in:
                (services if stand_in.startswith("MG") else numbers)[f"{name}2"] = stand_in
        return cls(
            sid,
            token,
            base,
            settings.value("PUBLIC_BASE_URL"),
            numbers,
            {name: sid for name, sid in services.items() if sid},
            pools,
            (key, secret) if key and secret else None,
        )

    def numbers_of(self, sender: SenderName) -> tuple[str, ...]:
        """Every number of a line or of its stand-in."""
        one = self.numbers.get(sender)
        return (self.pools or {}).get(sender) or ((one,) if one else ())


def _pool(numbers: str) -> tuple[str, ...]:
    return tuple(n.strip() for n in numbers.split(",") if n.strip())


@dataclass(frozen=True)
class Sent:
    """Twilio has the text. `status` is its first status (queued, accepted), for which no callback comes."""

    sid: str
    status: str
    code: int | None = None


@dataclass(frozen=True)
class Received:
    """An inbound text as Twilio's list shows it; `fields` has the names a webhook would have used."""

    sid: str
    fields: dict[str, str]
    at: datetime


class Line:
    """Twilio's API as far as we use it. Safe to share between threads; never called inside a transaction."""

    def __init__(self, account: Account, *, http: Client | None = None) -> None:
        self.account = account
        self._http = http or Client(account.api_base)
        user, secret = account.api_key or (account.sid, account.token)
        self._twilio = TwilioClient(user, secret, account.sid, http_client=self._http)

    @classmethod
    def from_settings(cls) -> "Line":
        return cls(Account.from_settings())

    def send(self, to: str, body: str, *, line: SenderName, text_id: str, validity_s: int) -> Sent:
        """Hand one text over. Raises Permanent (will never work as it is) or Transient (perhaps it was sent).

        line  public or staff, or one of their stand-ins. Of several numbers each phone always hears from the same.
        """
        service = (self.account.services or {}).get(line)
        sender: dict[str, Any] = {"messaging_service_sid": service} if service else {"from_": self._number(line, to)}
        with _failures():
            made = self._twilio.messages.create(
                to=to,
                body=body,
                status_callback=self.callback_url(text_id),
                validity_period=validity_s,
                smart_encoded=False,
                **sender,
            )
            return Sent(made.sid, str(made.status), made.error_code)

    def _number(self, line: SenderName, to: str) -> str:
        pool = self.account.numbers_of(line)
        return pool[int(hashlib.sha256(to.encode()).hexdigest(), 16) % len(pool)]

    def find(self, to: str, body: str, since: datetime, *, line: LineName | None = None) -> Sent | None:
        """The newest text with these words to `to` that Twilio took at or after `since`; None when the list has none.

        Lists can lag: None is a hint. Any sender of ours counts; a text still waiting for one counts too.
        Time is that of creation: a queued text has no DateSent, so filtering by it would miss the very text we seek.
        """
        senders = [s for s in (line, f"{line}2")] if line else ["public", "public2", "staff", "staff2"]
        ours = {number for sender in senders for number in self.account.numbers_of(sender)}
        services = set((self.account.services or {}).values())
        with _failures():
            for text in self._twilio.messages.stream(to=to, limit=200, page_size=50):
                if text.date_created and text.date_created < since - SKEW:
                    return None
                if not str(text.direction).startswith("outbound") or text.body != body:
                    continue
                if text.from_ in ours or text.messaging_service_sid in services:
                    return Sent(text.sid, str(text.status), text.error_code)
        return None

    def received(self, line: LineName, since: datetime) -> list[Received]:
        """Inbound texts to a line since `since`, oldest first: what a webhook may have missed."""
        found: list[Received] = []
        with _failures():
            after = since.astimezone(UTC) - SKEW
            for number in self.account.numbers_of(line):
                listed = self._twilio.messages.stream(to=number, date_sent_after=after, page_size=200)
                found += [_received(text) for text in listed if str(text.direction) == "inbound"]
        return sorted(reversed(found), key=lambda one: one.at)  # lists are newest first: order holds within a second

    def blank(self, sid: str) -> None:
        """Blank a text's words at Twilio. Raises like `send`."""
        with _failures():
            self._twilio.messages(sid).update(body="")

    def delete(self, sid: str) -> None:
        """Delete a text at Twilio, with its pictures. Raises like `send`."""
        with _failures():
            for media in self._twilio.messages(sid).media.list(limit=20):
                media.delete()
            self._twilio.messages(sid).delete()

    def check(self) -> str:
        """The account's status word, for `doctor`. Raises Permanent(20003) for a wrong token."""
        with _failures():
            return str(self._twilio.api.accounts(self.account.sid).fetch().status)

    def callback_url(self, text_id: str) -> str:
        """Where Twilio tells what became of a text; the id in it proves which one, should our answer get lost."""
        return f"{self.account.public_base_url.rstrip('/')}/sms/status/{text_id}#{CALLBACK_POLICY}"

    def close(self) -> None:
        """Close this thread's connections."""
        self._http.close()


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what the client raises into Permanent or Transient."""
    try:
        yield
    except Refused as error:
        raise refusal(
            error.code if error.status < 500 else _server_code(error), retry_after_s=error.retry_after_s
        ) from error
    except (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError) as error:
        raise Transient(maybe_sent=False) from error
    except requests.ConnectionError as error:
        raise Transient(maybe_sent=not _never_connected(error)) from error
    except (requests.RequestException, TwilioException, ValueError, KeyError, TypeError) as error:
        # No answer in time, half an answer, or one that is not Twilio's: the text may well be on its way.
        raise Transient(maybe_sent=True) from error


def _server_code(error: Refused) -> int:
    """A 5xx may have sent, whatever code its body names."""
    return error.code if error.code in (20500, 20503) else error.status


def _never_connected(error: requests.ConnectionError) -> bool:
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)


def _received(text: Any) -> Received:
    fields = {
        "MessageSid": text.sid,
        "From": text.from_ or "",
        "To": text.to or "",
        "Body": text.body or "",
        "NumMedia": str(text.num_media or "0"),
        "NumSegments": str(text.num_segments or "1"),
        "AccountSid": text.account_sid or "",
        "SmsStatus": "received",
    }
    if text.messaging_service_sid:
        fields["MessagingServiceSid"] = text.messaging_service_sid
    return Received(text.sid, fields, text.date_sent or text.date_created)
