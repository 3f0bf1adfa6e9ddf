"""Each error an operator can make is found, with its file and line; a right project has none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.training.project import Project
from assistant.training.validate import Finding, errors, validate
from tests.training.conftest import ANXIOUS, GROUPS, training_file

SOME = "nlu_data/train/some.yml"


def found(project: Project) -> list[tuple[str, str, str]]:
    return [(f.level, f.id, str(f.place)) for f in validate(project)]


def replace(project: Project, file: str, old: str, new: str) -> None:
    path = project.root / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def test_a_right_project_has_no_finding(project: Project) -> None:
    assert found(project) == []


def test_same_text_in_two_intents_names_both_places(project: Project) -> None:
    replace(project, SOME, "find a group today", "Im  nervous about the exam.")
    finding = errors(validate(project))[0]
    assert (finding.id, str(finding.place)) == ("same_text", f"{SOME}:18")
    assert f"{SOME}:6" in finding.says
    assert "feel_anxious" in finding.says and "find_group" in finding.says


def test_same_text_twice_in_one_intent_is_a_warning(project: Project) -> None:
    replace(project, SOME, "im nervous about my job", "im nervous about the exam")
    assert found(project) == [("warning", "same_text", f"{SOME}:7")]


def test_fewer_than_ten_examples(project: Project) -> None:
    (project.train_dir / "some.yml").write_text(training_file({"feel_anxious": ANXIOUS[:9], "find_group": GROUPS}))
    assert found(project) == [("error", "too_few", f"{SOME}:6")]


def test_an_intent_that_swallows_the_others_is_a_warning(project: Project) -> None:
    many = [f"{text} {word}" for text in ANXIOUS for word in ("now", "again", "today", "lately", "really", "so much")]
    more = {"feel_anxious": many, "find_group": GROUPS, "third": [f"third {t}" for t in GROUPS]}
    (project.train_dir / "some.yml").write_text(training_file(more))
    replace(project, "assistant/domain/domain.yml", "find_group]", "find_group, third]")
    assert ("warning", "too_many", f"{SOME}:6") in found(project)


def test_a_held_out_sentence_is_not_learnt(project: Project) -> None:
    """Trap R6."""
    replace(project, "nlu_data/checks/held_out.yml", "so nervous", "Im nervous about tomorrow!")
    findings = errors(validate(project))
    assert [(f.id, str(f.place)) for f in findings] == [("held_out_in_train", f"{SOME}:10")]
    assert "nlu_data/checks/held_out.yml:2" in findings[0].says


@pytest.mark.parametrize("name", ["behaviour.yml", "safety.yml"])
def test_a_check_is_not_learnt(project: Project, name: str) -> None:
    (project.checks_dir / name).write_text("# a comment\n- {text: find a group today, must: find_group, least: R1}\n")
    findings = errors(validate(project))
    assert [f.id for f in findings] == ["held_out_in_train"]
    assert f"nlu_data/checks/{name}:2" in findings[0].says


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u2028", "U+2028"),
        ("\u2029", "U+2029"),
        ("\x85", "U+0085"),
        ("\x7f", "DEL"),
        ("\u200b", "zero-width"),
        ("\ufeff", "byte order"),
        ("\x07", "U+0007"),
        ("\r", "carriage return"),
    ],
)
def test_a_character_that_yaml_cannot_carry(project: Project, character: str, name: str) -> None:
    """Trap R9."""
    replace(project, SOME, "about my job", f"about{character} my job")
    marked = [f for f in errors(validate(project)) if f.id == "character"]
    assert str(marked[0].place) == f"{SOME}:7"
    assert name in marked[0].says


def test_bytes_that_are_no_utf8(project: Project) -> None:
    path = project.train_dir / "some.yml"
    path.write_bytes(path.read_bytes().replace(b"my job", b"my \xff job"))
    assert ("error", "character", f"{SOME}:7") in found(project)


def test_a_file_that_is_no_yaml(project: Project) -> None:
    replace(project, "nlu_data/train/rules.yml", "rules:\n", "rules: [\n")
    assert ("error", "unreadable") in [(level, id_) for level, id_, _ in found(project)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("call me on 202-555-0143", "telephone"),
        ("my number is +1 202 555 0143", "telephone"),
        ("write to ana@example.org", "e-mail"),
        ("see https://example.org", "link"),
    ],
)
def test_what_could_lead_to_somebody(project: Project, text: str, name: str) -> None:
    replace(project, SOME, "im nervous about my job", text)
    marked = [f for f in errors(validate(project)) if f.id == "personal"]
    assert [str(f.place) for f in marked] == [f"{SOME}:7"]
    assert name in marked[0].says


def test_an_hour_and_a_mood_are_no_telephone_number(project: Project) -> None:
    replace(project, SOME, "im nervous about my job", "awake at 3am, mood 4 out of 10, since 2019")
    assert found(project) == []


def _unknown_intent(project: Project) -> None:
    replace(project, "nlu_data/train/rules.yml", "intent: find_group", "intent: find_groop")


def _unknown_action(project: Project) -> None:
    replace(project, "nlu_data/train/rules.yml", "action: action_find_groups", "action: action_find_group")


def _no_examples(project: Project) -> None:
    replace(project, "assistant/domain/domain.yml", "find_group]", "find_group, greet]")
    replace(project, "nlu_data/train/rules.yml", "intent: nlu_fallback", "intent: greet")


@pytest.mark.parametrize(
    ("broken", "id_", "line"),
    [
        (_unknown_intent, "unknown_intent", 10),
        (_unknown_action, "unknown_action", 11),
        (_no_examples, "no_examples", 14),
    ],
)
def test_a_rule_that_names_what_is_not_there(
    project: Project, broken: Callable[[Project], None], id_: str, line: int
) -> None:
    broken(project)
    assert ("error", id_, f"nlu_data/train/rules.yml:{line}") in found(project)


def test_an_intent_the_domain_does_not_list(project: Project) -> None:
    replace(project, "assistant/domain/domain.yml", "[feel_anxious, find_group]", "[feel_anxious]")
    assert ("error", "unlisted_intent", f"{SOME}:18") in found(project)


def test_an_intent_that_is_never_typed_has_no_examples(project: Project) -> None:
    (project.train_dir / "door.yml").write_text(training_file({"exercise_input": [f"x {t}" for t in GROUPS]}))
    assert ("error", "never_typed", "nlu_data/train/door.yml:6") in found(project)


@pytest.mark.parametrize(
    ("text", "id_"), [("a group in [leeds(place)", "entity_mark"), ("/ask_person", "slash"), ("54321", "no_words")]
)
def test_an_example_rasa_would_misread(project: Project, text: str, id_: str) -> None:
    replace(project, SOME, "im nervous about my job", text)
    assert ("error", id_, f"{SOME}:7") in found(project)


def test_held_out_for_an_intent_nobody_trains(project: Project) -> None:
    replace(project, "nlu_data/checks/held_out.yml", "find_group:", "find_something:")
    assert ("error", "unknown_intent", "nlu_data/checks/held_out.yml:4") in found(project)


def test_a_finding_reads_as_file_line_and_what_to_do(project: Project) -> None:
    replace(project, SOME, "im nervous about my job", "/menu")
    assert str(errors(validate(project))[0]) == f"{SOME}:7 begins with a slash, Rasa would run it -> remove it"
    assert isinstance(validate(project)[0], Finding)


def test_an_empty_project_does_not_crash(tmp_path: Path) -> None:
    for folder in ("nlu_data/train", "nlu_data/checks", "assistant/domain"):
        (tmp_path / folder).mkdir(parents=True)
    assert validate(Project(tmp_path, tmp_path / "var")) == []
