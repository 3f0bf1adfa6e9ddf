"""Importing real and dirty feeds."""

import json
import os
import subprocess
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from actions import storage
from actions.groups.importers import run
from actions.groups.importers.listing import Sched
from actions.groups.importers.row_parts import slots_of
from actions.groups.migrations import migrate
from actions.groups.models import Change, Channel, Meeting, RawRecord, Schedule, Source

FEEDS = ("edmonton", "sussex-delaware", "sf-marin", "eda", "kansas-city", "al-anon-massachusetts")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def feed(data: Path, name: str) -> Path:
    return next((data / "feeds").glob(f"meeting-guide-{name}.json*"))


def take(engine: Engine, where: Path, now: datetime, **more: Any) -> Any:
    return run.run(
        engine, run.Order(str(where), more.pop("kind", "meeting-guide"), more.pop("source", "feed"), **more), now=now
    )


def adds_up(report: Any) -> bool:
    return report.rows_in == report.added + report.changed + report.same + len(report.rejected) + len(report.review)


@pytest.mark.parametrize("name", FEEDS)
def test_a_real_feed_imports_and_the_second_time_changes_nothing(
    engine: Engine, data: Path, now: datetime, name: str
) -> None:
    first, second = take(engine, feed(data, name), now), take(engine, feed(data, name), now)
    assert first.status == second.status == "applied"
    assert adds_up(first)
    assert first.added > 0.9 * first.rows_in
    assert (second.added, second.changed, second.vanished, second.review) == (0, 0, 0, [])
    assert second.same == first.added + len(first.review)
    with storage.reading(engine) as db:
        assert db.scalar(select(func.count()).select_from(Change)) == 0


def test_the_zone_of_a_feed_that_names_none_comes_from_its_places(sqlite: Engine, data: Path, now: datetime) -> None:
    take(sqlite, feed(data, "sussex-delaware"), now)
    with storage.reading(sqlite) as db:
        assert set(db.scalars(select(Schedule.tz).distinct())) == {"America/New_York"}


def test_the_normalised_corpus(sqlite: Engine, data: Path, now: datetime) -> None:
    corpus = data / "meetings-normalised.jsonl.gz"
    first, second = (take(sqlite, corpus, now, kind="jsonl", source="corpus") for _ in range(2))
    assert first.rows_in == 14287
    assert adds_up(first) and adds_up(second)
    assert (second.added, second.changed, second.vanished) == (0, 0, 0)
    with storage.reading(sqlite) as db:
        assert db.scalar(select(func.count()).where(Meeting.status == "inactive")) == 487


def dirty(data: Path) -> Path:
    return data / "feeds" / "invented-dirty-meeting-guide.json"


def expected(data: Path) -> Any:
    return json.loads((data / "feeds" / "invented-dirty-expected.json").read_text())


def of_row(engine: Engine, key: str) -> tuple[Any, list[Any]]:
    with storage.reading(engine) as db:
        meeting = db.scalar(select(Meeting).where(Meeting.external_key == key))
        return meeting, list(
            db.scalars(
                select(Schedule).where(Schedule.meeting_id == (meeting.id if meeting else 0)).order_by(Schedule.id)
            )
        )


def local(sched: Any) -> str:
    begin = int(sched.start_local[:2]) * 60 + int(sched.start_local[3:])
    end = (begin + sched.minutes) % 1440
    return f"{DAYS[sched.weekday]} {sched.start_local}-{end // 60:02}:{end % 60:02}"


def test_the_dirty_feed_gives_exactly_what_is_expected(engine: Engine, data: Path, now: datetime) -> None:
    report = take(engine, dirty(data), now)
    reasons = {r["key"]: r["reason"] for r in report.rejected + report.review}
    guesses = {r["key"]: r["guess"] for r in report.review}
    assert adds_up(report)
    for key, want in expected(data)["rows"].items():
        if key == "":
            assert reasons[""] == want["reason"]
            continue
        meeting, schedules = of_row(engine, key)
        check(key, want, meeting, schedules, reasons, report)
    assert guesses["tz-abbr"] == guesses["tz-contradicts"] == guesses["tz-in-title"] == "America/New_York"
    assert {"type ZZ unknown", "type 11 read as text", "coordinates are zero"} <= set(report.warnings)


def check(
    key: str, want: dict[str, Any], meeting: Any, schedules: list[Any], reasons: dict[str, str], report: Any
) -> None:
    if want["accept"] is False:
        assert meeting is None and reasons[key] == want["reason"], key
        return
    assert meeting.status == ("pending" if want["accept"] == "review" else "published"), key
    assert reasons.get(key) == want.get("reason"), key
    facets = json.loads(meeting.facets)
    first = schedules[0]
    have = {
        "local": lambda: local(first).startswith(want["local"]),
        "tz": lambda: first.tz == want["tz"],
        "modality": lambda: meeting.modality == want["modality"],
        "schedules": lambda: len(schedules) == want["schedules"],
        "kind": lambda: first.kind == want["kind"],
        "tags": lambda: facets["tags"] == want["tags"],
        "rrule": lambda: first.rrule == want["rrule"],
        "holiday_rule": lambda: first.holiday_rule == want["holiday_rule"],
        "origin": lambda: first.origin == want["origin"],
        "theme": lambda: first.theme == want["theme"],
        "name": lambda: meeting.title == want["name"],
        "access": lambda: facets["access"] == [],
        "anchor": lambda: first.anchor_date is None,
    }
    for field, holds in have.items():
        assert field not in want or holds(), (key, field)


def whole_database(engine: Engine, tmp_path: Path) -> bytes:
    """Every byte the database holds, as its files or as a dump."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
    dump = next(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return subprocess.run([str(dump), url], capture_output=True, check=True, env={"PATH": os.environ["PATH"]}).stdout


def test_planted_secrets_are_nowhere_but_in_the_secret_store(
    engine: Engine, data: Path, now: datetime, tmp_path: Path
) -> None:
    take(engine, dirty(data), now)
    everything = whole_database(engine, tmp_path).decode("utf-8", "replace").lower()
    assert "quiet tuesday" in everything
    for word in expected(data)["never_outside_the_secret_store"] + expected(data)["never_at_all"]:
        assert word.lower() not in everything, word
    with storage.reading(engine) as db:
        secrets = json.dumps([c.secret for c in db.scalars(select(Channel))])
    assert "CANARYpwd1" in secrets and "CANARY7" in secrets
    for word in expected(data)["never_at_all"]:
        assert word.lower() not in secrets.lower(), word


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps(rows))
    return path


def rows(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "slug": f"s{i}",
            "name": f"Group {i}",
            "day": 2,
            "time": "19:00",
            "timezone": "Europe/London",
            "conference_url": f"https://zoom.us/j/{i}",
            **more,
        }
        for i in range(count)
    ]


def test_a_changed_row_keeps_its_id_and_says_what_changed(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    take(sqlite, write(tmp_path / "f.json", rows(3)), now)
    before, _ = of_row(sqlite, "s1")
    changed = rows(3)
    changed[1]["time"] = "20:00"
    report = take(sqlite, write(tmp_path / "f.json", changed), now)
    after, schedules = of_row(sqlite, "s1")
    assert (report.changed, report.same) == (1, 2)
    assert report.changes == [{"key": "s1", "fields": ["schedules"]}]
    assert after.public_id == before.public_id
    assert schedules[0].start_local == "20:00"


def test_a_new_password_alone_is_a_change(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    take(sqlite, write(tmp_path / "f.json", rows(2)), now)
    other = rows(2)
    other[0]["conference_url"] += "?pwd=new"
    assert take(sqlite, write(tmp_path / "f.json", other), now).changed == 1


def test_under_seventy_percent_is_refused_and_changes_nothing(engine: Engine, tmp_path: Path, now: datetime) -> None:
    take(engine, write(tmp_path / "f.json", rows(10)), now)
    report = take(engine, write(tmp_path / "f.json", rows(6)), now)
    assert report.status == "refused" and "70 %" in report.refused_because
    with storage.reading(engine) as db:
        assert db.scalar(select(func.count()).where(Meeting.status == "published")) == 10
        assert db.scalar(select(func.max(RawRecord.missed))) == 0
    assert take(engine, write(tmp_path / "f.json", rows(6)), now, force="the intergroup split").status == "applied"


def test_many_moved_days_are_refused(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    take(sqlite, write(tmp_path / "f.json", rows(12)), now)
    assert take(sqlite, write(tmp_path / "f.json", rows(12, day=3)), now).status == "refused"


def test_a_row_absent_twice_is_hidden_and_comes_back(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    full, part = write(tmp_path / "full.json", rows(5)), write(tmp_path / "part.json", rows(4))
    for where, status in ((full, "published"), (part, "published"), (part, "inactive"), (full, "published")):
        take(sqlite, where, now)
        assert of_row(sqlite, "s4")[0].status == status


def test_a_dry_run_writes_nothing(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, write(tmp_path / "f.json", rows(3)), now, dry_run=True)
    assert (report.status, report.added) == ("dry_run", 3)
    with storage.reading(engine) as db:
        assert db.scalar(select(func.count()).select_from(Source)) == 0


def test_what_people_hid_stays_hidden_when_the_feed_changes(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    take(sqlite, write(tmp_path / "f.json", rows(3)), now)
    with storage.writing(sqlite) as db:
        db.execute(text("UPDATE meeting SET status = 'hidden_reported' WHERE external_key = 's1'"))
    changed = rows(3)
    changed[1]["name"] = "Renamed"
    take(sqlite, write(tmp_path / "f.json", changed), now)
    assert of_row(sqlite, "s1")[0].status == "hidden_reported"


def test_a_slot_over_the_weeks_end_is_split() -> None:
    slots = slots_of(Sched("recurring", 6, "23:30", 90, "Europe/London"))
    assert [(s["start_minute"], s["end_minute"], s["opening"]) for s in slots] == [(10050, 10080, True), (0, 60, False)]


def test_the_builtin_catalogue_loads_whole_and_twice(engine: Engine, now: datetime) -> None:
    first, second = run.load_builtin(engine, now=now), run.load_builtin(engine, now=now)
    assert first.rejected == [] and first.added >= 60
    assert (second.added, second.changed, second.same) == (0, 0, first.added)
    with storage.reading(engine) as db:
        names = set(db.scalars(select(Meeting.title)))
        held = db.scalar(select(Meeting.status).where(Meeting.external_key == "alternatives_to_suicide"))
    assert {
        "Al-Anon electronic meetings",
        "ADAA online communities",
        "r/StopDrinking",
        "7 Cups",
        "Sermo",
        "SMART Recovery",
    } <= names
    assert not any("altspace" in n.lower() for n in names)
    assert held == "inactive"


def test_migrating_twice_is_harmless(database_url: str) -> None:
    migrate(database_url)
    migrate(database_url)


def test_code_maps_differ_by_programme(sqlite: Engine, data: Path, now: datetime) -> None:
    take(sqlite, dirty(data), now)
    tags = {key: json.loads(of_row(sqlite, key)[0].facets)["tags"] for key in ("poa-aa", "poa-al-anon")}
    assert tags == {"poa-aa": ["open", "proof_of_attendance"], "poa-al-anon": ["open", "parents"]}
    assert Counter(tags["poa-aa"])["parents"] == 0
