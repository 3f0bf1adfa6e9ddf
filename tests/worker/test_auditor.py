"""The auditor sees what the worker does not do, withholds the heartbeat and pages by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from handoff import auditor, outbox, watch_log
from handoff.channels.sms import pace
from tests.cases.world import World


def what(world: World) -> set[str]:
    return {f.what for f in auditor.findings(world.engine, world.now)}


def test_all_well(world: World) -> None:
    beats: list[int] = []
    world.volunteer("Ann")
    world.open(world.person())
    world.work()
    assert auditor.look(world.engine, world.line, world.now, lambda: beats.append(1)) == []
    assert beats == [1]


def test_a_stopped_worker_is_seen_and_paged_without_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATOR_NUMBER", "+12025550188")
    world.volunteer("Ann")
    world.work()
    world.open(world.person())
    world.clock.forward(minutes=2)
    beats: list[int] = []
    found = auditor.look(world.engine, world.line, world.now, lambda: beats.append(1))
    assert {"no_worker", "case_overdue", "work_overdue", "offer_not_handed"} <= {f.what for f in found}
    assert not beats and len(world.got("+12025550188")) == len(found)
    auditor.look(world.engine, world.line, world.now, lambda: beats.append(1))
    assert len(world.got("+12025550188")) == len(found), "once a quarter of an hour for one fault"


def test_each_broken_promise_is_found(world: World) -> None:
    person = world.person()
    ann = world.volunteer("Ann")
    case = world.open(person)
    world.work()
    world.texts(ann, "GO")
    with world.db() as db:
        db.execute(text("UPDATE assignments SET ended_at = started_at"))
        db.execute(text("UPDATE messages SET direction = 'in', speaker = 'person', handled_at = NULL"))
        db.execute(text("UPDATE inbound_raw SET handled_at = NULL"))
    world.clock.forward(minutes=1)
    assert {"active_with_nobody", "message_unhandled", "volunteer_text_unhandled", "no_worker"} <= what(world)
    assert case


def test_a_database_that_fails_is_a_finding(world: World) -> None:
    with world.db() as db:
        db.execute(text("DROP TABLE pulses"))
    assert [f.what for f in auditor.findings(world.engine, world.now)] == ["database"]


def test_a_worker_that_is_seen_again_is_well(world: World) -> None:
    world.work()
    assert what(world) == set()
    world.clock.at += timedelta(seconds=25)
    assert what(world) == {"no_worker"}
    world.work()
    assert what(world) == set()


def test_what_the_promises_stand_on_is_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from handoff.console import accounts

    monkeypatch.setenv("WEB_BIND", "127.0.0.1:9")  # nothing listens there
    monkeypatch.setitem(auditor.AROUND, "clock", lambda _engine, _now: False)  # type: ignore[arg-type]
    with world.db() as db:
        for n in range(3):
            accounts.audit(db, "system", "viewed", f"case:{n}", world.now)
    assert {f.what for f in auditor.around(world.engine, world.now)} == {"web"}
    with world.db() as db:
        db.execute(text("UPDATE audit_log SET who = 'nobody' WHERE id = 2"))
        db.execute(text("DROP TABLE pulses"))
    monkeypatch.setattr(auditor, "DISK_FREE_MB", 10**12)
    assert {f.what for f in auditor.around(world.engine, world.now)} == {"web", "audit_trail", "no_write", "disk"}


def test_what_the_schema_forbids_is_found_all_the_same(world: World) -> None:
    """An open case without a next step, which a CHECK refuses: the watch does not rely on it."""
    case = world.open(world.person())
    world.work()
    with world.engine.connect() as db:
        if world.engine.dialect.name == "sqlite":
            db.execute(text("PRAGMA ignore_check_constraints = ON"))
        else:
            db.execute(text("ALTER TABLE cases DROP CONSTRAINT ck_cases_next_action"))
        db.execute(text(f"UPDATE cases SET next_action_at = NULL WHERE id = {case}"))
        db.commit()
        if world.engine.dialect.name == "sqlite":
            db.execute(text("PRAGMA ignore_check_constraints = OFF"))
    assert what(world) == {"case_without_step"}


def test_a_text_of_which_nothing_is_known_for_two_minutes_is_found(world: World) -> None:
    with world.db() as db:
        one = outbox.queue(db, kind="text.reply", line="public", to="+12025550143", body="b", now=world.now, key="k")
        one.tried_at = world.now
        db.execute(text("UPDATE due_work SET state = 'done'"))
    world.work()
    assert "text_unknown" not in what(world)
    world.clock.at += timedelta(minutes=2, seconds=1)
    world.work()
    assert "text_unknown" in what(world)


def test_a_clock_that_is_off_is_found_where_the_database_has_another(world: World) -> None:
    real = datetime.now(UTC)
    other = world.engine.dialect.name == "postgresql"
    assert auditor.AROUND["clock"](world.engine, real) is False
    assert auditor.AROUND["clock"](world.engine, real + timedelta(seconds=60)) is other


def test_a_line_that_is_down_and_receipts_that_stop_are_found(world: World) -> None:
    with world.db() as db:
        pace.failed(db, "staff", 30034, world.now)
        outbox.queue(db, kind="text.reply", line="public", to="+12025550143", body="b", now=world.now, key="k")
    world.work()
    assert what(world) == {"line_down"}
    world.forward(minutes=9)
    assert what(world) == {"line_down"}
    world.forward(minutes=2)
    assert what(world) == {"line_down", "callbacks_silent"}


def test_a_paused_line_is_found_until_it_is_resumed(world: World) -> None:
    with world.db() as db:
        pace.pause(db, "staff", world.now)
    world.work()
    assert what(world) == {"line_paused"}
    with world.db() as db:
        pace.resume(db, "staff")
    assert what(world) == set()


def test_what_was_found_is_kept_in_spells_and_a_heartbeat_that_arrived_is_noted(world: World) -> None:
    def look(beat: bool = True) -> None:
        world.work()
        auditor.look(world.engine, world.line, world.now, lambda: beat)

    def kept() -> list[tuple[str, datetime, datetime]]:
        with world.db() as db:
            return [(row.what, row.since, row.last_at) for row in watch_log.last(db, world.now)]

    began = world.now
    look(beat=False)
    with world.db() as db:
        assert watch_log.seen(db, watch_log.HEARTBEAT) is None, "the watcher did not take it"
    look()
    assert kept() == []
    with world.db() as db:
        assert watch_log.seen(db, watch_log.HEARTBEAT) == began
        pace.pause(db, "staff", began)
    look()
    world.clock.forward(seconds=60)
    look()
    assert kept() == [("line_paused", began, world.now)]
    with world.db() as db:
        assert watch_log.seen(db, watch_log.HEARTBEAT) == began, "withheld"
    world.clock.forward(minutes=5)
    look()
    assert kept() == [("line_paused", world.now, world.now)], "five minutes later it is a new spell"
    world.clock.forward(days=8)
    assert kept() == []


def test_a_round_that_cannot_be_written_down_still_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATOR_NUMBER", "+12025550188")
    with world.db() as db:
        db.execute(text("DROP TABLE findings"))
        pace.pause(db, "public", world.now)
    world.work()
    assert [f.what for f in auditor.look(world.engine, world.line, world.now, lambda: True)] == ["line_paused"]
    assert len(world.got("+12025550188")) == 1
