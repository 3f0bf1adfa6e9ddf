"""Reads what operators edit, and keeps for each example the file and line it stands on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.training.project import Project


@dataclass(frozen=True)
class Place:
    """A file (as the operator reads it) and a line, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Example:
    """One sentence of an intent and where it stands."""

    text: str
    intent: str
    place: Place


@dataclass(frozen=True)
class Unreadable(Exception):
    """A file that YAML cannot read."""

    place: Place
    why: str


def load(project: Project, path: Path) -> Any:
    """The content of a YAML file with line numbers. Raises Unreadable."""
    text = path.read_bytes().decode("utf-8", "replace")
    try:
        return YAML(typ="rt").load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        why = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise Unreadable(Place(project.shown(path), line), why) from error


def yaml_files(folder: Path) -> list[Path]:
    """All YAML files below a folder, in order of name."""
    return sorted(p for p in folder.rglob("*") if p.suffix in (".yml", ".yaml"))


def bare(text: str) -> str:
    """A sentence as the comparison sees it: lower case, single blanks, no signs at its ends."""
    return " ".join(text.lower().split()).strip(" .!?,;")


def examples(project: Project, path: Path) -> Iterator[Example]:
    """The examples of one training file, in order. Raises Unreadable."""
    content = load(project, path)
    for item in (content or {}).get("nlu") or []:
        if "intent" not in item or "examples" not in item:
            continue
        first = item.lc.value("examples")[0] + 2  # the line after `examples: |`
        for offset, line in enumerate(str(item["examples"]).splitlines()):
            if line.strip().startswith("-"):
                yield Example(line.strip()[1:].strip(), str(item["intent"]), Place(project.shown(path), first + offset))


def training_examples(project: Project) -> list[Example]:
    """All examples below nlu_data/train. Raises Unreadable."""
    return [example for path in yaml_files(project.train_dir) for example in examples(project, path)]


def held_out(project: Project) -> list[Example]:
    """The held-out sentences, with their intents and places. Raises Unreadable."""
    path = project.checks_dir / "held_out.yml"
    content = load(project, path) if path.exists() else {}
    return [
        Example(str(text), str(intent), Place(project.shown(path), texts.lc.item(place)[0] + 1))
        for intent, texts in (content or {}).items()
        for place, text in enumerate(texts)
    ]


def rows(project: Project, name: str) -> list[tuple[dict[str, Any], Place]]:
    """The rows of a check file that is a list (behaviour, conversations, safety, health), with their places."""
    path = project.checks_dir / name
    content: Any = load(project, path) if path.exists() else []
    return [
        (dict(row), Place(project.shown(path), content.lc.item(place)[0] + 1))
        for place, row in enumerate(content or [])
    ]


def checked(project: Project) -> list[Example]:
    """The texts of the behaviour checks and of the safety set, which nothing may learn either."""
    return [
        Example(str(row["text"]), name, place)
        for name in ("behaviour", "safety")
        for row, place in rows(project, f"{name}.yml")
    ]


def steps(project: Project) -> Iterator[tuple[str, str, Place]]:
    """("intent" | "action", name, place) of every step of every rule and story. Raises Unreadable."""
    for path in yaml_files(project.train_dir):
        content = load(project, path) or {}
        for part in [*(content.get("rules") or []), *(content.get("stories") or [])]:
            for step in part.get("steps") or []:
                for kind in ("intent", "action"):
                    if kind in step:
                        yield kind, str(step[kind]), Place(project.shown(path), step.lc.key(kind)[0] + 1)


@dataclass(frozen=True)
class Domain:
    """What the dialogue may hear and do."""

    intents: frozenset[str]
    actions: frozenset[str]
    responses: dict[str, list[dict[str, Any]]]


def domain(project: Project) -> Domain:
    """All files of assistant/domain together. Raises Unreadable."""
    intents: set[str] = set()
    actions: set[str] = set()
    responses: dict[str, list[dict[str, Any]]] = {}
    for path in yaml_files(project.domain_dir):
        content = load(project, path) or {}
        intents |= {str(i) for i in content.get("intents") or []}
        actions |= {str(a) for a in content.get("actions") or []}
        responses |= content.get("responses") or {}
    return Domain(frozenset(intents), frozenset(actions | set(responses)), responses)
