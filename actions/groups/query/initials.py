"""Names of programmes that only their capitals show: "tried CA, want DA", "Adult Children of Alcoholics"."""

import re

_SPELLED = {
    "CA": "cocaine anonymous",
    "DA": "debtors anonymous",
    "HA": "heroin anonymous",
    "MA": "marijuana anonymous",
    "SA": "sexaholics anonymous",
    "SCA": "sexual compulsives anonymous",
    "UA": "underearners anonymous",
    "RCA": "recovering couples anonymous",
    "SIA": "survivors of incest anonymous",
    "EA": "emotions anonymous",
}
# Letters that stand for a state as well: not after a town, "in" or a comma, nor before a ZIP code.
_STATES = ("CA", "MA", "SA")
_CODE = re.compile(r"(?<![\w.'-])(" + "|".join(_SPELLED) + r")(?![\w'-])(?!\.\w)(?! \d{5})")
_CAPITALISED = re.compile(r"\b(?:[A-Z][a-z]+,? *|(?:in|near|from|around|to|of) )$")
_ILLNESS = (
    (
        re.compile(r"(?<!for )(?<!about )(?<!not )(?<!to )(?<!like )(?<!of )(?<![\w.'-])ME(?:/CFS)?(?![\w.'-])"),
        "chronic fatigue",
    ),
    (re.compile(r"(?<!the )(?<!to )(?<!in )(?<![\w.'-])ED(?![\w.'-])"), "eating disorder"),
    (re.compile(r"(?<!\d)(?<!\d )(?<![\w.'-])HR(?![\w'-])"), "human resources"),
    (re.compile(r"(?<![\w.'-])SH(?![\w.'-])"), "self harm"),
)
_ANON = re.compile(
    r"\b(alcoholics?|narcotics?|gamblers?|overeaters?|cocaine|debtors?|families|codependents|emotions|heroin|"
    r"marijuana|sex "
    r"addicts|workaholics|nicotine) anon\b(?!ym)",
    re.IGNORECASE,
)
_ACA = re.compile(r"\bAdult Children Of Alcoholics\b(?: (?:and|&) Dysfunctional Families)?", re.IGNORECASE)
_FIRST = re.compile(
    r"^\W*(?:A|An|Any|The|Is|Are|Find|Want|Need|Try|Tried|Not|No|Or|And|For|My|Local|Any|Good|Open|Online|"
    r"Looking for|Where's|Nearest|Closed|Hello|Hi|Oops|Sorry|Actually|What about|How about) $"
)


def spelled(typed: str) -> str:
    """A message as typed with such names written out. All in capitals, letters show nothing."""
    typed = _ANON.sub(r"\1 anonymous", typed)
    if typed.isupper() and " " in typed.strip():
        return typed
    for pattern, words in _ILLNESS:
        typed = pattern.sub(words, typed)
    if (found := _ACA.search(typed)) and found.group(0)[6].isupper():
        typed = typed[: found.start()] + "aca" + typed[found.end() :]

    def written(found: re.Match[str]) -> str:
        before = typed[: found.start()]
        state = found[1] in _STATES and (
            (_CAPITALISED.search(before) and not _FIRST.search(before)) or re.search(r"[a-z], *$", before)
        )
        return found[0] if state else _SPELLED[found[1]]

    return _CODE.sub(written, typed)
