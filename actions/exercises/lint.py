"""Rules of voice that every text of an exercise obeys: length, alphabet, one question, words that never go out."""

import re

from actions import gsm7

WEB_CHARS = 280
SMS_PLACES = 306  # two segments

_BANNED = (
    # posing as care
    "therapy",
    "therapist",
    "therapists",
    "therapeutic",
    "treat",
    "treatment",
    "cure",
    "diagnose",
    "diagnosis",
    "patient",
    "patients",
    "clinical",
    "clinician",
    "prescribe",
    "medical advice",
    "cognitive behavioural",
    "cognitive behavioral",
    # suicide
    "commit",
    "committed",
    "successful",
    "failed attempt",
    "epidemic",
    # minimising, hollow praise
    "at least",
    "calm down",
    "cheer up",
    "everything happens for a reason",
    "others have it worse",
    "it's only",
    "just relax",
    "amazing",
    "awesome",
    "well done",
    "great job",
    "good for you",
    # pretending, promising
    "i feel",
    "i'm worried",
    "i am worried",
    "i'm proud",
    "i am proud",
    "i care",
    "i love",
    "i missed you",
    "i know how you feel",
    "always here for you",
    "i promise",
    "promise me",
    "our secret",
    "your secret is safe",
    "we will find you",
    "you will be fine",
    # topics
    "weight",
    "calorie",
    "calories",
    "diet",
    "diets",
    "dose",
    "doses",
    # blame
    "invalid",
    "you failed",
    "oops",
    "wrong",
)
BANNED = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in _BANNED) + r")(?!\w)", re.IGNORECASE)
_PHONE = re.compile(r"\d[\d ().-]{5,}\d")
_EMOJI = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")


def longest(text: str, values: dict[str, str]) -> str:
    """The text with each `{placeholder}` at its longest value; an unknown one stays as it is."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def faults(text: str, channel: str, values: dict[str, str] | None = None) -> list[str]:
    """What is wrong with a text on "web" or "sms", in words; empty when nothing is.

    values  placeholder -> its longest value, used for the length alone
    """
    found = [f'"{word}" is never said' for word in {m.lower() for m in BANNED.findall(text)}]
    if text.count("?") > 1:
        found.append("asks more than one question")
    if "!" in text:
        found.append("has an exclamation mark")
    if _EMOJI.search(text):
        found.append("has a picture sign")
    if _PHONE.search(text):
        found.append("has a telephone number, which only the crisis line files may")
    if not text.strip():
        found.append("is empty")
    return found + _too_long(longest(text, values or {}), channel)


def _too_long(full: str, channel: str) -> list[str]:
    if channel == "web":
        return [f"is {len(full)} characters at its longest, {WEB_CHARS} fit"] if len(full) > WEB_CHARS else []
    places = gsm7.cost(full)
    if places is None:
        strange = sorted({c for c in full if gsm7.cost(c) is None})
        return [f"has {' '.join(map(repr, strange))}, which GSM-7 has not"]
    return [f"takes {places} places at its longest, {SMS_PLACES} fit"] if places > SMS_PLACES else []
