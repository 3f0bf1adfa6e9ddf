"""Reading one mapping of a file, strictly: a missing, unknown or misshapen key is written down with its place."""

from collections.abc import Iterator
from typing import Any, TypeVar

T = TypeVar("T")
_MISSING: Any = object()


class Fields:
    """The keys of one mapping. Problems are collected, so that a file's author sees all of them at once."""

    def __init__(self, data: Any, where: str, problems: list[str]) -> None:
        self.where, self.problems = where, problems
        if not isinstance(data, dict):
            self.say("", "is not a mapping")
            data = {}
        self._data: dict[str, Any] = dict(data)
        self._taken: set[str] = set()

    def say(self, key: str, says: str) -> None:
        """Note a problem at this place."""
        self.problems.append(f"{'.'.join(part for part in (self.where, key) if part)} {says}")

    def at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def get(self, key: str, kind: type[T], default: T = _MISSING) -> T:
        """The value of a key, of this type; the default (or the type's empty value, with a problem) otherwise."""
        self._taken.add(key)
        value = self._data.get(key)
        if value is None:
            if default is _MISSING:
                self.say(key, "is missing")
                return kind()
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.say(key, f"should be {kind.__name__}")
            return kind() if default is _MISSING else default
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of strings; a lone string is a list of one."""
        self._taken.add(key)
        value = self._data.get(key)
        if value is None:
            if default is None:
                self.say(key, "is missing")
            return default or ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.say(key, "should be a list of words")
            return ()
        return tuple(items)

    def raw(self, key: str) -> Any:
        self._taken.add(key)
        return self._data.get(key)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._data))

    def done(self) -> None:
        """Every key that nobody asked for is a problem: most often a misspelt one."""
        for key in self._data:
            if key not in self._taken:
                self.say(str(key), "is no key here")
