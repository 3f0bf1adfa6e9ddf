"""Lint over every text that a person can read: wording, reviewed replies, exercises and the words around them, the
assistant's responses.

Reads files, changes nothing. A word may be allowed in one file by a comment with its reason:
`# lint-ok: treat - the name of a service`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from handoff.channels.sms import segments
from handoff.safety.wording import checks
from handoff.safety.wording.file import WordingError, read_file
from handoff.volunteers import reviewed

ALLOWED = re.compile(r"^\s*#\s*lint-ok:\s*(?P<words>[^-]+?)\s+-\s+(?P<why>\S.*)$", re.MULTILINE)
SAID_KEYS = frozenset({"text", "say", "web", "sms", "retry", "label", "title", "purpose", "prompt", "says", "labels"})
NOT_SAID = frozenset({"sources", "id", "payload", "value", "when", "go", "kind", "meta", "review", "slots", "names"})
FOLDERS = (("assistant/exercises", "*.yml"), ("assistant/words", "*.yml"), ("assistant/domain", "**/*.yml"))
ELSEWHERE = frozenset({"pressing"})
"""Groups of banned words that hold for the ladder's own texts only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in a file."""

    path: str
    says: str

    def line(self) -> str:
        """One line for a terminal."""
        return f"{self.path}: {self.says}"


def lint(root: Path) -> list[Finding]:
    """Every finding under the repository's root."""
    found: list[Finding] = []
    for path in sorted((root / "handoff/safety/wording").glob("*.yml")):
        found += [Finding(_name(path, root), says) for says in _wording(path)]
    for path in sorted((root / "handoff/volunteers/reviewed").glob("*.yml")):
        found += [Finding(_name(path, root), says) for says in _replies(path)]
    for folder, pattern in FOLDERS:
        for path in sorted((root / folder).glob(pattern)):
            found += [Finding(_name(path, root), says) for says in _texts(path)]
    return found


def _name(path: Path, root: Path) -> str:
    return str(path.relative_to(root))


def _wording(path: Path) -> list[str]:
    try:
        return checks.findings(read_file(path))
    except (WordingError, YAMLError) as wrong:
        return [str(wrong)]


def _replies(path: Path) -> list[str]:
    try:
        return reviewed.findings(reviewed.read_file(path))
    except WordingError as wrong:
        return [str(wrong)]


def _texts(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    allowed = {word.strip().lower() for hit in ALLOWED.finditer(source) for word in hit["words"].split(",")}
    try:
        data = YAML(typ="safe").load(source)
    except YAMLError as wrong:
        yield f"cannot be read: {str(wrong).splitlines()[0]}"
        return
    for text, channel in spoken(data):
        for says in about(text, channel):
            if not any(word and word in says.lower() for word in allowed):
                yield f"{says} ({text[:50]})"


def spoken(data: Any, channel: str = "web", said: bool = False) -> Iterator[tuple[str, str]]:
    """(text, channel) of everything a person reads in a file of exercises or responses."""
    if isinstance(data, str):
        if said:
            yield data, channel
    elif isinstance(data, list):
        for item in data:
            yield from spoken(item, channel, said)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in NOT_SAID:
                inner = key if key in ("web", "sms") else channel
                yield from spoken(value, inner, said or key in SAID_KEYS or str(key).startswith("utter_"))


def about(text: str, channel: str) -> Iterator[str]:
    """What is wrong with one text of an exercise or a response."""
    for says in checks.words_found(re.sub(r"\{[^}]*\}", "", text)):
        if says.split(":")[0] not in ELSEWHERE and not says.startswith("a word of the carrier"):
            yield says
    if text.count("?") > 1:
        yield f"{text.count('?')} question marks"
    if channel == "web" and len(text) > checks.WEB_LIMIT:
        yield f"{len(text)} characters, {checks.WEB_LIMIT} at most"
    if channel == "sms":
        if strangers := segments.strangers(text):
            yield f"characters no text message carries: {strangers}"
        elif segments.count(text).units > checks.SMS_LIMIT:
            yield f"{segments.count(text).units} units, {checks.SMS_LIMIT} at most"
