"""What the consoles say: codes of the code, as words a volunteer reads."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent
MOST_REASONS = 6


@lru_cache(maxsize=4)
def load(language: str = "en") -> dict[str, Any]:
    """All words of a language, by kind and code; English where there is no file for it."""
    path = HERE / f"{language}.yml"
    found: dict[str, Any] = YAML(typ="safe").load((path if path.is_file() else HERE / "en.yml").read_text("utf-8"))
    return found


def word(kind: str, code: Any, language: str = "en") -> str:
    """The words for one code; a code that has none reads with spaces instead of signs."""
    return str(load(language)[kind].get(code, str(code).replace("_", " ").replace(".", " ")))


def fact(kind: str, what: str, how: str = "about", language: str = "en") -> str:
    """What a fact is called, or (with `how`) how it stands; a value without words of its own reads as it is."""
    return str(load(language)[kind][what].get(how, how))


def said(code: str) -> str:
    """What an action came to; empty for a code nobody knows (it comes from the address bar)."""
    return str(load()["said"].get(code, ""))


def reason(rule: str) -> str:
    """What a rule noticed, never its id: `means.at_hand~negation` -> has the means at hand (said as ...)."""
    known, (name, _, cue) = load()["reason"], rule.partition("~")
    words = known.get(name) or known.get(name.split(".", 1)[0]) or known["other"]
    return f"{words} ({load()['softened']})" if cue else str(words)


def reasons(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str | None]]:
    """(what was noticed, the words it was noticed in) of an assessment, the heaviest first, each once."""
    found: dict[str, str | None] = {}
    for row in rows:
        found.setdefault(reason(str(row.get("rule", ""))), row.get("span"))
    return list(found.items())[:MOST_REASONS]


def asked(rows: Sequence[tuple[str, str | None]]) -> list[tuple[str, str]]:
    """(what was asked about, the answer) of the ladder's questions, in words."""
    return [(about(question), _question(question, answer or "none")) for question, answer in rows]


def about(question: str) -> str:
    """What a question of the ladder is about."""
    return _question(question, "about")


def _question(question: str, code: str) -> str:
    known = load()["question"].get(question, {})
    return str(
        known.get(code) or load()["answer"].get(code) or (question if code == "about" else code).replace("_", " ")
    )
