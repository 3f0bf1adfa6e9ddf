"""Static pages: the widget's modules, the demo page, the start page."""

import gzip
from functools import cache
from pathlib import Path
from typing import NoReturn

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template_string,
    request,
    send_from_directory,
)
from sqlalchemy import select, update
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from actions.storage import keyed_hash
from handoff import my_data, plan, settings
from handoff.channels.web.widget import files
from handoff.conversations.models import Conversation, ExportLink
from handoff.errors import Problem

HERE = Path(__file__).resolve().parent
DEMO = HERE / "demo"
VERSION = "v1"
# What the widget must be able to live under (house-style 4.2), plus the demo page's own style sheet.
DEMO_CSP = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def start() -> BaseResponse:
    return redirect("/demo")


@blueprint.get(f"/widget/{VERSION}/<path:name>")
def widget(name: str) -> Response:
    """A module of the widget. Pages of other origins may load it; it holds nothing secret."""
    kind, plain, zipped = _widget().get(name) or _missing()
    zip_it = "gzip" in request.accept_encodings
    answer = Response(zipped if zip_it else plain, content_type=kind)
    if zip_it:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@cache
def _widget() -> dict[str, tuple[str, bytes, bytes]]:
    """The widget's files, each plain and zipped; read once a process."""
    return {name: (kind, data, gzip.compress(data, 9, mtime=0)) for name, (kind, data) in files().items()}


def _missing() -> NoReturn:
    raise Problem(404)


@blueprint.get("/demo")
@blueprint.get("/demo/")
def demo() -> Response:
    """A page of an invented organisation with the widget on it; without script it still shows the contacts."""
    if not current_app.config.get("DEMO", True):
        raise Problem(404)
    parts = current_app.extensions["peerline"]
    html = render_template_string(
        (DEMO / "index.html").read_text("utf-8"),
        org=parts.org,
        contacts=parts.contacts(None),
        leave_url=settings.value("LEAVE_URL"),
    )
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = DEMO_CSP
    return answer


@blueprint.get("/demo/<path:name>")
def demo_file(name: str) -> Response:
    return _demo(name)


def _demo(name: str) -> Response:
    if not current_app.config.get("DEMO", True):
        raise Problem(404)
    answer = send_from_directory(DEMO, name)
    answer.headers["Content-Security-Policy"] = DEMO_CSP
    return answer


PLAN_CSP = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"


@blueprint.get("/plan/<token>")
def plan_button(token: str) -> Response:
    """A page with a button, so that a link preview does not spend the link."""
    return _plan_page(plan=None)


@blueprint.post("/plan/<token>")
def plan_page(token: str) -> Response:
    """A person's safety plan on one page, to print; once."""
    with storage.writing(current_app.extensions["peerline"].engine) as db:
        conversation = plan.spend_link(db, token, clock.now())
        if conversation is None:
            raise Problem(404, "plan.over", "This link has been used or is too old.", "Write PLAN for a new one.")
        return _plan_page(plan=plan.for_paper(db, conversation))


def _plan_page(**more: object) -> Response:
    html = render_template_string((HERE / "plan.html").read_text("utf-8"), org=settings.value("ORG_NAME"), **more)
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = PLAN_CSP
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.get("/export/<token>")
def export_page(token: str) -> Response:
    """A page with a button: only the press makes the copy, so that a link preview does not spend it."""
    answer = Response(EXPORT_PAGE, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
    return answer


EXPORT_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Your copy</title>
<meta name="viewport" content="width=device-width"><h1>Your copy</h1>
<p>The link works once. It is private, so mind where you open it.</p>
<form method="post"><button>Download my copy</button></form></html>"""


@blueprint.post("/export/<token>")
def export(token: str) -> Response:
    """The copy itself, once."""
    parts = current_app.extensions["peerline"]
    now = clock.now()
    with storage.writing(parts.engine) as db:
        won = db.execute(
            update(ExportLink)
            .where(
                ExportLink.token_hash == keyed_hash(f"export:{token}"),
                ExportLink.used_at.is_(None),
                ExportLink.expires_at > now,
            )
            .values(used_at=now)
            .returning(ExportLink.person_id)
        ).scalar()
        if won is None:
            raise Problem(404, "export.over", "This link has been used or is too old.", "Write EXPORT for a new one.")
        conversation = db.scalars(select(Conversation).where(Conversation.person_id == won)).one()
        copy = my_data.copy_of(db, conversation)
    answer = jsonify(copy)
    answer.headers["Content-Disposition"] = "attachment; filename=copy.json"
    answer.headers["Cache-Control"] = "no-store"
    return answer
