"""Volunteers, cases and logins from the command line."""

import json
import sys
from datetime import timedelta
from typing import Any

import click

from actions import clock, storage
from actions import settings as base_settings
from handoff import settings


def _engine() -> Any:
    return storage.engine(base_settings.value("DATABASE_URL"))


def _base() -> str:
    return settings.value("PUBLIC_BASE_URL").rstrip("/")


def first_login() -> str:
    """The path of a one-time login for the first coordinator, made at every `peerline up`."""
    from handoff.console import accounts

    with storage.writing(_engine()) as db:
        return accounts.one_time_login(db, accounts.first_coordinator(db, clock.now()), clock.now())


@click.command()
def login() -> None:
    """Print a one-time login to the console for the first coordinator."""
    click.echo(f"{_base()}{first_login()}")


@click.group()
def volunteers() -> None:
    """Invite volunteers, see who is on shift, put somebody on shift."""


@volunteers.command()
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=("volunteer",),
    type=click.Choice(["volunteer", "supervisor", "coordinator", "minors"]),
    show_default=True,
)
@click.option("--zone", default=None, help="IANA zone of the volunteer")
def invite(name: str, roles: tuple[str, ...], zone: str | None) -> None:
    """Invite NAME (a first name, which people will read) and print the link where they enter their own number."""
    from handoff.volunteers import service

    with storage.writing(_engine()) as db:
        _volunteer, token = service.invite(
            db, display_name=name, now=clock.now(), roles=roles, zone=zone or settings.value("COVERAGE_ZONE")
        )
    click.echo(f"{_base()}/v/{token}")


@volunteers.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """Who there is, in which state, and who is on shift now."""
    from handoff.volunteers import service
    from handoff.volunteers.models import Volunteer

    with storage.reading(_engine()) as db:
        now_on = {v.id for v in service.on_shift(db, clock.now())}
        rows: list[dict[str, Any]] = [
            {"id": v.id, "name": v.display_name, "state": v.state, "roles": v.roles, "on_shift": v.id in now_on}
            for v in db.query(Volunteer).order_by(Volunteer.id)
        ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        shift = "on shift" if row["on_shift"] else ""
        click.echo(f"{row['id']:4} {row['name']:20} {row['state']:10} {', '.join(row['roles']):24} {shift}")


@volunteers.command("on-shift")
@click.argument("volunteer_id", type=int)
@click.option("--hours", default=2.0, show_default=True)
def on_shift(volunteer_id: int, hours: float) -> None:
    """Put a volunteer on shift from now on."""
    from handoff.volunteers import service
    from handoff.volunteers.models import Volunteer

    with storage.writing(_engine()) as db:
        volunteer = db.get(Volunteer, volunteer_id)
        if volunteer is None:
            click.echo(f"there is no volunteer {volunteer_id}: see `peerline volunteers list`", err=True)
            sys.exit(2)
        if volunteer.state != "active":  # nothing would be sent to them, and the words below would be untrue
            click.echo(
                f"volunteer {volunteer_id} is {volunteer.state}: they must confirm their number by the link of "
                "`peerline volunteers invite` first",
                err=True,
            )
            sys.exit(2)
        now = clock.now()
        service.go_on_shift(db, volunteer_id, now, now + timedelta(hours=hours))
    click.echo(f"on shift for {hours:g} hours")


@click.group()
def cases() -> None:
    """Look after cases."""


@cases.command()
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Print every open case with its next step; exit 1 when one is overdue or has none."""
    from handoff.cases import reading, service

    now = clock.now()
    with storage.reading(_engine()) as db:
        rows: list[dict[str, Any]] = [
            {
                "case": r.case_id,
                "state": r.state,
                "severity": r.severity,
                "opened_at": r.opened_at.isoformat(),
                "next_step": reading.next_step(r),
                "next_step_at": r.next_action_at.isoformat() if r.next_action_at else None,
                "late": r.next_action_at is None or r.next_action_at < now - timedelta(seconds=30),
            }
            for r in service.queue(db)
        ]
    if as_json:
        click.echo(json.dumps(rows))
    for row in rows if not as_json else ():
        click.echo(
            f"{row['case']:5} {row['state']:12} severity {row['severity']}  next {row['next_step_at']}  "
            + f"{row['next_step']}{'  LATE' if row['late'] else ''}"
        )
    if not rows and not as_json:
        click.echo("No open case.")
    sys.exit(1 if any(row["late"] for row in rows) else 0)
