"""The directory for others, and reading it again; refreshing feeds; what must never leave."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from icalendar import Calendar
from sqlalchemy import Engine, select

from actions import storage
from actions.groups import calendars, export, refresh
from actions.groups.cli import groups
from actions.groups.importers import run
from actions.groups.migrations import migrate
from actions.groups.models import Meeting, Schedule, Source
from tests.groups import feeds
from tests.groups.conftest import ROWS

SECRETS = ("hidden", "pwd=", "0000000001", "202-555")


def fill(engine: Engine, folder: Path, now: datetime, licence: str | None = "CC BY 4.0") -> None:
    (folder / "feed.json").write_text(json.dumps(ROWS))
    run.run(engine, run.Order(str(folder / "feed.json"), "meeting-guide", "town", licence=licence), now=now)
    (folder / "hsds.json").write_text(json.dumps(feeds.HSDS3))
    run.run(engine, run.Order(str(folder / "hsds.json"), "hsds", "county", licence=licence), now=now)


def lines(engine: Engine) -> list[str]:
    return [json.dumps(export.as_lines(one), sort_keys=True) for one in export.shown(engine)]


def second(folder: Path) -> Engine:
    migrate(f"sqlite:///{folder}/second.db")
    return storage.engine(f"sqlite:///{folder}/second.db")


def test_our_lines_read_again_change_nothing(engine: Engine, tmp_path: Path, now: datetime) -> None:
    fill(engine, tmp_path, now)
    first = [json.loads(line) for line in lines(engine) if "town" in line]
    (tmp_path / "out.jsonl").write_text("\n".join(json.dumps(r) for r in first))
    same = run.run(engine, run.Order(str(tmp_path / "out.jsonl"), "jsonl", "town", licence="CC BY 4.0"), now=now)
    assert (same.same, same.added, same.changed, same.rejected) == (len(ROWS), 0, 0, [])
    other = second(tmp_path)
    fresh = run.run(other, run.Order(str(tmp_path / "out.jsonl"), "jsonl", "town", licence="CC BY 4.0"), now=now)
    assert fresh.added == len(ROWS)
    again = [json.loads(line)["listing"] for line in lines(other)]
    assert sorted(map(str, again)) == sorted(str(r["listing"]) for r in first)
    other.dispose()


def test_meeting_guide_rows_pass_a_strict_reader(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    fill(sqlite, tmp_path, now)
    counted = export.LeftOut()
    rows = [r for one in export.shown(sqlite, left_out=counted) for r in export.as_meeting_guide(one, counted)]
    assert counted.reasons["not every week"] >= 2, "the monthly ones cannot be said in this format"
    with storage.reading(sqlite) as db:
        weekly = db.scalars(select(Schedule.id).where(Schedule.rrule.like("FREQ=WEEKLY;BYDAY=__"))).all()
    assert len(rows) == len(weekly)
    for row in rows:
        assert set(row) >= {"slug", "name", "day", "time", "end_time", "timezone", "types"} and 0 <= row["day"] <= 6
    (tmp_path / "mg.json").write_text(json.dumps(rows))
    other = second(tmp_path)
    report = run.run(other, run.Order(str(tmp_path / "mg.json"), "meeting-guide", "x"), now=now)
    reasons = {r["reason"] for r in report.rejected}
    assert reasons <= {"no way in"} and report.review == [], "online rows have no link in an export"
    other.dispose()


def test_hsds_and_calendar(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    fill(sqlite, tmp_path, now)
    shown = list(export.shown(sqlite))
    services = [export.as_hsds(one) for one in shown]
    assert all({"id", "name", "organization", "schedules", "status"} <= set(s) for s in services)
    monthly = next(o for o in shown if o.listing.name == "First Thursdays")
    made = calendars.of(monthly, now)
    assert made is not None
    event = Calendar.from_ical(made).walk("VEVENT")[0]
    assert event.get("RRULE").to_ical() == b"FREQ=MONTHLY;BYDAY=1TH"
    assert event.get("DTSTART").dt.isoformat() == "2026-12-03T21:00:00+00:00"
    assert Calendar.from_ical(made).walk("VTIMEZONE")
    neutral = calendars.of(monthly, now, neutral=True)
    assert neutral is not None and b"Thursdays" not in neutral and b"SUMMARY:Meeting" in neutral


def test_what_may_not_leave_does_not(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    fill(sqlite, tmp_path, now)
    everything = "\n".join(lines(sqlite)) + json.dumps([export.as_hsds(o) for o in export.shown(sqlite)])
    for word in (*SECRETS, "9 Hidden Road"):
        assert word not in everything, word
    with storage.writing(sqlite) as db:
        db.scalars(select(Meeting).where(Meeting.title == "Sober Tuesday")).one().status = "hidden_reported"
    assert "Sober Tuesday" not in "\n".join(lines(sqlite))


@pytest.mark.parametrize(
    ("licence", "shared"), [("CC0", True), (None, False), ("local use only", False), ("none", False)]
)
def test_a_source_without_a_licence_is_for_local_use(
    sqlite: Engine, tmp_path: Path, now: datetime, licence: str | None, shared: bool
) -> None:
    fill(sqlite, tmp_path, now, licence)
    counted = export.LeftOut()
    assert bool(list(export.shown(sqlite, left_out=counted))) is shared
    assert shared or counted.reasons["no licence to share"] > 0


class Server:
    """A publisher: answers 304 to whoever knows its version."""

    def __init__(self) -> None:
        self.status, self.asked, self.rows = 200, [], list(ROWS)  # type: ignore[var-annotated]

    def __call__(self, url: str, **how: Any) -> Any:
        self.asked.append(how["headers"])
        server = self

        class Answer:
            headers = {"ETag": '"v1"', "Last-Modified": "Tue, 24 Nov 2026 10:00:00 GMT"}  # noqa: RUF012
            status_code = 304 if how["headers"].get("If-None-Match") == '"v1"' else server.status

            def __enter__(self) -> Any:
                return self

            def __exit__(self, *_: object) -> None:
                return None

            def iter_content(self, size: int) -> Any:
                yield json.dumps(server.rows).encode()

        return Answer()


def test_a_feed_is_asked_for_only_if_it_changed_and_at_most_hourly(engine: Engine, now: datetime) -> None:
    server = Server()
    order = run.Order("https://example.org/feed.json", "tsml", "town", refresh_minutes=120)
    assert run.run(engine, order, now=now, http=server).added == len(ROWS)
    assert refresh.due(engine, now + timedelta(minutes=90), http=server) == []
    later = now + timedelta(minutes=130)
    done = refresh.due(engine, later, http=server)
    assert [(d["status"], d["same"]) for d in done] == [("applied", len(ROWS))]
    assert server.asked[-1]["If-None-Match"] == '"v1"' and "If-Modified-Since" in server.asked[-1]
    assert refresh.due(engine, later + timedelta(minutes=59), everything=True, http=server) == []
    assert len(refresh.due(engine, later + timedelta(minutes=61), everything=True, http=server)) == 1
    with storage.reading(engine) as db:
        assert db.scalars(select(Source.last_ok_at)).one() == later + timedelta(minutes=61)


def test_a_feed_that_fails_is_said_and_changes_nothing(sqlite: Engine, now: datetime) -> None:
    server = Server()
    run.run(sqlite, run.Order("https://example.org/feed.json", "tsml", "town"), now=now, http=server)
    server.status = 500
    with storage.writing(sqlite) as db:
        db.scalars(select(Source)).one().etag = "old"
    done = refresh.due(sqlite, now + timedelta(days=2), http=server)
    assert done[0]["status"] == "failed" and "500" in done[0]["error"]
    with storage.reading(sqlite) as db:
        source = db.scalars(select(Source)).one()
        assert (source.last_ok_at, source.last_error) == (now, "The server answered 500.")


def test_the_commands(tmp_path: Path, now: datetime) -> None:
    url = f"sqlite:///{tmp_path}/g.db"
    (tmp_path / "feed.json").write_text(json.dumps(ROWS))

    def call(*args: str, code: int = 0) -> Any:
        done = CliRunner().invoke(groups, [*args, "--db", url, "--json"])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout)

    call("import", str(tmp_path / "feed.json"), "--kind", "tsml", "--source", "town", "--licence", "CC0")
    out = call("export", "--format", "jsonl", "--out", str(tmp_path / "o.jsonl"))
    assert out["written"] == len(ROWS)
    listing = json.loads((tmp_path / "o.jsonl").read_text().splitlines()[0])["id"]
    assert call("hide", listing, "--by", "account:1")["status"] == "suspended"
    assert call("publish", listing)["status"] == "published"
    assert call("edit", listing, "name", "New Name")["status"] == "published"
    assert len(call("history", listing)["history"]) == 3
    assert call("verify", "--due")["counts"]["reports"] == 0
    assert call("verify", listing, "--method", "link_check")["verified"][0]["status"] == "published"
    assert call("freshness")["confirmed_by_people"] == 1
    assert call("merge", "--propose")["proposed"] == 0
    assert call("refresh")["refreshed"] == []
    assert call("hide", "nothere", code=1)["status"] == "refused"
    call("load-builtin")
    assert call("helplines", "--checked", "US:rainn", "--country", "us")["helplines"][0]["country"] == "US"
    rows = {h["key"]: h for h in call("helplines")["helplines"]}
    assert not rows["US:rainn"]["overdue"] and rows["US:trevor"]["overdue"]
    call("helplines", "--checked", "door:US:crisis", code=1)
    assert call("export", "--format", "ics", "--id", listing, "--out", str(tmp_path / "o.ics"))["written"] == 1
