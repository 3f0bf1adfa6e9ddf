"""The operator's verbs. The library is `assistant.training`; the part about risk is handed to it from here, the top."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.training.cli import commands

Progress = Callable[[str], None]
Reader = Callable[[str, Sequence[Mapping[str, str]], str | None], str]


class _Risk:
    """`handoff.safety.learn.keep.Risk`, imported when it is needed: other commands start without spaCy and numpy."""

    @staticmethod
    def _part() -> Any:
        from handoff.safety.learn import keep

        return keep.Risk()

    def key(self) -> str:
        return str(self._part().key())

    def train(self, path: Path, progress: Progress) -> Mapping[str, Any]:
        made: Mapping[str, Any] = self._part().train(path, progress)
        return made

    def reader(self, path: Path) -> Reader:
        made: Reader = self._part().reader(path)
        return made


RISK = _Risk()
_BY_NAME = {command.name: command for command in commands(RISK)}
validate, train, evaluate = _BY_NAME["validate"], _BY_NAME["train"], _BY_NAME["evaluate"]
compare, promote, rollback = _BY_NAME["compare"], _BY_NAME["promote"], _BY_NAME["rollback"]
