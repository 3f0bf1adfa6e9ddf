"""What `make run` asks before it starts Rasa: is there a model for the present data, and does it serve."""

from collections.abc import Callable
from typing import Any

from assistant.training import registry
from assistant.training.project import Project, Refused
from assistant.training.promote import promote
from assistant.training.train import Risk, card, train


def ready(project: Project, risk: Risk | None, progress: Callable[[str], None] = print) -> dict[str, Any]:
    """Train when the inputs changed, and let the result serve: {"key", "trained", "serves", "refused"}.

    The first model of a checkout serves without gates: there is none to compare it with, and without one nothing
    answers. A later one must pass them; when it does not, the one before goes on and `refused` says why.
    Raises   BadData, Surroundings. Cost 0.2 s when nothing changed, else about a minute.
    """
    made = train(project, progress=progress, risk=risk)
    now, key = registry.current(project), made["key"]
    refused = None
    if now is None or card(project, now) is None:
        registry.switch(project, key, "first")
    elif now != key:
        try:
            promote(project, key, risk, progress=progress)
        except Refused as error:
            refused = str(error)
            progress(f"the new model {key} does not serve: {refused}. {now} goes on")
    return {"key": key, "trained": not made["reused"], "serves": registry.current(project), "refused": refused}
