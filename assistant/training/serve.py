"""Starts Rasa with the model that serves: `python -m assistant.training.serve`. Loopback, token, own tracker file."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from assistant.training import registry
from assistant.training.project import Project, Surroundings, box_env
from assistant.training.running import DEVELOPMENT_TOKEN, token
from assistant.training.train import card

YIELDS = 5  # steps of niceness: where processors are short, the door and the worker go before the assistant


def command(project: Project, environ: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """(argv, env) that start Rasa. Reads RASA_PORT, RASA_TOKEN, ACTIONS_PORT, PEERLINE_ENV; raises Surroundings.

    The tracker file holds what people wrote in the clear (trap R12): its owner alone reads it, the door purges it.
    """
    key = registry.current(project)
    if key is None or card(project, key) is None:
        raise Surroundings("no model serves yet: run `peerline train`, then `peerline promote MODEL`")
    if not project.rasa_python.exists():
        raise Surroundings(f"the Rasa box is missing: no {project.rasa_python}. Run `make setup`.")
    secret = token(environ)
    if environ.get("PEERLINE_ENV") == "production" and secret == DEVELOPMENT_TOKEN:
        raise Surroundings("RASA_TOKEN is the one of development: set another one")  # trap R13
    tracker = Path(environ.get("RASA_TRACKER_DB") or project.var / "rasa_tracker.db")
    tracker.parent.mkdir(parents=True, exist_ok=True)
    tracker.touch(mode=0o600)
    arguments = [
        "run",
        "--enable-api",
        "--interface",
        "127.0.0.1",
        "--port",
        environ.get("RASA_PORT") or "5005",
        "--model",
        str(project.model(key)),
        "--endpoints",
        str(project.root / "assistant" / "endpoints.yml"),
        "--credentials",
        str(project.root / "assistant" / "credentials.yml"),
        "--auth-token",
        secret,
        "--quiet",
    ]
    actions = environ.get("ACTIONS_URL") or f"http://127.0.0.1:{environ.get('ACTIONS_PORT') or '5055'}/webhook"
    env = box_env(
        {
            "PEERLINE_RASA_ARGS": json.dumps(arguments),
            "RASA_TRACKER_DB": str(tracker),
            "ACTIONS_URL": actions,
            "LOG_LEVEL": "WARNING",
            "LOG_LEVEL_LIBRARIES": "ERROR",  # below WARNING Rasa writes messages into its log
        }
    )
    return [str(project.rasa_python), str(Path(__file__).parent / "in_box" / "run.py")], env


def main() -> None:
    """Become Rasa; exit 3 when that is not possible."""
    project = Project()
    try:
        argv, env = command(project, os.environ)
    except Surroundings as error:
        print(error, file=sys.stderr)
        sys.exit(3)
    os.chdir(project.root)
    os.nice(YIELDS)
    os.execve(argv[0], argv, env)


if __name__ == "__main__":
    main()
