"""The weights of risk move with the model: one key, one folder, one promotion, one way back."""

import tarfile
from pathlib import Path

import pytest

from assistant.training import evaluate, promote, registry, rollback, train
from assistant.training.project import Project, write_json
from assistant.training.train import RISK
from tests.training.conftest import FakeRisk
from tests.training.test_figures import report
from tests.training.test_models import FakeRasa


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A box that makes an empty model at once; the folders it was asked to fill."""
    made: list[Path] = []

    def learn(project: Project, log: Path, beside: Path, *_: object) -> None:
        made.append(beside)
        with tarfile.open(beside / "model.tar.gz", "w:gz"):
            pass

    monkeypatch.setattr(train, "_learn", learn)
    return made


def test_the_key_is_of_both_and_the_box_is_asked_once_for_its_inputs(project: Project, box: list[Path]) -> None:
    first = train.train(project, risk=FakeRisk("R2"))
    later = train.train(project, risk=FakeRisk("R3"))
    assert first["key"] != later["key"] and not later["reused"]
    assert len(box) == 1, "only the sentences about danger were edited"
    assert (project.folder(first["key"]) / RISK).read_text() == "R2"
    assert (project.folder(later["key"]) / RISK).read_text() == "R3"
    assert train.train(project, risk=FakeRisk("R3"))["reused"]


def test_a_model_whose_weights_are_gone_or_changed_is_not_whole(project: Project, box: list[Path]) -> None:
    key = train.train(project, risk=FakeRisk())["key"]
    (project.folder(key) / RISK).write_text("R0")
    assert train.card(project, key) is None
    (project.folder(key) / RISK).unlink()
    assert train.card(project, key) is None
    assert not train.train(project, risk=FakeRisk())["reused"]
    assert train.card(project, key)


def measured(project: Project, key: str, risk: FakeRisk) -> None:
    """The report as evaluate writes it, its safety part read with this model's own weights."""
    (project.checks_dir / "safety.yml").write_text("- {text: some words, least: R1}\n")
    kept = evaluate.safety(project, risk.reader(project.folder(key) / RISK))
    write_json(
        project.folder(key) / "report.json",
        report(key) | {"safety": kept, "checks": evaluate.checks_hash(project)},
    )


def test_weights_that_notice_less_do_not_serve_and_both_parts_go_back_together(
    project: Project, box: list[Path]
) -> None:
    (project.checks_dir / "health.yml").write_text("- {text: a group, must: find_group}\n")
    (project.checks_dir / "safety.yml").write_text("- {text: some words, least: R1}\n")
    rasa, keys = FakeRasa(), []
    for level in ("R2", "R3", "R1"):
        risk = FakeRisk(level)
        keys.append(train.train(project, risk=risk)["key"])
        measured(project, keys[-1], risk)
    promote.promote(project, keys[0], FakeRisk(), running=rasa)
    row = promote.promote(project, keys[1], FakeRisk(), running=rasa)
    assert row["risk_sha256"] == train.card(project, keys[1])["risk_sha256"]
    with pytest.raises(promote.DoNotPromote, match="noticed less: R3 -> R1"):
        promote.promote(project, keys[2], FakeRisk(), running=rasa)
    rollback.rollback(project, running=rasa)
    assert registry.current(project) == keys[0] and rasa.models == [keys[0], keys[1], keys[0]]
