"""Where an import goes, and what it did or would do."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Into:
    """The source that an import writes to."""

    key: str
    kind: str
    url: str | None = None
    name: str | None = None
    licence: str | None = None
    programme: str | None = None
    tz: str | None = None
    stale_after_days: int = 180
    etag: str | None = None
    last_modified: str | None = None
    extras: dict[str, str] = field(default_factory=dict)
    refresh_minutes: int | None = None


@dataclass
class Report:
    """What an import did or would do. Every row is in exactly one of added, changed, same, rejected, review."""

    source: str
    status: str = "applied"
    run_id: int | None = None
    rows_in: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    vanished: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    review: list[dict[str, Any]] = field(default_factory=list)
    warnings: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    secrets_removed: int = 0
    refused_because: str | None = None
    took_ms: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The document that `import --json` prints."""
        return {"v": 1, **self.__dict__}
