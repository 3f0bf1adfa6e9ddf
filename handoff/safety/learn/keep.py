"""Where the classifier's weights lie, and how they come there: beside the Rasa model, under the same key."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from assistant.training import registry
from assistant.training.project import Project, Refused, locked
from assistant.training.train import RISK
from handoff.safety import detect
from handoff.safety.detect import classifier, normalise, rules, vectors
from handoff.safety.detect.classifier import BadWeights, Weights
from handoff.safety.detect.normalise import Normaliser
from handoff.safety.learn import sentences
from handoff.safety.model import Turn

Progress = Callable[[str], None]
_METHOD = [Path(__file__).with_name(name) for name in ("fit.py", "network.py", "tuned.npz")]
_READING = [Path(str(module.__file__)) for module in (classifier, normalise, vectors)]
_MADE_FROM = (*_METHOD, *_READING, rules.FOLDER / "words.yml")
_EVERY = 4000
"""Sentences between two words of progress."""


def key() -> str:
    """16 hex digits over everything that weights are made from: sentences, plain words, encoder, method."""
    made = hashlib.sha256(f"{classifier.FORMAT} {sentences.digest()}\n".encode())
    for file in _MADE_FROM:
        made.update(file.read_bytes())
    return made.hexdigest()[:16]


def train(path: Path, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Fit the weights on the present sentences and write them. Returns their facts. Cost: a minute on two cores.

    Raises sentences.BadSentences; network.OtherNetwork for a network that is not the pinned and tuned one.
    """
    from handoff.safety.learn import figures, fit, network  # scikit-learn and onnx: 150 MB that readers can spare

    facts, learnt = network.learnt()
    if facts["heads"] != list(fit.HEADS):  # a lane's head under another lane's name would be wrong in silence
        raise network.OtherNetwork("the levels or lanes are others than tuned.npz was made for: tune the encoder again")
    examples = sentences.read()
    normaliser = Normaliser(rules.read().words)
    progress("putting the network together")
    graph, words = network.tuned()
    encoder = vectors.Encoder(graph, words)
    plain = (normaliser.read(example.text).whole.text for example in examples)
    texts = [vectors.readable(text, classifier.LONGEST) for text in plain]
    held = fit.unseen(examples, facts["themes"])
    by_vector = _read(encoder, [texts[row] for row in held.tolist()], progress) @ learnt["out.weight"].T
    progress("fitting")
    fitted = fit.fit(examples, texts, held, (by_vector + learnt["out.bias"]).astype(np.float64))
    made: dict[str, Any] = dict(fitted.arrays, heads=learnt["out.weight"].T, bias=learnt["out.bias"])
    made |= {name: np.frombuffer(given, dtype=np.uint8) for name, given in (("graph", graph), ("words", words))}
    facts = fitted.facts | {"key": key(), "figures": figures.of(examples, fitted)}
    path.parent.mkdir(parents=True, exist_ok=True)
    Weights(**made, facts=facts).save(path)
    return facts


def _read(encoder: vectors.Encoder, texts: Sequence[str], progress: Progress) -> vectors.Vectors:
    """Vectors of sentences, on every core: the network lets go of Python's lock."""
    made = []
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        parts = [[encoder.pieces(text) for text in texts[at : at + 100]] for at in range(0, len(texts), 100)]
        for number, part in enumerate(workers.map(encoder.encode, parts)):
            if number * 100 % _EVERY == 0:
                progress(f"reading sentences about danger: {number * 100} of {len(texts)}")
            made.append(part)
    return np.concatenate(made)


def serving(project: Project | None = None) -> Path | None:
    """The weights of the model that serves; before the first model, those for the present sentences. None: none yet."""
    at = project or Project()
    current = registry.current(at)
    path = at.folder(current) / RISK if current else _cached(at)
    return path if path.exists() else None


def _cached(project: Project) -> Path:
    return project.models / "risk" / f"{key()}.npz"


def present(progress: Progress = lambda _: None, project: Project | None = None) -> Path:
    """The weights for the present sentences, trained once and kept."""
    at = project or Project()
    path = _cached(at)
    with locked(at, "risk"):
        if not _is_whole(path):
            train(path, progress)
    return path


def _is_whole(path: Path) -> bool:
    try:
        Weights.read(path)
    except (OSError, BadWeights):
        return False
    return True


def at_hand(progress: Progress = lambda _: None, project: Project | None = None) -> Path:
    """The weights that serve; where none serve, or those are of another version, those for the present sentences."""
    found = serving(project)
    if found is not None and not _is_whole(found):
        progress("the model that serves cannot be used by this version (run `peerline train`): reading without it")
        found = None
    return found or present(progress, project)


class Risk:
    """The door's side of a model, as `assistant.training` takes it: see `assistant.training.train.Risk`."""

    def __init__(self, project: Project | None = None) -> None:
        self._project = project or Project()

    def key(self) -> str:
        """A hash over everything that the weights are made from."""
        return key()

    def train(self, path: Path, progress: Progress) -> Mapping[str, Any]:
        """Put weights for the present sentences at `path`. Returns figures for the model's card."""
        try:
            shutil.copyfile(present(progress, self._project), path)
        except (sentences.BadSentences, vectors.BadNetwork) as wrong:
            raise Refused(str(wrong)) from wrong
        facts = Weights.read(path).facts
        return {"sentences": facts["sentences"], "figures": facts["figures"]["unseen"]}

    def reader(self, path: Path) -> Callable[[str, Sequence[Mapping[str, str]], str | None], str]:
        """Reads (text, turns before, country) to "R0".."R4" with the weights at `path`; with none, by rules alone."""
        detector = detect.load(weights=path if path.exists() else None)

        def read(text: str, history: Sequence[Mapping[str, str]], country: str | None) -> str:
            before = [Turn(turn["who"], turn["text"]) for turn in history]
            return str(detector.assess(text, before, country).level)

        return read
