"""Reading a person's answer to a step: a button, a number, a word beside the buttons, or their own words."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from actions.exercises.schema import ALWAYS_ON, Quick, Slot, Step

_WORDS = {
    word: n
    for n, word in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
}
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d)?(?!\d)")
_OUT_OF = re.compile(r"\s*(?:/|out of|of)\s*10(?!\d)")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?")
MAX_KEPT = 4000  # characters of one answer; a person may write more, and the message itself is kept whole


@dataclass(frozen=True)
class Input:
    """What came in: words, the value of a button, or SKIP."""

    text: str | None = None
    value: str | None = None
    skip: bool = False


@dataclass(frozen=True)
class Read:
    """An answer that was understood. typed: it is the person's own words, to be quoted as such."""

    value: Any
    typed: bool = False


def normal(text: str) -> str:
    """Words for comparing: lower case, no punctuation, single spaces."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("\u2019", "")
    return " ".join(re.findall(r"\w+", folded))


def clean(text: str) -> str:
    """The person's words as they are kept: no control characters or lone surrogates, no blanks around."""
    kept = "".join(c if c in "\n\t" or not unicodedata.category(c).startswith(("Cc", "Cs")) else "\ufffd" for c in text)
    return kept.replace("\u2028", "\n").replace("\u2029", "\n").strip()[:MAX_KEPT]


def read(step: Step, slot: Slot, given: Input, *, numbered: bool) -> Read | None:
    """The answer to a step, or None when it cannot be read as one.

    numbered  the choices were shown with numbers, so a lone number chooses (a scale's own numbers go first)
    """
    if given.value is not None:
        return _button(step, slot, given.value)
    text = clean(given.text or "")
    if not text:
        return None
    reader = {"scale": _scale, "choice": _choice, "bool": _choice, "time": _time, "phone": _phone, "list": _list}
    if slot.type == "choice" or slot.type == "bool" or (step.quick and slot.type != "scale"):
        chosen = choose(step.quick, text, numbered=numbered, loosely=slot.type in ("choice", "bool"))
        if chosen:
            return None if chosen.word in ALWAYS_ON else Read(_value(slot, chosen.value))
    return reader.get(slot.type, _text)(step, slot, text)


def _button(step: Step, slot: Slot, value: str) -> Read | None:
    for quick in step.quick:
        if quick.value == value:
            return Read(_value(slot, value))
    if slot.type == "scale" and re.fullmatch(r"\d{1,3}", value):
        return _within(slot, int(value))
    return None


def _value(slot: Slot, value: str) -> Any:
    if slot.type == "bool":
        return value in ("yes", "true")
    return int(value) if slot.type == "scale" else value


def choose(quick: tuple[Quick, ...], text: str, *, numbered: bool, loosely: bool) -> Quick | None:
    """The quick reply that is meant: by number, value, word or label; loosely also by a part that fits one alone."""
    said = normal(text)
    if not said:
        return None
    if numbered and said.isdecimal() and len(said) == 1 and 1 <= int(said) <= len(quick):
        return quick[int(said) - 1]
    for q in quick:
        if said in (normal(q.label), normal(q.value.replace("_", " ")), normal(q.word or "")):
            return q
    if not loosely:
        return None
    near = sorted((q for q in quick if _near(said, normal(q.label))), key=lambda q: -len(q.label))
    one = near and all(normal(q.label) in normal(near[0].label) for q in near)  # "very low" holds "low" as well
    return near[0] if one else None


_NOT = frozenset({"not", "no", "dont", "isnt", "never", "hardly", "neither", "nor", "cant", "wasnt", "arent"})


def _near(said: str, label: str) -> bool:
    """The words hold the label, or are the beginning of it; "not good" is not good."""
    if _NOT & (set(said.split()) - set(label.split())):
        return False
    return f" {label} " in f" {said} " or (len(said) >= 3 and f"{label} ".startswith(f"{said} "))


def _within(slot: Slot, number: int) -> Read | None:
    return Read(number) if slot.min <= number <= slot.max else None


def _scale(step: Step, slot: Slot, text: str) -> Read | None:
    """A number of the scale: "7", "about 7", "7/10", "seven", "6-7" (the heavier one), or the label of a button."""
    said = _OUT_OF.sub(" ", unicodedata.normalize("NFKC", text).lower()) if slot.max == 10 else text.lower()
    by_label = choose(step.quick, text, numbered=False, loosely=True)
    if by_label:
        return Read(_value(slot, by_label.value))
    if re.search(r"-\s?\d", said) and not re.search(r"\d\s?-\s?\d", said):
        return None
    numbers = [int(float(n.replace(",", ".")) + 0.5) for n in _NUMBER.findall(said)]
    numbers += [_WORDS[word] for word in re.findall(r"[a-z]+", said) if word in _WORDS and not numbers]
    return _within(slot, max(numbers)) if numbers and max(numbers) - min(numbers) <= 2 else None


def _choice(step: Step, slot: Slot, text: str) -> Read | None:
    """Free text beside buttons is kept as typed where the step allows it."""
    return Read(text, typed=True) if step.other and slot.type == "choice" else None


def _text(step: Step, slot: Slot, text: str) -> Read | None:
    rule = step.validate
    if len(text) < rule.min_chars or (rule.pattern and not re.fullmatch(rule.pattern, text)):
        return None
    return Read(text, typed=True)


def _list(step: Step, slot: Slot, text: str) -> Read | None:
    items = [part.strip() for part in re.split(r"[\n,;]", text)]
    kept = [item for item in items if item][: slot.max_items]
    return Read(kept, typed=True) if kept else None


def _time(step: Step, slot: Slot, text: str) -> Read | None:
    """A time of day as "HH:MM"."""
    found = _TIME.fullmatch(text.lower().strip())
    if not found or not found[1].isascii() or (found[3] and not 1 <= int(found[1]) <= 12):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    hour = hour % 12 + (12 if found[3] == "pm" else 0) if found[3] else hour
    return Read(f"{hour:02d}:{minute:02d}") if hour < 24 and minute < 60 else None


def _phone(step: Step, slot: Slot, text: str) -> Read | None:
    """A number as typed: it is the person's own note, nobody dials it for them."""
    return Read(text, typed=True) if 3 <= sum(c.isdigit() for c in text) <= 15 else None
