"""Reading a volunteer's text. What is not surely a command is words; a lone command word never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.volunteers import commands
from handoff.volunteers.commands import Carrier, Command, Words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("GO K47", Command("GO", "K47")),
        ("go k47.", Command("GO", "K47")),
        (' "Go K 47!" ', Command("GO", "K47")),
        ("GO k47:", Command("GO", "K47")),
        ("Go", Command("GO")),
        ("GO K47 hello there", Command("GO", "K47", extra=True)),
        ("NO K47", Command("NO", "K47")),
        ("NO K47 sorry", Command("NO", "K47", extra=True)),
        ("no.", Command("NO")),
        ("DONE K47 with her sister, plan made", Command("DONE", "K47", note="with her sister, plan made")),
        ("done k472", Command("DONE", "K472")),
        ("SUP", Command("SUP")),
        ("SUP K47 he is angry", Command("SUP", "K47", note="he is angry")),
        ("BREAK", Command("BREAK")),
        ("break 45 min", Command("BREAK", minutes=45)),
        ("BREAK 5 MINUTES", Command("BREAK", minutes=5)),
        ("Break 1m", Command("BREAK", minutes=1)),
        ("break 720", Command("BREAK", minutes=720)),
        ("break 721", Words("break 721")),
        ("break 0", Words("break 0")),
        ("BACK", Command("BACK")),
        ("help", Command("HELP")),
        ("HELP K47 with the papers", Words("HELP K47 with the papers")),
        ("back K47 then", Words("back K47 then")),
        ("Go on, I am listening", Words("Go on, I am listening")),
        ("No, that was not your fault", Words("No, that was not your fault")),
        ("Done with all that?", Words("Done with all that?")),
        ("Back then I was lost too", Words("Back then I was lost too")),
        ("break it down for me", Words("break it down for me")),
        ("K47 no", Words("no", "K47")),
        ("k47: hello", Words("hello", "K47")),
        ("K47", Words("", "K47")),
        ("K 47", Words("", "K47")),
        ("K 47: hello", Words("hello", "K47")),
        ("I 20 times thought so", Words("I 20 times thought so")),
        ("goodbye", Words("goodbye")),
        ("yes", Carrier("YES")),
        ("STOP", Carrier("STOP")),
        ("End.", Carrier("END")),
        ("stop it please", Words("stop it please")),
        ("ok", Words("ok")),
        ("", Words("")),
    ],
)
def test_examples(text: str, read: object) -> None:
    assert commands.parse(text) == read


def test_a_spaced_ref_is_read_only_when_it_is_known() -> None:
    assert commands.parse("K 47 hello") == Words("K 47 hello")
    assert commands.parse("K 47 hello", {"K47"}) == Words("hello", "K47")


@given(st.text(max_size=60))
def test_anything_can_be_read(text: str) -> None:
    read = commands.parse(text, {"K47"})
    if isinstance(read, Words):
        assert read.text in text and not (read.ref is None and commands.is_lone_word(text))


@given(st.sampled_from(commands.WORDS), st.sampled_from(["", " ", ".", "!", " !", '"', "'"]), st.booleans())
def test_a_lone_command_word_is_never_words(word: str, edge: str, lower: bool) -> None:
    text = f"{edge}{word.lower() if lower else word}{edge}"
    assert isinstance(commands.parse(text), Command) and commands.is_lone_word(text)


@given(
    st.sampled_from(commands.LETTERS), st.integers(10, 999), st.text(st.characters(categories=("L", "Zs")), min_size=1)
)
def test_words_after_a_ref_are_those_words(letter: str, number: int, words: str) -> None:
    read = commands.parse(f"{letter}{number} x{words}")
    assert read == Words(f"x{words}".strip(), f"{letter}{number}")
