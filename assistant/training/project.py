"""Where everything about training lies, and how a child process of the Rasa box is started."""

import fcntl
import hashlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


class Surroundings(RuntimeError):
    """Something around us is missing or too slow: no Rasa box, no time left. Exit code 3."""


class Refused(RuntimeError):
    """What was asked is not done, for the reason given. Exit code 1."""


@dataclass(frozen=True)
class Project:
    """One checkout: its training data, its models. Tests make their own."""

    root: Path = ROOT
    var: Path = ROOT / "var"

    @property
    def train_dir(self) -> Path:
        return self.root / "nlu_data" / "train"

    @property
    def checks_dir(self) -> Path:
        return self.root / "nlu_data" / "checks"

    @property
    def domain_dir(self) -> Path:
        return self.root / "assistant" / "domain"

    @property
    def config(self) -> Path:
        return self.root / "config.yml"

    @property
    def models(self) -> Path:
        return self.var / "models"

    @property
    def registry(self) -> Path:
        return self.models / "registry.json"

    @property
    def rasa_python(self) -> Path:
        """The interpreter of the Rasa box; PEERLINE_RASA_PYTHON names another one."""
        return Path(os.environ.get("PEERLINE_RASA_PYTHON") or ROOT / ".venv-rasa" / "bin" / "python")

    def folder(self, key: str) -> Path:
        """Where the model of this key lies."""
        return self.models / key

    def model(self, key: str) -> Path:
        """The model file of this key."""
        return self.folder(key) / "model.tar.gz"

    def shown(self, path: Path) -> str:
        """A path as an operator reads it: from the root of the checkout."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def sha256(path: Path) -> str:
    """The sha256 of a file, as hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, value: Any) -> None:
    """Write beside and rename, so that a reader sees the old file or the new one and nothing between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(beside, path)


@contextmanager
def locked(project: Project, name: str = "lock") -> Iterator[None]:
    """Only one process at a time trains or changes the registry; the others wait."""
    project.models.mkdir(parents=True, exist_ok=True)
    with (project.models / f".{name}").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def box_env(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process in the Rasa box: only what it needs, no secret of the product, no telemetry."""
    passed_on = ("PATH", "HOME", "LANG", "TMPDIR", "OMP_NUM_THREADS")
    return {name: os.environ[name] for name in passed_on if name in os.environ} | {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore",
        "PYTHONDONTWRITEBYTECODE": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TQDM_DISABLE": "1",
        "NO_COLOR": "1",
        **(extra or {}),
    }


def in_box(
    project: Project,
    script: str,
    arguments: Sequence[str],
    log: Path,
    *,
    limit_s: float,
    env: Mapping[str, str] | None = None,
    watch: Callable[[], None] | None = None,
) -> int:
    """Run a script of `in_box/` in the Rasa box; everything it prints goes to the file `log`. Returns its exit code.

    watch   called about twice a second while it runs
    Raises  Surroundings when the box is not there or the time is over (the child is then stopped)
    """
    if not project.rasa_python.exists():
        raise Surroundings(f"the Rasa box is missing: no {project.rasa_python}. Run `make setup`.")
    command = [str(project.rasa_python), str(Path(__file__).parent / "in_box" / script), *arguments]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as out:
        child = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=project.root, env=box_env(env)
        )
        try:
            return _wait(child, limit_s, watch)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()


def _wait(child: subprocess.Popen[bytes], limit_s: float, watch: Callable[[], None] | None) -> int:
    ends = time.monotonic() + limit_s
    while True:
        try:
            return child.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            if watch:
                watch()
            if time.monotonic() > ends:
                raise Surroundings(f"not done within {limit_s:.0f} s; it was stopped") from None


def ask_model(project: Project, model: Path, questions: Mapping[str, Any], limit_s: float = 180) -> dict[str, Any]:
    """The answers of `in_box/ask.py` for a model file. Raises Surroundings when the model cannot be asked."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "questions.json", Path(folder) / "answers.json"
        asked.write_text(json.dumps(questions), encoding="utf-8")
        log = project.models / "ask.log"
        code = in_box(project, "ask.py", [str(model), str(asked), str(answered)], log, limit_s=limit_s)
        if code != 0 or not answered.exists():
            raise Surroundings(f"the model could not be asked; the end of {project.shown(log)} says why")
        found: dict[str, Any] = json.loads(answered.read_text(encoding="utf-8"))
        return found
