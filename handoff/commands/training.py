"""The operator's verbs. The library is `assistant.training`; the risk reader is handed to it from here, the top."""

from assistant.training.cli import commands


def _read_risk(text: str) -> int:
    """The level (0..4) that the door's risk reader gives a message."""
    from handoff.safety import detect

    return int(detect.load().assess(text).level)


_BY_NAME = {command.name: command for command in commands(_read_risk)}
validate, train, evaluate = _BY_NAME["validate"], _BY_NAME["train"], _BY_NAME["evaluate"]
compare, promote, rollback = _BY_NAME["compare"], _BY_NAME["promote"], _BY_NAME["rollback"]
