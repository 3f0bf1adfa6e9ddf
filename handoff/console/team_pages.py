"""The team: who there is and how they can be reached, invitations, logins, on and off shift."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import settings
from handoff.console import accounts, coverage, words
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field, number
from handoff.console.models import Account
from handoff.errors import Problem
from handoff.volunteers import roster
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import Volunteer

blueprint = Blueprint("console_team", __name__)
ROLES: Mapping[str, tuple[str, ...]] = {
    "volunteer": ("volunteer",),
    "supervisor": ("volunteer", "supervisor"),
    "coordinator": ("volunteer", "coordinator"),
}


def address(path: str) -> str:
    """A path of ours as a link that can be sent."""
    return settings.value("PUBLIC_BASE_URL").rstrip("/") + path


@blueprint.get("/c/team")
@only("coordinator", "supervisor")
def team(who: Actor) -> str:
    """Everybody with their state, and who is here in the next seven days."""
    now, zone = clock.now(), settings.value("COVERAGE_ZONE")
    with storage.writing(engine()) as db:
        accounts.audit(db, who.who, "viewed", "team", now)
        people = list(db.scalars(select(Volunteer).where(Volunteer.state != "left").order_by(Volunteer.display_name)))
        return render_template(
            "team.html",
            who=who,
            now=now,
            zone=zone,
            people=people,
            days=coverage.week(db, now, zone),
            on_shift={v.id for v in volunteers.on_shift(db, now)},
            reachable={v.id for v in people if roster.contacts(db, v.id)},
            logins={a.volunteer_id: a for a in db.scalars(select(Account).where(Account.closed_at.is_(None)))},
            said=words.said(request.args.get("said", "")),
        )


@blueprint.post("/c/team/invite")
@only("coordinator")
def invite(who: Actor) -> str:
    """Invite a volunteer; the link is shown once."""
    name, role, now = field("name", 30), field("role") or "volunteer", clock.now()
    if not name or role not in ROLES:
        raise Problem(
            422,
            "name.missing",
            "A first name is needed.",
            "Write the name people will read.",
            fields={"name": "a first name", "role": ", ".join(ROLES)},
        )
    with storage.writing(engine()) as db:
        volunteer, token = volunteers.invite(
            db, display_name=name, now=now, roles=ROLES[role], zone=settings.value("COVERAGE_ZONE")
        )
        accounts.audit(db, who.who, "invited", f"volunteer:{volunteer.id}", now)
    return render_template(
        "link.html",
        who=who,
        title=f"Invitation for {name}",
        link=address(f"/v/{token}"),
        text=("Send this link to them. They read what is sent to their phone, enter their own number, and confirm it."),
    )


@blueprint.post("/c/team/operators")
@only("coordinator")
def operator(who: Actor) -> str:
    """Make an account for an operator: no volunteer, no conversations."""
    name, now = field("name", 50).lower(), clock.now()
    if not name:
        raise Problem(
            422, "name.missing", "A name is needed.", "Write the name they log in with.", fields={"name": "a name"}
        )
    with storage.writing(engine()) as db:
        account = accounts.add(db, name, "operator", now)
        accounts.audit(db, who.who, "operator_added", f"account:{account.id}", now)
        path = accounts.one_time_login(db, account, now)
    return _login_page(who, name, account, path)


@blueprint.post("/c/team/<int(max=2147483647):volunteer_id>/<what>")
@only("coordinator")
def change(who: Actor, volunteer_id: int, what: str) -> Any:
    """Put somebody on shift, take them off, make them a login, or an invitation for a new number."""
    now = clock.now()
    if what not in CHANGES:
        raise Problem(404)
    with storage.writing(engine()) as db:
        volunteer = db.get(Volunteer, volunteer_id)
        if volunteer is None or volunteer.state == "left":
            raise Problem(404, "volunteer.unknown", "There is no such volunteer.", "Look at the team page.")
        accounts.audit(db, who.who, f"team.{what}", f"volunteer:{volunteer_id}", now)
        return CHANGES[what](db, who, volunteer, now)


def _on_shift(db: Session, _who: Actor, volunteer: Volunteer, now: datetime) -> Any:
    if volunteer.state != "active":
        raise Problem(
            409, "volunteer.not_ready", "They have not confirmed their number yet.", "Send the invitation again."
        )
    volunteers.go_on_shift(db, volunteer.id, now, now + timedelta(hours=number("hours", 4, 0.25, 12)))
    return redirect("/c/team?said=on_shift")


def _off_shift(db: Session, _who: Actor, volunteer: Volunteer, now: datetime) -> Any:
    volunteers.off_shift_until(db, volunteer.id, now)
    return redirect("/c/team?said=off")


def _login(db: Session, who: Actor, volunteer: Volunteer, now: datetime) -> str:
    account = accounts.of_volunteer(db, volunteer, now)
    return _login_page(who, volunteer.display_name, account, accounts.one_time_login(db, account, now))


def _login_page(who: Actor, name: str, account: Account, path: str) -> str:
    return render_template(
        "link.html",
        who=who,
        title=f"Login for {name}",
        link=address(path),
        text=(f"It works once, within an hour. Their name for later logins is {account.name}; they choose a password."),
    )


def _invite_again(db: Session, who: Actor, volunteer: Volunteer, now: datetime) -> str:
    link = address(f"/v/{volunteers.new_link(db, volunteer.id, now)}")
    return render_template(
        "link.html",
        who=who,
        title=f"Invitation for {volunteer.display_name}",
        link=link,
        text=("With this link they enter a new number, and confirm it. It works for 14 days."),
    )


def _minors(db: Session, _who: Actor, volunteer: Volunteer, _now: datetime) -> Any:
    """Cleared to talk with people below 18, or not any more; cases that they hold stay theirs."""
    cleared = roster.MINORS in volunteer.roles
    rest = [role for role in volunteer.roles if role != roster.MINORS]
    volunteer.roles = rest if cleared else [*rest, roster.MINORS]
    return redirect(f"/c/team?said={'no_minors' if cleared else 'minors'}")


def _second_again(db: Session, _who: Actor, volunteer: Volunteer, _now: datetime) -> Any:
    """Their phone is lost: the next login asks for no code, and a new second step is set up."""
    account = db.scalar(select(Account).where(Account.volunteer_id == volunteer.id))
    if account is not None:
        account.totp_secret = None
    return redirect("/c/team?said=second_reset")


CHANGES = {
    "on-shift": _on_shift,
    "off-shift": _off_shift,
    "login": _login,
    "invite": _invite_again,
    "second": _second_again,
    "minors": _minors,
}
