"""Reports for those who must give account: `peerline report safety --year 2027` (care.md 6.2)."""

import json
from dataclasses import asdict
from typing import Any

import click

from actions import clock, storage
from actions import settings as base_settings


@click.group()
def report() -> None:
    """Reports without anybody's name or words."""


@report.command()
@click.option("--year", type=click.IntRange(2020, 2200), default=None, help="This year when left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def safety(year: int | None, as_json: bool) -> None:
    """What the safety protocol did in a year, without names; counts under five are rounded.

    Lines shown and chosen, humans offered and come, waits at R3 and R4, those over five minutes, how often people said
    that they were read wrong, and the version of the words.
    """
    from handoff import safety_report

    engine = storage.engine(base_settings.value("DATABASE_URL"))
    try:
        with storage.reading(engine) as db:
            made = safety_report.of_year(db, year or clock.now().year)
    finally:
        engine.dispose()
    rows: dict[str, Any] = asdict(made)
    if as_json:
        click.echo(json.dumps(rows))
        return
    for name, value in rows.items():
        click.echo(f"{name.replace('_', ' '):42} {'not enough to say' if value is None else value}")
