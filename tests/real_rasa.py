"""The real Rasa for tests: trained once per set of inputs, started once, on loopback, with a port of its own."""

import json
import os
import shutil
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from assistant.training import registry, serve
from assistant.training.project import Project, write_json
from assistant.training.running import Running
from tests.conftest import free_port

TOKEN = "token-of-the-tests"
STARTS_WITHIN_S = 150


class RecordedActions:
    """An action server that says the name of the action it was asked for; `calls` keeps the whole requests."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                recorder.calls.append(asked)
                raw = json.dumps({"events": [], "responses": [{"text": f"({asked['next_action']})"}]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class RealRasa:
    """One Rasa process serving a model of a project of its own (`var` is temporary, the checkout is the real one)."""

    def __init__(self, project: Project, actions_port: int) -> None:
        self.project, self.port = project, free_port()
        self.running = Running(self.port, TOKEN)
        self.log = project.var / "rasa.log"
        argv, env = serve.command(
            project, {"RASA_PORT": str(self.port), "RASA_TOKEN": TOKEN, "ACTIONS_PORT": str(actions_port)}
        )
        self._out = self.log.open("wb")
        self.process = subprocess.Popen(argv, env=env, cwd=project.root, stdout=self._out, stderr=subprocess.STDOUT)
        self._wait()

    def _wait(self) -> None:
        ends = time.monotonic() + STARTS_WITHIN_S
        while not self.running.is_up():
            if self.process.poll() is not None or time.monotonic() > ends:
                self.close()
                raise RuntimeError("Rasa did not start:\n" + self.log.read_text(errors="replace")[-3000:])
            threading.Event().wait(0.3)

    def say(self, sender: str, message: str, **metadata: Any) -> list[dict[str, Any]]:
        """One turn over the REST channel."""
        answered = requests.post(
            f"http://127.0.0.1:{self.port}/webhooks/rest/webhook",
            timeout=30,
            json={"sender": sender, "message": message, "metadata": metadata},
        )
        answered.raise_for_status()
        found: list[dict[str, Any]] = answered.json()
        return found

    def close(self) -> None:
        """Stop the process."""
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._out.close()


def borrowed(project: Project, var: Path, key: str, name: str | None = None) -> str:
    """Put a copy of a trained model into another `var`, under its own or another name. Returns that name."""
    name = name or key
    target = Project(project.root, var).folder(name)
    shutil.copytree(project.folder(key), target)
    card = json.loads((target / "card.json").read_text(encoding="utf-8")) | {"key": name}
    write_json(target / "card.json", card)
    (target / "report.json").unlink(missing_ok=True)
    return name


def serving(project: Project, var: Path, key: str) -> Project:
    """A project with a `var` of its own in which `key` serves."""
    own = Project(project.root, var)
    borrowed(project, var, key)
    registry.switch(own, key, "first")
    return own


def available() -> bool:
    """Whether the Rasa box is there; PEERLINE_TEST_RASA=no leaves it out on purpose."""
    return os.environ.get("PEERLINE_TEST_RASA") != "no"
