"""The wording file: what it refuses, how it renders, and every text on both channels for every country."""

import copy
import functools
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from handoff.channels.sms import segments
from handoff.safety import wording
from handoff.safety.crisis_lines import every, lines_for
from handoff.safety.ladder import Say
from handoff.safety.ladder.questions import ANSWERS, CARDS
from handoff.safety.lines_cli import seals
from handoff.safety.wording import checks, file

EN = Path(wording.__file__).parent / "en.yml"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
VALUES = {
    "org": "Peerline", "volunteer": "Maya", "wait": "about 4 minutes", "until": "until Tue 18:00",
    "next_shift": "Tue 18:00", "wait_sentence": "It usually takes 4 minutes.", "human": "@asking",
    "waiting": "@wait_off", "still": "@still_nobody", "language": "Portuguese", "minutes": "5", "n": "2",
    "echo": "better off without me",
}  # fmt: skip


@pytest.fixture(scope="module")
def words() -> wording.Wording:
    return wording.load("en")


@functools.cache
def english() -> dict:
    return YAML(typ="safe").load(EN.read_text())


def changed(**entries) -> file.Wording:
    """The real file with some utterances replaced."""
    data = copy.deepcopy(english())
    data["utterances"].update(entries)
    return file.read(data)


FOUR = ["One.", "Two.", "Three.", "Four."]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"both": FOUR[:3]}, "3 variants for web"),
        ({"web": FOUR, "sms": FOUR[:1]}, "1 variants for sms"),
        ({"both": [*FOUR, "One."]}, "the same text twice"),
        ({"both": [*FOUR, "Is it? Or not?"]}, "2 question marks"),
        ({"kind": "question", "both": FOUR}, "0 question marks"),
        ({"both": [*FOUR, "This is treatment."]}, "posing as care"),
        ({"both": [*FOUR, "He committed it."]}, "words about suicide"),
        ({"both": [*FOUR, "Calm down."]}, "minimising"),
        ({"both": [*FOUR, "I promise it passes."]}, "pretending"),
        ({"both": [*FOUR, "Count calories."]}, "a topic"),
        ({"both": [*FOUR, "You must call."]}, "pressing"),
        ({"both": [*FOUR, "Put the knife away."]}, "a method"),
        ({"both": [*FOUR, "Reply YES now."]}, "a word of the carrier"),
        ({"both": [*FOUR, "Good to see you!"]}, "an exclamation mark"),
        ({"both": [*FOUR, "Call 988."]}, "a telephone number"),
        ({"both": [*FOUR, "Call 116 123."]}, "a telephone number"),
        ({"both": [*FOUR, "Call 020 7946 0018."]}, "a telephone number"),
        ({"both": [*FOUR, "All good \U0001f642"]}, "characters"),
        ({"both": [*FOUR, "A long dash — here."]}, "characters no text message carries"),
        ({"both": [*FOUR, "You are not thinking of it, are you?"]}, "expects a no"),
        ({"both": [*FOUR, "Don't you want to live?"]}, "expects a no"),
        ({"both": [*FOUR, "Hello {nobody}."]}, "unknown placeholders"),
        ({"web": [*FOUR, "x" * 281], "sms": FOUR}, "281 characters"),
        ({"sms": [*FOUR, "x" * 307], "web": FOUR}, "307 units"),
        ({"sms": [*FOUR, "{human} " * 5], "web": FOUR}, "306 at most"),
        ({"web": [*FOUR, ["a", "b", "c"]], "sms": FOUR}, "3 bubbles"),
        ({"both": FOUR, "choices": [["ladder:a:b", "x" * 31]]}, "a title of more than 30"),
        ({"both": FOUR, "choices": [["a:b", "x"]]}, "an unknown kind of choice"),
        ({"kind": "shout", "both": FOUR}, "unknown kind"),
        (
            {
                "both": [
                    *FOUR,
                    "Notwithstanding considerable organisational difficulties, professional counsellors "
                    "continuously accommodate individual circumstances appropriately.",
                ]
            },
            "reading grade",
        ),
    ],
)
def test_a_file_with_a_fault_does_not_load(entry, says) -> None:
    found = checks.findings(changed(r1=entry))
    assert any(line.startswith("r1: ") and says in line for line in found), found


def test_a_wrong_shape_is_a_finding() -> None:
    with pytest.raises(wording.WordingError):
        changed(r1={"wide": []})
    with pytest.raises(wording.WordingError):
        file.read({"language": "en"})


def test_an_unknown_language_has_no_file() -> None:
    with pytest.raises(FileNotFoundError):
        wording.load("tlh")


def test_the_english_file_is_a_draft_and_has_a_version(words) -> None:
    assert not words.approved and re.fullmatch(r"en-[0-9a-f]{8}", words.version)
    assert checks.findings(words) == []


def test_a_signature_holds_for_exactly_this_content_and_for_two_people(words) -> None:
    signed = {"state": "approved", "by": ["A. One", "B. Two"], "on": "2026-12-01", "seal": words.seal}
    assert replace(words, review=signed).approved
    assert not replace(words, review=signed | {"by": ["A. One", "A. One"]}).approved
    assert not replace(words, review=signed | {"state": "draft"}).approved
    assert not replace(words, review={k: v for k, v in signed.items() if k != "seal"}).approved
    for changed in (
        {"choices": words.utterances["r1"].choices[:0] + words.utterances["ask_age"].choices},
        {"web": words.utterances["r1"].web[:-1]},
        {"exempt": ("have to",)},
    ):
        other = {**words.utterances, "r1": replace(words.utterances["r1"], **changed)}
        assert not replace(words, review=signed, utterances=other).approved


def test_the_seals_are_printed_for_who_signs() -> None:
    done = CliRunner().invoke(seals, ["--json"])
    rows = json.loads(done.output)["texts"]
    assert done.exit_code == 0 and not any(row["signed"] for row in rows)
    assert {"handoff/safety/wording/en.yml", "assistant/exercises/safety_plan.yml"} <= {row["file"] for row in rows}
    assert "draft   assistant/exercises/checkin.yml" in CliRunner().invoke(seals).output


def test_every_name_the_ladder_can_say_is_there(words) -> None:
    source = "".join(p.read_text() for p in (Path(wording.__file__).parent.parent / "ladder").glob("*.py"))
    named = set(re.findall(r'say\("([a-z0-9_]+)"', source)) | set(re.findall(r'"@([a-z_]+)"', source))
    named -= {"name"}
    named |= {f"ask_{question}" for question in ANSWERS if question != "near_call"} | {f"card_{lane}" for lane in CARDS}
    named |= {f"barrier_{answer}" for answer in ANSWERS["barrier"]}
    assert named <= set(words.utterances), named - set(words.utterances)


def test_every_quick_reply_of_a_question_is_an_answer_the_ladder_knows(words) -> None:
    for utterance in words.utterances.values():
        for choice in utterance.choices:
            if choice.value.startswith("ladder:"):
                _, question, answer = choice.value.split(":")
                assert answer in ANSWERS[question]


def test_every_thoughts_question_names_it(words) -> None:
    for variant in words.utterances["ask_thoughts"].web:
        assert re.search(r"suicide|killing yourself|ending your life|end(?:ing)? their life", variant.bubbles[0])


@pytest.mark.parametrize("country", sorted(every()))
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_every_text_of_every_country_fits_and_is_clean(words, country, channel) -> None:
    values = {**VALUES, **lines_for(country).values()}
    for name, utterance in words.utterances.items():
        seen = []
        for _ in utterance.variants(channel):
            rendered = wording.render(words, name, channel, values, seen, "p")
            seen += [(u, v, NOW + timedelta(seconds=len(seen))) for u, v in rendered.used]
            assert "{" not in rendered.text and "  " not in rendered.text and ".." not in rendered.text, rendered.text
            assert rendered.text.count("?") <= 1
            if channel == "sms":
                assert segments.count(rendered.text).encoding == "GSM-7"
                assert segments.count(rendered.text).segments <= 2, rendered.text
            else:
                assert all(len(bubble) <= 280 for bubble in rendered.bubbles), rendered.text
        assert len({v for u, v, _ in seen if u == name}) == len(utterance.variants(channel))


def test_a_text_claims_no_more_than_the_row(words) -> None:
    lifeline = wording.render(words, "r2", "web", {**VALUES, **lines_for("AU").values()}).text
    assert "free" not in lifeline and "text" not in lifeline and "day and night" in lifeline
    finder = wording.render(words, "r2", "web", {**VALUES, **lines_for(None).values()}).text
    assert "free" not in finder and "findahelpline.com" in finder and "day and night" not in finder


def test_unseen_first_then_the_oldest_and_never_the_last(words) -> None:
    values, seen, order = {**VALUES, **lines_for("US").values()}, [], []
    for turn in range(20):
        rendered = wording.render(words, "ask_plan", "web", values, seen, "person-1")
        seen.append(("ask_plan", rendered.variant, NOW + timedelta(minutes=turn)))
        order.append(rendered.variant)
    assert len(set(order[:4])) == 4 and order[:4] == order[4:8]
    assert all(one != two for one, two in pairwise(order))


def test_the_order_is_fixed_by_the_person(words) -> None:
    values = {**VALUES, **lines_for("US").values()}
    firsts = {key: wording.render(words, "ask_plan", "web", values, (), key).variant for key in map(str, range(30))}
    assert len(set(firsts.values())) > 1
    assert all(wording.render(words, "ask_plan", "web", values, (), k).variant == v for k, v in firsts.items())


def test_capitals(words) -> None:
    values = {**VALUES, **lines_for("US").values()}
    shown = wording.render(words, "disclosure", "web", values).text
    assert shown.startswith("PEERLINE'S AUTOMATIC ASSISTANT IS A COMPUTER PROGRAM")
    finder = {**VALUES, **lines_for(None).values()}
    for name in ("r4", "r4_stay", "r4_medical"):
        for _ in range(4):
            assert wording.render(words, name, "web", finder).text[0].isupper()


def test_a_turn_by_sms_is_one_text_when_both_fit_and_numbers_do_not_clash(words) -> None:
    values = {**VALUES, **lines_for("US").values()}
    together = wording.turn(words, [Say("r2"), Say("ask_plan")], "sms", values, (), "p")
    assert len(together) == 1 and [c.number for c in together[0].choices] == [9, 1, 2, 3, 4]
    assert {u for u, _ in together[0].used} == {"r2", "asking", "ask_plan"}
    apart = wording.turn(words, [Say("barrier_other"), Say("ask_steady")], "sms", values, (), "p")
    assert len(apart) == 2
    card = wording.turn(words, [Say("r2"), Say("card_eating", card=True), Say("ask_plan")], "sms", values, (), "p")
    assert [r.card for r in card] == [False, True, False]


def test_left_out_choices_renumber(words) -> None:
    values = {**VALUES, **lines_for("US").values()}
    shown = wording.render(words, "stay", "sms", values, without={"word:PERSON"})
    assert [c.number for c in shown.choices] == [1, 2, 3] and "1 steady me" in shown.text
    assert shown.choices[0].as_json() == {"title": "steady me", "value": "ladder:steady:grounding", "number": 1}


def test_first_message_and_disclosure_are_fixtures(words) -> None:
    values = {**VALUES, **lines_for("US").values()}
    first = wording.render(words, "first_message", "web", values)
    assert len(first.bubbles) == 3 and "volunteer" in first.text and "911" in first.text
    assert "STOP ends all texts" in wording.render(words, "first_message", "sms", values).text


def test_no_generated_or_unreviewed_channel() -> None:
    with pytest.raises(ValueError, match="no such channel"):
        wording.render(wording.load("en"), "r1", "fax", {})
