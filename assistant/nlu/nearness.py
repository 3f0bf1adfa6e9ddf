"""How near a message is to what the model was taught, and from which confidence on it may answer. Pure, numpy only."""
# mypy: disable-error-code="import-not-found, import-untyped"

from typing import Iterator, List, Sequence, Tuple

import numpy as np
from sklearn.linear_model import LogisticRegression

FOLDS = 5


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths == 0, 1.0, lengths)


def leave_one_out(examples: np.ndarray) -> np.ndarray:
    """For each unit row, its cosine to the nearest other row."""
    cosine = examples @ examples.T
    np.fill_diagonal(cosine, -1.0)
    return cosine.max(axis=1)


def fit_tau(examples: np.ndarray, percentile: float) -> float:
    """The similarity below which a message counts as far from everything: a percentile of leave-one-out nearness."""
    return float(max(np.percentile(leave_one_out(examples), percentile), 1e-6))


def gate(messages: np.ndarray, examples: np.ndarray, tau: float) -> np.ndarray:
    """The factor in 0..1 for each message's confidence: min(1, nearest cosine / tau) squared."""
    nearest = np.clip((messages @ examples.T).max(axis=1), 0.0, None)
    return np.minimum(1.0, nearest / tau) ** 2


def folds(labels: Sequence[str], count: int, seed: int) -> Iterator[Tuple[np.ndarray, np.ndarray]]:
    """(train, test) index pairs; each label is spread evenly over the folds."""
    dealt = np.zeros(len(labels), dtype=int)
    rng = np.random.default_rng(seed)
    for label in sorted(set(labels)):
        places = np.array([i for i, other in enumerate(labels) if other == label])
        dealt[rng.permutation(places)] = np.arange(len(places)) % count
    for fold in range(count):
        yield np.flatnonzero(dealt != fold), np.flatnonzero(dealt == fold)


def cross_validated(vectors: np.ndarray, labels: Sequence[str], percentile: float,
                    seed: int) -> Tuple[np.ndarray, np.ndarray]:
    """(gated confidence, prediction was right) of every example, judged by a model that has not seen it."""
    names, examples = np.array(labels), unit(vectors)
    confidence, right = np.zeros(len(names)), np.zeros(len(names), dtype=bool)
    for known, unseen in folds(labels, FOLDS, seed):
        model = LogisticRegression(class_weight="balanced", max_iter=200, random_state=seed)
        share = model.fit(vectors[known], names[known]).predict_proba(vectors[unseen])
        factor = gate(examples[unseen], examples[known], fit_tau(examples[known], percentile))
        confidence[unseen] = share.max(axis=1) * factor
        right[unseen] = model.classes_[share.argmax(axis=1)] == names[unseen]
    return confidence, right


def fit_threshold(confidence: np.ndarray, right: np.ndarray, wrong_costs: float) -> float:
    """The confidence from which answering pays: a right answer is worth 1, a wrong one costs `wrong_costs`,
    asking again is 0. Ties go to the lower threshold; the result lies in 0.02 .. 0.9.
    """
    best, best_worth = 0.02, -np.inf
    for threshold in np.arange(0.02, 0.905, 0.01):
        answered = confidence >= threshold
        worth = float(right[answered].sum() - wrong_costs * (~right[answered]).sum())
        if worth > best_worth + 1e-9:
            best, best_worth = float(threshold), worth
    return round(best, 2)


def figures(confidence: np.ndarray, right: np.ndarray, threshold: float) -> List[Tuple[str, float]]:
    """What the threshold does on the cross-validated examples, as named shares."""
    answered = confidence >= threshold
    return [
        ("accuracy_without_fallback", float(right.mean())),
        ("answered", float(answered.mean())),
        ("right_of_answered", float(right[answered].mean()) if answered.any() else 0.0),
    ]
