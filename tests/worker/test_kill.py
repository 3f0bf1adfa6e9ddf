"""SIGKILL at named points: nothing is lost, nothing is said twice to a person."""

import os
import subprocess
import sys
import textwrap

import pytest

from actions.storage import reading
from handoff.cases.models import Case
from handoff.channels.sms.models import Text
from tests.cases.world import World

CHILD = textwrap.dedent("""
    import sys
    from datetime import datetime
    from actions.storage import engine
    import handoff.channels.sms.models
    from handoff import worker
    from tests.cases.world import FakeLine, Handed

    class FileLine(FakeLine):
        def send(self, to, body, *, line, text_id, validity_s):
            sent = super().send(to, body, line=line, text_id=text_id, validity_s=validity_s)
            with open(sys.argv[2], "a") as log:
                log.write(f"{text_id}\\n")
            return sent

    worker.run_once(engine(sys.argv[1]), FileLine(), datetime.fromisoformat(sys.argv[3]), threads=1)
""")


def killed_at(world: World, url: str, log: str, point: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, url, log, world.now.isoformat()],
        timeout=60,
        check=False,
        env={**os.environ, "PEERLINE_KILL_AT": point, "PYTHONPATH": "."},
    )
    return done.returncode


@pytest.mark.parametrize(
    "point",
    [
        "claim.after_commit",
        "send.before_call",
        "send.after_call",
        "mark.after_commit",
        "route.before_commit",
        "route.after_commit",
    ],
)
def test_killed_worker_loses_nothing(world: World, database_url: str, tmp_path: object, point: str) -> None:
    if world.engine.dialect.name == "sqlite":
        return  # there every point is killed in a whole talk: tests/faults/test_kills.py
    ann, log = world.volunteer("Ann"), f"{tmp_path}/sent"
    case = world.open(world.person(), severity=2, why="risk")
    with world.db() as db:
        db.get_one(Case, case).next_action_at = world.now
    assert killed_at(world, database_url, log, point) == -9
    with open(log, "a+") as file:
        file.seek(0)
        by_child = file.read().split()
    world.forward(seconds=30)
    by_us = [str(s.text_id) for s in world.line.sent]
    with reading(world.engine) as db:
        alerts = [str(t.id) for t in db.query(Text).filter(Text.kind == "text.alert")]
    assert alerts and all(a in by_child + by_us for a in alerts), "the alert went out"
    assert len(by_child + by_us) <= len(set(by_child + by_us)) + 1
    assert world.case(case).next_action_at is not None and (ann, "live") in world.offers(case)


def test_the_point_does_nothing_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    from handoff.killpoints import killpoint

    monkeypatch.setenv("PEERLINE_ENV", "production")
    monkeypatch.setenv("PEERLINE_KILL_AT", "send.before_call")
    killpoint("send.before_call")
