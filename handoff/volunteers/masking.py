"""Finding numbers, addresses, links and handles in words that pass between two people. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

import phonenumbers

KEPT_BACK = "[number kept back]"
REGIONS = ("US", "GB", "IE", "CA", "AU", "NZ", "IN", "ZA", "DE")


@dataclass(frozen=True)
class Found:
    """A way to be reached outside Peerline: where it stands in the text, and what it is."""

    start: int
    end: int
    kind: str  # phone, email, link, handle


_DIGITS = re.compile(r"(?:\+|\b00)?\(?\d(?:[\s().\-–—/_*,]{0,3}\d){6,15}")
_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})")
_ONE_DIGIT = r"(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|\d)"
_SPELLED = re.compile(rf"\b{_ONE_DIGIT}(?:[\s,.\-]+{_ONE_DIGIT}){{6,}}\b", re.IGNORECASE)
_EMAIL = re.compile(
    r"[\w.+'-]{1,64}\s?(?:@|\(at\)|\[at\]|\{at\}|\s(?:at|AT)\s(?=\S+\s?(?:\.|\sdot\s|\(dot\)|\[dot\])))\s?"
    r"[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\]|\sdot\s)\s?[\w-]+)+"
)
_TLDS = (
    "com|org|net|edu|gov|info|biz|io|co|me|app|dev|gg|ly|tv|uk|ie|ca|au|nz|in|za|de|fr|es|us|eu|ru|xyz|site|"
    "online|link|page|chat|club|live|social|to|be|im"
)
_LINK = re.compile(
    rf"(?:\b[a-z][a-z0-9+.-]{{1,15}}://\S+|\bwww\.\S+|\b(?:[a-z0-9][a-z0-9-]{{0,62}}\.)+(?:{_TLDS})\b(?:/\S*)?)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@])@[A-Za-z0-9_][A-Za-z0-9_.]{2,}")
_PLATFORM = (
    "insta(?:gram)?|snap(?:chat)?|whats ?app|telegram|signal|discord|tik ?tok|facebook|messenger|kik|skype|"
    "wechat|twitter|reddit"
)
_NAMED = re.compile(
    rf"\b(?:(?:my|me on|add me on|find me on|on)\s+)?(?:{_PLATFORM})\b\s*(?:name|user(?:name)?|handle|id)?\s*"
    r"(?::|=|\bis\b|\bas\b)\s*[A-Za-z0-9_.#-]{3,}",
    re.IGNORECASE,
)


def find(text: str, allowed: Collection[str] = ()) -> list[Found]:
    """Everything in the text by which one could reach the other, in order, without overlaps.

    allowed  what may pass: numbers (compared by their digits) and hosts (compared in lower case), such as crisis lines
             and our own host
    """
    digits = {d for a in allowed if (d := re.sub(r"\D", "", a))}
    names = {a.lower() for a in allowed}
    found = [
        Found(m.start(), m.end(), kind)
        for kind, pattern in (
            ("email", _EMAIL),
            ("link", _LINK),
            ("handle", _HANDLE),
            ("handle", _NAMED),
            ("phone", _SPELLED),
        )
        for m in pattern.finditer(text)
        if not _may_pass(m.group(), names)
    ]
    found += [f for f in _phones(text) if not _known_number(text[f.start : f.end], digits)]
    return _without_overlaps(found)


def _phones(text: str) -> list[Found]:
    found = [
        Found(m.start(), m.end(), "phone") for m in _DIGITS.finditer(text) if not _DATE.fullmatch(m.group().strip())
    ]
    for region in REGIONS:
        matcher = phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID)
        found += [Found(m.start, m.end, "phone") for m in matcher]
    return found


def _known_number(words: str, digits: Collection[str]) -> bool:
    number = re.sub(r"\D", "", words)
    return any(number == d or (len(d) >= 7 and (number.endswith(d) or d.endswith(number))) for d in digits)


def _may_pass(words: str, names: Collection[str]) -> bool:
    host = re.sub(r"^[a-z]+://", "", words.lower()).split("/")[0].rstrip(".")
    return any(host == name or host.endswith(f".{name}") for name in names)


def _without_overlaps(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if kept and one.start < kept[-1].end:
            kept[-1] = replace(kept[-1], end=max(kept[-1].end, one.end))
        else:
            kept.append(one)
    return kept


def keep_back(text: str, allowed: Collection[str] = ()) -> tuple[str, list[Found]]:
    """The text with everything found replaced by "[number kept back]", and what was found."""
    found = find(text, allowed)
    for one in reversed(found):
        text = text[: one.start] + KEPT_BACK + text[one.end :]
    return text, found
