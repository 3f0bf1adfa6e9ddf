"""A stand-in for Twilio on a free port, a line to it, and what it posted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from handoff.channels.sms.fake import FakeTwilio
from handoff.channels.sms.http_client import Client
from handoff.channels.sms.line import Account, Line

PUBLIC, STAFF = "+12025550100", "+12025550101"
PERSON, VOLUNTEER, OTHER = "+12025550111", "+12025550121", "+12025550122"
APP = "https://chat.example.org"


@dataclass
class Posted:
    """The application's side: what was posted, and what it answers (None: nobody there)."""

    calls: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    answers: list[int | None] = field(default_factory=list)

    def __call__(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> int:
        self.calls.append((url, dict(fields), dict(headers)))
        answer = self.answers.pop(0) if self.answers else 204
        if answer is None:
            raise ConnectionRefusedError
        return answer

    @property
    def statuses(self) -> list[str]:
        return [fields["MessageStatus"] for _, fields, _ in self.calls if "MessageStatus" in fields]


@pytest.fixture
def posted() -> Posted:
    return Posted()


@pytest.fixture
def twilio(posted: Posted) -> Iterator[FakeTwilio]:
    with FakeTwilio(post=posted, app_url=APP).start() as fake:
        yield fake


def account(fake: FakeTwilio, **change: object) -> Account:
    values = {
        "sid": fake.account_sid,
        "token": fake.auth_token,
        "api_base": fake.base_url,
        "public_base_url": APP,
        "numbers": {"public": PUBLIC, "staff": STAFF},
    } | change
    return Account(**values)  # type: ignore[arg-type]


@pytest.fixture
def line(twilio: FakeTwilio) -> Iterator[Line]:
    made = Line(account(twilio), http=Client(twilio.base_url, read_s=0.6))
    yield made
    made.close()
