"""How many segments a text costs, as carriers count it, and how to write it so that it costs fewer. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

# GSM 03.38 default alphabet: one unit each. The extension table costs two: an escape and the character.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")

# Characters a segment holds: alone, and as one of several (each then carries a header).
GSM_ALONE, GSM_JOINED = 160, 153
UCS_ALONE, UCS_JOINED = 70, 67

_QUOTES_SINGLE = "\u2018\u2019\u201a\u201b\u2032\u2035\u00b4\u0060\u02bc\u02b9\uff07\u2039\u203a"
_QUOTES_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = "\t\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BREAKS = "\u0085\u2028\u2029"
_NOTHING = "\u00ad\u200b\u2060\ufeff"
_STRAIGHT = str.maketrans(
    dict.fromkeys(_QUOTES_SINGLE, "'")
    | dict.fromkeys(_QUOTES_DOUBLE, '"')
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_BREAKS, "\n")
    | dict.fromkeys(_NOTHING, "")
    | {"\u2024": ".", "\u2025": "..", "\u2026": "..."}
)


@dataclass(frozen=True)
class Count:
    """What a text costs. `units` are septets (GSM-7) or UTF-16 code units (UCS-2); an empty text has 0 segments."""

    encoding: str
    units: int
    segments: int


def gsm7(text: str) -> str:
    """The text with quotes, dashes, dots and spaces straightened, and nothing else: a person's words stay theirs."""
    return text.translate(_STRAIGHT)


def strangers(text: str) -> tuple[str, ...]:
    """The characters of `text` that GSM-7 cannot carry, each once, in order of appearance."""
    return tuple(dict.fromkeys(c for c in text if c not in BASIC and c not in EXTENSION))


def is_gsm7(text: str) -> bool:
    """True when every character is in the GSM-7 alphabet or its extension."""
    return not strangers(text)


def count(text: str) -> Count:
    """Encoding, units and segments of `text`, counted as it stands (straighten it first with `gsm7`)."""
    gsm = is_gsm7(text)
    alone, joined = (GSM_ALONE, GSM_JOINED) if gsm else (UCS_ALONE, UCS_JOINED)
    sizes = list(_sizes(text, gsm))
    units = sum(sizes)
    if units <= alone:
        return Count("GSM-7" if gsm else "UCS-2", units, 1 if units else 0)
    return Count("GSM-7" if gsm else "UCS-2", units, _pack(sizes, joined))


def segments(text: str) -> int:
    """Segments the text costs."""
    return count(text).segments


def fits(text: str, most: int) -> bool:
    """True when `text` costs at most `most` segments."""
    return count(text).segments <= most


def first_part(text: str, most: int) -> str:
    """The longest beginning of `text` that fits in `most` segments, cut at a space where one is near."""
    if fits(text, most):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle], most) else (low, middle - 1)
    cut = text[:low]
    space = cut.rfind(" ")
    return cut[:space] if space > low - 30 else cut


def _sizes(text: str, gsm: bool) -> Iterator[int]:
    """Units of each character: 2 for the GSM-7 extension, and for what needs a surrogate pair in UTF-16."""
    for character in text:
        if gsm:
            yield 2 if character in EXTENSION else 1
        else:
            yield 2 if ord(character) > 0xFFFF else 1


def _pack(sizes: list[int], room: int) -> int:
    """Segments needed when no character may be split over two of them."""
    used, full = 0, 1
    for size in sizes:
        if used + size > room:
            full, used = full + 1, 0
        used += size
    return full
