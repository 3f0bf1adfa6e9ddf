"""What must not pass between two people, and what may."""

import pytest

from handoff.volunteers import masking

PASSED_BY_NONE = [
    "call me on 202-555-0143",
    "my number is (202) 555 0143",
    "+1 202 555 0143",
    "0044 20 7946 0018",
    "020 7946 0018",
    "2025550143",
    "202.555.0143 any time",
    "two zero two five five five zero one four three",
    "07700 900 123",
    "write to sam@example.org",
    "sam at example dot org",
    "sam(at)example.org",
    "sam [at] mail [dot] example [dot] com",
    "look at https://example.org/x",
    "www.example.org",
    "example.com/me",
    "t.me/samuel",
    "insta: sam_writes",
    "my snapchat is samsam22",
    "@samwrites on there",
    "add me on discord as sam#1234",
    "whatsapp me: 202 555 0143",
]
MAY_PASS = [
    "I have been awake for 3 nights",
    "it was 2019, then 2021",
    "the 24/11/2026 was hard",
    "on 2026-11-24 at 18:30",
    "about 10 or 20 times",
    "I am 34",
    "room 101",
    "9 to 5 every day",
    "one, two, three, breathe",
    "it cost 1,200.50",
    "no. never. ok",
    "text 741741",
    "call 988",
]


@pytest.mark.parametrize("text", PASSED_BY_NONE)
def test_found(text: str) -> None:
    assert masking.find(text), text
    kept, found = masking.keep_back(text)
    assert masking.KEPT_BACK in kept and found and "0143" not in kept and "example" not in kept


@pytest.mark.parametrize("text", MAY_PASS)
def test_ordinary_words_pass(text: str) -> None:
    assert masking.find(text) == []


def test_crisis_lines_and_our_own_address_pass() -> None:
    allowed = ("1-800-273-8255", "findahelpline.com", "help.example.org")
    assert masking.find("call 1 800 273 8255 or see findahelpline.com, help.example.org/safety", allowed) == []
    assert masking.find("see otherfindahelpline.com", allowed)


def test_words_around_stay() -> None:
    assert masking.keep_back("I am at 202-555-0143 now, please")[0] == "I am at [number kept back] now, please"
