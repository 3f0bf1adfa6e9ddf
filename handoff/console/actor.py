"""Who is looking at a console page, and what they may do. Logins last 12 h; a link's session sees one case only."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import current_app, redirect, request, session
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff.console.models import Account
from handoff.errors import Problem

LASTS = {"volunteer": timedelta(hours=12), "supervisor": timedelta(minutes=30), "coordinator": timedelta(hours=12),
         "operator": timedelta(hours=12)}
LINK_LASTS = timedelta(hours=2)
ROLES = ("volunteer", "supervisor", "coordinator", "operator")


@dataclass(frozen=True)
class Actor:
    """Somebody at a console page.

    case_id  set for the session of an alert's link: this case and nothing else
    """

    role: str
    volunteer_id: int | None = None
    account_id: int | None = None
    case_id: int | None = None
    name: str = ""

    @property
    def who(self) -> str:
        return f"account:{self.account_id}" if self.account_id else f"volunteer:{self.volunteer_id}"

    def may_see_case(self, case_id: int) -> bool:
        return self.case_id in (None, case_id)


def log_in(account: Account, now: datetime) -> None:
    """Start an account's session; whatever session there was is gone."""
    session.clear()
    session.update(account=account.id, at=now.timestamp(), csrf=secrets.token_urlsafe(16))


def log_in_for_case(volunteer_id: int, case_id: int, now: datetime) -> None:
    """Start the session that an alert's link opens: one volunteer, one case."""
    session.clear()
    session.update(volunteer=volunteer_id, case=case_id, at=now.timestamp(), csrf=secrets.token_urlsafe(16))


def actor(db: Session, now: datetime) -> Actor | None:
    """Who this request is from; None when nobody is logged in or the session is over."""
    at = session.get("at")
    if at is None:
        return None
    age = now - datetime.fromtimestamp(at, tz=now.tzinfo)
    if session.get("account"):
        account = db.get(Account, session["account"])
        if account is None or account.closed_at is not None or age > LASTS[account.role]:
            return None
        return Actor(account.role, account.volunteer_id, account.id, name=account.name)
    if session.get("volunteer") and age <= LINK_LASTS:
        return Actor("volunteer", session["volunteer"], case_id=session["case"])
    return None


def csrf() -> str:
    """The token that every form of this session carries."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(16)
    return str(session["csrf"])


def check_csrf() -> None:
    """Raises 403 for a form that this session did not make."""
    if not hmac.compare_digest(request.form.get("csrf", ""), str(session.get("csrf", "-"))):
        raise Problem(403, "form.stale", "This page was open too long.", "Reload it and try again.")


View = Callable[..., Any]


def only(*roles: str) -> Callable[[View], View]:
    """Open a page to these roles only; `request` gets `actor`. A link's session passes as a volunteer of its case."""

    def wrap(view: View) -> View:
        @wraps(view)
        def wrapped(**args: Any) -> Any:
            with storage.reading(current_app.extensions["peerline"].engine) as db:
                who = actor(db, clock.now())
            if who is None:
                if request.method == "GET" and "text/html" in request.headers.get("Accept", "text/html"):
                    return redirect("/c/login")
                raise Problem(401, "login.needed", "Please log in.", "Open the console's login page.")
            if who.role not in roles or (who.case_id is not None and args.get("case_id") != who.case_id):
                raise Problem(403)
            if request.method == "POST":
                check_csrf()
            return view(who=who, **args)

        wrapped.peerline_roles = roles  # type: ignore[attr-defined]
        return wrapped

    return wrap
