"""What every importer makes of a row: a listing ready to store, or the reason why not."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.groups import taxonomy
from actions.storage import keyed_hash


@dataclass(frozen=True)
class OneDate:
    """A date on which a schedule is different: `action` skip, move, add or theme; `new_start` as in recurrence."""

    on: str
    action: str
    new_start: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Sched:
    """One time it meets. `weekday` 0 = Monday; `start` "HH:MM" local; `minutes` is the length; dates are ISO."""

    kind: str
    weekday: int | None = None
    start: str | None = None
    minutes: int | None = None
    tz: str | None = None
    rrule: str | None = None
    holiday_rule: str | None = None
    origin: str = "feed"
    confidence: float = 1.0
    raw_text: str | None = None
    theme: str | None = None
    anchor: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    join_until: str | None = None
    exceptions: tuple[OneDate, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where it meets in person."""

    name: str | None = None
    address: str | None = None
    city: str | None = None
    admin1: str | None = None
    postcode: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str = "city"


def _plain(sched: Sched) -> dict[str, Any]:
    return {**sched.__dict__, "exceptions": [dict(e.__dict__) for e in sched.exceptions]}


@dataclass(frozen=True)
class Listing:
    """A normalised row. `secret` holds whatever lets somebody join and is never part of the payload."""

    key: str
    name: str
    programme: str
    modality: str
    modes: tuple[str, ...]
    schedules: tuple[Sched, ...] = ()
    group_key: str | None = None
    organisation: str | None = None
    description: str | None = None
    notes: str | None = None
    kind: str = "meeting"
    platforms: tuple[str, ...] = ()
    open_closed: str = "unknown"
    gender_only: str | None = None
    audience_only: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    faith: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    anonymity: str = "unknown"
    camera: str = "unknown"
    moderated: str = "unknown"
    cost: str | None = None
    registration: str = "unknown"
    entry: str | None = None
    home_page: str | None = None
    place: Place | None = None
    place_closed: bool = False
    channel_kind: str | None = None
    host: str | None = None
    needs_request: bool = False
    country: str | None = None
    verified_on: str | None = None
    inactive: bool = False
    secret: dict[str, str] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        """Everything but the secret, as JSON would hold it."""
        row = dict(self.__dict__)  # not asdict: it copies every value, which was a quarter of an import
        row.pop("secret")
        row["schedules"] = [_plain(s) for s in self.schedules]
        row["place"] = dict(self.place.__dict__) if self.place else None
        return row


def from_payload(row: dict[str, Any], secret: dict[str, str] | None = None) -> Listing:
    """The listing that a payload (as `payload()` made it, read from JSON) stands for."""
    known: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k not in ("review", "secret")
    }
    known["schedules"] = tuple(_sched(s) for s in row["schedules"])
    known["place"] = Place(**row["place"]) if row.get("place") else None
    return Listing(**known, secret=secret or {})


def _sched(row: dict[str, Any]) -> Sched:
    return Sched(**{**row, "exceptions": tuple(OneDate(**e) for e in row.get("exceptions") or ())})


@dataclass(frozen=True)
class Outcome:
    """What became of one row. Exactly one of `listing` and `rejected` is set; `review` holds it back with a reason.
    `keep_secret`: the row says nothing about the way in, so one that is known stays.
    """

    row: int
    key: str
    listing: Listing | None = None
    rejected: str | None = None
    review: str | None = None
    guess: str | None = None
    warnings: tuple[str, ...] = ()
    secrets: int = 0
    keep_secret: bool = False


def each(rows: Sequence[Any], one: Callable[[int, dict[str, Any]], Outcome]) -> list[Outcome]:
    """One outcome a row, in order; what is not an object, and a key that came before, is rejected."""
    seen: set[str] = set()
    outcomes = []
    for number, row in enumerate(rows, start=1):
        outcome = one(number, row) if isinstance(row, dict) else Outcome(number, "", rejected="not an object")
        if outcome.key and outcome.key in seen:
            outcome = Outcome(number, outcome.key, rejected="duplicate key")
        seen.add(outcome.key)
        outcomes.append(outcome)
    return outcomes


def sha_of(payload: str, secret: dict[str, str]) -> str:
    """64 hex digits over a listing's payload and (keyed) its secret: the same digits mean an unchanged row."""
    hidden = keyed_hash(json.dumps(secret, sort_keys=True)) if secret else ""
    return hashlib.sha256(f"{payload}\0{hidden}".encode()).hexdigest()


def facets_from_tags(tags: set[str], programme: str) -> dict[str, Any]:
    """Gender, audience and openness that a set of flat tags stands for, with the programme's own topics and roles."""
    known = taxonomy.load().programme(programme)
    gender = known.gender_only
    if gender is None and len(tags & {"women", "men"}) == 1:
        gender = next(iter(tags & {"women", "men"}))
    audiences = tags & taxonomy.AUDIENCE_TAGS
    # A group that lists many audiences welcomes them all; one that names one or two is meant for them.
    only = audiences & taxonomy.ONLY_AUDIENCES if len(audiences) <= 3 else set()
    relations = set(known.relations)
    if programme == "al_anon":
        relations |= {"parent"} & {"parent" for t in tags if t == "parents"}
        relations |= {"adult_child" for t in tags if t == "adult_children"}
    return {
        "topics": known.topics,
        "roles": known.roles,
        "relations": tuple(sorted(relations)),
        "gender_only": gender,
        "audience_only": tuple(sorted(only)),
        "open_closed": "closed" if "closed" in tags and "open" not in tags else "open" if "open" in tags else "unknown",
        "faith": "secular" if "secular" in tags else known.faith,
        "anonymity": known.anonymity,
        "access": tuple(sorted({taxonomy.ACCESS_TAGS[t] for t in tags if t in taxonomy.ACCESS_TAGS})),
        "tags": tuple(sorted(tags)),
        "min_age": 13 if "alateen" in only else None,
        "max_age": 19 if "alateen" in only else None,
    }
