"""Who looks after somebody: the role carer."""

import re
from typing import Any

from actions.groups.query.kin import BAD, CARE, OTHER, OTHER_OF
from actions.groups.query.sentence import Sentence

_PARENTS = "(?:dad|mum|mom|mam|mother|father|nan|gran|grandad|grandma|grandpa)"
# All of it is theirs to do, whether or not it is said for whom.
_ALONE = (
    r"\b(?:i|i'm|i am|me|falls to me|left to me|on me)(?: \w+)? (?:do(?:ing)?|to do) (?:all|most|the bulk) "
    r"(?:of )?(?:the |his |her )?(?:caring|care|looking after|nursing)\b|\bi(?:'m| am) (?:now |\w+ )?(?:his|"
    r"her|their|the|a) "
    r"(?:\w+ )?(?:carer|caregiver)\b|"
    r"\b(?:caring|looking after (?:him|her|them)) (?:is|falls|'s|has been) (?:all )?(?:left |down )?(?:to|on) me\b|"
    r"\bone who (?:looks after|sees to|cares for|does everything for)\b|\bmore (?:nurse|carer) than (?:wife|husband|"
    r"daughter|son|partner)\b|\bi'?m (?:\w+ ){0,6}?(?:lifting|turning|washing|dressing|feeding|nursing|bathing|"
    r"changing) (?:him|her|"
    r"them)\b|\bi do (?:all |most of )?(?:his|her|their) (?:pills|meds|medication|tablets|meals|washing|shopping|"
    r"dressing|"
    r"personal care|bathing|pads|feeds|insulin|cooking|bathroom|toileting|injections|care|everything)\b|"
    r"\b(?:wiped out|worn out|exhausted|burnt out|burned out|tired|drained|broken|knackered|a wreck|done in) "
    r"(?:from|with|by|of) "
    r"(?:all |all the |the )?(?:caring|care)\b(?! about)|\bi(?:'m| am)? do(?:ing)? (?:it all|everything)(?= ?$|"
    r"[,.;]| for (?:him|her|"
    r"them)\b)"
)
# "I mind my mam": said of the old and the ill; children and dogs are minded too.
_MINDS = (
    rf"\b(?:i|i'm|i've been|work to|to|been|home to) (?:\w+ )?mind(?:ing)? (?:my|our|me) (?:\w+ )?"
    rf"(?!kids?|child|son|daughter|toddler|teen|boy|girl|friend|mate|dog|step|niece|nephew|grand(?:son|daughter|"
    rf"child|kid))"
    rf"({OTHER})\b(?!'s)"
)


def cares(said: Sentence) -> bool:
    """ "I look after her": of somebody named before."""
    pattern = (
        rf"\bi(?:'m| am)? (?:\w+ )?(?:{CARE} (?:after |for )?|do (?:it all|everything|most things|(?:all|most) "
        rf"(?:of )?the caring) "
        rf"for |wash "
        rf"and dress |bathe |feed |change |nurse |nursing |see to |turn |lift |hoist )(?:him|her|them|(?:my |our "
        rf")?{_PARENTS}|(?:my|"
        rf"our) (?:\w+ )?{OTHER})\b|\bi (?:\w+ )?(?:wash|dress|bathe|feed|change|"
        rf"lift|toilet)(?:,? (?:and )?(?:wash|dress|bathe|feed|change|lift|toilet))+ (?:him|her|them)\b"
    )
    return re.search(pattern, said.whole) is not None or re.search(_ALONE, said.whole) is not None


def looks_after(said: Sentence, slots: dict[str, Any]) -> bool:
    """The role carer, and the relation, of somebody who says whom they look after."""
    if mine := said.take(
        rf"{_MINDS}|\bmy ({OTHER})'s (?:full[- ]time |main |only |sole )?(?:carer|carers|caregiver|caretaker)\b"
    ):
        slots["role"], slots["relation"] = "carer", OTHER_OF[mine.group(1) or mine.group(2)]
        return True
    found = said.take(
        rf"\b{CARE} (?:for|of|to)? ?(?:my|our|two|both|both my|an?|the|elderly|ageing|aging|disabled|sick|ill) "
        rf"(?:(?P<is>\w+) )?({OTHER})(?:'s)?\b"
    )
    if found and found["is"]:  # what ails them: "my autistic sister"
        said.rest = said.rest[: found.start("is")] + found["is"] + said.rest[found.end("is") :]
        slots["role"], slots["relation"] = "carer", OTHER_OF[found.group(2)]
        return True
    found = found or said.take(
        rf"\b(?:{CARE} (?:for|of|to)|look(?:ing)? after) (?!kids|child|grand|toddler|teen)({OTHER})\b(?! (?:work|"
        rf"homes?|group))"
    )
    if found is None and cares(said):
        found = said.take(rf"\b(?:my|our|whose) (?:{BAD} )?({OTHER})(?:'s)?\b(?: (?:or|and) {OTHER}\b)?")
        found = found or said.take(rf"(?:^|[,.;] )((?:wife|husband|partner|son|daughter|{_PARENTS}))\b")
        found = found or said.take(rf"\b(?:for|with|to|after|for|because|and|,) ({_PARENTS})\b")
        said.take(r"\bmore (?:nurse|carer) than (?:wife|husband|daughter|son|partner)\b")
        said.take(rf"\bi(?:'m| am)? (?:\w+ )?{CARE} (?:after |for )?(?:him|her|them)\b")
    if not found:
        alone = re.search(_ALONE, said.whole) and re.search(r"\b(?:he|she|his|her|their|they|him)\b", said.whole)
        slots.update({"role": "carer"} if alone else {})
        return bool(alone)
    slots["role"], slots["relation"] = "carer", OTHER_OF[next(g for g in found.groups()[::-1] if g)]
    return True
