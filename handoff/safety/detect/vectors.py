"""Sentence vectors for risk: a small transformer that was tuned on Peerline's sentences, run by ONNX Runtime.

The network is all-MiniLM-L6-v2 with what `tools/tune_encoder.py` learnt, in 8-bit whole numbers (docs/adr/0015). It
lies in the weights' own file, so that the two cannot be parted. Nothing is downloaded and nothing is unpickled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

DIMENSIONS = 384
MOST_PIECES = 64
"""Word pieces of one text that are read; it was tuned on no more."""
_SLOW = "SkipLayerNormFusion"
"""A step of ONNX Runtime that joins a sum and its norm: the joined one is not vectorised and costs a sixth of all."""

Vectors = NDArray[np.float32]


class BadNetwork(ValueError):
    """Bytes that hold no network of ours."""


def readable(text: str, most: int) -> str:
    """The first `most` characters; empty when there is no letter in them: signs alone say nothing to an encoder."""
    clean = text[:most].encode("utf-8", "ignore").decode("utf-8")  # a lone surrogate cannot be encoded
    return clean.strip() if any(character.isalpha() for character in clean) else ""


class Encoder:
    """Texts to vectors. Safe to share between threads; one text at a time takes one thread."""

    def __init__(self, graph: bytes, words: bytes) -> None:
        """graph: an ONNX model from "ids" (texts, pieces) to (texts, DIMENSIONS). words: the tokenizer's JSON.

        Raises BadNetwork.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # other processes want the cores too
        options.log_severity_level = 3
        try:
            self._words = Tokenizer.from_str(words.decode("utf-8"))
            self._session = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW]
            )
        except Exception as wrong:  # both libraries raise bare exceptions of their own
            raise BadNetwork("the network cannot be read") from wrong
        self._words.no_padding()
        self._words.enable_truncation(MOST_PIECES)

    def pieces(self, text: str) -> list[int]:
        """The numbers of its word pieces, at most MOST_PIECES. About 20 µs for a sentence."""
        found: list[int] = self._words.encode(text).ids
        return found

    def encode(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """(n, DIMENSIONS) for texts given as `pieces`: 2 ms for 16 pieces, 3.5 ms for 27.

        Each is read by itself: in a batch the numbers' common scale would let texts change each other's vectors.
        """
        made = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            made[row] = self._session.run(None, {"ids": np.array([text], dtype=np.int64)})[0][0]
        return made
