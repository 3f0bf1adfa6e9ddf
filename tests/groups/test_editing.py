"""What editors do with listings, and what is left of it after the next import."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from actions import storage
from actions.groups import editing, field_edits, merging, search, worklist
from actions.groups.editing import Refused
from actions.groups.importers import run
from actions.groups.models import Meeting, Provenance, Report, Schedule
from actions.groups.search import visits

OLU, CLEO = "account:1", "account:2"


def row(slug: str, **more: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "name": f"Group {slug}",
        "day": 2,
        "time": "19:00",
        "timezone": "Europe/London",
        "conference_url": f"https://zoom.us/j/{slug}",
        **more,
    }


def take(engine: Engine, folder: Path, rows: list[dict[str, Any]], now: datetime, source: str = "town") -> Any:
    path = folder / f"{source}.json"
    path.write_text(json.dumps(rows))
    return run.run(engine, run.Order(str(path), "meeting-guide", source, programme="aa"), now=now)


def of(engine: Engine, slug: str) -> Any:
    with storage.reading(engine) as db:
        return db.scalars(select(Meeting).where(Meeting.external_key == slug).order_by(Meeting.id)).first()


ALL = [row("a"), row("b"), row("teen", types=["AL"])]


@pytest.fixture
def town(sqlite: Engine, tmp_path: Path, now: datetime) -> Engine:
    take(sqlite, tmp_path, ALL, now)
    return sqlite


def test_the_whole_of_it_on_both_databases(engine: Engine, tmp_path: Path, now: datetime) -> None:
    take(engine, tmp_path, ALL, now)
    a, b = of(engine, "a").public_id, of(engine, "b").public_id
    search.report(engine, a, "unsafe", now=now)
    assert editing.verify(engine, a, "call", "ok", actor=OLU, now=now).needs_second
    assert editing.verify(engine, a, "call", "ok", actor=CLEO, now=now).status == "published"
    field_edits.edit(engine, b, "name", "Group a", actor=OLU, now=now)
    take(engine, tmp_path, [row("b", time="19:10")], now, "county")
    assert merging.propose(engine, now) >= 1
    found = merging.waiting(engine)[0]
    merging.merge(engine, found["kept"], found["other"], actor=OLU, now=now)
    for _ in range(2):
        visits.visited(engine, a, met=False, now=now)
    assert of(engine, "a").status == "hidden_reported"
    assert worklist.queue(engine, now)["counts"]["reports"] == 1
    assert worklist.fresh(engine, now)["sources"] and worklist.find(engine, "GROUP a")
    assert {c["what"] for c in editing.history(engine, a)} >= {"status", "checked: call", "checked: visitor"}


def test_a_report_hides_at_once_waits_with_a_deadline_and_a_check_brings_it_back(town: Engine, now: datetime) -> None:
    a = of(town, "a").public_id
    assert search.report(town, a, "bad_link", now=now)
    assert of(town, "a").status == "hidden_reported"
    waiting = worklist.queue(town, now)
    assert [(r["id"], r["kind"], r["overdue"]) for r in waiting["reports"]] == [(a, "bad_link", False)]
    assert waiting["reports"][0]["due_at"] == (now + timedelta(days=3)).isoformat(), "Tuesday to Friday"
    assert worklist.queue(town, now + timedelta(days=4))["counts"]["overdue"] == 1
    done = editing.verify(town, a, "call", "ok", actor=OLU, now=now)
    assert (done.status, done.needs_second) == ("published", False)
    assert worklist.queue(town, now)["counts"]["reports"] == 0
    assert [c["what"] for c in editing.history(town, a)] and editing.history(town, a)[0]["by"] in (OLU, "report")


def test_an_unsafe_report_needs_two_people(town: Engine, now: datetime) -> None:
    a = of(town, "a").public_id
    search.report(town, a, "unsafe", now=now)
    assert of(town, "a").status == "suspended"
    for _ in range(2):
        done = editing.verify(town, a, "organiser", "ok", actor=OLU, now=now)
        assert (done.status, done.needs_second) == ("suspended", True), "the same person twice is one person"
    assert editing.verify(town, a, "call", "ok", actor=CLEO, now=now).status == "published"
    published = next(c for c in editing.history(town, a) if c["after"] == "published")
    assert (published["by"], published["second"]) == (CLEO, OLU)
    search.report(town, a, "unsafe", now=now + timedelta(days=1))
    again = editing.verify(town, a, "call", "ok", actor=CLEO, now=now + timedelta(days=1))
    assert again.needs_second, "an old agreement does not count for a new report"


def test_two_visitors_who_found_nobody_hide_it_within_thirty_days(town: Engine, now: datetime) -> None:
    a = of(town, "a").public_id
    for days, met in ((0, False), (3, True), (31, False)):  # the first is too long ago for the third
        visits.visited(town, a, met=met, now=now + timedelta(days=days))
        assert of(town, "a").status == "published"
    visits.visited(town, a, met=False, now=now + timedelta(days=40))
    assert of(town, "a").status == "hidden_reported"
    assert worklist.queue(town, now)["reports"][0]["kind"] == "not_meeting"
    assert [c["by"] for c in editing.history(town, a) if c["what"].startswith("checked")] == [None] * 4


def test_a_note_of_a_report_is_kept_without_contacts(town: Engine, now: datetime) -> None:
    a = of(town, "a").public_id
    search.report(town, a, "other", now=now, note="The door was locked. Call me on 202-555-0100.")
    assert worklist.queue(town, now)["reports"][0]["note"] == "The door was locked."


def test_gone_takes_it_off_and_a_report_nobody_resolves_does_too(town: Engine, now: datetime) -> None:
    a, b = of(town, "a").public_id, of(town, "b").public_id
    assert editing.verify(town, a, "link_check", "gone", actor=OLU, now=now).status == "inactive"
    search.report(town, b, "not_meeting", now=now)
    assert editing.abandoned(town, now + timedelta(days=89)) == 0
    assert editing.abandoned(town, now + timedelta(days=91)) == 1
    assert of(town, "b").status == "inactive"


def test_an_edit_wins_until_the_feed_changes_that_field(town: Engine, tmp_path: Path, now: datetime) -> None:
    a = of(town, "a").public_id
    field_edits.edit(town, a, "name", "Lantern Room", actor=OLU, now=now)
    field_edits.edit(town, a, "start", "19:30", actor=OLU, now=now)
    assert of(town, "a").title == "Lantern Room"
    take(town, tmp_path, [row("a", notes="Tea is served."), row("b"), row("teen", types=["AL"])], now)
    assert (of(town, "a").title, of(town, "a").notes) == ("Lantern Room", "Tea is served.")
    assert start(town, "a") == "19:30"
    take(town, tmp_path, [row("a", name="Renamed"), row("b"), row("teen", types=["AL"])], now)
    assert (of(town, "a").title, start(town, "a")) == ("Renamed", "19:30")
    with storage.reading(town) as db:
        assert list(db.scalars(select(Provenance.field))) == ["start"]
    assert [c["by"] for c in editing.history(town, a) if c["what"] == "name"] == ["feed", OLU]


def start(engine: Engine, slug: str) -> str:
    with storage.reading(engine) as db:
        return str(db.scalars(select(Schedule.start_local).where(Schedule.meeting_id == of(engine, slug).id)).one())


def test_an_edit_back_to_what_the_feed_says_is_no_edit(town: Engine, now: datetime) -> None:
    a = of(town, "a").public_id
    field_edits.edit(town, a, "open_closed", "closed", actor=OLU, now=now)
    field_edits.edit(town, a, "open_closed", "unknown", actor=OLU, now=now)
    with storage.reading(town) as db:
        assert list(db.scalars(select(Provenance))) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "published"), ("name", " "), ("name", "202-555-0100"), ("open_closed", "maybe"), ("min_age", "old"),
        ("home_page", "javascript:alert(1)"), ("tz", "EST5"), ("tz", ""), ("start", "25 past"), ("anchor", "soon"),
        ("rrule", "every week"), ("notes", "PW sunflower"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_refused(town: Engine, now: datetime, field: str, value: str) -> None:
    with pytest.raises(Refused):
        field_edits.edit(town, of(town, "a").public_id, field, value, actor=OLU, now=now)


def test_hide_and_publish(town: Engine, tmp_path: Path, now: datetime) -> None:
    a = of(town, "a").public_id
    editing.hide(town, a, actor=OLU, now=now, reason="The hall is sold. Call Jo 202-555-0100.")
    take(town, tmp_path, [row("a", notes="New words."), row("b"), row("teen", types=["AL"])], now)
    assert of(town, "a").status == "suspended", "a feed does not bring back what an editor hid"
    assert editing.publish(town, a, actor=OLU, now=now).status == "published"
    assert "Jo" not in json.dumps([c["after"] for c in editing.history(town, a)])
    with pytest.raises(Refused):
        editing.hide(town, "nothere", actor=OLU, now=now)


def test_what_is_for_minors_needs_two_people(town: Engine, now: datetime) -> None:
    teen = of(town, "teen").public_id
    editing.hide(town, teen, actor=OLU, now=now)
    assert editing.publish(town, teen, actor=OLU, now=now).needs_second
    assert editing.publish(town, teen, actor=CLEO, now=now).status == "published"


def test_a_doubt_that_somebody_let_through_is_not_held_again(sqlite: Engine, tmp_path: Path, now: datetime) -> None:
    take(sqlite, tmp_path, [row("x", timezone="EST"), row("y")], now)
    assert of(sqlite, "x").status == "pending" and worklist.queue(sqlite, now)["review"][0]["reason"] == "tz"
    editing.publish(sqlite, of(sqlite, "x").public_id, actor=OLU, now=now)
    take(sqlite, tmp_path, [row("x", timezone="EST", notes="Tea."), row("y")], now)
    assert (of(sqlite, "x").status, of(sqlite, "x").notes) == ("published", "Tea.")


def test_two_sources_of_one_meeting_are_proposed_and_people_merge(town: Engine, tmp_path: Path, now: datetime) -> None:
    same_way = row("z", name="Elsewhere", conference_url="https://zoom.us/j/a", time="19:10")
    others = [row("q", name="Group b", time="19:05"), row("late", time="21:00")]
    take(town, tmp_path, [same_way, *others], now, "county")
    assert merging.propose(town, now) == 2
    assert merging.propose(town, now) == 0
    waiting = merging.waiting(town)
    assert [p["why"] for p in waiting] == ["the same way in", "alike in name"]
    kept, other = waiting[0]["kept"], waiting[0]["other"]
    merging.merge(town, kept, other, actor=OLU, now=now)
    assert of(town, "z").status == "removed" and of(town, "z").merged_into == kept
    take(town, tmp_path, [{**same_way, "notes": "New."}, *others], now, "county")
    assert of(town, "z").status == "removed"
    with pytest.raises(Refused):
        editing.publish(town, other, actor=OLU, now=now)
    merging.undo(town, other, actor=OLU, now=now)
    assert of(town, "z").status == "published"
    merging.different(town, waiting[1]["kept"], waiting[1]["other"], actor=OLU, now=now)
    assert merging.propose(town, now) == 0 and merging.waiting(town) == []


def test_the_freshness_report(town: Engine, now: datetime) -> None:
    editing.verify(town, of(town, "a").public_id, "call", "ok", actor=OLU, now=now)
    report = worklist.fresh(town, now + timedelta(days=200))
    assert (report["stale_sources"], report["stale_listings"], report["confirmed_by_people"]) == (1, 3, 0)
    assert worklist.fresh(town, now)["confirmed_by_people"] == 1


def test_editors_find_every_status_by_name_or_id(town: Engine, now: datetime) -> None:
    a = of(town, "a").public_id
    editing.hide(town, a, actor=OLU, now=now)
    assert [f["status"] for f in worklist.find(town, a)] == ["suspended"]
    assert len(worklist.find(town, "group")) == 3
    assert worklist.find(town, "%") == [] and worklist.find(town, "(") == []


def test_what_people_decided_outlives_a_rebuild(town: Engine, tmp_path: Path, now: datetime) -> None:
    a = of(town, "a").public_id
    field_edits.edit(town, a, "name", "Lantern Room", actor=OLU, now=now)
    with storage.reading(town) as db:
        kept = {p.public_id: p.value for p in db.scalars(select(Provenance))}
        assert kept == {a: '"Lantern Room"'} and list(db.scalars(select(Report))) == []
