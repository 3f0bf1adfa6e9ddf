"""SentenceEncoderFeaturizer: one dense vector a message, for the classifier and for the nearest-example gate."""
# mypy: disable-error-code="import-not-found, import-untyped, misc, untyped-decorator, no-untyped-call"

import json
from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu import encoder

_CARD = "encoder.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets the sentence vector of a message, times `scale`. The id of the encoder is stored in the model.

    Loading a model whose encoder is not this one raises EncoderMismatch.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """A tokenizer must stand before."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`scale` stands for the strength C of the logistic regression; `max_chars` caps the time of a message."""
        return {**DenseFeaturizer.get_default_config(), "scale": 4.0, "max_chars": 1000}

    def __init__(self, config: Dict[str, Any], name: str, storage: ModelStorage, resource: Resource) -> None:
        """Loads and warms the encoder."""
        super().__init__(name, config)
        self._storage, self._resource = storage, resource
        encoder.warm_up()

    @classmethod
    def create(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> "SentenceEncoderFeaturizer":
        """A featurizer before training."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **_: Any) -> "SentenceEncoderFeaturizer":
        """A featurizer from a model; refuses a model of another encoder."""
        with model_storage.read_from(resource) as folder:
            encoder.refuse_other(json.loads((folder / _CARD).read_text(encoding="utf-8"))["encoder"])
        return cls(config, execution_context.node_name, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing is learnt: the id of the encoder is kept."""
        with self._storage.write_to(self._resource) as folder:
            (folder / _CARD).write_text(json.dumps({"encoder": encoder.ENCODER_ID}), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Sets the vectors of all examples, in one batch."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the vector of each message that has a text; a text without letters gets the zero vector."""
        written = [message for message in messages if message.get(TEXT) is not None]
        texts = [encoder.readable(message.get(TEXT), self._config["max_chars"]) for message in written]
        for message, vector in zip(written, encoder.encode(texts) * self._config["scale"]):
            self._set(message, vector)
        return messages

    def _set(self, message: Message, vector: np.ndarray) -> None:
        for kind in (FEATURE_TYPE_SEQUENCE, FEATURE_TYPE_SENTENCE):
            alias = self._config[FEATURIZER_CLASS_ALIAS]
            message.add_features(Features(vector.reshape(1, -1), kind, TEXT, alias))

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Refuses a cap or a scale that cannot work."""
        if config.get("scale", 1.0) <= 0 or config.get("max_chars", 1) < 1:
            raise ValueError("SentenceEncoderFeaturizer: scale and max_chars must be above 0")
