"""The auditor's look at a large service: ten thousand cases, most of them open, with all that belongs to them."""

import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert

from actions import storage
from handoff import auditor, work
from handoff.cases.models import Case, Offer
from handoff.cases.plan import plan_for
from handoff.channels.sms.models import InboundRaw, Text, TextStatus
from handoff.conversations.models import Conversation, Message, Person
from handoff.migrations import migrate
from handoff.volunteers.models import Volunteer
from tests.bench.table import Row, quantile, spread

CASES, LOOKS = 10_000, 40


def rows() -> list[Row]:
    """The look on SQLite, and on PostgreSQL where Debian's is installed."""
    with tempfile.TemporaryDirectory(prefix="peerline-bench-") as folder:
        found = [_row("SQLite", f"sqlite:///{folder}/people.db")]
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return [*found, Row("auditor on PostgreSQL", "left out: PostgreSQL is not installed")]
    from tests.conftest import Postgres

    server = Postgres()
    try:
        return [*found, _row("PostgreSQL", server.fresh())]
    finally:
        server.stop()


def _row(name: str, url: str) -> Row:
    os.environ["DATABASE_URL"] = url
    migrate(url)
    engine, now = storage.engine(url), datetime.now(UTC)
    try:
        fill(engine, now)
        took = []
        for _ in range(LOOKS):
            began = time.perf_counter()
            found = auditor.findings(engine, now)
            took.append(time.perf_counter() - began)
        assert [f.what for f in found] == [], found
    finally:
        engine.dispose()
    held = quantile(took, 0.95) <= 0.050
    return Row(f"auditor's look at {CASES:,} cases, {name}", spread(took), "p95 <= 50 ms", held)


def fill(engine: Engine, now: datetime) -> None:
    """Cases with five messages, three offers and three alerts with their receipts each; nine of ten are closed."""
    plan, ago = plan_for(2).to_json(), now - timedelta(hours=2)
    ids = range(1, CASES + 1)
    closed = {n: n % 10 != 0 for n in ids}
    with storage.writing(engine) as db:
        db.add(
            Volunteer(id=1, display_name="V", state="active", roles=[], languages=["en"], zone="UTC", created_at=ago)
        )
        db.flush()
        db.execute(insert(Person), [{"id": n, "key": f"{n:08x}", "created_at": ago} for n in ids])
        db.execute(insert(Conversation), [{"id": n, "key": f"{n:08x}", "person_id": n, "channel": "sms"} for n in ids])
        db.execute(
            insert(Case),
            [
                {
                    "id": n,
                    "conversation_id": n,
                    "state": "closed" if closed[n] else "waiting",
                    "severity": 2,
                    "peak_severity": 2,
                    "why": "asked",
                    "plan": plan,
                    "opened_at": ago,
                    "waiting_since": ago,
                    "closed_at": now if closed[n] else None,
                    "close_reason": "done" if closed[n] else None,
                    "next_action_at": None if closed[n] else now + timedelta(minutes=1),
                    "topics": [],
                }
                for n in ids
            ],
        )
        db.execute(
            insert(Message),
            [
                {
                    "conversation_id": n,
                    "seq": seq,
                    "direction": "in",
                    "channel": "sms",
                    "speaker": "person",
                    "body": "x",
                    "received_at": ago,
                    "handled_at": ago,
                }
                for n in ids
                for seq in range(1, 6)
            ],
        )
        _offers_and_texts(db, ids, ago)
        work.pulse(db, "worker", "bench", now)


def _offers_and_texts(db: storage.Session, ids: range, ago: datetime) -> None:
    numbered = [(3 * n + k, n) for n in ids for k in range(3)]
    common = {"volunteer_id": 1, "queued_at": ago, "handed_at": ago, "expires_at": ago, "ended_at": ago}
    db.execute(
        insert(Offer), [{"id": i, "case_id": n, "channel": "sms", "state": "expired", **common} for i, n in numbered]
    )
    db.execute(
        insert(Text),
        [
            {
                "id": i,
                "key": f"offer:{i}:0",
                "kind": "text.alert",
                "line": "staff",
                "address": "+12025550121",
                "address_hash": "0" * 64,
                "body_hash": "0" * 64,
                "case_id": n,
                "offer_id": i,
                "created_at": ago,
                "tried_at": ago,
                "handed_at": ago,
                "ended_at": ago,
                "provider_sid": f"SM{i:032d}",
                "status": "delivered",
                "status_rank": 9,
            }
            for i, n in numbered
        ],
    )
    db.execute(
        insert(TextStatus),
        [{"text_id": i, "status": "delivered", "received_at": ago, "handled_at": ago} for i, _ in numbered],
    )
    db.execute(
        insert(InboundRaw),
        [
            {"message_sid": f"SM{n:032d}", "line": "public", "params": {}, "received_at": ago, "handled_at": ago}
            for n in ids
        ],
    )
    common = {"kind": "text.alert", "priority": 14, "due_at": ago, "state": "done", "made_at": ago, "done_at": ago}
    db.execute(insert(work.DueWork), [{"key": f"offer:{i}:0", "text_id": i, **common} for i, _ in numbered])
