"""GSM-7: which characters a text message may hold at 160 a segment, and plain spellings for the rest."""

import unicodedata

BASIC = frozenset(
    "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5_\u00c6\u00e6\u00df\u00c9 "
    "!\"#%&'()*+,-./0123456789:;<=>?\u00a1"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7\u00bfabcdefghijklmnopqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0"
)
_TWICE = frozenset("^{}\\[~]|\u20ac")
_PLAIN = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u00a0": " ",
    "`": "'",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    "|": "/",
    "~": "-",
    "^": "",
    "\\": "/",
    "\u2022": "-",
    "\u00e7": "c",
    "!": ".",
}


def plain(text: str) -> str:
    """The text with every character outside GSM-7 spelled plainly, or left out; exclamation marks become full stops."""
    made = []
    for char in text:
        char = _PLAIN.get(char, char)
        if all(c in BASIC for c in char):
            made.append(char)
            continue
        made.append("".join(c for c in unicodedata.normalize("NFKD", char) if c in BASIC))
    return " ".join("".join(made).split(" ")).strip()


def length(text: str) -> int:
    """Septets: one a character, two for the extension table."""
    return sum(2 if c in _TWICE else 1 for c in text)


def cut(text: str, most: int) -> str:
    """The text in at most `most` characters, at a word's end where possible."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    short = text[: most - 2].rsplit(" ", 1)[0] if " " in text[: most - 2] else text[: most - 2]
    return short.rstrip(" ,;:-(") + ".."
