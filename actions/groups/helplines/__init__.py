"""Helplines beside search answers: their own reviewed files (data/, a file a country) and the door's crisis lines.

A service that the ladder needs is written with the door alone; its rows are handed in and copied, read-only. The ladder
never reads this table. Numbers are never made up: without one copied from the service's page, a row has its page alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from actions.groups import public_holidays, taxonomy
from actions.groups.helplines import hours
from actions.groups.models import Helpline, HelplineContact

DATA = Path(__file__).parent / "data"
KINDS = ("e164", "national", "short_voice", "short_text", "text_keyword", "chat_url")
ANYWHERE = "INT"
# What the door's services are about, in our topics. Emergency and poison numbers are the ladder's alone.
DOOR_TOPICS = {
    "crisis": "mental_health",
    "text": "mental_health",
    "child": "child",
    "domestic_violence": "domestic_abuse",
    "eating": "eating_disorder",
}
AT_MOST = 2
CHECK_EVERY_DAYS = 90


class BadHelpline(ValueError):
    """A row that may not be loaded; says which and why."""


@dataclass(frozen=True)
class Line:
    """One row of a file, or one handed in by the door. `category` is a topic code, or "child"."""

    key: str
    name: str
    country: str
    category: str
    page: str
    written_on: str
    contacts: tuple[dict[str, Any], ...] = ()
    languages: tuple[str, ...] = ("en",)
    audience: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    hours: str | None = None
    tz: str | None = None
    cost: str | None = None
    about: str | None = None
    checked_at: str | None = None
    from_door: bool = False


def files(folder: Path = DATA) -> list[Line]:
    """Every row of our own files. Raises BadHelpline for one without its own page, the date it was written down, or
    with a contact of an unknown kind."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for row in taxonomy.read_yaml(path):
            found.append(_line(path.stem, row))
    return found


def _line(country: str, row: dict[str, Any]) -> Line:
    key = f"{country}:{row.get('key')}"
    if not str(row.get("page", "")).startswith("https://"):
        raise BadHelpline(f"{key}: the service's own page is missing")
    if not isinstance(row.get("written_on"), date):
        raise BadHelpline(f"{key}: the date it was written down is missing")
    contacts = tuple(row.get("contacts") or ())
    if bad := [c for c in contacts if c.get("kind") not in KINDS or not c.get("value")]:
        raise BadHelpline(f"{key}: a contact needs a kind of {', '.join(KINDS)} and a value: {bad[0]}")
    return Line(
        key,
        row["name"],
        country,
        row["category"],
        row["page"],
        row["written_on"].isoformat(),
        contacts,
        tuple(row.get("languages", ("en",))),
        row.get("audience"),
        row.get("min_age"),
        row.get("max_age"),
        row.get("hours"),
        row.get("tz"),
        row.get("cost"),
        row.get("about"),
        row["checked_at"].isoformat() if row.get("checked_at") else None,
    )


def load(db: Session, door: Callable[[], Sequence[Line]] | None = None) -> dict[str, int]:
    """Make the table hold our files and the door's rows: {"helplines", "changed"}. Without `door` its copies stay as
    they are. A row that staff have checked stays checked until it changes."""
    known = {row.key: row for row in db.scalars(select(Helpline))}
    theirs = list(door()) if door else []
    copies = [
        Line(r.key, r.name, r.country, r.category, r.first_party_url, r.written_on)
        for r in known.values()
        if r.from_door and not door
    ]
    wanted = {line.key: line for line in [*without_doubles(files(), [*theirs, *copies]), *theirs]}
    changed = 0
    for key, row in known.items():
        if key not in wanted and (door is not None or not row.from_door):
            db.execute(delete(HelplineContact).where(HelplineContact.helpline_id == row.id))
            db.delete(row)
            changed += 1
    contacts: dict[int, list[dict[str, Any]]] = {}
    for contact in db.scalars(select(HelplineContact).order_by(HelplineContact.id)):
        contacts.setdefault(contact.helpline_id, []).append(_contact(contact))
    for key, line in wanted.items():
        before = known.get(key)
        if before is None or not _same(before, contacts.get(before.id, []), line):
            _write(db, before, line)
            changed += 1
    return {"helplines": len(wanted), "changed": changed}


def without_doubles(ours: Sequence[Line], theirs: Sequence[Line]) -> list[Line]:
    """Our rows without services that the door has too: it is written there only, so the two cannot disagree."""
    taken = {(t.country, mark) for t in theirs for mark in _marks(t)}
    return [line for line in ours if not any((line.country, mark) in taken for mark in _marks(line))]


def _marks(line: Line) -> set[str]:
    numbers = {"".join(c for c in str(k["value"]) if c.isdigit()) for k in line.contacts if k["kind"] != "chat_url"}
    page = line.page.removeprefix("https://").removeprefix("www.").rstrip("/").lower()
    return {line.name.casefold(), page} | (numbers - {""})


def _contact(row: HelplineContact) -> dict[str, Any]:
    return {k: getattr(row, k) for k in ("kind", "value", "keyword", "note")}


def _columns(line: Line) -> dict[str, Any]:
    names = (
        "name",
        "country",
        "category",
        "audience",
        "min_age",
        "max_age",
        "hours",
        "tz",
        "cost",
        "about",
        "from_door",
    )
    return {
        **{n: getattr(line, n) for n in names},
        "languages": ",".join(line.languages)[:120],
        "first_party_url": line.page,
        "written_on": line.written_on,
    }


def _full(line: Line) -> list[dict[str, Any]]:
    return [{"keyword": None, "note": None, **c, "value": str(c["value"])} for c in line.contacts]


def _same(row: Helpline, contacts: list[dict[str, Any]], line: Line) -> bool:
    same = all(getattr(row, k) == v for k, v in _columns(line).items()) and contacts == _full(line)
    return same and (line.checked_at is None or row.checked_at == line.checked_at)


def _write(db: Session, row: Helpline | None, line: Line) -> None:
    row = row or Helpline(key=line.key)
    for name, value in _columns(line).items():
        setattr(row, name, value)
    row.checked_at, row.checked_by = line.checked_at, None
    db.add(row)
    db.flush()
    db.execute(delete(HelplineContact).where(HelplineContact.helpline_id == row.id))
    for contact in _full(line):
        db.add(HelplineContact(helpline_id=row.id, **contact))
    db.flush()


def checked(db: Session, key: str, *, by: str, on: date) -> bool:
    """Somebody has looked at the service's own page: note it. False for a key that is not ours; the door's rows are
    checked where they are written."""
    row = db.scalar(select(Helpline).where(Helpline.key == key, Helpline.from_door.is_(False)))
    if row is None:
        return False
    row.checked_at, row.checked_by = on.isoformat(), by
    return True


def all_of(db: Session, today: date, country: str | None = None) -> list[dict[str, Any]]:
    """Every row with how long ago it was checked: {"key", "name", "country", "page", "contacts", "checked_at",
    "overdue", "from_door"}; overdue means never, or over 90 days ago."""
    rows = db.scalars(select(Helpline).order_by(Helpline.country, Helpline.key))
    counts = dict(
        db.execute(select(HelplineContact.helpline_id, func.count()).group_by(HelplineContact.helpline_id))
        .tuples()
        .all()
    )
    return [
        {
            "key": r.key,
            "name": r.name,
            "country": r.country,
            "page": r.first_party_url,
            "contacts": counts.get(r.id, 0),
            "checked_at": r.checked_at,
            "overdue": r.checked_at is None or (today - date.fromisoformat(r.checked_at)).days > CHECK_EVERY_DAYS,
            "from_door": r.from_door,
        }
        for r in rows
        if country in (None, r.country)
    ]


def beside(
    db: Session,
    *,
    country: str | None,
    topics: Sequence[str],
    now: datetime,
    age: int | None = None,
    audience: Sequence[str] = (),
    checked_only: bool = False,
    limit: int = AT_MOST,
) -> list[dict[str, Any]]:
    """The helplines that fit a search, open ones first: what `search --json` shows under "helplines".

    country       None: only what is true everywhere
    checked_only  production: leave out what staff have not checked
    """
    wanted = set(topics) | {p for t in topics for p in taxonomy.load().ancestors(t)}
    wanted |= {"child"} if age is not None and age < 18 else set()
    rows = db.scalars(
        select(Helpline)
        .where(Helpline.country.in_([country.upper(), ANYWHERE] if country else [ANYWHERE]))
        .where(Helpline.category.in_(wanted))
        .order_by(Helpline.key)
    )
    fitting = [r for r in rows if _fits(r, age, set(audience)) and (r.checked_at or not checked_only)]
    if any(r.country != ANYWHERE for r in fitting):
        fitting = [r for r in fitting if r.country != ANYWHERE]
    contacts: dict[int, list[dict[str, Any]]] = {}
    for c in db.scalars(
        select(HelplineContact)
        .where(HelplineContact.helpline_id.in_([r.id for r in fitting]))
        .order_by(HelplineContact.id)
    ):
        contacts.setdefault(c.helpline_id, []).append(_contact(c))
    made = [_shown(r, contacts.get(r.id, []), now) for r in fitting]
    nearest = {t: i for i, t in enumerate(topics)}
    made.sort(key=lambda m: ({True: 0, None: 1, False: 2}[m["open"]], nearest.get(m["category"], 99)))
    return made[:limit]


def _fits(row: Helpline, age: int | None, audience: set[str]) -> bool:
    if age is not None and ((row.min_age or 0) > age or (row.max_age or 200) < age):
        return False
    return row.audience is None or row.audience in audience


def _shown(row: Helpline, contacts: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    where = public_holidays.region_of(row.country if row.country != ANYWHERE else None, row.tz)
    is_open = hours.is_open(row.hours, row.tz, now, where)
    opens = hours.next_opening(row.hours, row.tz, now, where) if is_open is False else None
    return {
        "name": row.name,
        "country": row.country,
        "category": row.category,
        "contacts": contacts,
        "page": row.first_party_url,
        "about": row.about,
        "open": is_open,
        "opens_at": opens.isoformat() if opens else None,
        "checked_at": row.checked_at,
    }
