"""What somebody reports about a listing: nobody there, a dead link, another hour, something that was not safe."""

import re

from actions.groups import places
from actions.groups.query.clocks import DAY_OF
from actions.groups.query.kin import OTHERS

_REPORTS = (
    (
        "bad_link",
        r"\b(?:link|url|zoom|meeting id|passcode|password|pin|number)\b.{0,30}\b(?:"
        r"(?:goes|leads|went) nowhere|(?:(?:is|"
        r"was|seems|looks|has been) )?(?:dead|"
        r"broken|bad|out of service|disconnected|"
        r"wrong|invalid|incorrect|expired|out of date)|(?:doesn't|does not|didn't|isn't|won't|"
        r"not|never) (?:work|open|load|"
        r"connect|"
        r"valid|go through)\w*|expired|fails|failed)|\b(?:dead|broken|bad|wrong|expired|invalid) (?:link|password|"
        r"passcode|"
        r"code|meeting id|number)\b|(?:link|url|it|page) (?:goes nowhere|takes me nowhere|is a dead end|times out|"
        r"gives (?:me )?(?:a )?404)|page not found|number (?:just )?(?:rings out|goes unanswered|is not in service|"
        r"keeps ringing)|"
        r"couldn't (?:join|get in|connect)|(?:link|url) (?:takes|sends|brings) me to (?:\w+ ){1,4}(?:not found|wrong|"
        r"error|else|blank)|no host (?:let|lets|letting)|"
        r"(?:phone|number)(?: \w+){0,4} (?:just )?rings(?: and rings| out)?$|"
        r"(?<!will )(?<!would )(?<!do )(?<!if )(?<!can )(?:nobody|no one|host|they|never|not) (?:would "
        r")?(?:lets?|admitted|letting) me in(?:to)?|"
        r"(?:rang|called|phoned|tried|dialled) (?:the|that|your) number\b.{0,40}\b(?:private|wrong|someone's|"
        r"somebody's|a (?:shop|takeaway|"
        r"taxi|fax|house|different)|not them|not in use|unobtainable|nothing to do with)|"
        r"(?:stuck|left|waiting|sat) in (?:the|a) waiting room|can't (?:join|get into|open) (?:it|that|this|"
        r"the (?:link|"
        r"meeting|call))",
    ),
    (
        "not_meeting",
        r"\b(?:(?:doors?|hall|place|building|gates?|church|cent(?:re|er)|venue|library|school|clubhouse|chapel) (?:was|"
        r"were|is|all) (?:all )?"
        r"(?:locked|shut up|shut|closed|dark|empty|deserted|in darkness|boarded up)|locked out|locked doors?|(?:just "
        r")?an? "
        r"empty (?:room|parking lot|car park|hall|building|church|screen|"
        r"chair|call|zoom)|stood "
        r"(?:outside|there) "
        r"(?:\w+ ){0,4}(?:alone|on my own|in the (?:rain|cold))|waited (?:\w+ ){0,4}(?:and )?(?:nobody|no one|nothing)|"
        r"(?:it|meeting|group) (?:wasn't|was not|isn't) (?:on|there|happening|running)|not a soul (?:about|around|in "
        r"sight|"
        r"there)|there(?:'s| has| is)? (?:been )?no (?:meeting|group) (?:there|any ?more|for (?:\w+ )?(?:weeks|"
        r"months|years|ages))|"
        r"hasn't been an? (?:meeting|group)|no sign of (?:anyone|anybody|them|it|a meeting|the group)|"
        r"(?<!know )(?<!knew )(?:nobody|no "
        r"?one|not a soul|no people) "
        r"(?:was |were |else )?(?:there|came|"
        r"showed(?: up)?|bothered(?: to (?:show|come|turn up))?|turned up|"
        r"in the room|joined|here)|(?:it was|place was|room was|church was) (?:empty|"
        r"locked|closed|"
        r"dark)|there was no (?:meeting|group)|"
        r"(?:it|meeting|group) (?:was|is|got|has been|is being) (?:cancell?ed|called off|shut "
        r"down|discontinued)|(?<!i )(?<!he )(?<!she )(?<!they )(?<!we )never (?:happened|started|took place)|"
        r"(?:didn't|did not) "
        r"(?:happen|"
        r"take place|start)|host (?:never|didn't) (?:came|come|showed|show|turned up|turn up)|"
        r"nobody (?:opened|answered) the door|"
        r"(?:nobody|no one|not a soul|no people) (?:was |were |turned up |showed up |came )?(?:at|to|in) (?:the |"
        r"your |that "
        r")?(?:\w+ ){0,4}?(?:group|meeting)\b(?! (?:i|that|knows|will|can))|"
        r"(?:doesn't|does not|no longer|not) (?:exist|meet(?:ing)?|running)(?: any ?more)?|it'?s closed down|has "
        r"closed|group (?:is )?gone|meeting (?:is )?gone)",
    ),
    (
        "wrong_time",
        r"\b(?:it|page|listing|site|website|app|you|they|thing) (?:said|says|told me|have|had|has|shows|showed) "
        r".{1,20}? "
        r"but (?:it|they|the meeting|the group|meeting|group)(?:'s| is| was)? (?:actually |really )?(?:starts?|started|"
        r"begins?|began|meets?|met|at|on)\b|"
        r"\b(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?|\w+day)(?: one| meeting| group)? (?:you (?:gave|sent|told|said|"
        r"listed)(?: me)?|on (?:your|the) "
        r"(?:list|site|page)) (?:actually |really )?(?:starts?|is|begins?|meets?) (?:at|on|actually)\b|"
        r"\bwrong (?:time|day|hour|date)|\bdifferent (?:time|day) (?:now|these days)|\b(?:time|day|hour|date)(?:'s| "
        r"is| was) (?:all )?(?:wrong|incorrect|out of "
        r"date|not right)|\byour (?:listing|site|website|info\w*|page|list|data|app) (?:says|said|has|"
        r"shows|is "
        r"(?:wrong|out of date|old))|\b(?:they|it|that one|group|meeting)(?:'ve| have|'s| has| is| was| got)? "
        r"(?:been |now )?(?:moved|"
        r"switched|changed|gone) to (?:an? |the )?(?:\w+day|earlier|later|\d|noon|evenings?|mornings?|afternoons?|"
        r"different|new)|^(?:it's|it is|they're|they are|they meet|it meets|"
        r"that's) (?:actually |really |now )?(?:at|on) .{1,20}? (?:not|now)\b(?! (?:at|on) all)|"
        r"\b(?:it|they|meeting|group|that one) (?:actually |really )?(?:starts?|started|begins?|began|was|is) (?:at|"
        r"on) .{1,20}? (?:not|"
        r"instead of|rather than) (?:at )?(?:\d|\w+day)|"
        r"(?:time|day) (?:is|was|on it is|you gave (?:me )?(?:is|was)) wrong|(?:it|"
        r"they) (?:starts?|started|meets?) (?:at (?:a )?different "
        r"time|(?:an hour|half an hour) (?:later|earlier))|(?:time|day) (?:has |was |had )?changed|(?:moved|changed|"
        r"switched) (?:to )?(?:a |the |its |their )?(?:different |other |another |new )?(?:time|day|hour)",
    ),
    (
        "unsafe",
        r"\b(?:(?:place|group|meeting|room|it|there|that one)(?:'s| is| was| isn't| wasn't)(?: not| never)? (?:a "
        r")?safe|"
        r"(?:people|someone|somebody|guys?|men|they|a (?:man|bloke|guy|woman)|members?)(?: (?:in there|there|"
        r"outside|at "
        r"it))? (?:was|were|is|are) (?:openly )?(?:selling|dealing|offering|passing round|shooting up|injecting)\b|"
        r"pulled a knife|a fight broke out|(?:felt|feel|feels|feeling) (?:very |really |so )?(?:unsafe|"
        r"threatened)|unsafe|not safe there|"
        r"creep(?:y|ed me out|s)?|(?:made|making) (?:a pass|moves|advances) (?:at|on) me|(?:didn't|did not|don't|"
        r"not) feel "
        r"(?:very |at all |really )?safe(?: there)?|(?:some(?:one|body)|some (?:bloke|guy|man|woman|fella)|an? "
        r"(?:man|woman|guy|bloke|member|fella)|one of (?:the|them)(?: \w+)?|the (?:host|chair|leader|bloke|guy|man)) "
        r"(?:there )?"
        r"(?:\w+ ){0,6}?(?:touched|threatened|followed|grabbed|cornered|filmed|groped) me|propositioned|leer(?:ed|"
        r"ing)|(?:kept|keeps|tried) (?:touching|to "
        r"touch|to "
        r"kiss|following|hugging) me|(?:screamed|shouted|yelled|swore) at me|(?:racist|homophobic|transphobic|sexist) "
        r"(?:remarks?|comments?|jokes?|abuse|stuff)|stalk(?:ed|ing) me|tried to sell me|hit on me|groped|pressured "
        r"me|harass\w*|predator|asked (?:me )?for money|"
        r"(?:kept|keeps) (?:asking|pestering|messaging|texting|ringing|staring|looking)(?: \w+){0,2} (?:me|for my "
        r"(?:number|address|instagram|facebook|phone))|(?:offered|offering|sold|selling) me (?:\w+ )?"
        r"(?:pills|drugs|weed|coke|gear|a (?:drink|line|hit|bag)|drink)|"
        r"(?:someone|somebody|a (?:man|woman|member|guy)|one of them|they|he|she)\b.{0,40}\b(?:group|"
        r"meeting)\b.{0,12}\btold my (?:boss|wife|"
        r"husband|mum|mam|mother|dad|father|work|family|partner|ex|neighbou?rs?|employer|manager|\w+)\b (?:i|about|"
        r"that|what|where)|"
        r"told (?:everyone|everybody|people|the whole \w+) (?:about me|my "
        r"(?:business|name|story)|what i said)|(?:took|taking) (?:a )?(?:photos?|pictures?|video) of (?:me|us)|"
        r"outed me|"
        r"laid (?:a hand|hands) on me|put (?:his|her|their) hands? on (?:me|my)|someone "
        r"(?:touched|threatened|"
        r"followed) me|scam)\b",
    ),
)
# A danger at home, or somebody who looks for a group because of it: no word about a listing.
_AT_HOME = re.compile(
    rf"\b(?:my|an|the) (?:\w+ )?(?:{OTHERS['partner']})\b|\b(?:at|my) home\b|\bsafe (?:anywhere|outside|in my)\b|"
    r"\b(?:(?:any|is there an?|looking for an?|need an?|want an?|find an?|know of an?) (?:\w+ ){0,2}(?:groups?|"
    r"meetings?)|"
    r"support (?:groups?|for)|groups? for)\b"
)


def kind_of(text: str) -> str | None:
    """The kind of report a tidied sentence is: bad_link, not_meeting, wrong_time, unsafe or None."""
    for kind, pattern in _REPORTS:
        if re.search(pattern, text) and not (kind == "unsafe" and _AT_HOME.search(text)):
            return kind
    return None


# A listing's name as somebody types it: two words or more, most of them with a capital.
_TITLE = re.compile(
    r"(?:\b(?:for|to|at|of|with|called|tried|joined|into|the)|^) ?((?:[A-Z][\w'-]+)(?: (?:[A-Z][\w'-]+|of|to|the|and|&|"
    r"in|for|on|from))*(?: [A-Z][\w'-]+))(?=\b)"
)
_NO_TITLE = re.compile(
    r"^(?:(?:zoom|aa|na|ga|oa|al-anon|the|link|meeting|group|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"night|morning|i|church|hall|centre|center|street|road|st|alcoholics|narcotics|gamblers|anonymous|in|at|on|for|of)"
    r"\b ?)+$|^(?:aa|na|ga|oa|ca|coda|al-anon|smart|zoom) |\b(?:church|hall|street|road|centre|center|anonymous)\b"
)


# One word alone: "the password for Daybreak", "the Phoenix meeting".
_ONE_WORD = re.compile(
    r"\b(?:for|at|of|to|called|the) (?:the )?([A-Z][a-z]{4,})(?= (?:group|meeting)\b|[ ,.](?:doesn|does|is|was|has|"
    r"it|and|keeps)|$)"
)
_COMMON = frozenset(
    [
        "christmas",
        "easter",
        "facebook",
        "whatsapp",
        "discord",
        "skype",
        "english",
        "spanish",
        "church",
        "narcotics",
        *DAY_OF,
    ]
)


def name_in(typed: str) -> str | None:
    """The listing's name in a report as it was typed, in small letters; None when none is typed as a name."""
    if (single := _ONE_WORD.search(typed)) and not _TITLE.search(typed):
        name = single.group(1).lower()
        if not _NO_TITLE.search(name) and not places.named(name) and name not in _COMMON:
            return name
    for found in _TITLE.finditer(typed):
        name = found.group(1).lower()
        grouped = re.match(r" (?:group|meeting|one)\b", typed[found.end() :]) and not _NO_TITLE.match(name)
        if grouped or not _NO_TITLE.search(name):
            return name
    return None
