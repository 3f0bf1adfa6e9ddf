"""The operator's verbs. The library is `assistant.training`; the risk reader is handed to it from here, the top."""

from collections.abc import Mapping, Sequence

from assistant.training.cli import commands


def _read_risk(text: str, history: Sequence[Mapping[str, str]], country: str | None) -> str:
    """The level ("R0".."R4") that the door's risk reader gives a message after the turns before it."""
    from handoff.safety import detect
    from handoff.safety.model import Turn

    before = [Turn(turn["who"], turn["text"]) for turn in history]
    return f"R{int(detect.load().assess(text, before, country).level)}"


_BY_NAME = {command.name: command for command in commands(_read_risk)}
validate, train, evaluate = _BY_NAME["validate"], _BY_NAME["train"], _BY_NAME["evaluate"]
compare, promote, rollback = _BY_NAME["compare"], _BY_NAME["promote"], _BY_NAME["rollback"]
