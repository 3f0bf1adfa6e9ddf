"""Bad input: each kind gets the answer that docs/api.md promises, and every stored message and case stays as it was."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from actions import storage
from actions.groups.cli import groups
from handoff.cases.models import Case
from handoff.channels.sms.models import InboundRaw, Text
from handoff.channels.web import api
from handoff.conversations.models import Message
from tests.cast import PUBLIC, VolunteerPhone, WebPerson, World

SURROGATE = "\\ud800"  # as JSON carries it


@pytest.fixture
def bo(world: World, vera: VolunteerPhone) -> Iterator[WebPerson]:
    """Somebody with a stored message and an open case, which nothing below may change."""
    person = world.person("Bo")
    person.types("thanks").types("a person please")
    vera.expects_sms("is waiting")
    person.sees_something()
    api.limiter.storage.reset()
    yield person
    vera.reads_everything()
    person.sees_something() if person.unread() else None


def _rows(world: World) -> dict[str, Any]:
    with storage.reading(world.engine) as db:
        return {
            "messages": {m.id: (m.seq, m.body, m.handled_at, m.level, m.case_id) for m in db.scalars(select(Message))},
            "cases": {c.id: (c.state, c.severity, c.volunteer_id) for c in db.scalars(select(Case))},
            "texts": {t.id: t.body for t in db.scalars(select(Text))},
            "raw": [r.message_sid for r in db.scalars(select(InboundRaw))],
        }


@contextmanager
def nothing_changes(world: World) -> Iterator[None]:
    before = _rows(world)
    yield
    world.settle()
    assert _rows(world) == before


@contextmanager
def nothing_is_lost(world: World) -> Iterator[None]:
    """What was there stays as it was; something may come to it."""
    before = _rows(world)
    yield
    world.settle()
    after = _rows(world)
    for table in ("messages", "texts"):
        assert {k: after[table].get(k) for k in before[table]} == before[table]
    assert {k: after["cases"].get(k) for k in before["cases"]} == before["cases"]


def _error(answer: Any, status: int, id: str) -> dict[str, Any]:
    """The one envelope, with this id."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    body = answer.get_json()
    assert set(body) == {"error"} and set(body["error"]) == {"id", "message", "hint", "fields", "request_id"}
    assert body["error"]["id"] == id and body["error"]["message"] and body["error"]["request_id"]
    return dict(body["error"])


def _write(who: WebPerson, text: str, **more: Any) -> Any:
    return who.post("/api/messages", {"id": str(uuid.uuid4()), "text": text, **more})


def test_a_webhook_that_twilio_did_not_sign_is_refused_and_not_stored(world: World, bo: WebPerson):
    fields = {"MessageSid": "SM" + "1" * 32, "From": "+12025550199", "To": PUBLIC, "Body": "i want to die"}
    with nothing_changes(world):
        for signature in (None, "", "bm8=", "A" * 5000, "\xe9"):
            headers = {} if signature is None else {"X-Twilio-Signature": signature}
            for path in ("/sms/in/public", "/sms/in/staff", "/sms/status/1"):
                _error(world.client.post(path, data=fields, headers=headers), 403, "signature.wrong")


def test_ten_megabytes_are_too_much(world: World, bo: WebPerson):
    body = b'{"id": "12345678", "text": "' + b"a" * 10_000_000 + b'"}'
    with nothing_changes(world):
        for path in ("/api/messages", "/api/sessions", "/api/leave", "/sms/in/public"):
            kind = "application/x-www-form-urlencoded" if path.startswith("/sms") else "application/json"
            _error(world.client.post(path, data=body, content_type=kind, headers=bo.headers), 413, "message.too_long")


def test_what_is_not_json_is_said_to_be_unreadable(world: World, bo: WebPerson):
    with nothing_changes(world):
        for body in (b"{", b"nul", b"\xff\xfe", b"[" * 30_000, b"\x00"):
            answer = world.client.post("/api/messages", data=body, content_type="application/json", headers=bo.headers)
            _error(answer, 400, "request.unreadable")
        for body in (b"", b'{"id": 1e999}'):
            answer = world.client.post("/api/messages", data=body, content_type="application/json", headers=bo.headers)
            _error(answer, 422, "request.incomplete")


SHAPES: list[Any] = [
    {},
    [],
    "text",
    None,
    {"id": "12345678"},
    {"text": "hi"},
    {"id": "x", "text": "hi"},
    {"id": "12345678", "text": 5},
    {"id": "12345678", "text": "  "},
    {"id": "12345678", "text": "hi", "choice": {"seq": 1, "n": 1}},
    {"id": "12345678", "choice": {"seq": 1, "n": 99}},
    {"id": "12345678", "choice": {"seq": 10**30, "n": 1}},
    {"id": "1234567\n", "text": "hi"},
    {"id": "../../etc/passwd", "text": "hi"},
]


def test_json_of_another_shape_names_what_is_missing(world: World, bo: WebPerson):
    with nothing_changes(world):
        for body in SHAPES:
            _error(bo.post("/api/messages", body), 422, "request.incomplete")


UNSTORABLE = (
    ("a\\u0000b", "a\ufffdb"),
    (f"a{SURROGATE}b", "a\ufffdb"),
    ("a\\u2028b\\u2029c\\u0085d", "a\nb\nc\nd"),
    ("a\\u001b[2Jb", "a\ufffd[2Jb"),
    ("a\\uffffb", "a\ufffdb"),
    ("\\ud83d\\ude42", "\U0001f642"),
)


def test_what_no_store_can_carry_is_replaced_and_answered(world: World, bo: WebPerson):
    for sent, stored in UNSTORABLE:
        id = str(uuid.uuid4())
        raw = f'{{"id": "{id}", "text": "{sent}"}}'.encode()
        with nothing_is_lost(world):
            answer = world.client.post("/api/messages", data=raw, content_type="application/json", headers=bo.headers)
            assert answer.status_code == 202, answer.get_data(as_text=True)
        assert next(r["text"] for r in bo.rows() if r["client_id"] == id) == stored
    assert all(m[2] for m in _rows(world)["messages"].values()), "a message stayed unhandled"


def test_the_same_by_sms(world: World):
    cy = world.phone("+12025550111")
    for body, stored in (("a\x00b", "a\ufffdb"), ("a\u2028b", "a\nb"), ("\ufffe", "\ufffd")):
        cy.texts(body)
        assert stored in {m[1] for m in _rows(world)["messages"].values()}
        cy.sees_something()


def test_five_thousand_characters_are_taken_whole(world: World, bo: WebPerson):
    text = "a long day, " * 416 + "end of it"
    with nothing_is_lost(world):
        assert _write(bo, text).status_code == 202
    assert text in {r["text"] for r in bo.rows()}


def test_more_than_eight_thousand_are_refused(world: World, bo: WebPerson):
    with nothing_changes(world):
        _error(_write(bo, "a " * 4000 + "b"), 413, "message.too_long")
    assert _write(bo, "a" * 8000).status_code == 202


def test_too_long_and_in_danger_is_refused_and_answered(world: World, bo: WebPerson):
    """Wherever in it the words stand: they are kept, and the crisis line is shown."""
    filling = "it rained again and we stayed at home. " * 600
    for before in (0, 7990, 20_000):
        text = filling[:before] + " i want to kill myself tonight. " + filling[: max(0, 8100 - before)]
        with nothing_is_lost_but_severity(world):
            _error(_write(bo, text), 413, "message.too_long")
        assert any("i want to kill myself tonight" in r["text"] for r in bo.rows())
        assert bo.sees_something()
        assert any("988" in r["text"] for r in bo.rows()[-6:])


@contextmanager
def nothing_is_lost_but_severity(world: World) -> Iterator[None]:
    before = _rows(world)
    yield
    after = _rows(world)
    assert {k: after["messages"].get(k) for k in before["messages"]} == before["messages"]
    assert set(after["cases"]) == set(before["cases"])
    assert all(case[1] >= before["cases"][id][1] for id, case in after["cases"].items()), "a case lost severity"


def test_two_hundred_at_once_are_slowed_down_and_danger_is_still_heard(world: World):
    ana = world.person("Ana")
    api.limiter.storage.reset()
    accepted, refused = [], 0
    for n in range(200):
        text = "i am going to kill myself" if n == 150 else f"words number {n}"
        answer = _write(ana, text)
        if answer.status_code == 202:
            accepted.append(text)
        else:
            refused += 1
            _error(answer, 429, "messages.too_many")
            assert int(answer.headers["Retry-After"]) >= 1
    world.settle()
    assert refused and "i am going to kill myself" in accepted
    mine = [r["text"] for r in ana.rows() if r["from"] == "person"]
    assert mine == accepted, "an accepted message was lost, or stands elsewhere"
    assert all(m[2] for m in _rows(world)["messages"].values()), "an accepted message stayed unanswered"
    ana.sees_crisis_line()
    ana.sees_something()
    api.limiter.storage.reset()


def test_a_typed_intent_is_words(world: World, assistant: Any):
    ana = world.person("Ana")
    for typed in ("/restart", "/greet", '/exercise_input{"value": "5"}', "//start_exercise", " /back", "/"):
        ana.types(typed)
        assert not assistant.asked[-1].startswith("/") and assistant.asked[-1].strip()
        assert typed in {r["text"] for r in ana.rows()}
        ana.sees_something()


def test_an_unknown_case_is_said_to_be_unknown_and_moves_nothing(world: World, bo: WebPerson, vera: VolunteerPhone):
    before = _rows(world)["cases"]
    for says in ("GO Z99", "NO Z99", "DONE Z99", "SUP Z99 please", "GO 'OR 1=1"):
        vera.texts(says)
        answers = [t.body for t in vera.received()]
        vera.reads_everything()
        assert _rows(world)["cases"] == before, says
        if "Z99" in says:
            assert "I do not know Z99" in answers[-1] and "Nothing was sent" in answers[-1], (says, answers[-1])
        assert says not in {r["text"] for r in bo.rows()}


@pytest.mark.parametrize("content", [b'[{"slug": "a", "na', b"<html>", b'{"hello": 1}', b"[1, 2]", b"", b"\x00\xff"])
def test_a_malformed_feed_is_refused_and_the_directory_stays_as_it_was(tmp_path: Path, content: bytes):
    url = f"sqlite:///{tmp_path}/groups.db"
    runner = CliRunner()
    assert runner.invoke(groups, ["load-builtin", "--db", url]).exit_code == 0
    before = runner.invoke(groups, ["stats", "--db", url, "--json"]).stdout
    feed = tmp_path / "feed.json"
    feed.write_bytes(content)
    done = runner.invoke(groups, ["import", str(feed), "--kind", "meeting-guide", "--source", "bad", "--db", url])
    assert done.exit_code == 1 and "othing was changed" in done.output and "Traceback" not in done.output
    assert _counts(runner.invoke(groups, ["stats", "--db", url, "--json"]).stdout) == _counts(before)


def _counts(said: str) -> Any:
    """What a statistic counts, without the moment it was asked."""
    return {k: v for k, v in json.loads(said).items() if k not in ("at", "now", "took_ms", "seconds")}


POSTED = (("/api/messages", {"id": "12345678", "text": "hi"}), ("/api/leave", {}), ("/api/forget", {}))


def test_a_wrong_token_opens_nothing(world: World, bo: WebPerson):
    with nothing_changes(world):
        for token in ("", "wrong", "Bearer", "%00", "A" * 10_000, "None", "\xe9"):
            headers = {"Authorization": f"Bearer {token}"}
            for path in ("/api/messages?after=0", "/api/events"):
                _error(world.client.get(path, headers=headers), 401, "session.ended")
            for path, body in POSTED:
                _error(world.client.post(path, json=body, headers=headers), 401, "session.ended")


def test_a_number_that_is_none_in_the_query_is_refused(world: World, bo: WebPerson):
    for after in ("-1", "x", "9" * 40, "1e3"):
        with nothing_changes(world):
            _error(world.client.get(f"/api/messages?after={after}", headers=bo.headers), 422, "request.incomplete")
            _error(
                world.client.get("/api/events", headers={**bo.headers, "Last-Event-ID": after}),
                400,
                "request.unreadable",
            )
