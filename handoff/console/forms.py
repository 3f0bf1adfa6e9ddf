"""Reading forms and showing results and errors: nothing a browser sends reaches the store uncleaned."""

import json
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from sqlalchemy import Engine

from handoff.conversations.messages import clean
from handoff.errors import Problem

SECTIONS = ("/c/", "/o/", "/v/")


def engine() -> Engine:
    """The people database of this app."""
    found: Engine = current_app.extensions["peerline"].engine
    return found


def field(name: str, most: int = 200) -> str:
    """One form field, trimmed, with what no store can carry replaced. Empty when it is not there.

    Raises 422 when it is longer than `most` characters: nothing is cut off silently.
    """
    value = clean(request.form.get(name, "")).strip()
    if len(value) > most:
        raise Problem(
            422,
            "form.too_long",
            "That is longer than fits here.",
            f"Use {most} characters or fewer.",
            fields={name: f"at most {most} characters"},
        )
    return value


SHORTEST_REASON = 5


def reason(hint: str) -> str:
    """The form's reason, "why". Raises 422 with the hint when it is shorter than a few words."""
    why = field("why")
    if len(why) < SHORTEST_REASON:
        raise Problem(422, "reason.missing", "A reason in a few words is needed.", hint, fields={"why": "a few words"})
    return why


def number(name: str, default: float, least: float, most: float) -> float:
    """One number of a form, kept within its bounds; `default` for what is not a number."""
    try:
        value = float(request.form.get(name, "") or default)
    except ValueError:
        return default
    return min(max(value, least), most) if value == value else default


def is_ours(path: str) -> bool:
    """True for the pages of the consoles, and for what stands at addresses below them."""
    return path == "/c" or path.startswith(SECTIONS)


def wants_page() -> bool:
    """True for a browser: it says that it reads HTML. Scripts ask for JSON, other callers for anything."""
    return "text/html" in request.headers.get("Accept", "")


def is_refresh() -> bool:
    """True when a page that stays open looks by itself whether something changed."""
    return request.headers.get("X-Refresh") == "1"


def as_page(answer: Response) -> Response:
    """The error envelope as a page that can be read: the same id and hint, for browsers at our addresses."""
    if (
        answer.status_code < 400
        or answer.mimetype != "application/json"
        or not is_ours(request.path)
        or not wants_page()
    ):
        return answer
    error = (json.loads(answer.get_data()) or {}).get("error")
    if not error:
        return answer
    page: Any = make_response(render_template("error.html", error=error), answer.status_code)
    page.headers.extend({k: v for k, v in answer.headers if k in ("Retry-After", "Allow")})
    return page


def install(app: Flask) -> None:
    """Show errors of the consoles as pages."""
    app.after_request(as_page)
