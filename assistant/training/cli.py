"""The operator's verbs: validate, train, evaluate, compare, promote, rollback. Exit codes: 0 done, 1 a finding or a
refusal, 2 wrong use, 3 surroundings, 4 went back by itself.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from assistant.training import evaluate as measured
from assistant.training import registry
from assistant.training import train as training
from assistant.training.compare import compare
from assistant.training.project import Project, Refused, Surroundings
from assistant.training.promote import WentBack, promote
from assistant.training.rollback import rollback
from assistant.training.start import ready
from assistant.training.train import Risk
from assistant.training.validate import errors, validate

as_json = click.option("--json", "json_wanted", is_flag=True, help="Write the result as JSON.")


def show(value: Any, json_wanted: bool, lines: list[str]) -> None:
    """The result on stdout: JSON for a program, lines for a person."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1) if json_wanted else "\n".join(lines))


def told(text: str) -> None:
    """Progress and trouble go to stderr, so that stdout stays the result."""
    click.echo(text, err=True)


@contextmanager
def ends_with_code() -> Iterator[None]:
    """What goes wrong becomes one line and an exit code."""
    try:
        yield
    except Refused as error:
        told(f"refused: {error}")
        sys.exit(1)
    except Surroundings as error:
        told(str(error))
        sys.exit(3)
    except WentBack as error:
        told(f"went back: {error}")
        sys.exit(4)


def figure_lines(report: Mapping[str, Any]) -> list[str]:
    """A report in a screenful: the worst intents first."""
    kept, safe, spent = report["held_out"], report["safety"], report["latency_ms"]
    lines = [
        f"held-out      {kept['count']} sentences: accuracy {kept['accuracy']:.3f}, macro f1 {kept['macro_f1']:.3f} "
        f"(noise {report['noise']:.3f}), asks again {kept['fallback']:.1%}, answers wrong {kept['wrong_answer']:.1%}",
        *(
            f"{name:<13} {report[name]['held']} of {report[name]['count']}"
            for name in ("behaviour", "conversations", "health")
        ),
        f"safety        {safe['held']} of {safe['count']} at their level or above" if safe else "safety   not read",
        f"understanding p50 {spent['p50']} ms, p95 {spent['p95']} ms; "
        f"load {report['load_s']} s, {report['memory_mb']} MB",
        "",
        "weakest intents      f1    right  confused with",
    ]
    weak = [(name, row) for name, row in kept["intents"].items() if row["f1"] < 0.9][:12]
    lines += [
        f"{name:<20} {row['f1']:.2f}  {row['right']:>2}/{row['count']:<2}  "
        + ", ".join(f"{other} {n}" for other, n in row["confused_with"].items())
        for name, row in weak
    ]
    failed = [*report["behaviour"]["failed"], *report["health"]["failed"]]
    return (
        lines
        + [f"{f['place']} became {f['intent']}" for f in failed]
        + [f"{f['place']} turn {f['turn']}: did {', '.join(f['actions'])}" for f in report["conversations"]["failed"]]
    )


def verdict_lines(verdict: Mapping[str, Any]) -> list[str]:
    """The verdict first, then the reasons, then what changes."""
    before, after = verdict["macro_f1"]
    was = f"{before:.3f}" if before is not None else "none"
    lines = [
        "PROMOTE" if verdict["promote"] else "DO NOT PROMOTE",
        *(f"  {r}" for r in verdict["reasons"]),
        f"held-out     macro f1 {was} -> {after:.3f}, noise {verdict['noise']:.3f}",
    ]
    lines += [f"  {row['intent']} {row['before']} -> {row['after']} of {row['of']}" for row in verdict["intents"]]
    changed = verdict["changed"]
    return [
        *lines,
        f"changed predictions: {len(changed)}",
        *(f"  {c['place']} wanted {c['wanted']}: {c['before']} -> {c['after']}" for c in changed),
    ]


@click.command("validate")
@as_json
def validate_command(json_wanted: bool) -> None:
    """Check nlu_data/ and what it leans on; each finding with file and line."""
    found = validate(Project())
    wrong = errors(found)
    lines = [f"{f.level}: {f}" for f in found] or ["nothing to correct"]
    show([f.as_json() | {"place": str(f.place)} for f in found], json_wanted, lines)
    sys.exit(1 if wrong else 0)


def card_lines(card: Mapping[str, Any]) -> list[str]:
    """A model's card in three lines."""
    fitted = card["fitted"]
    return [
        f"model {card['key']}  {'reused' if card['reused'] else str(card['seconds']) + ' s'}",
        f"{card['examples']} examples in {card['intents']} intents, {card['bytes'] / 1e6:.1f} MB, "
        f"cross-validated accuracy {fitted.get('accuracy_without_fallback', 0):.3f}, "
        f"answers from confidence {fitted.get('threshold')}",
    ]


def _train(risk: Risk | None) -> click.Command:
    @click.command("train")
    @as_json
    @click.option("--first", is_flag=True, help="Then let it serve: at once if none serves yet, else past the gates.")
    @click.option("--limit", "limit_s", default=training.LIMIT_S, show_default=True, help="Seconds until stopped.")
    def command(json_wanted: bool, first: bool, limit_s: float) -> None:
        """Train a model for the present data; reuse it when nothing changed."""
        project = Project()
        with ends_with_code():
            try:
                card = training.train(project, progress=told, limit_s=limit_s, risk=risk)
                done = ready(project, risk, told) if first else {}
            except training.BadData as error:
                show([str(f) for f in error.findings], json_wanted, [f"error: {f}" for f in error.findings])
                sys.exit(1)
        after = f"serves: {done['serves']}" if first else f"next: peerline evaluate {card['key']}"
        show(card | done, json_wanted, [*card_lines(card), after])

    return command


def _evaluate(risk: Risk | None) -> click.Command:
    @click.command("evaluate")
    @click.argument("model", default="")
    @as_json
    def command(model: str, json_wanted: bool) -> None:
        """Measure MODEL (default: the one for the present data) on nlu_data/checks."""
        project = Project()
        with ends_with_code():
            key = registry.find(project, model) if model else training.model_key(project, risk=risk)
            report = measured.evaluate(project, key, risk)
        show(report, json_wanted, figure_lines(report))

    return command


def _compare(risk: Risk | None) -> click.Command:
    @click.command("compare")
    @click.argument("serving")
    @click.argument("candidate")
    @as_json
    def command(serving: str, candidate: str, json_wanted: bool) -> None:
        """Say whether CANDIDATE may take the place of SERVING ("current" and "previous" are names too)."""
        project = Project()
        with ends_with_code():
            keys = [registry.find(project, name) for name in (serving, candidate)]
            reports = [measured.report(project, key) or measured.evaluate(project, key, risk) for key in keys]
            verdict = compare(reports[0], reports[1])
        show(verdict, json_wanted, verdict_lines(verdict))
        sys.exit(0 if verdict["promote"] else 1)

    return command


def _promote(risk: Risk | None) -> click.Command:
    @click.command("promote")
    @click.argument("model")
    @as_json
    def command(model: str, json_wanted: bool) -> None:
        """Let MODEL serve, at once when the assistant runs, if it passes the gates."""
        project = Project()
        with ends_with_code():
            row = promote(project, registry.find(project, model), risk, progress=told)
        at_once = row["swap_s"] is not None
        when = f"serves now, changed in {row['swap_s']} s" if at_once else "serves from the next start"
        show(row, json_wanted, [f"{row['key']} {when}; {row['health_questions']} health questions asked"])

    return command


@click.command("rollback")
@click.argument("model", default="previous")
@as_json
def rollback_command(model: str, json_wanted: bool) -> None:
    """Go back to the previous model, or to MODEL if it has served before."""
    with ends_with_code():
        row = rollback(Project(), model, progress=told)
    show(row, json_wanted, [f"{row['from']} -> {row['key']} in {row['seconds']} s"])


def commands(risk: Risk | None) -> list[click.Command]:
    """The six verbs. `risk` trains and reads the door's part of a model; without it nothing passes the gates."""
    made: list[Callable[[Risk | None], click.Command]] = [_train, _evaluate, _compare, _promote]
    return [validate_command, *(make(risk) for make in made), rollback_command]
