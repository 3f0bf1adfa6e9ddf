"""NearestExampleGate and FittedFallback: how sure the assistant may be, and when it says that it did not understand."""
# mypy: disable-error-code="import-not-found, import-untyped, misc, untyped-decorator, no-untyped-call"

import json
from typing import Any, Dict, List, Tuple, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu import nearness
from assistant.nlu.classifier import sentence_vector


def _examples(training_data: TrainingData) -> Tuple[np.ndarray, List[str]]:
    told = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
    return np.stack([sentence_vector(e) for e in told]), [e.get(INTENT) for e in told]


class _Fitted(GraphComponent, IntentClassifier):
    """What both components share: a config, a place in the model, a JSON file of fitted numbers."""

    FILE = "fitted.json"

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config = {**self.get_default_config(), **config}
        self._storage, self._resource = storage, resource
        self.fitted: Dict[str, Any] = {}

    @classmethod
    def required_components(cls) -> List[Type]:
        """The featurizer; the classifier too, but Rasa's check does not see one classifier before another."""
        return [Featurizer]

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "_Fitted":
        """A component before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **_: Any) -> "_Fitted":
        """A component from a model."""
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            made.fitted = json.loads((folder / cls.FILE).read_text(encoding="utf-8"))
            made._load_more(folder)
        return made

    def _load_more(self, folder: Any) -> None:
        """What a component keeps beside its numbers."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NearestExampleGate(_Fitted):
    """Lowers the confidence of a message that resembles no training example: conf * min(1, sim / tau)^2.

    A zero vector (no letters in the text) resembles nothing, so its confidence becomes 0.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`percentile` of the leave-one-out similarity that gives tau."""
        return {"percentile": 25}

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the unit vectors (half precision is enough for a cosine) and tau."""
        vectors, _ = _examples(training_data)
        examples = nearness.unit(vectors)
        fitted = {"tau": nearness.fit_tau(examples, self.config["percentile"]), "examples": len(examples)}
        with self._storage.write_to(self._resource) as folder:
            (folder / self.FILE).write_text(json.dumps(fitted), encoding="utf-8")
            np.savez(folder / "examples.npz", examples=examples.astype(np.float16))
        return self._resource

    def _load_more(self, folder: Any) -> None:
        with np.load(folder / "examples.npz", allow_pickle=False) as stored:
            self._near = stored["examples"].astype(np.float32)

    def process(self, messages: List[Message]) -> List[Message]:
        """Multiplies the confidence of the intent and of the whole ranking."""
        for message in messages:
            if not message.get(INTENT) or message.get(TEXT) is None:
                continue
            known = nearness.unit(sentence_vector(message)[None, :])
            factor = float(nearness.gate(known, self._near, self.fitted["tau"])[0])
            ranking = [dict(r, confidence=float(r[PREDICTED_CONFIDENCE_KEY]) * factor)
                       for r in message.get(INTENT_RANKING_KEY, [])]
            first = message.get(INTENT)
            message.set(INTENT, dict(first, confidence=float(first[PREDICTED_CONFIDENCE_KEY]) * factor),
                        add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FittedFallback(_Fitted):
    """Answers `nlu_fallback` below a confidence that was fitted by cross-validation when the model was trained."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`percentile` as in the gate before it; `wrong_costs` against the 1 that a right answer is worth."""
        return {"percentile": 25, "wrong_costs": 1.0, "random_state": 7}

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the threshold on gated confidences of examples that the fold's model had not seen."""
        vectors, labels = _examples(training_data)
        confidence, right = nearness.cross_validated(
            vectors, labels, self.config["percentile"], self.config["random_state"])
        threshold = nearness.fit_threshold(confidence, right, self.config["wrong_costs"])
        fitted = {"threshold": threshold, **dict(nearness.figures(confidence, right, threshold))}
        with self._storage.write_to(self._resource) as folder:
            (folder / self.FILE).write_text(json.dumps(fitted), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Puts `nlu_fallback` first when nothing is sure enough."""
        for message in messages:
            found = message.get(INTENT) or {}
            if message.get(TEXT) is None or found.get(PREDICTED_CONFIDENCE_KEY, 0.0) >= self.fitted["threshold"]:
                continue
            fallback = {INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME,
                        PREDICTED_CONFIDENCE_KEY: 1.0 - float(found.get(PREDICTED_CONFIDENCE_KEY) or 0.0)}
            message.set(INTENT, fallback, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [fallback, *message.get(INTENT_RANKING_KEY, [])], add_to_output=True)
        return messages
