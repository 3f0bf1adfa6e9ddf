"""Order inside what the filters left: fit, text, freshness, soon, newcomer-friendly. Ties by public id."""

import json
from datetime import datetime
from typing import Any

from actions.groups import freshness, taxonomy
from actions.groups.search.candidates import Candidate


def order(found: list[Candidate], slots: dict[str, Any], now: datetime) -> list[Candidate]:
    """The candidates best first: one a group, at most two of a programme unless it was asked for."""
    found = _prefer(found, slots)
    for candidate in found:
        candidate.score = round(_score(candidate, slots, now), 4)
    named = bool(slots.get("name"))
    return sorted(found, key=lambda c: (-round(c.likeness or 0) if named else 0, -c.score, c.row.public_id))


def thin(found: list[Candidate], slots: dict[str, Any]) -> list[Candidate]:
    """One listing a group and a name; at most two of a programme unless it was asked for or nothing else is left."""
    groups: set[int] = set()
    names: set[tuple[str, str]] = set()
    once = []
    for candidate in found:
        name = (candidate.row.programme, candidate.row.title.lower())
        if candidate.row.grp_id in groups or (name in names and not slots.get("name")):
            continue
        groups.add(candidate.row.grp_id)
        names.add(name)
        once.append(candidate)
    if slots.get("programme") or slots.get("name"):
        return once
    counts: dict[str, int] = {}
    first: list[Candidate] = []
    later: list[Candidate] = []
    for candidate in once:
        counts[candidate.row.programme] = counts.get(candidate.row.programme, 0) + 1
        (first if counts[candidate.row.programme] <= 2 else later).append(candidate)
    return first + later


def _prefer(found: list[Candidate], slots: dict[str, Any]) -> list[Candidate]:
    """Wishes about audience, format and rhythm: when some listings meet them, only these are left."""
    for key in ("audience", "format"):
        wanted = set(slots.get(key) or ())
        if "teens" in wanted:
            wanted.add("alateen")
        fitting = [c for c in found if wanted & set(json.loads(c.row.facets)["tags"])] if wanted else []
        found = fitting or found
    if ordinals := slots.get("ordinals"):
        fitting = [c for c in found if any(o in (s.rrule or "") for s in c.schedules for o in ordinals)]
        found = fitting or found
    return found


def _score(candidate: Candidate, slots: dict[str, Any], now: datetime) -> float:
    row = candidate.row
    facets = json.loads(row.facets)
    score = 0.40 * _fit(facets, row, slots)
    score += 0.25 * (candidate.likeness / 100 if candidate.likeness is not None else 0.5)
    score += 0.20 * freshness.factor(row.last_ok_at, row.stale_after_days, now, manual=row.source_kind == "manual")
    score += 0.10 * _soon(candidate, now)
    if not slots.get("format") and "beginners" in facets["tags"]:
        score += 0.05
    if candidate.distance_km is not None:
        score -= min(candidate.distance_km, 100) / 400
    return score - 0.02 * (candidate.next is None)


def _fit(facets: dict[str, Any], row: Any, slots: dict[str, Any]) -> float:
    known = taxonomy.load()
    points, most = 0.0, 0.0
    if asked := slots.get("topics"):
        most += 2
        exact = set(asked) & set(facets["topics"])
        near = any(set(known.ancestors(t)) & set(facets["topics"]) for t in asked)
        points += 2 if exact else 1 if near else 0.6
    if relation := slots.get("relation"):
        most += 1
        points += 1 if relation in facets["relations"] else 0.5
    if slots.get("role"):
        most += 1
        points += 1 if len(facets["roles"]) == 1 else 0.7
    if wanted := slots.get("modality"):
        most += 1
        points += 1 if row.modality in wanted else 0.8
    for key, value in (("camera", row.camera), ("anonymity", row.anonymity)):
        if slots.get(key):
            most += 1
            sure = value in ("none", "optional", "anonymous", "pseudonym", "first_name") or (
                key == "camera" and not row.modes & 2
            )
            points += 1 if sure else 0.3
    # A gathering that is meant for other people than said stays behind one that is open to all.
    others = set(facets["tags"]) & taxonomy.AUDIENCE_TAGS - set(slots.get("audience") or ())
    return (points / most if most else 0.5) - 0.15 * bool(others)


def _soon(candidate: Candidate, now: datetime) -> float:
    if candidate.next is None:
        return 0.3
    hours = (candidate.next[0] - now).total_seconds() / 3600
    return max(0.0, 1 - max(hours, 0) / 168)
