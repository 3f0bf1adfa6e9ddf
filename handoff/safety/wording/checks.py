"""What may stand in a wording file. A file with one finding does not load, so no such text reaches a person.

Lengths are counted with the longest values over every country, since any of them may meet any text.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from handoff.channels.sms import segments
from handoff.safety import crisis_lines
from handoff.safety.wording.file import KINDS, Utterance, Variant, Wording
from handoff.safety.wording.grade import grade

WEB_LIMIT = 280
SMS_LIMIT = 306
BUBBLES = 2
VARIANTS = 4
GRADE_LIMIT = 6  # about twelve years old; fixed texts are laws' and agreements' words
TITLE_LIMIT = 30
ECHO_LIMIT = 40  # words of the person given back to them
PREFIXES = ("ladder:", "word:", "intent:", "exercise:", "case:", "text:", "mydata:", "followup:")

BANNED: dict[str, str] = {
    "posing as care": r"therap(?:y|ies|ists?|eutic)|treat(?:s|ed|ing|ments?)?|cure[sd]?|diagnos(?:e[sd]?|is|es)|"
    r"patients?|clinical(?:ly)?|clinicians?|prescri\w+|medical advice|cognitive behaviou?ral|CBT",
    "words about suicide": r"commit(?:s|ted|ting)?(?: suicide)?|successful(?:ly)?|failed attempts?|epidemic",
    "a method": r"pills?|tablets?|overdos(?:e|es|ing)|knife|knives|razors?|blades?|ropes?|hang(?:ing)?|nooses?|guns?|"
    r"firearms?|bridges?|cliffs?|jump(?:ing|ed)?|drown(?:ing|ed)?|bleach|poison(?:ing|ed)?|cut(?:ting)? (?:your|my)\w*|"
    r"wrists?|train tracks?|milligrams?|doses?",
    "minimising or hollow praise": r"at least|calm down|cheer up|everything happens for a reason|others have it worse|"
    r"it'?s only|just relax|amazing|awesome|well done|great job|good for you",
    "pretending or promising": r"I feel|I'?m worried|I am worried|I'?m proud|I am proud|I care|I love|I missed you|"
    r"I know how you feel|always here for you|I promise|promise me|our secret|your secret is safe|we will find you|"
    r"you will be fine|you'?ll be fine|"
    r"I(?:'m| am) (?:so |very |really )?glad|(?:good|nice|lovely) to (?:hear|read|see)|matters to me|I hear how|"
    r"I believe you|keep (?:(?:the )?both of )?you safe",
    "a cold word": r"good to know|it is noted|boils? over",
    "a topic": r"calories|diets?|body size|lose weight|your weight|body weight|depressive disorder|bipolar|"
    r"schizophreni\w+|anorexia|bulimia|borderline",
    "blame": r"invalid|you failed|oops|attention.seeking",
    "pressing": r"must|have to|has to",
    "a leaving": r"I can'?t talk about that|I cannot talk about that",
}
CARRIER = r"STOP|STOPALL|UNSUBSCRIBE|END|QUIT|CANCEL|REVOKE|OPTOUT|START|UNSTOP|YES|INFO"
LEADING_NO = re.compile(
    r"\b(?:aren'?t|isn'?t|don'?t|doesn'?t|haven'?t|hasn'?t|won'?t|wouldn'?t|can'?t) (?:you|it|there|that)\b[^.]*\?|"
    r"\byou(?:'re| are) not\b[^.]*\?|, (?:are|do|have|is|will|would|can|right|ok|okay)(?: you| it)?\?|"
    r"\b(?:do|are|have|would) you not\b[^.]*\?",
    re.IGNORECASE,
)
PLACE = re.compile(r"\{(\w+)\}")
LONGEST = {
    "org": "Riverside Peer Support Network",
    "volunteer": "Maria-Fernanda",
    "wait": "about 12 minutes",
    "until": "until tomorrow Wed 18:00",
    "next_shift": "tomorrow Wed 18:00 UTC",
    "wait_sentence": "It usually takes about 12 minutes.",
    "language": "Portuguese",
    "echo": "e" * ECHO_LIMIT,
    "minutes": "120",
    "n": "12",
}
PARTS: dict[str, tuple[str, ...]] = {
    "human": ("asking", "asking_off", "alerted", "alerted_off"),
    "waiting": ("wait_on_shift", "wait_off"),
    "still": ("still_asking", "still_nobody"),
}


def findings(wording: Wording) -> list[str]:
    """Everything wrong with a wording, one line each; empty when it may go out."""
    out: list[str] = []
    for utterance in wording.utterances.values():
        out += [f"{utterance.name}: {says}" for says in _about(utterance, wording)]
    if missing := {name for names in PARTS.values() for name in names} - set(wording.utterances):
        out.append(f"parts are missing: {sorted(missing)}")
    return out


def _about(utterance: Utterance, wording: Wording) -> Iterator[str]:
    if utterance.kind not in KINDS:
        yield f"unknown kind {utterance.kind!r}"
    needed = 1 if utterance.kind in ("fixed", "card") else VARIANTS
    for channel in ("web", "sms"):
        variants = utterance.variants(channel)
        if len(variants) < needed:
            yield f"{len(variants)} variants for {channel}, {needed} needed"
        if len({v.id for v in variants}) < len(variants):
            yield f"the same text twice for {channel}"
        for variant in variants:
            for says in _about_variant(utterance, variant, channel, wording):
                yield f"{says} ({channel}: {variant.bubbles[0][:40]}...)"
    yield from _about_choices(utterance)


def _about_variant(utterance: Utterance, variant: Variant, channel: str, wording: Wording) -> Iterator[str]:
    text = " ".join(variant.bubbles)
    marks = text.count("?")
    if marks > 1 or (utterance.kind == "question" and marks != 1) or (utterance.kind == "part" and marks):
        yield f"{marks} question marks"
    yield from words_found(text, utterance.exempt)
    if unknown := {place for place in PLACE.findall(text) if _key(place) not in values_known()}:
        yield f"unknown placeholders {sorted(unknown)}"
        return
    if wording.language == "en" and utterance.kind != "fixed" and (years := grade(text) or 0) > GRADE_LIMIT:
        yield f"reading grade {years:.1f}, {GRADE_LIMIT} at most"
    yield from _about_length(utterance, variant, channel, wording)


def words_found(text: str, exempt: tuple[str, ...] = ()) -> Iterator[str]:
    """Words, marks and numbers that may not stand in anything a person reads."""
    for group, pattern in BANNED.items():
        hit = re.search(rf"\b(?:{pattern})\b", PLACE.sub("", text), re.IGNORECASE)
        if hit and not (group == "pressing" and "have to" in exempt):
            yield f"{group}: {hit.group()!r}"
    carrier = [hit for hit in re.findall(rf"\b(?:{CARRIER})\b", text) if hit not in exempt]
    yield from (f"a word of the carrier: {hit!r}" for hit in carrier)
    yield from _marks_found(text)


def _marks_found(text: str) -> Iterator[str]:
    if LEADING_NO.search(text):
        yield "a question that expects a no"
    if "!" in text:
        yield "an exclamation mark"
    if odd := {c for c in text if unicodedata.category(c) in ("So", "Sk", "Cs", "Co", "Cn", "Cc")}:
        yield f"characters {sorted(odd)}"
    if numbers := _numbers(text):
        yield f"a telephone number: {numbers}"


def _numbers(text: str) -> list[str]:
    runs = ["".join(c for c in run if c.isdigit()) for run in re.findall(r"\d[\d -]*\d", text)]
    return [run for run in runs if len(run) >= 5 or run in line_numbers()]


def _about_length(utterance: Utterance, variant: Variant, channel: str, wording: Wording) -> Iterator[str]:
    bubbles = [longest(bubble, channel, wording) for bubble in variant.bubbles]
    if channel == "web":
        if utterance.kind in ("say", "question", "part") and len(bubbles) > BUBBLES:
            yield f"{len(bubbles)} bubbles"
        for bubble in bubbles:
            if len(bubble) > WEB_LIMIT:
                yield f"{len(bubble)} characters, {WEB_LIMIT} at most"
        return
    text = " ".join([*bubbles, *(f"{n} {c.short}" for n, c in enumerate(utterance.choices, 1))])
    if strangers := segments.strangers(text):
        yield f"characters no text message carries: {strangers}"
    elif (units := segments.count(text).units) > SMS_LIMIT:
        yield f"{units} units, {SMS_LIMIT} at most"


def _about_choices(utterance: Utterance) -> Iterator[str]:
    if len(utterance.choices) > 5 and "choices" not in utterance.exempt:
        yield f"{len(utterance.choices)} choices, 5 at most"
    for choice in utterance.choices:
        if len(choice.title) > TITLE_LIMIT or len(choice.short) > TITLE_LIMIT:
            yield f"a title of more than {TITLE_LIMIT} characters: {choice.title!r}"
        if not choice.value.startswith(PREFIXES):
            yield f"an unknown kind of choice: {choice.value!r}"
        for says in words_found(f"{choice.title} {choice.short}"):
            yield f"choice {choice.title!r}: {says}"
    titles = [choice.title for choice in utterance.choices]
    if len(set(titles)) < len(titles):
        yield "two choices with one title"


def _key(place: str) -> str:
    return place.lower() if place.isupper() else place[0].lower() + place[1:]


def longest(text: str, channel: str, wording: Wording) -> str:
    """The text with each placeholder at its longest, parts included."""

    def value(match: re.Match[str]) -> str:
        key = _key(match.group(1))
        if key not in PARTS:
            return longest_values()[key]
        texts = [
            longest(" ".join(variant.bubbles), channel, wording)
            for name in PARTS[key]
            if name in wording.utterances
            for variant in wording.utterances[name].variants(channel)
        ]
        return max(texts, key=len, default="")

    return PLACE.sub(value, text)


@functools.cache
def longest_values() -> dict[str, str]:
    """The longest value of every placeholder but the parts, over all countries."""
    out = dict(LONGEST)
    for lines in crisis_lines.every().values():
        for key, value in lines.values().items():
            out[key] = max(out.get(key, ""), value, key=len)
    return out


def values_known() -> set[str]:
    """Every placeholder a text may hold."""
    return {*longest_values(), *PARTS}


@functools.cache
def line_numbers() -> frozenset[str]:
    """The digits of every line of every country."""
    return frozenset(
        channel.digits
        for lines in crisis_lines.every().values()
        for row in lines.rows.values()
        for channel in row.channels
        if channel.kind in ("call", "text")
    )
