"""Who is looking at a console page, and what they may do. Logins last 12 h, a supervisor's half an hour after the last
page; a link's session sees one case only."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import redirect, request, session
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff.console import accounts, forms, second
from handoff.console.models import Account
from handoff.errors import Problem
from handoff.volunteers.models import Volunteer

LASTS = timedelta(hours=12)
IDLE = {"supervisor": timedelta(minutes=30)}
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
    has_password: bool = True
    has_second: bool = False

    @property
    def who(self) -> str:
        return f"account:{self.account_id}" if self.account_id else f"volunteer:{self.volunteer_id}"


def log_in(account: Account, now: datetime) -> None:
    """Start an account's session; whatever session there was is gone."""
    session.clear()
    session.update(
        account=account.id,
        at=now.timestamp(),
        seen=now.timestamp(),
        stamp=accounts.stamp(account),
        csrf=secrets.token_urlsafe(16),
    )


def half_in(account: Account, now: datetime) -> None:
    """The password was right; the code of the second factor is still to come. Nobody is logged in by this."""
    session.clear()
    session.update(half=account.id, half_at=now.timestamp(), csrf=secrets.token_urlsafe(16))


def log_in_for_case(volunteer_id: int, case_id: int, now: datetime) -> None:
    """Start the session that an alert's link opens: one volunteer, one case."""
    session.clear()
    session.update(volunteer=volunteer_id, case=case_id, at=now.timestamp(), csrf=secrets.token_urlsafe(16))


def actor(db: Session, now: datetime) -> Actor | None:
    """Who this request is from; None when nobody is logged in or the session is over."""
    at = session.get("at")
    if at is None:
        return None
    if session.get("account"):
        return _with_account(db, now, at)
    if not session.get("volunteer") or now.timestamp() - at > LINK_LASTS.total_seconds():
        return None
    volunteer = db.get(Volunteer, session["volunteer"])
    if volunteer is None or volunteer.state != "active":
        return None
    return Actor("volunteer", volunteer.id, case_id=session["case"], name=volunteer.display_name)


def _with_account(db: Session, now: datetime, at: float) -> Actor | None:
    account = db.get(Account, session["account"])
    if account is None or account.closed_at is not None or session.get("stamp") != accounts.stamp(account):
        return None
    idle = IDLE.get(account.role, LASTS).total_seconds()
    if now.timestamp() - at > LASTS.total_seconds() or now.timestamp() - session.get("seen", at) > idle:
        return None
    return Actor(
        account.role,
        account.volunteer_id,
        account.id,
        name=account.name,
        has_password=account.password_hash is not None,
        has_second=account.totp_secret is not None,
    )


def csrf() -> str:
    """The token that every form of this session carries."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(16)
    return str(session["csrf"])


def check_csrf() -> None:
    """Raises 403 for a form that this session did not make."""
    given, own = request.form.get("csrf", ""), str(session.get("csrf", ""))
    if not own or not hmac.compare_digest(given.encode(), own.encode()):
        raise Problem(403, "form.stale", "This page was open too long.", "Reload it and try again.")


View = Callable[..., Any]


def only(*roles: str, link: bool = False, live: bool = False, bare: bool = False) -> Callable[[View], View]:
    """Open a page to these roles only; the view gets `who`.

    link  True where a link's session passes too, as a volunteer of its one case
    live  True for what a page fetches by itself: it does not keep a login awake, and answers 401 instead of a redirect
    bare  True for what must work before a second factor is set up
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def wrapped(**args: Any) -> Any:
            now = clock.now()
            with storage.reading(forms.engine()) as db:
                who = actor(db, now)
            if who is None:
                return _log_in_first(live)
            if who.role not in roles or (who.case_id is not None and not (link and args.get("case_id") == who.case_id)):
                raise Problem(403)
            if not bare and not who.has_second and who.account_id and second.required(who.role):
                return _second_first(live)
            if request.method == "POST":
                check_csrf()
            if not live and not forms.is_refresh() and who.account_id:
                session["seen"] = now.timestamp()
            return view(who=who, **args)

        wrapped.peerline_roles = roles  # type: ignore[attr-defined]
        return wrapped

    return wrap


def _second_first(live: bool) -> Any:
    if request.method == "GET" and not live:
        return redirect("/c/me/second")
    raise Problem(403, "second.needed", "A second step is needed first.", "Open /c/me/second in the console.")


def _log_in_first(live: bool) -> Any:
    if request.method == "GET" and not live and forms.wants_page():
        return redirect("/c/login")
    raise Problem(401, "login.needed", "Please log in.", "Open the console's login page.")
