"""Which variant of a text is said, and how a person's words are quoted in it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions import gsm7
from actions.exercises.checks import PLACEHOLDER
from actions.exercises.schema import Exercise, Slot


def key(place: str, channel: str, variant: int) -> str:
    """How a said variant is remembered: "thought.web:1"."""
    return f"{place}.{channel}:{variant}"


def choose(place: str, channel: str, texts: Sequence[str], values: Mapping[str, str], seen: Sequence[str]) -> int:
    """The variant to say now.

    seen     keys of what was said before, oldest first
    Returns  the first variant that can be filled and was not said yet; when all were, the one said longest ago
    """
    usable = [n for n, text in enumerate(texts) if all(values.get(slot) for slot in PLACEHOLDER.findall(text))]
    last = {said: n for n, said in enumerate(seen)}
    return min(usable or range(len(texts)), key=lambda n: (last.get(key(place, channel, n), -1), n))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder at its value, in one pass: braces in a person's words stay words."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def quotes(exercise: Exercise, answers: Mapping[str, Any], typed: Sequence[str], channel: str) -> dict[str, str]:
    """slot -> what stands for it in a text: the label of a button, or the person's words, cut at `max_chars`."""
    return {
        name: shown
        for name, value in answers.items()
        if (shown := _shown(exercise, exercise.slots[name], value, name in typed, channel))
    }


def _shown(exercise: Exercise, slot: Slot, value: Any, typed: bool, channel: str) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value)
    words = ", ".join(value) if isinstance(value, list) else str(value)
    if not typed:
        return exercise.labels(slot.name).get(words, words)
    return cut(words, slot.max_chars or max((len(v) for v in exercise.labels(slot.name).values()), default=30), channel)


def cut(words: str, most: int, channel: str) -> str:
    """Words on one line, without quotation marks around, no longer than `most` (on SMS: places of GSM-7)."""
    line = re.sub(r"\s+", " ", words).strip().strip('"\u201c\u201d').strip()
    if channel == "sms":
        line = re.sub(r"\s+", " ", gsm7.plain(line)).strip()
    if _places(line, channel) <= most:
        return line
    while line and _places(line, channel) > most - 3:
        line = line[:-1]
    whole = line.rsplit(" ", 1)[0]
    return (whole if len(whole) > most // 2 else line).rstrip(" ,.;:") + "..."


def _places(line: str, channel: str) -> int:
    return (gsm7.cost(line) or 0) if channel == "sms" else len(line)
