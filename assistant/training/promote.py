"""Lets a model serve: gates, health questions in the box, the change, health questions to the running server."""

from collections.abc import Callable, Mapping
from typing import Any

from assistant.training import evaluate as measured
from assistant.training import reading, registry
from assistant.training.compare import compare
from assistant.training.project import Project, Refused, locked
from assistant.training.running import BadModel, Running
from assistant.training.train import Risk, card

Progress = Callable[[str], None]


class WentBack(RuntimeError):
    """The change was made and undone, because the running server did not answer the health questions. Exit code 4."""


class DoNotPromote(Refused):
    """The gates say no; `verdict` says why."""

    def __init__(self, verdict: Mapping[str, Any]) -> None:
        super().__init__("; ".join(verdict["reasons"]))
        self.verdict = verdict


def gates(
    project: Project,
    key: str,
    risk: Risk | None,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """The verdict on a model against the one that serves. Measures whichever has no report on the present checks."""

    def report(of: str) -> dict[str, Any]:
        found = measured.report(project, of)
        if found is None or (found["safety"] is None and risk):
            progress(f"measuring {of}")
            found = measured.evaluate(project, of, risk)
        return found

    serving = registry.current(project)
    is_there = serving and serving != key and card(project, serving)
    return compare(report(serving) if serving and is_there else None, report(key))


def promote(
    project: Project,
    key: str,
    risk: Risk | None,
    *,
    running: Running | None = None,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """Make `key` the model that serves: at once when Rasa runs, else from its next start.

    Raises   DoNotPromote (gates), Refused (no such model), WentBack (undone), Surroundings
    Returns  the registry row, with `swap_s` (None when Rasa does not run) and the health questions asked
    """
    if card(project, key) is None:
        raise Refused(f"model {key} is not there or is damaged: run `peerline train`")
    verdict = gates(project, key, risk, progress)
    if not verdict["promote"]:
        raise DoNotPromote(verdict)
    return change(project, key, "promote", running or Running.from_environment(), progress)


def change(project: Project, key: str, what: str, running: Running, progress: Progress) -> dict[str, Any]:
    """Change the running model and the registry together; goes back when the health questions fail."""
    with locked(project, "switch"):
        swap_s, asked = None, 0
        if running.is_up():
            progress("changing the model of the running assistant")
            swap_s, asked = _swap(project, key, running)
        return registry.switch(project, key, what) | {"swap_s": swap_s, "health_questions": asked}


def _swap(project: Project, key: str, running: Running) -> tuple[float, int]:
    before = registry.current(project)
    try:
        swap_s = running.put_model(project.model(key))
    except BadModel as error:
        raise Refused(str(error)) from error
    questions = reading.rows(project, "health.yml")
    ill = [str(place) for row, place in questions if running.intent_of(str(row["text"])) not in _intents(row)]
    if not ill:
        return swap_s, len(questions)
    if before and card(project, before):
        running.put_model(project.model(before))
    raise WentBack(
        f"the running assistant answered {len(ill)} of {len(questions)} health questions wrong, "
        f"the first is {ill[0]}; " + (f"{before} serves again" if before else "there was no model before")
    )


def _intents(row: Mapping[str, Any]) -> list[str]:
    return [row["must"]] if isinstance(row["must"], str) else list(row["must"])
