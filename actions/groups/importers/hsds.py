"""HSDS 1 to 3 and Open Referral UK: services of the support-group branch (PN-8100) to listings."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from actions.groups import taxonomy
from actions.groups.importers import clean, guess, parse, rrules, zones
from actions.groups.importers.listing import Listing, Outcome, Place, Sched, each
from actions.groups.importers.rrules import Times

BRANCH = "PN-8100"
SOME_MONDAY = "2024-01-01"  # where a rule without a first date is read from; it is not kept
_MARK = re.compile(r"#{2,}\s*\w+\s*#{2,}")
_SUPPORT = re.compile(r"\bsupport groups?\b|\bpeer (?:support|group)\b|\bself[- ]help\b|\bmutual aid\b", re.I)
_LANGUAGES = {"english": "en", "spanish": "es", "french": "fr", "creole": "ht", "haitian creole": "ht", "welsh": "cy",
              "portuguese": "pt", "polish": "pl", "urdu": "ur", "punjabi": "pa", "bengali": "bn", "arabic": "ar",
              "sign language": "", "german": "de", "italian": "it", "chinese": "zh", "russian": "ru"}  # fmt: skip
_LETTERS = frozenset(
    ["NAMI", "AFG", "MS", "HIV", "AIDS", "LGBTQ", "GLBTQ", "AA", "NA", "OCD", "ADHD", "VA", "USA", "DBSA"]
)
_SMALL = frozenset(["OF", "AND", "THE", "FOR", "IN", "TO", "AT", "DE", "Y"])
_WITHHELD = re.compile(r"\bshelter\b|\brefuge\b|\bsafe house\b|\bdomestic (?:violence|abuse)\b|\bbattered\b", re.I)


@dataclass(frozen=True)
class Context:
    """What is known of the source, and the day of reading (dates that are over are left out)."""

    today: date
    programme: str | None = None
    tz: str | None = None


def read(services: list[Any], context: Context) -> list[Outcome]:
    """One outcome a service, in the shape that `hsds_shapes` makes of every version."""
    return each(services, lambda number, row: _row(number, row, context))


def tidy(text: object) -> str:
    """Text without the scars of exports: written-out line breaks, marks, letters of a wrong code page."""
    plain = str(text or "").replace("\\n", "\n").replace("\\r", "")
    plain = _MARK.sub(" ", plain)
    if re.search("[ÃÂâ][\u0080-¿€™œ]", plain):
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            plain = plain.encode("cp1252").decode("utf-8")
    return plain


def _title(organisation: str, service: str) -> str:
    """Site names are no group names: organisation and service together, not in capitals."""
    names = [_quiet(clean.name(tidy(n))) for n in (organisation, service)]
    first, second = names
    if not first or first.lower() in second.lower():
        return second
    return f"{first}: {second}" if second and second.lower() not in first.lower() else first


def _quiet(name: str) -> str:
    """A name that shouts, in small letters."""
    if name != name.upper() or len(name) < 5:
        return name
    return " ".join(_word(w, first=i == 0) for i, w in enumerate(name.split()))


def _word(word: str, *, first: bool) -> str:
    bare = re.sub(r"\W", "", word)
    if bare in _LETTERS:
        return word
    return word.lower() if bare in _SMALL and not first else word.capitalize()


@lru_cache(maxsize=1)
def _airs() -> dict[str, dict[str, Any]]:
    return dict(taxonomy.read_yaml(taxonomy.DATA / "airs.yml"))


def _meaning(codes: list[str]) -> dict[str, list[str]]:
    """Topics, roles, relations, tags of all codes; general ones count only where no special one is."""
    rows = []
    for code in codes:
        at = code
        while at not in _airs() and ("-" in at or "." in at):
            at = re.sub(r"[-.][^-.]*$", "", at)
        if at in _airs():
            rows.append(_airs()[at])
    special = [r for r in rows if r["topics"] != ["other"]] or rows
    made = {k: sorted({v for r in special for v in r.get(k, [])}) for k in ("topics", "roles", "relations")}
    made["tags"] = sorted({t for r in rows for t in r.get("tags", [])})
    made["withheld"] = ["yes"] if any(r.get("withheld") for r in rows) else []
    return made


def _row(number: int, row: dict[str, Any], context: Context) -> Outcome:
    key = str(row.get("id") or "").strip()[:300]
    name = _title(str(row.get("organisation") or ""), str(row.get("name") or ""))[:200]
    codes = [c for c, _ in row["terms"] if c.startswith(BRANCH)]
    named = _SUPPORT.search(f"{row.get('name')} " + " ".join(n for _, n in row["terms"]))
    if not key or not name:
        return Outcome(number, key, rejected="key" if not key else "name")
    if not codes and not named:
        return Outcome(number, key, rejected="not a support group")
    if str(row.get("status") or "active").lower() in ("inactive", "defunct", "temporarily closed"):
        return Outcome(number, key, rejected="inactive")
    about, warnings = _about(row, codes, context), []
    text = clean.notes(tidy(row.get("description")))
    place = _place(row, withheld=bool(about["withheld"]) or bool(_WITHHELD.search(f"{name} {text.text[:400]}")))
    page = clean.link(_with_scheme(row.get("url")))
    if not place and not page:
        return Outcome(number, key, rejected="no way in")
    try:
        scheds, doubt = _schedules(row, place, context)
    except parse.Unreadable as error:
        return Outcome(number, key, rejected=str(error))
    if scheds and rrules.over(scheds, context.today):
        return Outcome(number, key, rejected="over")
    if not scheds:
        warnings.append("office hours are not a meeting time" if row["hours"] else "no meeting time given")
    listing = _listing(key, name, row, about, text.text, place, page, scheds or (Sched("by_appointment"),))
    return Outcome(
        number,
        key,
        listing,
        review="tz" if doubt else None,
        warnings=tuple(warnings),
        secrets=text.removed + int(row.get("contacts") or 0),
    )


def _about(row: dict[str, Any], codes: list[str], context: Context) -> dict[str, list[str]]:
    """What a service is about: its codes, and where they are general, its name. Somebody close comes before "self"."""
    name = str(row.get("name"))
    words = guess.of(name, context.programme)
    other = guess.of(" ".join(n for c, n in row["terms"] if not c.startswith(BRANCH)))
    made = _meaning(codes)
    if not made["topics"] or made["topics"] in (["other"], ["chronic_illness"], ["mental_health"]):
        named = [t for t in words.topics if t != "other"] or ([] if codes else list(other.topics))
        made["topics"] = named or made["topics"] or ["other"]
    if made["roles"] in ([], ["self"]):
        made["roles"] = list(guess.roles(name, words.roles if words.programme != "other" else ("self",)))
    made["tags"] = sorted({*made["tags"], *words.tags})
    made["programme"] = [words.programme]
    made["gender"] = [words.gender_only] if words.gender_only else []
    return made


def _with_scheme(url: object) -> str:
    text = str(url or "").strip().split(" ")[0]
    return text if "://" in text or not text else f"https://{text}"


def _place(row: dict[str, Any], *, withheld: bool) -> Place | None:
    a = row.get("address") or {}
    country = str(a.get("country") or "").strip()
    parts = {
        "address": a.get("street"),
        "city": a.get("city"),
        "state": a.get("state"),
        "postal_code": a.get("postcode"),
    }
    hidden = withheld or "WITHHELD" in str(a.get("street") or "").upper()
    city = clean.field(a.get("city"))
    state = str(a.get("state") or "").strip()[:80] or None
    code = country.upper() if len(country) == 2 else None
    if hidden:
        return Place(city=city, admin1=state, country=code, precision="withheld") if city else None
    line = clean.field(parse.address(parts), 300)
    if not line:
        return None
    lat, lon = parse.coordinates({"latitude": row.get("lat"), "longitude": row.get("lon")})
    found = parse.split_address(line, {"city": city})
    return Place(
        clean.field(row.get("site")),
        line,
        found.city,
        found.admin1 or state,
        found.postcode,
        code or found.country,
        lat,
        lon,
        "exact" if lat is not None else "city",
    )


def _schedules(row: dict[str, Any], place: Place | None, context: Context) -> tuple[tuple[Sched, ...], bool]:
    """The times of meetings (never office hours), and whether their zone is in doubt: HSDS gives it as a number."""
    made: list[Sched] = []
    zone = zones.find(
        row=None,
        title="",
        start=None,
        attended=place is not None,
        address=(place.address if place else None) or "",
        lon=place.lon if place else None,
        default=context.tz or zones.ONE_ZONE.get((place.country if place else None) or ""),
    )
    for event in row["events"]:
        start = parse.clock(event["start"])
        if not start:
            continue
        first = event.get("first")
        begin = datetime.fromisoformat(f"{(first or SOME_MONDAY)[:10]}T{start}")
        end = parse.clock(event.get("end"))
        times = Times(
            begin,
            parse.length(start, end),
            zones.iana(event.get("tz")) or zone.tz,
            event.get("rrule"),
            date.fromisoformat(event["until"][:10]) if event.get("until") else None,
        )
        found = rrules.schedules_of(times)
        made += found if first else [replace(s, valid_from=None, anchor=None) for s in found]
    return tuple(made), bool(made) and (zone.doubt or not zone.tz)


def _listing(
    key: str,
    name: str,
    row: dict[str, Any],
    about: dict[str, list[str]],
    text: str,
    place: Place | None,
    page: str | None,
    scheds: tuple[Sched, ...],
) -> Listing:
    online = str(row.get("attending") or "") in ("online", "virtual") or place is None
    modes = ("online",) if online else ("in_person",)
    return Listing(
        key=key,
        name=name,
        programme=about["programme"][0],
        modality=modes[0],
        modes=modes,
        schedules=scheds,
        group_key=key,
        organisation=_quiet(clean.name(tidy(row.get("organisation")))) or None,
        description=text[:2000] or None,
        topics=tuple(about["topics"]),
        roles=tuple(about["roles"]),
        relations=tuple(about["relations"]),
        tags=tuple(about["tags"]),
        gender_only=about["gender"][0] if about["gender"] else None,
        languages=_languages(row),
        access=("wheelchair",) if re.search(r"handicap|wheelchair|step.free", str(row.get("access")), re.I) else (),
        min_age=row.get("min_age"),
        max_age=row.get("max_age"),
        cost=clean.field(row.get("cost"), 60),
        entry=clean.notes(tidy(row.get("apply"))).text[:500] or None,
        home_page=page,
        place=place if not online else None,
        channel_kind="video" if online else None,
        needs_request=online,
        country=place.country if place else None,
        verified_on=str(row.get("assured") or "")[:10] or None,
    )


def _languages(row: dict[str, Any]) -> tuple[str, ...]:
    found = {_LANGUAGES.get(str(x).strip().lower(), str(x).strip().lower()) for x in row.get("languages") or []}
    return tuple(sorted(x for x in found if re.fullmatch(r"[a-z]{2}", x)))
