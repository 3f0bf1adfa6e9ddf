"""Fitting: sentences that are well formed and nowhere else, figures of what was left out, weights that move."""

import gc
import os
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from actions.settings import ROOT
from assistant.training.project import Project, Refused, write_json
from handoff.safety import detect
from handoff.safety.learn import figures, fit, follow, keep, network, sentences
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
    """Two themes with danger and one without. What the encoder's heads say leans the right way; "grey" says danger."""
    rng = np.random.default_rng(3)
    examples = []
    for theme, level in (("a", Level.R2), ("b", Level.R3), ("a", Level.R0), ("b", Level.R0), ("quiet", Level.R0)):
        for n in range(12):
            word = "grey" if level else "blue"
            examples.append(
                sentences.Example(f"{word} {n % 4} day", level, ("suicide",) if level else (), theme, f"{n}")
            )
    wanted = fit.targets(examples)
    return examples, [e.text for e in examples], wanted + rng.normal(size=wanted.shape) * 0.4


def fitted_to(examples: list[sentences.Example], texts: list[str], by_vector: Any, tuned_on: set[str]) -> fit.Fitted:
    held = fit.unseen(examples, tuned_on)
    return fit.fit(examples, texts, held, by_vector[held])


def test_what_counts_and_the_thresholds_come_from_themes_that_nothing_has_seen() -> None:
    examples, texts, by_vector = small()
    fitted = fitted_to(examples, texts, by_vector, {"a", "quiet"})
    assert [examples[row].theme for row in fitted.held] == ["b"] * 24 and fitted.facts["unseen"] == 24
    names, rarity = fit.vocabulary(texts)
    table = fit._table(fit.TermReader(names, rarity), texts, len(names))
    rest = np.setdiff1d(np.arange(len(examples)), fitted.held)
    by_words = table[fitted.held] @ fit._terms(table[rest], fit.targets(examples)[rest])
    slope, offset = fitted.arrays["slope"], fitted.arrays["offset"]
    assert np.allclose(fitted.unseen, by_vector[fitted.held] * slope[0] + by_words * slope[1] + offset)
    those = [examples[row] for row in fitted.held]
    at = fit.thresholds(those, fit.shares(fitted.unseen), fit.without_danger(examples)[fitted.held])
    assert at.items() <= fitted.facts.items()
    made = figures.of(examples, fitted)
    assert set(made["by_theme"]) == {"b"} and made["unseen"]["asked"] is not None


def test_where_nothing_is_unseen_better_a_threshold_too_good_than_none() -> None:
    examples, texts, by_vector = small()
    assert len(fitted_to(examples, texts, by_vector, {"a", "b", "quiet"}).held) == len(examples)
    assert len(fitted_to(examples, texts, by_vector, set()).held) == len(examples)


def test_a_new_sentence_is_learnt_by_its_words() -> None:
    examples, texts, by_vector = small()

    def grey(more: int) -> float:
        added = [sentences.Example(f"grey {n}", Level.R0, (), "quiet", "v") for n in range(more)]
        values = np.concatenate([by_vector, np.zeros((more, by_vector.shape[1]))])
        made = fitted_to([*examples, *added], [*texts, *(e.text for e in added)], values, {"a", "quiet"}).arrays
        places, weights = fit.TermReader(made["names"], made["rarity"]).read("grey")
        return float(weights @ made["terms"][places, 0])

    assert grey(0) > 0.5 and grey(20) < 0


def test_a_head_for_each_level_and_each_lane() -> None:
    examples, texts, by_vector = small()
    wanted = dict(zip(fit.HEADS, fit.targets(examples)[12].tolist(), strict=True))
    assert [name for name, said in wanted.items() if said > 0] == ["ask", "escalate", "urgent", "suicide"]
    arrays = fitted_to(examples, texts, by_vector, {"a", "quiet"}).arrays
    assert (arrays["slope"][:, [0, 1, 3]] > 0).all(), "both readings lean the right way"
    lane = fit.HEADS.index("eating")
    assert arrays["slope"][:, lane].tolist() == [1, 0], "no unseen sentence of this lane: its head as it is"


def test_the_network_is_the_published_one_with_what_was_learnt() -> None:
    facts, learnt = network.learnt()
    merged, base = (
        network._merged(network.files()["model.safetensors"]),
        network.load(network.files()["model.safetensors"]),
    )
    name = "encoder.layer.3.output.dense"
    added = facts["scale"] * (learnt[f"{name}.up"] @ learnt[f"{name}.down"])
    assert np.allclose(merged[f"{name}.weight"] - base[f"{name}.weight"], added, atol=1e-6)
    assert np.abs(added).max() > 1e-3
    assert np.array_equal(merged[f"{name}.bias"], learnt[f"{name}.bias"])
    assert set(facts["themes"]) <= {example.theme for example in EXAMPLES}, (
        "a theme it was tuned on is gone: tune again"
    )


def test_heads_of_another_order_than_they_were_tuned_in_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    facts, arrays = network.learnt()
    assert facts["heads"] == list(fit.HEADS)
    monkeypatch.setattr(network, "learnt", lambda: (facts | {"heads": facts["heads"][::-1]}, arrays))
    monkeypatch.setattr(keep, "present", lambda *_: keep.train(tmp_path / "risk.npz"))
    with pytest.raises(Refused, match="tune the encoder again"):
        keep.Risk().train(tmp_path / "model.npz", print)
    assert not list(tmp_path.iterdir())


def test_another_network_than_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(network.PINNED, "tokenizer.json", "0" * 64)
    with pytest.raises(network.OtherNetwork, match="make setup"):
        network.files()


def test_thresholds_keep_to_the_false_alarms_they_may_cost() -> None:
    examples, _, _ = small()
    rng = np.random.default_rng(5)
    values = rng.random((len(examples), len(fit.HEADS)))
    ordinary = fit.without_danger(examples)
    at = fit.thresholds(examples, values, ordinary)
    for name, (head, level, of_ordinary, of_near) in fit.ALARMS.items():
        said = values[:, fit.HEADS.index(head)] >= at[f"{name}_at"]
        safe = np.array([example.level < level for example in examples])
        assert said[safe & ordinary].mean() <= of_ordinary and said[safe & ~ordinary].mean() <= of_near
    harmless = np.array([not example.level for example in examples])
    for name, (least, alarms) in fit.LANES_ALARMS.items():
        for lane, share in at[f"lanes_{name}_at"].items():
            assert share >= least and (values[harmless, fit.HEADS.index(lane)] >= share).mean() <= alarms
    assert not fit.NOT_ESCALATED & at["lanes_escalate_at"].keys()


def test_what_counts_as_surely_harmless_lies_below_nearly_all_danger() -> None:
    examples = [sentences.Example(f"{n}", Level.R2, ("suicide",), "t", "v") for n in range(1000)]
    examples += [sentences.Example(f"q{n}", Level.R0, (), "t", "v") for n in range(1000)]
    values = np.tile(np.linspace(0.1, 0.9, 1000)[:, None], (2, len(fit.HEADS)))
    at = fit.thresholds(examples, values, fit.without_danger(examples))["harmless_at"]
    assert 0 < (values[:1000, 0] < at).mean() <= fit.DANGER_LOST + 1e-3
    assert fit.thresholds(examples[1000:], values[1000:], np.ones(1000, dtype=bool))["harmless_at"] == 0, "none known"


def test_training_twice_gives_the_same_weights() -> None:
    examples, texts, by_vector = small()
    one, two = (fitted_to(examples, texts, by_vector, {"a"}) for _ in range(2))
    assert all(np.array_equal(one.arrays[part], two.arrays[part]) for part in one.arrays) and one.facts == two.facts


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
    first, kept = weakref.ref(door.detector), detect.load.cache_info().currsize
    assert kept == 0, "a door holds one detector, not every one it ever had"
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
    gc.collect()
    assert first() is None


def test_weights_of_another_version_are_left_aside_and_said_so(tmp_path: Path) -> None:
    project, said = Project(tmp_path, tmp_path / "var"), list[str]()
    project.folder("old").mkdir(parents=True)
    (project.folder("old") / "risk.npz").write_text("weights of another version")
    serve(project, "old")
    (project.models / "risk").mkdir()
    kept = shutil.copyfile(keep.present(), project.models / "risk" / f"{keep.key()}.npz")
    assert keep.at_hand(said.append, project) == kept
    assert "peerline train" in said[0]
