"""`/safety`: the protocol as it runs, for anybody to read. Made from the ladder, so it cannot say something else."""

from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template_string
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import counts, settings
from handoff.cases import planning
from handoff.safety import crisis_lines, protocol, wording
from handoff.safety.model import Level

HERE = Path(__file__).resolve().parent
CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
ROLES = ("clinician", "lawyer", "responsible for the service")

blueprint = Blueprint("safety_page", __name__)


@blueprint.get("/safety")
def page() -> Response:
    """The page. It holds no identities: counts are rounded, times are those of many."""
    parts = current_app.extensions["peerline"]
    with storage.reading(parts.engine) as db:
        html = render_template_string((HERE / "safety.html").read_text("utf-8"), **shown(db, parts.org, parts.words))
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = CSP
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


@blueprint.get("/safety/page.css")
def style() -> Response:
    answer = Response(_css(), mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@cache
def _css() -> str:
    return (HERE / "page.css").read_text("utf-8")


def shown(db: Session, org: str, words: wording.Wording) -> dict[str, Any]:
    """Everything the template shows."""
    now, served = clock.now(), settings.countries()
    lines = [crisis_lines.lines_for(country) for country in served] or [crisis_lines.lines_for(None)]
    values = {"org": org, "ORG": org.upper(), **lines[0].values()}
    return {
        "org": org,
        "protocol": protocol.protocol(values, words),
        "plans": [(level, planning.current(db, int(level))[1]) for level in Level],
        "countries": lines,
        "first": wording.render(words, "first_message", "web", values, (), "protocol").bubbles,
        "disclosure": wording.render(words, "disclosure", "web", values, (), "protocol").text,
        "words": words,
        "signed": signatures(settings.value("SAFETY_SIGNED")),
        "roles": ROLES,
        "table": counts.table(db, now),
        "times": counts.times(db, now),
        "unanswered": counts.unanswered(db, now),
    }


def signatures(text: str) -> list[dict[str, str]]:
    """ "name, role, date; ..." as rows; what is missing stays empty."""
    rows = []
    for one in filter(None, (part.strip() for part in text.split(";"))):
        name, role, on = ([field.strip() for field in one.split(",")] + ["", "", ""])[:3]
        rows.append({"name": name, "role": role, "on": on})
    return rows
