"""Topics, programmes and feed codes: what the directory's words mean. Read once from data/*.yml."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

DATA = Path(__file__).parent / "data"

# Tags that say for whom a group is; `only` means that it is not offered to others unless asked for.
AUDIENCE_TAGS = frozenset(
    [
        "gay",
        "lesbian",
        "lgbtq",
        "trans",
        "bisexual",
        "non_binary",
        "bipoc",
        "black",
        "latino",
        "asian",
        "indigenous",
        "young_people",
        "young_adults",
        "alateen",
        "seniors",
        "veterans",
        "professionals",
        "doctors",
        "healthcare_workers",
        "students",
        "teens",
        "mothers",
        "fathers",
        "new_parents",
        "deaf",
    ]
)
ONLY_AUDIENCES = frozenset({"bipoc", "black", "indigenous", "alateen", "teens", "doctors", "professionals"})
FORMAT_TAGS = frozenset(
    ["beginners", "speaker", "discussion", "step", "tradition", "book_study", "literature", "meditation", "candlelight"]
)
ACCESS_TAGS = {
    "wheelchair": "wheelchair",
    "asl": "sign_language:ase",
    "sign_language": "sign_language:ase",
    "fragrance_free": "fragrance_free",
    "child_care": "child_care",
}
ATTR_TAGS = frozenset({"proof_of_attendance", "free", "no_registration", "small"})


@dataclass(frozen=True)
class Topic:
    """One topic: `words` as people write them, `said` as we name it, `role` when the topic settles who is asking."""

    code: str
    said: str
    words: tuple[str, ...]
    parent: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Programme:
    """One fellowship or organisation, with the topics and roles of its groups unless a row says more."""

    code: str
    name: str
    topics: tuple[str, ...]
    roles: tuple[str, ...]
    words: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    faith: str | None = None
    gender_only: str | None = None
    anonymity: str = "unknown"


@dataclass(frozen=True)
class Taxonomy:
    """Everything of data/*.yml. `codes[programme][code]` is a tag or a special value of codes.yml."""

    topics: dict[str, Topic]
    programmes: dict[str, Programme]
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def ancestors(self, topic: str) -> list[str]:
        """Parents of a topic, nearest first."""
        found = []
        at = self.topics.get(topic)
        while at and at.parent:
            found.append(at.parent)
            at = self.topics.get(at.parent)
        return found

    def descendants(self, topic: str) -> list[str]:
        """All topics below a topic."""
        return [code for code in self.topics if topic in self.ancestors(code)]

    def programme(self, code: str) -> Programme:
        """The programme, or an unnamed one without topics for a code that is not known."""
        return self.programmes.get(code) or Programme(code, code.replace("_", " "), ("other",), ("self",))

    def codes_of(self, programme: str) -> dict[str, str]:
        """The code map of a programme; the generic one when it has none of its own."""
        return self.codes.get(programme) or self.codes["generic"]


def read_yaml(path: Path) -> Any:
    """The content of a YAML file."""
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load() -> Taxonomy:
    """The taxonomy, read once."""
    topics = {
        code: Topic(code, row["said"], tuple(row["words"]), row.get("parent"), row.get("role"))
        for code, row in read_yaml(DATA / "topics.yml").items()
    }
    programmes = {code: _programme(code, row) for code, row in read_yaml(DATA / "programmes.yml").items()}
    codes = {prog: {str(k): str(v) for k, v in row.items()} for prog, row in read_yaml(DATA / "codes.yml").items()}
    return Taxonomy(topics, programmes, codes)


_ONLY_IN_NAME = re.compile(
    r"\b(?P<a>wom[ae]n|men)(?:'?s)?[ -]only\b|\bonly (?P<b>women|men)\b|\b(?P<c>women|men)(?:'?s)? (?:group|meeting|"
    r"stag|step)",
    re.IGNORECASE,
)


def whose_room(stored: str | None, name: str) -> str | None:
    """ "women" or "men" for a gathering that is only for them: as stored, or as its name alone says."""
    if stored or not ("men" in name.lower() or "man" in name.lower()):
        return stored
    found = _ONLY_IN_NAME.search(name)
    word = next((w for w in found.groups() if w), "").lower() if found else ""
    return {"woman": "women", "women": "women", "men": "men"}.get(word)


def _programme(code: str, row: dict[str, Any]) -> Programme:
    return Programme(
        code,
        row["name"],
        tuple(row["topics"]),
        tuple(row["roles"]),
        tuple(row["words"]),
        tuple(row.get("relations", ())),
        row.get("faith"),
        row.get("gender_only"),
        row.get("anonymity", "unknown"),
    )
