"""Which country a person is in: what the browser says, and what they say themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.channels.sms.inbound import country_of
from handoff.conversations import countries
from handoff.safety import crisis_lines


@pytest.mark.parametrize(
    ("zone", "language", "said", "country"),
    [
        ("Europe/London", "en", None, "GB"),
        ("Europe/Belfast", "en", None, "GB"),  # an old name of the zone
        ("Asia/Calcutta", "en", None, "IN"),
        ("US/Eastern", "en", None, "US"),
        ("America/Toronto", "en-US", None, "CA"),  # the zone tells more than the language
        ("America/Argentina/Buenos_Aires", "es", None, "AR"),
        ("Pacific/Honolulu", "en", None, "US"),
        ("UTC", "en-US", None, None),  # a browser that hides its place
        ("Etc/GMT+5", "en-US", None, None),
        (None, "en-IE", None, "IE"),
        (None, "en_ie", None, "IE"),
        (None, "en", None, None),
        (None, "zh-Hant-TW", None, None),
        ("Europe/London", "en", "ie", "IE"),  # what the page says goes first
        ("Europe/London", "en", "Ireland", "GB"),
    ],
)
def test_the_browser_says_a_country(zone, language, said, country):
    assert countries.from_browser(zone, language, said) == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("I am in Ireland", "IE"),
        ("i'm in the UK.", "GB"),
        ("im in the us", "US"),
        ("no, i live in New Zealand", "NZ"),
        ("we are in germany now", "DE"),
        ("my country is South Korea", "KR"),
        ("I am in Uzbekistan", "UZ"),  # no file of lines, and still their country
        ("i am in pain", None),
        ("i'm in hell", None),
        ("i am in my room", None),
        ("i am in Georgia", None),  # a state and a country
        ("i'm from Canada", None),  # where somebody comes from is not where they are
        ("my mum is in Ireland", None),
        ("i am in ireland and i want to die", None),  # talk, for the ladder alone
        ("Ireland", None),
    ],
)
def test_a_whole_message_names_a_country(text, country):
    assert countries.named(text) == country


@pytest.mark.parametrize(("text", "country"), [("ireland", "IE"), ("USA", "US"), ("Chad", None), ("yes", None)])
def test_after_the_question_the_bare_name_is_an_answer(text, country):
    assert countries.named(text, asked=True) == country


def test_a_phone_number_says_a_country():
    assert [country_of(n) for n in ("+12025550110", "+14165550110", "+442079460000", "+353870000000")] == [
        "US", "CA", "GB", "IE",
    ]  # fmt: skip
    assert country_of("+883510000000") is None  # belongs to no single country


def test_every_file_is_found_by_its_own_name():
    for code, lines in crisis_lines.every().items():
        if code != crisis_lines.ANYWHERE:
            assert countries.named(f"I live in {lines.name}") == code and countries.called(code) == lines.name
    assert countries.called("UZ") == "Uzbekistan"


@given(st.text(max_size=120), st.booleans())
def test_any_words_are_taken(text, asked):
    assert countries.named(text, asked=asked) is None or len(countries.named(text, asked=asked)) == 2
