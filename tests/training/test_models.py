"""Keys, cards, registry, promote and rollback, with a fake box and a fake running server."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.training import cli, evaluate, promote, registry, rollback, serve, start, train
from assistant.training import project as places
from assistant.training.project import Project, Refused, Surroundings
from assistant.training.running import BadModel
from tests.training.test_figures import report


def trained(project: Project, key: str) -> str:
    """A model on disk that is whole, with a report on the present checks."""
    folder = project.folder(key)
    folder.mkdir(parents=True)
    with tarfile.open(folder / "model.tar.gz", "w:gz"):
        pass
    card = {
        "key": key,
        "model_sha256": places.sha256(folder / "model.tar.gz"),
        "data_commit": "abc",
        "seconds": 9,
        "examples": 20,
        "intents": 2,
        "bytes": 1,
        "fitted": {"threshold": 0.3},
    }
    places.write_json(folder / "card.json", card)
    places.write_json(folder / "report.json", report(key) | {"checks": evaluate.checks_hash(project)})
    return key


class FakeRasa:
    """A running server as promote sees it."""

    def __init__(self, *, up: bool = True, refuses: bool = False, ill: frozenset[str] = frozenset()) -> None:
        self.up, self.refuses, self.ill = up, refuses, ill
        self.models: list[str] = []

    def is_up(self) -> bool:
        return self.up

    def put_model(self, model: Path) -> float:
        if self.refuses:
            raise BadModel("status 400")
        self.models.append(model.parent.name)
        return 0.1

    def intent_of(self, text: str) -> str:
        return "bye" if self.models[-1] in self.ill else "find_group"


@pytest.fixture
def asked(project: Project) -> Project:
    (project.checks_dir / "health.yml").write_text("- {text: a group, must: find_group}\n")
    return project


@pytest.mark.parametrize(
    "changed",
    [
        "nlu_data/train/some.yml",
        "assistant/domain/domain.yml",
        "assistant/nlu/part.py",
        "config.yml",
        "assistant/rasa.lock",
    ],
)
def test_the_key_changes_with_every_input(project: Project, changed: str) -> None:
    before = train.model_key(project)
    assert train.model_key(project) == before
    path = project.root / changed
    path.write_text(path.read_text() + "\n# more\n")
    assert train.model_key(project) != before


def test_the_key_changes_with_the_seed_and_with_a_new_file_but_not_with_the_checks(project: Project) -> None:
    before = train.model_key(project)
    assert train.model_key(project, seed=8) != before
    (project.checks_dir / "held_out.yml").write_text("find_group: [other]\n")
    assert train.model_key(project) == before
    (project.train_dir / "empty.yml").write_text("")
    assert train.model_key(project) != before


def test_a_model_is_reused_and_a_damaged_one_is_not(project: Project) -> None:
    key = trained(project, train.model_key(project))
    assert train.train(project)["reused"]
    project.model(key).write_bytes(b"cut off")
    assert train.card(project, key) is None


def test_errors_in_the_data_stop_training_before_anything_is_started(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "in_box", lambda *_, **__: pytest.fail("the box was started"))
    path = project.train_dir / "some.yml"
    path.write_text(path.read_text().replace("my job", "202-555-0143"))
    with pytest.raises(train.BadData) as caught:
        train.train(project)
    assert caught.value.findings[0].id == "personal"


def test_a_missing_box_says_what_to_do(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERLINE_RASA_PYTHON", "/nowhere/python")
    with pytest.raises(Surroundings, match="make setup"):
        train.train(project)
    assert not list(project.models.glob(".*.*")), "nothing half made stays"


def test_a_box_that_fails_or_takes_too_long_leaves_nothing(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for script, message in (("exit 7", "code 7"), ("exec sleep 60", "not done within")):
        box = tmp_path / "box"
        box.write_text(f"#!/bin/sh\necho some words of the box\n{script}\n")
        box.chmod(0o755)
        monkeypatch.setenv("PEERLINE_RASA_PYTHON", str(box))
        with pytest.raises(Surroundings, match=message):
            train.train(project, limit_s=1)
        assert [p.name for p in project.models.iterdir() if p.is_dir()] == []
        assert "some words of the box" in (project.models / f"{train.model_key(project)}.log").read_text()


def test_promote_when_rasa_runs_changes_it_and_remembers_the_one_before(asked: Project) -> None:
    rasa = FakeRasa()
    for key in ("one", "two"):
        row = promote.promote(asked, trained(asked, key), None, running=rasa)
    assert rasa.models == ["one", "two"]
    assert (row["from"], row["key"], row["swap_s"], row["health_questions"]) == ("one", "two", 0.1, 1)
    now = registry.read(asked)
    assert (now["current"], now["previous"], len(now["rows"])) == ("two", "one", 2)
    assert now["rows"][0]["data_commit"] == "abc"


def test_promote_when_rasa_does_not_run_is_for_the_next_start(asked: Project) -> None:
    row = promote.promote(asked, trained(asked, "one"), None, running=FakeRasa(up=False))
    assert row["swap_s"] is None
    assert registry.current(asked) == "one"


def test_a_model_that_fails_a_gate_is_not_promoted(asked: Project) -> None:
    promote.promote(asked, trained(asked, "one"), None, running=FakeRasa(up=False))
    key, rasa = trained(asked, "two"), FakeRasa()
    worse = report("two", level="R1") | {"checks": evaluate.checks_hash(asked)}
    places.write_json(asked.folder(key) / "report.json", worse)
    with pytest.raises(promote.DoNotPromote, match="noticed less"):
        promote.promote(asked, key, None, running=rasa)
    assert (rasa.models, registry.current(asked)) == ([], "one")


def test_a_model_that_answers_health_questions_wrong_goes_back(asked: Project) -> None:
    rasa = FakeRasa(ill=frozenset({"two"}))
    promote.promote(asked, trained(asked, "one"), None, running=rasa)
    with pytest.raises(promote.WentBack, match="one serves again"):
        promote.promote(asked, trained(asked, "two"), None, running=rasa)
    assert rasa.models == ["one", "two", "one"]
    assert registry.current(asked) == "one"


def test_a_model_that_rasa_does_not_take_changes_nothing(asked: Project) -> None:
    with pytest.raises(Refused, match="400"):
        promote.promote(asked, trained(asked, "one"), None, running=FakeRasa(refuses=True))
    assert registry.current(asked) is None


def test_rollback_goes_back_and_forth(asked: Project) -> None:
    rasa = FakeRasa()
    for key in ("one", "two"):
        promote.promote(asked, trained(asked, key), None, running=rasa)
    assert rollback.rollback(asked, running=rasa)["key"] == "one"
    assert rollback.rollback(asked, running=rasa)["key"] == "two"
    assert rasa.models == ["one", "two", "one", "two"]


def test_rollback_refuses_what_never_served_what_serves_and_what_is_gone(asked: Project) -> None:
    rasa = FakeRasa()
    with pytest.raises(Refused, match="no previous"):
        rollback.rollback(asked, running=rasa)
    for key in ("one", "two"):
        promote.promote(asked, trained(asked, key), None, running=rasa)
    trained(asked, "never")
    for name, why in (("never", "never served"), ("two", "serves already"), ("t", "serves"), ("x", "no model")):
        with pytest.raises(Refused, match=why):
            rollback.rollback(asked, name, running=rasa)
    asked.model("one").unlink()
    with pytest.raises(Refused, match="gone or damaged"):
        rollback.rollback(asked, running=rasa)


def test_ready_lets_the_first_model_serve_and_a_later_one_only_past_the_gates(asked: Project) -> None:
    first = trained(asked, train.model_key(asked))
    done = start.ready(asked, None, lambda _: None)
    assert done == {"key": first, "trained": False, "serves": first, "refused": None}
    (asked.root / "config.yml").write_text("language: en\n# changed\n")
    later = trained(asked, train.model_key(asked))
    worse = report(later, f1=0.1) | {"checks": evaluate.checks_hash(asked)}
    places.write_json(asked.folder(later) / "report.json", worse)
    done = start.ready(asked, None, lambda _: None)
    assert (done["key"], done["serves"]) == (later, first)
    assert "macro f1" in done["refused"]


def test_rasa_is_started_on_loopback_with_the_model_that_serves_and_no_token_on_the_command_line(
    asked: Project,
) -> None:
    """Traps R1, R5, R12, R13."""
    with pytest.raises(Surroundings, match="no model serves"):
        serve.command(asked, {})
    registry.switch(asked, trained(asked, "one"), "first")
    argv, env = serve.command(
        asked,
        {"RASA_PORT": "5999", "RASA_TOKEN": "hush", "ACTIONS_PORT": "5998", "DATA_KEYS": "the product's own secret"},
    )
    given = json.loads(env["PEERLINE_RASA_ARGS"])
    assert "hush" not in " ".join(argv)
    assert "the product's own secret" not in str(env)
    assert given[given.index("--interface") + 1] == "127.0.0.1"
    assert given[given.index("--port") + 1] == "5999"
    assert given[given.index("--model") + 1] == str(asked.model("one"))
    assert env["ACTIONS_URL"] == "http://127.0.0.1:5998/webhook"
    assert Path(env["RASA_TRACKER_DB"]).stat().st_mode & 0o077 == 0, "what people wrote is for its owner alone"
    with pytest.raises(Surroundings, match="development"):
        serve.command(asked, {"PEERLINE_ENV": "production"})


def run(asked: Project, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of one verb on the small project, with no Rasa running."""
    monkeypatch.setattr(cli, "Project", lambda: asked)
    monkeypatch.setattr(promote.Running, "is_up", lambda _: False)
    verbs = {command.name: command for command in cli.commands(None)}
    done = CliRunner().invoke(verbs[arguments[0]], list(arguments[1:]))
    return done.exit_code, done.stdout, done.stderr


def test_the_verbs_end_with_the_codes_of_the_design(asked: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(asked, monkeypatch, "validate") == (0, "nothing to correct\n", "")
    assert run(asked, monkeypatch, "rollback")[0] == 1
    assert run(asked, monkeypatch, "promote", "nothing")[0] == 1
    assert run(asked, monkeypatch, "promote")[0] == 2
    monkeypatch.setenv("PEERLINE_RASA_PYTHON", "/nowhere/python")
    assert run(asked, monkeypatch, "train")[0] == 3
    path = asked.train_dir / "some.yml"
    path.write_text(path.read_text().replace("my job", "202-555-0143"))
    code, out, _ = run(asked, monkeypatch, "validate")
    assert (code, out) == (1, "error: nlu_data/train/some.yml:7 looks like a telephone number -> take it out\n")
    assert run(asked, monkeypatch, "train")[:2] == (1, out)


def test_the_verbs_speak_json(asked: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = trained(asked, train.model_key(asked)), trained(asked, "two")
    wanted: list[tuple[tuple[str, ...], Any]] = [
        (("validate",), []),
        (("train",), {"key": one, "reused": True}),
        (("promote", one), {"key": one, "from": None}),
        (("promote", two), {"key": two, "from": one}),
        (("compare", "current", one), {"promote": True}),
        (("rollback",), {"key": one, "from": two}),
    ]
    for arguments, expected in wanted:
        code, out, _ = run(asked, monkeypatch, *arguments, "--json")
        said = json.loads(out)
        assert code == 0
        assert (said == expected) if isinstance(expected, list) else expected.items() <= said.items()


def test_the_verbs_speak_to_a_person(asked: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = trained(asked, train.model_key(asked)), trained(asked, "two")
    worse = report(two, level="R1") | {"checks": evaluate.checks_hash(asked)}
    places.write_json(asked.folder(two) / "report.json", worse)
    assert "reused" in run(asked, monkeypatch, "train")[1]
    assert "serves from the next start" in run(asked, monkeypatch, "promote", one)[1]
    code, out, _ = run(asked, monkeypatch, "compare", one, two)
    assert code == 1
    assert out.startswith("DO NOT PROMOTE\n  s:1 of the safety set is noticed less: R2 -> R1\n")
    assert run(asked, monkeypatch, "promote", two)[0] == 1
    assert f"serves: {one}" in run(asked, monkeypatch, "train", "--first")[1]
