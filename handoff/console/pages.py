"""Console pages: login, links from alerts, invitations, and the pages of each role. Every action is a plain form."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, session
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from handoff.cases import service as cases
from handoff.console import accounts, actor, cases_pages, team_pages
from handoff.console.models import Account
from handoff.errors import Problem
from handoff.volunteers import service as volunteers
from handoff.volunteers import wording as volunteer_wording

HERE = Path(__file__).resolve().parent
CSP = ("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
       "base-uri 'none'; frame-ancestors 'none'")
blueprint = Blueprint("console", __name__, template_folder=str(HERE / "templates"), static_folder=str(HERE / "static"),
                      static_url_path="/c/static")


def install(app: Flask) -> None:
    """Register every console page."""
    app.register_blueprint(blueprint)
    app.register_blueprint(cases_pages.blueprint)
    app.register_blueprint(team_pages.blueprint)
    app.jinja_env.globals.update(csrf=actor.csrf)
    app.jinja_loader = blueprint.jinja_loader

    @app.after_request
    def headers(answer: Response) -> Response:
        if request.path.startswith(("/c", "/o/", "/v/")) and not request.path.startswith("/c/static"):
            answer.headers["Content-Security-Policy"] = CSP
            answer.headers["Cache-Control"] = "no-store"
        return answer


def engine() -> Any:
    return current_app.extensions["peerline"].engine


@blueprint.get("/c/login")
def login_page() -> str:
    return render_template("login.html", wrong=False)


@blueprint.post("/c/login")
def login() -> BaseResponse | str:
    """Log in by name and password. The hash is checked in the thread pool: it would stop every stream (trap W2)."""
    actor.check_csrf()
    name, password = request.form.get("name", ""), request.form.get("password", "")
    if not cases_pages.login_limit(request.remote_addr or ""):
        raise Problem(429, "login.too_often", "Too many tries.", "Wait a minute.", headers={"Retry-After": "60"})
    with storage.reading(engine()) as db:
        account = db.query(Account).filter_by(name=name, closed_at=None).first()
        stored = account.password_hash if account else None
    if not in_thread(accounts.password_fits, stored, password) or account is None:
        return render_template("login.html", wrong=True)
    actor.log_in(account, clock.now())
    return redirect("/c/")


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
    return render_template("press.html", title="Log in", text="This login works once.", button="Log in")


@blueprint.post("/c/login/<token>")
def one_time(token: str) -> BaseResponse:
    actor.check_csrf()
    with storage.writing(engine()) as db:
        account = accounts.use_login(db, token, clock.now())
        if account is None:
            raise Problem(404, "login.over", "This login was used or is too old.", "Make a new one: peerline login")
        accounts.audit(db, f"account:{account.id}", "logged_in", f"account:{account.id}", clock.now())
        actor.log_in(account, clock.now())
    return redirect("/c/")


@blueprint.post("/c/logout")
def logout() -> BaseResponse:
    actor.check_csrf()
    session.clear()
    return redirect("/c/login")


@blueprint.get("/o/<token>")
def offer_link(token: str) -> str:
    """The link in an alert. GET shows a button, only POST opens, so that a preview takes nothing."""
    with storage.reading(engine()) as db:
        if cases.open_link(db, token, clock.now(), use=False) is None:
            raise Problem(404, "link.over", "This link was used or is too old.", "Reply HELP on your phone, or log in.")
    return render_template("press.html", title="Somebody is waiting", text="This opens one conversation, for you alone.",
                           button="Open")


@blueprint.post("/o/<token>")
def open_offer(token: str) -> BaseResponse:
    actor.check_csrf()
    with storage.writing(engine()) as db:
        found = cases.open_link(db, token, clock.now(), use=True)
        if found is None:
            raise Problem(404, "link.over", "This link was used or is too old.", "Reply HELP on your phone, or log in.")
        volunteer_id, case_id = found
        accounts.audit(db, f"volunteer:{volunteer_id}", "link_opened", f"case:{case_id}", clock.now())
    actor.log_in_for_case(volunteer_id, case_id, clock.now())
    return redirect(f"/c/cases/{case_id}")


@blueprint.route("/v/<token>", methods=["GET", "POST"])
def invitation(token: str) -> str:
    """An invited volunteer reads the consent text, enters their own number, then the code that came to it."""
    now, consent = clock.now(), volunteer_wording.text("consent", "en")
    with storage.writing(engine()) as db:
        volunteer = volunteers.invited(db, token, now)
        if volunteer is None:
            raise Problem(404, "invitation.over", "This invitation was used or is too old.", "Ask your coordinator.")
        name, result, step = volunteer.display_name, None, "number"
        if request.method == "POST":
            actor.check_csrf()
            if request.form.get("code"):
                result, step = volunteers.confirm_code(db, token, request.form["code"], now, consent=consent), "code"
            elif request.form.get("number") and request.form.get("agree"):
                result = volunteers.send_code(db, token, request.form["number"], now, asked_from=request.remote_addr)
                step = "code" if result == "sent" else "number"
            else:
                result = "agree"
    return render_template("invitation.html", name=name, consent=consent, result=result, step=step)
