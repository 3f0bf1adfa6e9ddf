"""Kernel ridge regression over sentences: a Gaussian kernel on their vectors plus a linear one on their terms.

Method: regularised least squares. Predictions for a left-out block B follow from the inverse G = (K + penalty·I)^-1 and
the weights a = G·y without fitting again: y_B - G_BB^-1 a_B (Rifkin and Lippert, Notes on Regularized Least Squares,
2007).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import lapack

from handoff.safety.detect.classifier import Vectors, nearness

PENALTY = 0.5
ROWS = 1024
"""Of a table of sentences against sentences, filled at a time."""

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Sentences:
    """points (n, d): unit vectors. table (n, terms): weighted terms, sparse. gamma: 1 / distance² of the kernel."""

    points: Vectors
    table: sparse.csr_matrix
    gamma: float

    def some(self, rows: Rows) -> Sentences:
        """These rows alone, in this order."""
        return Sentences(self.points[rows], self.table[rows], self.gamma)

    def against(self, other: Sentences) -> Iterator[tuple[slice, Vectors]]:
        """(rows of `other`, (n, rows): how alike each sentence here is to each of them), part by part."""
        for at in range(0, len(other.points), ROWS):
            part = slice(at, at + ROWS)
            words = (self.table @ other.table[part].T).toarray()
            yield part, nearness(self.points, other.points[part], self.gamma) + words


@dataclass(frozen=True)
class Solved:
    """wanted, dual (n, heads); root (n, n), lower triangular: rootᵀ·root is the inverse G."""

    sentences: Sentences
    wanted: Floats
    dual: Vectors
    root: Vectors

    def left_out(self) -> Floats:
        """(n, heads): what each sentence would get from a fit without it."""
        left: Floats = self.wanted - self.dual / np.einsum("ij,ij->j", self.root, self.root)[:, None]
        return left

    def block_out(self, rows: Rows) -> Floats:
        """(rows, heads): what these would get from a fit without all of them. `rows` in ascending order."""
        below = self.root[rows[0] :, rows]  # the root is zero above its diagonal
        left: Floats = self.wanted[rows] - np.linalg.solve(below.T @ below, self.dual[rows])
        return left

    def of(self, others: Sentences) -> Floats:
        """(m, heads): what the fit says of other sentences."""
        said = np.empty((len(others.points), self.dual.shape[1]))
        for part, alike in self.sentences.against(others):
            said[part] = alike.T @ self.dual
        return said


def solve(sentences: Sentences, wanted: Floats) -> Solved:
    """Fit every head at once. Cost: 2/3 n³ operations and 4 n² bytes.

    LAPACK's own names on one array, as numpy's `inv` and `solve` take three times the memory, and ended with a fault of
    memory at 12,000 rows. Raises ArithmeticError where the table has no inverse.
    """
    many = len(sentences.points)
    table: Vectors = np.empty((many, many), dtype=np.float32, order="F")
    for part, alike in sentences.against(sentences):
        table[:, part] = alike
    table[np.diag_indices(many)] += PENALTY
    factor, failed = lapack.spotrf(table, lower=1, overwrite_a=1)
    root, failed_too = lapack.strtri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ArithmeticError("the table of sentences has no inverse: is the penalty above 0?")
    return Solved(sentences, wanted, root.T @ (root @ wanted.astype(np.float32)), root)
