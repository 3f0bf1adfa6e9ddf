"""Checks of an exercise's texts: length, alphabet, voice, variants, and a number on SMS for every choice."""

import re
from collections.abc import Iterator

from actions.exercises import lint
from actions.exercises.schema import ALWAYS_ON, CHANNELS, End, Exercise, Say, Slot

_NUMBERED = re.compile(r"(?:^|(?<=\s))([1-9]) (?=\S)")
MIN_VARIANTS = 2
Problems = Iterator[str]


def all_problems(exercise: Exercise) -> list[str]:
    """Everything that is wrong with the texts of an exercise whose ways are whole."""
    return [p for check in (_texts, _variants, _retries, _numbers) for p in check(exercise)]


def says(e: Exercise) -> Iterator[tuple[str, str, Say]]:
    """(place, name of step or end, texts)."""
    for step in e.steps.values():
        yield f"steps.{step.id}", step.id, step.say
    for end in e.ends.values():
        yield f"end.{end.name}", end.name, end.say


def longest_value(e: Exercise, slot: Slot) -> str:
    """The longest thing that can stand in place of the slot when it is quoted."""
    labels = e.labels(slot.name)
    if slot.type == "scale":
        return str(slot.max)
    most = max([slot.max_chars if slot.type != "choice" or _other(e, slot) else 0, *map(len, labels.values())])
    return "m" * most


def _other(e: Exercise, slot: Slot) -> bool:
    return any(step.other for step in e.steps.values() if step.input == slot.name)


def _texts(e: Exercise) -> Problems:
    """Each text by itself: length at the longest values, alphabet, one question, banned words."""
    values = {slot.name: longest_value(e, slot) for slot in e.slots.values()}
    for place, _, say in says(e):
        for channel in CHANNELS:
            for text in say.on(channel):
                yield from (f"{place}.say.{channel} {fault}: {text}" for fault in lint.faults(text, channel, values))
    yield from (f"about.title {fault}" for fault in lint.faults(e.title, "sms"))


def _variants(e: Exercise) -> Problems:
    """Enough variants of each text, and no two texts of a channel alike."""
    for channel in CHANNELS:
        have: dict[str, str] = {}
        for place, _, say in says(e):
            texts = say.on(channel)
            if len(texts) < MIN_VARIANTS:
                yield f"{place}.say.{channel} has {len(texts)} variants, {MIN_VARIANTS} are the fewest"
            for text in texts:
                if text in have:
                    yield f"{place}.say.{channel} says the same as {have[text]}: {text}"
                have[text] = place


def _retries(e: Exercise) -> Problems:
    """What is said when an answer cannot be read is linted too, and a scale has it: a number may be misread."""
    for step in e.steps.values():
        retry = step.validate.retry
        if e.slots[step.input].type == "scale" and not retry:
            yield f"steps.{step.id}.validate.retry is missing: a number may be misread"
        for channel in CHANNELS if retry else ():
            yield from (f"steps.{step.id}.validate.retry {f}: {retry}" for f in lint.faults(retry or "", channel))


def numbered(text: str) -> int:
    """How many choices the text numbers itself: 1, 2, 3 in a row."""
    count = 0
    for digit in _NUMBERED.findall(text):
        if int(digit) == count + 1:
            count += 1
    return count


def _numbers(e: Exercise) -> Problems:
    """Every choice has its number on SMS; beside free text a word in capitals will do (DONE)."""
    for step in e.steps.values():
        for text in step.say.sms if step.quick else ():
            by_word = e.slots[step.input].type in ("text", "list") and numbered(text) == 0
            missing = [q.label for q in step.quick if by_word and not _has_word(q.word, text)]
            if by_word and missing:
                yield f"steps.{step.id}.say.sms names no word for {', '.join(missing)}: {text}"
            if not by_word and numbered(text) != len(step.quick):
                yield f"steps.{step.id}.say.sms numbers {numbered(text)} of {len(step.quick)} choices: {text}"
    for end in e.ends.values():
        wanted = _closing(e, end)
        for text in end.say.sms:
            if numbered(text) != wanted:
                yield f"end.{end.name}.say.sms numbers {numbered(text)} of {wanted} choices: {text}"


def _has_word(word: str | None, text: str) -> bool:
    return word is not None and (word in ALWAYS_ON or re.search(rf"\b{re.escape(word)}\b", text) is not None)


def _closing(e: Exercise, end: End) -> int:
    return 2 if end.save else len(e.offers(end))
