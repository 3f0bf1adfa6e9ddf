"""The stand-in's network: what it refuses, how a text lives, how phones write back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, request

from handoff.channels.sms.fake import FakeTwilio, Number, OptOut, through
from handoff.channels.sms.fake.model import ApiError
from handoff.channels.sms.signature import verify, verify_request

from .conftest import APP, OTHER, PERSON, PUBLIC, STAFF, VOLUNTEER, Posted

T0 = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SERVICE = "MG" + "1" * 32


@pytest.fixture
def fake(posted: Posted) -> Iterator[FakeTwilio]:
    """Not started: these tests need no socket."""
    made = FakeTwilio(post=posted, app_url=APP)
    made.clock.set(T0)
    return made


def create(fake: FakeTwilio, **change: str | None) -> str:
    form = {"To": VOLUNTEER, "From": STAFF, "Body": "hello", "StatusCallback": f"{APP}/sms/status/t1"} | change
    return fake.network.create({k: v for k, v in form.items() if v is not None}).sid


def code_of(fake: FakeTwilio, **change: str | None) -> int:
    with pytest.raises(ApiError) as error:
        create(fake, **change)
    return error.value.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": None}, 21604),
        ({"From": None}, 21603),
        ({"Body": None}, 21602),
        ({"Body": ""}, 21602),
        ({"To": "+1202"}, 21211),
        ({"To": "2025550121"}, 21211),
        ({"To": "+11025550121"}, 21211),
        ({"To": "+120255501211"}, 21211),
        ({"To": STAFF}, 21266),
        ({"From": "+12025550109"}, 21606),
        ({"Body": "a" * 1601}, 21617),
        ({"From": None, "MessagingServiceSid": SERVICE}, 21705),
        ({"ValidityPeriod": "0"}, 20001),
        ({"ValidityPeriod": "soon"}, 20001),
    ],
)
def test_it_refuses_what_twilio_refuses(fake: FakeTwilio, change: dict[str, str | None], code: int) -> None:
    assert code_of(fake, **change) == code
    assert fake.sent() == []


def test_it_refuses_regions_that_are_not_enabled(posted: Posted) -> None:
    fake = FakeTwilio(post=posted, prefixes=("+1",))
    assert code_of(fake, To="+442079460000") == 21408
    assert create(fake)


def test_delivered_by_default_with_no_callback_for_the_first_status(fake: FakeTwilio, posted: Posted) -> None:
    create(fake)
    assert fake.texts_to(VOLUNTEER)[0].status == "queued"
    assert fake.deliver_pending() == 2
    assert posted.statuses == ["sent", "delivered"]
    assert fake.texts_to(VOLUNTEER)[0].statuses == ["queued", "sent", "delivered"]


def test_callbacks_are_signed_over_all_fields(fake: FakeTwilio, posted: Posted) -> None:
    create(fake)
    fake.deliver_pending()
    url, fields, headers = posted.calls[0]
    assert verify(APP, url.removeprefix(APP), fields.items(), headers, token=fake.auth_token)


@pytest.mark.parametrize(
    ("outcome", "code", "statuses"),
    [
        ("undelivered", 30003, ["sent", "undelivered"]),
        ("failed", 30006, ["failed"]),
        ("failed", None, ["failed"]),
        ("sent", None, ["sent"]),
    ],
)
def test_a_phone_with_a_plan(
    fake: FakeTwilio, posted: Posted, outcome: str, code: int | None, statuses: list[str]
) -> None:
    fake.plan(VOLUNTEER, outcome, code=code)
    create(fake)
    fake.deliver_pending()
    assert posted.statuses == statuses
    if code:
        assert posted.calls[-1][1]["ErrorCode"] == str(code)
        assert fake.texts_to(VOLUNTEER)[0].error_code == code


def test_a_plan_for_a_number_of_texts(fake: FakeTwilio, posted: Posted) -> None:
    fake.plan(VOLUNTEER, "failed", code=30008, times=1)
    create(fake)
    create(fake)
    fake.deliver_pending()
    assert [t.status for t in fake.texts_to(VOLUNTEER)] == ["failed", "delivered"]


def test_a_callback_that_is_being_taken_is_still_due(fake: FakeTwilio) -> None:
    """Who waits until nothing is due must not go on before the application has stored the last status."""
    due_meanwhile: list[bool] = []
    fake.post_with(lambda url, fields, headers: due_meanwhile.append(fake.next_due() is not None) or 200)
    create(fake)
    fake.deliver_pending()
    assert due_meanwhile and all(due_meanwhile) and fake.next_due() is None


def test_late_doubled_and_backwards(fake: FakeTwilio, posted: Posted) -> None:
    fake.plan(VOLUNTEER, late_s=3600)
    create(fake)
    fake.deliver_pending()
    assert posted.statuses == ["sent"] and fake.next_due() == T0 + timedelta(hours=1)
    fake.clock.advance(3600)
    fake.deliver_pending()
    assert posted.statuses == ["sent", "delivered"]
    posted.calls.clear()
    fake.plan(VOLUNTEER, doubled=True, backwards=True)
    create(fake)
    fake.deliver_pending()
    assert posted.statuses == ["delivered", "delivered", "sent", "sent"]
    assert fake.texts_to(VOLUNTEER)[-1].status == "delivered"


def test_a_line_sends_its_segments_in_order_and_drops_what_is_too_old(posted: Posted) -> None:
    slow = FakeTwilio(post=posted, numbers=[Number(STAFF, APP, rate=1.0)])
    slow.clock.set(T0)
    create(slow, Body="a" * 320)  # three segments: three seconds
    create(slow, Body="second", ValidityPeriod="2")
    create(slow, Body="third", ValidityPeriod="90")
    slow.deliver_pending()
    assert [t.status for t in slow.texts_to(VOLUNTEER)] == ["delivered", "queued", "queued"]
    slow.clock.advance(4)
    slow.deliver_pending()
    first, second, third = slow.texts_to(VOLUNTEER)
    assert (second.status, second.error_code) == ("failed", 30036)
    assert (first.status, third.status, third.sent_at) == ("delivered", "delivered", T0 + timedelta(seconds=4))


def test_a_queue_of_ten_hours_is_full(posted: Posted) -> None:
    slow = FakeTwilio(post=posted, numbers=[Number(STAFF, APP, rate=0.00001)])
    slow.clock.set(T0)
    create(slow)
    assert code_of(slow) == 21611


def test_a_messaging_service_gives_each_phone_one_sender_of_its_pool(posted: Posted) -> None:
    pool = [Number(PUBLIC, APP, SERVICE), Number(STAFF, APP, SERVICE)]
    fake = FakeTwilio(post=posted, numbers=pool)
    first = fake.network.create({"To": PERSON, "MessagingServiceSid": SERVICE, "Body": "x"})
    assert (first.status, first.from_, first.segments) == ("accepted", None, 0)
    for to in (OTHER, PERSON):
        create(fake, To=to, From=None, MessagingServiceSid=SERVICE)
    fake.deliver_pending()
    assert posted.statuses == ["queued", "sent", "delivered"] * 2
    assert len({t.from_ for t in fake.texts_to(PERSON)}) == 1
    assert {t.from_ for t in fake.sent()} == {PUBLIC, STAFF}


def test_inbound_has_all_fields_signed_and_one_of_tomorrow(fake: FakeTwilio, posted: Posted) -> None:
    text = fake.inbound(PERSON, PUBLIC, "hi there")
    ((url, fields, headers),) = posted.calls
    assert url == f"{APP}/sms/in/public"
    assert {
        "MessageSid",
        "SmsSid",
        "AccountSid",
        "From",
        "To",
        "Body",
        "NumMedia",
        "NumSegments",
        "FromCountry",
        "ToCountry",
        "ApiVersion",
        "FieldOfTomorrow",
    } <= set(fields)
    assert (fields["MessageSid"], fields["Body"], fields["From"]) == (text.sid, "hi there", PERSON)
    assert verify(APP, "/sms/in/public", fields.items(), headers, token=fake.auth_token)


def test_inbound_copies_sids_and_pictures(fake: FakeTwilio, posted: Posted) -> None:
    fake.inbound(PERSON, PUBLIC, "no", copies=3)
    assert len({f["MessageSid"] for _, f, _ in posted.calls}) == 1 and len(posted.calls) == 3
    posted.calls.clear()
    fake.inbound(PERSON, PUBLIC, "no", sids=2)
    assert len({f["MessageSid"] for _, f, _ in posted.calls}) == 2
    posted.calls.clear()
    fake.inbound(PERSON, PUBLIC, "look", media=["image/png"])
    fields = posted.calls[0][1]
    assert (fields["NumMedia"], fields["MediaContentType0"]) == ("1", "image/png")
    assert fields["MessageSid"].startswith("MM") and fields["MediaUrl0"].startswith("https://api.twilio.com/")


def test_inbound_is_tried_again_as_the_address_asks(fake: FakeTwilio, posted: Posted) -> None:
    posted.answers = [None, 503, 204]
    fake.inbound(PERSON, PUBLIC, "hi")
    assert len(posted.calls) == 3
    assert len({h["I-Twilio-Idempotency-Token"] for _, _, h in posted.calls}) == 1
    posted.calls.clear()
    posted.answers = [500] * 9
    fake.inbound(PERSON, PUBLIC, "hi")
    assert len(posted.calls) == 4


def test_the_fallback_is_asked_when_all_failed(posted: Posted) -> None:
    fake = FakeTwilio(post=posted, numbers=[Number(PUBLIC, f"{APP}/in", fallback_url="https://static.example.org/f")])
    posted.answers = [None, None]
    fake.inbound(PERSON, PUBLIC, "hi")
    assert [url for url, _, _ in posted.calls] == [f"{APP}/in", f"{APP}/in", "https://static.example.org/f"]


def test_stop_start_and_help(fake: FakeTwilio, posted: Posted) -> None:
    for word, kind in (("stop", "STOP"), ("Quit ", "STOP"), ("help", "HELP"), ("START", "START"), ("info", "HELP")):
        fake.inbound(PERSON, PUBLIC, word)
        assert posted.calls[-1][1]["OptOutType"] == kind
        assert fake.opted_out(PERSON, PUBLIC) == (kind == "STOP" or word == "help")
    words = fake.network.numbers[PUBLIC].opt_out
    answers = [t.body for t in fake.texts_to(PERSON, automatic=True)]
    assert answers == [words.stop_text, words.start_text, words.help_text]  # one STOP answer, no HELP after STOP
    assert fake.texts_to(PERSON) == []


def test_an_opted_out_phone_gets_nothing_from_this_line_alone(fake: FakeTwilio) -> None:
    fake.inbound(PERSON, PUBLIC, "STOP")
    assert code_of(fake, To=PERSON, From=PUBLIC) == 21610
    assert create(fake, To=PERSON, From=STAFF)
    fake.inbound(PERSON, PUBLIC, "unstop")
    assert create(fake, To=PERSON, From=PUBLIC)


def test_stop_inside_a_sentence_is_no_opt_out(fake: FakeTwilio, posted: Posted) -> None:
    fake.inbound(PERSON, PUBLIC, "please stop")
    assert "OptOutType" not in posted.calls[0][1] and not fake.opted_out(PERSON, PUBLIC)


def test_a_toll_free_line_knows_three_words(posted: Posted) -> None:
    fake = FakeTwilio(post=posted, numbers=[Number(PUBLIC, APP, opt_out=OptOut.toll_free())])
    fake.inbound(PERSON, PUBLIC, "QUIT")
    fake.inbound(PERSON, PUBLIC, "HELP")
    assert fake.texts_to(PERSON, automatic=True) == [] and not fake.opted_out(PERSON, PUBLIC)
    fake.inbound(PERSON, PUBLIC, "STOP")
    assert fake.opted_out(PERSON, PUBLIC) and "OptOutType" not in posted.calls[-1][1]
    assert fake.texts_to(PERSON, automatic=True)[0].body.startswith("NETWORK MSG")


@pytest.mark.parametrize("key", ["", "shared"])
def test_webhooks_reach_a_flask_app_without_a_socket(key: str) -> None:
    app, got = Flask("app"), []

    @app.post("/sms/in/<line>")
    def webhook(line: str) -> tuple[str, int]:
        got.append((line, request.form["Body"]))
        good = verify_request(request, base_url=APP, token="t", webhook_key=key)
        return "", 204 if good else 403

    fake = FakeTwilio(auth_token="t", app_url=APP, post=through(app.test_client()), webhook_key=key)
    fake.inbound(VOLUNTEER, STAFF, "GO K47")
    assert got == [("staff", "GO K47")]  # once: 204, so no retry


def test_an_unknown_line_or_fault_is_a_mistake_of_the_test(fake: FakeTwilio) -> None:
    with pytest.raises(KeyError):
        fake.inbound(PERSON, "+12025550109", "hi")
    with pytest.raises(ValueError, match="unknown fault"):
        fake.fault("earthquake")
