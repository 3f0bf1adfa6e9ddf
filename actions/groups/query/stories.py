"""Times of a story: "I get up at five still", "he rang me this morning drunk". Nobody asks for a group then.

A clause in which somebody does or suffers something, and nothing is wished for, loses its times when the wish stands in
another one.
"""

import re

from actions.groups.query.kin import OTHER

_WISH = re.compile(
    r"\b(?:groups?|meetings?|need|want|wants|looking|look for|find|like|something|somewhere|anything|anywhere|prefer|"
    r"can(?!'t| barely| hardly)|could(?!n)|online|near|free|available|suits?|best|attend|zoom|support|chat|please|then|"
    r"aa|na|ga|oa|ca|al-anon|alanon|nar-anon|slaa|smart|gam-anon|anon|anonymous|"
    r"alateen|coda|griefshare|cma|cruse|off|after that|is there|are there|any|only|works? for me|"
    r"prayer|remind|meets?|starts?|finish\w*|home|work(?:s|ing)?|shifts?|bed|lunch|not (?:be )?able|would|'d)\b"
)
_WHO = (
    rf"(?:i|we|he|she|they|it|{OTHER}|(?:my|his|her|the|our|a|an|some|this|that) (?:[\w']+ )?[\w']+|solicitor|police|"
    r"doctor|letter|nobody|everyone|everybody|someone)"
)
_DOES = (
    r"(?:am|is|was|were|are|been|'m|'s|get|gets|got|wake|wakes|woke|woken|sit|sits|sat|lie|lies|lay|ring|rings|rang|"
    r"rung|call|calls|called|phone[sd]?|text|texts|texted|come|comes|came|go|goes|went|gone|leave|leaves|left|drink|"
    r"drinks|drank|drunk|cut|cuts|cry|cries|cried|shake|shakes|shook|found|find(?=s)|told|turn|turns|turned|walk|"
    r"walks|walked|roll|rolls|rolled|stagger\w*|crawl\w*|buy|buys|bought|order|orders|ordered|scroll\w*|lost|died|"
    r"passed|hit|hits|broke|threw|smash\w*|shout\w*|scream\w*|start(?:ed)|stop(?:ped)|gambled|bet|spent|spend|spends|"
    r"pour\w*|pull|pulls|pulled|swallow\w*|smok\w+|use|uses|used|binge\w*|eat|eats|ate|purge\w*|vomit\w*|panic\w*|sleep|"
    r"sleeps|slept|fell|fall|falls|said|says|read|reads|see|sees|saw|hear|hears|heard|feel|feels|felt|kicked|arrest\w*|"
    r"took|take|takes|gave|give|gives|had|has|have|'ve|put|puts|packed|moved|lock|locks|locked|hide|hides|hid|beg|begs)"
)
_HOURS = (
    r"(?:half (?:past )?|quarter (?:past|to) |gone |nearly |about )*(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\b\.?)?|one|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday|midnight|dawn|daft o'?clock)(?: o'?clock)?"
    r"(?: (?:in the|at) (?:morning|mornin|afternoon|evening|night))?"
)
_MANY = (
    r"(?:most|many|some|half the|a lot of|so many|too many|countless|several) "
    r"(?:days|nights|evenings|mornings|weekends)"
)
_TIME = re.compile(
    rf"\b(?:(?:at|by|around|about|before|till|until|from|past|since) {_HOURS}(?![\w:/-])(?! ?(?:years?|months?|weeks?|"
    r"days?|people|drinks|pints|pills|miles|of|kids|children|times))|this (?:morning|mornin|afternoon|evening)|"
    rf"(?:earlier |late(?:r)? )?(?:today|tonight)|(?:on |over )?{_MANY}(?: of the week)?|in the (?:mornings?|evenings?|"
    r"afternoons?|night)|at (?:weekends|night|lunchtime)|(?:on |by |every |since |"
    r"until )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
    r"(?: (?:nights?|mornings?|afternoons?|evenings?))?|\d{1,2}(?:[:.]\d\d)? ?[ap]m)(?= |$|[,.;!?])"
)
# "up at 2am scrolling", "awake at three shaking": nobody is named, and nothing is wished for.
_BARE = r"(?:up|awake|wide awake|crying|shaking|sweating|drunk|drinking|scrolling|lying there|sat there|sitting)"
_TELLS = re.compile(
    rf"(?:^|[ |])(?:{_WHO}(?: (?!to\b)[\w']+)??(?: |(?='))(?:{_DOES})\b|{_BARE} (?:at|by|till|until)\b)|"
    r"^ ?(?:just |then )?(?:woke|got|came|lost|found|been|had|drank|went|cried|broke|left)\b"
)
# "I'm alone tonight": that is when company is wished for.
_TONIGHT = re.compile(r"\b(?:i'm|i am|we're|we are|feeling|feel)\b.*\b(?:tonight|today)\b")
_CLAUSE = re.compile(
    r"[^,.;!?()]+?(?:(?<=\d)\.\d\d[^,.;!?()]*?)?(?=[,.;!?()]| - | so (?!much|many|often|far|bad)| but | and (?=i need|"
    r"i want|any|is there|looking|need|want)|$)"
)


def without(text: str) -> str:
    """A sentence without the times of its story; unchanged when it wishes for nothing besides."""
    if not _TIME.search(text):
        return text
    clauses = list(_CLAUSE.finditer(text))
    wishing = [_WISH.search(c.group(0)) is not None for c in clauses]
    if not any(wishing) or re.search(r"\bthen\b|\bthat (?:time|day|night)\b", text):  # "AA then"
        return text
    for clause, wishes in reversed(list(zip(clauses, wishing, strict=True))):
        if not wishes and _TELLS.search(clause.group(0)) and not _TONIGHT.search(clause.group(0)):
            text = text[: clause.start()] + _TIME.sub("", clause.group(0)) + text[clause.end() :]
    return re.sub(r"  +", " ", text)
