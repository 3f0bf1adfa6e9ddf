"""The real client through our own way to the network: time-outs, lost answers, finding what was sent (S1, S2)."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from actions.settings import BadSetting
from handoff.channels.sms.fake import FakeTwilio, Number
from handoff.channels.sms.http_client import Client, checked_base
from handoff.channels.sms.line import Line, Permanent, Transient

from .conftest import APP, OTHER, PERSON, PUBLIC, STAFF, VOLUNTEER, Posted, account


def send(line: Line, to: str = VOLUNTEER, body: str = "hello", text_id: str = "t1") -> str:
    return line.send(to, body, line="staff", text_id=text_id, validity_s=90).sid


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def test_send_hands_over_body_sender_validity_and_callback(twilio: FakeTwilio, line: Line) -> None:
    sent = line.send(PERSON, "hello", line="public", text_id="abc", validity_s=600)
    (text,) = twilio.texts_to(PERSON)
    assert (sent.sid, sent.status, sent.code) == (text.sid, "queued", None)
    assert (text.from_, text.body, text.validity_s) == (PUBLIC, "hello", 600)
    assert text.callback == f"{APP}/sms/status/abc#ct=2000&rt=5000&rc=3&rp=all"


def test_send_through_a_messaging_service(posted: Posted) -> None:
    service = "MG" + "1" * 32
    with FakeTwilio(post=posted, numbers=[Number(STAFF, APP, service)]).start() as fake:
        line = Line(account(fake, services={"staff": service}))
        sent = line.send(VOLUNTEER, "hello", line="staff", text_id="t", validity_s=90)
        assert sent.status == "accepted" and fake.texts_to(VOLUNTEER)[0].service == service
        assert line.find(VOLUNTEER, "hello", ago(5)) is not None  # no sender yet, found by its service
        line.close()


def test_an_api_key_sends(posted: Posted) -> None:
    with FakeTwilio(post=posted, api_keys={"SK" + "2" * 32: "secret"}).start() as fake:
        line = Line(account(fake, api_key=("SK" + "2" * 32, "secret"), token="only for signatures"))
        assert send(line)
        line.close()


def test_a_wrong_token_is_permanent(twilio: FakeTwilio) -> None:
    line = Line(account(twilio, token="wrong"))
    with pytest.raises(Permanent) as error:
        line.check()
    assert error.value.code == 20003
    line.close()


@pytest.mark.parametrize("code", [21211, 21408, 21610, 21612, 21614])
def test_a_refusal_is_permanent_and_keeps_its_code(twilio: FakeTwilio, line: Line, code: int) -> None:
    twilio.plan(VOLUNTEER, refuses=code)
    with pytest.raises(Permanent) as error:
        send(line)
    assert error.value.code == code
    assert twilio.texts_to(VOLUNTEER) == []


def test_429_is_surely_not_sent_and_says_when_to_come_back(twilio: FakeTwilio, line: Line) -> None:
    twilio.fault("429", seconds=3)
    with pytest.raises(Transient) as error:
        send(line)
    assert (error.value.maybe_sent, error.value.retry_after_s, error.value.code) == (False, 3.0, 20429)
    assert send(line)


@pytest.mark.parametrize(("kind", "code"), [("20500", 20500), ("503", 503)])
def test_a_server_error_may_have_sent(twilio: FakeTwilio, line: Line, kind: str, code: int) -> None:
    twilio.fault(kind)
    with pytest.raises(Transient) as error:
        send(line)
    assert (error.value.maybe_sent, error.value.code) == (True, code)


def test_a_lost_answer_is_unknown_and_then_found(twilio: FakeTwilio, line: Line) -> None:
    twilio.fault("answer_lost")
    with pytest.raises(Transient) as error:
        send(line)
    assert error.value.maybe_sent
    (text,) = twilio.texts_to(VOLUNTEER)
    found = line.find(VOLUNTEER, "hello", ago(10), line="staff")
    assert found is not None and found.sid == text.sid


def test_a_reset_is_unknown_and_not_found(twilio: FakeTwilio, line: Line) -> None:
    twilio.fault("reset")
    began = time.monotonic()
    with pytest.raises(Transient) as error:
        send(line)
    assert error.value.maybe_sent and time.monotonic() - began < 0.5  # cut off, not timed out
    assert line.find(VOLUNTEER, "hello", ago(10)) is None


def test_the_client_has_a_time_out(twilio: FakeTwilio, line: Line) -> None:
    """The default client of twilio 9 waits for ever."""
    twilio.fault("slow", seconds=30)
    began = time.monotonic()
    with pytest.raises(Transient) as error:
        send(line)
    assert error.value.maybe_sent and time.monotonic() - began < 5
    assert Client().timeout == (3.0, 8.0)


def test_nothing_is_sent_twice_by_the_client_itself(twilio: FakeTwilio, line: Line) -> None:
    twilio.fault("answer_lost", times=5)
    with pytest.raises(Transient):
        send(line)
    assert len(twilio.texts_to(VOLUNTEER)) == 1


def test_a_refused_connection_is_surely_not_sent(twilio: FakeTwilio, line: Line) -> None:
    twilio.down()
    with pytest.raises(Transient) as error:
        send(line)
    assert not error.value.maybe_sent
    twilio.up()
    assert send(line)


def test_find_matches_words_receiver_sender_and_time(twilio: FakeTwilio, line: Line) -> None:
    old = send(line, body="same words")
    twilio.clock.advance(120)
    new = send(line, body="same words")
    send(line, to=OTHER, body="other phone")
    since = twilio.clock() - timedelta(seconds=30)
    found = line.find(VOLUNTEER, "same words", since)
    assert found is not None and found.sid == new != old
    assert line.find(VOLUNTEER, "same words", since, line="public") is None
    assert line.find(VOLUNTEER, "other phone", since) is None
    assert line.find(VOLUNTEER, "other words", since) is None
    assert line.find(VOLUNTEER, "same words", since + timedelta(seconds=60)) is None


def test_find_sees_a_text_that_still_waits_to_be_sent(twilio: FakeTwilio, line: Line) -> None:
    sid = send(line)  # queued: Twilio's list has no DateSent for it
    found = line.find(VOLUNTEER, "hello", ago(10))
    assert found is not None and found.sid == sid and twilio.texts_to(VOLUNTEER)[0].sent_at is None


def test_a_list_that_lags_hides_a_text(twilio: FakeTwilio, line: Line) -> None:
    send(line)
    twilio.fault("list_lag", seconds=30)
    assert line.find(VOLUNTEER, "hello", ago(10)) is None
    assert line.find(VOLUNTEER, "hello", ago(10)) is not None


def test_received_lists_what_a_webhook_missed(twilio: FakeTwilio, line: Line, posted: Posted) -> None:
    first = twilio.inbound(PERSON, PUBLIC, "one", server_down=True)
    twilio.clock.advance(2)
    second = twilio.inbound(PERSON, PUBLIC, "two", server_down=True)
    send(line)
    assert posted.calls == []
    found = line.received("public", ago(900))
    assert [(r.sid, r.fields["Body"], r.fields["From"]) for r in found] == [
        (first.sid, "one", PERSON),
        (second.sid, "two", PERSON),
    ]
    assert line.received("staff", ago(900)) == []


def test_blank_and_delete_need_a_final_text(twilio: FakeTwilio, line: Line) -> None:
    sid = send(line)
    with pytest.raises(Permanent) as error:
        line.blank(sid)
    assert error.value.code == 20009
    twilio.deliver_pending()
    line.blank(sid)
    assert line._twilio.messages(sid).fetch().body == "" and twilio.texts_to(VOLUNTEER)[0].blanked
    line.delete(sid)
    assert twilio.texts_to(VOLUNTEER) == []


def test_delete_takes_the_pictures_too(twilio: FakeTwilio, line: Line) -> None:
    text = twilio.inbound(PERSON, PUBLIC, "look", media=["image/png", "image/jpeg"])
    assert text.sid.startswith("MM")
    line.delete(text.sid)
    assert line.received("public", ago(60)) == [] and text.media == {}


@pytest.mark.parametrize("base", ["http://api.example.org", "ftp://127.0.0.1", "api.twilio.com", "https://"])
def test_an_address_in_the_clear_is_refused(base: str) -> None:
    with pytest.raises(BadSetting, match="neither https nor loopback"):
        checked_base(base)


@pytest.mark.parametrize("base", ["https://proxy.example.org/twilio", "http://127.0.0.1:8010", "http://[::1]:1"])
def test_https_and_loopback_are_taken(base: str) -> None:
    assert checked_base(base) == base


def test_the_client_swaps_scheme_host_and_prefix() -> None:
    client = Client("https://proxy.example.org/twilio/")
    assert client._there("https://api.twilio.com/2010-04-01/Accounts.json?a=b") == (
        "https://proxy.example.org/twilio/2010-04-01/Accounts.json?a=b"
    )


def test_the_settings_without_keys_lead_to_the_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE", "SIMULATOR_PORT"):
        monkeypatch.delenv(name, raising=False)
    made = Line.from_settings().account
    assert made.api_base == "http://127.0.0.1:8010" and made.services == {} and made.api_key is None
