"""What the ladder reads in typed words, and which words it gives back."""

import pytest

from handoff.safety.ladder import echo, reading
from handoff.safety.ladder.questions import ANSWERS, REFUSED
from handoff.safety.model import Assessment, Level, Reason
from handoff.safety.wording.grade import grade
from tests.safety.ladder_cast import Person, sign

READS = [
    ("thoughts", "yes, I am", "yes"), ("thoughts", "Affirmative", "yes"), ("thoughts", "lol ok yes", "yes"),
    ("thoughts", "no, just stressed", "no"), ("thoughts", "No, I am not", "no"), ("thoughts", "no, not me", "no"),
    ("thoughts", "me? no", "no"), ("thoughts", "i'd sooner not discuss it", REFUSED), ("thoughts", "dunno", REFUSED),
    ("thoughts", "next question", REFUSED), ("thoughts", "not going into that", REFUSED),
    ("thoughts", "no really", "no"),
    ("thoughts", "i dont want to die", "no"), ("thoughts", "im not suicidal", "no"), ("thoughts", "1", "no"),
    ("thoughts", "3", "yes"), ("thoughts", "9", None), ("thoughts", "0", None), ("thoughts", "no lol", None),
    ("thoughts", "no, not for years", None), ("thoughts", "no but sometimes", None), ("thoughts", "", None),
    ("thoughts", "no " + "and so on " * 9, None), ("thoughts", "the bus was late", None),
    ("passive", "yes, most nights", "sometimes"), ("passive", "pretty much daily", "often"),
    ("passive", "no i like being alive", "no"), ("passive", "no, not yet", None),
    ("plan", "yes the plan is done", "some"), ("plan", "got a notion how", "some"), ("plan", "a plan lol", "plan"),
    ("plan", "same plan as before", "plan"), ("plan", "no real plan", "no"),
    ("plan", "none of your business", REFUSED),
    ("means", "it's in my room", "yes"), ("means", "i could get to it", "yes"),
    ("means", "not sure really", "not_sure"),
    ("means", "no i don't have it here", "no"),
    ("when", "not long now", "today"), ("when", "now, tonight", "today"), ("when", "some day soon", "some_day"),
    ("when", "tomorrow night", "soon"), ("when", "yes", "soon"), ("when", "yes i do have a day", "soon"),
    ("when", "no set time", "no"),
    ("behaviour", "yes, this month", "recent"), ("behaviour", "yes, years ago", "longer"),
    ("behaviour", "yes once as a teenager", "longer"), ("behaviour", "four years ago", "longer"),
    ("behaviour", "5 weeks ago", "recent"), ("behaviour", "three weeks back", "recent"),
    ("behaviour", "no, never", "no"),
    ("behaviour", "idk", None),
    ("tonight", "im sure, got lab at 8", "sure"), ("tonight", "for sure", "sure"), ("tonight", "dont think so", "no"),
    ("tonight", "i'm not going to make it", "no"), ("tonight", "wouldn't bet on it", "not_sure"),
    ("tonight", "sure, if he comes", None), ("tonight", "yes but it is hard", None),
    ("tonight", "can't say", "not_sure"),
    ("writer", "yes, i'm safe", "safe"), ("writer", "not really", "not_really"), ("writer", "yes but tired", None),
    ("worried_about_someone", "no, he is asleep", "no"), ("worried_about_someone", "yes he has it here", "yes"),
    ("with_whom", "leave me alone", "alone"), ("with_whom", "my sister", "ask"), ("near", "i'm alone", "alone"),
    ("near_call", "no", "cannot"), ("near_call", "ok", "can_call"), ("barrier", "i would only bother them", "burden"),
    ("barrier", "police would come", "police"), ("barrier", "the cat", None),
    ("age", "15", "under"), ("age", "i'm 42", "adult"), ("age", "yes", "under"), ("age", "no", "adult"),
    ("age", "2", "adult"), ("age", "idk", REFUSED), ("age", "18", "adult"), ("age", "17 years old", "under"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "typed", "answer"), READS)
def test_a_typed_answer(question, typed, answer) -> None:
    assert reading.read(question, typed) == answer
    assert answer is None or answer in (*ANSWERS[question], REFUSED)


def test_a_lone_number_counts_in_the_order_shown() -> None:
    assert (
        reading.read("thoughts", "1", ("yes", "no")) == "yes" and reading.read("thoughts", "2", ("yes", "no")) == "no"
    )


@pytest.mark.parametrize(
    ("text", "read_wrong"),
    [
        ("you got me wrong", True), ("you misunderstood", True), ("that's not what i meant", True),
        ("I didn't mean it like that", True), ("you're taking it the wrong way", True), ("misread that", True),
        ("it is a misunderstanding", True), ("you get me", False), ("you took that well", False),
        ("my mum misunderstands everything", False), ("x" * 130 + " you got me wrong", False),
    ],
)  # fmt: skip
def test_you_got_me_wrong_in_its_forms(text, read_wrong) -> None:
    assert reading.got_me_wrong(text) is read_wrong


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("are you real", True), ("r u a bot", True), ("am i talking to a real person", True),
        ("is this a robot?", True),
        ("are you even human", True), ("is this real life", True),
        ("you are real nice", False), ("are you sure", False), ("is this tea", False),
        ("a" * 130 + " are you a bot", False),
    ],
)  # fmt: skip
def test_are_you_real_in_its_forms(text, asked) -> None:
    assert reading.asks_if_real(text) is asked


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("my mum is here with me", "someone"), ("i'm with my sister", "someone"),
        ("my husband's next to me", "someone"),
        ("i'm home alone right now", "alone"), ("nobody is here", "alone"), ("i am alone", "alone"),
        ("i feel so alone in this world", None), ("my mum died", None),
    ],
)  # fmt: skip
def test_who_is_there(text, who) -> None:
    assert reading.company(text) == who


def test_other_readings() -> None:
    assert reading.of_school("kids at my school laugh") and reading.of_school("my math teacher said")
    assert not reading.of_school("work is hard")
    assert reading.said_already("you already asked that") and not reading.said_already("he already left")
    assert not reading.said_already("x" * 130 + "you already asked that")
    assert reading.turns_line_down("i don't want to call anyone") and reading.turns_line_down("no hotlines")
    assert not reading.turns_line_down("i will call them") and not reading.turns_line_down("x " * 90 + "no hotlines")


@pytest.mark.parametrize(
    "words", ["such a burden", "nothing has a point", "kms", "so done with it all", "I can\u2019t go on"]
)
def test_words_given_back(words) -> None:
    assert echo.printable(words) == words.replace("\u2019", "'")


@pytest.mark.parametrize(
    "words",
    [
        None, "", "ab", "e" * 41, "take all my pills", "off the bridge", "jump tonight", "my dad's gun", "cut myself",
        "how many would it take", "call 02079460018", "http://a.b", "mail me @home", 'say "it"', "commit suicide",
        "you fag", "a stupid cow", "retarded", "why? live", "no! more", "\u4f60\u597d\u4f60", "he raped me",
        "weigh 40 kg",
        "you will be fine", "hang on the rope", "a psycho",
    ],
)  # fmt: skip
def test_words_never_given_back(words) -> None:
    assert echo.printable(words) is None


def test_the_echo_is_of_the_strongest_sign_with_words() -> None:
    reasons = (Reason("history.sticky"), Reason("burden", "such a burden."), Reason("slang", "kms"))
    assert echo.of(Assessment(Level.R1, reasons=reasons)) == "such a burden"
    assert echo.of(Assessment(Level.R1)) is None and echo.of(None) is None


def test_a_sign_at_r1_is_met_with_the_persons_words() -> None:
    person = Person().writes("i am such a burden", sign(1, rule="burden", span="such a burden"))
    assert person.said == ["r1_echo", "ask_thoughts"] and '"such a burden"' in person.read
    person = Person().writes("kms lol", sign(1, soft=True, rule="slang", span="kms"))
    assert person.said == ["ask_soft_echo"] and '"kms"' in person.read
    assert person.writes("way of speaking").state.keys == ("soft",)
    person = Person().writes("that bridge", sign(1, rule="means.question_veiled", span="that bridge"))
    assert person.said == ["r1", "ask_thoughts"] and "bridge" not in person.read


def test_other_barriers_are_given_back_and_noted() -> None:
    person = Person().writes("words", sign(2)).writes("i won't call anyone").writes("my whole street would hear it")
    assert person.said[0] == "barrier_other_echo" and "my whole street" in person.read and "log_barrier" in person.did
    person = (
        Person().writes("words", sign(2)).writes("i won't call anyone").writes("the fucking police state of it all")
    )
    assert person.said[0] != "barrier_other_echo"


def test_a_reading_grade() -> None:
    assert grade("Too short to say.") is None
    assert grade("The cat sat on the mat and then it ran to the door. It was shut.") < 3
    assert (
        grade("Notwithstanding considerable difficulties, organisations continuously accommodate individual needs.")
        is None
    )
    hard = (
        "Considerable organisational difficulties notwithstanding, professional counsellors accommodate "
        "individual circumstances every day."
    )
    assert grade(hard) > 12
    assert 4 < grade("We said that the {org} asked for some of these, and people came over to the old house.") < 9
