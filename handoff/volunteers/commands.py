"""Reading a volunteer's text: a command, words for a person, or a carrier's word. Pure.

A command is the whole message: `WORD`, `WORD ref`, and for DONE and SUP `WORD ref note`. A ref in front makes words
of what follows: `K47 no` says "no" to the person.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

WORDS = ("GO", "NO", "DONE", "SUP", "BREAK", "BACK", "HELP")
OPT_OUT = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT")
OPT_IN = ("START", "UNSTOP", "YES")
CARRIER = (*OPT_OUT, *OPT_IN, "INFO")
WITH_NOTE = ("DONE", "SUP")
LETTERS = "ACDEFGHJKMNPQRTUVWXY"  # twenty: none that is taken for a digit
LONGEST_BREAK = 12 * 60


@dataclass(frozen=True)
class Command:
    """What the volunteer wants done. `extra`: words after GO ref or NO ref, which are not sent; `minutes`: of BREAK."""

    word: str
    ref: str | None = None
    note: str | None = None
    extra: bool = False
    minutes: int | None = None


@dataclass(frozen=True)
class Words:
    """Words for a person; with a ref if it stood in front. Empty text: only the ref was sent."""

    text: str
    ref: str | None = None


@dataclass(frozen=True)
class Carrier:
    """A word that belongs to the carriers (STOP, YES ...): never a command, never relayed."""

    word: str


_EDGE = " \t\r\n.!\"'“”‘’„,;:"
_WORD = re.compile(r"^[\s\"'“”‘’„]*([A-Za-z]+)(?=$|[\s.!\"'“”‘’„,:;])")
_REF = re.compile(r"^[\s\"'“”‘’„]*([A-Za-z])( ?)(\d{2,3})(?![\w])([\s.!\"'“”‘’„,:;]*)")


def parse(text: str, refs: Collection[str] = ()) -> Command | Words | Carrier:
    """Read one text. `refs` are the volunteer's own: only they are read where a ref has a space in it ("K 47 hello").

    Anything that is not surely a command is words; what is words goes to a person only if the case is clear.
    """
    bare = text.strip(_EDGE)
    if bare.upper() in CARRIER:
        return Carrier(bare.upper())
    command = _command(text)
    if command is not None:
        return command
    ref, rest = _leading_ref(text, refs)
    return Words(rest.strip(), ref)


def _command(text: str) -> Command | None:
    text = text.lstrip(_EDGE)
    found = _WORD.match(text)
    if not found or found[1].upper() not in WORDS:
        return None
    word, rest = found[1].upper(), text[found.end() :].strip(_EDGE)
    if not rest:
        return Command(word)
    if word == "BREAK":
        return _break(rest)
    ref = _REF.match(rest)
    if not ref:
        return None
    name, after = _name(ref), rest[ref.end() :].strip()
    if not after:
        return Command(word, name)
    if word in WITH_NOTE:
        return Command(word, name, note=after)
    return Command(word, name, extra=True) if word in ("GO", "NO") else None


def _break(rest: str) -> Command | None:
    minutes = re.fullmatch(r"(\d{1,3})( ?m(in(utes?)?)?)?", rest, re.IGNORECASE)
    if not minutes or not 1 <= int(minutes[1]) <= LONGEST_BREAK:
        return None
    return Command("BREAK", minutes=int(minutes[1]))


def _name(found: re.Match[str]) -> str:
    return f"{found[1].upper()}{found[3]}"


def _leading_ref(text: str, refs: Collection[str]) -> tuple[str | None, str]:
    found = _REF.match(text)
    if not found:
        return None, text
    rest = text[found.end() :]
    sure = not found[2] or ":" in found[4] or not rest.strip() or _name(found) in refs
    return (_name(found), rest) if sure else (None, text)


def is_lone_word(text: str) -> bool:
    """True for a message that is nothing but a command word or a carrier word: it never reaches a person."""
    return text.strip(_EDGE).upper() in (*WORDS, *CARRIER)
