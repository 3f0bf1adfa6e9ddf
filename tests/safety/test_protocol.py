"""The public page says what the ladder does: each text, level and way out is the ladder's own."""

from dataclasses import replace

import pytest

from handoff.safety import crisis_lines, ladder, protocol, wording
from handoff.safety.ladder import questions
from handoff.safety.model import LANES, Level

VALUES = {"org": "Peerline", "ORG": "PEERLINE", **crisis_lines.lines_for("US").values()}


def made() -> protocol.Protocol:
    return protocol.protocol(VALUES, wording.load("en"))


def place(code: str) -> protocol.Place:
    return next(p for p in made().places if p.code == code)


def test_every_level_lane_and_question_is_there() -> None:
    page = made()
    assert [p.code for p in page.places] == ["R1 soft", "R1", "R2", "R3", "R4"]
    assert [lane.code for lane in page.lanes] == [lane for lane in LANES if lane != "suicide"]
    assert {"thoughts", "passive", "plan", "means", "when", "behaviour", "tonight"} <= {q.code for q in page.questions}
    assert all(p.says and "{" not in " ".join(p.says) for p in page.places) and all(lane.asks for lane in page.lanes)


def test_the_ways_out_are_those_of_the_rules() -> None:
    assert {p.code: p.ways for p in made().places} == {
        "R1 soft": ("two_keys", "human"), "R1": ("two_keys", "human"), "R2": ("plan", "human"),
        "R3": ("human",), "R4": ("human",),
    }  # fmt: skip


def test_the_line_is_shown_and_a_human_asked_from_r2_on() -> None:
    for code in ("R2", "R3", "R4"):
        assert "988" in " ".join(place(code).says) and "open_case" in place(code).does
    assert "page_supervisor" in place("R4").does and place("R4").says[0].index("911") < place("R4").says[0].index("988")


def test_a_changed_answer_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(question: str, title: str) -> str:
        found = next(q for q in made().questions if q.code == question)
        return next(r.raises for r in found.replies if r.title == title)

    assert raises("plan", "Some idea") == "R3"
    monkeypatch.setitem(questions._RISES, ("plan", "some"), Level.R4)
    assert raises("plan", "Some idea") == "R4"


def test_a_changed_way_out_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def lets_r3_go(state: ladder.RiskState, now: object) -> ladder.RiskState:
        return state.but(level=Level.R1)

    monkeypatch.setattr(protocol, "plan_made", lets_r3_go)
    assert "plan" in place("R3").ways


def test_a_changed_step_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    real = protocol.step

    def silent(*given: object) -> ladder.Outcome:
        outcome = real(*given)
        return replace(outcome, says=outcome.says[:1], directives=()) if outcome.state.level == Level.R4 else outcome

    monkeypatch.setattr(protocol, "step", silent)
    assert place("R4").does == () and len(place("R4").says) == 1


def test_a_changed_text_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    words = wording.load("en")
    other = wording.file.Variant("x", ("Are you safe, in other words?",))
    utterances = {**words.utterances, "ask_thoughts": replace(words.utterances["ask_thoughts"], web=(other,))}
    page = protocol.protocol(VALUES, replace(words, utterances=utterances))
    assert next(q.text for q in page.questions if q.code == "thoughts") == "Are you safe, in other words?"
