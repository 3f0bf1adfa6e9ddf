"""The GSM 7-bit alphabet of SMS: what a text costs in it, and how to write somebody's words in it.

One character outside it turns the whole text into UCS-2, 70 characters a segment instead of 160 (trap S6).
"""

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")  # these take two places each

_LIKE = {
    "‘": "'",
    "’": "'",
    "‚": "'",
    "‛": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "…": "...",
    "•": "-",
    "\t": " ",
    "\u00a0": " ",
    "ç": "Ç",
}


def cost(text: str) -> int | None:
    """Places the text takes in GSM-7, an extended character counting two; None when it cannot be written in it."""
    total = 0
    for char in text:
        if char in EXTENDED:
            total += 2
        elif char in BASIC:
            total += 1
        else:
            return None
    return total


def _one(char: str) -> str:
    if char in BASIC or char in EXTENDED:
        return char
    if char in _LIKE:
        return _LIKE[char]
    return "".join(c for c in unicodedata.normalize("NFKD", char) if c in BASIC)


def plain(text: str) -> str:
    """The text in GSM-7: look-alikes for typographic signs, letters without their accents, the rest left out."""
    return "".join(_one(char) for char in text)
