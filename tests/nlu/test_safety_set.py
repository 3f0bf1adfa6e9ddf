"""The safety set, read by the door's own reader, with the classifier and without: exact, no row below its level."""

from pathlib import Path

import pytest

from assistant.training.evaluate import safety
from assistant.training.project import Project
from handoff.safety.learn import keep


@pytest.mark.parametrize("weights", [True, False])
def test_no_row_is_noticed_less_than_it_must_be(weights: bool) -> None:
    path = keep.present() if weights else Path("/nowhere/risk.npz")
    made = safety(Project(), keep.Risk().reader(path))
    assert made["below"] == []
    assert made["count"] >= 25
