"""The Flask application: the only public door."""

from typing import Any

from flask import Flask, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from actions import storage
from handoff import errors, groups_api, settings
from handoff.channels.sms import webhooks
from handoff.channels.web import api, pages, safety_page, stream
from handoff.parts import Parts, build

MAX_BODY = 64 * 1024  # house-style 4.2; the longest message is 8,000 characters


def create_app(parts: Parts | None = None, config: dict[str, Any] | None = None) -> Flask:
    """The app, over the given parts or over those the settings describe."""
    app = Flask("handoff", root_path=str(pages.HERE), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.value("SECRET_KEY"),
        MAX_CONTENT_LENGTH=MAX_BODY,
        API_TITLE="Peerline",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.in_production(),
        SECOND_FACTOR=settings.in_production(),
        ORIGINS={o.strip() for o in settings.value("ALLOWED_ORIGINS").split(",") if o.strip()},
    )
    app.config.update(config or {})
    app.extensions["peerline"] = parts or build()
    errors.install(app)
    app.after_request(_headers)
    app.before_request(_preflight)
    rest = errors.PeerlineApi(
        app,
        spec_kwargs={
            "components": {"securitySchemes": {"session": {"type": "http", "scheme": "bearer"}}},
            "security": [{"session": []}],
        },
    )
    rest.register_blueprint(api.blueprint)
    app.register_blueprint(stream.blueprint)
    events = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "stream.stream")
    rest.spec.path(rule=events, operations={"get": stream.DESCRIBED})
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(safety_page.blueprint)
    app.register_blueprint(groups_api.blueprint)
    app.register_blueprint(webhooks.blueprint)
    _console(app)
    app.add_url_rule("/health", view_func=health)
    app.add_url_rule("/metrics", view_func=metrics)
    return app


def _console(app: Flask) -> None:
    from handoff import console

    console.install(app)


def health() -> Response:
    """200 while this process can reach its database."""
    from flask import current_app

    try:
        with storage.reading(current_app.extensions["peerline"].engine) as db:
            db.execute(text("SELECT 1"))
    except SQLAlchemyError:
        raise errors.Problem(503) from None
    return jsonify({"ok": True})


def metrics() -> Response:
    """Counters for Prometheus, to callers on this machine only: behind a proxy everybody seems to be on it."""
    if request.remote_addr not in ("127.0.0.1", "::1") or "X-Forwarded-For" in request.headers:
        raise errors.Problem(404)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _origin() -> str | None:
    from flask import current_app

    origin = request.headers.get("Origin")
    return origin if origin and origin in current_app.config["ORIGINS"] else None


def _preflight() -> Response | None:
    if request.method == "OPTIONS" and request.path.startswith("/api/"):
        return Response(status=204)
    return None


def _headers(answer: Response) -> Response:
    """No caching of what was said, nothing third-party, CORS for configured origins only (house-style 4.2)."""
    origin = _origin()
    if origin and request.path.startswith(("/api/", "/widget/")):
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Last-Event-ID"
        answer.headers["Access-Control-Allow-Methods"] = "GET, POST"
        answer.headers["Vary"] = "Origin"
    if request.path.startswith("/api/"):
        answer.headers["Cache-Control"] = "no-store"
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    answer.headers.setdefault("X-Frame-Options", "DENY")
    return answer
