"""Twilio's signature covers the public address and every field (S5)."""

import pytest
from flask import Flask, request

from handoff.channels.sms.signature import HEADER, SETTINGS_HEADER, sign, verify, verify_request

BASE, TOKEN, KEY = "https://chat.example.org", "token", "shared-key"
FIELDS = [("Body", "hello"), ("From", "+12025550111"), ("FieldOfTomorrow", "x")]


def made(
    url: str = f"{BASE}/sms/in/public?a=b", fields: list[tuple[str, str]] = FIELDS, key: str = ""
) -> dict[str, str]:
    return sign(url, fields, token=TOKEN, webhook_key=key)


def test_a_good_signature() -> None:
    assert verify(BASE, "/sms/in/public?a=b", FIELDS, made(), token=TOKEN)


def test_the_fragment_is_not_signed() -> None:
    headers = made(f"{BASE}/sms/in/public?a=b#ct=2000&rt=5000&rc=3&rp=all")
    assert verify(f"{BASE}/", "/sms/in/public?a=b", FIELDS, headers, token=TOKEN)


def test_unknown_and_repeated_fields_are_signed_too() -> None:
    fields = [*FIELDS, ("Body", "again")]
    assert verify(BASE, "/sms/in/public?a=b", fields, made(fields=fields), token=TOKEN)


@pytest.mark.parametrize(
    ("base", "path", "fields"),
    [
        ("http://chat.example.org", "/sms/in/public?a=b", FIELDS),
        ("https://other.example.org", "/sms/in/public?a=b", FIELDS),
        (BASE, "/sms/in/public", FIELDS),
        (BASE, "/sms/in/staff?a=b", FIELDS),
        (BASE, "/sms/in/public?a=b", FIELDS[:2]),
        (BASE, "/sms/in/public?a=b", [("Body", "hullo"), *FIELDS[1:]]),
        (BASE, "/sms/in/public?a=b", [("Body", "lone \ud800"), *FIELDS[1:]]),
    ],
)
def test_anything_else_is_refused(base: str, path: str, fields: list[tuple[str, str]]) -> None:
    assert not verify(base, path, fields, made(), token=TOKEN)


def test_no_header_and_no_token_are_refused() -> None:
    assert not verify(BASE, "/sms/in/public?a=b", FIELDS, {}, token=TOKEN)
    assert not verify(BASE, "/sms/in/public?a=b", FIELDS, sign(f"{BASE}/sms/in/public?a=b", FIELDS, token=""), token="")


def test_sha256_is_taken_only_with_its_own_key() -> None:
    headers = made(key=KEY)
    assert "HMAC_SHA256" in headers[SETTINGS_HEADER]
    assert verify(BASE, "/sms/in/public?a=b", FIELDS, headers, token=TOKEN, webhook_key=KEY)
    assert not verify(BASE, "/sms/in/public?a=b", FIELDS, headers, token=TOKEN)
    assert not verify(BASE, "/sms/in/public?a=b", FIELDS, headers, token=KEY)


def test_an_unknown_algorithm_is_refused() -> None:
    headers = {**made(), SETTINGS_HEADER: "key=x,algorithm=HMAC_MD5"}
    assert not verify(BASE, "/sms/in/public?a=b", FIELDS, headers, token=TOKEN, webhook_key=KEY)


def test_a_flask_request_is_checked_over_the_public_address_not_its_host() -> None:
    app = Flask("t")

    @app.post("/sms/in/public")
    def webhook() -> tuple[str, int]:
        return "", 204 if verify_request(request, base_url=BASE, token=TOKEN) else 403

    client = app.test_client()
    headers = made()
    assert client.post("/sms/in/public?a=b", data=dict(FIELDS), headers=headers).status_code == 204
    wrong = {**headers, HEADER: headers[HEADER][:-2] + "A="}
    assert client.post("/sms/in/public?a=b", data=dict(FIELDS), headers=wrong).status_code == 403
    assert (
        client.post("/sms/in/public?a=b", data=dict(FIELDS), headers={**headers, "Host": "evil.example"}).status_code
        == 204
    )
