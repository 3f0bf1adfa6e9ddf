"""An attempt on life that was survived, in whatever words it is told: one's own, or somebody's who lives.

"My wife attempted suicide" is no bereavement. What is read as "survived an attempt" here is asked about all the same:
the safety words of a message are looked for in what was typed (care.py).
"""

import re

_SELF = r"(?:my|him|her|them|our)sel(?:f|ves)"
_BEGAN = r"(?:tried|attempted|went|once tried|have tried|has tried|had tried|'ve tried|'s tried|'d tried)"
_DEED = (
    rf"(?:{_BEGAN} (?:to|and) (?:\w+ )?(?:kill|hang|drown|shoot|top|off|unalive|gas|finish|poison) {_SELF}(?: off)?|"
    rf"{_BEGAN} to (?:do away with {_SELF}|do {_SELF} in|die by suicide|commit suicide|"
    rf"(?:end|take|finish) (?:my|his|her|their|our) (?:own )?li(?:fe|ves)|end it all|"
    r"(?:jump|throw (?:my|him|her)self) (?:off|from|in front of|under) (?:a|the) [\w-]+|overdose)|"
    r"(?:attempted|tried) suicide|made an? attempt on (?:my|his|her|their) (?:own )?life|"
    r"(?:took|had taken|have taken|has taken) (?:an|a) (?:\w+ )?overdose|"
    r"(?:jumped|hanged (?:my|him|her)self|hung (?:my|him|her)self|cut (?:my|his|her) wrists)(?= (?:and|but) ))"
)
# "And lived": what makes sure that an overdose or a jump is over.
_LIVED = (
    r"(?:[^.;!?]{0,40}?\b(?:and|but) (?:i |he |she |they |was |were |'m |am |is |luckily |somehow |then |only |just )*"
    r"(?:lived|survived|failed|woke up|still here|still alive|alive|pulled through|made it|came round|came through|"
    r"got found|found in time|found|saved|rescued|cut down|pulled out|came back|regret\w*)"
    r"(?: (?:in (?:the )?(?:hospital|icu|a and e|intensive care|a&e)|to tell the tale|in time|it))?)"
)
_NOUN = (
    r"(?:(?:survived|surviving|lived through|came through|got through|had|since|after|from|of|about|following) )?"
    r"(?:my|his|her|their|an?|the|two|three|several) (?:own |first |last |second |failed |recent |past |serious )*"
    r"(?:suicide|suicidal) attempts?|(?:failed|botched) suicide(?: attempt)?|suicide attempts?(?! survivor)"
)
# A deed that only its outcome shows to be an attempt survived.
_NEEDS_OUTCOME = re.compile(r"^(?:took|had|have|has|jumped|hanged|hung|cut|went)\b")
_TOLD = re.compile(rf"(?<![\w-])(?P<deed>{_DEED})(?P<lived>{_LIVED})?(?![\w-])")
_NAMED = re.compile(rf"(?<![\w-])(?:{_NOUN})(?![\w-])")
_HINT = re.compile(r"attempt|tried|suicid|overdose|jumped|hanged|hung|wrists|went to|went and")
# It was death after all.
_DEAD = re.compile(
    r"\b(?:died|dead|death|passed away|succeeded|managed it|completed|lost (?:him|her|them|my|our)|funeral|buried|"
    r"(?:killed|hanged|hung|shot|drowned) (?:him|her|them)sel(?:f|ves)(?! (?:and|but))|"
    r"took (?:his|her|their) (?:own )?life|ended (?:his|her|their) (?:own )?life|bereaved?|the end of (?:him|her))\b"
)
_MINE = re.compile(r"\b(?:i|i'm|i've|i'd|me|my own|myself)\b")


def told(text: str) -> str:
    """A tidied sentence in which an attempt that was survived is called one."""
    if not _HINT.search(text):
        return text
    others = re.search(r"\b(?:himself|herself|themselves|his|her|their|he|she|they)\b", text) is not None
    if _DEAD.search(text) and (others or not _MINE.search(text)):
        return text

    def one(found: re.Match[str]) -> str:
        if _NEEDS_OUTCOME.match(found["deed"]) and not found["lived"]:
            return found.group(0)
        return "survived an attempt"

    return _NAMED.sub("survived an attempt", _TOLD.sub(one, text))
