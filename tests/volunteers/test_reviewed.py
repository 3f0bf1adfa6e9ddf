"""Reviewed replies: what stands in the file, what may not, and who is offered them."""

from dataclasses import replace

import pytest
from ruamel.yaml import YAML

from handoff.channels.sms import segments
from handoff.safety import crisis_lines, lint, wording
from handoff.safety.wording.file import WordingError
from handoff.volunteers import masking, relay, reviewed
from tests.conftest import ROOT

WORDS = reviewed.load("en")


def test_every_situation_has_a_short_list() -> None:
    listed = WORDS.by_situation()
    assert len(listed) == len(reviewed.SITUATIONS)
    assert all(2 <= len(rows) <= 5 for _, rows in listed)
    assert WORDS.owner and set(WORDS.review) == {"state", "by", "on"}


def test_suicide_is_asked_about_in_the_words_of_the_safety_wording() -> None:
    known = {" ".join(v.bubbles) for u in wording.load("en").utterances.values() for v in (*u.web, *u.sms)}
    asked = {r.id: r.text for r in WORDS.replies if r.situation == "asking" or r.id == "safe_reach"}
    assert {id for id, text in asked.items() if text not in known} == set()
    assert sum("suicide" in text or "ending their life" in text for text in asked.values()) >= 2


@pytest.mark.parametrize("country", [*crisis_lines.every()])
def test_in_every_country_each_reply_passes_the_mask_and_fits_two_segments(country: str) -> None:
    lines = crisis_lines.lines_for(country)
    allowed = [relay._bare(part) for c in lines.contacts() for part in (c["href"], c["shown"])]
    for reply in WORDS.replies:
        text = reply.with_values({**lines.values(), "volunteer": "Maria-Fernanda"})
        assert "{" not in text
        assert masking.find(text, allowed) == [], (reply.id, text)
        assert segments.fits(segments.gsm7(f"Maria-Fernanda: {text}"), 2), (reply.id, text)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"text": "This is treatment."}, "posing as care"),
        ({"text": "Call 1-800-799-7233 now."}, "a telephone number"),
        ({"text": "You can call 988 now."}, "a telephone number"),
        ({"text": "Who? Where?"}, "2 question marks"),
        ({"text": "You are not thinking of it, are you?"}, "expects a no"),
        ({"text": "Are the pills near you?"}, "a method"),
        ({"text": "I promise to stay."}, "pretending or promising"),
        ({"text": "Text STOP to leave."}, "a word of the carrier"),
        ({"text": "Hello {name}."}, "unknown places ['name']"),
        ({"text": "word " * 70}, "280 at most"),
        ({"text": "Stay \u263a"}, "characters"),
        ({"title": "x" * 31}, "1 to 30 fit"),
        ({"situation": "elsewhere"}, "no situation 'elsewhere'"),
    ],
)
def test_a_reply_with_a_fault_is_found(change: dict[str, str], says: str) -> None:
    first, *others = WORDS.replies
    found = reviewed.findings(replace(WORDS, replies=(replace(first, **change), *others)))
    assert any(f.startswith("open_hello: ") and says in f for f in found), found


def test_a_file_that_cannot_be_told_apart_or_has_no_owner_is_found() -> None:
    first, second, *others = WORDS.replies
    twice = replace(WORDS, owner=" ", replies=(first, replace(second, id=first.id, title=first.title), *others))
    found = " ".join(reviewed.findings(twice))
    assert "open_hello" in found and "twice" in found and "owner is empty" in found
    none = replace(WORDS, replies=tuple(r for r in WORDS.replies if r.situation != "closing"))
    assert reviewed.findings(none) == ["closing has no reply"]


def test_the_repositorys_lint_reads_the_replies(tmp_path) -> None:
    folder = tmp_path / "handoff/volunteers/reviewed"
    folder.mkdir(parents=True)
    data = YAML(typ="safe").load((reviewed.HERE / "en.yml").read_text("utf-8"))
    data["replies"][0]["text"] = "Calm down."
    with (folder / "en.yml").open("w") as out:
        YAML(typ="safe").dump(data, out)
    (folder / "xx.yml").write_text("replies: 3")
    found = {f.path: f.says for f in lint.lint(tmp_path)}
    assert "minimising" in found["handoff/volunteers/reviewed/en.yml"]
    assert "wrong shape" in found["handoff/volunteers/reviewed/xx.yml"]
    assert not [f for f in lint.lint(ROOT) if "reviewed" in f.path]


def test_they_are_offered_in_their_language_only() -> None:
    assert reviewed.offered("en") is WORDS and reviewed.offered("EN-gb") is WORDS
    assert reviewed.offered("es") is None and reviewed.offered("../en") is None and reviewed.offered("") is None


def test_production_offers_what_two_people_signed_and_nothing_else(monkeypatch) -> None:
    monkeypatch.setenv("PEERLINE_ENV", "production")
    assert reviewed.offered("en") is None, "a draft"
    signed = {"state": "approved", "by": ["A. One", "B. Two"], "on": "2026-11-27", "seal": WORDS.seal}
    approved = replace(WORDS, review=signed)
    monkeypatch.setattr(reviewed, "load", lambda _language: approved)
    assert reviewed.offered("en") is approved
    for less in ({"by": ["A. One"]}, {"on": None}, {"seal": "x"}, {"state": "draft"}):
        assert not replace(WORDS, review={**signed, **less}).approved
    changed = replace(WORDS.replies[0], text="Hello.")
    assert not replace(approved, replies=(changed, *WORDS.replies[1:])).approved


def test_a_file_that_may_not_go_out_is_not_offered(monkeypatch) -> None:
    def unfit(_language: str) -> None:
        raise WordingError(["a method"])

    monkeypatch.setattr(reviewed, "load", unfit)
    assert reviewed.offered("en") is None
