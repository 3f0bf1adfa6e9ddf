"""Static pages: the widget's modules, the demo page, the start page."""

from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, send_from_directory
from werkzeug.wrappers import Response as BaseResponse

HERE = Path(__file__).resolve().parent
WIDGET, DEMO = HERE / "widget", HERE / "demo"
VERSION = "v1"
# What the widget must be able to live under (house-style 4.2), plus the demo page's own style sheet.
DEMO_CSP = ("default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def start() -> BaseResponse:
    return redirect("/demo")


@blueprint.get(f"/widget/{VERSION}/<path:name>")
def widget(name: str) -> Response:
    """A module of the widget. Pages of other origins may load it; it holds nothing secret."""
    answer = send_from_directory(WIDGET, name)
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@blueprint.get("/demo")
@blueprint.get("/demo/")
def demo() -> Response:
    return _demo("index.html")


@blueprint.get("/demo/<path:name>")
def demo_file(name: str) -> Response:
    return _demo(name)


def _demo(name: str) -> Response:
    if not current_app.config.get("DEMO", True):
        from handoff.errors import Problem

        raise Problem(404)
    answer = send_from_directory(DEMO, name)
    answer.headers["Content-Security-Policy"] = DEMO_CSP
    return answer
