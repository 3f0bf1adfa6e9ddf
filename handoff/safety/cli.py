"""`peerline risk`: assess messages, explain one, and measure the detector on labelled files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, TextIO

import click

from handoff.safety import detect
from handoff.safety.detect import bench as measured
from handoff.safety.learn import keep
from handoff.safety.model import Assessment, Turn

WHO = frozenset(("person", "assistant", "volunteer"))


@click.group()
def risk() -> None:
    """Notice danger in what people write."""


def _told(text: str) -> None:
    click.echo(text, err=True)


def _detector() -> detect.Detector:
    """With the weights that serve; trained once where there are none yet. Progress goes to stderr."""
    return detect.load(weights=keep.at_hand(_told))


class BadLine(ValueError):
    """A line that is no message; says what is wrong with it."""


@risk.command()
@click.option("--country", default=None, help="Country of all messages that name none, two letters.")
def assess(country: str | None) -> None:
    """Read JSON lines {"id","text","history":[{"who","text"}],"country"?} on stdin, write one assessment a line.

    A line that cannot be read gives {"id":null,"error":{"code","message","line"}} in its place; blank lines are
    passed over. The exit code is 0.
    """
    detector = _detector()
    for number, line in enumerate(_lines(sys.stdin), start=1):
        if not line.strip():
            continue
        try:
            said = _assessed(detector, line, country)
        except BadLine as wrong:
            said = {"id": None, "error": {"code": "bad_line", "message": str(wrong), "line": number}}
        click.echo(json.dumps(said))


def _lines(stdin: TextIO) -> Any:
    """Lines end at a newline alone; bytes that are not UTF-8 are kept as escapes, never an error."""
    raw = getattr(stdin, "buffer", None)
    return (line.decode("utf-8", "surrogateescape") for line in raw) if raw else iter(stdin)


def _assessed(detector: detect.Detector, line: str, country: str | None) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise BadLine("not a JSON object") from wrong
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        raise BadLine('an object with a string "text" is needed')
    place = message.get("country") or country
    said = detector.assess(message["text"], _history(message.get("history")), place if isinstance(place, str) else None)
    return {"id": message.get("id"), **interface(said)}


def _history(turns: Any) -> list[Turn]:
    if turns is None:
        return []
    if not isinstance(turns, list):
        raise BadLine('"history" is a list of {"who", "text"}')
    read = [_turn(turn) for turn in turns]
    return [turn for turn in read if turn.text]


def _turn(turn: Any) -> Turn:
    if not isinstance(turn, dict) or turn.get("who") not in WHO or not isinstance(turn.get("text"), str):
        raise BadLine('a turn has "who" (person, assistant or volunteer) and a string "text"')
    return Turn(turn["who"], turn["text"])


def interface(said: Assessment) -> dict[str, Any]:
    """The fields that `risk assess` writes."""
    everything = said.to_json()
    return {key: everything[key] for key in ("level", "soft", "lanes", "reasons", "score")}


@risk.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Write everything as one JSON object.")
def explain(text: str, as_json: bool) -> None:
    """Say in words why a text gets its level."""
    detector = _detector()
    said = detector.assess(text)
    if as_json:
        click.echo(json.dumps(said.to_json()))
        return
    click.echo(f"{said.level}{' (soft check only)' if said.soft else ''}  score {said.score:.2f}")
    click.echo(f"lanes: {', '.join(said.lanes) or 'none'}")
    for reason in said.reasons:
        rule, _, cue = reason.rule.partition("~")
        lowered = f", lowered by {cue}" if cue else ""
        click.echo(f"  {rule}{lowered}" + (f': "{reason.span}"' if reason.span else ""))
    if said.not_when:
        click.echo(f"exercises that do not fit: {', '.join(sorted(said.not_when))}")


@risk.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", default=0, help="Show this many of the worst errors of each file.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a set.")
def bench(files: tuple[Path, ...], errors: int, as_json: bool) -> None:
    """Measure the detector on labelled CSV files (id,text,label,category,source)."""
    detector = _detector()
    detector.assess("warm up")
    every = [measured.judge(detector, file.stem, measured.rows(file)) for file in files]
    if not as_json:
        click.echo(_HEAD)
    for figures in [*every, *measured.pools(every)]:
        click.echo(json.dumps(figures.as_dict()) if as_json else _row(figures))
    if errors and not as_json:
        for figures in every:
            _show_errors(figures, errors)


_COLUMNS = (
    ("rows", "rows"), ("risky", "risky"), ("noticed", "noticed"), ("prec", "noticed_precision"),
    ("escal", "escalated"), ("prec", "escalated_precision"), ("urgent", "urgent_escalated"),
    ("imm<R3", "imminent_below_r3"), ("fp not", "fp_noticed"), ("fp esc", "fp_escalated"),
    ("p50ms", "p50_ms"), ("p95ms", "p95_ms"),
)  # fmt: skip
_HEAD = f"{'set':28}" + "".join(f"{title:>9}" for title, _ in _COLUMNS)


def _row(figures: measured.Figures) -> str:
    values = figures.as_dict()
    return f"{values['set']:28}" + "".join(f"{_cell(values[key]):>9}" for _, key in _COLUMNS)


def _cell(value: float | int | str | None) -> str:
    return "-" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def _show_errors(figures: measured.Figures, count: int) -> None:
    click.echo(f"\n{figures.name}: worst errors")
    for each in measured.worst(figures, count):
        rules = ", ".join(reason.rule for reason in each.said.reasons[:3])
        soft = "s" if each.said.soft else ""
        text = " ".join(each.row.text.split())[:200]
        click.echo(f"  {each.row.label:9} {each.said.level}{soft:1} {each.row.id}  {text}  [{rules}]")
