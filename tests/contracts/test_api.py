"""The public API keeps its own description: valid OpenAPI, no 500, one envelope, nothing open that should be closed."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from unittest import SkipTest

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate as validate_openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from actions import storage
from actions.groups.migrations import migrate as migrate_groups
from handoff.app import create_app
from handoff.channels.sms.fake import FakeTwilio
from handoff.channels.web import api
from handoff.migrations import migrate
from handoff.parts import Parts
from handoff.safety import wording
from tests.contracts.test_routes import OPEN, WHO
from tests.detector import trained
from tests.stub_assistant import StubAssistant

ENVELOPE = {"id", "message", "hint", "fields", "request_id"}
BOUNDED = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app over databases of its own; a limit would hide what lies behind it."""
    folder = tmp_path_factory.mktemp("api")
    people, groups = f"sqlite:///{folder}/people.db", f"sqlite:///{folder}/groups.db"
    migrate(people)
    migrate_groups(groups)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", people)
        patch.setenv("GROUPS_DATABASE_URL", groups)
        patch.setattr(api.limiter, "hit", lambda *_: True)
        parts = Parts(
            engine=storage.engine(people),
            groups_engine=storage.engine(groups),
            rasa=StubAssistant(),
            detector=trained(),
            words=wording.load("en"),
        )
        yield create_app(parts)
        parts.hub.stop()
        parts.engine.dispose()
        parts.groups_engine.dispose()


@pytest.fixture
def token(app: Flask) -> str:
    return str(app.test_client().post("/api/sessions", json={"lang": "en"}).get_json()["token"])


@pytest.fixture(scope="module")
def described(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/openapi.json")
    assert answer.status_code == 200
    return dict(answer.get_json())


def _operations(app: Flask) -> list[schemathesis.APIOperation]:
    """Every described operation but the stream, which does not end by itself."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    return [o for o in (found.ok() for found in schema.get_all_operations()) if o.path != "/api/events"]


def test_the_description_is_valid_openapi_and_names_every_operation(described: dict[str, Any], app: Flask):
    validate_openapi(described)
    ours = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")} - {"/api/openapi.json"}
    assert ours == set(described["paths"])


def test_every_operation_but_the_start_of_a_chat_asks_for_the_token(described: dict[str, Any]):
    assert described["security"] == [{"session": []}]
    without = {
        path
        for path, operations in described["paths"].items()
        for operation in operations.values()
        if isinstance(operation, dict) and operation.get("security") == []
    }
    assert without == {"/api/sessions"}


def test_nothing_that_the_description_allows_or_forbids_breaks_it(app: Flask):
    asked = []
    for operation in _operations(app):
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            token = app.test_client().post("/api/sessions", json={"lang": "en"}).get_json()["token"]
            with suppress(Unsatisfiable, SkipTest):  # an operation without a body has no wrong one
                _each_case(operation, mode, lambda case, t=token: asked.append(_keeps_the_description(case, t)))
    assert len(asked) > 100


def _keeps_the_description(case: schemathesis.Case, token: str) -> int:
    answer = case.call(headers={"Authorization": f"Bearer {token}"})
    case.validate_response(answer, checks=[not_a_server_error, content_type_conformance, response_schema_conformance])
    if answer.status_code >= 400:
        assert set(answer.json()["error"]) == ENVELOPE
    return answer.status_code


def test_nobody_reads_or_writes_without_a_token(app: Flask):
    for operation in _operations(app):
        if operation.path != "/api/sessions":
            _each_case(operation, schemathesis.GenerationMode.POSITIVE, _is_refused)


def _is_refused(case: schemathesis.Case) -> None:
    answer = case.call(headers={"Authorization": "Bearer nothing"})
    assert 400 <= answer.status_code < 500, answer.status_code
    assert set(answer.json()["error"]) == ENVELOPE


def _each_case(
    operation: schemathesis.APIOperation,
    mode: schemathesis.GenerationMode,
    check: Callable[[schemathesis.Case], object],
) -> None:
    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def tried(case: schemathesis.Case) -> None:
        check(case)

    tried()


@pytest.mark.parametrize(
    ("method", "path", "status", "id"),
    [
        ("GET", "/nothing", 404, "page.unknown"),
        ("GET", "/api/nothing", 404, "page.unknown"),
        ("GET", "/widget/v1/nothing.js", 404, "page.unknown"),
        ("PUT", "/api/messages", 405, "method.unknown"),
        ("DELETE", "/api/sessions", 405, "method.unknown"),
        ("POST", "/health", 405, "method.unknown"),
        ("GET", "/sms/in/public", 405, "method.unknown"),
        ("POST", "/api/messages", 401, "session.ended"),
    ],
)
def test_every_refusal_has_the_one_envelope(app: Flask, method: str, path: str, status: int, id: str):
    body = {"id": "12345678", "text": "hi"} if status == 401 else None
    answer = app.test_client().open(path, method=method, json=body)
    assert answer.status_code == status
    assert answer.get_json()["error"]["id"] == id and set(answer.get_json()["error"]) == ENVELOPE


def test_a_fault_of_ours_has_the_envelope_too_and_quotes_nobody(
    app: Flask, token: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("somebody wrote: my secret sentence")

    monkeypatch.setattr("handoff.channels.web.api.messages.receive", broken)
    answer = app.test_client().post(
        "/api/messages",
        json={"id": str(uuid.uuid4()), "text": "my secret sentence"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 500 and answer.get_json()["error"]["id"] == "server.fault"
    assert "secret" not in json.dumps(answer.get_json()) + str(capsys.readouterr())


def test_zed_walks_every_address_and_gets_nothing(app: Flask):
    """Somebody without a login, a token, a link or a signature."""
    zed = app.test_client()
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if WHO.get((method, rule.rule)) == OPEN:  # the list of who may call what is checked in test_routes
                continue
            with app.test_request_context():
                values = {
                    name: 1
                    if "int" in type(rule._converters[name]).__name__.lower()
                    else next(iter(getattr(rule._converters[name], "items", ())), "break")
                    for name in rule.arguments
                }
                path = rule.build(values)
            answer = zed.open(path[1] if path else rule.rule, method=method, data={})
            shown = answer.get_data(as_text=True) if answer.status_code < 300 else ""
            assert answer.status_code in (301, 302, 303, 308, 400, 401, 403, 404, 410, 413, 422) or _asks_first(
                shown
            ), f"{method} {rule.rule} answers {answer.status_code}"
            if answer.status_code in (301, 302, 303, 308):
                assert answer.headers["Location"].rstrip("/").endswith(("/c/login", "/c", "/demo")), (
                    f"{method} {rule.rule} leads to {answer.headers['Location']}"
                )


def _asks_first(page: str) -> bool:
    """A page behind a link shows a button, and nothing else, until it is pressed."""
    return "<form" in page and "Vera" not in page


def test_metrics_are_for_this_machine_alone(app: Flask):
    client = app.test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_the_widget_may_call_only_from_origins_that_were_named(app: Flask):
    app.config["ORIGINS"] = {"https://charity.example"}
    named = app.test_client().options("/api/messages", headers={"Origin": "https://charity.example"})
    other = app.test_client().options("/api/messages", headers={"Origin": "https://other.example"})
    assert named.headers["Access-Control-Allow-Origin"] == "https://charity.example"
    assert "Access-Control-Allow-Origin" not in other.headers


def test_the_stand_in_for_twilio_is_no_part_of_the_app(app: Flask):
    assert FakeTwilio is not None
    assert not [r.rule for r in app.url_map.iter_rules() if "2010-04-01" in r.rule or "control" in r.rule]
