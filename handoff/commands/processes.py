"""Starting things: `up` and the processes it supervises."""

import os
import subprocess
import sys
from pathlib import Path

import click

from actions.settings import ROOT
from handoff import settings


def refuse_unsafe() -> None:
    """Stop the start when a setting is missing or unsafe, with its id and what to do."""
    from handoff import doctor

    found = doctor.refusals()
    for problem in found:
        click.echo(f"{problem.id} {problem.says}. {problem.hint}", err=True)
    if found:
        sys.exit(3)


def _log_file(name: str) -> Path:
    folder = ROOT / "var" / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


@click.command()
@click.option("--skip-train", is_flag=True, help="start with the model that is there")
def up(skip_train: bool) -> None:
    """Migrate, load the built-in groups, train when needed, and start every process until Ctrl-C."""
    refuse_unsafe()
    (ROOT / "var").mkdir(exist_ok=True)
    peerline = [sys.executable, "-m", "handoff.cli"]
    steps = [
        ("migrating both databases", [*peerline, "migrate"]),
        ("loading the built-in groups", [*peerline, "groups", "load-builtin"]),
    ]
    if not skip_train:
        steps.append(("training the model, if its inputs changed", [*peerline, "train", "--first"]))
    for n, (what, command) in enumerate(steps, 1):
        click.echo(f"[{n}/{len(steps)}] {what}")
        if code := subprocess.call(command, cwd=ROOT):
            click.echo(f"stopped: {what} ended with {code}", err=True)
            sys.exit(3)
    from handoff import supervise
    from handoff.commands.people import first_login

    click.echo("starting the processes (their logs are in var/log)")
    sys.exit(supervise.run(first_login()))


@click.command()
@click.option("--workers", default=1, show_default=True, help="web processes; more than one wants PostgreSQL")
def web(workers: int) -> None:
    """The public door: gunicorn with gevent."""
    refuse_unsafe()
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        "--worker-class",
        "gevent",
        "--workers",
        str(workers),
        "--bind",
        settings.value("WEB_BIND"),
        "--worker-connections",
        "4000",
        "--timeout",
        "60",
        "--keep-alive",
        "65",  # longer than a proxy or a browser keeps a quiet connection
        "--graceful-timeout",
        "5",
        "--log-level",
        "warning",
        "--log-file",
        str(_log_file("web")),
        "--no-control-socket",  # it would open a file in the home folder
        "handoff.wsgi:app()",
    ]
    os.chdir(ROOT)
    os.execv(command[0], command)


@click.command()
def worker() -> None:
    """Due work: handle what is unhandled, move cases, send texts. Any number may run."""
    refuse_unsafe()
    from handoff import logs, work_loop

    logs.set_up()
    work_loop.run()


@click.command()
def auditor() -> None:
    """Watch, from another process and by other queries, that every open case has a next step that is not overdue."""
    refuse_unsafe()
    from handoff import auditor as process
    from handoff import logs

    logs.set_up()
    process.run()


@click.command()
def phones() -> None:
    """The phone simulator: a fake Twilio with a page of phones. Refused in production."""
    if settings.in_production() or not settings.simulated():
        click.echo("E040 the phone simulator runs only without Twilio keys and outside production", err=True)
        sys.exit(3)
    os.execv(sys.executable, [sys.executable, "-m", "handoff.channels.sms.fake"])


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--log", "log", help="name of a file in var/log for its output")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def keep(command: tuple[str, ...], log: str | None) -> None:
    """Run COMMAND and start it again when it dies."""
    from handoff import supervise

    sys.exit(supervise.keep(command, log=_log_file(log) if log else None))
