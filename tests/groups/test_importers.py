"""Every kind of feed, on small invented ones: what becomes of each row, twice, and what is never kept."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from actions import storage
from actions.groups.importers import fetch, run
from actions.groups.importers.report import Report
from actions.groups.models import Channel, Location, Meeting, Schedule, ScheduleException
from tests.groups import feeds


def take(engine: Engine, folder: Path, now: datetime, kind: str, content: Any, **more: Any) -> Report:
    path = folder / f"feed-{kind}"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    order = run.Order(str(path), kind, "feed", **more)
    first, second = run.run(engine, order, now=now), run.run(engine, order, now=now)
    assert first.rows_in == first.added + len(first.rejected) + len(first.review)
    assert (second.added, second.changed, second.vanished, second.review) == (0, 0, 0, [])
    return first


def reasons(report: Report) -> dict[str, str]:
    return {r["key"]: r["reason"] for r in report.rejected + report.review}


def found(engine: Engine, key: str) -> tuple[Any, list[Any]]:
    with storage.reading(engine) as db:
        meeting = db.scalars(select(Meeting).where(Meeting.external_key == key)).one()
        return meeting, list(
            db.scalars(select(Schedule).where(Schedule.meeting_id == meeting.id).order_by(Schedule.id))
        )


def facets(meeting: Any) -> dict[str, list[str]]:
    return dict(json.loads(meeting.facets))


def test_a_meeting_guide_table(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, tmp_path, now, "meeting-guide", feeds.CSV, programme="aa", tz="America/New_York")
    assert reasons(report) == {"broken": "day"}
    meeting, schedules = found(engine, "lantern")
    assert facets(meeting)["tags"] == ["book_study", "closed", "women"] and meeting.gender_only == "women"
    assert (schedules[0].rrule, schedules[0].start_local) == ("FREQ=MONTHLY;BYDAY=1TU,3TU", "19:00")
    assert found(engine, "bridge")[0].modality == "online"


def test_a_published_sheet(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(sqlite, tmp_path, now, "tsml", feeds.SHEET, programme="aa")
    assert report.added == 1
    meeting, schedules = found(sqlite, "sheet-group-friday-6-15-pm-library")
    assert (schedules[0].weekday, schedules[0].start_local, schedules[0].tz) == (4, "18:15", "America/Chicago")
    assert facets(meeting)["tags"] == ["lgbtq", "speaker"]


def test_any_table_with_a_mapping(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    (tmp_path / "columns.yml").write_text(feeds.MAPPING)
    report = take(sqlite, tmp_path, now, "csv", feeds.PLAIN_CSV, extras={"columns": str(tmp_path / "columns.yml")})
    assert report.added == 1 and [r["reason"] for r in report.rejected] == ["key"]
    with storage.reading(sqlite) as db:
        meeting = db.scalars(select(Meeting)).one()
    assert meeting.modality == "hybrid" and meeting.open_closed == "closed"
    assert (facets(meeting)["topics"], facets(meeting)["roles"]) == (["depression"], ["loved_one"])


@pytest.mark.parametrize(
    ("mapping", "says"),
    [("columns: {Gruppe: nom}", "names nom"), ("always: {}", "has no columns"), (None, "needs a column mapping")],
)
def test_a_wrong_mapping_says_what_is_wrong(
    sqlite: Engine, tmp_path: Path, now: datetime, mapping: str | None, says: str
) -> None:
    (tmp_path / "t.csv").write_text(feeds.PLAIN_CSV)
    extras = {}
    if mapping:
        (tmp_path / "m.yml").write_text(mapping)
        extras = {"columns": str(tmp_path / "m.yml")}
    with pytest.raises(fetch.BadFeed, match=says):
        run.run(sqlite, run.Order(str(tmp_path / "t.csv"), "csv", extras=extras), now=now)


def test_bmlt(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, tmp_path, now, "bmlt", feeds.BMLT)
    assert reasons(report) == {"4": "unpublished", "5": "no way in", "6": "day"}
    assert report.warnings == {"type ZZ unknown": 1}
    meeting, schedules = found(engine, "1")
    assert (schedules[0].weekday, schedules[0].minutes, schedules[0].tz) == (6, 90, "America/New_York")
    assert facets(meeting)["tags"] == ["literature", "open", "wheelchair"]
    meeting, schedules = found(engine, "2")
    assert (meeting.modality, facets(meeting)["languages"], schedules[0].weekday) == ("online", ["es"], 5)
    assert schedules[0].tz == "America/Denver"
    meeting, schedules = found(engine, "3")
    assert (meeting.modality, schedules[0].holiday_rule) == ("hybrid", "skip_public:US")


def test_bmlt_formats_are_those_of_its_server(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    rows = [{**feeds.BMLT[0], "formats": "XW,O"}]
    formats = [{"key": "XW", "world": "W", "lang": "en"}, {"key": "O", "world": "CLOSED", "lang": "en"}]
    (tmp_path / "formats.json").write_text(json.dumps(formats))
    take(sqlite, tmp_path, now, "bmlt", rows, extras={"formats": str(tmp_path / "formats.json")})
    meeting, _ = found(sqlite, "1")
    assert (meeting.gender_only, meeting.open_closed) == ("women", "closed")


def test_bmlt_of_a_database_counts_from_zero(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    take(sqlite, tmp_path, now, "bmlt", [{**feeds.BMLT[0], "weekday_tinyint": 0}])
    assert found(sqlite, "1")[1][0].weekday == 6


def test_hsds_3(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, tmp_path, now, "hsds", feeds.HSDS3)
    assert reasons(report) == {"s4": "not a support group"}
    meeting, schedules = found(engine, "s1")
    assert meeting.title == "Harbour House: Grief Evening"
    assert facets(meeting)["roles"] == ["bereaved"] and facets(meeting)["topics"] == ["bereavement_child"]
    assert (schedules[0].rrule, schedules[0].minutes) == ("FREQ=MONTHLY;BYDAY=2TU", 90)
    assert schedules[0].tz == "America/New_York", "an offset is no zone: the place says it"
    assert found(engine, "s2")[1][0].kind == "by_appointment", "office hours are not a meeting time"
    meeting, _ = found(engine, "s3")
    with storage.reading(engine) as db:
        place = db.scalars(select(Location).where(Location.meeting_id == meeting.id)).one()
    assert (place.precision, place.address, place.lat, place.city) == ("withheld", None, None, "Boston")


def test_open_referral_uk(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    take(sqlite, tmp_path, now, "hsds", feeds.ORUK)
    meeting, schedules = found(sqlite, "uk1")
    assert facets(meeting)["roles"] == ["carer"]
    assert (schedules[0].rrule, schedules[0].anchor_date, schedules[0].tz) == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        "2026-01-08",
        "Europe/London",
    )


def test_an_hsds_package(engine: Engine, data: Path, now: datetime) -> None:
    order = run.Order(str(data / "hsds-miami"), "hsds", "miami", tz="America/New_York")
    first, second = run.run(engine, order, now=now), run.run(engine, order, now=now)
    assert (first.rows_in, first.added, first.rejected, second.same) == (186, 186, [], 186)
    with storage.reading(engine) as db:
        for meeting, place in db.execute(select(Meeting, Location).join(Location, Location.meeting_id == Meeting.id)):
            if "domestic_abuse" in meeting.facets:
                assert place.precision == "withheld" and place.lat is None


def test_a_calendar(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, tmp_path, now, "ics", feeds.ICS)
    assert reasons(report) == {
        "off@example.org": "cancelled",
        "past@example.org": "over",
        "day@example.org": "no time",
        "hourly@example.org": "rrule",
    }
    meeting, schedules = found(engine, "weekly@example.org")
    assert facets(meeting)["roles"] == ["loved_one"] and schedules[0].minutes == 90
    with storage.reading(engine) as db:
        changed = {
            (e.date_local, e.action, e.new_start)
            for e in db.scalars(select(ScheduleException).where(ScheduleException.schedule_id == schedules[0].id))
        }
    assert changed == {
        ("2026-12-22", "skip", None),
        ("2026-12-29", "skip", None),
        ("2026-12-23", "add", "11:00"),
        ("2026-12-01", "move", "2026-12-02T18:00"),
    }
    meeting, schedules = found(engine, "fortnight@example.org")
    assert (meeting.modality, meeting.platform, schedules[0].anchor_date) == ("online", "zoom", "2026-01-07")
    assert schedules[0].valid_to == "2028-04-12", "sixty times"
    assert found(engine, "utc@example.org")[1][0].start_local == "18:00"


def test_events_in_a_web_page(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, tmp_path, now, "jsonld", feeds.JSONLD, tz="Europe/London")
    assert reasons(report) == {"https://example.org/e/3": "cancelled", "https://example.org/e/4": "no time"}
    meeting, schedules = found(engine, "https://example.org/e/1")
    assert facets(meeting)["roles"] == ["carer"] and schedules[0].rrule == "FREQ=WEEKLY;BYDAY=MO"
    meeting, schedules = found(engine, "https://example.org/e/2")
    assert (meeting.modality, schedules[0].kind, schedules[0].valid_to) == ("online", "once", "2026-12-03")


def test_the_online_list_of_aa(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, tmp_path, now, "oiaa", feeds.ONLINE)
    assert sorted(reasons(report).values()) == ["no way in", "not a support meeting", "time", "tz"]
    assert report.warnings == {"type Knitting unknown": 1}
    lamp, times = found(engine, "lamp-circle-monday-7-00-pm-thursday-7-00-pm-saturday-9-30-am-america-los-angeles")
    assert (lamp.modality, lamp.programme, lamp.gender_only) == ("online", "aa", "women")
    assert facets(lamp)["languages"] == ["en", "es"] and "canary" not in (lamp.notes or "").lower()
    assert [(t.weekday, t.start_local, t.tz) for t in times] == [
        (0, "19:00", "America/Los_Angeles"),
        (3, "19:00", "America/Los_Angeles"),
        (5, "09:30", "America/Los_Angeles"),
    ]
    mail, always = found(engine, "letters-by-mail-ongoing-america-new-york")
    assert (mail.modality, [t.kind for t in always]) == ("text", ["always"])
    _, daily = found(engine, "every-dawn-6-30-am-europe-london")
    assert [t.weekday for t in daily] == list(range(7))
    assert ways_in(engine) == {"letters-by-mail-ongoing-america-new-york": "Write to circle@example.org"}


def ways_in(engine: Engine) -> dict[str, str]:
    with storage.reading(engine) as db:
        rows = db.execute(select(Meeting.external_key, Channel.secret).join(Channel, Channel.meeting_id == Meeting.id))
        return {key: secret["notes"] for key, secret in rows if secret and secret.get("notes")}


def test_the_list_of_al_anon(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, tmp_path, now, "alanon", feeds.FAMILY)
    assert reasons(report) == {"904": "no way in"} and report.warnings == {}
    harbour, times = found(engine, "901")
    assert [(t.weekday, t.start_local, t.tz, t.minutes) for t in times] == [(1, "20:15", "America/Chicago", 60)]
    assert (harbour.programme, harbour.open_closed) == ("al_anon", "open")
    assert facets(harbour)["roles"] == ["loved_one"] and facets(harbour)["relations"] == ["adult_child"]
    assert facets(harbour)["languages"] == ["bg", "en"]
    porch, always = found(engine, "902")
    assert (porch.modality, porch.open_closed, always[0].kind) == ("text", "closed", "always")
    assert facets(porch)["relations"] == ["parent"]
    assert found(engine, "903")[0].modality == "phone"
    assert ways_in(engine) == {"901": "Meeting id: 000 0000 0042\nPassword: hidden42"}


@pytest.mark.parametrize("shape", ["sheet", "table"])
def test_the_online_list_as_a_sheet_and_as_a_table(sqlite: Engine, tmp_path: Path, now: datetime, shape: str) -> None:
    values = [
        ["Name", "Times", "Timezone", "URL", "Access Code", "Formats", "Types"],
        ["Paper Boat", "Tuesday 7:00 PM", "Europe/Dublin", feeds.JOIN, "", "Video", "Open"],
    ]
    table = "\n".join(",".join(row) for row in values)
    report = take(sqlite, tmp_path, now, "oiaa", {"values": values} if shape == "sheet" else table)
    assert report.added == 1
    assert found(sqlite, "paper-boat-tuesday-7-00-pm-europe-dublin")[1][0].start_local == "19:00"


def test_the_events_calendar(engine: Engine, tmp_path: Path, now: datetime) -> None:
    report = take(engine, tmp_path, now, "tribe", feeds.TRIBE)
    assert sorted(reasons(report).values()) == ["no time", "unpublished"]
    meeting, schedules = found(engine, "https://example.org/event/family-north@19:00")
    assert meeting.title == "Family Support Group – North"
    assert [(s.weekday, s.valid_from) for s in schedules] == [(1, "2026-12-01"), (2, "2026-12-16")]
    with storage.reading(engine) as db:
        assert [e.date_local for e in db.scalars(select(ScheduleException))] == ["2026-12-08"]


KINDS: dict[str, Callable[[], tuple[str, Any]]] = {
    "bmlt": lambda: ("bmlt", feeds.BMLT),
    "ics": lambda: ("ics", feeds.ICS),
    "tribe": lambda: ("tribe", feeds.TRIBE),
    "hsds": lambda: ("hsds", feeds.HSDS3),
    "jsonld": lambda: ("jsonld", feeds.JSONLD),
    "oiaa": lambda: ("oiaa", feeds.ONLINE),
    "alanon": lambda: ("alanon", feeds.FAMILY),
}


@pytest.mark.parametrize("name", KINDS)
def test_contacts_are_dropped_and_ways_in_are_encrypted(
    sqlite: Engine, tmp_path: Path, now: datetime, name: str
) -> None:
    kind, content = KINDS[name]()
    take(sqlite, tmp_path, now, kind, content)
    everything = Path(str(sqlite.url.database)).read_bytes() + Path(f"{sqlite.url.database}-wal").read_bytes()
    for word in (b"canary", b"Canary Person", b"202-555-0100", b"hidden42", b"sunflower", b"9 Hidden Road"):
        assert word not in everything, word
    with storage.reading(sqlite) as db:
        secrets = json.dumps([c.secret for c in db.scalars(select(Channel))])
    assert "canary" not in secrets.lower()
    assert ("hidden42" in secrets) == (name in ("bmlt", "ics", "jsonld", "oiaa", "alanon"))


@pytest.mark.parametrize("kind", ["bmlt", "hsds", "ics", "jsonld", "tribe", "csv", "tsml", "oiaa", "alanon"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"[1]",
        b'{"events": [1]}',
        b"\xff\xfe\x00",
        b"<html></html>",
        b"BEGIN:VCALENDAR\n",
        b"a,b\n1,2\n",
    ],
)
def test_a_feed_of_another_kind_is_refused_with_what_to_do(
    sqlite: Engine, tmp_path: Path, now: datetime, kind: str, content: bytes
) -> None:
    (tmp_path / "feed").write_bytes(content)
    assert _refused(lambda: run.run(sqlite, run.Order(str(tmp_path / "feed"), kind), now=now))


def _refused(call: Callable[[], Report]) -> bool:
    """A feed that cannot be used: an error with a hint, or a report that was not applied."""
    try:
        report = call()
    except fetch.BadFeed as error:
        return bool(error.says and error.hint)
    return report.status == "refused" and report.added == 0
