"""What Peerline says about safety, waiting and people who come and go: loaded from a file a language, and rendered.

`load` refuses a file with findings (see `handoff.safety.wording.checks`). Rendering is pure: the texts already seen
are an argument, the texts used are in the result, the caller stores them.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from handoff.safety.wording.file import Choice, Utterance, Variant, Wording, WordingError, read_file

if TYPE_CHECKING:
    from handoff.safety.ladder.state import Say

HERE = Path(__file__).resolve().parent
SMS_LIMIT = 306
Seen = Sequence[tuple[str, str, datetime]]
"""(utterance, variant, at) of what this person was already told, any order."""

__all__ = ["Choice", "Rendered", "Seen", "Utterance", "Wording", "WordingError", "load", "render", "turn"]

_PLACE = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"(?<=[.?:;])\s+")
_WORDS = 4  # a sentence of fewer may come again: "All right."
_NOW = datetime.max.replace(tzinfo=UTC)  # said earlier in this very turn


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready to send.

    text     the bubbles joined by a blank line; by SMS with the numbered choices in it
    bubbles  on the web one or two; by SMS one
    choices  buttons in order; `number` is what answers it by SMS
    used     (utterance, variant) to store as seen, parts included
    card     a help card, beside the bubbles of the turn
    """

    utterance: str
    variant: str
    text: str
    bubbles: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    used: tuple[tuple[str, str], ...] = ()
    card: bool = False


@functools.cache
def load(language: str = "en") -> Wording:
    """The wording of a language. Raises WordingError (every finding in it) for one that may not go out,
    FileNotFoundError for a language without a file."""
    from handoff.safety.wording.checks import findings

    wording = read_file(HERE / f"{language}.yml")
    if found := findings(wording):
        raise WordingError(found)
    return wording


def render(
    wording: Wording,
    utterance: str,
    channel: str,
    values: Mapping[str, str],
    seen: Seen = (),
    person_key: str = "",
    without: Iterable[str] = (),
    card: bool = False,
) -> Rendered:
    """One utterance for one person.

    channel     "web" or "sms"
    values      placeholder values; "@name" is another utterance put in its place
    seen        what this person was told before; the variant not yet seen is taken, then the oldest, never the last
    person_key  any string that stays the same for the person: it fixes the order of the variants
    without     choice values to leave out
    Raises KeyError for an unknown utterance or a placeholder without a value.
    """
    entry = wording.utterances[utterance]
    variant = choose(entry.variants(channel), utterance, seen, person_key, said_before(wording, seen))
    used = [(utterance, variant.id)]
    filled: dict[str, str] = {}
    for name in {n for bubble in variant.bubbles for n in _PLACE.findall(bubble)}:
        small = name.lower() if name.isupper() else name[0].lower() + name[1:]
        value = values[small]
        if value.startswith("@"):
            part = render(wording, value[1:], channel, values, seen, person_key)
            used += part.used
            value = part.text
        filled[name] = _cased(name, value)
    bubbles = tuple(_PLACE.sub(lambda m: filled[m.group(1)], bubble) for bubble in variant.bubbles)
    left_out = set(without)
    choices = numbered(tuple(c for c in entry.choices if c.value not in left_out), channel)
    if channel == "sms":
        text = " ".join(bubbles)
        if choices:
            text += " " + " ".join(c.on_sms() for c in choices)
        bubbles = (text,)
    return Rendered(utterance, variant.id, "\n\n".join(bubbles), bubbles, choices, tuple(used), card)


def _cased(name: str, value: str) -> str:
    """{crisis_do} as it is, {Crisis_do} with a capital first, {ORG} all in capitals."""
    if name.isupper():
        return value.upper()
    return value[:1].upper() + value[1:] if name[0].isupper() else value


def turn(
    wording: Wording,
    says: Sequence[Say],
    channel: str,
    values: Mapping[str, str],
    seen: Seen,
    person_key: str,
) -> list[Rendered]:
    """Every text of one turn, in order. By SMS neighbours that fit two segments together become one text, whose
    choices are those of both; a card stays a text of its own."""
    out: list[Rendered] = []
    seen = list(seen)
    for say in says:
        new = render(wording, say.utterance, channel, {**values, **say.values}, seen, person_key, say.without, say.card)
        seen += [(name, variant, _NOW) for name, variant in new.used]
        last = out[-1] if out else None
        if channel == "sms" and last and not (last.card or new.card) and _fit_together(last, new):
            out[-1] = Rendered(
                new.utterance,
                new.variant,
                f"{last.text} {new.text}",
                (f"{last.text} {new.text}",),
                (*last.choices, *new.choices),
                (*last.used, *new.used),
            )
        else:
            out.append(new)
    return out


def _fit_together(one: Rendered, two: Rendered) -> bool:
    numbers = [c.number for c in (*one.choices, *two.choices)]
    return len(set(numbers)) == len(numbers) and len(one.text) + 1 + len(two.text) <= SMS_LIMIT


def numbered(choices: tuple[Choice, ...], channel: str) -> tuple[Choice, ...]:
    """The choices with a number each: their own (9 for "not now"), else 1, 2, 3 in order; short titles by SMS."""
    out: list[Choice] = []
    count = 0
    for choice in choices:
        if not choice.own_number:
            count += 1
        title = choice.short if channel == "sms" else choice.title
        out.append(Choice(choice.value, title, choice.short, choice.own_number or count, choice.own_number))
    return tuple(out)


def said_before(wording: Wording, seen: Seen) -> frozenset[str]:
    """Every sentence, without its values, of the texts that this person has read."""
    read = {(name, variant) for name, variant, _ in seen}
    found: set[str] = set()
    for name in {name for name, _ in read if name in wording.utterances}:
        entry = wording.utterances[name]
        for variant in (*entry.web, *entry.sms):
            if (name, variant.id) in read:
                found |= sentences(variant)
    return frozenset(found)


@functools.lru_cache(maxsize=4096)
def sentences(variant: Variant) -> frozenset[str]:
    """The sentences of a text by which one knows it again: small letters, four words or more."""
    parts = (re.sub(r"[^a-z{} ]", "", part.lower()).strip() for b in variant.bubbles for part in _SENTENCE.split(b))
    return frozenset(part for part in parts if len(_PLACE.sub("", part).split()) >= _WORDS)


def choose(
    variants: Sequence[Variant], utterance: str, seen: Seen, person_key: str, said: frozenset[str] = frozenset()
) -> Variant:
    """The variant to say now: not yet seen first, those without a sentence that another text has `said` before the
    rest, in an order fixed by the person; when all were seen, the one seen longest ago."""
    order = sorted(
        variants, key=lambda v: hashlib.blake2b(f"{person_key}/{utterance}/{v.id}".encode(), digest_size=8).digest()
    )
    last: dict[str, tuple[datetime, int]] = {}
    for place, (name, variant, at) in enumerate(seen):
        if name == utterance:
            last[variant] = max(last.get(variant, (at, place)), (at, place))
    fresh = [v for v in order if v.id not in last]
    return min(fresh, key=lambda v: len(sentences(v) & said)) if fresh else min(order, key=lambda v: last[v.id])
