"""The person's own words, given back to them: a few of them, as typed, and never what must not stand in our texts."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from ruamel.yaml import YAML

from handoff.channels.sms import segments
from handoff.safety.model import Assessment
from handoff.safety.wording.checks import BANNED, ECHO_LIMIT

HELD_BACK = Path(__file__).resolve().parent / "held_back.yml"
LEAST = 3
_ODD = re.compile(r"[\"<>{}\[\]@#*/\\|~^=+_]|\d{3}|https?:|\bwww\b", re.IGNORECASE)
_MAY_BE_ECHOED = frozenset({"pressing"})
"""Groups of words that our texts avoid for their tone; in quotation marks they are the person's."""


def of(seen: Assessment | None) -> str | None:
    """The words that the strongest sign was seen in, or None when they may not be repeated or there are none."""
    span = next((reason.span for reason in seen.reasons if reason.span), None) if seen else None
    return printable(span)


def printable(words: str | None) -> str | None:
    """Words that may stand in a text of ours between quotation marks: short, plain, no method, no slur, no number, no
    address. None for all others: masking a part would leave the rest readable."""
    said = " ".join((words or "").replace("\u2019", "'").replace("\u2018", "'").split()).strip(" .,;:!?'")
    if not LEAST <= len(said) <= ECHO_LIMIT or _ODD.search(said) or segments.strangers(said):
        return None
    return None if _held_back().search(said) or "!" in said or "?" in said else said


@functools.cache
def _held_back() -> re.Pattern[str]:
    """Everything that is never repeated: the words our texts avoid, and the lists of held_back.yml."""
    lists = YAML(typ="safe").load(HELD_BACK.read_text(encoding="utf-8"))["lists"]
    ours = [pattern for group, pattern in BANNED.items() if group not in _MAY_BE_ECHOED]
    return re.compile(rf"\b(?:{'|'.join([*ours, *(entry for rows in lists.values() for entry in rows)])})\b", re.I)
