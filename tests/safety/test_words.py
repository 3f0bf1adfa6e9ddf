"""Words that work at any moment."""

import pytest

from handoff.safety import words


@pytest.mark.parametrize("word", words.ALWAYS_ON)
def test_always_on_words_in_any_shape(word) -> None:
    for text in (word, word.lower(), f" {word.title()}. ", f"{word}!!", f"'{word}'"):
        assert words.always_on(text) == word


@pytest.mark.parametrize("text", ["please help me", "i plan to go", "skip it", "menu please", "", "help help", "INFO"])
def test_inside_a_sentence_they_are_ordinary_words(text) -> None:
    assert words.always_on(text) is None


def test_stop_is_pause_on_the_web_and_the_carriers_by_sms() -> None:
    assert words.always_on("stop") == "PAUSE"
    assert words.always_on("stop", "sms") is None and words.opt_out("Stop.")


@pytest.mark.parametrize("word", words.OPT_OUT)
def test_opt_out_words(word) -> None:
    assert words.opt_out(f" {word.lower()}! ") and not words.opt_out(f"{word} it")


def test_opt_in_words() -> None:
    assert words.opt_in("start") and words.opt_in("Yes") and not words.opt_in("yes please")


@pytest.mark.parametrize(
    "text",
    [
        "can i talk to a real person", "i want to speak to someone human", "Can I talk to a human please?",
        "let me talk to a person", "i need to speak with somebody real", "put me through to a volunteer",
        "is there a real person i can talk to", "could i chat with one of your volunteers", "i want a human",
        "connect me to an operator", "can't i talk to a real human", "real person please", "a person",
        "i'd like to talk to someone who is not a bot", "can i speak to someone", "get me a person",
        "not a bot, a person please", "i want to talk to someone", "talk to an actual human being",
        "id like to talk to a person",
    ],
)  # fmt: skip
def test_wishes_for_a_person(text) -> None:
    assert words.wants_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "i don't want to talk to a person", "are you a real person", "i can't talk to people", "i hate people",
        "my person left me", "i talked to a person at work today and she was mean", "i want someone to love me",
        "no one talks to me", "i am scared to talk to a real person", "what person would do that", "",
        "i need a person who loves me", "he is a real person", "x" * 500,
    ],
)  # fmt: skip
def test_no_wishes_for_a_person(text) -> None:
    assert not words.wants_person(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [("What do you know about me?", "what_you_know"), ("export", "export"), ("please delete my data", "delete_me"),
     ("forget today", "forget_today"), ("Delete me.", "delete_me"), ("forget this chat", "forget_today"),
     ("i want to forget today", None), ("delete my brother", None), ("", None)],
)  # fmt: skip
def test_data_rights(text, right) -> None:
    assert words.data_right(text) == right
