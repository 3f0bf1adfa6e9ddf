"""Any words on any exercise end it or wait at a step; nothing crashes and nothing is said twice running."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import gsm7
from actions.exercises import lint, loader, runner
from actions.exercises.answers import Input
from actions.exercises.runner import State
from actions.exercises.schema import CHANNELS, Exercise

LIBRARY = loader.load()
IDS = sorted(LIBRARY.exercises)
WORDS = st.one_of(
    st.text(max_size=40),
    st.text(min_size=200, max_size=5000),
    st.sampled_from(
        [
            "7",
            "10",
            "0",
            "eleven",
            "9999999999999999999",
            "DONE",
            "done.",
            "SHORT",
            "skip",
            "SKIP",
            "keep",
            "2",
            "no",
            "all or nothing",
            "i guess reading minds",
            "{thought}",
            "{",
            "\u2028",
            "\x00",
            "\ud800",
            "\u202e",
            "5/10",
            "6-7",
            "-3",
            "8 out of 10",
            "\u0667",
            "\U0001f642\U0001f642",
            '"quoted"',
            "a?b?c?",
            "   ",
        ]
    ),
)
INPUTS = st.one_of(
    WORDS.map(lambda text: Input(text=text)),
    st.sampled_from(
        ["5", "8", "done", "shorter", "guessing", "none", "keep", "let_go", "person", "tool", "six", "other", "x", ""]
    ).map(lambda value: Input(value=value)),
    st.just(Input(skip=True)),
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "eating": st.just(True),
        "smell_trauma": st.just(True),
        "last_mood": st.integers(1, 5),
        "mood_falling": st.just(True),
    },
)


def walk(exercise: Exercise, inputs: list[Input], channel: str, facts: dict[str, object]) -> list[runner.Outcome]:
    """Every outcome of these inputs, until the end; the state goes through JSON each time, as it is stored."""
    outcomes = [runner.start(exercise, channel=channel, facts=facts)]
    for given_input in inputs:
        if outcomes[-1].ended:
            break
        state = State.from_json(outcomes[-1].state.to_json())
        outcomes.append(runner.take(exercise, state, given_input, channel=channel))
    return outcomes


@settings(max_examples=300, deadline=None)
@given(
    exercise=st.sampled_from(IDS), channel=st.sampled_from(CHANNELS), inputs=st.lists(INPUTS, max_size=30), facts=FACTS
)
def test_any_input_ends_it_or_waits_at_a_step(exercise, channel, inputs, facts):
    file = LIBRARY.exercises[exercise]
    outcomes = walk(file, inputs, channel, facts)
    assert outcomes[-1].ended or outcomes[-1].state.step in file.steps or outcomes[-1].state.closing
    assert len(outcomes) <= 2 * file.questions + 3  # each step is asked twice at most, then the closing tap
    for before, after in pairwise(outcomes):
        assert after.texts or after.keep is not None or after.unread
        assert before.texts != after.texts, "the same words twice running"


@settings(max_examples=300, deadline=None)
@given(
    exercise=st.sampled_from(IDS), channel=st.sampled_from(CHANNELS), inputs=st.lists(INPUTS, max_size=14), facts=FACTS
)
def test_every_text_that_is_said_fits_its_channel(exercise, channel, inputs, facts):
    for outcome in walk(LIBRARY.exercises[exercise], inputs, channel, facts):
        assert len(outcome.texts) <= 2
        for text in outcome.texts:
            assert "{" not in re.sub(r'"[^"]*"', "", text) or any("{" in (i.text or "") for i in inputs)
            if channel == "sms":
                assert (gsm7.cost(text) or 999) <= lint.SMS_PLACES
            else:
                assert len(text) <= lint.WEB_CHARS
        assert len(outcome.choices) <= 5
        assert all(len(title) <= 30 for title, _ in outcome.choices)


def until(exercise: str, *inputs: str, channel: str = "web", facts: dict[str, object] | None = None) -> runner.Outcome:
    return walk(LIBRARY.exercises[exercise], [Input(text=i) for i in inputs], channel, facts or {})[-1]


def test_the_thought_record_to_its_end_in_the_persons_words():
    outcome = until("thought_quick", "6", "nobody likes me", "guessing ahead", "they waved today", "3")
    assert outcome.texts == ('Your words: "they waved today". Keep them for later?',)
    assert outcome.choices == (("Keep it", "exercise:keep"), ("Let it go", "exercise:let_go"))
    assert outcome.state.answers == {
        "distress_pre": 6,
        "thought": "nobody likes me",
        "trap": "guessing",
        "fairer": "they waved today",
        "distress_post": 3,
    }
    kept = runner.take(LIBRARY.exercises["thought_quick"], outcome.state, Input(text="Keep it"), channel="web")
    assert (kept.keep, kept.ended) == ("they waved today", True)


@pytest.mark.parametrize(
    ("trap", "asks"),
    [
        ("guessing ahead", "Leave the guess aside"),
        ("reading minds", "Leave the guess aside"),
        ("harsh", "If someone you like"),
        ("my own words for it", "If someone you like"),
        ("none", "If someone you like"),
        ("skip", "If someone you like"),
    ],
)
def test_a_guess_is_met_with_facts_and_anything_else_with_a_friend(trap, asks):
    assert until("thought_quick", "6", "nobody likes me", trap).texts[0].startswith(asks)


def test_too_heavy_to_begin_offers_the_body_first():
    outcome = until("thought_quick", "8")
    assert (outcome.end, outcome.offer) == ("too_much", ("grounding_54321", "breathing_paced", "PERSON"))


@pytest.mark.parametrize(
    ("before", "after", "end"), [("4", "6", "worse"), ("4", "5", "keep"), ("7", "8", "worse"), ("6", "6", "keep")]
)
def test_worse_offers_another_way(before, after, end):
    assert until("thought_quick", before, "nobody likes me", "none", "i would like me", after).end == end


def test_worse_by_two_says_nothing_where_the_first_number_was_skipped():
    assert until("thought_quick", "skip", "nobody likes me", "none", "i would like me", "7").end == "keep"


def test_a_skipped_question_that_the_rest_needs_leaves_it_unfinished():
    outcome = until("thought_quick", "5", "skip")
    assert outcome.unfinished and outcome.state.step == "thought" and "MENU" in outcome.texts[0]


def test_what_cannot_be_read_is_asked_once_more_and_then_skipped():
    first = until("thought_quick", "a lot")
    assert first.texts == ("A number from 0 to 10 works here, or SKIP.",) and len(first.choices) == 5
    assert until("thought_quick", "a lot", "really a lot").state.step == "thought"


def test_the_sixty_second_way_takes_four_turns():
    outcome = until("grounding_54321", "9", "SHORT", "done", "5", channel="sms")
    assert (outcome.end, outcome.ended) == ("here", True)


def test_grounding_leaves_out_smell_and_taste_where_eating_is_hard():
    assert until("grounding_54321", "7", "done", "done", "done").state.step == "smell"
    assert until("grounding_54321", "7", "done", "done", "done", facts={"eating": True}).state.step == "post"


def test_a_long_thought_is_kept_whole_and_quoted_cut():
    words = "they all think that " * 40
    outcome = until("thought_quick", "5", words)
    assert outcome.state.answers["thought"] == words.strip()
    quoted = re.search(r'"(.*)"', outcome.texts[0])
    assert quoted and len(quoted[1]) <= 200 and quoted[1].endswith("...")


def test_a_low_mood_puts_people_and_groups_first():
    low, good = until("checkin", "2", "tired"), until("checkin", "4", "calm")
    assert [title for title, _ in low.choices][:2] == ["A person", "Find a group"]
    assert good.choices[0][0] == "Something short"
    falling = until("checkin", "3", "tired", facts={"last_mood": 4, "mood_falling": True})
    assert falling.choices[0][0] == "A person"


def test_sms_numbers_choose_and_scales_read_their_number():
    assert until("checkin", "5", channel="sms").state.answers["mood"] == 5
    assert until("checkin", "3", "2", "1", channel="sms").end == "tool"
    assert until("thought_quick", "6", "nobody likes me", "3", channel="sms").state.answers["trap"] == "mind_reading"
    assert until("thought_quick", channel="sms").choices == ()


def test_a_variant_seen_in_an_earlier_run_gives_way_to_another():
    file = LIBRARY.exercises["thought_quick"]
    first = runner.start(file, channel="web")
    second = runner.start(file, channel="web", seen=first.state.said)
    third = runner.start(file, channel="web", seen=(*first.state.said, *second.state.said))
    assert first.texts != second.texts and third.texts == first.texts


def test_what_is_kept_after_the_end_follows_the_slots():
    file = LIBRARY.exercises["thought_quick"]
    state = until("thought_quick", "6", "nobody likes me", "none", "i would like me", "3").state
    assert set(runner.kept(file, state, asked_to_keep=False).answers) == {"distress_pre", "distress_post"}
    assert "thought" in runner.kept(file, state, asked_to_keep=True).answers
