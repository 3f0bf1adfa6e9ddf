"""A candidate as the result object of `search --json`: everything an answer needs, never a link."""

import json
from datetime import datetime
from typing import Any

from actions.groups import freshness, rule_words, taxonomy
from actions.groups.search import times
from actions.groups.search.candidates import Candidate, Next

_WINDOW_WORDS = {
    "05:00-12:00": "morning",
    "12:00-17:00": "afternoon",
    "17:00-22:00": "evening",
    "17:00-24:00": "night",
    "11:30-14:00": "lunchtime",
    "17:00-20:00": "after work",
    "21:00-05:00": "at night",
    "05:00-09:00": "early morning",
}
DAY_NAMES = dict(
    zip(times.CODES, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
ROLE_WORDS = {
    "self": "people who live with it themselves",
    "loved_one": "families and friends",
    "bereaved": "people who lost someone",
    "carer": "people who care for someone",
    "professional": "professionals",
}
_RELATION_WORDS = {
    "parent": "parents",
    "partner": "partners",
    "adult_child": "adults who grew up with it",
    "sibling": "brothers and sisters",
    "child": "children",
    "grandparent": "grandparents",
    "friend": "friends",
    "family": "families",
}
WAY_WORDS = {
    "in_person": "in person",
    "online": "online by video",
    "phone": "by phone",
    "text": "by typing",
    "vr": "in virtual reality",
    "hybrid": "in person or online",
}


def of(
    candidate: Candidate, slots: dict[str, Any], *, now: datetime, tz: str | None, care: str | None
) -> dict[str, Any]:
    """The result object."""
    row = candidate.row
    facets = json.loads(row.facets)
    discreet = care == "dv_safe"
    wanted = slots.get("modality") or []
    modality = (
        row.modality
        if row.kind == "meeting" or not wanted
        else next((m for m in wanted if m in facets["modes"]), row.modality)
    )
    return {
        "id": row.public_id,
        "kind": row.kind,
        "name": row.title,
        "organisation": row.organisation,
        "programme": row.programme,
        "topics": facets["topics"],
        "roles": facets["roles"],
        "relations": facets["relations"],
        "tags": facets["tags"],
        "gender_only": taxonomy.whose_room(row.gender_only, row.title),
        "audience_only": facets["audience_only"],
        "open_closed": None if row.open_closed == "unknown" else row.open_closed,
        "min_age": row.min_age,
        "max_age": row.max_age,
        "languages": facets["languages"],
        "faith": row.faith,
        "modality": modality,
        "modes": facets["modes"],
        "platform": _platform(row, facets, slots),
        "anonymity": row.anonymity,
        "camera": row.camera,
        "moderated": row.moderated,
        "cost": row.cost,
        "registration": row.registration,
        "access": {a: "yes" for a in facets["access"]},
        "when": when(candidate, now, tz),
        "place": None if discreet else _place(candidate),
        "why": why(candidate, slots, facets, tz, discreet),
        "about": row.description,
        "home_page": row.home_page,
        "not_stated": _not_stated(candidate, slots, facets),
        "relaxed": list(candidate.relaxed),
        "verified": _verified(candidate, now),
        "country": row.country,
        "join": {
            "available": bool(row.home_page) or row.modality != "in_person" or bool(row.address),
            "kind": _join_kind(row),
        },
        "dv_safe": discreet,
        "score": candidate.score,
    }


def _platform(row: Any, facets: dict[str, Any], slots: dict[str, Any]) -> str | None:
    return next((p for p in slots.get("platform") or [] if p in facets["platforms"]), row.platform)


def _join_kind(row: Any) -> str | None:
    return {"online": "video", "hybrid": "video", "in_person": "place"}.get(row.modality, row.modality)


def when(candidate: Candidate, now: datetime, tz: str | None) -> dict[str, Any]:
    """State, next start and end, weekly days in the group's zone and the person's."""
    doc: dict[str, Any] = {
        "state": "any_time",
        "start": None,
        "end": None,
        "local": None,
        "viewer": None,
        "rrule": None,
        "text": None,
        "origin": None,
        "note": None,
    }
    met = candidate.next
    if met is None:
        always = any(s.kind == "always" for s in candidate.schedules)
        return doc | {
            "state": "any_time" if always else "ask",
            "text": "any time" if always else "times not stated, ask them",
        }
    home = met.rule.tz
    away = met.start.astimezone(times.zone(tz)) if tz else None
    there = met.start.astimezone(times.zone(home))
    shift = (away.date() - there.date()).days if away else 0
    same = {s.weekday for s in candidate.schedules if _alike(s, met.row)} | {there.weekday()}
    days = [times.CODES[d] for d in sorted(same)]
    seconds = (met.start - now).total_seconds()
    unsure = not met.sure or rule_words.ask_first(met.rule)
    return doc | {
        "state": "ask" if unsure else "now" if seconds <= 0 else "soon" if seconds <= 1800 else "later",
        "start": met.start.isoformat(),
        "end": met.end.isoformat(),
        "local": {"days": days, "start": there.strftime("%H:%M"), "tz": home},
        "viewer": {
            "days": [times.CODES[(times.CODES.index(d) + shift) % 7] for d in days],
            "start": away.strftime("%H:%M"),
            "tz": tz,
        }
        if away
        else None,
        "rrule": met.row.rrule or met.rule.rrule,
        "text": _every(met, days, now),
        "origin": met.row.origin,
        "note": met.row.raw_text or met.theme or met.row.theme,
    }


def _alike(schedule: Any, shown: Any) -> bool:
    """Another weekday of the same weekly meeting: the same hour and zone, and no rule of its own."""
    return bool(
        schedule.weekday is not None
        and schedule.start_local == shown.start_local
        and schedule.tz == shown.tz
        and _weekly(schedule.rrule)
        and _weekly(shown.rrule)
    )


def _weekly(rrule: str | None) -> bool:
    return not rrule or ("FREQ=WEEKLY" in rrule and "INTERVAL" not in rrule and "BYMONTH" not in rrule)


def _every(met: Next, days: list[str], now: datetime) -> str:
    """The rhythm in words."""
    if _weekly(met.row.rrule) and not met.rule.holiday_rule and met.rule.kind == "recurring":
        names = [DAY_NAMES[d] for d in days]
        if len(names) == 7:
            return "every day"
        return "every " + (", ".join(names[:-1]) + " and " if len(names) > 1 else "") + names[-1]
    return rule_words.said(met.rule, now.astimezone(times.zone(met.rule.tz)).date())


def _place(candidate: Candidate) -> dict[str, Any] | None:
    row = candidate.row
    if row.modality not in ("in_person", "hybrid") or not (row.place_name or row.city or row.address):
        return None
    return {
        "name": row.place_name,
        "city": row.city,
        "country": row.place_country,
        "distance_km": candidate.distance_km,
        "precision": row.precision,
    }


def who(doc: dict[str, Any]) -> str:
    """For whom a result is, in words."""
    known = taxonomy.load().topics
    topic = " and ".join(known[t].said for t in doc["topics"][:2] if t in known)
    people = " and ".join(_RELATION_WORDS.get(r, r) for r in doc["relations"][:2])
    people = people or ROLE_WORDS.get(doc["roles"][0] if len(doc["roles"]) == 1 else "", "")
    if set(doc["roles"]) >= {"self", "loved_one"}:
        people = "people with it and those close to them"
    only = {"women": "women only", "men": "men only"}.get(doc["gender_only"] or "", "")
    only = only or (
        ", ".join(a.replace("_", " ").upper() if a == "bipoc" else a.replace("_", " ") for a in doc["audience_only"])
        + " only"
        if doc["audience_only"]
        else ""
    )
    return ", ".join(filter(None, (f"for {people or 'everyone'}" + (f" ({topic})" if topic else ""), only)))


def why(
    candidate: Candidate, slots: dict[str, Any], facets: dict[str, Any], tz: str | None, discreet: bool
) -> list[str]:
    """The wishes this listing meets, in words; nothing about relation or place when output must be discreet."""
    said = []
    known = taxonomy.load().topics
    if (role := slots.get("role")) and role in facets["roles"] and not discreet:
        relation = slots.get("relation")
        said.append(
            f"for {_RELATION_WORDS[str(relation)]}" if relation in facets["relations"] else f"for {ROLE_WORDS[role]}"
        )
    exact = [t for t in slots.get("topics") or [] if t in facets["topics"]]
    if exact and not discreet:
        said.append("about " + " and ".join(known[t].said for t in exact))
    elif slots.get("topics") and not discreet:
        said.append(
            "about " + known[facets["topics"][0]].said + ", a wider topic"
            if facets["topics"][0] in known
            else "near your topic"
        )
    if times_said := _time_words(candidate, slots, tz):
        said.append(times_said)
    for mode in slots.get("modality") or []:
        if mode in facets["modes"]:
            said.append(WAY_WORDS[mode])
    said += [label for key, label in (("gender_only", f"{slots.get('gender_only')} only"),) if slots.get(key)]
    said += [a.replace("_", " ") for a in slots.get("audience") or [] if a in facets["tags"]]
    if candidate.distance_km is not None and not discreet:
        said.append(f"{candidate.distance_km:g} km away")
    return said


def _time_words(candidate: Candidate, slots: dict[str, Any], tz: str | None) -> str | None:
    if candidate.next is None or not (
        slots.get("days") or slots.get("window") or slots.get("time") or slots.get("when")
    ):
        return None
    home = candidate.next.rule.tz
    local = candidate.next.start.astimezone(times.zone(tz or home))
    part = _WINDOW_WORDS.get(slots.get("window") or "", "")
    mine = " for you" if tz and tz != home and candidate.row.modality not in ("in_person", "hybrid") else ""
    return f"{DAY_NAMES[times.CODES[local.weekday()]]} {part}".strip() + mine


def _not_stated(candidate: Candidate, slots: dict[str, Any], facets: dict[str, Any]) -> list[str]:
    row = candidate.row
    missing = []
    if slots.get("camera") and row.camera == "unknown" and row.modes & 2 and not row.modes & ~2:
        missing.append("camera")
    if slots.get("anonymity") and row.anonymity == "unknown":
        missing.append("anonymity")
    if candidate.next is None and any(slots.get(k) for k in ("days", "window", "time", "when")):
        missing.append("day and time")
    if "place" in slots and candidate.distance_km is None and row.lat is None and "in_person" in facets["modes"]:
        missing.append("place")
    if slots.get("languages") and not facets["languages"]:
        missing.append("language")
    missing += [a for a in slots.get("audience") or [] if a not in facets["tags"]]
    if "free" in (slots.get("attr") or []) and row.cost is None:
        missing.append("cost")
    return missing


def _verified(candidate: Candidate, now: datetime) -> dict[str, Any]:
    """When it was last confirmed, by what and from where: a check of its own, or the last good reading of its feed."""
    row = candidate.row
    manual = row.source_kind == "manual"
    at, method = (None if manual else row.last_ok_at), "manual" if manual else "feed"
    if candidate.checked and (at is None or candidate.checked > at):
        at, method = candidate.checked, "check"
    name = "built-in list" if manual else row.source_name
    return {
        "at": at.isoformat() if at else None,
        "method": method,
        "age_days": freshness.age_days(at, now),
        "source": name,
        "licence": row.licence,
        "stale": at is not None and freshness.stale(at, row.stale_after_days, now),
    }
