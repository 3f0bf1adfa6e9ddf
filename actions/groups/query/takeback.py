"""Taking back what was said before: "AA is fine after all", "mixed is fine", "it doesn't have to be anonymous"."""

import re
from collections.abc import Mapping
from typing import Any

from actions.groups import taxonomy
from actions.groups.query.clocks import DAY, DAY_OF
from actions.groups.query.how import MODES, PLATFORMS
from actions.groups.query.sentence import Sentence, phrase

_FINE = (
    r"(?:(?:is|are|'s|would be|might be|could be|was)? ?(?:also |actually |totally |quite |just |now )*(?:fine|ok|okay|"
    r"alright|all right|no problem|possible|good)(?: (?:after all|now|again|too|with me|by me|for me|as well))*|"
    r"after all)"
)
_DONT_MIND = r"(?:(?:i )?don't mind|doesn't (?:have|need) to be|doesn't matter|no need (?:for|to be)|not necessarily)"
# What may be taken back, and the words for it.
_WISHES = (
    ("gender_only", rf"(?:it's |its )?(?:ok|okay|fine) if (?:it's |its |there (?:are|is) )?"
        rf"(?:mixed|men|women)(?: there)?|"
        rf"(?:or |even )?mixed,? (?:doesn't matter|i don't mind|don't mind|whatever|works|will do|either|also|"
        rf"would do)|"
        rf"(?:mixed|any gender|men and women|women and men|both|everyone|men|women|guys) {_FINE}|"
        rf"{_DONT_MIND} (?:being "
    rf")?(?:just |"
     rf"only )?(?:women|men|mixed|men being there|women being there)(?:[- ]only)?|mixed group after all"),
    ("camera", rf"(?:the |my |a )?(?:camera|video)(?: on)?(?: |(?='s)){_FINE}|{_DONT_MIND} "
    rf"(?:the camera|a camera|being seen|showing my face|"
     r"camera on|cameras?)"),
    ("anonymity", rf"(?:my |giving my |using my )?(?:real )?name {_FINE}|{_DONT_MIND} (?:anonymous|private|giving "
    rf"my name|"
     r"using my name|people knowing|anonymity)"),
    ("faith", rf"(?:it's |its |it is )?(?:ok|okay|fine|alright) if (?:it's|its|it is|they're) (?:a bit |a little )?"
        rf"(?:religious|"
        rf"christian|churchy)|(?:religion|religious|god|church|faith|prayer) (?:{_FINE}|(?:doesn't|does not) matter)|"
        rf"{_DONT_MIND} (?:secular|religious|religion|"
    rf"christian|"
     r"if it's religious|a bit of religion|god|god stuff)"),
    ("open_closed", rf"(?:open|closed|either) {_FINE}"),
    ("place", rf"(?:anywhere|any place|any town) {_FINE}|(?:doesn't|does not) matter where|anywhere(?: will do| at "
    rf"all)"),
    ("radius_km", rf"(?:further|further away|any distance) {_FINE}|(?:doesn't|does not) matter how far"),
)  # fmt: skip


def read(said: Sentence, before: Mapping[str, Any], slots: dict[str, Any]) -> dict[str, list[str]]:
    """What is lifted from the `not_*` lists, by slot; wishes taken back become None in `slots`."""
    lifted: dict[str, list[str]] = {}
    words = {w: code for code, prog in taxonomy.load().programmes.items() for w in prog.words}
    table = phrase(tuple(words)).pattern
    if found := said.take(rf"(?:{table})(?:(?:,| and| or) (?:{table}))* {_FINE}"):
        lifted["not_programme"] = [words[m.group(0)] for m in phrase(tuple(words)).finditer(found.group(0))]
    ways = [("not_platform", code, pattern) for code, pattern, _ in PLATFORMS]
    for slot, code, pattern in [*ways, *(("not_modality", code, pattern) for code, pattern in MODES)]:
        if code in before.get(slot, ()) and said.take(rf"\b(?:{pattern}) {_FINE}"):
            lifted.setdefault(slot, []).append(code)
    found = said.has(rf"\b({DAY})s? {_FINE}") or said.has(
        rf"\b(?:forget|ignore|scrap|drop|never ?mind|disregard|lose) (?:about |what i said about )?(?:the )?(?:no |"
        rf"not )?"
        rf"({DAY})s?(?: (?:thing|bit|part|rule|business|ban|restriction))?\b"
    )
    if found and DAY_OF[found.group(1)] in before.get("not_days", ()):
        said.blank(*found.span())
        lifted["not_days"] = [DAY_OF[found.group(1)]]
    for slot, pattern in _WISHES:
        if slot in before and said.take(rf"\b(?:{pattern})(?:\b|$)"):
            slots[slot] = None
    return lifted


def speaks_of_it(text: str) -> bool:
    """Whether a sentence takes something back, whatever it was."""
    return re.search(rf"\b{_FINE}$|\b{_DONT_MIND}\b|\bstart (?:again|over)\b", text.lower().strip(" .!")) is not None


def lift(slots: dict[str, Any], lifted: Mapping[str, list[str]]) -> dict[str, Any]:
    """The exclusions are gone, nothing else changes."""
    after = dict(slots)
    for key, values in lifted.items():
        after[key] = [v for v in slots.get(key, []) if v not in values]
    return {k: v for k, v in after.items() if v != []}
