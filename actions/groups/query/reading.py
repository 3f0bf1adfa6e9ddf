"""Reading a sentence: each reader takes its part, in an order that keeps them out of each other's way."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.groups import taxonomy
from actions.groups.query import (
    ages,
    attempts,
    care,
    carers,
    control,
    corrections,
    deeds,
    elsewhere,
    figures,
    focus,
    foreign,
    habits,
    how,
    initials,
    intents,
    losses,
    merge,
    names,
    people,
    postcodes,
    relations,
    room,
    stories,
    subjects,
    takeback,
    timewords,
    turns,
    where,
    whose,
    wordings,
)
from actions.groups.query.sentence import Sentence
from actions.groups.query.tidy import tidy

# Words that say nothing about a group: what is left of a sentence without them may be a name.
_NOISE = frozenset((taxonomy.DATA / "noise.txt").read_text(encoding="utf-8").split())

_ITS_ME = re.compile(
    r"^(?:no|nope|actually|sorry|oh)[, ]+(?:it's |its )?(?:just )?for (?:me|myself)\b|"
    r"^(?:no,? |actually,? |sorry,? )*(?:it's |its |it is |that's |i meant? )(?:for )?(?:me|"
    r"myself|about me)\b(?! (?:wife|husband|mum|dad|son))"
    r"|\bi'?m the (?:one|drinker|addict|gambler|alcoholic)\b|\bnot (?:my|for my) (?:\w+),? "
    r"(?:but )?(?:for )?(?:me|myself)\b"
)
_THANKS = re.compile(
    r"(?:(?:ok|okay|oh|great|cool|perfect|lovely|good|fine|alright|no|yes|yeah|that's|thats|"
    r"all|many|very|so|for now|now|"
    r"(?:thank(?:s| you)|cheers|ta|bye|goodbye|good night|see you|take care|brilliant|helpful|good ?night|night "
    r"night|sound|nothing|nope|nah|sorted|ace|spot on|nice one|legend|magic|lol|haha|nighty night|laters|later|bye "
    r"bye|ttyl|ta ra|"
    r"for (?:your|the) help|much|a "
    r"lot|a (?:million|bunch|ton)|you|nothing else|that is all|i'?m done|done|never ?mind)) ?[,.!]? ?)+"
)


@dataclass(frozen=True)
class Reading:
    """What was understood. `slots` after all turns; `said` of this turn; `ask` at most one question; `unread` words."""

    intent: str
    slots: dict[str, Any]
    ask: dict[str, Any] | None = None
    care: str | None = None
    unread: tuple[str, ...] = ()
    said: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_slot(self) -> dict[str, Any]:
        """What the conversation must remember: JSON, no words of the person's but names of groups and places."""
        return {"slots": self.slots, "care": self.care}


def with_slots(reading: Reading, **slots: Any) -> Reading:
    """The same reading with some slots set: what the caller knows from elsewhere."""
    return replace(reading, slots={**reading.slots, **slots})


def read_turns(
    turns: Sequence[str],
    *,
    now: datetime,
    tz: str | None = None,
    country: str | None = None,
    care_given: str | None = None,
) -> Reading:
    """The reading after the last of several turns."""
    reading = Reading("other", {})
    for turn in turns:
        reading = read(turn, now=now, tz=tz, country=country, previous=reading.as_slot(), care_given=care_given)
    return reading


def read(
    text: str,
    *,
    now: datetime,
    tz: str | None = None,
    country: str | None = None,
    previous: Mapping[str, Any] | None = None,
    care_given: str | None = None,
) -> Reading:
    """Read one message on top of `previous` (an earlier Reading's as_slot()). `now` is aware; `tz` None = unknown."""
    reading, said = None, dict[str, Any]()
    for part in corrections.parts(text[:1000]):
        previous = reading.as_slot() if reading else previous
        reading = _read(part, now=now, tz=tz, country=country, previous=previous, care_given=care_given)
        said |= reading.said
    assert reading
    return replace(reading, said=said)


def _read(
    text: str,
    *,
    now: datetime,
    tz: str | None,
    country: str | None,
    previous: Mapping[str, Any] | None,
    care_given: str | None,
) -> Reading:
    before = dict((previous or {}).get("slots") or {})
    kept_care = (previous or {}).get("care")
    said = _sentence(text)
    if intents.starts_again(said.tidied):
        before = {}
    slots: dict[str, Any] = {}
    if intent := intents.read(said, slots, bool(before)):
        return _beside(intent, said, slots, before, care_given or kept_care)
    notes: list[str] = []
    local = now.astimezone(ZoneInfo(tz)) if tz else now
    lifted = takeback.read(said, before, slots)
    if before.get("role") and _ITS_ME.search(said.tidied):
        before = {k: v for k, v in before.items() if k != "relation"} | {"role": "self"}
    ask = _slots(said, slots, notes, local, country, tz, going_on=bool(before))
    _bare_words(said, slots, before, bool(lifted))
    _cares_now(said, before, slots)
    if before.get("role") in ("loved_one", "carer", "bereaved") and not re.search(
        r"\b(?:i'?m|i am|me|my age)\b", said.tidied
    ):
        slots.pop("age", None)  # theirs: "it's my son", "28 years old"
    flagged = _flag(said, slots, care_given, kept_care)
    if lifted:
        before = takeback.lift(before, lifted)
    if elsewhere.asked(said.tidied, slots):
        slots.clear()
    turns.ruled_out_too(said.tidied, before, slots)
    turns.which_town(said.tidied, before, slots)
    theirs = re.search(r"\b(?:he|she|they|him|her|them|his|their|he's|she's|they're)\b", said.tidied) is not None
    after = turns.on_top(before, slots, adds=bool(before) and turns.adds(said.whole), theirs=theirs)
    intent = "search" if after or flagged in ("hold", "check") else "other"
    if not lifted and flagged is None and _wants_nothing(said, slots):
        intent = "other"
    ask = _near_what(after) or ask
    return Reading(intent, after, ask, flagged, tuple(_left(said)), slots, tuple(notes))


def _wants_nothing(said: Sentence, slots: dict[str, Any]) -> bool:
    """Thanks, or something that no directory of groups knows."""
    return not slots and (
        elsewhere.TASK.search(said.tidied) is not None
        or _THANKS.fullmatch(said.tidied.strip(" .!?")) is not None
        or elsewhere.ELSE.search(said.tidied) is not None
    )


def _flag(said: Sentence, slots: dict[str, Any], given: str | None, kept: str | None) -> str | None:
    flagged = care.flag(said.tidied, slots, given)
    if flagged in ("hold", "check", "dv_safe"):
        slots.pop("name", None)
    return kept if flagged is None and kept in ("dv_safe", "hold", "age_gate") else flagged


def _cares_now(said: Sentence, before: dict[str, Any], slots: dict[str, Any]) -> None:
    """What a turn says about somebody named before: "I look after her", "28 years old", "it was my dog"."""
    about = before.get("role")
    if about == "bereaved" and "topics" not in slots and said.has(losses.PET):
        slots["topics"] = ["pet_loss"]
    if about == "bereaved" and losses.BY_OWN_HAND.search(said.tidied):
        slots.update(topics=["bereavement_suicide"], role="bereaved")
    if about == "carer" and slots.get("role") == "loved_one":
        slots["role"] = "carer"  # "for my wife, she has MS"
    if about in ("loved_one", "carer", "bereaved") and not re.search(r"\b(?:i'?m|i am|me|my age)\b", said.tidied):
        slots.pop("age", None)  # theirs
    if before.get("relation") and "role" not in slots and carers.cares(said):
        slots["role"] = "carer"


def _near_what(slots: dict[str, Any]) -> dict[str, Any] | None:
    if slots.get("near_me") and "place" not in slots:
        return {"slot": "place", "question": "Which town or postcode is near you?", "options": []}
    return None


def _sentence(typed: str) -> Sentence:
    """The sentence as the readers get it: tidied, in English, in their own words, without the times of the trouble."""
    tidied = re.sub(r"[.;,] (?=n?or )", " ", tidy(initials.spelled(typed)))
    tidied = re.sub(
        r"^na,? (?=(?:i'?m|you're|that's) (?:good|ok|okay|fine|grand|alright|all right|sorted)"
        r"(?:,? (?:thanks|thank you|ta|cheers))?\W*$)",
        "no, ",
        tidied,
    )
    english, language = foreign.english(tidied)
    english = attempts.told(english)
    plain = wordings.plain(control.named(deeds.without_past(stories.without(figures.clock(figures.age(english))))))
    return Sentence(habits.without(deeds.without_means(deeds.without_past(plain))), typed, tidied, language)


def _beside(intent: str, said: Sentence, slots: dict[str, Any], before: dict[str, Any], flagged: str | None) -> Reading:
    flagged = care.flag(said.tidied, slots, flagged)
    after = merge.merge(before, slots)
    if slots.get("refine") in ("earlier", "later"):
        after = merge.shift(after, slots["refine"])
    return Reading(intent, after, None, flagged, (), slots)


def _slots(
    said: Sentence,
    slots: dict[str, Any],
    notes: list[str],
    local: datetime,
    country: str | None,
    tz: str | None,
    *,
    going_on: bool,
) -> dict[str, Any] | None:
    ages.ages(said, slots)
    subjects.not_programmes(said, slots)
    losses.died(said, slots)
    subjects.programmes(said, slots)
    here = country or where.country_of(tz)
    postcodes.whole(said, here, slots)
    asked_when = timewords.read(said, local, here, slots, notes)
    relations.close_to(said, slots)
    focus.forget_own(said, slots)
    subjects.topics(said, slots)
    how.ways(said, slots)
    room.room(said, slots)
    room.signed(said, here, slots)
    people.audience(said, slots)
    people.gender(said, slots)
    asked_where = where.read(said, country, tz, slots, going_on=going_on)
    _language_of(said, slots)
    whose.roles(said, slots)
    if asked_where:
        return asked_where
    if asked_when:
        day = slots["days"][0]
        return {
            "slot": "recurrence",
            "question": "The second one of each month, or every other week?",
            "options": [
                {"label": "Second of the month", "value": f"2{day}"},
                {"label": "Every other week", "value": "biweekly"},
            ],
        }
    return None


def _language_of(said: Sentence, slots: dict[str, Any]) -> None:
    if said.language and "languages" not in slots:
        slots["languages"] = [said.language]


def _left(said: Sentence) -> list[str]:
    return [w for w in said.left() if w not in _NOISE and not w.isdigit()]


def _bare_words(said: Sentence, slots: dict[str, Any], before: dict[str, Any], lifted: bool) -> None:
    """Words that no reader took: the town when it was just asked for, else perhaps a group's name."""
    left = _left(said)
    if _THANKS.fullmatch(said.tidied.strip(" .!?")):
        return
    if not before and not slots.keys() - {"attr", "when"} and (name := names.known(said.tidied)):
        slots.clear()
        slots["name"] = name
    elif before.get("near_me") and "place" not in before and not slots and 1 <= len(left) <= 4:
        slots["place"] = {"name": " ".join(left).title()}
    elif not lifted and names.may_be(said, left, slots, bool(before)):
        names.read(said, left, slots, _NOISE)
