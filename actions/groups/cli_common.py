"""What the verbs of `peerline groups` share: options, opening the database, moments and zones."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from actions import clock, settings
from actions.groups import directory
from actions.groups.migrations import migrate

DB = click.option("--db", "db_url", metavar="URL", help="Groups database (default: GROUPS_DATABASE_URL).")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
NOW = click.option("--now", "now_text", metavar="ISO", help="Pretend that it is this moment.")


def open_(db_url: str | None, *, new: bool = False) -> Engine:
    """The database, migrated. Exit code 3 when it cannot be reached, or is not there and no `new` one is to be made."""
    url = db_url or settings.value("GROUPS_DATABASE_URL")
    file = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else None
    if file and not new and not Path(file).exists():
        fail("There is no groups database.", "Import something first, or check --db or GROUPS_DATABASE_URL.", 3)
    try:
        migrate(url)
        return directory.engine(url)
    except (SQLAlchemyError, OSError) as error:
        fail(f"The groups database cannot be opened ({type(error).__name__}).", "Check --db or GROUPS_DATABASE_URL.", 3)
        raise AssertionError from error


def fail(says: str, hint: str, code: int) -> None:
    click.echo(f"{says} {hint}", err=True)
    sys.exit(code)


def moment(text: str | None) -> datetime:
    if not text:
        return clock.now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"--now {text}: not an ISO date and time.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def zone(name: str | None) -> str | None:
    if name:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise click.UsageError(f"{name}: not a time zone. Use a name such as Europe/London.") from error
    return name
