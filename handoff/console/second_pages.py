"""Pages of the second factor: the code after the password, and setting it up."""

from typing import Any

from flask import Blueprint, redirect, render_template, session
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from actions import clock, storage
from handoff.console import accounts, actor, second
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field
from handoff.console.models import Account
from handoff.errors import Problem

blueprint = Blueprint("console_second", __name__)
TRIES = RateLimitItemPerMinute(5)
_tries = MovingWindowRateLimiter(MemoryStorage())
HALF_LASTS_S = 300  # between the password and the code


@blueprint.get("/c/login/second")
def ask() -> Any:
    """The code, after the password or the one-time login."""
    return render_template("second.html", wrong=False) if session.get("half") else redirect("/c/login")


@blueprint.post("/c/login/second")
def answer() -> Any:
    """Check the code; the session begins only now."""
    actor.check_csrf()
    account_id, now = session.get("half"), clock.now()
    if account_id is None or now.timestamp() - session.get("half_at", 0) > HALF_LASTS_S:
        session.pop("half", None)
        raise Problem(401, "login.needed", "That took a while.", "Log in again.")
    _slowly(account_id)
    with storage.writing(engine()) as db:
        account = db.get(Account, account_id)
        if account is None or account.closed_at is not None or not second.fits(db, account, field("code", 20), now):
            return render_template("second.html", wrong=True), 422
        accounts.audit(db, f"account:{account.id}", "second_factor", f"account:{account.id}", now)
        account.last_seen_at = now
    actor.log_in(account, now)
    return redirect("/c/")


def _slowly(account_id: int) -> None:
    if not _tries.hit(TRIES, str(account_id)):
        raise Problem(
            429,
            "login.too_often",
            "That was tried several times.",
            "Wait a minute, then try again.",
            headers={"Retry-After": "60"},
        )


@blueprint.get("/c/me/second")
@only(*actor.ROLES, bare=True)
def page(who: Actor) -> Any:
    """Set up an authenticator app: a picture to scan, or the key to type."""
    return _page(who)


def _page(who: Actor, wrong: bool = False) -> str:
    with storage.reading(engine()) as db:
        account = db.get(Account, who.account_id) if who.account_id else None
    if account is None:
        raise Problem(403)
    if account.totp_secret:
        return render_template("second_set.html", who=who, done=True, wrong=False)
    secret = session.setdefault("second", second.new_secret())
    key = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return render_template(
        "second_set.html", who=who, done=False, wrong=wrong, key=key, picture=second.picture(secret, who.name)
    )


@blueprint.post("/c/me/second")
@only(*actor.ROLES, bare=True)
def keep(who: Actor) -> Any:
    """Keep the key once a code shows that the app has it."""
    secret, now = session.get("second"), clock.now()
    if who.account_id is None or not secret:
        raise Problem(403)
    _slowly(who.account_id)
    step = second.step_of(secret, field("code", 20), now)
    if step is None:
        return _page(who, wrong=True), 422
    with storage.writing(engine()) as db:
        account = db.get_one(Account, who.account_id)
        if account.totp_secret is None:
            account.totp_secret, account.totp_step = secret, step
            accounts.audit(db, who.who, "second_factor_set", f"account:{account.id}", now)
    session.pop("second", None)
    return redirect("/c/?said=second_set")
