"""`peerline up`: prepare everything, then run every process of the Procfile under honcho until Ctrl-C."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import requests
from honcho.manager import Manager
from honcho.printer import Printer

from actions.settings import ROOT
from handoff import settings

RESTART_PAUSE_S = (0.5, 1, 2, 5, 10)  # after each death of a kept process; the last is repeated
LIVED_WELL_S = 60  # a process that lived this long starts again at the first pause
READY_WITHIN_S = 120.0


def read_procfile(path: Path) -> dict[str, str]:
    """name -> command of a Procfile."""
    rows = (line.split(":", 1) for line in path.read_text().splitlines() if ":" in line and not line.startswith("#"))
    return {name.strip(): command.strip() for name, command in rows}


def keep(command: Sequence[str], pauses: Sequence[float] = RESTART_PAUSE_S, log: Path | None = None) -> int:
    """Run a command and start it again when it dies. What dies must not take the door with it (design README 3).

    log  a file for its output: Rasa prints more than a screen should show
    """
    deaths = 0
    while True:
        began = time.monotonic()
        with open(log or os.devnull, "ab") as out:
            code = subprocess.call(
                list(command), stdout=out if log else None, stderr=subprocess.STDOUT if log else None
            )
        if code in (-2, -15, 130, 143):  # asked to stop
            return 0
        deaths = 0 if time.monotonic() - began > LIVED_WELL_S else deaths + 1
        pause = pauses[min(deaths, len(pauses) - 1)]
        print(f"stopped with {code}; starting again in {pause} s", file=sys.stderr, flush=True)
        time.sleep(pause)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).status_code < 500
    except requests.RequestException:
        return False


def ports() -> dict[str, int]:
    """The loopback ports of this set-up by process name."""
    return {
        "web": int(settings.value("WEB_BIND").rsplit(":", 1)[1]),
        "rasa": int(settings.value("RASA_PORT")),
        "actions": int(settings.value("ACTIONS_PORT")),
        **({"phones": int(settings.value("SIMULATOR_PORT"))} if settings.simulated() else {}),
    }


def wait_ready(say: Callable[[str], None], within_s: float = READY_WITHIN_S) -> bool:
    """Wait until each process answers, saying so as it happens. False when one did not in time."""
    waiting = ports()
    until = time.monotonic() + within_s
    while waiting and time.monotonic() < until:
        for name, port in list(waiting.items()):
            ready = _answers(f"http://127.0.0.1:{port}/health") if name == "web" else _listens(port)
            if ready:
                say(f"{name} is ready")
                del waiting[name]
        time.sleep(0.25)
    for name in waiting:
        say(f"{name} did not answer within {within_s:.0f} s: see var/log")
    return not waiting


def addresses(login: str) -> list[str]:
    """The lines a newcomer needs."""
    base = f"http://127.0.0.1:{ports()['web']}"
    lines = ["", "Peerline is running. Open:", f"  demo page with the widget   {base}/demo"]
    if settings.simulated():
        lines.append(f"  phone simulator             http://127.0.0.1:{ports()['phones']}/")
    lines += [f"  console (one-time login)    {base}{login}", "Ctrl-C stops everything.", ""]
    return lines


def run(login: str) -> int:
    """Start every process and wait. Returns the exit code."""
    commands = read_procfile(ROOT / "Procfile")
    if not settings.simulated():
        commands.pop("phones", None)
    taken = [f"{name} ({port})" for name, port in ports().items() if _listens(port)]
    if taken:
        click.echo(f"E092 port taken: {', '.join(taken)}. Stop what listens there, or set other ports.", err=True)
        return 3
    # Six processes share the cores: small products are not split over threads that then wait for each other.
    env = {"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
    manager = Manager(Printer(sys.stderr))
    for name, command in commands.items():
        manager.add_process(name, command, env=env, cwd=str(ROOT))

    def announce() -> None:
        if wait_ready(lambda line: click.echo(line)):
            click.echo("\n".join(addresses(login)))

    threading.Thread(target=announce, daemon=True).start()
    manager.loop()
    return 0 if manager.returncode in (0, None, -2, -15, 130, 143) else int(manager.returncode)
