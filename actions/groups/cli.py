"""`peerline groups ...`: import, load-builtin, search, report, stats. --json prints one document; logs go to stderr."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from actions import clock
from actions.groups import cli_common as common
from actions.groups import cli_editors, helplines, report_text, search, stats
from actions.groups.asking import document
from actions.groups.importers import fetch, readers, run

BESIDE = {name for names in readers.BESIDE.values() for name in names}
# The ladder's crisis lines, handed in by the program that knows them (handoff/commands/groups.py).
door_lines: Callable[[], list[helplines.Line]] | None = None
# The door's care flag for a person's turns, handed in likewise; without it the reading has only its own words.
care_of: Callable[[list[str]], str | None] | None = None


@click.group()
def groups() -> None:
    """The directory of support groups."""


@groups.command("import")
@click.argument("first")
@click.argument("second", required=False)
@click.option("--kind", type=click.Choice(run.KINDS), help="What the feed is.")
@click.option("--source", help="Key of the source (default: the file's or host's name).")
@click.option("--programme", help="Programme of rows that name none, such as aa or al_anon.")
@click.option("--tz", help="Zone of rows that name none.")
@click.option("--licence", help="Licence of the feed.")
@click.option(
    "--with",
    "beside",
    multiple=True,
    metavar="NAME=FILE",
    help="A file beside the feed: columns, formats, service_bodies.",
)
@click.option("--refresh", type=click.IntRange(60), metavar="MINUTES", help="Read this address again so often.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--force", metavar="REASON", help="Apply although a rule would refuse.")
@common.NOW
@common.DB
@common.AS_JSON
def import_(
    first: str,
    second: str | None,
    kind: str | None,
    source: str | None,
    programme: str | None,
    tz: str | None,
    licence: str | None,
    beside: tuple[str, ...],
    refresh: int | None,
    dry_run: bool,
    force: str | None,
    now_text: str | None,
    db_url: str | None,
    as_json: bool,
) -> None:
    """Import FILE or URL (or: KIND FILE)."""
    if second:
        kind, first = first, second
    if kind not in run.KINDS:
        raise click.UsageError(f"Say what the feed is: --kind {', '.join(run.KINDS)}.")
    extras = _beside(beside)
    order = run.Order(first, kind, source, programme, common.zone(tz), licence, dry_run, force, extras, refresh)
    now = common.moment(now_text)
    engine = common.open_(db_url, new=True)
    try:
        report = run.run(engine, order, now=now, progress=_progress())
        if not dry_run:
            run.load_helplines(engine, door_lines)
    except fetch.BadFeed as error:
        _refuse(error, order, as_json)
        return
    except SQLAlchemyError as error:
        common.fail(
            f"The import was rolled back ({type(error).__name__}).",
            "Nothing was changed. Try again; is another import running?",
            3,
        )
        return
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else report_text.of(report))
    if report.status == "refused":
        sys.exit(1)


def _refuse(error: fetch.BadFeed, order: run.Order, as_json: bool) -> None:
    if as_json:
        click.echo(
            json.dumps(
                {
                    "v": 1,
                    "source": order.source or run.source_key(order.where),
                    "status": "refused",
                    "error": error.says,
                    "hint": error.hint,
                }
            )
        )
    common.fail(error.says, f"{error.hint} Nothing was changed.", 1)


def _beside(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [g.partition("=") for g in given]
    if bad := [name for name, sign, _ in pairs if not sign or name not in BESIDE]:
        raise click.UsageError(f"--with {bad[0]}: write NAME=FILE with one of {', '.join(sorted(BESIDE))}.")
    return {name: file for name, _, file in pairs}


def _progress() -> Callable[[int, int], None]:
    last = time.monotonic()

    def show(done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last > 2:
            last = time.monotonic()
            click.echo(f"  {done:,} of {of:,} rows written", err=True)

    return show


@groups.command("load-builtin")
@common.NOW
@common.DB
@common.AS_JSON
def load_builtin(now_text: str | None, db_url: str | None, as_json: bool) -> None:
    """Load the built-in communities; again and again changes nothing."""
    engine = common.open_(db_url, new=True)
    report = run.load_builtin(engine, now=common.moment(now_text), door=door_lines)
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else report_text.of(report))
    if report.rejected:
        sys.exit(1)


@groups.command("search")
@click.argument("turns", nargs=-1)
@click.option("--tz", help="The person's zone (unknown without it).")
@click.option("--country", help="The person's country, two letters.")
@click.option("--lang", help="The language the person writes in (en without it).")
@click.option("--limit", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option("--more", "skip", type=click.IntRange(0, 200), default=0, help="Leave out the first N results.")
@click.option("--explain", is_flag=True, help="Say what each turn was read as.")
@click.option(
    "--batch",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="JSON lines of {id, turns, tz, now, country, lang}.",
)
@common.NOW
@common.DB
@common.AS_JSON
def search_(
    turns: tuple[str, ...],
    tz: str | None,
    country: str | None,
    lang: str | None,
    limit: int,
    skip: int,
    explain: bool,
    batch: str | None,
    now_text: str | None,
    db_url: str | None,
    as_json: bool,
) -> None:
    """Search as a person would: a sentence, and the next turns."""
    if not batch and not turns:
        raise click.UsageError("Write what you look for, or give --batch FILE.")
    common.zone(tz), common.moment(now_text)  # wrong use is said before a missing database
    engine = common.open_(db_url)
    how = {"limit": limit, "skip": skip, "explain": explain}
    asked = {"turns": list(turns), "tz": tz, "country": country, "now": now_text, "lang": lang}
    try:
        if batch:
            _batch(engine, batch, how)
            return
        doc = _ask(engine, asked, how)
    except search.Unavailable as error:
        common.fail(f"The groups database cannot be read ({error}).", "Import something first, or check --db.", 3)
        return
    click.echo(json.dumps(doc, ensure_ascii=False) if as_json else report_text.of_search(doc))


def _ask(engine: Engine, asked: dict[str, Any], how: dict[str, Any]) -> dict[str, Any]:
    turns = [str(t) for t in asked["turns"]]
    return document(
        engine,
        turns,
        tz=common.zone(asked.get("tz")),
        country=asked.get("country"),
        now=common.moment(asked.get("now")),
        lang=asked.get("lang"),
        care=care_of(turns) if care_of else None,
        **how,
    )


def _batch(engine: Engine, batch: str, how: dict[str, Any]) -> None:
    with click.open_file(batch, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                click.echo(json.dumps(_one(engine, line, number, how), ensure_ascii=False))


def _one(engine: Engine, line: str, number: int, how: dict[str, Any]) -> dict[str, Any]:
    asked: Any = None
    try:
        asked = json.loads(line)
        return {"id": asked.get("id"), **_ask(engine, asked, how)}
    except (ValueError, KeyError, TypeError, AttributeError, click.UsageError) as error:
        known = asked.get("id") if isinstance(asked, dict) else None
        return {"v": 1, "id": known, "line": number, "error": f"{type(error).__name__}: {error}"[:200]}


@groups.command("report")
@click.argument("listing")
@click.option("--kind", type=click.Choice(search.REPORT_KINDS), required=True)
@click.option("--note", help="What was said; contacts, links and codes are taken out.")
@common.NOW
@common.DB
@common.AS_JSON
def report_(listing: str, kind: str, note: str | None, now_text: str | None, db_url: str | None, as_json: bool) -> None:
    """Report a listing: it is hidden at once until a human has looked."""
    known = search.report(common.open_(db_url), listing, kind, now=common.moment(now_text), note=note)
    if as_json:
        click.echo(json.dumps({"v": 1, "id": listing, "hidden": known}))
    elif known:
        click.echo(f"{listing} is hidden and waits for a check.")
    if not known:
        common.fail(f"There is no listing {listing}.", "Take the id from a search result.", 1)


@groups.command("stats")
@common.DB
@common.AS_JSON
def stats_(db_url: str | None, as_json: bool) -> None:
    """How many listings there are, by programme, modality, status and source."""
    doc = stats.of(common.open_(db_url), clock.now())
    click.echo(json.dumps(doc, ensure_ascii=False) if as_json else report_text.of_stats(doc))


for command in cli_editors.COMMANDS:
    groups.add_command(command)
