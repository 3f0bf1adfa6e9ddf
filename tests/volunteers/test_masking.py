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
    "202 -- 555 -- 0143",
    "1 (202) [555] 0143",
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


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("call 800 273 8255", "1-800-273-8255"),
        ("call +1 800 273 8255", "800-273-8255"),
        ("or 1 741 7417", "741-7417"),
        ("www.findahelpline.com.", "findahelpline.com"),
        ("https://www.FindAHelpline.com/i/x", "findahelpline.com"),
        ("http://findahelpline.com", "findahelpline.com"),
    ],
)
def test_what_may_pass_is_known_however_it_is_written(text: str, allowed: str) -> None:
    assert masking.find(text, (allowed,)) == [] and masking.find(text)


@pytest.mark.parametrize(
    "text", ["202-555-0988", "988 202 5550", "me@findahelpline.com", "findahelpline.com.example.org"]
)
def test_who_may_pass_lends_its_name_to_nobody(text: str) -> None:
    assert masking.find(text, ("988", "1-800-273-8255", "findahelpline.com"))


def test_overlapping_finds_are_kept_back_as_one() -> None:
    assert masking.keep_back("write sam@example.org/me now")[0] == "write [number kept back] now"
    assert masking.keep_back("on 202-555-0143, sam@example.org")[0] == "on [number kept back], [number kept back]"
    assert masking.keep_back("t.me/a https://example.org")[0] == "[number kept back] [number kept back]"
    assert masking.keep_back("call 988 or 202-555-0143", ("988",))[0] == "call 988 or [number kept back]"
    assert (
        masking.keep_back("see example.org or t.me/a", ("example.org",))[0] == "see example.org or [number kept back]"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write sam@example.org now", [("sam@example.org", "email")]),
        ("sam.me@example.org", [("sam.me@example.org", "email")]),  # sam.me alone would be a host
        ("see https://example.org/x", [("https://example.org/x", "link")]),
        ("@samwrites", [("@samwrites", "handle")]),
        ("my snapchat is samsam22", [("my snapchat is samsam22", "handle")]),
        (
            "two zero two five five five zero one four three",
            [("two zero two five five five zero one four three", "phone")],
        ),
        ("on 202-555-0143, t.me/a", [("202-555-0143", "phone"), ("t.me/a", "link")]),
        ("202 -- 555 -- 0143", [("202 -- 555 -- 0143", "phone")]),
        ("202-555-0143 ext. 5", [("202-555-0143 ext. 5", "phone")]),  # found twice, once without the end
        ("insta: sam(202) 555-0143", [("insta: sam", "handle"), ("(202) 555-0143", "phone")]),
        ("insta: t.me/abc/def", [("insta: t.me/abc/def", "handle")]),
    ],
)
def test_what_was_found_is_named_by_what_begins_it_and_reaches_to_the_end_of_it_all(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert [(text[f.start : f.end], f.kind) for f in masking.find(text)] == found


def test_words_around_stay() -> None:
    assert masking.keep_back("I am at 202-555-0143 now, please")[0] == "I am at [number kept back] now, please"
