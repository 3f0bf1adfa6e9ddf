"""Hard filters: what slots forbid or demand, over the columns. Nothing is relaxed here."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import numpy as np

from actions.groups import taxonomy
from actions.groups.models import MODES
from actions.groups.search.columns import UNKNOWN, Columns, Rows

REMOTE = MODES["online"] | MODES["phone"] | MODES["text"] | MODES["vr"]
_BIPOC = {"black", "latino", "asian", "indigenous"}
DAY_S = 86_400
_Reader = Callable[[Columns, dict[str, Any], Rows], Iterator[Rows]]


def mask(modes: list[str]) -> int:
    """The bits of some modalities."""
    return sum(MODES[m] for m in set(modes) if m in MODES)


def topics_for(asked: list[str]) -> list[str]:
    """Topics whose groups fit: the asked ones, their parents', and what lies below a general one."""
    known = taxonomy.load()
    found = set(asked)
    for topic in asked:
        found |= set(known.ancestors(topic)) | set(known.descendants(topic))
    return sorted(found)


def passing(
    cols: Columns,
    slots: dict[str, Any],
    now: datetime,
    *,
    care: str | None,
    confirmed_only: bool = False,
    here: str | None = None,
) -> Rows:
    """The rows (ascending) that may be offered, time, place and way of taking part apart (see `ways`).

    here  the person's country when it is known: what a community does for another country alone is not offered
    Each reader sees only the rows that the ones before it left, so the narrowest go first.
    """
    rows = _for_person(cols, slots, now, care, confirmed_only, here)
    for reader in _READERS:
        rows = _left(rows, reader(cols, slots, rows))
    return rows


_PERSONAL = ("gender_only", "audience_only", "age")
_MOST_KEPT = 24  # kinds of persons whose rows are kept: 0.6 MB each in a directory of 150,000


def _for_person(
    cols: Columns, slots: dict[str, Any], now: datetime, care: str | None, confirmed_only: bool, here: str | None
) -> Rows:
    """What may be offered to somebody, whatever they look for. Most people say nothing of themselves: kept for them."""
    offered = _offered(cols, now, confirmed_only)
    lists = (tuple(sorted(slots.get(k) or ())) for k in ("audience", "languages"))
    said = tuple(slots.get(k) for k in (*_PERSONAL, "country"))
    key = ("person", said, *lists, bool(slots.get("name")), care == "age_gate", here)
    if key not in cols.kept:
        rows = offered
        for reader in (_gender, _audience, _language):
            rows = _left(rows, reader(cols, slots, rows))
        rows = _left(rows, _country(cols, slots, rows, here))
        rows = _left(rows, _age(cols, slots, rows, care))
        if len(cols.kept) > _MOST_KEPT:
            return rows
        cols.kept[key] = rows
    return cols.kept[key]


def _offered(cols: Columns, now: datetime, confirmed_only: bool) -> Rows:
    """Rows that are published and not too old; worked out once in ten minutes."""
    key = ("offered", int(now.timestamp()) // 600, confirmed_only)
    if key not in cols.kept:
        cols.kept.clear()
        cols.kept[key] = np.flatnonzero(cols.offered & _fresh(cols, now, confirmed_only)).astype(np.int32)
    return cols.kept[key]


def _left(rows: Rows, wanted: Iterator[Rows]) -> Rows:
    masks = list(wanted)
    return rows[np.logical_and.reduce(masks)] if masks else rows


def _fresh(cols: Columns, now: datetime, confirmed_only: bool) -> Rows:
    """Past twice its limit a source is not offered at all, but for what somebody has checked since."""
    at = now.timestamp()
    alive = [s["ok"] > at - 2 * s["limit"] * DAY_S for s in cols.sources]
    manual = [s["manual"] for s in cols.sources]
    offered = [a and not m if confirmed_only else a or m for a, m in zip(alive, manual, strict=True)]
    found: Rows = np.array(offered or [False], dtype=bool)[cols.source]
    return found | (cols.checked > at - 360 * DAY_S) if cols.any_checked else found


def _topic(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    if programme := slots.get("programme"):
        yield cols.coded["programme"].among(programme, rows)
    if topics := slots.get("topics"):
        yield cols.flags["topics"].any(topics_for(topics), rows)
    if unwanted := slots.get("not_programme"):
        yield ~cols.coded["programme"].among(unwanted, rows)


def _who(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    if role := slots.get("role"):
        yield cols.flags["roles"].any(["carer", "loved_one"] if role == "carer" else [role], rows)


def _relation(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    if slots.get("programme") or slots.get("name") or slots.get("role") not in ("loved_one", "bereaved", "carer"):
        return
    relations = cols.flags["relations"]
    general = relations.none(rows)
    yield general | relations.any([slots["relation"]], rows) if slots.get("relation") else general


def _gender(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    gender = cols.coded["gender_only"]
    if wanted := slots.get("gender_only"):
        yield gender.among([wanted], rows)
    elif not slots.get("name"):
        audience = set(slots.get("audience") or ())
        own = "women" if audience & {"mothers", "lesbian"} else "men" if "fathers" in audience else None
        yield gender.null(rows) | gender.among([own], rows) if own else gender.null(rows)


def _audience(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    asked = set(slots.get("audience") or ())
    if slots.get("audience_only") and asked:
        yield cols.flags["tags"].any(asked, rows)
    if not slots.get("name"):
        mine = asked | ({"bipoc"} if asked & _BIPOC else set()) | _young(slots, asked)
        only = cols.flags["audience_only"]
        yield only.none(rows) | only.any(mine, rows)


def _young(slots: dict[str, Any], asked: set[str]) -> set[str]:
    """The audiences somebody belongs to by age; the groups' own age limits are filtered beside."""
    if slots.get("age", 99) < 20 or "teens" in asked:
        return {"alateen", "teens", "young_people"}
    return {"young_people"} if slots.get("age", 99) < 26 else set()


def ways(cols: Columns, slots: dict[str, Any], rows: Rows) -> Rows:
    """Which of `rows` have a way of taking part that fits what was wanted and ruled out."""
    allowed = (mask(slots.get("modality") or []) or 31) & ~mask(slots.get("not_modality") or [])
    found: Rows = (cols.modes[rows] & np.uint8(allowed)) != 0
    return found


def _known_to_break(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    if slots.get("camera") == "off":
        yield ~cols.coded["camera"].among(["required"], rows)
    if slots.get("anonymity") == "required":
        yield ~cols.coded["anonymity"].among(["real_name"], rows)


def _platforms(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    if wanted := slots.get("platform"):
        yield cols.flags["platforms"].any(wanted, rows)
    if unwanted := slots.get("not_platform"):
        yield ~cols.flags["platforms"].any(unwanted, rows)


def _room(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    if (faith := slots.get("faith")) and faith != "any":
        yield cols.coded["faith"].among([faith], rows) | cols.flags["tags"].any([faith], rows)
    for feature in slots.get("access") or []:
        yield cols.flags["access"].any([feature], rows)
    if "proof_of_attendance" in (slots.get("attr") or []):
        yield cols.flags["tags"].any(["proof_of_attendance"], rows)
    if slots.get("open_closed"):
        yield cols.coded["open_closed"].among([slots["open_closed"]], rows)
    if kinds := slots.get("kind"):
        yield cols.coded["kind"].among(kinds, rows)


def _language(cols: Columns, slots: dict[str, Any], rows: Rows) -> Iterator[Rows]:
    asked = slots.get("languages")
    languages = cols.flags["languages"]
    said = languages.any(asked or ["en"], rows)
    yield said if asked and "en" not in asked else said | languages.none(rows)


def _country(cols: Columns, slots: dict[str, Any], rows: Rows, here: str | None) -> Iterator[Rows]:
    if here and not slots.get("name"):
        home = cols.coded["country"]
        meeting = cols.coded["kind"].among(["meeting"], rows)
        yield meeting | home.null(rows) | home.among([here], rows)
    if said := slots.get("country"):
        remote = (cols.modes[rows] & np.uint8(REMOTE)) != 0
        yield remote | cols.coded["place_country"].among([said], rows) | cols.coded["country"].among([said], rows)


def _age(cols: Columns, slots: dict[str, Any], rows: Rows, care: str | None) -> Iterator[Rows]:
    age = slots.get("age")
    low, high = cols.min_age[rows], cols.max_age[rows]
    if care == "age_gate" or (age is not None and age < 18):
        years = age if age is not None and age < 18 else 15
        yield (low != UNKNOWN) & (low <= years)
        yield (high == UNKNOWN) | (high >= years)
        yield cols.coded["moderated"].among(("live", "post"), rows)
    elif age is not None:
        yield low <= age
        yield (high == UNKNOWN) | (high >= age)
    elif not (slots.get("name") or {"teens", "young_people", "students"} & set(slots.get("audience") or ())):
        yield (high == UNKNOWN) | (high >= 25)


_READERS: tuple[_Reader, ...] = (_topic, _who, _relation, _known_to_break, _platforms, _room)
