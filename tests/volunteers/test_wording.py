"""Every text to a volunteer is one GSM-7 segment at its longest, and holds nothing it must not."""

import re

import pytest

from handoff.channels.sms import segments
from handoff.volunteers import wording

LONGEST = {
    "ref": "K472",
    "url": "help.example.org/o/4fT9xQ2mLw8ZpR3c",
    "language": "Portuguese",
    "name": "Bartholomew",
    "at": "18:40",
    "refs": "K472 and M828",
    "code": "482913",
    "what": "case_overdue",
    "words": "",
    "crisis_short": "988",
    "emergency": "911",
    "zone": "Johannesburg",
    "when": "Tue 18:00-20:00",
}
KEYS = [k for k in wording.load() if k not in wording.SEPARATE]


@pytest.mark.parametrize("key", KEYS)
def test_one_segment(key: str) -> None:
    text = wording.text(key, **LONGEST)
    assert segments.is_gsm7(text) and segments.segments(text) == 1, (len(text), text)
    assert "!" not in text and not re.search(r"\b(END|QUIT|CANCEL|YES)\b", text)


@pytest.mark.parametrize("key", ["alert", "alert_priority"])
def test_alerts_hold_no_risk_word_and_no_name(key: str) -> None:
    text = wording.text(key, **LONGEST)
    assert not re.search(r"risk|suicid|crisis|danger|name", text, re.IGNORECASE)
    assert text.startswith("Peerline")


def test_consent_has_version_and_hash() -> None:
    words, version, sha256 = wording.consent()
    assert "STOP" in words and version and len(sha256) == 64
