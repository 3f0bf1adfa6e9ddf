"""Which model serves now, which served before, and who changed that when: var/models/registry.json."""

import getpass
import json
from datetime import UTC, datetime
from typing import Any

from assistant.training.project import Project, Refused, write_json
from assistant.training.train import card


def read(project: Project) -> dict[str, Any]:
    """{"current": key or None, "previous": key or None, "rows": [...]}, the newest row last."""
    try:
        found: dict[str, Any] = json.loads(project.registry.read_text(encoding="utf-8"))
        return found
    except FileNotFoundError:
        return {"current": None, "previous": None, "rows": []}


def current(project: Project) -> str | None:
    """The key of the model that serves, or would at the next start. None before the first."""
    key: str | None = read(project)["current"]
    return key


def find(project: Project, name: str) -> str:
    """The key a name stands for: a key, the beginning of one, "current" or "previous". Raises Refused."""
    now = read(project)
    if name in ("current", "previous"):
        if not now[name]:
            raise Refused(f"there is no {name} model yet")
        return str(now[name])
    keys = [p.parent.name for p in project.models.glob("*/card.json") if p.parent.name.startswith(name)]
    if len(keys) != 1:
        raise Refused(f"no model is called {name}" if not keys else f"{name} is the beginning of {len(keys)} models")
    return keys[0]


def switch(project: Project, key: str, what: str) -> dict[str, Any]:
    """Write that `key` serves from now on; the one before becomes "previous". Returns the new row."""
    now, made = read(project), card(project, key) or {}
    row = {
        "key": key,
        "what": what,
        "from": now["current"],
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "who": getpass.getuser(),
        "report": project.shown(project.folder(key) / "report.json"),
        **{
            name: made.get(name)
            for name in ("data_commit", "config_sha256", "lock_sha256", "model_sha256", "risk_sha256")
        },
    }
    previous = now["previous"] if key == now["current"] else now["current"]
    write_json(project.registry, {"current": key, "previous": previous, "rows": [*now["rows"], row]})
    return row
