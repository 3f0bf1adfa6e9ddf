"""Every text of the domain obeys the rules for texts: length, characters, one question, no banned word, variants."""

import re

import pytest

from assistant.training import reading
from assistant.training.project import Project
from handoff.safety.lint import about

RESPONSES = reading.domain(Project()).responses
GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


def words(response: dict) -> str:
    return str(response.get("text") or response["custom"]["peerline"]["text"])


def choices(response: dict) -> list[dict]:
    return response.get("buttons") or response.get("custom", {}).get("peerline", {}).get("choices") or []


CASES = [(name, place) for name, variants in sorted(RESPONSES.items()) for place in range(len(variants))]


@pytest.mark.parametrize(("name", "place"), CASES)
def test_a_text_obeys_the_rules(name: str, place: int) -> None:
    response = RESPONSES[name][place]
    text = words(response)
    assert 0 < len(text) <= 280
    assert set(text) <= GSM7
    assert text.count("?") <= 1
    assert "!" not in text
    assert not re.search(r"\d{3}", text), "a number that could be a telephone number"
    assert list(about(text, "sms")) == []
    assert not re.search(r"\b(must|secret|weight)\b", text, re.IGNORECASE)
    listed = choices(response)
    assert len(listed) in (0, 2, 3, 4, 5)
    assert all(0 < len(c["title"]) <= 30 and set(c["title"]) <= GSM7 for c in listed)
    numbered = text + " " + " ".join(f"{n} {c['title']}" for n, c in enumerate(listed, start=1))
    assert len(numbered) <= 306, "two segments of SMS with its numbered choices"


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_a_reply_has_variants_that_differ(name: str) -> None:
    texts = [words(r) for r in RESPONSES[name]]
    assert len(texts) == len(set(texts)) >= 2


def test_feelings_and_life_get_three_variants_a_question_and_a_way_to_a_person() -> None:
    for name, variants in RESPONSES.items():
        feeling = name.startswith(("utter_feel_", "utter_harsh", "utter_sleep", "utter_urges"))
        if feeling and name != "utter_feel_better":
            assert len(variants) >= 3, name
            for response in variants:
                assert "?" in words(response), name
                assert "/ask_person" in [b["payload"] for b in response["buttons"]], name


def test_every_button_leads_somewhere() -> None:
    known = reading.domain(Project()).intents
    for variants in RESPONSES.values():
        for response in variants:
            for choice in choices(response):
                target = choice.get("payload") or choice["value"]
                if "/" in target:
                    assert re.split(r"[/{]", target)[1] in known, target
                else:
                    assert target in ("word:BREATHE", "word:HELP", "word:PERSON"), target


def test_no_person_text_is_two_questions_in_a_row() -> None:
    assert list(about("I feel with you", "sms")) and list(about("this therapy will treat you", "sms"))
