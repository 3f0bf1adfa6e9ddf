"""The Rasa server that runs now, as promote and rollback see it: its model is changed without stopping it."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from assistant.training.project import Surroundings

DEVELOPMENT_TOKEN = "only-for-development"
SWAP_LIMIT_S = 60.0
QUICK_SWAP_S = 1.0  # trap R7: a swap stops the server for as long as it takes


class BadModel(RuntimeError):
    """The running Rasa did not take the model; it goes on with the one it had."""


def token(environ: Mapping[str, str] | None = None) -> str:
    """RASA_TOKEN, or the content of the file RASA_TOKEN_FILE."""
    env = os.environ if environ is None else environ
    if env.get("RASA_TOKEN_FILE"):
        return Path(env["RASA_TOKEN_FILE"]).read_text(encoding="utf-8").strip()
    return env.get("RASA_TOKEN") or DEVELOPMENT_TOKEN


@dataclass(frozen=True)
class Running:
    """Address and token of a Rasa server on loopback."""

    port: int
    token: str

    @classmethod
    def from_environment(cls) -> "Running":
        """The server that RASA_PORT and RASA_TOKEN name."""
        return cls(int(os.environ.get("RASA_PORT") or "5005"), token())

    def _call(self, method: str, path: str, body: Any = None, timeout_s: float = 10) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False  # loopback: no proxy of the environment may come between
            return session.request(
                method,
                f"http://127.0.0.1:{self.port}{path}",
                params={"token": self.token},
                json=body,
                timeout=timeout_s,
            )

    def is_up(self) -> bool:
        """Whether it answers with a model loaded. Raises Surroundings when it refuses our token."""
        try:
            answered = self._call("GET", "/status", timeout_s=5)
        except requests.RequestException:
            return False
        if answered.status_code in (401, 403):
            raise Surroundings(f"Rasa on port {self.port} refuses the token: set the RASA_TOKEN it was started with")
        return answered.status_code == 200

    def put_model(self, model: Path) -> float:
        """Change the model; chats go on, since conversations are in the tracker file. Returns the seconds it took.

        Raises BadModel when Rasa refuses it; then it keeps the one it had.
        """
        started = time.monotonic()
        try:
            answered = self._call("PUT", "/model", {"model_file": str(model)}, timeout_s=SWAP_LIMIT_S)
        except requests.RequestException as error:
            raise BadModel(f"Rasa gave no answer to the change of model ({type(error).__name__})") from error
        if answered.status_code != 204:
            raise BadModel(f"Rasa refused the model with status {answered.status_code}")
        return round(time.monotonic() - started, 3)

    def intent_of(self, text: str) -> str:
        """What the running model takes a sentence for; "" when it gives no answer."""
        try:
            answered = self._call("POST", "/model/parse", {"text": text})
            return str(answered.json()["intent"]["name"]) if answered.status_code == 200 else ""
        except (requests.RequestException, ValueError, KeyError):
            return ""
