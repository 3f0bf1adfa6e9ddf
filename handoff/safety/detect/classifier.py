"""The trained part of risk detection: a message compared with sentences written for Peerline.

Each head is a Gaussian kernel over the vectors of the pinned encoder plus a linear part over runs and pairs of words.
One head grades danger: its share decides whether to ask, to ask directly and to escalate. One is for urgency, one for
each lane. Fitted by `handoff.safety.learn`; read here with numpy alone and without pickle.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.nlu import encoder
from handoff.safety.detect.normalise import Plain
from handoff.safety.model import Level

FORMAT = 5
LONGEST = 150
"""Characters of one window that are encoded: encoding takes 2 ms for a short sentence and 9 ms for 600 characters."""
WINDOWS = 1
"""Sentences of a message that are encoded beside its whole: those that the words alone find worst. Four of them notice
no more on the sets of docs/safety.md, and cost twice the time."""
SHORTEST = 3
"""Words below which a sentence is not looked at by itself, nor a message by the heads of lanes ("he" leans to one)."""
WORDS = 3
"""Longest run of words that is one term."""
APART = 6
"""Two words that stand at most so far apart, in either order, are a term too: a rope that is up says more than both."""
_REMEMBERED = 4096
_REACHED = (("ask", "danger", Level.R1), ("escalate", "danger", Level.R2), ("urgent", "urgent", Level.R3))
_ARRAYS = ("base", "vectors", "dual", "terms", "rarity", "slope", "offset")

Vectors = NDArray[np.float32]
Names = NDArray[np.uint64]


class BadWeights(ValueError):
    """Weights that cannot be used: damaged, of another format, or made with another encoder. Train again."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What the classifier makes of one message. `ask`: its share of danger, 0..1; `level`: R0 to R3, with its lanes.

    sure   the level is R1 and the share is high enough for a direct question
    """

    ask: float
    level: Level
    lanes: tuple[str, ...] = ()
    sure: bool = False


@dataclass(frozen=True)
class Weights:
    """Everything that is kept.

    base        (512, d): the directions of the encoder's space that are kept, orthonormal
    vectors     (n, d) of the sentences, in these directions and of unit length
    dual        (n, heads): their weight in each head
    terms       (terms, heads): the linear part
    rarity      (terms,): inverse document frequency
    slope       (heads,), offset (heads,): from a head's value to a share, by a logistic curve
    names       (terms,) uint64: `name_of` each term, ascending; the words themselves would take ten times the memory
    facts       "heads" (names in order), "gamma" (1 / distance²), thresholds "ask_at", "direct_at", "escalate_at" (of
                danger), "urgent_at", "lane_at" (shares), "lanes_ask_at", "lanes_escalate_at" (shares by lane), "key",
                figures
    """

    base: Vectors
    vectors: Vectors
    dual: Vectors
    terms: Vectors
    rarity: Vectors
    slope: Vectors
    offset: Vectors
    names: Names
    facts: dict[str, Any]

    def save(self, path: Path) -> None:
        """Write beside and rename. The file holds arrays and JSON, nothing that runs."""
        beside = path.with_name(f".{path.name}.new.npz")
        about = json.dumps(self.facts | {"format": FORMAT, "encoder": encoder.ENCODER_ID})
        arrays = {name: getattr(self, name).astype(np.float32) for name in _ARRAYS}
        arrays["vectors"] = arrays["vectors"].astype(np.float16)
        np.savez_compressed(beside, **arrays, names=self.names, about=np.frombuffer(about.encode(), dtype=np.uint8))
        beside.replace(path)

    @classmethod
    def read(cls, path: Path) -> Weights:
        """Read what `save` wrote. Raises BadWeights, OSError when there is no file."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                facts = json.loads(bytes(kept["about"]))
                arrays = {name: kept[name].astype(np.float32) for name in _ARRAYS}
                names = kept["names"].astype(np.uint64)
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as wrong:
            raise BadWeights(f"{path.name} is damaged: run `peerline train`") from wrong
        if facts.get("format") != FORMAT or facts.get("encoder") != encoder.ENCODER_ID:
            raise BadWeights(f"{path.name} was made by another version: run `peerline train`")
        made = cls(**arrays, names=names, facts=facts)
        made._check(path.name)
        return made

    def _check(self, name: str) -> None:
        heads, many = len(self.facts["heads"]), len(self.vectors)
        shapes = {
            "base": (encoder.DIMENSIONS, self.base.shape[-1]),
            "vectors": (many, self.base.shape[-1]),
            "dual": (many, heads),
            "terms": (len(self.names), heads),
            "rarity": (len(self.names),),
            "slope": (heads,),
            "offset": (heads,),
        }
        for array, shape in shapes.items():
            found: Vectors = getattr(self, array)
            if found.shape != shape or not np.isfinite(found).all():
                raise BadWeights(f"{name}: its part {array} is damaged: run `peerline train`")


def terms_of(words: Sequence[str]) -> Counter[str]:
    """Runs of one to three words, and pairs of words near each other, and how often they stand in a text."""
    found = Counter(" ".join(words[at : at + n]) for n in range(1, WORDS + 1) for at in range(len(words) - n + 1))
    found.update(" & ".join(sorted((words[at], o))) for at in range(len(words)) for o in words[at + 2 : at + APART + 1])
    return found


def name_of(term: str) -> int:
    """64 bits for a term, by CRC-32 and Adler-32: a message has hundreds, and a stronger hash takes thrice as long."""
    read = term.encode("utf-8", "surrogatepass")
    return zlib.crc32(read) << 32 | zlib.adler32(read)


def kept_part(vectors: Vectors, base: Vectors) -> Vectors:
    """(n, 512) vectors of the encoder in the kept directions, (n, d), to unit length again; zeros stay zeros."""
    made = vectors @ base
    length = np.linalg.norm(made, axis=1, keepdims=True)
    kept: Vectors = (made / np.where(length > 0, length, 1.0)).astype(np.float32)
    return kept


def nearness(one: Vectors, other: Vectors, gamma: float) -> Vectors:
    """(n, m): exp(-gamma · distance²) between unit vectors."""
    made: Vectors = np.exp(np.float32(2 * gamma) * (one @ other.T) - np.float32(2 * gamma))
    return made


class TermReader:
    """Texts as unit vectors of weighted terms, sparse: (places, weights). The same at training and at reading."""

    def __init__(self, names: Names, rarity: Vectors) -> None:
        self._names = names
        self._rarity = rarity

    def read(self, text: str) -> tuple[NDArray[np.intp], Vectors]:
        """(1 + log count) · rarity for each known term, then to unit length. Empty where no term is known."""
        terms = terms_of(text.split())
        asked = np.fromiter(map(name_of, terms), dtype=np.uint64, count=len(terms))
        places = np.searchsorted(self._names, asked)
        known = np.flatnonzero(places < len(self._names))
        known = known[self._names[places[known]] == asked[known]]
        places = places[known]
        counts = np.fromiter(terms.values(), dtype=np.float32, count=len(terms))[known]
        weights = (1.0 + np.log(counts)) * self._rarity[places]
        length = float(np.linalg.norm(weights)) or 1.0
        return places, (weights / length).astype(np.float32)


class Classifier:
    """Reads messages. Safe to share; the last few thousand readings are remembered under a hash of the words."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._heads: list[str] = list(weights.facts["heads"])
        self._danger = self._heads.index("danger")
        self._terms = TermReader(weights.names, weights.rarity)
        self._known: OrderedDict[bytes, Guess] = OrderedDict()

    @classmethod
    def load(cls, path: Path) -> Classifier:
        """From a file of `Weights`, with the encoder warm. Raises BadWeights, OSError, encoder.EncoderMismatch."""
        encoder.warm_up()
        return cls(Weights.read(path))

    @property
    def facts(self) -> dict[str, Any]:
        """What training wrote down: key, thresholds, figures."""
        return self._weights.facts

    def guess(self, plain: Plain) -> Guess | None:
        """What a message says by itself. None when there is no letter in it."""
        whole = encoder.readable(plain.whole.text, LONGEST)
        if not whole:
            return None
        name = hashlib.blake2b(plain.whole.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        found = self._known.get(name)
        if found is None:
            found = self.judge(self.values([whole, *self._worst(plain)]), by_lanes=len(whole.split()) >= SHORTEST)
            self._known[name] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _worst(self, plain: Plain) -> list[str]:
        """The sentences that are looked at by themselves."""
        if len(plain.sentences) < 2:
            return []
        texts = dict.fromkeys(s.text for s in plain.sentences if len(s.tokens) >= SHORTEST)
        ranked = sorted(texts, key=lambda text: -float(self._linear(text)[self._danger]))[:WINDOWS]
        return [text for text in (encoder.readable(text, LONGEST) for text in ranked) if text]

    def _linear(self, text: str) -> Vectors:
        places, weights = self._terms.read(text)
        made: Vectors = weights @ self._weights.terms[places]
        return made

    def values(self, texts: Sequence[str]) -> Vectors:
        """(windows, heads): what each head says of each text; above 0 leans to yes."""
        w = self._weights
        points = kept_part(encoder.encode(list(texts)), w.base)
        # one at a time: a product with few rows costs three times what it costs with one
        near = np.concatenate([nearness(w.vectors, point[None], w.facts["gamma"]).T for point in points])
        made: Vectors = (near @ w.dual + np.stack([self._linear(text) for text in texts])).astype(np.float32)
        return made

    def judge(self, values: Vectors, by_lanes: bool = True) -> Guess:
        """From the values of a message's windows, its whole first, to a level. `by_lanes`: also by the heads of lanes.

        Each head counts half for the whole and half for its strongest window: a danger named once in a long message
        is seen, and one odd sentence alone does not decide. A lane's own head asks, or escalates, where danger in
        general is not sure: its words are fewer and clearer.
        """
        facts, w = self._weights.facts, self._weights
        mixed = (values[0] + values.max(axis=0)) / 2
        share = dict(zip(self._heads, (1.0 / (1.0 + np.exp(-(mixed * w.slope + w.offset)))).tolist(), strict=True))
        ask = round(float(share["danger"]), 4)
        reached = [level for name, head, level in _REACHED if share[head] >= facts[f"{name}_at"]]
        by_lane = {head: share[head] for head in self._heads if head not in ("danger", "urgent")}
        named = {lane for lane, each in by_lane.items() if by_lanes and each >= facts["lanes_ask_at"][lane]}
        if reached:
            named |= {max(by_lane, key=lambda lane: by_lane[lane])}
            named |= {lane for lane, each in by_lane.items() if each >= facts["lane_at"]}
        elif not named:
            return Guess(ask, Level.R0)
        grave = by_lanes and any(by_lane[lane] >= at for lane, at in facts["lanes_escalate_at"].items())
        level = max([*reached, Level.R2 if grave else Level.R1])
        lanes = tuple(lane for lane in by_lane if lane in named)
        return Guess(ask, level, lanes, sure=share["danger"] >= facts["direct_at"])
