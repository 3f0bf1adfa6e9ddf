"""Fitting: sentences that are well formed and nowhere else, figures of what was left out, weights that move."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from actions.settings import ROOT
from assistant.training.project import Project, write_json
from handoff.safety.detect.classifier import Weights
from handoff.safety.learn import figures, fit, follow, keep, ridge, sentences
from handoff.safety.model import LANES, Level

CHECKS = ROOT / "nlu_data" / "checks"


EXAMPLES = sentences.read()


def texts_below(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (str(value["text"]),) if "text" in value else ()
        for each in value.values():
            yield from texts_below(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_below(each)


def bare(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower().replace("'", "")).split())


def test_no_sentence_of_the_checks_is_trained_on() -> None:
    known = {bare(example.text) for example in EXAMPLES}
    for file in [CHECKS / "safety.yml", *sorted((CHECKS / "risk").glob("*.yml"))]:
        checked = {bare(text) for text in texts_below(YAML(typ="safe").load(file.read_text()))}
        # a bare greeting or "ok" is nobody's sentence
        assert {text for text in checked & known if len(text.split()) > 3} == set(), file.name


def test_there_are_sentences_of_every_lane_and_level_in_many_voices() -> None:
    examples = EXAMPLES
    assert len(examples) >= 1500
    assert {example.level for example in examples} == set(Level)
    for lane in LANES:
        assert sum(lane in example.lanes for example in examples) >= 40, lane
    assert len({example.voice for example in examples}) >= 15
    assert sum(example.level is Level.R0 for example in examples) >= len(examples) / 3


GOOD = "theme: t\nsource: s\nowner: o\ngroups:\n  - {level: R2, lanes: [suicide], voice: v, sentences: [one, two]}\n"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (GOOD.replace("R2", "R9"), "one of R0 to R4"),
        (GOOD.replace("[suicide]", "[sadness]"), "no such lane"),
        (GOOD.replace("[suicide]", "[]"), "R0 has no lane"),
        (GOOD.replace("[one, two]", "[one, 7]"), "in quotes"),
        (GOOD.replace("[one, two]", "[one, ONE ]"), "stands in"),
        (GOOD.replace("groups", "grups"), "groups"),
        ("a: [", "not YAML"),
        ("", "needed"),
    ],
)
def test_a_broken_file_says_where_and_what(tmp_path: Path, broken: str, says: str) -> None:
    (tmp_path / "a.yml").write_text(broken)
    with pytest.raises(sentences.BadSentences, match=says) as caught:
        sentences.read(tmp_path)
    assert "a.yml" in str(caught.value)


def test_no_sentence_at_all_cannot_be_trained(tmp_path: Path) -> None:
    with pytest.raises(sentences.BadSentences, match="cannot be trained"):
        sentences.read(tmp_path)


def small() -> tuple[list[sentences.Example], list[str], Any]:
    """Two themes with danger and one without; a vector says what a sentence is."""
    rng = np.random.default_rng(3)
    examples, vectors = [], []
    for theme, level in (("a", Level.R2), ("b", Level.R3), ("a", Level.R0), ("quiet", Level.R0)):
        for n in range(12):
            lanes = ("suicide",) if level else ()
            examples.append(sentences.Example(f"{theme} {level} {n % 4}", level, lanes, theme, "v"))
            vectors.append(rng.normal(size=512) * 0.02 + (np.arange(512) == (0 if level else 1)))
    points = np.array(vectors, dtype=np.float32)
    return examples, [e.text.lower() for e in examples], points / np.linalg.norm(points, axis=1, keepdims=True)


def test_left_out_values_are_those_of_a_fit_without_the_sentence_or_its_theme() -> None:
    examples, texts, vectors = small()
    wanted = fit.targets(examples)
    fitted = fit.fit(examples, texts, vectors)
    names, rarity = fit.vocabulary(texts)
    table = fit._table(fit.TermReader(names, rarity), texts, len(names)).toarray()
    points = fitted.weights.vectors.astype(np.float64)
    kernel = np.exp(fit.GAMMA * (2 * points @ points.T - 2)) + table @ table.T

    def without(rows: Any) -> Any:
        kept = np.setdiff1d(np.arange(len(examples)), rows)
        dual = np.linalg.solve(kernel[np.ix_(kept, kept)] + ridge.PENALTY * np.eye(len(kept)), wanted[kept])
        return kernel[np.ix_(rows, kept)] @ dual

    assert np.allclose(fitted.left_out[[5]], without([5]), atol=1e-4)
    theme = [n for n, example in enumerate(examples) if example.theme == "b"]
    assert np.allclose(fitted.theme_out[theme], without(theme), atol=1e-4)
    made = figures.of(examples, fitted)
    assert set(made["by_theme"]) == {"a", "b", "quiet"}
    assert made["sentence_out"]["asked"] == 1.0 and made["sentence_out"]["alarms_ordinary"] is not None


def test_danger_is_graded_and_the_kept_directions_hold_the_vectors() -> None:
    examples, texts, vectors = small()
    assert sorted(set(fit.targets(examples)[:, 0].round(2))) == [-1.0, 0.33, 1.0]
    weights = fit.fit(examples, texts, vectors).weights
    assert np.allclose(weights.base.T @ weights.base, np.eye(fit.DIRECTIONS), atol=1e-4)
    assert np.allclose(np.linalg.norm(weights.vectors, axis=1), 1, atol=1e-2)
    assert np.abs(vectors @ weights.base @ weights.base.T - vectors).max() < 1e-2, (
        "48 sentences fit into 256 directions"
    )


def test_harmless_sentences_far_from_danger_bear_no_weight_and_are_judged_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    examples, texts, vectors = small()
    monkeypatch.setattr(fit, "FIRST", 40)
    monkeypatch.setattr(fit, "MOST", 34)
    fitted = fit.fit(examples, texts, vectors)
    assert sum(bool(example.level) for example in examples) < len(fitted.weights.vectors) == 34
    assert np.isfinite(fitted.left_out).all() and np.isfinite(fitted.theme_out).all()
    said = fitted.left_out[:, 0]
    assert min(said[[bool(e.level) for e in examples]]) > max(said[[not e.level for e in examples]])


def test_more_danger_than_can_be_compared_is_refused_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    examples, texts, vectors = small()
    monkeypatch.setattr(fit, "MOST", 20)
    with pytest.raises(sentences.BadSentences, match="more than can be compared"):
        fit.fit(examples, texts, vectors)


def test_thresholds_keep_to_the_false_alarms_they_may_cost() -> None:
    examples, _, _ = small()
    rng = np.random.default_rng(5)
    values = rng.random((len(examples), len(fit.HEADS)))
    ordinary = fit.without_danger(examples)
    at = fit.thresholds(examples, values)
    for name, (head, level, of_ordinary, of_near) in fit.ALARMS.items():
        said = values[:, fit.HEADS.index(head)] >= at[f"{name}_at"]
        safe = np.array([example.level < level for example in examples])
        assert said[safe & ordinary].mean() <= of_ordinary and said[safe & ~ordinary].mean() <= of_near
    harmless = np.array([not example.level for example in examples])
    for name, (of_ordinary, of_near) in fit.LANE_ALARMS.items():
        for lane, share in at[f"lanes_{name}_at"].items():
            said = values[:, fit.HEADS.index(lane)] >= share
            assert said[harmless & ordinary].mean() <= of_ordinary and said[harmless & ~ordinary].mean() <= of_near
    assert not fit.NOT_ESCALATED & at["lanes_escalate_at"].keys()


def test_training_twice_gives_the_same_weights(tmp_path: Path) -> None:
    examples, texts, vectors = small()
    for name in ("one", "two"):
        fit.fit(examples, texts, vectors).weights.save(tmp_path / f"{name}.npz")
    one, two = (Weights.read(tmp_path / f"{name}.npz") for name in ("one", "two"))
    assert all(np.array_equal(getattr(one, part), getattr(two, part)) for part in ("vectors", "dual", "terms", "slope"))


def serve(project: Project, key: str) -> None:
    write_json(project.registry, {"current": key, "previous": None, "rows": []})
    later = project.registry.stat().st_mtime + 5
    os.utime(project.registry, (later, later))


def test_a_running_door_takes_up_promoted_weights_and_goes_back(tmp_path: Path) -> None:
    project, now = Project(tmp_path, tmp_path / "var"), [0.0]
    quiet = [example.text for example in EXAMPLES if example.theme == "quiet_passive" and example.level]

    def noticed() -> int:
        return sum(door.assess(text).level > Level.R0 for text in quiet)

    for key in ("with", "without", "damaged"):
        project.folder(key).mkdir(parents=True)
    shutil.copyfile(keep.present(), project.folder("with") / "risk.npz")
    (project.folder("damaged") / "risk.npz").write_text("no weights")
    serve(project, "without")
    door = follow.Follower(project, lambda: now[0])
    assert door.detector.classifier is None
    by_rules = noticed()
    serve(project, "with")
    assert door.detector.classifier is None, "looked at once a second at most"
    now[0] += 1
    assert door.detector.classifier is not None
    assert noticed() > by_rules
    later = project.registry.stat().st_mtime + 9
    serve(project, "damaged")
    os.utime(project.registry, (later, later))
    now[0] += 1
    assert door.detector.classifier is not None, "damaged weights are refused, those of before go on"
    serve(project, "without")
    os.utime(project.registry, (later + 9, later + 9))
    now[0] += 1
    assert door.detector.classifier is None
    assert noticed() == by_rules


def test_weights_of_another_version_are_left_aside_and_said_so(tmp_path: Path) -> None:
    project, said = Project(tmp_path, tmp_path / "var"), list[str]()
    project.folder("old").mkdir(parents=True)
    (project.folder("old") / "risk.npz").write_text("weights of another version")
    serve(project, "old")
    (project.models / "risk").mkdir()
    kept = shutil.copyfile(keep.present(), project.models / "risk" / f"{keep.key()}.npz")
    assert keep.at_hand(said.append, project) == kept
    assert "peerline train" in said[0]
