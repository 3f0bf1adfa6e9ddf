"""The real web process is killed between storing a message and answering it; the worker answers, exactly once."""

import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from actions import storage
from handoff.channels.sms.fake import over_http, through
from handoff.conversations.models import Message
from tests.conftest import DATABASES
from tests.faults.house import ANA, House, doubled, kill, until, web

# Where each is tried: a real web process takes seconds to start, and the worker dies at the other points of the door.
AFTER_STORING = {"store.after_commit": "postgresql", "door.before_commit": "sqlite"}
on_sqlite = pytest.mark.parametrize("people_url", ["sqlite"], indirect=True)


def _session(base: str) -> dict[str, str]:
    started = requests.post(f"{base}/api/sessions", json={"lang": "en"}, timeout=10)
    assert started.status_code == 201, started.text
    return {"Authorization": f"Bearer {started.json()['token']}"}


def _write(base: str, headers: dict[str, str], text: str, id: str) -> requests.Response:
    return requests.post(f"{base}/api/messages", json={"id": id, "text": text}, headers=headers, timeout=20)


def _answers(house: House, id: str) -> list[str]:
    """What was said to one message, which is stored once."""
    with storage.reading(house.engine) as db:
        rows = list(db.scalars(select(Message).where(Message.client_id == id)))
        assert len(rows) == 1, f"stored {len(rows)} times"
        return [m.body for m in db.scalars(select(Message).where(Message.cause_id == rows[0].id))]


@pytest.mark.parametrize(
    ("point", "people_url"), [p for p in AFTER_STORING.items() if p[1] in DATABASES], indirect=["people_url"]
)
def test_a_message_whose_web_process_died_is_answered_by_the_worker_once(house: House, point: str, tmp_path: Path):
    id = str(uuid.uuid4())
    with web(house, tmp_path / "web.log", kill_at=point) as process:
        headers = _session(house.base)
        with pytest.raises(requests.ConnectionError):
            _write(house.base, headers, "thanks", id)
        kill(process)
    with storage.reading(house.engine) as db:
        stored = db.scalar(select(Message).where(Message.client_id == id))
        assert stored is not None and stored.handled_at is None
    house.leases_end()
    worker = house.start()
    house.settles()
    house.stop(worker)
    said = _answers(house, id)
    assert said and not doubled(said), said
    _sent_again_it_is_the_same_message(house, headers, id, said)


def _sent_again_it_is_the_same_message(house: House, headers: dict[str, str], id: str, said: list[str]) -> None:
    """The widget, which got no answer, sends the same id again once the web is back."""
    house.opens_here()
    client = house.app.test_client()
    again = client.post("/api/messages", json={"id": id, "text": "thanks"}, headers=headers)
    assert again.status_code == 202
    assert _answers(house, id) == said
    rows = client.get("/api/messages?after=0", headers=headers).get_json()["messages"]
    assert Counter(r["text"] for r in rows if r["from"] == "person") == {"thanks": 1}
    assert [r["seq"] for r in rows] == list(range(1, len(rows) + 1)), "a number is missing or given twice"


@on_sqlite
def test_words_of_danger_whose_web_process_died_open_one_case_and_show_the_crisis_line(house: House, tmp_path: Path):
    id = str(uuid.uuid4())
    with web(house, tmp_path / "web.log", kill_at="store.after_commit") as process:
        headers = _session(house.base)
        with pytest.raises(requests.ConnectionError):
            _write(house.base, headers, "i am going to kill myself tonight", id)
        kill(process)
    house.opens_here()
    house.leases_end()
    worker = house.start()
    house.gets("+12025550121", "is waiting (")
    house.settles()
    house.stop(worker)
    assert any("988" in body for body in _answers(house, id))
    assert len(house.case_states()) == 1
    assert sum("is waiting (" in b for b in house.read("+12025550121")) == 1
    with web(house, tmp_path / "again.log"):  # the whole way back: a new web process shows it
        rows = requests.get(f"{house.base}/api/messages?after=0", headers=headers, timeout=10).json()["messages"]
        assert sum("988" in r["text"] for r in rows if r["seq"] > 2) >= 1


@on_sqlite
def test_what_was_not_yet_stored_is_stored_by_the_second_try(house: House, tmp_path: Path):
    id = str(uuid.uuid4())
    with web(house, tmp_path / "web.log", kill_at="store.before_commit") as process:
        headers = _session(house.base)
        with pytest.raises(requests.ConnectionError):
            _write(house.base, headers, "thanks", id)
        kill(process)
    house.opens_here()
    assert (
        house.app.test_client().post("/api/messages", json={"id": id, "text": "thanks"}, headers=headers).status_code
        == 202
    )
    said = _answers(house, id)
    assert said and not doubled(said)


@on_sqlite
@pytest.mark.parametrize("point", ["webhook.before_commit", "webhook.after_commit"])
def test_an_sms_whose_web_process_died_is_kept_by_twilios_second_try_once(house: House, point: str, tmp_path: Path):
    house.opens_here()
    tries: list[str] = []

    def first_dies(url: str, fields: Any, headers: Any) -> int:
        """The first post meets the web process that dies; the next the one that was started after it."""
        tries.append(url)
        return (over_http if len(tries) == 1 else through(house.app.test_client()))(url, fields, headers)

    with web(house, tmp_path / "web.log", kill_at=point) as process:
        house.twilio.post_with(first_dies)
        house.texts(ANA, "thanks")
        kill(process)
    assert len(tries) >= 2, "Twilio's stand-in did not try again"
    worker = house.start()
    until(lambda: len(house.read(ANA)) >= 2, "the greeting and the answer")
    house.settles()
    house.stop(worker)
    with storage.reading(house.engine) as db:
        assert [m.body for m in db.scalars(select(Message).where(Message.direction == "in"))] == ["thanks"]
    assert not doubled(house.read(ANA))
