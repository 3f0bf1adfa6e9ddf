"""Setting up and looking whether it is well: `migrate`, `doctor`, `embed`."""

import json
import sys
from html import escape
from pathlib import Path

import click

from actions import settings as base_settings
from handoff import settings


@click.command()
def migrate() -> None:
    """Bring both databases to the newest revision. A web start never does."""
    from actions.groups.migrations import migrate as migrate_groups
    from handoff.migrations import migrate as migrate_people

    for name, work in (("DATABASE_URL", migrate_people), ("GROUPS_DATABASE_URL", migrate_groups)):
        url = base_settings.value(name)
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        work(url)
        click.echo(f"{name} is up to date")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="one JSON object")
def doctor(as_json: bool) -> None:
    """Say what is wrong with this set-up, each with an id and what to do. Exit 1 when something is."""
    from handoff import doctor as doctor_

    found = doctor_.check()
    if as_json:
        click.echo(json.dumps({"ok": not found, "problems": [p.as_json() for p in found]}))
    elif not found:
        click.echo("All is well.")
    for problem in found if not as_json else ():
        click.echo(f"{problem.id} {problem.says}. {problem.hint}")
    sys.exit(1 if found else 0)


@click.command()
@click.option("--country", help="ISO code, for a page whose visitors are all in this country")
def embed(country: str | None) -> None:
    """Print the lines that put the widget into a page, with the crisis links that show without JavaScript.

    They belong right after <body>, so that Leave is the first thing the Tab key reaches.
    """
    from handoff.safety.crisis_lines import lines_for

    base = settings.value("PUBLIC_BASE_URL").rstrip("/")
    where = country or next(iter(settings.countries()), None)  # for the links; what a browser tells comes before it
    click.echo(f'<script type="module" src="{escape(base)}/widget/v1/peerline-chat.js"></script>')
    at = f' country="{escape(country)}"' if country else ""
    click.echo(f'<peerline-chat server="{escape(base)}" lang="en"{at}>')
    click.echo(f'  <p><a href="{escape(settings.value("LEAVE_URL"))}" data-leave>Leave</a></p>')
    for contact in lines_for(where).contacts():
        label, shown = escape(contact["label"]), escape(contact["shown"])
        data = f'data-kind="{contact["kind"]}" data-label="{label}" data-shown="{shown}"'
        click.echo(f'  <p><a href="{escape(contact["href"])}" {data}>{label}: {shown}</a></p>')
    click.echo("</peerline-chat>")
