"""The stand-in as a server: control routes, who may use them, its page, and the process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from handoff.channels.sms.fake import FakeTwilio, __main__
from tests.conftest import free_port

from .conftest import PERSON, PUBLIC, STAFF, VOLUNTEER, Posted

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def client(twilio: FakeTwilio):  # type: ignore[no-untyped-def]
    with twilio.app.test_client() as made:
        yield made


def test_control_sends_a_text_and_shows_it(client, posted: Posted) -> None:  # type: ignore[no-untyped-def]
    before = client.get("/_control/state").json
    assert [p["role"] for p in before["phones"]] == ["person"] * 2 + ["volunteer"] * 3
    assert client.get(f"/_control/state?since={before['version']}").status_code == 204
    answer = client.post("/_control/inbound", json={"from": PERSON, "to": PUBLIC, "body": "hi", "copies": 2})
    assert len(answer.json["sids"]) == 1 and len(posted.calls) == 2
    after = client.get(f"/_control/state?since={before['version']}").json
    assert [t["body"] for t in after["phones"][0]["texts"]] == ["hi"]
    assert after["segments"] == 1 and after["cost"] == pytest.approx(0.0083)


def test_control_plans_faults_clock_and_delivery(client, twilio: FakeTwilio, posted: Posted) -> None:  # type: ignore[no-untyped-def]
    assert client.post("/_control/plan", json={"number": VOLUNTEER, "outcome": "undelivered", "code": 30003}).json
    assert client.post("/_control/clock", json={"set": "2026-01-05T09:00:00+00:00"}).status_code == 200
    assert client.post("/_control/clock", json={"advance_s": 300}).json["now"].startswith("2026-01-05T09:05")
    twilio.network.create({"To": VOLUNTEER, "From": STAFF, "Body": "x"})
    assert client.post("/_control/deliver", json={}).json == {"happened": 2}
    assert twilio.texts_to(VOLUNTEER)[0].error_code == 30003
    assert client.post("/_control/fault", json={"kind": "429", "times": 2, "seconds": 1}).json["waiting"]
    assert client.post("/_control/fault", json={"kind": "clear"}).json["waiting"] == []
    assert client.post("/_control/clock", json={"wall": True}).json["now"] > "2026-01-06"


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("inbound", {"from": PERSON, "to": "+12025550109", "body": "x"}),
        ("inbound", {"from": PERSON}),
        ("inbound", []),
        ("inbound", {"from": PERSON, "to": PUBLIC, "body": "x", "copies": 999}),
        ("plan", {"number": 5}),
        ("plan", {"number": PERSON, "outcome": "eaten"}),
        ("fault", {"kind": "earthquake"}),
        ("clock", {"set": "noon"}),
        ("clock", {"set": "2026-01-05T09:00:00"}),
        ("clock", {"advance_s": "5"}),
    ],
)
def test_control_refuses_what_it_cannot_read(client, route: str, body: object) -> None:  # type: ignore[no-untyped-def]
    answer = client.post(f"/_control/{route}", json=body)
    assert answer.status_code == 400 and answer.json["error"]


def test_only_its_own_page_on_this_machine_may_use_it(client) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
    assert client.post("/_control/deliver", json={}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/_control/deliver", data={"a": "b"}).status_code == 400  # a form of another site


def test_the_page_has_a_strict_policy_and_nothing_from_elsewhere(client) -> None:  # type: ignore[no-untyped-def]
    with client.get("/") as page:
        policy, body = page.headers["Content-Security-Policy"], page.text
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "No real SMS" in body and "style=" not in body and "onclick" not in body and "https://" not in body
    for asset in ("phones.js", "phones.css", "icon.svg"):
        with client.get(f"/page/{asset}") as answer:
            assert answer.status_code == 200


def test_what_it_does_not_do_is_told(twilio: FakeTwilio) -> None:
    login = (twilio.account_sid, twilio.auth_token)
    base = f"{twilio.base_url}/2010-04-01/Accounts"
    assert requests.post(f"{base}/{twilio.account_sid}/Calls.json", auth=login, timeout=5).status_code == 501
    assert requests.get(f"{base}/AC{'9' * 32}.json", auth=login, timeout=5).status_code == 401
    assert requests.get(f"{base}/{twilio.account_sid}/Messages/SM1.json", auth=login, timeout=5).json()["code"] == 20404
    assert requests.get(f"{base}/{twilio.account_sid}/Messages.json?Page=x", auth=login, timeout=5).status_code == 400


def test_a_taken_port_is_an_error_not_an_exit(twilio: FakeTwilio) -> None:
    with pytest.raises(OSError):
        FakeTwilio().start(twilio.port)


def test_ticking_lets_time_do_it(posted: Posted) -> None:
    with FakeTwilio(post=posted).start(ticking=True) as fake:
        fake.network.create({"To": VOLUNTEER, "From": STAFF, "Body": "x", "StatusCallback": "http://127.0.0.1/s"})
        until = time.monotonic() + 5
        while posted.statuses != ["sent", "delivered"] and time.monotonic() < until:
            fake.faults.stopping.wait(0.01)
        assert posted.statuses == ["sent", "delivered"]


def test_production_refuses_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PEERLINE_ENV", "production")
    assert __main__.main() == 3
    assert "does not run" in capsys.readouterr().err


def test_the_process_starts_answers_and_ends() -> None:
    port = free_port()
    env = {**os.environ, "SIMULATOR_PORT": str(port), "PEERLINE_ENV": "development"}
    with subprocess.Popen(
        [sys.executable, "-m", "handoff.channels.sms.fake"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and "simulator.started" in process.stdout.readline()
        assert "No real SMS" in requests.get(f"http://127.0.0.1:{port}/", timeout=5).text
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
