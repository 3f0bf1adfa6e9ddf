"""The safety set, read by the door's own reader: exact, no row below its level."""

from assistant.training.evaluate import safety
from assistant.training.project import Project
from handoff.commands.training import _read_risk


def test_no_row_is_noticed_less_than_it_must_be() -> None:
    made = safety(Project(), _read_risk)
    assert made["below"] == []
    assert made["count"] >= 25
