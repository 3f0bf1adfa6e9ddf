"""How our Twilio client reaches the network: with a time-out, at an address of our choice, without hidden retries."""

import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http import HttpClient
from twilio.http.response import Response

from actions.settings import BadSetting

CONNECT_S, READ_S = 3.0, 8.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Refused(Exception):
    """An answer outside 200–299. Twilio's own exception drops the headers, so `Retry-After` would be lost with it."""

    def __init__(self, status: int, code: int, retry_after_s: float | None) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status, self.code, self.retry_after_s = status, code, retry_after_s


class Client(HttpClient):
    """An `http_client` for twilio's `Client`. One session a thread; errors of the network leave as requests' own."""

    def __init__(self, api_base: str = "", *, connect_s: float = CONNECT_S, read_s: float = READ_S) -> None:
        self.is_async = False
        self.timeout = (connect_s, read_s)
        self._base = urlsplit(checked_base(api_base)) if api_base else None
        self._local = threading.local()

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request, once. Raises `Refused` for an answer that is no success, requests' exceptions for none."""
        answer = self._session().request(
            method.upper(),
            self._there(uri),
            params=dict(params or {}),
            data=dict(data or {}),
            headers=dict(headers or {}),
            auth=auth,
            timeout=timeout or self.timeout,
            allow_redirects=False,
        )
        if not 200 <= answer.status_code < 300:
            raise Refused(answer.status_code, _code(answer), _retry_after(answer))
        return Response(answer.status_code, answer.text, answer.headers)

    def close(self) -> None:
        """Close this thread's connections."""
        session = getattr(self._local, "session", None)
        if session is not None:
            session.close()
            del self._local.session

    def _session(self) -> requests.Session:
        session = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            adapter = HTTPAdapter(max_retries=0)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            if self._base is not None and self._base.hostname in _LOOPBACK:
                session.trust_env = False  # no proxy of the environment between us and this machine
            self._local.session = session
        return session

    def _there(self, uri: str) -> str:
        if self._base is None:
            return uri
        parts = urlsplit(uri)
        path = self._base.path.rstrip("/") + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))


def checked_base(api_base: str) -> str:
    """`api_base` when it is https or loopback; raises BadSetting: a token sent in the clear is a token given away."""
    parts = urlsplit(api_base)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        return api_base
    raise BadSetting("TWILIO_API_BASE", "is neither https nor loopback.", "Use https, or leave it empty.")


def _code(answer: requests.Response) -> int:
    """Twilio's error code in the answer, else the HTTP status."""
    try:
        body = answer.json()
    except ValueError:
        return answer.status_code
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else answer.status_code


def _retry_after(answer: requests.Response) -> float | None:
    try:
        return max(0.0, float(answer.headers.get("Retry-After", "")))
    except ValueError:
        return None
