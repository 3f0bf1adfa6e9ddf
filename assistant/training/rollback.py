"""Goes back to a model that has served before. No gates: it has passed them once, and the way back must be short."""

import time
from collections.abc import Callable
from typing import Any

from assistant.training import registry
from assistant.training.project import Project, Refused
from assistant.training.promote import change
from assistant.training.running import Running
from assistant.training.train import card


def rollback(
    project: Project,
    name: str = "previous",
    *,
    running: Running | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Serve the previous model again, or another one that has served. Returns the row and the seconds it took.

    Raises Refused when there is none, when it never served, or when its file is gone or damaged.
    """
    started = time.monotonic()
    key, now = registry.find(project, name), registry.read(project)
    if key not in {row["key"] for row in now["rows"]}:
        raise Refused(f"{key} has never served: use `peerline promote {key}`")
    if key == now["current"]:
        raise Refused(f"{key} serves already")
    if card(project, key) is None:
        raise Refused(f"the file of {key} is gone or damaged; it cannot serve")
    row = change(project, key, "rollback", running or Running.from_environment(), progress)
    return row | {"seconds": round(time.monotonic() - started, 2)}
