"""What Twilio answers by itself: the last word after STOP and the help card, for each country we know."""

import json

import pytest
from click.testing import CliRunner

from handoff.channels.sms import carrier_texts
from handoff.channels.sms.segments import count
from handoff.safety.crisis_lines import every


@pytest.mark.parametrize("country", sorted(every()))
def test_people_read_their_lines_in_two_segments(country: str) -> None:
    texts, lines = carrier_texts.public(country, "Peerline"), every()[country].values()
    for text in (texts.stop, texts.help):
        assert lines["crisis_short"] in text and lines["emergency"] in text
        assert count(text).encoding == "GSM-7" and count(text).segments <= 2
    assert "START" in texts.stop and "PERSON" in texts.help and texts.start == ""


def test_the_help_card_asks_for_no_number() -> None:
    assert carrier_texts.public("US", "Peerline").help.endswith("BREATHE brings a slow breath.")


def test_volunteers_read_one_segment() -> None:
    texts = carrier_texts.staff()
    assert all(count(t).segments == 1 and count(t).encoding == "GSM-7" for t in (texts.stop, texts.start, texts.help))
    assert "GO" in texts.help and "START" in texts.stop


def test_the_command_prints_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVED_COUNTRIES", "GB,US")
    plain = CliRunner().invoke(carrier_texts.command, [])
    assert plain.exit_code == 0 and "public STOP (1):" in plain.output and "public START (0): (nothing)" in plain.output
    rows = json.loads(CliRunner().invoke(carrier_texts.command, ["--json", "--country", "US"]).output)
    assert rows["public"]["stop"] == carrier_texts.public("US", "Peerline").stop
