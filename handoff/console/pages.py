"""Console pages: logging in and out, one's own password, and what every page shares."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request, session
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from handoff.console import (
    accounts,
    actor,
    audit_pages,
    cases_pages,
    forms,
    group_pages,
    home_pages,
    hours_pages,
    line_pages,
    link_pages,
    live,
    operator_pages,
    plan_pages,
    second_pages,
    shift_pages,
    slot_pages,
    supervisor_pages,
    task_pages,
    team_pages,
    times,
    words,
)
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field
from handoff.console.models import Account
from handoff.errors import Problem

HERE = Path(__file__).resolve().parent
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
TRIES = RateLimitItemPerMinute(10)
_tries = MovingWindowRateLimiter(MemoryStorage())

blueprint = Blueprint(
    "console",
    __name__,
    template_folder=str(HERE / "templates"),
    static_folder=str(HERE / "static"),
    static_url_path="/c/static",
)


def install(app: Flask) -> None:
    """Register every console page."""
    for part in (
        blueprint,
        home_pages.blueprint,
        second_pages.blueprint,
        audit_pages.blueprint,
        hours_pages.blueprint,
        plan_pages.blueprint,
        slot_pages.blueprint,
        cases_pages.blueprint,
        supervisor_pages.blueprint,
        live.blueprint,
        link_pages.blueprint,
        team_pages.blueprint,
        shift_pages.blueprint,
        task_pages.blueprint,
        operator_pages.blueprint,
        line_pages.blueprint,
        group_pages.blueprint,
    ):
        app.register_blueprint(part)
    app.jinja_env.globals.update(
        csrf=actor.csrf,
        word=words.word,
        about=words.fact,
        clock_time=times.clock_time,
        when=times.when,
        since=times.since,
        lasting=times.lasting,
    )

    @app.after_request
    def headers(answer: Response) -> Response:
        if forms.is_ours(request.path) and not request.path.startswith("/c/static"):
            answer.headers["Content-Security-Policy"] = CSP
            answer.headers["Cache-Control"] = "no-store"
        return answer

    forms.install(app)


@blueprint.get("/c")
def short() -> BaseResponse:
    """The address as people type it."""
    return redirect("/c/")


@blueprint.get("/c/login")
def login_page() -> str:
    return render_template("login.html", wrong=False)


@blueprint.post("/c/login")
def login() -> Any:
    """Log in by name and password. The hash is checked in the thread pool: it would stop every stream (trap W2)."""
    actor.check_csrf()
    name, password = field("name", 60), request.form.get("password", "")
    slow_down(name)
    with storage.reading(engine()) as db:
        account = db.scalar(select(Account).where(Account.name == name, Account.closed_at.is_(None)))
        stored = account.password_hash if account else None
    if not in_thread(accounts.password_fits, stored, password) or account is None:
        return render_template("login.html", wrong=True), 422
    now = clock.now()
    with storage.writing(engine()) as db:
        accounts.audit(db, f"account:{account.id}", "logged_in", f"account:{account.id}", now)
        db.get_one(Account, account.id).last_seen_at = now
    return _in_or_half_in(account, now, "/c/")


def slow_down(name: str) -> None:
    """Raises 429 when passwords are tried too often, for one name or from one address."""
    if not all([_tries.hit(TRIES, "from", request.remote_addr or ""), _tries.hit(TRIES, "name", name)]):
        raise Problem(
            429,
            "login.too_often",
            "That was tried several times.",
            "Wait a minute, then try again.",
            headers={"Retry-After": "60"},
        )


def in_thread(call: Any, *args: Any) -> Any:
    """Run something slow beside the event loop when gevent runs this process."""
    import gevent
    from gevent import monkey

    if monkey.is_module_patched("threading"):
        return gevent.get_hub().threadpool.apply(call, args)
    return call(*args)


@blueprint.get("/c/login/<token>")
def one_time_page(token: str) -> str:
    """A page with a button: a link preview does not spend the login."""
    return render_template("press.html", title="Log in", text="This login works once, for you alone.", button="Log in")


@blueprint.post("/c/login/<token>")
def one_time(token: str) -> BaseResponse:
    """Spend a one-time login; whoever has no password yet is asked to choose one."""
    actor.check_csrf()
    now = clock.now()
    with storage.writing(engine()) as db:
        account = accounts.use_login(db, token, now)
        if account is None:
            raise Problem(
                404,
                "login.over",
                "This login was used, or it is too old.",
                "Ask your coordinator for a new one. On the server: peerline login",
            )
        account.last_seen_at = now
        accounts.audit(db, f"account:{account.id}", "logged_in_once", f"account:{account.id}", now)
    return _in_or_half_in(account, now, "/c/" if account.password_hash else "/c/me")


def _in_or_half_in(account: Account, now: Any, to: str) -> BaseResponse:
    """Logged in, or (with a second factor) asked for the code first."""
    if account.totp_secret:
        actor.half_in(account, now)
        return redirect("/c/login/second")
    actor.log_in(account, now)
    return redirect(to)


@blueprint.post("/c/logout")
def logout() -> BaseResponse:
    actor.check_csrf()
    session.clear()
    return redirect("/c/login")


@blueprint.get("/c/me")
@only(*actor.ROLES, bare=True)
def me(who: Actor) -> str:
    """My name for logging in, and a password."""
    return render_template("me.html", who=who, said=words.said(request.args.get("said", "")), short=False)


@blueprint.post("/c/me/password")
@only(*actor.ROLES, bare=True)
def password(who: Actor) -> Any:
    """Choose a password. Every other session of this account ends with it."""
    made = in_thread(accounts.hash_of, request.form.get("password", ""))
    if made is None or who.account_id is None:
        return render_template("me.html", who=who, said="", short=True), 422
    now = clock.now()
    with storage.writing(engine()) as db:
        account = db.get_one(Account, who.account_id)
        account.password_hash = made
        accounts.audit(db, who.who, "password", f"account:{account.id}", now)
        actor.log_in(account, now)
    return redirect("/c/?said=password")
