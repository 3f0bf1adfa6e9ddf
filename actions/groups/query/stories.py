"""Times of a story: "I get up at five still", "he rang me this morning drunk". Nobody asks for a group then.

A clause in which somebody does or suffers something, and nothing is wished for, loses its times when the wish stands in
another one.
"""

import re

from actions.groups.query.kin import OTHER

_WISH = re.compile(
    r"\b(?:groups?|meetings?|need|want|wants|looking|look for|find|like|"
    r"(?<!him )(?<!her )(?<!them )(?<!me )something|somewhere|anything|anywhere|prefer|"
    r"can(?!'t| barely| hardly)|could(?!n)|online|near|free|available|suits?|best|attend|zoom|support|chat|please|then|"
    r"aa|na|ga|oa|ca|al-anon|alanon|nar-anon|slaa|smart|gam-anon|anon|anonymous|"
    r"alateen|coda|griefshare|cma|cruse|off|after that|is there|are there|any|only|works? for me|"
    r"prayer|remind|meets?|(?<!i )starts?|finish\w*|home|work(?:s|ing)?|shifts?|bed|lunch|not (?:be )?able|would|'d)\b"
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
    r"pour\w*|pull|pulls|pulled|swallow\w*|smok\w+|use|uses|used|binge\w*|eat|eats|ate|purge\w*|vomit\w*|panic\w*|"
    r"sleep|"
    r"sleeps|slept|fell|fall|falls|said|says|read|reads|reach(?:es|ed)?|cook(?:ed)?|start|starts|visit(?:s|ed)?|"
    r"set|sets|pray(?:s|ed)?|iron(?:s|ed)?|wash(?:es)?|play(?:s|ed)?|watch(?:es|ed)?|sing|sings|sang|"
    r"meet(?=s? my)|see|sees|saw|hear|hears|heard|feel|feels|felt|kicked|arrest\w*|"
    r"took|take|takes|gave|give|gives|had|has|have|'ve|put|puts|packed|moved|lock|locks|locked|hide|hides|hid|beg|begs|"
    r"cleans?|delivers?|teach(?:es)?|milks?|drives?|drove|marks?|cooks?|feeds?|bakes?|stacks?|gambles?|binges?|"
    r"panic(?:s|"
    r"ked)?|cries|vomits?|relapsed?|overdosed|scratch(?:es|ed)?|snort\w*|inject\w*|bets?|checks?|counts?|washe[sd])"
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
    rf"\b(?:(?<!right )now(?! (?:and|that))|soon(?! as)|(?:at|by|around|about|before|till|until|from|past|"
    rf"since) {_HOURS}(?![\w:/-])(?! ?(?:years?|months?|weeks?|"
    r"days?|people|drinks|pints|pills|miles|of|kids|children|times))|this (?:morning|mornin|afternoon|evening)|"
    rf"(?:earlier |late(?:r)? )?(?:today|tonight)|(?:on |over )?{_MANY}(?: of the week)?|in the (?:mornings?|evenings?|"
    r"afternoons?|night)|at (?:weekends|night|lunchtime)|(?:(?:on|of) an? |on |by |every |since |"
    r"until )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?"
    r"(?: (?:nights?|mornings?|afternoons?|evenings?))?|(?:every|each) (?:other |second |single |blessed )?(?:weekend|"
    r"monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|day|night|morning|evening|afternoon|week)|"
    r"\d{1,2}(?:[:.]\d\d)? ?[ap]m)(?= |$|[,.;!?])"
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


# "Vodka before nine", "wine open by eleven", "casino apps till four": the trouble and its hour, with nobody named.
_TAKEN = re.compile(
    r"\b(?:wine|vodka|gin|rum|whisk(?:e)?y|beers?|cider|lager|cans?|pints?|bottles?|drinks?|drinking|drunk|pished|steaming|wasted|legless|sozzled|blootered|langers|shots|"
    r"glass(?:es)?|"
    r"fags?|cigarettes?|joints?|spliffs?|weed|coke|lines|bookies|bets?|betting|slots|casinos?|roulette|poker|wages|"
    r"scratch ?cards?|shaking|shakes|sweating|crying|vomiting|sick|high|stoned|marking|milking|scrolling|gaming|"
    r"hung ?over|"
    r"panicking|bingeing|pissed|hammered|plastered|skint|broke)\b"
)
_BY_THEN = re.compile(rf"\b(?:by|before|till|until|past|at) {_HOURS}(?![\w:/-])(?! ?(?:alcoholics|addicts|people))")
_ASKS = re.compile(
    r"\b(?:groups?|meetings?|need|want|wanna|looking|find|like|something|somewhere|anything|anywhere|prefer|online|"
    r"zoom|"
    r"near|suits?|attend|chat|please|can(?!'t)|could(?!n)|aa|na|ga|oa|ca|al-anon|nar-anon|gam-anon|smart|anonymous|is "
    r"there|are there|any|free|available|meets?|class|session|support|time|so|best)\b"
)
# "Ten before lunch": how many, and by when.
_SO_MANY = re.compile(
    rf"\b(?P<keep>(?:first|second|third|next|another) (?:drink|pint|can|glass|bottle|bet|fix|joint|"
    rf"(?<=pour the first )one|(?<=crack the first )one|one(?= (?:by|before)))) (?:by|before|at) "
    rf"{_HOURS}(?![\w:/-])(?! (?:groups?|meetings?))|\b(?P<also>second|third|another) (?:by|"
    rf"before) {_HOURS}(?![\w:/-])|"
    r"\b(?:\d+|one|two|three|four|five|six|eight|ten|twelve|twenty|half|most|first|another|second)(?: of them)? before "
    r"(?:lunch|noon|breakfast|dinner|bed|work|midday|dawn)\b(?! (?:groups?|meetings?))"
)
# "Mornings I drink", "weekends he disappears": when somebody does it.
_PART = (
    r"(?:(?:in the |at |on |over the |most )?(?:mornings|evenings|afternoons|nights|lunchtimes|lunch times|weekends|"
    r"mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|weeknights)|(?:every|each) (?:single |other "
    r")?(?:morning|evening|night|afternoon|lunchtime|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday))"
)
_THEN_I = re.compile(
    rf"(?<![\w-]){_PART},? (?=(?:i|he|she|they|we|{OTHER}) (?:just |only |always |still |\w+ly )?(?!(?:want|need|can|"
    rf"could|"
    r"prefer|would|am|'m|are|is|like|have|finish|work|get|do|go|will|may|might|should|don't|can't|cannot|could|"
    r"usually)\b)"
    r"[a-z]+)"
)
_WORST = re.compile(
    rf"(?<![\w-])(?:{_PART}|(?:christmas|xmas|new year'?s?|easter|birthday)(?: (?:day|eve|morning|night))?) (?:is|"
    rf"are|was|"
    r"were|feels?) (?:always |just |still |so |really |by far )*(?:the |my )?(?:worst|hardest|hell|awful|unbearable|"
    r"torture|"
    r"long|longest|empty|terrible|horrible|difficult|a nightmare)\b"
)
_OF_TERM = re.compile(
    r"\b(?:every|each) (?:single |bloody )?(?:day|night|evening|morning|weekend) of (?:term|my life|our (?:life|"
    r"marriage)|"
    r"the (?:term|season|holidays|harvest|lambing|calving|war|tour|year|summer|winter|school year)|lockdown)\b"
)


_ROUND = re.compile(
    r"\b(?:day and night|night and day|morning,? noon and night|(?:from )?(?:morning|dawn|sun ?up|noon|"
    r"first thing) (?:till|until|til|to) (?:night|dusk|sun ?down|bed ?time|evening)|day in,? day out|"
    r"day after day|night after night|"
    r"round the "
    r"clock)\b"
)
# When the bus goes.
_BUS = re.compile(
    rf"\b((?:bus|buses|train|trains|ferry|tram|boat|lift|taxi|metro|tube|pub|shop|nursery|creche|school|office|"
    rf"surgery)(?:'s)? "
    rf"(?:(?:only|just|last|home|back|here) )*(?:runs?|goes|go|leaves?|stops?|comes?|is|are|shuts?|closes?|opens?|"
    rf"gets in|ends|"
    rf"finishes|starts)) (?:only )?(?:till|until|at|by|before|from|after) {_HOURS}(?![\w:/-])"
)
_MEAL = re.compile(
    r"\b(?:by|before|at|with|over|until) (?:lunch(?:time)?|breakfast|tea ?time|dinner|noon|midday|elevenses|dawn|"
    r"sunrise|sun ?up)\b"
)
# "Cocaine at weekends has become wednesdays too."
_BECAME = re.compile(
    r"\b(?:become|became|turned (?:in)?to|crept (?:in|into)|spread (?:in)?to|grown into|went from|going from)\b"
)


_HINT = re.compile(
    r"\d|morning|evening|afternoon|night|noon|lunch|breakfast|week|day|christmas|xmas|easter|new year|dawn|dinner|"
    r"tea ?time|clock|"
    r"every|each|elevenses|sun ?(?:rise|up)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"first|second|third|"
    r"another|next|most|half)\b"
)


def _of_trouble(text: str) -> str:
    """Without the hours at which somebody drank or lost, in clauses that wish for nothing."""
    if not _HINT.search(text):
        return text
    text = _OF_TERM.sub(" ", _SO_MANY.sub(lambda m: m["keep"] or m["also"] or " ", _WORST.sub(" ", text)))
    text = _BUS.sub(r"\1", _ROUND.sub(" ", text))
    if _BECAME.search(text) and not _ASKS.search(text):
        text = _TIME.sub(" ", text)
    for clause in reversed(list(_CLAUSE.finditer(text))):
        words = clause.group(0)
        if _ASKS.search(words):
            continue
        told = _THEN_I.sub("", words)
        if _TAKEN.search(told) and len(told.split()) > 2:
            told = _MEAL.sub(" ", _BY_THEN.sub(" ", told))
        text = text[: clause.start()] + told + text[clause.end() :]
    return text


def without(text: str) -> str:
    """A sentence without the times of its story; where nothing is wished for besides, only those of the trouble."""
    text = _of_trouble(text)
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
