"""The one error envelope: `{"error": {"id", "message", "hint", "fields", "request_id"}}`, from every endpoint."""

import secrets
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
import structlog
from flask import Flask, Response, g, jsonify, request
from flask_smorest import Api
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

log = structlog.get_logger()

# What a person may read for each status, when the code that raised has no better words. care.md 2: nobody is blamed.
SAYS: Mapping[int, tuple[str, str, str]] = {
    400: ("request.unreadable", "That could not be read.", "Send JSON as the API description says."),
    401: ("session.ended", "This chat has ended.", "Start a new one."),
    403: ("access.refused", "This page is not open to you.", "Ask a coordinator."),
    404: ("page.unknown", "There is nothing at this address.", "Check the address."),
    405: ("method.unknown", "This address does not take that.", "See the API description."),
    409: ("state.changed", "Something changed in the meantime.", "Reload the page and look again."),
    413: (
        "message.too_long",
        "That is more than fits in one message. Your words are still in the box.",
        "Send it in two parts.",
    ),
    415: ("request.unreadable", "That could not be read.", "Send JSON."),
    422: ("request.incomplete", "Something in that is missing.", "See the fields."),
    429: ("messages.too_many", "That was a lot at once. Your words are kept and sent in a moment.", "Wait a moment."),
    500: ("server.fault", "Something here is not working. Your words are kept.", "Try again in a moment."),
    503: ("server.busy", "This takes a moment longer.", "Try again in a moment."),
}


class Problem(Exception):
    """An answer that is an error: raised anywhere below a view, rendered as the envelope."""

    def __init__(
        self,
        status: int,
        id: str = "",
        message: str = "",
        hint: str = "",
        fields: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        default = SAYS.get(status, SAYS[500])
        self.status, self.headers = status, dict(headers or {})
        self.id, self.message, self.hint = id or default[0], message or default[1], hint or default[2]
        self.fields = dict(fields or {})
        super().__init__(self.id)


def envelope(problem: Problem) -> Response:
    body = {
        "error": {
            "id": problem.id,
            "message": problem.message,
            "hint": problem.hint,
            "fields": problem.fields,
            "request_id": g.get("request_id", ""),
        }
    }
    answer = jsonify(body)
    answer.status_code = problem.status
    answer.headers.extend(problem.headers)
    return answer


class ProblemSchema(ma.Schema):
    id = ma.fields.String(required=True, metadata={"description": "stays the same; see docs/api.md"})
    message = ma.fields.String(required=True, metadata={"description": "may be shown to a person"})
    hint = ma.fields.String(required=True)
    fields_ = ma.fields.Dict(data_key="fields", attribute="fields", required=True)
    request_id = ma.fields.String(required=True)


class EnvelopeSchema(ma.Schema):
    error = ma.fields.Nested(ProblemSchema, required=True)


class PeerlineApi(Api):
    """flask-smorest's Api, with our envelope instead of its own."""

    ERROR_SCHEMA = EnvelopeSchema

    def handle_http_exception(self, error: HTTPException) -> Response:
        status = error.code or 500
        data = getattr(error, "data", None) or {}
        messages = data.get("messages") or {}
        fields = {str(k): v for part in messages.values() if isinstance(part, dict) for k, v in part.items()}
        allowed = getattr(error, "valid_methods", None)
        headers = {"Allow": ", ".join(sorted(allowed))} if allowed else data.get("headers")
        return envelope(Problem(status, fields=fields, headers=headers))


def install(app: Flask) -> None:
    """Answer every failure of the app with the envelope, and number every request."""

    @app.before_request
    def number() -> None:
        g.request_id = secrets.token_hex(8)

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return envelope(error)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        if error.code and 300 <= error.code < 400:
            return error.get_response()  # type: ignore[return-value]
        return envelope(Problem(error.code or 500))

    @app.errorhandler(OperationalError)
    def database(error: OperationalError) -> Response:
        found = _of_database(error)
        log.error("database.failed", reason=found.id, path=request.url_rule and request.url_rule.rule)
        return envelope(found)

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        if _too_deep(error):
            return envelope(Problem(400))
        log.error(
            "request.failed",
            kind=type(error).__name__,
            path=request.url_rule and request.url_rule.rule,
            exc_info=not _mentions_words(error),
        )
        return envelope(Problem(500))


def _too_deep(error: Exception) -> bool:
    """Whether JSON was nested so deeply that Python's reader gave up: the sender's fault, not ours."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return isinstance(error, RecursionError) and trace is not None and "json" in trace.tb_frame.f_code.co_filename


def _of_database(error: OperationalError) -> Problem:
    """Full, held by another for too long, or away: each may pass, so the sender is told when to try again."""
    says = str(error.orig).lower()
    if "full" in says or "no space" in says:
        return Problem(
            503,
            "server.full",
            "Something here is not working. Your words are kept.",
            "The disk is full.",
            headers={"Retry-After": "30"},
        )
    return Problem(503, headers={"Retry-After": "2"})


def _mentions_words(error: Exception) -> bool:
    """Database errors print their parameters, which hold what people wrote: their text is not logged."""
    return hasattr(error, "statement") or "sqlalchemy" in type(error).__module__
