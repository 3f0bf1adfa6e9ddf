"""The training sentences of the risk classifier: one theme a file in `nlu_data/risk/`, written for Peerline."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from actions.settings import ROOT
from handoff.safety.model import LANES, Level

FOLDER = ROOT / "nlu_data" / "risk"


class BadSentences(ValueError):
    """A file of sentences that breaks the form; says where and what to do."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence. `level` is where it alone puts a person; `theme` is its file's, held back as a whole in checks."""

    text: str
    level: Level
    lanes: tuple[str, ...]
    theme: str
    voice: str


def files(folder: Path = FOLDER) -> list[Path]:
    """The files of sentences, in a fixed order."""
    return sorted(folder.glob("*.yml"))


def digest(folder: Path = FOLDER) -> str:
    """A hash over names and bytes of all files."""
    made = hashlib.sha256()
    for file in files(folder):
        made.update(f"{file.name}\n{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return made.hexdigest()


def read(folder: Path = FOLDER) -> list[Example]:
    """Every sentence, in file order. Raises BadSentences, also for a sentence that stands there twice."""
    found: list[Example] = []
    seen: dict[str, str] = {}
    for file in files(folder):
        for example in _read_file(file):
            plain = " ".join(example.text.lower().split())
            if plain in seen:
                raise BadSentences(f"{file.name}: a sentence stands in {seen[plain]} too: delete one of them")
            seen[plain] = file.name
            found.append(example)
    if not found:
        raise BadSentences(f"no sentence in {folder.name}/: the classifier cannot be trained")
    return found


def _read_file(file: Path) -> Iterator[Example]:
    try:
        data = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    except YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        raise BadSentences(f"{file.name}:{mark.line + 1 if mark else '?'}: not YAML: check quotes") from wrong
    if not isinstance(data, dict) or not data.get("theme") or not isinstance(data.get("groups"), list):
        raise BadSentences(f'{file.name}: "theme" and a list "groups" are needed')
    for number, group in enumerate(data["groups"], start=1):
        yield from _read_group(f"{file.name}, group {number}", str(data["theme"]), group)


def _read_group(where: str, theme: str, group: Any) -> Iterator[Example]:
    if not isinstance(group, dict) or not isinstance(group.get("sentences"), list):
        raise BadSentences(f'{where}: "level", "lanes", "voice" and a list "sentences" are needed')
    try:
        level = Level.read(str(group.get("level")))
    except ValueError as wrong:
        raise BadSentences(f'{where}: "level" is one of R0 to R4') from wrong
    lanes = tuple(str(lane) for lane in group.get("lanes") or ())
    unknown = sorted(set(lanes) - set(LANES))
    if unknown or bool(lanes) != bool(level):
        raise BadSentences(f"{where}: " + (f"no such lane: {unknown[0]}" if unknown else "R0 has no lane, others have"))
    for text in group["sentences"]:
        if not isinstance(text, str) or not text.strip():
            raise BadSentences(f"{where}: each sentence is a text: put it in quotes")
        yield Example(text.strip(), level, lanes, theme, str(group.get("voice") or ""))
