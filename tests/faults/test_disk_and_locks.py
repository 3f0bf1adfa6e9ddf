"""A full disk and a database held by another writer: a clear answer, and nothing lost that was acknowledged."""

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from actions import storage
from handoff.conversations.models import Message
from tests.faults.house import House

# A full disk and a locked file are SQLite's; PostgreSQL has its own server to watch.
pytestmark = pytest.mark.parametrize("people_url", ["sqlite"], indirect=True)


def _file(house: House) -> str:
    return str(house.engine.url.database)


@contextmanager
def full_disk(house: House) -> Iterator[None]:
    """No connection may make the file larger than it is now."""
    path = _file(house)
    with sqlite3.connect(path) as probe:
        pages = probe.execute("PRAGMA page_count").fetchone()[0]

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(house.engine, "connect", limit)
    house.engine.dispose()
    try:
        yield
    finally:
        event.remove(house.engine, "connect", limit)
        house.engine.dispose()


def _messages(house: House) -> dict[str, str]:
    with storage.reading(house.engine) as db:
        return {str(m.client_id): m.body for m in db.scalars(select(Message).where(Message.direction == "in"))}


def test_a_full_disk_answers_with_the_envelope_and_keeps_what_was_acknowledged(house: House):
    house.opens_here()
    client = house.app.test_client()
    headers = {"Authorization": f"Bearer {client.post('/api/sessions', json={}).get_json()['token']}"}
    acknowledged, refused = {}, {}
    with full_disk(house):
        for n in range(60):
            id, text = str(uuid.uuid4()), f"sentence {n} " + "of some length " * 40
            answer = client.post("/api/messages", json={"id": id, "text": text}, headers=headers)
            (acknowledged if answer.status_code == 202 else refused)[id] = text
            if answer.status_code != 202:
                assert answer.status_code == 503, answer.get_data(as_text=True)
                assert answer.get_json()["error"]["id"] == "server.full"
                assert answer.headers["Retry-After"]
            if len(refused) == 3:
                break
        assert refused, "the disk did not get full"
    kept = _messages(house)
    assert {id: kept.get(id) for id in acknowledged} == acknowledged
    for id, text in refused.items():  # there is room again: the widget's second try is stored, once
        assert client.post("/api/messages", json={"id": id, "text": text}, headers=headers).status_code == 202
    assert _messages(house) == acknowledged | refused
    house.leases_end()
    worker = house.start()
    house.settles()
    house.stop(worker)


def test_a_locked_database_is_waited_for(house: House):
    path = _file(house)
    house.opens_here()
    client = house.app.test_client()
    headers = {"Authorization": f"Bearer {client.post('/api/sessions', json={}).get_json()['token']}"}
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(1.0, lambda: other.execute("ROLLBACK"))
    release.start()
    began = time.monotonic()
    answer = client.post("/api/messages", json={"id": str(uuid.uuid4()), "text": "thanks"}, headers=headers)
    took = time.monotonic() - began
    release.join()
    other.close()
    assert answer.status_code == 202 and 0.5 < took < 5


def test_a_database_locked_for_too_long_is_said_to_be_busy_and_nothing_is_half_done(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    path = _file(house)
    monkeypatch.setattr(storage, "LOCK_WAIT_S", 0.3)
    house.opens_here()
    client = house.app.test_client()
    headers = {"Authorization": f"Bearer {client.post('/api/sessions', json={}).get_json()['token']}"}
    id = str(uuid.uuid4())
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post("/api/messages", json={"id": id, "text": "thanks"}, headers=headers)
        assert (answer.status_code, answer.get_json()["error"]["id"]) == (503, "server.busy")
        other.execute("ROLLBACK")
    other.close()
    assert _messages(house) == {}
    assert client.post("/api/messages", json={"id": id, "text": "thanks"}, headers=headers).status_code == 202
    assert _messages(house) == {id: "thanks"}


def test_a_worker_waits_for_the_lock_and_goes_on(house: House):
    path = _file(house)
    house.opens_here()
    worker = house.start()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    house.texts("+12025550110", "thanks")
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(1.5, lambda: other.execute("ROLLBACK"))
    release.start()
    release.join()
    other.close()
    house.gets("+12025550110", "You are welcome")
    house.settles()
    house.stop(worker)
    with storage.reading(house.engine) as db:
        assert db.scalar(select(func.count()).select_from(Message).where(Message.direction == "in")) == 1
