"""The one clock. Whatever needs the time takes it as an argument or asks here; SQL never uses the database's own."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def _wall() -> datetime:
    return datetime.now(UTC)


_source: Clock = _wall


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def use(source: Clock | None) -> None:
    """Replace the clock of this process (tests, simulator); None goes back to the wall clock."""
    global _source
    _source = source or _wall
