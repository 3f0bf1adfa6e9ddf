"""The team: who is on shift, invitations, breaks; for coordinators, and each volunteer for themselves."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from handoff import settings
from handoff.console import accounts
from handoff.console.actor import Actor, only
from handoff.console.models import Account
from handoff.errors import Problem
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ShiftSlot, Volunteer

blueprint = Blueprint("console_team", __name__)


def engine() -> Any:
    return current_app.extensions["peerline"].engine


@blueprint.get("/c/team")
@only("coordinator", "supervisor")
def team(who: Actor) -> str:
    """Everybody, their state, and the shifts of the next days."""
    now = clock.now()
    with storage.reading(engine()) as db:
        on_shift = {v.id for v in volunteers.on_shift(db, now)}
        people = db.query(Volunteer).filter(Volunteer.state != "left").order_by(Volunteer.display_name).all()
        slots = (db.query(ShiftSlot, Volunteer).join(Volunteer, Volunteer.id == ShiftSlot.volunteer_id)
                 .filter(ShiftSlot.ends_at > now, ShiftSlot.starts_at < now + timedelta(days=7))
                 .order_by(ShiftSlot.starts_at).all())
        has_login = {a.volunteer_id for a in db.query(Account).filter(Account.closed_at.is_(None))}
        return render_template("team.html", who=who, people=people, on_shift=on_shift, slots=slots, now=now,
                               has_login=has_login, link=None)


@blueprint.post("/c/team/invite")
@only("coordinator")
def invite(who: Actor) -> str:
    """Invite a volunteer; the link is shown once."""
    name, role = request.form.get("name", "").strip()[:30], request.form.get("role", "volunteer")
    if not name or role not in ("volunteer", "supervisor", "coordinator"):
        raise Problem(422, fields={"name": "a first name"})
    now = clock.now()
    with storage.writing(engine()) as db:
        roles = ("volunteer",) if role == "volunteer" else ("volunteer", role)
        volunteer, token = volunteers.invite(db, display_name=name, now=now, roles=roles,
                                             zone=settings.value("COVERAGE_ZONE"))
        accounts.audit(db, who.who, "invited", f"volunteer:{volunteer.id}", now)
    link = f"{settings.value('PUBLIC_BASE_URL').rstrip('/')}/v/{token}"
    return render_template("link.html", who=who, title=f"Invitation for {name}", link=link,
                           text="Send this link to them. They read what is sent, enter their own number, and confirm it.")


@blueprint.post("/c/team/<int:volunteer_id>/<what>")
@only("coordinator")
def change(who: Actor, volunteer_id: int, what: str) -> BaseResponse | str:
    """Put somebody on shift, take them off, or make them a login."""
    now = clock.now()
    with storage.writing(engine()) as db:
        volunteer = db.get(Volunteer, volunteer_id)
        if volunteer is None:
            raise Problem(404)
        accounts.audit(db, who.who, what[:20], f"volunteer:{volunteer_id}", now)
        if what == "on-shift":
            hours = request.form.get("hours", "2")
            volunteers.go_on_shift(db, volunteer_id, now, now + timedelta(hours=min(float(hours or 2), 12)))
        elif what == "off-shift":
            volunteers.off_shift_until(db, volunteer_id, now)
        elif what == "login":
            return _login_link(db, who, volunteer, now)
        else:
            raise Problem(422, fields={"what": "on-shift, off-shift or login"})
    return redirect("/c/team")


def _login_link(db: Any, who: Actor, volunteer: Volunteer, now: Any) -> str:
    account = db.query(Account).filter_by(volunteer_id=volunteer.id).first()
    if account is None:
        role = next((r for r in ("coordinator", "supervisor") if r in volunteer.roles), "volunteer")
        account = Account(volunteer_id=volunteer.id, name=f"{volunteer.display_name.lower()}-{volunteer.id}", role=role,
                          created_at=now)
        db.add(account)
        db.flush()
    path = accounts.one_time_login(db, account, now)
    return render_template("link.html", who=who, title=f"Login for {volunteer.display_name}",
                           link=f"{settings.value('PUBLIC_BASE_URL').rstrip('/')}{path}",
                           text=f"It works once, within an hour. Their name for later logins is {account.name}.")


@blueprint.post("/c/me/<what>")
@only("volunteer", "supervisor", "coordinator", "operator")
def me(who: Actor, what: str) -> BaseResponse:
    """My own break, return and password."""
    now = clock.now()
    if what == "password":
        return _password(who)
    if who.volunteer_id is None:
        raise Problem(403, "volunteer.needed", "Only a volunteer can do that.", "Log in with a volunteer's account.")
    with storage.writing(engine()) as db:
        if what == "break":
            volunteers.pause(db, who.volunteer_id, 30, now)
        elif what == "back":
            volunteers.back(db, who.volunteer_id, now)
        else:
            raise Problem(422, fields={"what": "break, back or password"})
    return redirect("/c/")


def _password(who: Actor) -> BaseResponse:
    from handoff.console.pages import in_thread

    password = request.form.get("password", "")
    made = Account(name="", role="", created_at=clock.now())
    if who.account_id is None or not in_thread(accounts.set_password, made, password):
        raise Problem(422, "password.short", "A password has at least ten characters.", "Choose a longer one.")
    with storage.writing(engine()) as db:
        db.get_one(Account, who.account_id).password_hash = made.password_hash
    return redirect("/c/")
