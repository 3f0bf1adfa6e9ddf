"""What a listing becomes in the tables besides its own row: ids, slots, tags, words. Pure."""

import base64
import hashlib
import re
import unicodedata
from datetime import date
from typing import Any

from actions.groups.importers.listing import Listing, OneDate, Sched
from actions.groups.recurrence import EPOCH_MONDAY
from actions.storage import keyed_hash

WEEK = 7 * 24 * 60


def public_id(source_key: str, external_key: str) -> str:
    """A stable, short id of a listing: ten letters and digits made from its source and key."""
    digest = hashlib.sha256(f"{source_key}\0{external_key}".encode()).digest()
    return base64.b32encode(digest)[:10].decode().lower()


def words_of(name: str) -> list[str]:
    """The words of a name, lower case, without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return list(dict.fromkeys(w[:40] for w in re.findall(r"[a-z0-9]{2,}", plain)))


def status_of(listing: Listing, review: str | None) -> str:
    """The status a listing enters with."""
    return "inactive" if listing.inactive else "pending" if review else "published"


KEEP = ("hidden_reported", "suspended", "removed", "draft")


def status_after(listing: Listing, review: str | None, before: Any, reported: bool) -> str:
    """The status of a listing whose row has changed; what people decided stays. `before` has the columns of meeting."""
    if before.status in KEEP or before.merged_into or (reported and before.status == "inactive"):
        return str(before.status)
    if review and before.status == "published" and before.review == review and not listing.inactive:
        return "published"  # somebody has looked at this very doubt and let it through
    return status_of(listing, review)


def slots_of(sched: Sched) -> list[dict[str, Any]]:
    """Minute-of-week slots of one schedule (0 = Monday 00:00 local), split where the week ends."""
    if sched.weekday is None or sched.start is None or sched.tz is None:
        return []
    begin = sched.weekday * 1440 + int(sched.start[:2]) * 60 + int(sched.start[3:])
    end = begin + (sched.minutes or 60)
    mask = sum({1 << (int(n) if int(n) > 0 else 0) for n in re.findall(r"(-?\d)[A-Z]{2}", sched.rrule or "")})
    base = {"tz": sched.tz, "ordinal_mask": mask, "week_parity": _parity(sched)}
    if end <= WEEK:
        return [{**base, "start_minute": begin, "end_minute": end, "opening": True}]
    return [
        {**base, "start_minute": begin, "end_minute": WEEK, "opening": True},
        {**base, "start_minute": 0, "end_minute": end - WEEK, "opening": False},
    ]


def _parity(sched: Sched) -> int | None:
    if not sched.anchor or "INTERVAL=2" not in (sched.rrule or ""):
        return None
    return (date.fromisoformat(sched.anchor) - EPOCH_MONDAY).days // 7 % 2


def tags_of(listing: Listing) -> list[tuple[str, str, str]]:
    """(scheme, code, polarity) of everything that search filters by."""
    only = set(listing.audience_only) | ({listing.gender_only} if listing.gender_only else set())
    made = [("topic", t, "for") for t in listing.topics]
    made += [("role", r, "for") for r in listing.roles] + [("relation", r, "for") for r in listing.relations]
    made += [("access", a, "for") for a in listing.access] + [("language", x, "for") for x in listing.languages]
    made += [("platform", p, "for") for p in listing.platforms]
    made += [("tag", t, "only" if t in only else "welcomes") for t in listing.tags]
    return list(dict.fromkeys(made))


def one_date(e: OneDate) -> dict[str, Any]:
    return {"date_local": e.on, "action": e.action, "new_start": e.new_start, "note": e.note}


def schedule(s: Sched) -> dict[str, Any]:
    """The columns of a schedule row."""
    return {
        "kind": s.kind,
        "weekday": s.weekday,
        "start_local": s.start,
        "minutes": s.minutes,
        "tz": s.tz,
        "rrule": s.rrule,
        "holiday_rule": s.holiday_rule,
        "origin": s.origin,
        "confidence": s.confidence,
        "raw_text": s.raw_text,
        "theme": s.theme,
        "anchor_date": s.anchor,
        "valid_from": s.valid_from,
        "valid_to": s.valid_to,
        "join_until": s.join_until,
    }


def channel(listing: Listing) -> dict[str, Any]:
    """The columns of a channel row: the one place for what leads in."""
    way = listing.secret.get("url") or listing.secret.get("phone")
    return {
        "kind": listing.channel_kind,
        "platform": listing.platforms[0] if listing.platforms else None,
        "host": listing.host,
        "secret": listing.secret or None,
        "fingerprint": keyed_hash(way) if way else None,
        "needs_request": listing.needs_request,
    }
