"""Somebody is controlled, watched or frightened at home, told by what the other does and not by its name."""

import re

_PARTNER = (
    r"(?:(?:my|the) (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|fiancee?|spouse|ex|ex[- ](?:husband|wife|"
    r"partner|boyfriend|girlfriend)|fella|bloke|other half|missus|man i live with)|(?:^|(?<=[,.;] ))(?:husband|wife|"
    r"boyfriend|girlfriend|partner|fiancee?))"
)
_OTHER = rf"(?:{_PARTNER}|(?:he|she)(?! (?:is|was) (?:my|our) (?:son|daughter|dad|mum|brother|sister)))"
_HOW = r"(?:'s|is|has|has been|keeps|always|constantly|still|also|now|just|even|started|will|would|likes to|\w+ly)"
_MINE = r"(?:my|our|all the|all my|all our|the|every)"
_WATCHED = (
    r"(?:phone|mobile|messages|texts|emails?|e-mails?|location|call log|calls|receipts?|browser|browsing|whatsapp|"
    r"facebook|mileage|every move|post|letters|laptop|car|whereabouts|step|steps)"
)
_KEPT = (
    r"(?:money|wages|salary|pay|bank cards?|cards?|bank account|accounts?|passport|papers|documents|keys|car keys|"
    r"phone|"
    r"benefits|finances|purse|savings|purse strings)"
)
# Of a partner by name these are enough; of "he" or "she" only the watching and the shutting in are.
_BY_PARTNER = re.compile(
    rf"\b{_PARTNER} (?:{_HOW} ){{0,3}}?(?:"
    rf"controls? (?!(?:his|her) )(?:{_MINE} )?(?:\w+|me)\b|controlling (?:{_MINE} \w+|me|everything)\b|"
    rf"(?:so |very |really |quite |too |a bit |pretty )?(?:controlling|possessive|coercive)\b|a control freak|"
    rf"(?:keeps?|keeping|takes?|taking|holds?|holding|hides?|hiding|locks? away|confiscat\w+|has taken|took) "
    rf"(?:hold of |away |back )?{_MINE} (?:\w+ )?{_KEPT}(?! (?:on|to (?:drink|gamble|bet|buy|the)|for (?:drink|drugs|"
    rf"gambling|heroin|coke)))|"
    rf"(?:won't|doesn't|will not|never|refuses to) (?:give|let) me (?:have |use )?(?:{_MINE} |any |a )?(?:\w+ "
    rf")?{_KEPT}|"
    rf"(?:checks?|checking|reads?|reading|tracks?|tracking|monitors?|monitoring|goes through|going through|watches|"
    rf"watching|searches|follows|following) (?:{_MINE} (?:\w+ )?{_WATCHED}|where i (?:go|am)|who i \w+)|"
    rf"(?:put|puts|has put|installed|hid) (?:an? |some )?(?:\w+ )?(?:app|tracker|camera|airtag|gps|cameras|spyware)s? "
    rf"(?:on|in|under|around|up) (?:my|the)(?: \w+)?|"
    rf"(?:decides?|deciding|says|dictates|tells me|chooses|choosing|picks|picking) (?:what|who|whom|when|where|"
    rf"which|if|"
    rf"how|my) (?:i |friends|clothes|money)|"
    rf"(?:has |'s |had )?(?:put|punched|puts) (?:his|her|a) (?:fist|foot|hand|hole) (?:through|in)|"
    rf"(?:has |'s )?(?:cut|cuts|cutting) me off from|isolat(?:es|ed|ing) me|"
    r"(?:calls?|calling) me (?:names|stupid|useless|worthless|fat|a \w+)|(?:belittles|humiliates|degrades|"
    r"terrorises|terrorizes|bullies) "
    r"me|(?:breaks|smashes|destroys|burns) my (?:things|stuff|clothes|phone)|"
    rf"threatens? to (?:take the kids|hurt|hit|have me|throw me))"
)
_BY_ANYBODY = re.compile(
    rf"\b{_OTHER} (?:{_HOW} ){{0,2}}?(?:"
    rf"(?:checks?|tracks?|monitors?|goes through|reads) {_MINE} (?:\w+ )?{_WATCHED}|"
    r"(?:put|puts|has put|installed) (?:an? |some )?(?:\w+ )?(?:app|tracker|camera|airtag|gps|spyware) (?:on|in|"
    r"under) my(?: \w+)?|"
    r"(?:decides?|dictates|tells me) (?:what|who|whom|when|where) i (?:can|may|should|wear|see|go|eat)|"
    r"(?:has |'s )?(?:put|punched) (?:his|her|a) (?:fist|foot|hand|hole) (?:through|in) the (?:door|wall))|"
    r"\bhave to (?:show|send|report to|account to|ask) (?:him|her) (?:my|every|for every|where|before i|for "
    r"permission)(?: \w+)?|"
    r"\b(?:he|she) times (?:my|how long) \w+|"
    r"\b(?:my|the) ex(?:[- ]\w+)? (?:turns|shows|comes|turned|showed) up (?:at|outside) my \w+(?: and follow(?:s|"
    r"ed) me)?(?: home)?|"
    r"\b(?:living|live|staying|stay|moved|moving|in) (?:in|into|at)? ?(?:an? |the )?(?:women'?s )?refuge\b(?! "
    r"(?:worker|manager))|"
    r"\b(?:walk|walking|living|live|tread|treading) on eggshells (?:at home|round (?:him|her)|around (?:him|her|my "
    r"(?:husband|wife|partner|boyfriend|girlfriend)))"
)


_STILL_AFRAID = re.compile(
    r"\b(?:left|leaving|got away from|ran from|divorced) (?:him|her|my (?:husband|wife|partner|boyfriend|"
    r"ex))\b[^.;]{0,30}?\b(?:still |so |always )?"
    r"(?:frightened|scared|afraid|terrified|looking over my shoulder)\b"
)


def named(text: str) -> str:
    """A tidied sentence with what is told of a controlling partner called "domestic abuse"."""
    for pattern in (_BY_PARTNER, _BY_ANYBODY, _STILL_AFRAID):
        text = pattern.sub("domestic abuse", text)
    return text
