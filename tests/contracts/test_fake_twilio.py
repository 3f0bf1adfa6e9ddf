"""The stand-in against Twilio's own public description: each answer to the real client is one Twilio could give."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

from handoff.channels.sms.fake import FakeTwilio, Number
from handoff.channels.sms.fake.model import RANK
from handoff.channels.sms.http_client import Client
from handoff.channels.sms.line import Account, Line
from tests.contracts.validating_proxy import described

SHARED = Path(os.environ.get("PEERLINE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
DESCRIPTION = SHARED / "data" / "twilio" / "messages-openapi.json"
pytestmark = pytest.mark.skipif(
    not DESCRIPTION.is_file(), reason=f"Twilio's OpenAPI description is not at {DESCRIPTION}"
)

PUBLIC, STAFF, PERSON, VOLUNTEER = "+12025550100", "+12025550101", "+12025550111", "+12025550121"
SERVICE = "MG" + "1" * 32


class Checked:
    """A line whose every successful answer is checked; `seen` counts them by method."""

    def __init__(self, fake: FakeTwilio) -> None:
        self.api, self.seen = OpenAPI.from_dict(described(DESCRIPTION, fake.base_url)), []  # type: ignore[arg-type]
        http = Client(fake.base_url)
        http._session().hooks["response"].append(self._check)
        self.line = Line(
            Account(
                fake.account_sid,
                fake.auth_token,
                fake.base_url,
                "https://chat.example.org",
                {"public": PUBLIC, "staff": STAFF},
                {"staff": SERVICE},
            ),
            http=http,
        )

    def _check(self, answer: requests.Response, **_: object) -> None:
        if answer.status_code < 300:
            asked = RequestsOpenAPIRequest(answer.request)
            self.api.validate_response(asked, RequestsOpenAPIResponse(answer))
            self.seen.append(answer.request.method)


@pytest.fixture
def fake() -> Iterator[FakeTwilio]:
    numbers = [Number(PUBLIC, "https://chat.example.org/in"), Number(STAFF, "https://chat.example.org/in", SERVICE)]
    with FakeTwilio(post=lambda *_: 204, numbers=numbers).start() as made:
        yield made


@pytest.fixture
def checked(fake: FakeTwilio) -> Iterator[Checked]:
    made = Checked(fake)
    yield made
    made.line.close()


def test_create_by_number_and_by_service(fake: FakeTwilio, checked: Checked) -> None:
    checked.line.send(PERSON, "hello", line="public", text_id="a", validity_s=600)
    checked.line.send(VOLUNTEER, "hello", line="staff", text_id="b", validity_s=90)
    assert checked.seen == ["POST", "POST"]


@pytest.mark.parametrize(
    ("outcome", "code"), [("delivered", None), ("undelivered", 30003), ("failed", 30006), ("sent", None)]
)
def test_every_status_can_be_read(fake: FakeTwilio, checked: Checked, outcome: str, code: int | None) -> None:
    fake.plan(PERSON, outcome, code=code)
    sid = checked.line.send(PERSON, "hello", line="public", text_id="a", validity_s=600).sid
    fake.deliver_pending()
    read = checked.line._twilio.messages(sid).fetch()
    assert (str(read.status), read.error_code) == (outcome, code)
    assert checked.seen == ["POST", "GET"]


def test_lists_in_pages_with_filters(fake: FakeTwilio, checked: Checked) -> None:
    for n in range(7):
        checked.line.send(PERSON, f"number {n}", line="public", text_id="a", validity_s=600)
    fake.inbound(PERSON, PUBLIC, "hi", media=["image/png"])
    fake.deliver_pending()
    messages = checked.line._twilio.messages
    listed = messages.list(to=PERSON, page_size=3)
    assert [t.body for t in listed] == [f"number {n}" for n in range(6, -1, -1)]
    assert checked.seen.count("GET") == 3
    day = datetime.now(UTC)
    assert len(messages.list(from_=PERSON, date_sent_after=day - timedelta(hours=1))) == 1
    assert messages.list(date_sent_before=day - timedelta(hours=1)) == []
    assert len(messages.list(date_sent=day.date(), limit=2)) == 2


def test_blank_delete_pictures_account_and_numbers(fake: FakeTwilio, checked: Checked) -> None:
    sid = checked.line.send(PERSON, "hello", line="public", text_id="a", validity_s=600).sid
    fake.deliver_pending()
    checked.line.blank(sid)
    assert checked.line._twilio.messages(sid).fetch().body == ""
    picture = fake.inbound(PERSON, PUBLIC, "look", media=["image/png"])
    checked.line.delete(picture.sid)
    assert checked.line.check() == "active"
    assert [n.phone_number for n in checked.line._twilio.incoming_phone_numbers.list()] == [PUBLIC, STAFF]
    assert {"GET", "POST", "DELETE"} <= set(checked.seen)


def test_the_check_can_go_red(fake: FakeTwilio, checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    text = fake.network.create({"To": PERSON, "From": PUBLIC, "Body": "x"})
    monkeypatch.setitem(RANK, "lost in the post", 1)
    fake.network.texts[text.sid].status = "lost in the post"
    with pytest.raises(Exception, match=r"[Ii]nvalid"):
        checked.line._twilio.messages(text.sid).fetch()
