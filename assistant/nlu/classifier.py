"""DenseLogisticRegression: Rasa's logistic regression, given the sentence vectors as they are."""
# mypy: disable-error-code="import-not-found, import-untyped, misc, untyped-decorator, no-untyped-call"

from typing import List

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


def sentence_vector(message: Message) -> np.ndarray:
    """The sentence vector that the featurizer set. Raises ValueError when there is none."""
    features = message.get_dense_features(TEXT)[1]
    if features is None:
        raise ValueError("no sentence vector: SentenceEncoderFeaturizer must stand before this component")
    return np.asarray(features.features, dtype=np.float32)[0]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DenseLogisticRegression(LogisticRegressionClassifier):
    """The same model; Rasa's own class packs every vector into a sparse matrix first, which costs most of its time."""

    def _create_X(self, messages: List[Message]) -> np.ndarray:  # noqa: N802 - the name is Rasa's
        return np.stack([sentence_vector(message) for message in messages])
