"""No e-mail address, password or join id is in a search index or a log, whatever feed they came with."""

import json
import logging
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import Engine, text

from actions import storage
from actions.groups import merging, search, worklist
from actions.groups.importers import run
from actions.groups.models import Base
from tests.groups import feeds
from tests.groups.conftest import ZOOM

PLANTED = ("jo@example.org", "pwd=hidden", "0000000001", "swordfish7", "202-555-0133", "987 6543 2100", "VenmoCanary")
ROWS = [
    {
        "slug": f"leaky-{n}",
        "name": "Quiet Room 202-555-0133" if n == 1 else "Quiet Room",
        "day": 1,
        "time": "19:00",
        "timezone": "Europe/London",
        "conference_url": ZOOM,
        "conference_phone": "+12025550133,,98765432100#,,swordfish7#",
        "notes": note,
        "contact_1_email": "jo@example.org",
        "contact_1_phone": "202-555-0133",
        "venmo": "@VenmoCanary",
        "feedback_url": f"mailto:jo@example.org?body={ZOOM}",
        "website": ZOOM,
        "location": "Zoom 987 6543 2100 pw swordfish7",
        "region": "call 202-555-0133",
    }
    for n, note in enumerate(
        [
            "Write to jo@example.org.",
            "ID 987 6543 2100, password swordfish7.",
            "Call Jo 202-555-0133. Tea is served.",
            f"Join {ZOOM} any time.",
            "PW swordfish7",
            "Zoom ID: 987 6543 2100 Passcode: swordfish7 All are welcome.",
            "<b>pass</b>word: swordfish7",
            "Venmo @VenmoCanary for the basket.",
            "Passcode:\nswordfish7\nTea is served.",
        ]
    )
]
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.I)
ENCRYPTED = re.compile(r"gAAAAA[\w=-]{60,}")
PASSWORD = re.compile(r"\b(?:pwd|passcode|password|pw)\b[ \t]*(?:is|[:=])[ \t]*\S+", re.I)
JOIN = re.compile(r"zoom\.us/j/\d+|[?&]pwd=|\b\d{3}[ -]?\d{4}[ -]?\d{4}\b", re.I)


def texts(engine: Engine) -> dict[str, str]:
    """Every text the database holds in the clear, by table, the full-text indexes among them; not what is encrypted:
    by chance its letters spell anything."""
    found: dict[str, str] = {}
    with storage.reading(engine) as db:
        if engine.dialect.name == "sqlite":
            names = [r[0] for r in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        else:
            names = list(Base.metadata.tables)
        for name in names:
            rows = db.execute(text(f'SELECT * FROM "{name}"')).all()
            found[name] = "\n".join(str(v) for row in rows for v in row if not isinstance(v, bytes | memoryview))
            binary = b"".join(bytes(v) for row in rows for v in row if isinstance(v, bytes | memoryview))
            found[name] = ENCRYPTED.sub("", found[name] + binary.decode("utf-8", "replace"))
    return found


def use(engine: Engine, folder: Path, now: datetime) -> None:
    path = folder / "leaky.json"
    path.write_text(json.dumps(ROWS))
    for _ in range(2):
        run.run(engine, run.Order(str(path), "meeting-guide", "leaky", programme="aa"), now=now)
    for kind, content in (("bmlt", feeds.BMLT), ("ics", feeds.ICS), ("tribe", feeds.TRIBE), ("jsonld", feeds.JSONLD)):
        (folder / kind).write_text(content if isinstance(content, str) else json.dumps(content))
        run.run(engine, run.Order(str(folder / kind), kind, kind, tz="Europe/London"), now=now)
    listing = worklist.find(engine, "quiet")[0]["id"]
    search.report(engine, listing, "bad_link", now=now)
    merging.propose(engine, now)


def test_nothing_that_leads_in_or_to_a_person_is_in_an_index_or_a_log(
    engine: Engine, tmp_path: Path, now: datetime, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with structlog.testing.capture_logs() as events, caplog.at_level(logging.DEBUG):
        use(engine, tmp_path, now)
    said = caplog.text + capsys.readouterr().out + json.dumps(events, default=str)
    for name, content in (*texts(engine).items(), ("the logs", said)):
        for word in PLANTED:
            assert word.lower() not in content.lower(), f"{word} in {name}"
        assert not JOIN.search(content) or name in ("the logs",), f"a way in stands in {name}"
        assert not PASSWORD.search(content), f"a password stands in {name}"


def test_real_feeds_leave_no_address_and_no_way_in(sqlite: Engine, data: Path, now: datetime) -> None:
    for path in sorted((data / "feeds").glob("meeting-guide-*")):
        run.run(sqlite, run.Order(str(path), "meeting-guide", path.name.split(".")[0]), now=now)
    leaks: dict[str, Any] = {}
    for name, content in texts(sqlite).items():
        for what, pattern in (("address", ADDRESS), ("way in", JOIN), ("password", PASSWORD)):
            if hit := pattern.search(content):
                leaks[f"{name}: {what}"] = content[max(hit.start() - 60, 0) : hit.end() + 20]
        for mark in ("CONTACT-EMAIL", "CONTACT-NAME", "CONTACT-PHONE", "PAY-HANDLE", "JOIN-ID", "SECRET"):
            if mark in content:
                leaks[f"{name}: {mark}"] = content[max(content.index(mark) - 80, 0) : content.index(mark) + 20]
    assert leaks == {}
