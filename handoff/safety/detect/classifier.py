"""The trained part of risk detection: what a message says, by a tuned sentence encoder and by its words.

Each head adds up two linear readings: of the vector of `handoff.safety.detect.vectors`, and of runs and pairs of words.
There is one for "ask", one for "escalate", one for "urgent", one for each lane. Fitted by `handoff.safety.learn`; read
here without pickle.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handoff.safety.detect.normalise import Plain
from handoff.safety.detect.vectors import DIMENSIONS, BadNetwork, Encoder, Vectors, readable
from handoff.safety.model import Level

FORMAT = 7
LONGEST = 210
"""Characters of a message that are encoded: 1.5 ms for a short sentence and 4.5 ms for these."""
LETTER, BEGINNING = 360, 90
"""Of a message longer than LETTER its first BEGINNING are: its gravest sentence says more, and the time is the same."""
WINDOWS, SENTENCE = 1, 150
"""Sentences of a message longer than LONGEST that are encoded too, those that the words alone find worst, and how many
characters of them. More of them, or one of a shorter message, notice no more on the sets of docs/safety.md."""
WHOLE = 0.25
"""How much the whole counts beside such a sentence. At .5 the network alone finds .39 of long machine-labelled messages
at risk, at .25 .65, with two more false alarms in 19,771 ordinary messages (docs/safety.md)."""
DOUBTFUL = 0.2
"""What the runs of its words must say of a sentence (-1 harmless to 1 danger) for it to be read by itself: at .05 half
of the long messages cost a second reading, and one in a hundred and forty of the dangerous ones more is noticed."""
SHORTEST = 3
"""Words below which a sentence is not looked at by itself, nor a message by the heads of lanes ("he" leans to one)."""
WORDS = 3
"""Longest run of words that is one term."""
APART = 6
"""Two words that stand at most so far apart, in either order, are a term too: a rope that is up says more than both."""
LEVELS = {"ask": Level.R1, "escalate": Level.R2, "urgent": Level.R3}
"""The heads that are not lanes, and the level each reaches."""
_REMEMBERED = 4096
_ARRAYS = ("heads", "bias", "terms", "rarity", "slope", "offset")
_WARM_UP = "i cannot sleep and my thoughts go round and round"

Bytes = NDArray[np.uint8]
Names = NDArray[np.uint64]


class BadWeights(ValueError):
    """Weights that cannot be used: damaged, or of another format. Train again."""


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
    """Everything that is kept. d: the encoder's dimensions.

    graph, words   bytes of the encoder, see `vectors.Encoder`
    heads          (d, heads), bias (heads,): what each head makes of a vector
    terms          (terms, heads): what it makes of the words
    rarity         (terms,): inverse document frequency
    names          (terms,) uint64: `name_of` each term, ascending; the words themselves would take ten times the memory
    slope          (2, heads), offset (heads,): from both readings to the logarithm of the odds
    facts          "heads" (names in order), thresholds "ask_at", "direct_at", "escalate_at", "urgent_at", "lane_at",
                   "harmless_at" (shares), "lanes_ask_at", "lanes_escalate_at" (shares by lane), "key", figures
    """

    graph: Bytes
    words: Bytes
    heads: Vectors
    bias: Vectors
    terms: Vectors
    rarity: Vectors
    names: Names
    slope: Vectors
    offset: Vectors
    facts: dict[str, Any]

    def save(self, path: Path) -> None:
        """Write beside and rename. The file holds arrays, the network and JSON, nothing that runs."""
        beside = path.with_name(f".{path.name}.new.npz")
        about = np.frombuffer(json.dumps(self.facts | {"format": FORMAT}).encode(), dtype=np.uint8)
        arrays = {name: getattr(self, name).astype(np.float32) for name in _ARRAYS}
        np.savez_compressed(beside, **arrays, names=self.names, graph=self.graph, words=self.words, about=about)
        beside.replace(path)

    @classmethod
    def read(cls, path: Path) -> Weights:
        """Read what `save` wrote. Raises BadWeights, OSError when there is no file."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                facts = json.loads(bytes(kept["about"]))
                if facts.get("format") != FORMAT:
                    raise BadWeights(f"{path.name} was made by another version: run `peerline train`")
                arrays = {name: kept[name].astype(np.float32) for name in _ARRAYS}
                network = {name: kept[name].astype(np.uint8) for name in ("graph", "words")}
                names = kept["names"].astype(np.uint64)
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as wrong:
            if isinstance(wrong, BadWeights):
                raise
            raise BadWeights(f"{path.name} is damaged: run `peerline train`") from wrong
        made = cls(**network, **arrays, names=names, facts=facts)
        made._check(path.name)
        return made

    def _check(self, name: str) -> None:
        many = len(self.facts["heads"])
        shapes: dict[str, tuple[int, ...]] = {
            "heads": (DIMENSIONS, many),
            "bias": (many,),
            "terms": (len(self.names), many),
            "rarity": (len(self.names),),
            "slope": (2, many),
            "offset": (many,),
        }
        for array, shape in shapes.items():
            found: Vectors = getattr(self, array)
            if found.shape != shape or not np.isfinite(found).all():
                raise BadWeights(f"{name}: its part {array} is damaged: run `peerline train`")


def terms_of(words: Sequence[str], pairs: bool = True) -> Counter[str]:
    """Runs of one to three words, and pairs of words near each other, and how often they stand in a text."""
    found = Counter(" ".join(words[at : at + n]) for n in range(1, WORDS + 1) for at in range(len(words) - n + 1))
    if pairs:
        found.update(
            " & ".join(sorted((words[at], o))) for at in range(len(words)) for o in words[at + 2 : at + APART + 1]
        )
    return found


def name_of(term: str) -> int:
    """64 bits for a term, by CRC-32 and Adler-32: a message has hundreds, and a stronger hash takes thrice as long."""
    read = term.encode("utf-8", "surrogatepass")
    return zlib.crc32(read) << 32 | zlib.adler32(read)


def _shares(odds: Vectors) -> Vectors:
    """Logarithms of odds to shares 0..1."""
    made: Vectors = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
    return made


class TermReader:
    """Texts as unit vectors of weighted terms, sparse: (places, weights). The same at training and at reading."""

    def __init__(self, names: Names, rarity: Vectors) -> None:
        self._names = names
        self._rarity = rarity

    def read(self, text: str, pairs: bool = True) -> tuple[NDArray[np.intp], Vectors]:
        """(1 + log count) · rarity for each known term, then to unit length. Empty where no term is known."""
        terms = terms_of(text.split(), pairs)
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
        """Raises BadWeights for a network that cannot be read."""
        self._weights = weights
        self._names: list[str] = list(weights.facts["heads"])
        try:
            self._encoder = Encoder(weights.graph.tobytes(), weights.words.tobytes())
        except BadNetwork as wrong:
            raise BadWeights("the network in the weights is damaged: run `peerline train`") from wrong
        self._terms = TermReader(weights.names, weights.rarity)
        self._known: OrderedDict[bytes, Guess] = OrderedDict()

    @classmethod
    def load(cls, path: Path) -> Classifier:
        """From a file of `Weights`, warm. Raises BadWeights, OSError."""
        made = cls(Weights.read(path))
        made.values([_WARM_UP])
        return made

    @property
    def facts(self) -> dict[str, Any]:
        """What training wrote down: key, thresholds, figures."""
        return self._weights.facts

    def guess(self, plain: Plain) -> Guess | None:
        """What a message says by itself. None when there is no letter in it."""
        whole = readable(plain.whole.text, LONGEST if len(plain.whole.text) <= LETTER else BEGINNING)
        if not whole:
            return None
        name = hashlib.blake2b(plain.whole.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        found = self._known.get(name)
        if found is None:
            words = len(whole.split())
            found = self.judge(self.values([whole, *self._worst(plain)]), by_lanes=words >= SHORTEST)
            if words == 1 and found.level:  # "tonight" answers something, or nothing: it opens a question at most
                found = replace(found, level=Level.R1, sure=False)
            self._known[name] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found

    def is_sure_of_no_danger(self, plain: Plain, within: str) -> bool:
        """Whether it finds a message, as it reads it, and the sentence `within` it by itself as harmless as hardly any
        danger is. Of a sentence that it would read only in part, or of one or two words, it is never sure.
        """
        least = self._weights.facts["harmless_at"]
        whole = self.guess(plain)
        if whole is None or whole.ask >= least or len(within) > LONGEST or len(within.split()) < SHORTEST:
            return False
        return bool(within == plain.whole.text or _shares(self.values([readable(within, LONGEST)]))[0, 0] < least)

    def _worst(self, plain: Plain) -> list[str]:
        """The sentences that are looked at by themselves."""
        if len(plain.whole.text) <= LONGEST:
            return []
        texts = dict.fromkeys(readable(s.text, SENTENCE) for s in plain.sentences if len(s.tokens) >= SHORTEST)
        said = {text: float(self._linear(text, pairs=False)[0]) for text in texts if text}
        return [text for text in sorted(said, key=lambda text: -said[text])[:WINDOWS] if said[text] >= DOUBTFUL]

    def _linear(self, text: str, pairs: bool = True) -> Vectors:
        places, weights = self._terms.read(text, pairs)
        made: Vectors = weights @ self._weights.terms[places]
        return made

    def values(self, texts: Sequence[str]) -> Vectors:
        """(windows, heads): what each head says of each text, as the logarithm of its odds."""
        w = self._weights
        vectors = self._encoder.encode([self._encoder.pieces(text) for text in texts])
        by_vector, by_words = vectors @ w.heads + w.bias, np.stack([self._linear(text) for text in texts])
        made: Vectors = by_vector * w.slope[0] + by_words * w.slope[1] + w.offset
        return made

    def judge(self, values: Vectors, by_lanes: bool = True) -> Guess:
        """From the values of a message's windows, its whole first, to a level. `by_lanes`: also by the heads of lanes.

        Each head counts by WHOLE for the whole and for the rest by its strongest window: a danger named once in a long
        message is seen, and one odd sentence does not quite decide alone. A lane's own head asks, or escalates, where
        danger in general is not sure: its words are fewer and clearer.
        """
        facts, mixed = self._weights.facts, WHOLE * values[0] + (1 - WHOLE) * values.max(axis=0)
        share = dict(zip(self._names, _shares(mixed).tolist(), strict=True))
        ask = round(float(share["ask"]), 4)
        reached = [level for head, level in LEVELS.items() if share[head] >= facts[f"{head}_at"]]
        by_lane = {head: share[head] for head in self._names if head not in LEVELS}
        named = {lane for lane, at in facts["lanes_ask_at"].items() if by_lanes and by_lane[lane] >= at}
        if reached:
            named |= {max(by_lane, key=lambda lane: by_lane[lane])}
            named |= {lane for lane, each in by_lane.items() if each >= facts["lane_at"]}
        elif not named:
            return Guess(ask, Level.R0)
        grave = by_lanes and any(by_lane[lane] >= at for lane, at in facts["lanes_escalate_at"].items())
        level = max([*reached, Level.R2 if grave else Level.R1])
        lanes = tuple(lane for lane in by_lane if lane in named)
        return Guess(ask, level, lanes, sure=share["ask"] >= facts["direct_at"])
