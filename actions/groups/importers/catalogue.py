"""The built-in communities (`manual`): actions/groups/catalogue/*.yml, one entry a community."""

from pathlib import Path
from typing import Any

from actions.groups import taxonomy
from actions.groups.importers.fetch import BadFeed
from actions.groups.importers.listing import Listing, Outcome, Sched
from actions.groups.recurrence import DAYS

FOLDER = Path(__file__).parent.parent / "catalogue"
NEEDED = ("key", "name", "home_page", "roles", "topics", "anonymity", "min_age", "modes", "about")


def entries(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """All entries of the catalogue's files, in file order. Raises BadFeed for a file that is not a list."""
    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.yml")):
        rows = taxonomy.read_yaml(path)
        if not isinstance(rows, list):
            raise BadFeed(f"{path.name} is not a list of communities.", "Each entry begins with '- key:'.")
        found += rows
    return found


def read(rows: list[Any]) -> list[Outcome]:
    """One outcome an entry; one without home page, role, anonymity or age field is rejected."""
    outcomes = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        key = str(row.get("key") or "") if isinstance(row, dict) else ""
        missing = [n for n in NEEDED if n not in row] if isinstance(row, dict) else list(NEEDED)
        reason = f"{missing[0]} is missing" if missing else "duplicate key" if key in seen else None
        seen.add(key)
        outcomes.append(Outcome(number, key, rejected=reason) if reason else Outcome(number, key, _listing(row)))
    return outcomes


def _listing(row: dict[str, Any]) -> Listing:
    modes = tuple(row["modes"])
    modality = "hybrid" if {"in_person", "online"} <= set(modes) else modes[0]
    return Listing(
        key=row["key"],
        name=row["name"],
        programme=row.get("programme", row["key"]),
        modality=modality,
        modes=modes,
        kind=row.get("kind", "community"),
        schedules=_schedules(row),
        group_key=row["key"],
        organisation=row.get("organisation"),
        description=row["about"],
        topics=tuple(row["topics"]),
        roles=tuple(row["roles"]),
        relations=tuple(row.get("relations", ())),
        platforms=tuple(row.get("platforms", ())),
        gender_only=row.get("gender_only"),
        audience_only=tuple(row.get("audience_only", ())),
        tags=tuple(row.get("tags", ())),
        languages=tuple(row.get("languages", ("en",))),
        faith=row.get("faith"),
        min_age=row["min_age"],
        max_age=row.get("max_age"),
        anonymity=row["anonymity"],
        camera=row.get("camera", "unknown"),
        moderated=row.get("moderated", "unknown"),
        cost=row.get("cost"),
        registration=row.get("registration", "unknown"),
        entry=row.get("entry"),
        home_page=row["home_page"],
        country=row.get("country"),
        channel_kind=next((m for m in modes if m != "in_person"), None),
        needs_request=False,
        inactive=bool(row.get("held")),
        verified_on=str(row["verified_on"]) if row.get("verified_on") else None,
    )


def _schedules(row: dict[str, Any]) -> tuple[Sched, ...]:
    if meets := row.get("meets"):
        day = int(meets["day"])
        rule = f"FREQ=WEEKLY;BYDAY={DAYS[day]}"
        return (Sched("recurring", day, meets["time"], 60, meets["tz"], rule, meets.get("holidays")),)
    return (Sched("always" if row.get("always") else "by_appointment"),)
