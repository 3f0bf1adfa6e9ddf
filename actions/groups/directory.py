"""The groups database of this process."""

from functools import lru_cache

from sqlalchemy import Engine

from actions import settings, storage


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return storage.engine(url)


def engine(url: str | None = None) -> Engine:
    """The engine for `url`, or for GROUPS_DATABASE_URL; kept for the process."""
    return _engine(url or settings.value("GROUPS_DATABASE_URL"))
