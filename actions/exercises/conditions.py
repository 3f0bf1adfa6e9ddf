"""The small language of `when`: `slot op value`, `slot op slot + n`, `slot in [..]`, `slot is set`, joined by `and`.

Nothing else is read. A comparison with an empty slot is false.
"""

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

_OPS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_NAME = r"[a-z_][a-z0-9_]*"
_COMPARE = re.compile(rf"({_NAME}) (>=|<=|==|!=|>|<) ({_NAME}|-?\d+)(?: \+ (\d+))?")
_IN = re.compile(rf"({_NAME}) in \[({_NAME}(?:, {_NAME})*)\]")
_SET = re.compile(rf"({_NAME}) is set")
_BOOLS = {"true": True, "false": False}


class BadCondition(ValueError):
    """A `when` that is not in the language."""


@dataclass(frozen=True)
class Term:
    """One comparison: `op` is one of the six, "in" or "set"."""

    slot: str
    op: str
    value: int | bool | str | None = None
    other: str | None = None  # a second slot, to whose answer `plus` is added
    plus: int = 0
    values: tuple[str, ...] = ()

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it is true of these answers; a slot without an answer, or of another kind, makes it false."""
        have = answers.get(self.slot)
        if have is None:
            return False
        if self.op == "set":
            return True
        if self.op == "in":
            return have in self.values
        want = self._wanted(answers)
        if want is None:
            return False
        if self.op in ("==", "!="):
            return _OPS[self.op](have, want)
        return isinstance(have, int) and isinstance(want, int) and _OPS[self.op](have, want)

    def _wanted(self, answers: Mapping[str, Any]) -> Any:
        if self.other is None:
            return self.value
        second = answers.get(self.other)
        if not self.plus:
            return second
        return second + self.plus if isinstance(second, int) else None


@dataclass(frozen=True)
class Condition:
    """Terms that must all hold."""

    terms: tuple[Term, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return all(term.holds(answers) for term in self.terms)

    @property
    def slots(self) -> frozenset[str]:
        """Every slot that must be filled for it to hold."""
        return frozenset(t.slot for t in self.terms) | frozenset(t.other for t in self.terms if t.other)


def parse(text: str, slots: Collection[str]) -> Condition:
    """Read a condition over these slots. Raises BadCondition, saying what cannot be read."""
    return Condition(tuple(_term(part.strip(), slots) for part in text.split(" and ")))


def _term(text: str, slots: Collection[str]) -> Term:
    if found := _COMPARE.fullmatch(text):
        term = _comparison(*found.groups(), slots=slots)
    elif found := _IN.fullmatch(text):
        term = Term(found[1], "in", values=tuple(found[2].split(", ")))
    elif found := _SET.fullmatch(text):
        term = Term(found[1], "set")
    else:
        raise BadCondition(f'"{text}" is not a condition')
    if term.slot not in slots:
        raise BadCondition(f'"{text}" asks for the slot {term.slot}, which is not there')
    return term


def _comparison(slot: str, op: str, right: str, plus: str | None, *, slots: Collection[str]) -> Term:
    if right in slots:
        return Term(slot, op, other=right, plus=int(plus or 0))
    if plus:
        raise BadCondition(f'"{slot} {op} {right} + {plus}" adds to {right}, which is no slot')
    if right in _BOOLS:
        return Term(slot, op, value=_BOOLS[right])
    return Term(slot, op, value=int(right) if right.lstrip("-").isdigit() else right)
