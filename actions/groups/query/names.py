"""A listing's name: what is left when nothing else was understood, and does not sound like a sentence."""

import re
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from actions.groups import taxonomy
from actions.groups.query.sentence import Sentence

# Words of somebody who tells or asks something; a group's name holds them only when it is typed as a name.
_TELLING = re.compile(
    r"\b(?:i|i'm|i've|i'd|im|me|my|we|our|you|your|he|she|they|is|are|am|was|were|be|been|has|"
    r"have|had|do|does|did|don't|can|"
    r"can't|could|couldn't|won't|would|should|want|need|looking|feel|feels|feeling|know|"
    r"please|because|after|before|when|if|"
    r"what|which|who|where|why|how|something|someone|anyone|really|very|just|too|most|instead|"
    r"only|possible|rather|maybe|never|it|happened|moved|says|sell|buy)\b"
)
_NO_NAME = frozenset(
    [
        "last",
        "stop",
        "unsubscribe",
        "quit",
        "end",
        "cancel",
        "yes",
        "start",
        "hour",
        "hours",
        "month",
        "months",
        "week",
        "weeks",
        "day",
        "days",
        "year",
        "years",
        "minute",
        "minutes",
        "school",
        "kids",
        "bed",
        "night",
        "nights",
        "morning",
        "town",
        "city",
        "work",
        "home",
        "step",
        "steps",
        "eastern",
        "central",
        "pacific",
        "mountain",
        "time",
        "times",
        "twice",
        "once",
        "until",
        "by",
        "long",
        "short",
        "living",
        "hard",
        "money",
        "location",
        "address",
        "directions",
        "hi",
        "hey",
        "ok",
        "okay",
        "hmm",
        "lol",
        "idk",
        "sorry",
        "error",
        "test",
        "hello",
        "hola",
        "bonjour",
    ]
)
_CALLED = re.compile(r"\b(?:called|named|name is|by the name of)\b")


def may_be(said: Sentence, left: list[str], slots: dict[str, Any], going_on: bool) -> bool:
    """Whether the words nobody read may be a name. going_on: something was asked before; a name is then said as one."""
    if not 1 <= len(left) <= 6 or re.search(r"\?$", said.tidied.strip()):
        return False
    if slots.keys() - {"role", "relation"}:
        joyous = not going_on and slots.keys() == {"attr"} and len(left) >= 2  # "happy joyous free"
        return joyous and not _TELLING.search(said.tidied)
    if _CALLED.search(said.tidied) or _titled(said):
        return True
    if "relation" in slots and not going_on and len(left) > 1 and " of " not in said.tidied:
        return False  # "grandparents raising grandchildren"
    telling = _TELLING.search(said.tidied) or set(left) <= _NO_NAME
    return not telling and not going_on and not (slots and re.search(r"\b(?:for|of)\b", said.tidied))


def _titled(said: Sentence) -> bool:
    """Typed as a name is: more than one word, and each with a capital."""
    words = [w for w in re.findall(r"[A-Za-z][\w'-]*", said.typed) if len(w) > 3]
    return len(words) > 1 and all(w[0].isupper() for w in words) and not said.typed.isupper()


def read(said: Sentence, left: list[str], slots: dict[str, Any], noise: frozenset[str]) -> None:
    """Set the name. It may hold words such as "families", which then say nothing else."""
    words = re.findall(r"[a-z0-9][a-z0-9'&-]*", said.tidied)
    slots.clear()
    kept = [w for w in words if w not in noise and not _CALLED.fullmatch(w)]
    slots["name"] = " ".join(kept or left)


@lru_cache(maxsize=1)
def _known() -> tuple[str, ...]:
    lines = (taxonomy.DATA / "group_names.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


_AROUND = re.compile(
    r"^(?:the |a group called |group called |is there an? )+(?=\w+ \w+)|(?: group| meeting| groups?)?[ .!]*$"
)
_ALIKE = 86.0  # of 100: two letters exchanged in a name of three words


def known(text: str) -> str | None:
    """The name that many groups bear, when a tidied message is nothing else; misspelt ones as they are written."""
    typed = _AROUND.sub("", text)
    if not 8 <= len(typed) <= 40 or " " not in typed:
        return None
    best = process.extractOne(typed, _known(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(best[0]) if best and typed.count(" ") == best[0].count(" ") else None
