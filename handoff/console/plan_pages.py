"""The plan editor: each severity's steps, a dry run on the last month, a second name where a plan gets weaker."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import settings
from handoff.cases import dry_run, planning
from handoff.cases import plan as plans
from handoff.cases.models import CasePlan
from handoff.cases.plan import Plan
from handoff.console import accounts, second, words
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field
from handoff.console.models import Account

blueprint = Blueprint("console_plans", __name__)
SEVERITIES = range(5)
MAY_SECOND = ("coordinator", "supervisor")


@blueprint.get("/c/plans")
@only("coordinator")
def all_plans(who: Actor) -> str:
    """What happens when nobody takes a case, by severity, and how long people waited."""
    now, zone = clock.now(), settings.value("COVERAGE_ZONE")
    with storage.writing(engine()) as db:
        accounts.audit(db, who.who, "viewed", "plans", now)
        rows = [(s, *planning.current(db, s)) for s in SEVERITIES]
        newest = {p.severity: p for p in db.scalars(select(CasePlan).order_by(CasePlan.version))}
        return render_template(
            "plans.html",
            who=who,
            now=now,
            zone=zone,
            rows=rows,
            newest=newest,
            hours=dry_run.by_hour(dry_run.waits(db, now), zone),
            said=words.said(request.args.get("said", "")),
        )


@blueprint.get("/c/plans/<int(max=4):severity>")
@only("coordinator")
def edit(who: Actor, severity: int) -> str:
    """One plan to change."""
    with storage.reading(engine()) as db:
        return _page(db, who, severity, None)


def _page(db: Session, who: Actor, severity: int, new: Plan | None, wrong: str = "") -> str:
    now, (version, old) = clock.now(), planning.current(db, severity)
    waits = dry_run.waits(db, now, severity)
    return render_template(
        "plan.html",
        who=who,
        severity=severity,
        version=version,
        old=old,
        shown=new or old,
        new=new,
        wrong=wrong,
        cases=len(waits),
        before=dry_run.play(old, waits),
        after=dry_run.play(new, waits) if new else None,
        second=new is not None and severity >= planning.HIGH and plans.weaker(new, old),
        minutes=lambda plan: ", ".join(f"{m:g}" for m in plan.wait_min),
    )


@blueprint.post("/c/plans/<int(max=4):severity>/try")
@only("coordinator")
def dry(who: Actor, severity: int) -> Any:
    """Show what the new plan would have done; nothing is kept yet."""
    new, wrong = _read()
    with storage.reading(engine()) as db:
        return _page(db, who, severity, new, wrong), 422 if wrong else 200


@blueprint.post("/c/plans/<int(max=4):severity>/set")
@only("coordinator")
def keep(who: Actor, severity: int) -> Any:
    """Keep a new version; cases that are open keep theirs."""
    new, wrong = _read()
    now = clock.now()
    with storage.writing(engine()) as db:
        if new is None:
            return _page(db, who, severity, None, wrong), 422
        try:
            row = planning.set_plan(db, severity, new, who.who, now, second=_second(db, who, now))
        except planning.Refused as refused:
            return _page(db, who, severity, new, f"{refused}".capitalize() + "."), 422
        why = f"version {row.version}" + (f", second name {row.second_by}" if row.second_by else "")
        accounts.audit(db, who.who, "plan.set", f"plan:{severity}", now, why)
    return redirect("/c/plans?said=plan")


def _second(db: Session, who: Actor, now: datetime) -> str | None:
    """The second person, by their own name, password and code; None when nobody gave one, or it does not fit."""
    from handoff.console.pages import in_thread, slow_down

    name, password = field("second", 60), request.form.get("second_password", "")
    if not name:
        return None
    slow_down(name)
    other = db.scalar(select(Account).where(Account.name == name, Account.closed_at.is_(None)))
    if not in_thread(accounts.password_fits, other.password_hash if other else None, password) or other is None:
        return None
    if other.role not in MAY_SECOND or other.id == who.account_id:
        return None
    if other.totp_secret and not second.fits(db, other, field("second_code", 20), now):
        return None
    return f"account:{other.id}"


def _read() -> tuple[Plan | None, str]:
    """The plan of the form, or what is wrong with it."""
    try:
        texts = tuple(float(m) for m in field("wait_min").replace(";", ",").split(",") if m.strip())
        new = Plan(
            int(field("live_offers", 5)),
            float(field("supervisor_min", 10)),
            float(field("external_min", 10)),
            texts,
            float(field("then_every", 10)),
        )
        numbers = (new.supervisor_min, new.external_min, new.then_every, *texts)
    except ValueError:
        return None, "Write each as a number, minutes separated by commas."
    if any(n != n or abs(n) == float("inf") for n in numbers):
        return None, "Write each as a number, minutes separated by commas."
    wrong = plans.wrong(new)
    return (None, f"{wrong.capitalize()}.") if wrong else (new, "")
