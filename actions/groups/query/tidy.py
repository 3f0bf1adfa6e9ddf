"""Making a typed sentence readable: case, accents, text spellings, typos against the words we know."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from actions.groups import places, taxonomy
from actions.groups.folding import fold
from actions.groups.places_build import HOME
from actions.groups.query import streetwords
from actions.groups.query.kin import OTHER_OF

_SMS: dict[str, str] = taxonomy.read_yaml(taxonomy.DATA / "spellings.yml")
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
# Right as they stand, however near to one of our words they are.
_COMMON = (taxonomy.DATA / "right_words.txt").read_text(encoding="utf-8")


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
    return by_letter, frozenset(words | set(_COMMON.split()) | signs | streetwords.words())


@lru_cache(maxsize=1)
def _all_english() -> frozenset[str]:
    return frozenset(SpellChecker(language="en").word_frequency.words())


def is_english(word: str) -> bool:
    """Whether a lower-case word stands in the English word list."""
    return word in _all_english()


_TOWN = 10_000  # people; the name of such a town at home is no misspelt word


@lru_cache(maxsize=20_000)
def _corrected(word: str) -> str:
    """An English word is right, however near to one of ours it is: "speaking" is not "spending"."""
    if len(word) < 5 or not word.isalpha():
        return word
    by_letter, right = _vocabulary()
    if word in right or word.rstrip("s") in right or is_english(word):
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


def _is_postcode(text: str, tokens: list[str], i: int) -> bool:
    """Whether the ne1 at `i` is a part of Newcastle, and not "anyone"."""
    inward = i + 1 < len(tokens) and re.match(r"\d[a-z]{2}\b", tokens[i + 1])
    before = tokens[i - 1].strip(",.;") if i else ""
    return (
        ("NE1" in text and not text.isupper())
        or inward is not None
        or before in ("near", "in", "nr", "around", "postcode", "from", "of", "to", "is")
        or len(tokens) == 1
    )


def _is_nurse(tokens: list[str], i: int) -> bool:
    """Whether the rn at `i` is a nurse ("I'm an RN"), and not "right now"."""
    before = tokens[i - 1].strip(",.;") if i else ""
    return before in ("an", "a", "as", "am", "i'm", "im", "the", "retired", "former", "for", "er", "icu") or (
        i + 1 < len(tokens) and tokens[i + 1].startswith(("nurse", "and", "here"))
    )


def _wishes(tokens: list[str], i: int) -> bool:
    """Whether the id at `i` is "I'd" ("id like a group"), and no meeting's."""
    return i + 1 < len(tokens) and tokens[i + 1].strip(",.;?!") in _AFTER_ID


_AFTER_ID = frozenset(
    {
        "like", "love", "rather", "prefer", "want", "be", "have", "need", "go", "also", "really", "just", "never",
        "say", "take", "appreciate", "even", "probably", "travel", "do", "only", "still", "been", "hate", "try",
        "stop", "quit", "give", "pack", "cut",
    }
)  # fmt: skip


def tidy(text: str) -> str:
    """The sentence as the readers expect it: folded, text spellings written out, typos of known words mended."""
    words = []
    tokens = fold(text).split(" ")
    for i, token in enumerate(tokens):
        bare = token.strip(",.;?!()")
        if (
            bare in _SMS
            and not (bare == "4" and _is_number(tokens, i))
            and not (bare == "id" and not _wishes(tokens, i))
            and not (bare == "rn" and _is_nurse(tokens, i))
            and not (bare == "ne1" and _is_postcode(text, tokens, i))
        ):
            token = token.replace(bare, _SMS[bare])
        elif bare.isalpha():
            token = token.replace(bare, _corrected(bare))
        words.append(token)
    return " ".join(words)
