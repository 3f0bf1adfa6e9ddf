"""Two workers at the same rows: each row is done by one of them, and none is left."""

import threading

from sqlalchemy import func, select

from actions.storage import reading, writing
from handoff import outbox, work, worker
from handoff.work import DueWork
from tests.cases.world import World

ROWS = 60


def test_no_row_is_claimed_twice(world: World) -> None:
    with world.db() as db:
        for n in range(ROWS):
            work.add(db, kind="text.reply", key=f"k{n}", priority=3, due_at=world.now, now=world.now)
    taken: list[int] = []
    lock = threading.Lock()

    def run(name: str) -> None:
        while True:
            with writing(world.engine) as db:
                rows = work.claim(db, name, world.now, limit=5)
                ids = [row.id for row in rows]
            if not ids:
                return
            with lock:
                taken.extend(ids)

    threads = [threading.Thread(target=run, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken)) and len(taken) == ROWS


def test_two_workers_send_everything_once(world: World) -> None:
    with world.db() as db:
        for n in range(ROWS):
            outbox.queue(
                db,
                kind="text.reply",
                line="public",
                to=f"+1202555{1000 + n % 20}",
                body=f"b{n}",
                now=world.now,
                key=f"k{n}",
            )
    threads = [
        threading.Thread(target=worker.run_once, args=(world.engine, world.line, world.now, f"w{n}")) for n in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker.run_once(world.engine, world.line, world.now)
    assert sorted(s.body for s in world.line.sent) == sorted(f"b{n}" for n in range(ROWS))
    for number in range(20):
        mine = [int(s.body[1:]) for s in world.line.sent if s.to == f"+1202555{1000 + number}"]
        assert mine == sorted(mine), "order of one address"
    with reading(world.engine) as db:
        assert (
            db.scalar(
                select(func.count()).select_from(DueWork).where(DueWork.kind == "text.reply", DueWork.state != "done")
            )
            == 0
        )


def test_a_worker_that_lost_its_lease_writes_nothing(world: World) -> None:
    with world.db() as db:
        work.add(db, kind="text.reply", key="k", priority=3, due_at=world.now, now=world.now)
    with world.db() as db:
        (row,) = work.claim(db, "slow", world.now)
        db.expunge(row)
    world.clock.forward(seconds=21)
    with world.db() as db:
        (other,) = work.claim(db, "fast", world.now)
        assert work.mark_done(db, other, world.now)
        assert not work.mark_done(db, row, world.now)
        assert not work.put_off(db, row, world.now)
