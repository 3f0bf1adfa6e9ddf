"""Rules as reviewed data: read, checked and compiled once; nothing is read after that."""

from __future__ import annotations

import re
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from handoff.safety.model import LANES, Level

FOLDER = Path(__file__).resolve().parent.parent / "rules"
FILES = (
    "hard",
    "now",
    "suicide",
    "indirect",
    "told",
    "sayings",
    "everyday",
    "said",
    "plain",
    "plain_lanes",
    "scene",
    "lanes",
    "home",
    "someone",
    "idioms",
    "markers",
)
NOT_WHEN = frozenset(
    [
        "intoxicated",
        "psychosis_signs",
        "mania_signs",
        "abuse_now",
        "fresh_trauma",
        "grief",
        "eating",
        "discrimination",
        "true_threat",
        "reassurance_loop",
        "medical",
    ]
)
_PIECE = re.compile(r"<([a-z_0-9]+)>")
_LONGEST_SET = 80
_FURTHER = 2
"""Sets of words beside the rarest that a pattern is held to: more of them spare nothing."""
_COMMON = 2
"""Words so short stand in nearly every text: looking for them costs more than it spares."""


class BadRule(ValueError):
    """A rule file that cannot be used; says which rule and why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern, and words of which one must stand in the text for it to match (None: no such words).

    also    further sets of words, of each of which one must stand there too
    """

    regex: re.Pattern[str]
    needs: frozenset[str] | None
    also: tuple[frozenset[str], ...] = ()

    def may_match(self, present: Set[str]) -> bool:
        """A quick look that never says no to a text the pattern matches. `present`: the needed words it holds."""
        return self.needs is None or not any(words.isdisjoint(present) for words in (self.needs, *self.also))


@dataclass(frozen=True, slots=True)
class Rule:
    """One reviewed rule. `cues` says which cues may lower it; hard rules are never lowered."""

    id: str
    family: str
    level: Level
    soft: bool
    hard: bool
    lanes: tuple[str, ...]
    cues: str
    about_self: bool
    not_when: frozenset[str]
    unless_any: tuple[str, ...]
    whole: bool
    patterns: tuple[Pattern, ...]
    must_fire: tuple[str, ...]
    must_not_fire: tuple[str, ...]
    owner: str
    source: str


@dataclass(frozen=True, slots=True)
class Combination:
    """Rules that mean more together: of each group one must have fired, in this message or the turns before."""

    id: str
    level: Level
    lanes: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that the files hold."""

    rules: tuple[Rule, ...]
    combinations: tuple[Combination, ...]
    masks: tuple[Pattern, ...]
    words: Mapping[str, Any]
    cues: Mapping[str, Sequence[str]]

    @property
    def needed(self) -> tuple[str, ...]:
        """Every word that some pattern needs, in a fixed order."""
        patterns = [*self.masks, *(pattern for rule in self.rules for pattern in rule.patterns)]
        return tuple(sorted(set().union(*(words for each in patterns for words in (each.needs or (), *each.also)))))


def read(folder: Path = FOLDER) -> RuleSet:
    """Read and check every rule file. Raises BadRule for a file that breaks the form, OSError if one is missing."""
    yaml = YAML(typ="safe")
    pieces = yaml.load((folder / "pieces.yml").read_text(encoding="utf-8"))
    rules: list[Rule] = []
    combinations: list[Combination] = []
    masks: list[Pattern] = []
    for name in FILES:
        file = yaml.load((folder / f"{name}.yml").read_text(encoding="utf-8"))
        rules.extend(_rule(row, file, pieces) for row in file["rules"])
        combinations.extend(_combination(row) for row in file.get("combinations", ()))
        masks.extend(_pattern(text, pieces) for text in file.get("mask", ()))
    ids = [rule.id for rule in rules]
    if twice := {each for each in ids if ids.count(each) > 1}:
        raise BadRule(f"rule ids stand twice: {', '.join(sorted(twice))}")
    words = yaml.load((folder / "words.yml").read_text(encoding="utf-8"))
    cues = yaml.load((folder / "cues.yml").read_text(encoding="utf-8"))
    return RuleSet(tuple(rules), tuple(combinations), tuple(masks), words, cues)


def _rule(row: Mapping[str, Any], file: Mapping[str, Any], pieces: Mapping[str, str]) -> Rule:
    name = str(row.get("id", "?"))
    merged = {**{key: value for key, value in file.items() if key != "rules"}, **row}
    _check(name, merged)
    cues = merged.get("cues", False)
    return Rule(
        id=name,
        family=merged["family"],
        level=Level.read(merged["level"]),
        soft=bool(merged.get("soft", False)),
        hard=bool(merged.get("hard", False)),
        lanes=tuple(lane for lane in LANES if lane in merged["lanes"]),
        cues=cues if isinstance(cues, str) else "self" if cues else "none",
        about_self=merged.get("who") == "self",
        not_when=frozenset(merged.get("not_when", ())),
        unless_any=tuple(merged.get("unless_any", ())),
        whole=merged.get("scope") == "message",
        patterns=tuple(_pattern(way, pieces) for text in merged["patterns"] for way in _ways(text)),
        must_fire=tuple(map(str, merged["must_fire"])),
        must_not_fire=tuple(map(str, merged["must_not_fire"])),
        owner=merged["owner"],
        source=merged["source"],
    )


def _check(name: str, merged: Mapping[str, Any]) -> None:
    for key in ("family", "level", "lanes", "patterns", "must_fire", "must_not_fire", "owner", "source"):
        if key not in merged:
            raise BadRule(f"{name}: {key} is missing")
    for key in ("must_fire", "must_not_fire"):
        if not merged[key]:
            raise BadRule(f"{name}: {key} needs an example")
    if unknown := set(merged["lanes"]) - set(LANES):
        raise BadRule(f"{name}: no such lanes: {', '.join(sorted(unknown))}")
    if unknown := set(merged.get("not_when", ())) - NOT_WHEN:
        raise BadRule(f"{name}: no such not_when codes: {', '.join(sorted(unknown))}")
    _check_cues(name, merged)


def _check_cues(name: str, merged: Mapping[str, Any]) -> None:
    if merged.get("cues", False) not in (True, False, "third", "long_ago"):
        raise BadRule(f"{name}: cues is true, false, third or long_ago")
    if merged.get("hard") and merged.get("cues"):
        raise BadRule(f"{name}: a hard rule takes no cues")


def _combination(row: Mapping[str, Any]) -> Combination:
    return Combination(row["id"], Level.read(row["level"]), tuple(row["lanes"]), tuple(map(tuple, row["all"])))


def _expanded(text: str, pieces: Mapping[str, str]) -> str:
    for _ in range(5):
        found = _PIECE.search(text)
        if found is None:
            return text
        try:
            text = _PIECE.sub(lambda piece: str(pieces[piece.group(1)]), text)
        except KeyError as missing:
            raise BadRule(f"no such piece: {missing}") from missing
    raise BadRule(f"pieces name each other in a circle: {text[:60]}")


def _ways(text: str) -> Iterator[str]:
    """The alternatives of a pattern, each by itself: the fewer words one needs, the seldomer it is tried at all."""
    depth, began, at = 0, 0, 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = text.index("]", at + 2)
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and not depth:
            yield text[began:at]
            began = at + 1
        at += 1
    yield text[began:]


def _pattern(text: str, pieces: Mapping[str, str]) -> Pattern:
    full = rf"(?<!\S)(?:{_expanded(text, pieces)})(?!\S)"
    try:
        regex = re.compile(full)
    except re.error as wrong:
        raise BadRule(f"{text[:60]}: {wrong}") from wrong
    sets = [frozenset(found) for found in _candidates(parser.parse(full)) if found and len(found) <= _LONGEST_SET]
    if not sets:
        return Pattern(regex, None)
    needs, *also = sorted(dict.fromkeys(sets), key=_worth, reverse=True)
    return Pattern(regex, needs, tuple(words for words in also[:_FURTHER] if min(map(len, words)) > _COMMON))


def _needs(parts: Any) -> set[str] | None:
    """Literal strings of which every match holds one, or None where nothing can be said. The rarest set is chosen."""
    best: set[str] | None = None
    for found in _candidates(parts):
        if found and len(found) <= _LONGEST_SET and (best is None or _worth(found) > _worth(best)):
            best = found
    return best


def _worth(words: Set[str]) -> float:
    return min(map(len, words)) - len(words) / 20


def _candidates(parts: Any) -> Iterator[set[str] | None]:
    literal = ""
    for operation, argument in parts:
        if operation is parser.LITERAL:
            literal += chr(argument)
            continue
        if len(literal) > 1:
            yield {literal}
        literal = ""
        yield _part_needs(operation, argument)
    if len(literal) > 1:
        yield {literal}


def _part_needs(operation: Any, argument: Any) -> set[str] | None:
    if operation is parser.SUBPATTERN:
        return _needs(argument[-1])
    if operation in (parser.MAX_REPEAT, parser.MIN_REPEAT):
        return _needs(argument[2]) if argument[0] > 0 else None
    if operation is parser.BRANCH:
        return _branch_needs(argument[1])
    return None


def _branch_needs(branches: Any) -> set[str] | None:
    every: set[str] = set()
    for branch in branches:
        needs = _needs(branch)
        if not needs:
            return None
        every |= needs
    return every
