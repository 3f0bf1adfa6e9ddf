"""Making a typed sentence readable: case, accents, text spellings, typos against the words we know."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from actions.groups import places, taxonomy
from actions.groups.folding import fold
from actions.groups.places_build import HOME
from actions.groups.query.relations import OTHER_OF

_SMS = {
    "2nite": "tonight",
    "wrk": "work",
    "wrkn": "working",
    "l8": "late",
    "l8r": "later",
    "m8": "mate",
    "m8s": "mates",
    "gr8": "great",
    "nxt": "next",
    "evry": "every",
    "evryday": "every day",
    "mornin": "morning",
    "mornins": "mornings",
    "evenin": "evening",
    "evenins": "evenings",
    "nothin": "nothing",
    "nuthin": "nothing",
    "anythin": "anything",
    "anyfing": "anything",
    "nethin": "anything",
    "sumone": "someone",
    "owt": "anything",
    "nowt": "nothing",
    "summat": "something",
    "2mrw": "tomorrow",
    "tomo": "tomorrow",
    "tmrrw": "tomorrow",
    "hlp": "help",
    "wiv": "with",
    "wif": "with",
    "wat": "what",
    "pleez": "please",
    "plse": "please",
    "cud": "could",
    "wud": "would",
    "nd": "and",
    "skool": "school",
    "hav": "have",
    "aint": "ain't",
    "wasnt": "wasn't",
    "wouldnt": "wouldn't",
    "couldnt": "couldn't",
    "arent": "aren't",
    "youre": "you're",
    "ther": "there",
    "aftr": "after",
    "bfore": "before",
    "appt": "appointment",
    "hosp": "hospital",
    "probs": "probably",
    "missis": "missus",
    "tonite": "tonight",
    "2night": "tonight",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tmw": "tomorrow",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    "tomoz": "tomorrow",
    "w/": "with",
    "w/out": "without",
    "w/o": "without",
    "w": "with",
    "4": "for",
    "u": "you",
    "ur": "your",
    "pls": "please",
    "plz": "please",
    "grp": "group",
    "mtg": "meeting",
    "mtgs": "meetings",
    "bf": "boyfriend",
    "gf": "girlfriend",
    "hubby": "husband",
    "atm": "now",
    "rn": "now",
    "thx": "thanks",
    "b4": "before",
    "wknd": "weekend",
    "evng": "evening",
    "eve": "evening",
    "nite": "night",
    "nites": "nights",
    "ppl": "people",
    "dont": "don't",
    "cant": "can't",
    "im": "i'm",
    "doesnt": "doesn't",
    "isnt": "isn't",
    "alanon": "al-anon",
    "sth": "something",
    "smth": "something",
    "smthn": "something",
    "smthng": "something",
    "sumthin": "something",
    "somethin": "something",
    "txt": "text",
    "txts": "text",
    "msg": "message",
    "vid": "video",
    "any1": "anyone",
    "every1": "everyone",
    "some1": "someone",
    "2nt": "tonight",
    "2nyt": "tonight",
    "nyt": "night",
    "wkly": "weekly",
    "mth": "month",
    "bout": "about",
    "abt": "about",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "cuz": "because",
    "ya": "you",
    "b": "be",
    "tho": "though",
    "rly": "really",
    "v": "very",
    "wk": "week",
    "wks": "weeks",
    "yr": "year",
    "yrs": "years",
    "bro": "brother",
    "sis": "sister",
    "fam": "family",
    "noche": "noche",
    "esp": "spanish",
    "hr": "hour",
    "hrs": "hours",
    "mins": "minutes",
    "min": "minutes",
    "fone": "phone",
    "grup": "group",
    "groop": "group",
    "ned": "need",
    "sum1": "someone",
    "som1": "someone",
    "2day": "today",
    "tues": "tuesday",
    "thur": "thursday",
    "thurs": "thursday",
    "arvo": "afternoon",
    "wkend": "weekend",
    "wkends": "weekends",
    "moro": "tomorrow",
    "n": "and",
    "r": "are",
    "cos": "because",
    "coz": "because",
    "bc": "because",
    "wot": "what",
    "sumthing": "something",
    "sumwhere": "somewhere",
    "mums": "mums",
    "dr": "doctor",
    "drs": "doctors",
    "bday": "birthday",
    "2mo": "tomorrow",
    "anons": "anonymous",
    "cannot": "can't",
    "wont": "won't",
    "didnt": "didn't",
    "havent": "haven't",
    "ive": "i've",
    "id": "i'd",
    "its": "it's",
    "thats": "that's",
    "whats": "what's",
    "hes": "he's",
    "shes": "she's",
    "theyre": "they're",
}
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays "
    "saturdays sundays"
)
# Right in their own language, and too near to the English word to be what a misspelt one is mended to.
_FOREIGN = frozenset(
    [
        "anonimos",
        "anonimo",
        "alcoholicos",
        "alcoholico",
        "alcoholica",
        "alcooliques",
        "anonymes",
        "heroine",
        "anonyme",
        "alcoolicos",
        "alcolisti",
        "anonimi",
    ]
)
_COMMON = (
    "about after again alone also always anything around because been before being better between both bring broke "
    "brother "
    "call camera change child children church class close closed closer coffee come could crying dance daughter "
    "didn't doing "
    "don't doctor doctors drive during early either enough every everyone everything faith family father feel "
    "feeling find first "
    "for forum found free friend friends from girl going good great group groups happens having hear heard hello "
    "help hers his "
    "home hospital hour hours house however husband instead join just keep know last late later leave leaving like "
    "listen "
    "little living local look looking loss lost love make many married maybe meet meeting meetings might mine "
    "minutes mobile "
    "moderated month months more most mother move much name near need never next nobody nothing now number nurse "
    "nurses only "
    "open other others outside over parent parents partner people person phone place please possible pretty private "
    "problem "
    "quick quit quiet really right running same school sister somebody someone something somewhere soon sorry start "
    "started "
    "starting still stop struggling support talk tell thanks their them then there these they thing things think "
    "this those "
    "though through time times today together tomorrow tonight town tried trying type under until using very video "
    "village "
    "wait walk want week weekend weekends weeks well what when where which while wife window with without women "
    "woman word "
    "words work working would write wrong year years young your zoom faster happier message messages leave fields "
    "lunch "
    "hurting finish friendly gentle serious recent decent moment county country city centre center street road river "
    "water "
    "patent patient patients marry merry stand string strong spring sting sweet sharing share sober"
)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, list[str]], frozenset[str]]:
    """Words a typo may be corrected to, by first letter; and all words that are right as they stand."""
    known = taxonomy.load()
    phrases = [w for t in known.topics.values() for w in t.words] + [
        w for p in known.programmes.values() for w in p.words
    ]
    words = {w for phrase in phrases for w in re.findall(r"[a-z]{5,}", phrase)} - _FOREIGN
    words |= {w for noun in OTHER_OF for w in re.findall(r"[a-z]{5,}", noun)}
    words |= set(_DAYS.split()) | set(
        [
            "husband",
            "wife",
            "partner",
            "boyfriend",
            "girlfriend",
            "daughter",
            "mother",
            "father",
            "brother",
            "sister",
            "parents",
            "online",
            "virtual",
            "in-person",
            "evening",
            "evenings",
            "morning",
            "mornings",
            "afternoon",
            "tonight",
            "tomorrow",
            "weekend",
            "weekends",
            "women",
            "lesbian",
            "transgender",
            "veterans",
            "students",
            "seniors",
            "spanish",
            "wheelchair",
            "christian",
            "secular",
            "anonymous",
            "beginners",
            "newcomers",
            "closed",
            "lunchtime",
            "meeting",
            "meetings",
            "group",
            "support",
            "families",
            "family",
            "friends",
            "discord",
            "facebook",
            "whatsapp",
            "telegram",
            "reddit",
            "thursday",
            "wednesday",
            "person",
        ]
    )
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words):
        by_letter.setdefault(word[0], []).append(word)
    signs = {w for row in taxonomy.read_yaml(taxonomy.DATA / "glossary.yml").values() for w in row["signs"]}
    return by_letter, frozenset(words | set(_COMMON.split()) | signs)


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """Words that are right as they stand, however near to one of ours they are: "speaking" is not "spending"."""
    return frozenset(w for w in _all_english() if len(w) >= 5)


@lru_cache(maxsize=1)
def _all_english() -> frozenset[str]:
    return frozenset(SpellChecker(language="en").word_frequency.words())


def is_english(word: str) -> bool:
    """Whether a lower-case word stands in the English word list."""
    return word in _all_english()


_TOWN = 10_000  # people; the name of such a town at home is no misspelt word


@lru_cache(maxsize=20_000)
def _corrected(word: str) -> str:
    if len(word) < 5 or not word.isalpha():
        return word
    by_letter, right = _vocabulary()
    if word in right or word.rstrip("s") in right or word in _english():
        return word
    if any(p.country in HOME and p.people >= _TOWN for p in places.named(word)):
        return word
    allowed = 1 if len(word) < 8 else 2
    best, distance = word, allowed + 1
    for known in by_letter.get(word[0], ()):
        if abs(len(known) - len(word)) <= allowed:
            gap = OSA.distance(word, known, score_cutoff=distance)
            if gap < distance:
                best, distance = known, gap
    return best


_BEFORE_NUMBERS = frozenset(
    [
        "at",
        "@",
        "around",
        "about",
        "after",
        "before",
        "till",
        "until",
        "by",
        "past",
        "to",
        "from",
        "between",
        "only",
        "all",
        "or",
        "and",
        "age",
        "aged",
        "is",
        "of",
        "step",
        "stage",
        "grade",
        "under",
        "over",
        "last",
        "next",
        "every",
        "these",
        "those",
        "my",
        "our",
        "the",
    ]
)


def _is_number(tokens: list[str], i: int) -> bool:
    """Whether the 4 at `i` is a number, and not "for"."""
    alone = i == 0 or i + 1 == len(tokens) or not tokens[i + 1][:1].isalpha()
    unit = i + 1 < len(tokens) and re.match(
        r"(?:[ap]m|years?|yrs?|days?|weeks?|months?|hours?|miles?|km|people|of|or)\b", tokens[i + 1]
    )
    return alone or unit is not None or tokens[i - 1].strip(",.;") in _BEFORE_NUMBERS


def tidy(text: str) -> str:
    """The sentence as the readers expect it: folded, text spellings written out, typos of known words mended."""
    words = []
    tokens = fold(text).split(" ")
    for i, token in enumerate(tokens):
        bare = token.strip(",.;?!()")
        if bare in _SMS and not (bare == "4" and _is_number(tokens, i)):
            token = token.replace(bare, _SMS[bare])
        elif bare.isalpha():
            token = token.replace(bare, _corrected(bare))
        words.append(token)
    return " ".join(words)
