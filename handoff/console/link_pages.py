"""Links that come from outside: the one in an alert (/o/), and an invitation (/v/). GET acts on nothing: previews."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from handoff import settings
from handoff.cases import service as cases
from handoff.console import accounts, actor
from handoff.console.forms import engine, field
from handoff.errors import Problem
from handoff.volunteers import service as volunteers
from handoff.volunteers import wording

blueprint = Blueprint("console_links", __name__)
OVER = Problem(
    404, "link.over", "This link was used, or it is too old.", "Reply HELP on your phone, or log in to the console."
)
NOBODY = Problem(
    404, "invitation.over", "This invitation was used, or it is too old.", "Ask your coordinator for a new one."
)


@blueprint.get("/o/<token>")
def offer_link(token: str) -> str:
    """The link in an alert: a page with a button, so that a preview opens nothing."""
    with storage.reading(engine()) as db:
        if cases.open_link(db, token, clock.now(), use=False) is None:
            raise OVER
    return render_template(
        "press.html",
        title="Somebody is waiting",
        text="This opens one conversation, for you alone. It works once.",
        button="Open it",
    )


@blueprint.post("/o/<token>")
def open_offer(token: str) -> BaseResponse:
    """Spend the link: a session for this volunteer and this case, and nothing else."""
    actor.check_csrf()
    now = clock.now()
    with storage.writing(engine()) as db:
        found = cases.open_link(db, token, now, use=True)
        if found is None:
            raise OVER
        volunteer_id, case_id = found
        accounts.audit(db, f"volunteer:{volunteer_id}", "link_opened", f"case:{case_id}", now)
    actor.log_in_for_case(volunteer_id, case_id, now)
    return redirect(f"/c/cases/{case_id}")


@blueprint.get("/v/<token>")
def invitation(token: str) -> str:
    """An invited volunteer reads what they agree to, and is asked for their number."""
    with storage.reading(engine()) as db:
        return _page(_name(db, token), None, "number")


@blueprint.post("/v/<token>")
def answer(token: str) -> Any:
    """The number, then the code that came to it. Nothing but the code is sent before it was entered."""
    actor.check_csrf()
    with storage.writing(engine()) as db:
        name = _name(db, token)
        result, step = _step(db, token)
    return _page(name, result, step), 200 if result in ("sent", "active") else 422


def _step(db: Session, token: str) -> tuple[str, str]:
    now, agreed = clock.now(), bool(field("agree"))
    if "code" in request.form:
        result = volunteers.confirm_code(db, token, field("code", 20).replace(" ", ""), now, consent=agreed)
        return result, "number" if result in ("late", "too_many", "taken", "no_consent") else "code"
    if not agreed:
        return "no_consent", "number"
    result = volunteers.send_code(db, token, field("number", 40), now, asked_from=request.remote_addr)
    return result, "code" if result == "sent" else "number"


def _name(db: Session, token: str) -> str:
    volunteer = volunteers.invited(db, token, clock.now())
    if volunteer is None:
        raise NOBODY
    return volunteer.display_name


def _page(name: str, result: str | None, step: str) -> str:
    return render_template(
        "invitation.html",
        name=name,
        consent=" ".join(wording.consent("en")[0].split()),
        result=result,
        step=step,
        org=settings.value("ORG_NAME"),
    )
