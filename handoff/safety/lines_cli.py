"""`peerline lines`, `lint` and `seals`. Exit codes: 0 nothing found, 1 a finding, 2 wrong use."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from actions import clock
from actions.exercises import loader
from actions.settings import ROOT
from handoff.safety import crisis_lines, wording
from handoff.safety.crisis_lines.check import check as check_country
from handoff.safety.lint import lint as lint_all
from handoff.volunteers import reviewed


@click.group()
def lines() -> None:
    """The crisis lines of each country."""


@lines.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object: countries, findings.")
@click.option("--country", "countries", multiple=True, help="Only this country; may be given more than once.")
def check(as_json: bool, countries: tuple[str, ...]) -> None:
    """Check every number for its country, every page, and how long ago somebody verified the row. Warnings (never
    verified, or over 90 days ago) leave the exit code at 0; an error makes it 1."""
    every = crisis_lines.every()
    chosen = [country.upper() for country in countries] or list(every)
    if unknown := [country for country in chosen if country not in every]:
        raise click.UsageError(f"no file for {', '.join(unknown)}; there are {', '.join(every)}")
    found = [finding for country in chosen for finding in check_country(every[country], clock.now().date())]
    if as_json:
        click.echo(json.dumps({"countries": chosen, "findings": [dataclasses.asdict(f) for f in found]}))
    else:
        for finding in found:
            click.echo(f"{finding.severity}: {finding.country} {finding.service}: {finding.says}")
        errors = sum(f.severity == "error" for f in found)
        click.echo(f"{len(chosen)} countries, {errors} errors, {len(found) - errors} warnings")
    if any(finding.severity == "error" for finding in found):
        raise SystemExit(1)


@lines.command()
@click.argument("country", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: country, contacts, values.")
def show(country: str | None, as_json: bool) -> None:
    """What a person in COUNTRY is shown (INT without one)."""
    found = crisis_lines.lines_for(country)
    if as_json:
        click.echo(json.dumps({"country": found.country, "contacts": found.contacts(), "values": found.values()}))
        return
    for contact in found.contacts():
        click.echo(f"{contact['label']}: {contact['shown']}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object: findings.")
def lint(as_json: bool) -> None:
    """Check every text a person can read: banned words, topics, question marks, lengths, characters, variants."""
    found = lint_all(ROOT)
    if as_json:
        click.echo(json.dumps({"findings": [dataclasses.asdict(finding) for finding in found]}))
    else:
        for finding in found:
            click.echo(finding.line())
        click.echo(f"{len(found)} findings")
    if found:
        raise SystemExit(1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object: texts.")
def seals(as_json: bool) -> None:
    """Print the seal of the safety wording, of the reviewed replies and of each exercise, and whether it is signed as
    it stands.

    Who signs writes the seal into `review:` beside the names; a change after that makes it a draft again."""
    rows = [
        {"file": f"handoff/safety/wording/{words.language}.yml", "seal": words.seal, "signed": words.approved}
        for words in (wording.load(path.stem) for path in sorted(Path(wording.__file__).parent.glob("*.yml")))
    ]
    rows += [
        {"file": f"handoff/volunteers/reviewed/{words.language}.yml", "seal": words.seal, "signed": words.approved}
        for words in (reviewed.load(path.stem) for path in sorted(reviewed.HERE.glob("*.yml")))
    ]
    rows += [
        {"file": f"assistant/exercises/{e.id}.yml", "seal": loader.seal(e), "signed": loader.approved(e)}
        for e in loader.load()
    ]
    if as_json:
        click.echo(json.dumps({"texts": rows}))
        return
    for row in rows:
        click.echo(f"{row['seal']}  {'signed' if row['signed'] else 'draft':6}  {row['file']}")
