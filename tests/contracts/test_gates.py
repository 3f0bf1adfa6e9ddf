"""Each gate of `make test` goes red when the tree is harmed. A gate that cannot fail proves nothing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BIN = Path(sys.executable).parent
CODE = ("actions", "assistant", "handoff", "pyproject.toml", "CHANGELOG.md", "README.md")
SKIPPED = shutil.ignore_patterns("__pycache__", "*.png", "node_modules")


def _copy(to: Path, *names: str) -> Path:
    """A tree with these parts of ours and nothing else."""
    for name in names:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=SKIPPED)
        elif source.exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, to / name)
    return to


def _run(tree: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a gate in the tree; what is imported there is the tree's, not ours."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PEERLINE_", "PYTEST_"))}
    return subprocess.run(
        command,
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        env={**clean, "PYTHONPATH": str(tree), **env},
    )


def _red(done: subprocess.CompletedProcess[str], says: str) -> None:
    shown = done.stdout + done.stderr
    assert done.returncode != 0, f"the gate stayed green: {shown[-800:]}"
    assert re.search(says, shown), f"red for another reason: {shown[-1500:]}"


def _add(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("actions/clock.py", "import handoff.door"),
        ("assistant/training/project.py", "import actions.clock"),
        ("assistant/nlu/encoder.py", "import actions.clock"),
    ],
)
def test_import_rules(tmp_path: Path, where: str, line: str):
    tree = _copy(tmp_path, "actions", "assistant", "handoff", "pyproject.toml")
    _add(tree / where, f"\n{line}\n")
    _red(_run(tree, str(BIN / "lint-imports"), "--no-cache"), "BROKEN")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("import os\n", "F401"),
        ("def f(x=[]):\n    return x\n", "B006"),
        ("try:\n    pass\nexcept Exception:\n    pass\n", "BLE001|S110"),
        ("x = '" + "a" * 130 + "'\n", "E501"),
    ],
)
def test_lint(tmp_path: Path, line: str, says: str):
    tree = _copy(tmp_path, "pyproject.toml")
    (tree / "harmed.py").write_text(line)
    _red(_run(tree, str(BIN / "ruff"), "check", "--no-cache", "."), says)


def test_lint_of_a_function_with_too_many_ways_through(tmp_path: Path):
    tree = _copy(tmp_path, "pyproject.toml")
    ways = "".join(f"    if x == {n}:\n        return {n}\n" for n in range(12))
    (tree / "harmed.py").write_text(f"def f(x: int) -> int:\n{ways}    return 0\n")
    _red(_run(tree, str(BIN / "ruff"), "check", "--no-cache", "."), "C901")


def test_format(tmp_path: Path):
    tree = _copy(tmp_path, "pyproject.toml")
    (tree / "harmed.py").write_text("x = { 'a':1 }\n")
    _red(_run(tree, str(BIN / "ruff"), "format", "--no-cache", "--check", "."), "(?i)would (be )?reformat")


def test_types(tmp_path: Path):
    tree = _copy(tmp_path, "pyproject.toml", "actions/__init__.py", "actions/clock.py")
    _add(tree / "actions/clock.py", "\n\ndef wrong() -> int:\n    return 'words'\n")
    configuration = tree / "mypy.ini"
    configuration.write_text("[mypy]\ncheck_untyped_defs = true\nignore_missing_imports = true\n")
    _red(_run(tree, str(BIN / "mypy"), "--no-incremental", "-p", "actions.clock"), r"return-value")


def test_types_are_asked_of_the_whole_product():
    said = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'packages = \["actions", "assistant", "handoff"\]', said) and "check_untyped_defs = true" in said


@pytest.mark.parametrize(
    ("document", "harm", "gate"),
    [
        (
            "docs/running.md",
            r"^\| `RASA_PORT` .*\n",
            "tests/test_settings.py::test_running_md_lists_exactly_the_settings_there_are",
        ),
        (
            "docs/api.md",
            r"^\| `POST /api/forget`.*\n",
            "tests/contracts/test_docs.py::test_every_endpoint_stands_in_api_md_and_nothing_else_does",
        ),
        (
            "docs/api.md",
            r"^\| `session.ended`.*\n",
            "tests/contracts/test_docs.py::test_every_error_id_stands_in_api_md_with_its_status_and_nothing_else_does",
        ),
        (
            "docs/commands.md",
            r"^\| `peerline rollback.*\n",
            "tests/contracts/test_docs.py::test_every_verb_stands_in_commands_md_and_nothing_else_does",
        ),
    ],
)
def test_docs(tmp_path: Path, document: str, harm: str, gate: str):
    tree = _copy(
        tmp_path,
        *CODE,
        "docs",
        "Makefile",
        "tests/__init__.py",
        "tests/conftest.py",
        "tests/test_settings.py",
        "tests/contracts/__init__.py",
        "tests/contracts/test_docs.py",
    )
    path = tree / document
    text, count = re.subn(harm, "", path.read_text(encoding="utf-8"), flags=re.M)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    _red(_run(tree, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", gate), "1 failed")


def _peerline(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run(tree, sys.executable, "-m", "handoff.cli", *arguments)


def test_validation_refuses_a_held_out_sentence_in_the_training_data(tmp_path: Path):
    tree = _copy(tmp_path, *CODE, "nlu_data", "config.yml")
    held_out = (tree / "nlu_data/checks/held_out.yml").read_text(encoding="utf-8")
    sentence = next(line.strip()[2:] for line in held_out.splitlines() if re.match(r"\s*- [a-z][a-z ]{12,}$", line))
    train = next(
        p for p in sorted((tree / "nlu_data/train").glob("*.yml")) if "    - " in p.read_text(encoding="utf-8")
    )
    text = train.read_text(encoding="utf-8")
    train.write_text(re.sub(r"^(    - .*\n)", rf"\1    - {sentence}\n", text, count=1, flags=re.M), encoding="utf-8")
    _red(_peerline(tree, "validate"), rf"{train.name}:\d+")


def test_the_words_people_read_are_linted(tmp_path: Path):
    tree = _copy(tmp_path, *CODE, "nlu_data")
    wording = tree / "handoff/safety/wording/en.yml"
    text = wording.read_text(encoding="utf-8")
    harmed = re.sub(r"(A volunteer has been asked\.)", r"\1 Calm down!", text, count=1)
    assert harmed != text
    wording.write_text(harmed, encoding="utf-8")
    _red(_peerline(tree, "lint"), r"(?i)calm down|exclamation|!")


def test_an_exercise_that_is_not_well_formed_is_refused(tmp_path: Path):
    tree = _copy(tmp_path, *CODE, "nlu_data")
    exercise = next(iter(sorted((tree / "assistant/exercises").glob("*.yml"))))
    text = exercise.read_text(encoding="utf-8")
    exercise.write_text(re.sub(r"^steps:", "stepps:", text, count=1, flags=re.M), encoding="utf-8")
    _red(_run(tree, sys.executable, "-c", "from actions.exercises import loader; loader.load()"), "stepps|steps")


def test_a_risk_rule_is_held_to_its_own_examples(tmp_path: Path):
    tree = _copy(
        tmp_path,
        *CODE,
        "tests/__init__.py",
        "tests/conftest.py",
        "tests/safety/__init__.py",
        "tests/safety/test_detect_rules.py",
    )
    rules = tree / "handoff/safety/rules/suicide.yml"
    text = rules.read_text(encoding="utf-8")
    harmed = re.sub(r"^( +)must_fire:\n", r"\1must_fire:\n\1  - what a lovely sunny day\n", text, count=1, flags=re.M)
    assert harmed != text
    rules.write_text(harmed, encoding="utf-8")
    _red(
        _run(tree, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/safety/test_detect_rules.py"),
        r"\d failed|error",
    )


def test_one_failing_test_makes_the_whole_run_fail(tmp_path: Path):
    tree = _copy(tmp_path, "tests/run.py", "pyproject.toml")
    (tree / "tests/__init__.py").touch()
    (tree / "tests/faults").mkdir()
    (tree / "tests/faults/test_red.py").write_text("def test_red():\n    assert False\n")
    (tree / ".venv").symlink_to(BIN.parent)
    done = _run(tree, sys.executable, "-m", "tests.run", "faults")
    _red(done, r"RED +faults")
    assert re.search(r"0 passed, [12] failed, 0 skipped", done.stdout)


def test_weights_that_cannot_be_trained_make_the_run_fail(tmp_path: Path):
    tree = _copy(tmp_path, "tests/run.py", "tests/detector.py", "pyproject.toml", "handoff", "actions", "nlu_data/risk")
    (tree / "tests/__init__.py").touch()
    (tree / ".venv").symlink_to(BIN.parent)
    sentences = tree / "nlu_data/risk/told.yml"
    sentences.write_text("theme: told\ngroups: not a list\n", encoding="utf-8")
    _red(_run(tree, sys.executable, "-m", "tests.run", "weights"), r"told\.yml[\s\S]*RED +weights")


def test_a_layer_that_nobody_knows_is_wrong_use(tmp_path: Path):
    tree = _copy(tmp_path, "tests/run.py", "pyproject.toml")
    (tree / "tests/__init__.py").touch()
    assert _run(tree, sys.executable, "-m", "tests.run", "nothing").returncode == 2
