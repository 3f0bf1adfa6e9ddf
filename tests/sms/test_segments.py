"""Segments as carriers count them (S6), and straightening that leaves a person's words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.channels.sms import segments
from handoff.channels.sms.segments import BASIC, EXTENSION, Count, count, first_part, fits, gsm7, is_gsm7, strangers


def test_the_alphabet_has_127_letters_and_ten_in_its_extension() -> None:
    assert (len(BASIC), len(EXTENSION)) == (127, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Count("GSM-7", 0, 0)),
        ("a" * 160, Count("GSM-7", 160, 1)),
        ("a" * 161, Count("GSM-7", 161, 2)),
        ("a" * 306, Count("GSM-7", 306, 2)),
        ("a" * 307, Count("GSM-7", 307, 3)),
        ("€" * 80, Count("GSM-7", 160, 1)),
        ("€" * 81, Count("GSM-7", 162, 2)),
        ("^{}\\[~]|€\f", Count("GSM-7", 20, 1)),
        ("\u201c" + "a" * 69, Count("UCS-2", 70, 1)),
        ("\u201c" + "a" * 70, Count("UCS-2", 71, 2)),
        ("ж" * 134, Count("UCS-2", 134, 2)),
        ("ж" * 135, Count("UCS-2", 135, 3)),
        ("\uffff\U00010000", Count("UCS-2", 3, 1)),
        ("\U0001f600" * 35, Count("UCS-2", 70, 1)),
        ("\U0001f600" * 36, Count("UCS-2", 72, 2)),
    ],
)
def test_count(text: str, expected: Count) -> None:
    assert count(text) == expected


def test_no_character_is_split_over_two_segments() -> None:
    assert count("a" * 152 + "€" + "a" * 152).segments == 3  # 306 septets, but the escape may not end a segment
    assert count("ж" * 66 + "\U0001f600" + "ж" * 66).segments == 3  # 134 units


def test_one_curly_quote_makes_a_text_cost_double() -> None:
    plain = "It isn't your fault. " * 5
    assert (segments.segments(plain), segments.segments(plain.replace("'", "\u2019"))) == (1, 2)
    assert segments.segments(gsm7(plain.replace("'", "\u2019"))) == 1


def test_gsm7_straightens_quotes_dashes_dots_and_spaces() -> None:
    assert gsm7("\u2018a\u2019 \u201cb\u201d c\u2013d\u2014e\u2026 f\u00a0g\u2009h\u2028i\u200b") == (
        "'a' \"b\" c-d-e... f g h\ni"
    )
    assert gsm7("it`s") == "it's"


def test_gsm7_leaves_every_other_character() -> None:
    assert gsm7("ça va \U0001f600 日本") == "ça va \U0001f600 日本"
    assert strangers("ça va ça \U0001f600") == ("ç", "\U0001f600")
    assert is_gsm7("Ç è é ù") and not is_gsm7("ç")


@given(st.text())
def test_straightening_twice_is_straightening_once(text: str) -> None:
    assert gsm7(gsm7(text)) == gsm7(text)


@given(st.text(max_size=700))
def test_segments_hold_what_they_can(text: str) -> None:
    found = count(text)
    alone, joined = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    if found.segments > 1:
        assert found.units > alone and found.units <= found.segments * joined
        assert found.units > (found.segments - 1) * (joined - 1)
    assert fits(text, found.segments) and (not text or not fits(text, found.segments - 1))


@given(st.text(max_size=500), st.integers(1, 3))
def test_the_first_part_fits_and_begins_the_text(text: str, most: int) -> None:
    part = first_part(text, most)
    assert fits(part, most) and text.startswith(part)
    assert part or not text


def test_the_first_part_ends_at_a_word() -> None:
    assert first_part("word " * 60, 1).endswith("word")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a" * 161, "a" * 160),
        ("a" * 131 + " " + "b" * 40, "a" * 131),  # the space stands 29 before the end
        ("a" * 130 + " " + "b" * 40, "a" * 130 + " " + "b" * 29),  # too far: words are cut
        (" " + "b" * 170, " " + "b" * 159),
        ("\U0001f600 " + "b" * 170, "\U0001f600 " + "b" * 67),
        ("a" + " " * 200, "a" + " " * 158),
    ],
)
def test_the_first_part_is_the_longest_and_ends_at_a_space_only_where_one_is_near(text: str, part: str) -> None:
    assert first_part(text, 1) == part


def test_no_segment_holds_no_part() -> None:
    assert first_part("a b", 0) == first_part(" a", 0) == ""
