"""Lists of online meetings as the Online Intergroup of AA (`oiaa`) and Al-Anon's world office (`alanon`) publish them.

A row is a group with one or more times: name, times ("Tuesday 7:00 PM", a line or a comma each), timezone, url, phone,
access_code, email, types, formats, languages, notes; Al-Anon adds wso_id, is_24_7, meeting_id, meeting_password and
dial_in_number. No row has an end that somebody wrote. A group without times meets all the time when it says so or when
it is written (e-mail, forum); contacts stand in the notes and in `email`, which is a way in only for an e-mail group.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from actions.groups import taxonomy
from actions.groups.importers import clean, columns, meeting_guide, parse, schedules, zones
from actions.groups.importers.listing import Listing, Outcome, Sched, each, facets_from_tags

# What the lists call a way of taking part -> modality, platform.
_FORMATS = {
    "video": ("online", None), "zoom": ("online", "zoom"), "skype": ("online", "skype"),
    "google meet": ("online", "google_meet"), "google hangouts": ("online", "google_meet"),
    "microsoft teams": ("online", "teams"), "teams": ("online", "teams"), "jitsi": ("online", "jitsi"),
    "join.me": ("online", "join_me"), "free conference call": ("online", "free_conference_call"),
    "free conference": ("online", "free_conference_call"), "gotomeeting": ("online", "goto"),
    "webex": ("online", "webex"),
    "al-anon family groups mobile app": ("online", "alanon_app"), "afg mobile app": ("online", "alanon_app"),
    "audio": ("phone", "phone"), "phone": ("phone", "phone"), "telephone": ("phone", "phone"),
    "conference call": ("phone", "phone"), "email": ("text", "email"), "e-mail": ("text", "email"),
    "forum": ("text", "forum"), "bulletin board": ("text", "forum"), "message board": ("text", "forum"),
    "chat": ("text", "chat_room"), "chat room": ("text", "chat_room"), "text chat": ("text", "chat_room"),
    "discord": ("text", "discord"), "whatsapp": ("text", "whatsapp"), "telegram": ("text", "telegram"),
    "signal": ("text", "signal"), "facebook": ("text", "facebook"), "slack": ("text", "slack"),
    "second life": ("vr", "second_life"),
}  # fmt: skip
_WRITTEN = frozenset({"email", "forum", "facebook", "whatsapp", "telegram", "signal", "discord", "slack"})
_PROGRAMMES = {"oiaa": "aa", "alanon": "al_anon"}
_TIME = re.compile(r"^(?:(?P<day>[a-z]+)s?\s+)?(?P<clock>\d.*|noon|midnight)$", re.IGNORECASE)
_CONTACT = re.compile(r"^\s*contact\s*\d*\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Context:
    """The kind of list, and what the order says of programme and zone."""

    kind: str
    programme: str | None = None
    tz: str | None = None


def read(rows: list[Any], context: Context) -> list[Outcome]:
    """One outcome a row, in order."""
    return each(rows, lambda number, row: _row(number, _names(row), context))


def _names(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its columns called as the JSON feed calls them ("Access Code" is access_code)."""
    return {re.sub(r"[\s_]+", "_", str(k).strip().lower()): v for k, v in row.items()}


def _row(number: int, row: dict[str, Any], context: Context) -> Outcome:
    name = clean.name(row.get("name"))
    key = _key(row)
    if not name or not key:
        return Outcome(number, key, rejected="name")
    try:
        times = _times(row.get("times"))
    except parse.Unreadable as error:
        return Outcome(number, key, rejected=str(error))
    tags, languages, warnings = _types(row)
    way = _way(row, warnings)
    if way is None:
        return Outcome(number, key, rejected="no way in")
    programme = context.programme or _PROGRAMMES[context.kind]
    first = next(iter(times), None)
    zone = zones.find(
        row=str(row.get("timezone") or "").strip(),
        title=name,
        start=first[1] if first else None,
        address="",
        attended=False,
        lon=None,
        default=context.tz,
    )
    note = clean.notes(_without_contacts(row.get("notes")))
    listing = Listing(
        key=key,
        name=name,
        programme=programme,
        modality=way.modes[0],
        modes=way.modes,
        schedules=_schedules(row, times, zone.tz, note.lines, way),
        group_key=key,
        notes=note.text[:2000] or None,
        platforms=way.platforms,
        languages=tuple(sorted(languages)),
        channel_kind={"online": "video"}.get(way.modes[0], way.modes[0]),
        host=way.host,
        organisation=taxonomy.load().programme(programme).name,
        secret=way.secret | ({"notes": _joined(way.secret.get("notes"), note.joining)} if note.joining else {}),
        **facets_from_tags(tags, programme),
    )
    made = Outcome(number, key, listing, warnings=tuple(warnings), secrets=note.removed + len(way.secret))
    if reason := meeting_guide.not_for_support(name, note.text):
        return replace(made, review=reason)
    return replace(made, review="tz", guess=zone.tz) if times and (zone.doubt or not zone.tz) else made


def _key(row: dict[str, Any]) -> str:
    """The list's own number, else a key made of name and times."""
    own = str(row.get("wso_id") or row.get("id") or row.get("slug") or "").strip()
    text = " ".join(str(row.get(n) or "") for n in ("name", "times", "timezone"))
    return (own or re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-"))[:300]


def _parts(raw: object) -> list[str]:
    """ "a, b\\nc", or a list, as single words or phrases."""
    whole = raw if isinstance(raw, list) else re.split(r"[,\n\r;]+", str(raw or ""))
    return [p for one in whole if (p := re.sub(r"\s+", " ", str(one)).strip())]


def _times(raw: object) -> list[tuple[int | None, str]]:
    """(weekday, 0 = Monday, or None for every day; start) of "Tuesday 08:15 PM", "ongoing" and nothing are no time."""
    found: list[tuple[int | None, str]] = []
    for part in _parts(raw):
        if part.lower() in ("ongoing", "24/7", "anytime", "any time"):
            continue
        read_as = _TIME.match(part)
        if not read_as:
            raise parse.Unreadable("time")
        start = parse.clock(read_as["clock"])
        if start is None:
            raise parse.Unreadable("time")
        day = read_as["day"]
        if day is None or day.lower() in ("daily", "everyday"):
            found.append((None, start))
        else:
            found += [(d, start) for d in parse.days(day)]
    return found


def _schedules(
    row: dict[str, Any], times: Iterable[tuple[int | None, str]], tz: str | None, note: str, way: "Way"
) -> tuple[Sched, ...]:
    by_start: dict[str, set[int]] = {}
    for day, start in times:
        by_start.setdefault(start, set()).update(range(7) if day is None else (day,))
    if not by_start:
        always = _yes(row.get("is_24_7")) or bool(_WRITTEN & set(way.platforms))
        return schedules.weekly((), None, 60, tz, anytime=always)
    return tuple(
        s for start, days in by_start.items() for s in schedules.weekly(sorted(days), start, 60, tz, note=note)
    )


def _yes(raw: object) -> bool:
    return str(raw).strip().lower() in ("true", "1", "yes")


def _types(row: dict[str, Any]) -> tuple[set[str], set[str], list[str]]:
    """Tags, languages and warnings from the names of types and languages, either of which may stand in `types`."""
    known = columns.type_names()
    raw = row.get("types")
    if isinstance(raw, str):  # one type has commas in its own name
        raw = re.sub(r"(?i)families, friends, and observers welcome", "Observers Welcome", raw)
    tags: set[str] = set()
    languages: set[str] = set()
    warnings = []
    for name in [*_parts(raw), *_parts(row.get("languages"))]:
        meaning = known.get(name.lower(), "").removeprefix("tag:")
        if meaning.startswith("lang:"):
            languages.add(meaning[5:])
        elif meaning and ":" not in meaning and meaning != "place_closed":
            tags.add(meaning)
        elif not meaning:
            warnings.append(f"type {name[:20]} unknown")
    return tags, languages, warnings


@dataclass(frozen=True)
class Way:
    """How one takes part: modes (the first is the listing's), platforms, host of the link, what lets somebody in."""

    modes: tuple[str, ...]
    platforms: tuple[str, ...]
    host: str | None
    secret: dict[str, str]


def _way(row: dict[str, Any], warnings: list[str]) -> Way | None:
    """None when nothing leads in."""
    url, phone = clean.link(row.get("url")), _phone(row)
    if str(row.get("url") or "").strip() and not url:
        warnings.append("link with another scheme than http dropped")
    named = [_FORMATS[f] for p in _parts(row.get("formats")) if (f := p.lower()) in _FORMATS]
    by_mail = ("text", "email") in named
    mail = str(row.get("email") or "").strip() if by_mail else ""
    if not (url or phone or mail):
        return None
    modes = [mode for mode, _ in named]
    platforms = [code for _, code in named if code]
    if url and not modes:
        code = clean.platform(url)
        modes, platforms = ["text" if code in clean.TEXT_PLATFORMS else "online"], [code]
    elif url and not platforms:
        platforms = [clean.platform(url)]
    if phone and "text" not in modes:
        modes.append("phone")
    platforms = platforms or (["phone"] if phone else [])
    codes = {"Meeting id": row.get("meeting_id"), "Password": row.get("meeting_password")}
    lines = [f"{label}: {str(code).strip()}" for label, code in codes.items() if str(code or "").strip()]
    secret = {"url": url or "", "phone": phone, "notes": "\n".join([*([f"Write to {mail}"] if mail else []), *lines])}
    return Way(
        tuple(dict.fromkeys(modes)),
        tuple(dict.fromkeys(platforms)),
        clean.host(url) if url else None,
        {k: v for k, v in secret.items() if v},
    )


def _phone(row: dict[str, Any]) -> str:
    """The number to dial with its access code, "" when there is none."""
    number = str(row.get("phone") or row.get("dial_in_number") or "").strip()
    code = str(row.get("access_code") or "").strip()
    if len(re.sub(r"\D", "", number)) < 7:
        return ""
    return (f"{number},,{code}#" if code else number)[:200]


def _without_contacts(raw: object) -> str:
    """The notes without their lines "Contact 1: name | number | address"."""
    return "\n".join(line for line in re.split(r"[\r\n]+", str(raw or "")) if not _CONTACT.match(line))


def _joined(one: str | None, two: str) -> str:
    return "\n".join(filter(None, [one, two]))
