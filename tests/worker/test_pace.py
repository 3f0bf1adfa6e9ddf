"""How much a line is handed, what happens when it is down, and who sends then."""

import pytest

from handoff import outbox
from handoff.channels.sms import pace
from handoff.claiming import claim
from tests.cases.world import World


def queued(world: World, count: int, kind: str = "text.reply", line: str = "public", severity: int = 0) -> None:
    with world.db() as db:
        for n in range(count):
            outbox.queue(
                db,
                kind=kind,
                line=line,  # type: ignore[arg-type]
                to=f"+1202555{3000 + n}",
                body=f"{kind} {n}",
                now=world.now,
                key=f"{kind}{n}{severity}",
                severity=severity,
            )


def claimed(world: World, limit: int = 50) -> list[str]:
    """The senders of what may go out now."""
    with world.db() as db:
        return [str(one.sender) for one in claim(db, "w", world.now, limit) if one.sender is not None]


def test_two_seconds_of_capacity_and_then_as_the_line_gets_free(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_PUBLIC_RATE", "5")
    queued(world, 30)
    assert len(claimed(world)) == 10
    assert claimed(world) == []
    world.clock.forward(seconds=1)
    assert len(claimed(world)) == 5
    world.clock.forward(seconds=10)
    assert len(claimed(world)) == 10, "an idle line saves nothing up"


def test_without_a_rate_there_is_no_limit(world: World) -> None:
    queued(world, 30)
    assert len(claimed(world)) == 30


def test_a_slow_line_does_not_hold_up_the_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_STAFF_RATE", "1")
    queued(world, 30, "text.page", "staff")
    queued(world, 5)
    assert sorted(claimed(world)) == ["public"] * 5 + ["staff"] * 2


def test_of_equal_kinds_the_gravest_case_goes_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_STAFF_RATE", "1")
    queued(world, 3, "text.alert", "staff", severity=1)
    with world.db() as db:
        outbox.queue(
            db, kind="text.alert", line="staff", to="+12025559999", body="grave", now=world.now, key="g", severity=4
        )
    with world.db() as db:
        assert claim(db, "w", world.now, 1)[0].row.key == "g"


def test_a_line_that_is_down_is_tried_once_a_minute_and_is_up_when_a_text_got_out(world: World) -> None:
    queued(world, 5)
    with world.db() as db:
        assert pace.failed(db, "public", 30034, world.now)
        assert pace.phones(db, world.now) == "ok", "the other line"
    assert claimed(world) == []
    world.clock.forward(seconds=60)
    assert len(claimed(world)) == 1
    assert claimed(world) == []
    with world.db() as db:
        assert pace.works(db, "public") and not pace.works(db, "public")
    assert len(claimed(world)) == 4


def test_an_account_that_is_refused_takes_every_line_down(world: World) -> None:
    with world.db() as db:
        pace.failed(db, "public", 20003, world.now)
        assert pace.phones(db, world.now) == "down"
        assert pace.works(db, "public")
        assert pace.phones(db, world.now) == "ok"


@pytest.mark.parametrize("code", [21408, 21602, 21608, 21617, 30003, None])
def test_what_speaks_of_one_text_takes_no_line_down(world: World, code: int | None) -> None:
    with world.db() as db:
        assert not pace.failed(db, "staff", code, world.now)


def test_the_stand_in_sends_and_the_line_itself_is_tried_now_and_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_PUBLIC_SECOND", "+12025550109")
    queued(world, 8)
    with world.db() as db:
        pace.failed(db, "public", 30034, world.now)
    assert claimed(world, 3) == ["public2"] * 3
    world.clock.forward(seconds=60)
    assert claimed(world) == ["public"], "one text tries it again"
    assert claimed(world, 1) == ["public2"]


def test_a_line_with_ten_seconds_to_send_is_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_STAFF_RATE", "1")
    queued(world, 9, "text.page", "staff")
    with world.db() as db:
        assert pace.phones(db, world.now) == "ok"
    queued(world, 1, "text.alert", "staff")
    with world.db() as db:
        assert pace.phones(db, world.now) == "behind"


def test_a_paused_line_takes_nothing_not_even_a_try_until_it_is_resumed(world: World) -> None:
    queued(world, 3)
    with world.db() as db:
        assert pace.pause(db, "public", world.now) and not pace.pause(db, "public", world.now)
        assert pace.phones(db, world.now) == "ok", "the other line"
        assert pace.stopped(db, "public") and not pace.stopped(db, "staff")
    world.clock.forward(minutes=10)
    assert claimed(world) == []
    with world.db() as db:
        assert not pace.works(db, "public"), "a late receipt ends no pause"
    assert claimed(world) == []
    with world.db() as db:
        assert pace.resume(db, "public") and not pace.resume(db, "public")
    assert len(claimed(world)) == 3


def test_a_line_both_down_and_paused_is_down_still_when_it_is_resumed(world: World) -> None:
    queued(world, 3)
    with world.db() as db:
        pace.failed(db, "public", 30034, world.now)
        pace.pause(db, "public", world.now)
    world.clock.forward(seconds=61)
    assert claimed(world) == []
    with world.db() as db:
        pace.resume(db, "public")
    assert len(claimed(world)) == 1, "one text tries it"


def test_the_stand_in_of_a_paused_line_sends_and_can_be_paused_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_STAFF_SECOND", "+12025550109")
    assert pace.senders() == ["public", "staff", "staff2"]
    queued(world, 4, "text.page", "staff")
    with world.db() as db:
        pace.pause(db, "staff", world.now)
        assert pace.phones(db, world.now) == "ok" and pace.sender_now(db, "staff") == "staff2"
        assert not pace.stopped(db, "staff") and pace.any_line(db, world.now) == "staff"
    assert claimed(world, 2) == ["staff2"] * 2
    with world.db() as db:
        pace.pause(db, "staff2", world.now)
        assert pace.phones(db, world.now) == "down" and pace.stopped(db, "staff")
        assert pace.any_line(db, world.now) == "public", "pages of the operator go where something goes"
    assert claimed(world) == []
    with world.db() as db:
        pace.pause(db, "public", world.now)
        assert pace.any_line(db, world.now) == "staff", "nothing goes: the heartbeat is the alarm"
