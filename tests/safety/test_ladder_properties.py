"""What holds on the ladder whatever a person writes."""

import os
import random
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.safety.ladder.questions import ANSWERS, KEYS
from handoff.safety.model import LANES, Assessment, Level
from tests.safety.ladder_cast import Person, sign

PAIRS = [(question, answer) for question, answers in ANSWERS.items() for answer in answers]
WORDS = ["PAUSE", "SKIP", "MENU", "PERSON", "PLAN", "BREATHE", "HELP"]
TEXTS = ["no", "yes", "are you real", "yes, most nights", "no, just tired", "no lol", "i'm 15", "leave me alone",
         "idk", "2", "tonight", "my cat", "rather not say", "you got me wrong", "i dont want to call",
         "you already said that", "", "no no", "sure", "ok"]  # fmt: skip

answers = st.sampled_from(PAIRS)
moves = st.one_of(
    st.tuples(st.just("press"), answers),
    st.tuples(st.just("text"), st.sampled_from(TEXTS)),
    st.tuples(st.just("word"), st.sampled_from(WORDS)),
    st.tuples(st.just("sign"), st.tuples(st.integers(1, 4), st.sampled_from(LANES), st.booleans())),
    st.tuples(st.just("wait"), st.integers(1, 60 * 48)),
)


def play(person: Person, move) -> Person:
    """Make one move."""
    kind, what = move
    if kind == "press":
        return person.presses(*what)
    if kind == "text":
        return person.writes(what)
    if kind == "word":
        return person.writes(what, word=what)
    if kind == "sign":
        level, lane, soft = what
        return person.writes("words", sign(level, lane, soft=soft and level == 1))
    return person.writes("back again", minutes=what)


def given_keys(person: Person) -> int:
    """Clear noes the person has given in this test, by question."""
    return len({q for q, a in person.state.asked.items() if KEYS.get(q) == a.answer})


class Keys:
    """Counts keys as care.md 3.5 has them, by itself: clear noes to different questions that were put after the last
    sign, the second at a later turn. Buttons, typed noes and everything else go through the real ladder."""

    def __init__(self) -> None:
        self.given: dict[str, int] = {}
        self.turn = 0

    def after(self, person: Person, question: str | None, answer: str | None) -> None:
        """One turn: what was answered in it, if anything, and whether a sign took the keys away."""
        self.turn += 1
        if person.state.cue_turn == person.state.turn:
            self.given = {}
        elif question and KEYS.get(question) == answer:
            self.given.setdefault(question, self.turn)

    @property
    def enough(self) -> bool:
        return len(self.given) >= 2 and len(set(self.given.values())) >= 2


def answered_in(before, person: Person) -> tuple[str | None, str | None]:
    """The question that this turn answered, and how."""
    for question, asked in person.state.asked.items():
        old = before.asked.get(question)
        if asked.answer is not None and (old is None or old.answer != asked.answer or question == before.pending):
            return question, asked.answer
    return None, None


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(moves, max_size=30), st.booleans(), st.integers(1, 1))
def test_fewer_than_two_keys_never_leave_the_watch(played, soft, level) -> None:
    person, keys = Person().writes("words", sign(level, soft=soft)), Keys()
    for move in played:
        before = person.state
        if before.cleared(person.now) or before.level != Level.R1:
            return
        play(person, move)
        pressed = move[1] if move[0] == "press" else answered_in(before, person)
        keys.after(person, *pressed)
        if person.state.cleared(person.now) or person.state.level < Level.R1:
            assert keys.enough, (move, keys.given)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.one_of(answers.filter(lambda p: KEYS.get(p[0]) != p[1]), st.just(("thoughts", "no"))), max_size=25))
def test_one_question_answered_with_no_is_one_key_however_often(pressed) -> None:
    person = Person().writes("words", sign(1))
    for question, answer in pressed:
        person.presses(question, answer)
        assert person.state.level >= Level.R1 and not person.state.cleared(person.now)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(moves, max_size=25), st.integers(3, 4))
def test_only_a_human_leaves_r3_and_r4(played, level) -> None:
    person = Person().writes("words", sign(level))
    for move in played:
        before = person.state.level
        play(person, move)
        assert person.state.level >= before


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(moves, max_size=15), st.integers(1, 4), st.integers(1, 60 * 24 * 30))
def test_silence_never_lowers(played, level, minutes) -> None:
    person = Person().writes("words", sign(level))
    for move in played:
        play(person, move)
    before, cleared = person.state.level, person.state.cleared(person.now)
    person.writes("hello again", minutes=minutes)
    assert person.state.level == before or cleared


CONVERSATIONS = int(os.environ.get("PEERLINE_LADDER_CONVERSATIONS", "1000"))
"""Random conversations in `make test`; `make rubric` has 10,000."""


def test_the_line_is_in_the_turn_that_enters_r2_or_more() -> None:
    draw, entered = random.Random(23), 0
    for n in range(CONVERSATIONS):
        person = Person(
            channel=draw.choice(["web", "sms"]), country=draw.choice(["US", "GB", "ZA", "IN", None]),
            on_shift=draw.random() < 0.5, running=draw.random() < 0.3, draws=False,
        )  # fmt: skip
        for _ in range(draw.randint(1, 10)):
            before = person.state.level
            play(person, random_move(draw))
            if person.state.level >= Level.R2 and person.state.level > before:
                person.renders()
                entered += 1
                assert person.shows_line, (n, person.said)
                assert person.severity is not None and "suspend_flow" in person.did and not person.last.forward
                assert "pin_card" in person.did
    assert entered > CONVERSATIONS / 2


def random_move(draw: random.Random):
    """One move, signs and answers oftener than words and waits."""
    kind = draw.choice(["press", "press", "text", "word", "sign", "sign", "wait"])
    what = {
        "press": lambda: draw.choice(PAIRS),
        "text": lambda: draw.choice(TEXTS),
        "word": lambda: draw.choice(WORDS),
        "sign": lambda: (draw.randint(1, 4), draw.choice(LANES), draw.random() < 0.5),
        "wait": lambda: draw.randint(1, 60 * 48),
    }
    return kind, what[kind]()


def test_a_thousand_walks_from_r2_never_end_without_a_text_or_a_human() -> None:
    draw = random.Random(7)
    for walk in range(1000):
        person = Person(
            channel=draw.choice(["web", "sms"]), on_shift=draw.random() < 0.5, plan_ready=draw.random() < 0.5
        )
        person.writes("words", sign(draw.choice([2, 3, 4]), draw.choice(LANES)))
        for _ in range(12):
            kind = draw.choice(["press", "text", "text", "word", "not_now"])
            if kind == "press":
                person.presses(*draw.choice(PAIRS))
            elif kind == "not_now":
                person.presses("case", "not_now")
            elif kind == "word":
                play(person, ("word", draw.choice(WORDS)))
            else:
                person.writes(draw.choice(TEXTS))
            assert person.turn and person.read.strip(), (walk, person.last)
            assert not person.last.forward
            assert person.state.level >= Level.R2


def test_no_text_twice_in_a_conversation_while_variants_remain() -> None:
    draw = random.Random(11)
    for _ in range(200):
        person = Person(channel=draw.choice(["web", "sms"]))
        person.writes("words", sign(draw.choice([1, 2, 3])))
        for _ in range(10):
            person.presses(*draw.choice(PAIRS)) if draw.random() < 0.6 else person.writes(draw.choice(TEXTS))
        said: dict[str, list[str]] = {}
        for utterance, variant, _ in person.seen:
            said.setdefault(utterance, []).append(variant)
        for utterance, variants in said.items():
            first = variants[:4]
            assert (
                len(set(first)) == len(first)
                or utterance in ("help_card", "are_you_real")
                or utterance.startswith("card_")
            )
            assert all(one != two for one, two in pairwise(variants)) or len(set(variants)) == 1


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(moves, max_size=20), st.sampled_from(["web", "sms"]))
def test_at_most_one_question_a_turn_and_two_bubbles(played, channel) -> None:
    person = Person(channel=channel).writes("words", sign(1))
    for move in played:
        play(person, move)
        assert person.read.count("?") <= 1, person.said
        assert sum(len(r.bubbles) for r in person.turn if not r.card) <= 2, person.said
        if channel == "sms":
            assert all(len(r.text) <= 306 for r in person.turn)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(moves, max_size=20))
def test_a_question_answered_today_is_not_asked_again_without_a_new_sign(played) -> None:
    person = Person().writes("words", sign(2))
    for move in played:
        if move[0] in ("sign", "wait"):
            continue
        answered = {q for q, a in person.state.asked.items() if a.answer is not None}
        play(person, move)
        asked = {u.removeprefix("ask_") for u in person.said if u.startswith("ask_")}
        assert not asked & (answered - {"barrier", "try", "plan_offer", "steady"}) or person.state.level == Level.R4


def test_the_card_stays_a_day_after_the_last_sign() -> None:
    person = Person().writes("words", sign(1))
    assert person.state.card_shown(person.now + timedelta(hours=23, minutes=59))
    assert not person.state.card_shown(person.now + timedelta(hours=24, minutes=1))


def test_a_level_never_falls_by_an_assessment() -> None:
    person = Person().writes("words", sign(3))
    person.writes("all good now", Assessment())
    assert person.state.level == Level.R3
