"""What a person reads about groups: one bubble a listing on the web, one short text on SMS."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.groups import freshness, gsm
from actions.groups.search.document import DAY_NAMES, WAY_WORDS, who

WEB, SMS = 280, 160
_DAYS = {code: name[:3] for code, name in DAY_NAMES.items()}
_FACETS = {
    "radius": "further away",
    "window": "another time of day",
    "modality": "another way of taking part",
    "day": "another day",
}
_BLOCKS = {
    "gender_only": "who the group is for",
    "audience_only": "whom the group is only for",
    "access": "access",
    "faith": "faith",
    "camera": "the camera",
    "anonymity": "staying anonymous",
    "languages": "the language",
    "not_days": "the days you ruled out",
    "not_platform": "the platform you ruled out",
    "not_modality": "the way you ruled out",
    "not_programme": "the groups you ruled out",
    "attr": "what the group must offer",
    "open_closed": "open or closed",
    "kind": "the kind of group",
    "age": "age",
}
_LABELS = {"loved_one": "family or friend"}
_MODERATED = {
    "live": "moderated all the time",
    "post": "moderated after posting",
    "none": "not moderated",
    "unknown": "moderation not stated",
}
_ANONYMITY = {
    "pseudonym": "under a made-up name",
    "first_name": "first names only",
    "anonymous": "anonymous",
    "real_name": "under your real name",
}
TEXT_MODES = frozenset({"text", "vr"})
UNAVAILABLE = (
    "I can't look into the list of groups right now. Please try again a little later. You can ask for a "
    "person at any time."
)
NOTHING = (
    "I found no group that fits. I'd rather say so than show you a wrong one. Would you like to change "
    "something, or ask for a person?"
)
HOLD = "Let's leave the list of groups for a moment."
WHAT = (
    "What kind of group are you looking for? A few words are enough, for example: families of alcoholics, "
    "online, Tuesday evening."
)
CHOOSE_FIRST = "Which one do you mean? Choose its number first, then I can remind you of it."
NOT_SAFE_TO_SEND = (
    "A calendar entry or a text can be seen by others who have your phone. If you still want one, say it once more."
)
CAMERA = (
    "The camera is in the way: no group that fits says that it may stay off. Shall I show those that don't say, or "
    "would you like to change something else, or a person?"
)
WHICH_ONE = "Which group do you mean? Its name is enough."
FIRST_WORDS = "{n} that fit{s}. Choose a number to see how to join."


# Parts of what we say about groups and nothing else: after these, "thursday" or "not AA" is about groups.
_OURS = re.compile(
    r"(?:last confirmed|not yet confirmed|not confirmed)\b|\bconfirmed \d|for how to join|how to take part|group "
    r"that fits|"
    r"these (?:\d )?(?:fit|come close|were all)|kind of group|which \S.* do you mean|which town or postcode|out of "
    r"the list|"
    r"group of that name|only for women or only|every other week\?|first \S+ meeting|list of groups|what is wrong "
    r"with it|"
    r"remind you|the camera is in the way|calendar file",
    re.IGNORECASE,
)


NO_REMINDER = re.compile(r"\b(?:no|cancel|stop|forget|delete) (?:the |my |more |that )?reminders?\b", re.IGNORECASE)


def about_groups(text: str) -> bool:
    """Whether something we said was about finding a group."""
    return _OURS.search(text) is not None


def time_words(result: dict[str, Any], *, short: bool = False) -> str:
    """Day and time in the person's zone, and the group's when they differ."""
    when = result["when"]
    local, viewer = when["local"], when["viewer"]
    if local is None:
        return str(when["text"] or "times not stated")
    start = datetime.fromisoformat(when["start"])
    mine = viewer or local
    day = _DAYS[_code(start.astimezone(ZoneInfo(mine["tz"])))]
    rhythm = "" if when["rrule"] and "FREQ=WEEKLY;BYDAY" in when["rrule"] else f" ({when['text']})"
    city = local["tz"].rsplit("/", 1)[-1].replace("_", " ")
    if viewer is None or (
        result["modality"] == "in_person" and viewer["tz"] != local["tz"] and viewer["start"] != local["start"]
    ):
        day = _DAYS[_code(start.astimezone(ZoneInfo(local["tz"])))]
        return f"{day} {local['start']} {city} time{rhythm}"
    if viewer["start"] == local["start"] and viewer["days"] == local["days"]:
        return f"{day} {local['start']}{rhythm}"
    there = _DAYS[_code(start.astimezone(ZoneInfo(local["tz"])))]
    return f"{day} {viewer['start']}{'' if short else ' for you'} ({there} {local['start']} {city}){rhythm}"


def _code(moment: datetime) -> str:
    return tuple(DAY_NAMES)[moment.weekday()]


def _state(result: dict[str, Any]) -> str:
    return {"now": "on now, ", "soon": "starts soon, "}.get(result["when"]["state"], "")


def _way(result: dict[str, Any]) -> str:
    modes = result.get("modes") or [result["modality"]]
    words = (
        WAY_WORDS.get(result["modality"], result["modality"])
        if len(modes) < 3
        else ", ".join(WAY_WORDS[m] for m in modes)
    )
    place = result["place"]
    where = (place["city"] or place["name"]) if place and "in_person" in modes else None
    away = f", {place['distance_km']:g} km" if where and place["distance_km"] is not None else ""
    platform = result["platform"]
    via = (
        f" ({platform.replace('_', ' ')})"
        if platform and platform not in ("other_link", "phone") and "online" not in words[:0]
        else ""
    )
    return words + via + (f" in {where}{away}" if where else "")


def _misses(result: dict[str, Any]) -> str:
    return "; ".join(_miss(r) for r in result["relaxed"][-1:])


def _miss(relaxed: dict[str, Any]) -> str:
    return "but it has begun already" if relaxed["to"] == "already running" else f"but {_FACETS[relaxed['facet']]}"


def _reason(result: dict[str, Any]) -> str:
    skip = ("for ", "about ", *WAY_WORDS.values())
    return ", ".join(w for w in result["why"] if not w.startswith(skip))


def listing(result: dict[str, Any]) -> str:
    """One listing for the web, at most 280 characters: name, for whom, when, how, why, what is not stated, source."""
    name = gsm.cut(result["name"], 60)
    head = f"{name}, {who(result)}." if not result["dv_safe"] else f"{name}."
    when = time_words(result)
    parts = [head, f"{(_state(result) + when)[:1].upper()}{(_state(result) + when)[1:]}, {_way(result)}."]
    fits = "; ".join(filter(None, (_reason(result), _misses(result))))
    parts.append(f"Fits: {fits}." if fits and not result["dv_safe"] else "")
    notes = []
    if result["kind"] == "community" and "text" in result["modes"]:
        notes.append(
            f"{_MODERATED[result['moderated']]}, {_ANONYMITY.get(result['anonymity'], 'names not stated')}, not for "
            f"emergencies"
        )
    if result["not_stated"]:
        notes.append(f"not stated: {', '.join(str(n).replace('_', ' ') for n in result['not_stated'][:2])}")
    parts.append((_sentence("; ".join(notes))) if notes else "")
    parts.append(_sentence(freshness.said(result["verified"])))
    return _fit(parts, WEB)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _fit(parts: Iterable[str], most: int) -> str:
    """The parts in order; what is least needed (why, then notes) goes first when it is too long."""
    kept = list(parts)
    for drop in (2, 3):
        if len(" ".join(p for p in kept if p)) > most:
            kept[drop] = ""
    return gsm.cut(" ".join(p for p in kept if p), most)


def listing_sms(number: int, result: dict[str, Any]) -> str:
    """One listing for SMS: one segment of 160 GSM-7 characters."""
    when = time_words(result, short=True)
    way = {
        "in_person": "in person",
        "online": "video",
        "text": "typing",
        "hybrid": "in person/video",
        "phone": "phone",
        "vr": "VR",
    }[result["modality"]]
    at = result["verified"]["at"]
    seen = datetime.fromisoformat(at).strftime("confirmed %-d %b") if at else "not confirmed"
    people = "" if result["dv_safe"] else f", {_short_who(result)}"
    tail = f"{people}: {when}, {way}. {seen}, {gsm.cut(result['verified']['source'], 24)}"
    name = gsm.cut(gsm.plain(result["name"]), max(SMS - len(tail) - 4, 12))
    return gsm.cut(gsm.plain(f"{number} {name}{tail}"), SMS)


def _short_who(result: dict[str, Any]) -> str:
    only = {"women": "women only", "men": "men only"}.get(result["gender_only"] or "")
    roles = result["roles"]
    words = {
        "self": "peers",
        "loved_one": "family+friends",
        "bereaved": "loss",
        "carer": "carers",
        "professional": "professionals",
    }
    people = "/".join(words.get(r, r) for r in roles[:2])
    return f"{people}, {only}" if only else people


def opening(count: int, more: int, *, relaxed: bool, untimed: bool) -> str:
    """The sentence above the listings."""
    if untimed:
        return "I have no meeting with that day and time in the list. These communities fit; ask them for their times."
    if relaxed:
        return (
            "Not everything fits in one group. These come close; each says what is different."
            if count > 1
            else "This one comes close; it says what is different."
        )
    return "This one fits." if count == 1 else f"These {count} fit best." if more else f"These {count} fit."


def reply_with(numbers: list[int], *, more: bool) -> str:
    """What to answer by SMS: " Reply 4, 5 or 6 for how to join, MORE for more." """
    *most, last = [str(n) for n in numbers]
    which = f"{', '.join(most)} or {last}" if most else last
    return f" Reply {which} for how to join" + (", MORE for more." if more else ".")


def blocked(by: list[str], *, place_unknown: bool) -> str:
    """The sentence when nothing may be shown: what stands in the way, and the offer."""
    if place_unknown:
        return "I don't know that place yet. Try the nearest bigger town or a postcode, or look online."
    if not by:
        return NOTHING
    words = " and ".join(_BLOCKS[b] for b in by[:2])
    return (
        f"I found no group that fits. What stands in the way is {words}, and I don't drop that by myself. Would "
        f"you like to change it, or ask for a person?"
    )


def still_running(found: list[dict[str, Any]], name: str) -> str:
    """The answer to "is it still running?": last confirmation, by what, source, and what is not known."""
    if not found:
        return "I don't have a group of that name in the list, so I can't say. The organiser would know."
    parts = []
    for one in found[:2]:
        state = "" if one["offered"] else ", not offered at the moment"
        parts.append(f"{gsm.cut(one['name'], 50)}: {one['said']}{state}.")
    tail = "Whether it meets this week I can't know from here."
    return gsm.cut(" ".join([*parts, tail]), WEB)
