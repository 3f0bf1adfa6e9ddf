"""The page for volunteers says what the machine does: its table of SMS words is the table of the code."""

import re

from handoff.cases.routing import OFFER_LASTS
from handoff.volunteers import commands, limits
from handoff.volunteers.answers import BREAK_MINUTES
from handoff.volunteers.shifts import BACK_LASTS
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "volunteers.md").read_text("utf-8")


def rows() -> dict[str, str]:
    """Word -> what it does, of the table."""
    return dict(re.findall(r"^\| `([A-Z]+)[^`|]*` +\| ([^|]+)\|$", PAGE, flags=re.M))


def test_every_word_of_the_code_is_explained_and_no_other():
    assert set(rows()) == set(commands.WORDS)


def test_each_example_in_the_page_is_read_as_what_it_says():
    for shown in re.findall(r"^\| `([^`|]+)` +\|", PAGE, flags=re.M):
        example = shown.replace("[minutes]", "20").replace("[note]", "with her sister")
        read = commands.parse(example, {"K47"})
        assert isinstance(read, commands.Command) and read.word == shown.split()[0], shown
    assert commands.parse("K47 no", {"K47"}) == commands.Words("no", "K47") and "`K47 no`" in PAGE


def test_the_carriers_words_are_named_as_no_commands():
    for word in ("STOP", "END", "QUIT", "CANCEL", "YES"):
        assert re.search(rf"\b{word}\b", PAGE) and commands.parse(word) == commands.Carrier(word)


def test_the_times_in_the_page_are_those_of_the_code():
    said = " ".join(PAGE.split())
    assert f"{OFFER_LASTS['sms'].seconds} seconds" in said and f"{OFFER_LASTS['console'].seconds} seconds" in said
    assert f"{BREAK_MINUTES} minutes" in said and f"{BACK_LASTS.seconds // 3600} hours" in said
    assert (
        f"{limits.COOL_DOWN[3].seconds // 60} minutes" in said and f"{limits.SURE_REST.seconds // 60} minutes" in said
    )


def test_its_pictures_are_there():
    for name in re.findall(r"\]\(([\w-]+\.png)\)", PAGE):
        assert (ROOT / "docs" / name).stat().st_size > 20_000


def test_it_can_be_read_in_three_minutes():
    assert len(re.sub(r"[|`#*!\[\]()]", " ", PAGE).split()) <= 800
