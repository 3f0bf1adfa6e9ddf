"""Twilio's signature on what it posts to us: checked over the public address, never over the host a request claims."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from flask import Request
from twilio.request_validator import HMAC_SHA256, RequestValidator, get_signature_algorithm
from werkzeug.datastructures import MultiDict

HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"


class Headers(Protocol):
    """What we need of headers: a look-up that ignores case."""

    def get(self, key: str, /) -> str | None: ...


def verify(
    base_url: str,
    path_and_query: str,
    fields: Iterable[tuple[str, str]],
    headers: Headers,
    *,
    token: str,
    webhook_key: str = "",
) -> bool:
    """True when the request was signed by who knows `token` (SHA-1) or `webhook_key` (SHA-256, when one is set).

    `path_and_query` as it came, without fragment; `fields` are all posted pairs, unknown and repeated ones too.
    """
    algorithm = get_signature_algorithm(headers.get(SETTINGS_HEADER) or "").upper()
    secret = webhook_key if algorithm == HMAC_SHA256 else token
    given = headers.get(HEADER) or ""
    if not secret or not given:
        return False
    url = base_url.rstrip("/") + path_and_query.split("#", 1)[0]
    try:
        return bool(RequestValidator(secret).validate(url, MultiDict(list(fields)), given, algorithm))
    except UnicodeEncodeError:  # a lone surrogate: nothing Twilio can have signed
        return False


def verify_request(request: Request, *, base_url: str, token: str, webhook_key: str = "") -> bool:
    """`verify` for a Flask request, with every field of its form."""
    query = request.query_string.decode("latin-1")
    path = request.path + (f"?{query}" if query else "")
    return verify(base_url, path, request.form.items(multi=True), request.headers, token=token, webhook_key=webhook_key)


def sign(
    url: str, fields: Mapping[str, str] | Iterable[tuple[str, str]], *, token: str, webhook_key: str = ""
) -> dict[str, str]:
    """The headers Twilio would send with `fields` to `url` (a fragment is never signed)."""
    pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
    bare = url.split("#", 1)[0]
    if webhook_key:
        made = RequestValidator(webhook_key).compute_signature(bare, MultiDict(pairs), HMAC_SHA256)
        return {HEADER: made, SETTINGS_HEADER: f"key=webhooks_sharedkey_simulated,algorithm={HMAC_SHA256}"}
    return {HEADER: RequestValidator(token).compute_signature(bare, MultiDict(pairs))}
