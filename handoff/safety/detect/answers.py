"""What an answer to one of the ladder's questions says: "yes", "2" and "tonight" mean nothing without the question."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handoff.safety.model import Level

_QUESTIONS: tuple[tuple[str, str], ...] = (
    ("tonight", r"tonight|coming night|through the night"),
    (
        "behaviour",
        r"ever (?:started|tried|begun|done|attempted)|ever take a step|taken steps|act on such|done something to",
    ),
    ("means", r"within reach|in reach|would use|near you now|get at what|get hold of|access to"),
    ("when", r"time (?:that )?(?:you have )?in mind|about when|(?:day|date) (?:that )?you|moment in mind|day in mind"),
    (
        "plan",
        r"about how|how you (?:would|might)|(?:has|have|is there) (?:you )?(?:got )?a plan|"
        r"a way (?:that )?you|a way in mind",
    ),
    (
        "passive",
        r"(?:not|weren't|wasn't) alive|for good|being dead|were dead|"
        r"(?:not to be|not be|wasn't) here|(?:not|never) wake",
    ),
    ("soft", r"way of (?:speaking|talking)|figure of speech|expression|partly (?:true|mean)|how one says"),
    ("thoughts", r"suicid|kill(?:ing)? yourself|end(?:ing)? (?:your|their) life|end(?:ing)? it all|want to die"),
)
_OPTION = re.compile(r"(?<![\w+.])([1-9])[.):]?\s+([^\d?]+?)(?=\s+[1-9][.):]?\s|\s*$)")
_ORDER: dict[str, tuple[str, ...]] = {
    "thoughts": ("no", "wish not to wake", "yes", "rather not"),
    "passive": ("no", "sometimes", "often", "rather not"),
    "plan": ("no", "some idea", "a plan", "rather not"),
    "means": ("no", "yes", "not sure"),
    "when": ("no", "some day", "today"),
    "behaviour": ("no", "last three months", "longer ago"),
    "tonight": ("sure", "not sure", "do not think so"),
    "soft": ("way of speaking", "partly true", "not sure"),
}
_REFUSES = (
    r"rather not|prefer not|skip|do not want to (?:say|talk|answer)|none of your|pass$|not (?:saying|"
    r"telling)"
)
_UNSURE = (
    r"not (?:so |really |too )?sure|unsure|i do not know|not certain|hard to say|maybe|perhaps|depends|"
    r"no idea"
)
_NO = (
    r"no+|nope|nah|never|not (?:really|at all|now|any ?more|ever|yet|right now)|none|n|negative|of course not|"
    r"i am not|i do not(?! know)|i have not|i would not"
)
_YES = (
    r"y|ye|yes+|yea+h?|yep|yup|ya|yah|mhm|uh ?huh|sure|true|correct|right|exactly|"
    r"i (?:am|do|have|did|would)(?! not| \d)|kind of|"
    r"sort of|a (?:bit|little|lot)|sometimes|often|always|all the time|every (?:day|night)|i guess|i think so|probably|"
    r"constantly|lately|somewhat|ok|okay|definitely|most (?:days|nights)|at times|now and then"
)
_SOON = (
    r"tonight|today|right now|now|tomorrow|this (?:morning|afternoon|evening|night)|in (?:an?|one|"
    r"two|a few|\d+|a couple of) (?:hours?|minutes?|days?)|soon|next two days|within (?:two|2) days|"
    r"as soon as|later|immediately|any (?:minute|moment|time)|after (?:work|school|dinner|this)"
)
_SURE = (
    r"sure|i will|very|pretty sure|i think so|i am sure|certain|safe|fine|ok|okay|yes+|yeah|yep|100|"
    r"completely|i can"
)
_MEANS = (
    r"pills?|rope|gun|knife|bridge|train|jump\w*|hang\w*|overdos\w*|drown\w*|razor|blade|belt|car|"
    r"roof|poison|cut\w*|shoot\w*|drugs?|paracetamol|insulin"
)
_RECENT = (
    r"(?:last|this|past|in the last) (?:\S+ )?(?:night|week|month|months|weekend|days|weeks)|"
    r"yesterday|today|recent\w*|last 3|\d (?:days|weeks) ago|(?:one|two|a) months? ago"
)
_SPEAKING = (
    r"way of (?:speaking|talking)|expression|joking|joke|just (?:saying|talking)|figure|lol|not (?:true|serious)|no"
)
_NOT_TONIGHT = r"(?:do|does) not think (?:so|i)|will not|can not|no|nope|not going to|doubt it|i am not|not making it"
_DENIES_SURE = (
    r"not (?:so |very |really |too |at all |100 )?sure|unsure|do not know|maybe|not certain|hard to say|depends|i hope"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the answers so far say. None: not asked or not answered. `keys`: the questions answered with a clear no."""

    plan: bool | None = None
    means: bool | None = None
    soon: bool = False
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Effect:
    """What one answer does: the level it puts the person at (None: no change), a key, and what is known now."""

    question: str
    level: Level | None
    known: Known
    key: bool = False


def question_of(turn: str) -> str | None:
    """Which question of the ladder a turn asks, or None. The last sentence with a question mark counts most."""
    lower = turn.lower().replace("’", "'")
    if "?" not in lower:
        return None
    for asked in (*reversed(re.findall(r"[^.?!\n]*\?", lower)), lower):
        for name, pattern in _QUESTIONS:
            if re.search(pattern, asked):
                return name
    return None


def read(turn: str, plain: str, known: Known) -> Effect | None:
    """What a person's plain words mean after a turn of the assistant or a volunteer; None if the turn asked nothing.

    plain is normalised text, words joined by single spaces. A number takes the words of the option it names.
    """
    question = question_of(turn)
    if question is None:
        return None
    words = _chosen(turn, question, plain)
    if words is None or len(words.split()) > 14 or _is(_REFUSES, words):
        return _refused(question, known) if words is not None and _is(_REFUSES, words) else None
    return _ANSWERS[question](words, known)


def _chosen(turn: str, question: str, plain: str) -> str | None:
    number = re.fullmatch(r"(?:number |option |nr )?([1-9])", plain)
    if number is None:
        return plain or None
    asked = re.sub(r"[.!]", " ", turn)
    options = dict(_OPTION.findall(asked[asked.find("?") + 1 :] or asked))
    if number.group(1) in options:
        return str(options[number.group(1)]).strip().lower().replace("don't", "do not").replace("can't", "can not")
    order = _ORDER[question]
    index = int(number.group(1)) - 1
    return order[index] if index < len(order) else None


def _is(pattern: str, words: str) -> bool:
    return re.search(rf"(?<!\S)(?:{pattern})(?!\S)", words) is not None


def _starts(pattern: str, words: str) -> bool:
    return (
        re.match(rf"(?:well |honestly |i mean |um |uh |actually |like |just |oh )*(?:{pattern})(?!\S)", words)
        is not None
    )


def _refused(question: str, known: Known) -> Effect:
    unknown = replace(known, means=None) if question == "means" else known
    return Effect(question, Level.R1 if question in ("thoughts", "passive", "soft") else Level.R2, unknown)


def _key(question: str, known: Known) -> Effect:
    return Effect(question, None, replace(known, keys=known.keys | {question}), key=True)


def _soon(known: Known) -> Level:
    """Within two days is imminent unless the means are known to be out of reach."""
    return Level.R3 if known.means is False else Level.R4


def _thoughts(words: str, known: Known) -> Effect | None:
    if (
        _is(r"wish\w*|wake|not be here|disappear", words)
        or _starts(_YES, words)
        or _is("maybe|sometimes|a plan", words)
    ):
        return Effect("thoughts", Level.R2, known)
    if _starts(_UNSURE, words):
        return Effect("thoughts", Level.R1, known)
    return _key("thoughts", known) if _starts(_NO, words) else None


def _passive(words: str, known: Known) -> Effect | None:
    if _starts(_YES, words) or _is("sometimes|often|maybe|always|every (?:day|night)", words):
        return Effect("passive", Level.R2, known)
    if _starts(_UNSURE, words):
        return Effect("passive", Level.R1, known)
    return _key("passive", known) if _starts(_NO, words) else None


def _plan(words: str, known: Known) -> Effect | None:
    if _starts(_NO, words) and not _is("but|idea|plan$", words):
        return Effect("plan", Level.R2, replace(known, plan=False))
    if _starts(f"{_YES}|{_UNSURE}|some idea|some ideas|a plan|an idea", words) or _is(
        f"idea|ideas|plan|{_MEANS}", words
    ):
        return Effect("plan", Level.R3, replace(known, plan=True))
    return None


def _means(words: str, known: Known) -> Effect | None:
    if _starts(_NO, words):
        return Effect("means", Level.R2, replace(known, means=False))
    if _starts(f"{_YES}|{_UNSURE}", words) or _is(_MEANS, words):
        return Effect("means", Level.R3, replace(known, means=True))
    return None


def _when(words: str, known: Known) -> Effect | None:
    if _is(_SOON, words):
        return Effect("when", _soon(known), replace(known, soon=True))
    if _starts(_NO, words) or _is("some ?day|one day|no time|eventually", words):
        return Effect("when", Level.R2, known)
    return Effect("when", Level.R3, known) if len(words.split()) <= 6 else None


def _behaviour(words: str, known: Known) -> Effect | None:
    if _starts(_NO, words):
        return Effect("behaviour", Level.R2, known)
    if _is(_RECENT, words):
        return Effect("behaviour", Level.R3, known)
    old = _is(r"years? ago|longer|long ago|once|before|as a (?:kid|teen\w*|child)|in (?:19|20)\d\d", words)
    return Effect("behaviour", Level.R2, known) if old or _starts(_YES, words) else None


def _tonight(words: str, known: Known) -> Effect | None:
    if _is(_NOT_TONIGHT, words) and not _is("no problem|no worries|no doubt", words):
        return Effect("tonight", _soon(known), replace(known, soon=True))
    if _is(_DENIES_SURE, words):
        return Effect("tonight", Level.R3, known)
    return Effect("tonight", Level.R2, known) if _starts(_SURE, words) else None


def _soft(words: str, known: Known) -> Effect | None:
    if _is(r"part\w*|true|mean it|serious|not sure|maybe|both|kind of|a (?:bit|little)|i do not know", words):
        return Effect("soft", Level.R1, known)
    if _is(_SPEAKING, words):
        return _key("soft", known)
    return None


_ANSWERS = {
    "thoughts": _thoughts,
    "passive": _passive,
    "plan": _plan,
    "means": _means,
    "when": _when,
    "behaviour": _behaviour,
    "tonight": _tonight,
    "soft": _soft,
}
