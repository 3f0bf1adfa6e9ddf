"""The lint over everything a person can read goes red when it should."""

import json

import pytest
from click.testing import CliRunner

from actions.settings import ROOT
from handoff.safety.lines_cli import lint as lint_command
from handoff.safety.lint import lint, spoken


def repository(tmp_path, text: str, comment: str = ""):
    """A repository with one response."""
    folder = tmp_path / "assistant/domain"
    folder.mkdir(parents=True)
    (folder / "talk.yml").write_text(f"{comment}\nresponses:\n  utter_x:\n  - text: {json.dumps(text)}\n")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "says"),
    [("This is therapy.", "posing as care"), ("How? Why?", "2 question marks"), ("y" * 300, "300 characters"),
     ("I am glad you came.", "pretending"), ("That is good to know.", "cold"), ("Nice!", "exclamation"),
     ("Call 116 123.", "telephone number"), ("Take two pills.", "a method")],
)  # fmt: skip
def test_a_response_with_a_fault_is_found(tmp_path, text, says) -> None:
    found = lint(repository(tmp_path, text))
    assert len(found) == 1 and says in found[0].says and found[0].path == "assistant/domain/talk.yml"


def test_the_blocks_of_the_domain_that_carry_their_own_sms_and_choices_are_read(tmp_path) -> None:
    folder = tmp_path / "assistant/domain"
    folder.mkdir(parents=True)
    said = {"text": "I feel this.", "sms": "Smile \u263a", "choices": [{"title": "Therapy", "value": "word:CURE"}]}
    block = {"responses": {"utter_x": [{"custom": {"peerline": said}}]}}
    (folder / "x.yml").write_text(json.dumps(block))
    assert [f.says.split(":")[0] for f in lint(tmp_path)] == [
        "pretending or promising", "characters ['\u263a'] (Smile \u263a)", "characters no text message carries",
        "posing as care",
    ]  # fmt: skip


def test_the_words_around_the_exercises_are_read(tmp_path) -> None:
    folder = tmp_path / "assistant/words"
    folder.mkdir(parents=True)
    says = {"says": {"a": {"web": ["Well done."], "sms": ["Fine."], "choices": 2}}, "labels": {"b": "A cure"}}
    (folder / "journal.yml").write_text(json.dumps({**says, "names": {"c": ["therapy"]}}))
    assert [f.says.split(":")[0] for f in lint(tmp_path)] == ["minimising or hollow praise", "posing as care"]


def test_a_reason_in_the_file_allows_a_word(tmp_path) -> None:
    assert lint(repository(tmp_path, "This is not therapy.", "# lint-ok: therapy - says what it is not")) == []


def test_what_is_read_and_what_is_not() -> None:
    data = {"id": "therapy", "say": {"web": ["a"], "sms": ["b"]}, "quick": [{"label": "c", "value": "cure"}]}
    assert list(spoken(data)) == [("a", "web"), ("b", "sms"), ("c", "web")]


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path) -> None:
    folder = tmp_path / "assistant/exercises"
    folder.mkdir(parents=True)
    (folder / "x.yml").write_text("a: [")
    assert "cannot be read" in lint(tmp_path)[0].says


def test_the_repository_is_clean_and_the_command_says_so() -> None:
    assert [f.line() for f in lint(ROOT)] == []
    done = CliRunner().invoke(lint_command, ["--json"])
    assert done.exit_code == 0 and json.loads(done.output) == {"findings": []}
