"""Makes a model, once for each set of inputs. The model's name is the hash of everything it is made from."""

import hashlib
import json
import os
import resource
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from assistant.training import reading
from assistant.training.project import Project, Surroundings, box_env, in_box, locked, sha256, write_json
from assistant.training.validate import errors, validate

SEED = 7  # stands in config.yml too: the classifier's random_state
LIMIT_S = 600.0
RISK = "risk.npz"  # the weights of the door's classifier of risk, in the model's folder
Progress = Callable[[str], None]
# (text, turns before as {"who", "text"}, country) -> "R0".."R4"
RiskReader = Callable[[str, Sequence[Mapping[str, str]], str | None], str]


class Risk(Protocol):
    """The door's side of a model, handed in from above: its weights lie beside the Rasa model and move with it."""

    def key(self) -> str:
        """A hash over everything that the weights are made from."""

    def train(self, path: Path, progress: Progress) -> Mapping[str, Any]:
        """Put the weights at `path`; returns what the card tells of them."""

    def reader(self, path: Path) -> RiskReader:
        """The door's reader of risk with the weights at `path`; by rules alone where there are none."""


class BadData(ValueError):
    """The data has errors; nothing was trained. `findings` says which."""

    def __init__(self, findings: list[Any]) -> None:
        super().__init__(f"{len(findings)} errors in the training data")
        self.findings = findings


def inputs(project: Project) -> Iterator[Path]:
    """Every file a model is made from, in a fixed order: data, domain, components, configuration, pins."""
    yield from reading.yaml_files(project.train_dir)
    yield from reading.yaml_files(project.domain_dir)
    yield from sorted((project.root / "assistant" / "nlu").rglob("*.py"))
    yield project.config
    yield project.root / "assistant" / "rasa.lock"


def box_key(project: Project, seed: int = SEED) -> str:
    """16 hex digits over names and bytes of all inputs of the Rasa model, and the seed."""
    digest = hashlib.sha256(f"seed {seed}\n".encode())
    for path in inputs(project):
        digest.update(f"{path.relative_to(project.root)}\n{sha256(path)}\n".encode())
    return digest.hexdigest()[:16]


def model_key(project: Project, seed: int = SEED, risk: Risk | None = None) -> str:
    """16 hex digits over all inputs: those of the Rasa model, and of the weights of risk where they are trained too."""
    box = box_key(project, seed)
    return hashlib.sha256(f"{box} {risk.key()}".encode()).hexdigest()[:16] if risk else box


def card(project: Project, key: str) -> dict[str, Any] | None:
    """The card of a model, or None unless the model lies there whole (its hash is the one on the card)."""
    path = project.folder(key) / "card.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        parts = [("model_sha256", project.model(key)), ("risk_sha256", project.folder(key) / RISK)]
        whole = all(sha256(file) == found[name] for name, file in parts if name in found or file == parts[0][1])
        return found if whole else None
    except (OSError, ValueError, KeyError):
        return None


def train(
    project: Project,
    *,
    seed: int = SEED,
    progress: Progress = lambda _: None,
    limit_s: float = LIMIT_S,
    risk: Risk | None = None,
) -> dict[str, Any]:
    """The card of the model for the present inputs; trained only when it is not there yet (`reused` says which).

    risk     trains the door's weights of risk, which are kept in the same folder; None: without them
    Raises   BadData before any training, Surroundings when the box is missing or the time is over
    Cost     0.1 s when reused, about a minute otherwise; everything the box prints goes to train.log beside the model
    """
    key = model_key(project, seed, risk)
    found = card(project, key)
    if found:
        return found | {"reused": True}
    wrong = errors(validate(project))
    if wrong:
        raise BadData(wrong)
    with locked(project):
        found = card(project, key)  # somebody else may have trained it while we waited
        if found:
            return found | {"reused": True}
        return _train(project, key, seed, progress, limit_s, risk) | {"reused": False}


def _train(
    project: Project, key: str, seed: int, progress: Progress, limit_s: float, risk: Risk | None
) -> dict[str, Any]:
    beside = project.models / f".{key}.{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    started, cpu, log = time.monotonic(), _cpu_s(), project.models / f"{key}.log"
    log.unlink(missing_ok=True)
    try:
        box = box_key(project, seed)
        if not _copied(project, box, beside):
            _learn(project, log, beside, limit_s, _Watch(log, started, _usual(project), progress))
        made = _card(project, key, seed, beside / "model.tar.gz") | {"box_key": box}
        if risk:
            made["risk"] = risk.train(beside / RISK, progress)
            made["risk_sha256"] = sha256(beside / RISK)
        made |= {"seconds": round(time.monotonic() - started, 1), "cpu_s": round(_cpu_s() - cpu, 1)}
        write_json(beside / "card.json", made)
        if log.exists():
            log.rename(beside / "train.log")
        shutil.rmtree(project.folder(key), ignore_errors=True)  # only a broken one can be there
        beside.rename(project.folder(key))
        return made
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _copied(project: Project, box: str, beside: Path) -> bool:
    """Take the Rasa model of another whole model that was made from the same inputs: only risk was edited."""
    for path in sorted(project.models.glob("*/card.json")):
        other = card(project, path.parent.name)
        if other and other.get("box_key") == box:
            shutil.copyfile(project.model(other["key"]), beside / "model.tar.gz")
            return True
    return False


def _learn(project: Project, log: Path, beside: Path, limit_s: float, watch: Callable[[], None]) -> None:
    arguments = [
        "train",
        "--config",
        str(project.config),
        "--domain",
        str(project.domain_dir),
        "--data",
        str(project.train_dir),  # trap R6: everything below a --data folder is learnt
        "--out",
        str(beside),
        "--fixed-model-name",
        "model",
    ]
    code = in_box(
        project, "run.py", [], log, limit_s=limit_s, env={"PEERLINE_RASA_ARGS": json.dumps(arguments)}, watch=watch
    )
    if code != 0 or not (beside / "model.tar.gz").exists():
        raise Surroundings(f"training ended with code {code}; the end of {project.shown(log)} says why")


class _Watch:
    """Reads the log while the box trains, and tells what is being done and how long it may take."""

    def __init__(self, log: Path, started: float, usual_s: float, progress: Progress) -> None:
        self._log, self._started, self._usual, self._progress = log, started, usual_s, progress
        self._said = ""

    def __call__(self) -> None:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines() if self._log.exists() else []
        parts = [line.split("'")[1] for line in lines if "Starting to train component" in line]
        doing = f"learning: {parts[-1]}" if parts else "starting the Rasa box"
        if doing != self._said:
            self._said = doing
            gone = time.monotonic() - self._started
            left = f"about {self._usual - gone:.0f} s left" if gone < self._usual else "longer than usual"
            self._progress(f"{doing} ({gone:.0f} s gone, {left})")


def _usual(project: Project) -> float:
    """How long training took here at most before; 60 s when never."""
    cards = [json.loads(path.read_text(encoding="utf-8")) for path in project.models.glob("*/card.json")]
    return max((float(made.get("seconds", 60)) for made in cards), default=60.0)


def _cpu_s() -> float:
    """Processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _card(project: Project, key: str, seed: int, model: Path) -> dict[str, Any]:
    told = reading.training_examples(project)
    return {
        "key": key,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed,
        "bytes": model.stat().st_size,
        "model_sha256": sha256(model),
        "config_sha256": sha256(project.config),
        "lock_sha256": sha256(project.root / "assistant" / "rasa.lock"),
        "data_commit": _commit(project),
        "examples": len(told),
        "intents": len({e.intent for e in told}),
        "fitted": _fitted(model),
    }


def _fitted(model: Path) -> dict[str, Any]:
    """The numbers that training itself measured: tau, threshold, cross-validated accuracy."""
    found: dict[str, Any] = {}
    with tarfile.open(model) as archive:
        for member in archive.getmembers():
            if member.name.endswith(("/fitted.json", "/encoder.json")) and (part := archive.extractfile(member)):
                found |= json.loads(part.read())
    return found


def _commit(project: Project) -> str:
    """The commit of the data; "+changes" when files were edited since. Empty outside of git."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=project.root, capture_output=True, text=True, env=box_env())
        return done.stdout.strip() if done.returncode == 0 else ""

    head = git("rev-parse", "--short=12", "HEAD")
    edited = git("status", "--porcelain", "--", "nlu_data", "assistant", "config.yml")
    return head + ("+changes" if head and edited else "")
