"""Words that carriers act on, and words that only look like it (S3)."""

import pytest

from handoff.channels.sms.inbound import carrier_word


@pytest.mark.parametrize(
    ("body", "told", "was_out", "expected"),
    [
        ("STOP", "STOP", False, "STOP"),
        ("stop", "", False, "STOP"),
        ("HELP", "HELP", False, "HELP"),
        ("YES", "START", True, "START"),
        ("start", "", True, "START"),
        ("yes", "START", False, None),  # the answer to a question of the ladder: never swallowed
        ("yes", "", False, None),
        ("please stop", "", False, None),
    ],
)
def test_carrier_word(body: str, told: str, was_out: bool, expected: str | None) -> None:
    fields = {"Body": body} | ({"OptOutType": told} if told else {})
    assert carrier_word(fields, was_out) == expected
