"""Somebody who says that the trouble is their own, though they name others: "my wife has had enough of my drinking"."""

import re
from functools import lru_cache

from actions.groups import taxonomy
from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence, phrase

# What the one who stands beside does: "I'm the one who pays", "the one who pours it down the sink".
CARRIES = (
    r"(?:needs? (?:\w+ )?(?:help|support|a break)|ha(?:s|d) to|pa(?:ys|id)|pour(?:s|ed)|pick(?:s|ed)|look(?:s|ed)|"
    r"car(?:es|ed)|clean(?:s|ed)|worr(?:ies|ied)|suffer(?:s|ed)|left|is left|found|finds|live[sd]|drives|drove|does|"
    r"did|"
    r"handl\w+|deal(?:s|t)|cope[sd]|rais\w+|holds|held|keeps|sees|saw|puts up|put up|gets (?:the|hit|shouted|blamed)|"
    r"can't (?:stop|help) (?:crying|worrying|thinking)|cries|crying|falling apart|falls apart|breaks down|holding|"
    r"wait(?:s|ed)|lies|cover(?:s|ed)|hides (?:his|her|their)|married|stay(?:s|ed)|lost|called|rings|walk(?:s|ed))\b"
)
_NOT_THEIRS = r"(?!(?:his|her|their|him|he|she|they|he's|she's|my|our|about|of)\b)"


@lru_cache(maxsize=1)
def _trouble() -> str:
    """Words of all topics but the losses, with none of somebody else's after them: "my alcoholic wife" is not mine."""
    known = taxonomy.load().topics
    words = (w for topic in known.values() if topic.role is None for w in topic.words)
    return phrase(tuple(words)).pattern + rf"(?!'?s? (?:[\w-]+ )?{OTHER}\b)"


@lru_cache(maxsize=1)
def _own() -> re.Pattern[str]:
    trouble = _trouble()
    return re.compile(
        rf"\bmy (?:own |bad |secret |bloody |stupid )?(?:{trouble})|\bi(?:'ve| have)? (?:once |also |"
        rf"just )?survived an? "
        rf"(?:suicide )?attempt\b|"
        rf"\b(?:i|i've|i'd) (?:just |also |still |always |now )?(?:had an?|had another|have|get|got|suffer|keep "
        rf"(?:having|"
        rf"getting)|"
        rf"was diagnosed|been diagnosed)(?: got)? (?:an? |the |from |with |my |these |bad )*(?:{trouble})|"
        # what others say or want of the one who writes
        rf"\b(?:says?|said|thinks?|thought|reckons?|told me|tells me|swears?|convinced|saying|worried|noticed|"
        rf"call(?:s|ed) me)"
        rf"(?: that)? (?:i'm|i've|i|an?|the)(?: have| am|'ve)? (?:{_NOT_THEIRS}[\w']+ ){{0,4}}?(?:{trouble})|"
        r"\b(?:told|tells?|telling|begged|begs?|begging|asked|asks?|asking|wants?|made|makes|pleaded with|pleads "
        r"with|nags?|"
        r"nagging|forced|urged|warned|ordered|at) me to (?:\w+ ){0,2}?(?:stop|quit|get (?:some )?(?:help|sober|clean|"
        r"treatment)|cut down|give (?:it )?up|sort (?:it|myself) out|pack (?:it|up|in)|do something about it)\b"
        r"(?! (?:him|her|them|calling|ringing|enabling))|"
        rf"\bpromis(?:ed|e|ing) (?:\w+ ){{0,3}}?(?:that )?i(?:'d|'ll| would| will) (?:stop|quit|get|give|cut|pack|"
        rf"never)\b|"
        # caught, seen, or choosing
        rf"\b(?:found|find|finds|finding|discovered|spotted) my (?!{OTHER}'?s?\b)(?:\w+ )?(?:stash|bottles?|empties|"
        rf"works|"
        r"needles|gear|account|pills|bets?|receipts|history|cans|vodka|wine|letters|cuts|scars|laxatives)\b|"
        r"\b(?:seen?|saw|found|finds|caught) me (?:drunk|high|fall\w*|passed out|at my worst|like this|drinking|using|"
        r"gambling|smoking|cutting|hurting|throwing up|being sick|stealing|in a state|pissed|stoned|on the floor)\b|"
        # how it came, and whom one is becoming
        rf"\bi(?:'ve|'m|'d)? (?:just |recently |finally |only )?(?:was |got |been |have been |being |am )*diagnosed "
        rf"(?:as |with )?"
        rf"(?:an? )?(?:{trouble})|\bwhile i (?:[\w']+ ){{0,5}}?(?:{trouble})|"
        rf"\bi (?:used|smoked|injected|snorted|took) (?:\w+ )?(?:{trouble})|"
        r"\b(?:had|have|took|it was) my last (?:drink|bet|fix|line|joint|spin|hit)\b|\bintroduced me to\b|\band "
        r"(?:now )?i'm (?:now )?(?:hooked|addicted)\b|"
        r"\bgot me (?:on|on to|onto|into|hooked|started|doing|using|addicted)\b|"
        rf"\b(?:turning|turned|becoming|ending up|ended up) (?:just |exactly )?(?:in ?to|like|as bad as)? ?(?:my|"
        rf"me) {OTHER}\b|"
        r"\b(?:drink|drinking|gamble|gambling|use|using) (?:just |exactly )?(?:like|the same (?:way )?as) my \w+ "
        r"(?:did|does|was|"
        r"used)\b|\blike (?:father|mother),? like (?:son|daughter)\b|\bfollow(?:ing|ed) in (?:his|her|my \w+) "
        r"footsteps\b|"
        r"\b(?:nobody|no one|none of (?:them|us)|not (?:him|her|them))\b.{0,40}\bi do\b|"
        r"\bi (?:can't|cannot|couldn't|can not) (?:stop|quit|put it down|leave it alone)(?= ?$| ?[.,;!?]| it\b)|"
        rf"\bi(?:'?m| am| was|'ve (?:always )?been| have been) the one (?:\w+ing and )?(?:cooking|dealing|"
        rf"drinking|using|gambling|"
        r"smoking|betting|spending|injecting|snorting|stealing|lying|relapsing|drunk|high|sick|ill|addicted|hooked)\b|"
        rf"\b(?:this|it|that)(?:'s| is| would be) (?:just |only |really |actually |"
        rf"all )*for me\b(?! {OTHER})(?! (?:to|and|or|as)\b)|"
        rf"\bi'?m the one (?:(?:in|on|with|having|drinking|using|gambling|smoking|struggling)\b|(?:who|that)(?:'s)? "
        rf"(?!{CARRIES}))|"
        r"\bnot (?:my |the |for my )?(?:husband|wife|partner|kids?|son|daughter|mum|mom|dad|boyfriend|girlfriend|"
        r"friend|brother|"
        r"sister|him|her),? (?:but )?(?:it's |its )?(?:for )?me\b|\b(?:that|it|the (?:one|drinker|addict|gambler|"
        r"problem))(?:'s| is)"
        r" (?:actually )?me\b(?! (?:wife|husband|mum|dad|son|mam|da|brother|sister|that pays|who pays))"
    )


@lru_cache(maxsize=1)
def _or_else() -> re.Pattern[str]:
    """ "It's me or the bottle": said to the one who writes, unless they said it themselves."""
    return re.compile(
        r"\b(?:it's|its|it is|it was|choose between|pick between|choose) (?:either )?(?:me|us|her|him|them|(?:the|"
        r"my|our) "
        rf"(?:\w+)) (?:or|and) (?:the |my )?(?:\w+ )?(?:{_trouble()})"
    )


@lru_cache(maxsize=1)
def _others() -> re.Pattern[str]:
    """Somebody named whose own trouble is told as well."""
    trouble = _trouble()
    return re.compile(
        rf"\b(?:my|our) (?:\w+ )?{OTHER}(?:'s|s')? (?:(?!my\b|me\b|i\b|i'm\b|says?\b|said\b|thinks?\b|reckons?\b|"
        rf"told\b|"
        rf"left\b|leaving\b|because\b|over\b|since\b|about\b|found\b|knows?\b|hates?\b|wants?\b|with my\b)[\w']+ "
        rf"){{0,4}}?"
        rf"(?:{trouble})|\b(?:alcoholic|addicted|drunk|drinking|gambling|depressed|bipolar|autistic) {OTHER}\b|"
        rf"\b(?:grew up|growing up|raised by|married to an?)\b|\bnow (?:it's )?(?:my|our) (?:\w+ )?{OTHER}\b"
    )


# Said against what came before it.
_BUT_MINE = re.compile(
    r"\band now (?:i do|i am|so do i|so am i|i'm (?:one|the same|as bad|just like|the one|doing it)|"
    r"it's me)\b(?! (?:not|everything|it "
    r"all|the one (?:who|that)))|"
    r"\b(?:both of us|we both|we're both|we are both|the two of us|us both)(?: (?:are|have|'ve|got|an?|in|heavily|"
    r"badly|also))* "
    r"(?:addict\w*|alcoholics?|drink\w*|us(?:e|ing)|gambl\w*|recovery|sober|smok\w*|hooked|relaps\w*)\b|"
    r"\b(?:found|finds|find|discovered|caught) (?:\w+ )?(?:needles|pills|bottles?|weed|drugs|cocaine|cannabis|cans|"
    r"vodka|wraps?|foil|"
    r"pipes?|razors?|blades?|laxatives|receipts|slips) (?:\w+ )?(?:in|under|behind) my (?!(?:son|daughter|kid|child|"
    r"girl|boy|husband|wife|partner|brother|sister|lad|mum|dad|lass|teen|grand)\w*)(?:\w+ )?(?:room|bag|bed|"
    r"drawers?|car|coat|"
    r"pockets?|wardrobe|locker|jacket|desk|flat)\b|"
    # how it came: "I started drinking because my husband drank"
    r"\bi(?:'d| had)? (?:only |just |first |also |then )*(?:started|began|begun|took up|taken up|got into|turned to|"
    r"learned|"
    r"learnt|picked up|took to|fell into|went back to) (?:on |to |with )?(?:the )?(?:drink(?:ing)?|gambl(?:e|ing)|"
    r"us(?:e|ing)|"
    r"smok(?:e|ing)|betting|bet|bottle|booze|alcohol|heroin|cocaine|cannabis|drugs|meth|opioids|vap(?:e|ing)|"
    r"binge(?:ing)?|cutting|porn)\b(?! (?:tea|coffee|water|milk|the (?:bus|train|gym|app|phone)|a (?:walk|mediator)|"
    r"less|again to))(?=.*\b(?:because|since|with|from|like|after|when|so|to (?:cope|keep|be|fit|numb|forget|"
    r"please))\b)|"
    r"\bi only (?:drink|drank|gamble|gambled|use|used|smoke|smoked|bet) (?:because|when|since|with|to)\b|"
    r"\b(?:he|she|they|my \w+|who) (?:first )?(?:started|put) me on(?:to)? (?:the )?(?:heroin|cocaine|cannabis|drugs|"
    r"meth|"
    r"opioids|alcohol|drink\w*|gambling|nicotine)\b|"
    r"\b(?:but|though|actually|no,?) (?:it's me|i'm the one|i am the one) (?:(?:in|on|with|having|drinking|using|"
    r"gambling|"
    r"struggling)\b|(?:who|that)(?:'s)? (?!" + CARRIES + r"))|\bnot (?:my |the )?\w+ .{0,40}\bit's me\b|"
    r"\bnow i (?:also |just |even )?(?:drink|gamble|use|smoke)\b(?! (?:because|to cope|with))|\b(?:and|but|now) "
    r"i(?:'ve| have)(?: got)? an? "
    r"(?:\w+ )?(?:gambling|drink|drinking|drug|alcohol|porn|spending|cocaine) (?:problem|habit|addiction)\b|"
    r"\bnow (?:they say |it seems )?i (?:am|do|have it) (?:as well|too)\b|\bthey say i am(?: as well| too)\b"
)


def is_own(said: Sentence) -> bool:
    """Whether the words say that the trouble is the seeker's own, and none that another has one too."""
    text = said.whole
    i_said_it = re.search(r"\b(?:i|i've|i have) (?:told|said|say|gave|warned|tell|asked)\b", text)
    if not i_said_it and _or_else().search(text):
        return True
    if _BUT_MINE.search(text):
        return True
    return _own().search(text) is not None and not _others().search(text)
