"""Words that work at any moment, whatever else is broken: always-on words, carrier words, wishes for a person.

Pure: text in, a fixed name out. An always-on word is the whole message; inside a sentence it is an ordinary word.
"""

from __future__ import annotations

import re
import unicodedata

ALWAYS_ON = ("PAUSE", "SKIP", "MENU", "PERSON", "PLAN", "BREATHE", "HELP")
OPT_OUT = ("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT")
OPT_IN = ("START", "UNSTOP", "YES")
CARRIER_HELP = ("HELP", "INFO")
DATA_RIGHTS = {
    "what do you know about me": "what_you_know",
    "what do you know of me": "what_you_know",
    "what have you saved about me": "what_you_know",
    "what data do you have about me": "what_you_know",
    "who can read this": "who_reads",
    "who reads this": "who_reads",
    "who can read my messages": "who_reads",
    "who can see this": "who_reads",
    "export": "export",
    "export my data": "export",
    "send me my data": "export",
    "download my data": "export",
    "i want my data": "export",
    "forget today": "forget_today",
    "forget this chat": "forget_today",
    "delete this chat": "forget_today",
    "forget this conversation": "forget_today",
    "delete this conversation": "forget_today",
    "forget me": "delete_me",
    "delete me": "delete_me",
    "delete my data": "delete_me",
    "delete all my data": "delete_me",
    "delete everything": "delete_me",
    "delete everything about me": "delete_me",
    "erase my data": "delete_me",
    "erase me": "delete_me",
}

_POLITE = re.compile(r"^(?:please|pls|plz|ok|okay|hey|hi) | (?:please|pls|plz|now|thanks|thank you)$")
_SOMEONE = (
    r"(?:(?:a|an|any|some|the|another|your|one of your|one of the|somebody|someone|anybody|anyone)\s+)?"
    r"(?:real|actual|live|human|genuine|trained|proper)?\s*"
)
_PERSON = (
    r"(?:person|people|human|humans|human being|volunteer|volunteers|operator|agent|listener|counsell?or|man|woman)"
)
_SPEAK = r"(?:talk|speak|chat|write|text|connect me|put me through|transfer me|pass me|hand me over|switch me|get me)"
_ASKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_SPEAK}\s+(?:to|with|on to|onto|over to)\s+{_SOMEONE}{_PERSON}\b",
        rf"\b{_SPEAK}\s+(?:to|with)\s+(?:someone|somebody|anyone|anybody)\s+(?:real|human|alive|else|instead|now|here)\b",
        rf"\b{_SPEAK}\s+(?:to|with)\s+(?:someone|somebody|anyone|anybody)\s+(?:who|that)(?:'?s| is)\s+(?:a\s+)?"
        r"(?:real|human|person|not a (?:bot|robot|machine|computer|program))\b",
        rf"\b(?:want|need|like|have|get|give me|is there|are there|can i have|could i have)\s+(?:to\s+)?"
        rf"(?:a|an|some|any|the|your)\s+(?:real|actual|live|human|genuine|trained)\s+{_PERSON}\b",
        r"\b(?:want|need|get me|give me|can i have|could i have|i'?d like)\s+(?:a|an|some|the)\s+"
        r"(?:human|person|volunteer|operator)\b(?! (?:who|that|to (?:love|be|hold|like)))",
        r"\b(?:not|no more|stop the|instead of)\s+(?:a|this|the|to a|talking to a)?\s*(?:bot|robot|machine|computer)\b"
        r".*\b(?:person|human|someone|somebody)\b",
        r"^(?:a\s+)?(?:real\s+|live\s+|actual\s+)?(?:person|human|volunteer|operator)s?$",
        r"^(?:i want |i need |i'?d like |can i |could i |may i |let me )+(?:to )?(?:talk|speak|chat) (?:to|with) "
        r"(?:someone|somebody|a person|a human)$",
    )
)
_NOT_ASKING = re.compile(
    r"\b(?:don'?t|do not|never|not going to|won'?t|can'?t|cannot|afraid to|scared to|hard to|no)\b[^.?]{0,24}\b"
    r"(?:talk|speak|chat|want|need|like)\b|\b(?:are|r) (?:you|u) (?:a |an )?(?:real|actual|human|live)\b"
)
_CAN_I = re.compile(r"\b(?:can'?t|cannot|don'?t) (?:i|you|u)\b|\bwhy (?:can'?t|don'?t)\b")


def plain(text: str) -> str:
    """Lower case, straight quotes, punctuation at the ends and double spaces gone."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'").casefold()
    return re.sub(r"\s+", " ", folded).strip(" \t\r\n.,;:!?*#\"'()[]-_/\\~")


def always_on(text: str, channel: str = "web") -> str | None:
    """The always-on word the whole message is, in capitals, or None. On the web "stop" means PAUSE; by SMS it
    belongs to the carrier (`opt_out`)."""
    word = plain(text).upper()
    if word == "STOP" and channel == "web":
        return "PAUSE"
    return word if word in ALWAYS_ON else None


def opt_out(text: str) -> bool:
    """True when the whole message is one of the carrier's opt-out words."""
    return plain(text).upper() in OPT_OUT


def opt_in(text: str) -> bool:
    """True when the whole message is one of the carrier's opt-in words."""
    return plain(text).upper() in OPT_IN


def wants_person(text: str) -> bool:
    """True for a wish to talk with a human: "can i talk to a real person", "i want to speak to someone human"."""
    said = _unadorned(plain(text))
    if not said or len(said) > 400:
        return False
    if _NOT_ASKING.search(said) and not _CAN_I.search(said):
        return False
    return any(pattern.search(said) for pattern in _ASKS)


def data_right(text: str) -> str | None:
    """The data right asked for ("export", "delete_me", "forget_today", "what_you_know", "who_reads"), when
    the whole message asks for it; None otherwise."""
    return DATA_RIGHTS.get(_unadorned(plain(text)))


def _unadorned(said: str) -> str:
    """Without "please", "hey" and their like at the ends."""
    while (shorter := _POLITE.sub("", said)) != said:
        said = shorter.strip(" ,.")
    return said
