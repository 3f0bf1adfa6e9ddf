"""`peerline groups ...` for editors and for others' machines: verify, queue, publish, hide, edit, merge, history,
freshness, refresh, export. Exit codes: 0 done, 1 refused by a rule, 2 wrong use, 3 no database."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from actions.groups import calendars, editing, export, field_edits, helplines, merging, refresh, worklist
from actions.groups import cli_common as common
from actions.groups.editing import Refused
from actions.groups.importers import edits
from actions.storage import reading, writing

ACTOR = click.option("--by", "actor", default="cli", show_default=True, help="Key of the staff account that does it.")


def _do(work: Callable[[], Any], as_json: bool, says: Callable[[Any], str]) -> None:
    try:
        done = work()
    except Refused as error:
        if as_json:
            click.echo(json.dumps({"v": 1, "status": "refused", "because": str(error), "hint": error.hint}))
        common.fail(str(error), error.hint, 1)
        return
    if as_json:
        click.echo(json.dumps({"v": 1, **(done.__dict__ if hasattr(done, "__dict__") else done)}, ensure_ascii=False))
    else:
        click.echo(says(done))


def _said(done: editing.Done) -> str:
    return f"{done.public_id} is {done.status}" + (" and waits for a second person" if done.needs_second else "")


@click.command("verify")
@click.argument("listing", required=False)
@click.option("--due", is_flag=True, help="List what waits for a check.")
@click.option("--source", help="Verify every listing of this source.")
@click.option("--method", type=click.Choice(editing.METHODS), default="call", show_default=True)
@click.option("--result", type=click.Choice(editing.RESULTS), default="ok", show_default=True)
@click.option("--evidence", help="Address that shows it.")
@ACTOR
@common.NOW
@common.DB
@common.AS_JSON
def verify(
    listing: str | None, due: bool, source: str | None, method: str, result: str, evidence: str | None, actor: str,
    now_text: str | None, db_url: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Record a check of a listing, or list what waits for one."""
    engine, now = common.open_(db_url), common.moment(now_text)
    if due or not (listing or source):
        _show_queue(engine, now, as_json)
        return
    ids = [listing] if listing else editing.of_source(engine, str(source))

    def work() -> dict[str, Any]:
        done = [editing.verify(engine, i, method, result, actor=actor, now=now, evidence=evidence) for i in ids if i]
        return {"verified": [d.__dict__ for d in done]}

    _do(work, as_json, lambda d: "\n".join(_said(editing.Done(**v)) for v in d["verified"]) or "nothing to verify")


def _show_queue(engine: Engine, now: Any, as_json: bool) -> None:
    doc = worklist.queue(engine, now)
    if as_json:
        click.echo(json.dumps(doc, ensure_ascii=False))
        return
    counts = doc["counts"]
    click.echo(
        f"{counts['reports']} reports ({counts['overdue']} overdue), {counts['review']} held for review, "
        f"{counts['merges']} possible doubles, {counts['rules']} rules read with doubt"
    )
    for r in doc["reports"]:
        click.echo(f"  {r['id']} {r['name']}: {r['kind']}, due {r['due_at'][:10]}{' OVERDUE' if r['overdue'] else ''}")
    for r in doc["review"]:
        click.echo(f"  {r['id']} {r['name']}: held ({r['reason']}), {r['source']}")
    for m in doc["merges"]:
        click.echo(f"  {m['kept']} = {m['other']}? {m['names'][0]} / {m['names'][1]}: {m['why']}")


@click.command("publish")
@click.argument("listing")
@ACTOR
@common.NOW
@common.DB
@common.AS_JSON
def publish(listing: str, actor: str, now_text: str | None, db_url: str | None, as_json: bool) -> None:
    """Let a held or hidden listing be offered; a delicate one needs two people."""
    engine, now = common.open_(db_url), common.moment(now_text)
    _do(lambda: editing.publish(engine, listing, actor=actor, now=now), as_json, _said)


@click.command("hide")
@click.argument("listing")
@click.option("--reason", default="", help="Why, without names and numbers.")
@ACTOR
@common.NOW
@common.DB
@common.AS_JSON
def hide(listing: str, reason: str, actor: str, now_text: str | None, db_url: str | None, as_json: bool) -> None:
    """Take a listing out of every search."""
    engine, now = common.open_(db_url), common.moment(now_text)
    _do(lambda: editing.hide(engine, listing, actor=actor, now=now, reason=reason), as_json, _said)


@click.command("edit")
@click.argument("listing")
@click.argument("field", type=click.Choice(edits.FIELDS))
@click.argument("value")
@ACTOR
@common.NOW
@common.DB
@common.AS_JSON
def edit(
    listing: str, field: str, value: str, actor: str, now_text: str | None, db_url: str | None, as_json: bool
) -> None:
    """Set one field; it wins until the feed changes that field."""
    engine, now = common.open_(db_url), common.moment(now_text)
    _do(lambda: field_edits.edit(engine, listing, field, value, actor=actor, now=now), as_json, _said)


@click.command("merge")
@click.argument("kept", required=False)
@click.argument("other", required=False)
@click.option("--propose", is_flag=True, help="Look for doubles first.")
@click.option("--different", is_flag=True, help="They are two meetings.")
@click.option("--undo", is_flag=True, help="Take the merge of KEPT back.")
@ACTOR
@common.NOW
@common.DB
@common.AS_JSON
def merge(
    kept: str | None, other: str | None, propose: bool, different: bool, undo: bool, actor: str,
    now_text: str | None, db_url: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Say that OTHER is the same meeting as KEPT; without arguments, list what looks alike."""
    engine, now = common.open_(db_url), common.moment(now_text)

    def work() -> dict[str, Any]:
        new = merging.propose(engine, now) if propose else 0
        if kept and undo:
            merging.undo(engine, kept, actor=actor, now=now)
        elif kept and other:
            (merging.different if different else merging.merge)(engine, kept, other, actor=actor, now=now)
        elif kept:
            raise Refused("Two listings are needed.", "peerline groups merge KEPT OTHER")
        return {"proposed": new, "waiting": merging.waiting(engine)}

    _do(work, as_json, _merge_text)


def _merge_text(doc: dict[str, Any]) -> str:
    lines = [f"  {m['kept']} {m['names'][0]} = {m['other']} {m['names'][1]}: {m['why']}" for m in doc["waiting"]]
    return "\n".join([f"{doc['proposed']} new, {len(doc['waiting'])} waiting", *lines])


@click.command("history")
@click.argument("listing")
@common.DB
@common.AS_JSON
def history(listing: str, db_url: str | None, as_json: bool) -> None:
    """Every change and check of a listing, newest first."""
    rows = [{**r, "at": r["at"].isoformat()} for r in editing.history(common.open_(db_url), listing)]
    if as_json:
        click.echo(json.dumps({"v": 1, "id": listing, "history": rows}, ensure_ascii=False))
    for r in rows if not as_json else ():
        second = f" and {r['second']}" if r["second"] else ""
        click.echo(f"{r['at'][:16]} {r['what']}: {r['before']} -> {r['after']} ({r['by']}{second})")


@click.command("freshness")
@common.NOW
@common.DB
@common.AS_JSON
def freshness_(now_text: str | None, db_url: str | None, as_json: bool) -> None:
    """How fresh the directory is, a source at a time."""
    doc = worklist.fresh(common.open_(db_url), common.moment(now_text))
    if as_json:
        click.echo(json.dumps(doc, ensure_ascii=False))
        return
    click.echo(
        f"{doc['stale_sources']} stale sources with {doc['stale_listings']} listings; {doc['confirmed_by_people']} "
        f"confirmed by people; {doc['built_in_unconfirmed']} built-in entries not yet confirmed"
    )
    for s in doc["sources"]:
        age = "never read" if s["age_days"] is None else f"read {s['age_days']} days ago"
        click.echo(f"  {s['key']}: {s['offered']} offered, {age}{', STALE' if s['stale'] else ''} {s['error'] or ''}")


@click.command("refresh")
@click.option("--all", "all_", is_flag=True, help="Also those whose time has not come (never more than once an hour).")
@click.option("--watch", is_flag=True, help="Stay, and look every ten minutes.")
@common.NOW
@common.DB
@common.AS_JSON
def refresh_(all_: bool, watch: bool, now_text: str | None, db_url: str | None, as_json: bool) -> None:
    """Read again every source that has an address, when its time has come."""
    engine = common.open_(db_url, new=True)
    while True:
        done = refresh.due(engine, common.moment(now_text), everything=all_)
        if as_json:
            click.echo(json.dumps({"v": 1, "refreshed": done}, ensure_ascii=False))
        for one in done if not as_json else ():
            click.echo(f"{one['source']}: {one['status']} {one.get('error') or ''}".strip())
        if not watch:
            break
        time.sleep(600)
    if any(one["status"] == "failed" for one in done):
        sys.exit(1)


@click.command("export")
@click.option("--format", "format_", type=click.Choice(export.FORMATS), required=True)
@click.option("--source", help="Only this source.")
@click.option("--id", "listing", help="Only this listing.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@common.NOW
@common.DB
@common.AS_JSON
def export_(
    format_: str, source: str | None, listing: str | None, out: Path, now_text: str | None, db_url: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Write the directory for others: no way in, no withheld place, nothing hidden or not to be shared."""
    engine, counted = common.open_(db_url), export.LeftOut()
    found = export.shown(engine, source=source, public_id=listing, left_out=counted)
    if format_ == "ics":
        if not listing:
            raise click.UsageError("A calendar is of one listing: give --id.")
        made = next((calendars.of(one, common.moment(now_text)) for one in found), None)
        if made is None:
            common.fail(f"There is no calendar of {listing}.", "It is not offered, not shareable, or has no time.", 1)
            return
        out.write_bytes(made)
        written = 1
    else:
        written = _write(out, format_, found, counted)
    doc = {"v": 1, "format": format_, "written": written, "left_out": dict(counted.reasons)}
    click.echo(json.dumps(doc) if as_json else f"{written} written, left out: {dict(counted.reasons) or 'none'}")


def _write(out: Path, format_: str, found: Any, counted: export.LeftOut) -> int:
    rows: list[Any] = []
    with out.open("w", encoding="utf-8") as file:
        if format_ == "jsonl":
            count = 0
            for one in found:
                file.write(json.dumps(export.as_lines(one), ensure_ascii=False, sort_keys=True) + "\n")
                count += 1
            return count
        for one in found:
            rows += export.as_meeting_guide(one, counted) if format_ == "meeting-guide" else [export.as_hsds(one)]
        json.dump(rows if format_ == "meeting-guide" else {"contents": rows}, file, ensure_ascii=False)
    return len(rows)


@click.command("helplines")
@click.option("--country", help="Only this country, two letters.")
@click.option("--checked", metavar="KEY", help="Somebody has looked at the service's own page today.")
@ACTOR
@common.NOW
@common.DB
@common.AS_JSON
def helplines_(
    country: str | None, checked: str | None, actor: str, now_text: str | None, db_url: str | None, as_json: bool
) -> None:
    """The helplines shown beside searches, and which of them somebody must check."""
    engine, today = common.open_(db_url), common.moment(now_text).date()
    if checked:
        with writing(engine) as db:
            known = helplines.checked(db, checked, by=actor, on=today)
        if not known:
            says, hint = f"There is no helpline {checked} here.", "The ladder's lines are checked in their own files."
            click.echo(json.dumps({"v": 1, "status": "refused", "because": says, "hint": hint}) if as_json else "")
            common.fail(says, hint, 1)
    with reading(engine) as db:
        rows = helplines.all_of(db, today, country.upper() if country else None)
    if as_json:
        click.echo(json.dumps({"v": 1, "helplines": rows}, ensure_ascii=False))
    for r in rows if not as_json else ():
        when = r["checked_at"] or "never"
        click.echo(f"{r['key']}: {r['name']}, checked {when}{', DUE' if r['overdue'] else ''}, {r['page']}")


COMMANDS = (verify, publish, hide, edit, merge, history, freshness_, refresh_, export_, helplines_)
