"""How the stand-in calls the application: signed, and retried as the URL's fragment asks."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from handoff.channels.sms.signature import sign

# (url without fragment, fields, headers) -> HTTP status. Raises OSError when nobody answers.
Post = Callable[[str, Mapping[str, str], Mapping[str, str]], int]


def over_http(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> int:
    """Post to a real server; 2 s to connect, 5 s to answer. Raises OSError (requests' errors are)."""
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url, data=dict(fields), headers=dict(headers), timeout=(2, 5)).status_code


def through(client: Any) -> Post:
    """Post into a Flask test client instead, by path and query: no socket, no thread."""

    def post(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> int:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        with client.post(path, data=dict(fields), headers=dict(headers)) as answer:
            return int(answer.status_code)

    return post


class Poster:
    """Signs and posts; without a fragment there is one retry, when connecting failed, as with Twilio."""

    def __init__(self, token: str, post: Post, *, webhook_key: str = "") -> None:
        self.token, self.webhook_key, self.post = token, webhook_key, post

    def __call__(self, url: str, fields: Mapping[str, str]) -> int | None:
        """The status of the last try, None when nobody answered. Same fields and token on each try."""
        bare, _, fragment = url.partition("#")
        again, on = _policy(fragment)
        headers = {
            **sign(bare, fields, token=self.token, webhook_key=self.webhook_key),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            "User-Agent": "TwilioProxy/1.1",
        }
        status: int | None = None
        for _ in range(1 + again):
            try:
                status = self.post(bare, fields, headers)
            except OSError:
                status = None
            if not _wants_again(status, on):
                break
        return status


def _policy(fragment: str) -> tuple[int, frozenset[str]]:
    """(how many retries, on what) of a fragment like ct=2000&rt=5000&rc=3&rp=all."""
    asked = dict(parse_qsl(fragment))
    again = min(int(asked["rc"]), 5) if asked.get("rc", "").isdecimal() else 1
    return again, frozenset(asked.get("rp", "ct").split(","))


def _wants_again(status: int | None, on: frozenset[str]) -> bool:
    if status is None:
        return bool(on & {"ct", "rt", "all"})
    if status >= 500:
        return bool(on & {"5xx", "all"})
    return status >= 400 and bool(on & {"4xx", "all"})
