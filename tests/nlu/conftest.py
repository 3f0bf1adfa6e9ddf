"""The trained model and the running Rasa, once for the whole run."""

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.training import evaluate, train
from assistant.training.project import Project
from handoff.commands.training import RISK
from tests.real_rasa import RealRasa, RecordedActions, available, serving

PROJECT = Project()


def trained() -> str:
    """Train the model for the present inputs where it is not there. Returns its key."""
    return str(train.train(PROJECT, risk=RISK)["key"])


def measured(key: str) -> dict[str, Any]:
    """What a model does on nlu_data/checks; measured once for each model and set of checks."""
    return evaluate.report(PROJECT, key) or evaluate.evaluate(PROJECT, key, RISK)


@pytest.fixture(scope="session")
def rasa_model() -> str:
    """The key of the model for the present inputs: trained when it is not there, else reused."""
    if not available():
        pytest.skip("left out by PEERLINE_TEST_RASA=no")
    if not PROJECT.rasa_python.exists():
        pytest.fail(f"the Rasa box is missing ({PROJECT.rasa_python}): run `make setup` (or set PEERLINE_TEST_RASA=no)")
    return trained()


@pytest.fixture(scope="session")
def report(rasa_model: str) -> dict[str, Any]:
    """What the model does on nlu_data/checks; measured once for each model and set of checks."""
    return measured(rasa_model)


@pytest.fixture(scope="session")
def recorded_actions() -> Iterator[RecordedActions]:
    """An action server that only says which action was called."""
    server = RecordedActions()
    yield server
    server.close()


@pytest.fixture(scope="session")
def real_rasa(
    rasa_model: str, recorded_actions: RecordedActions, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealRasa]:
    """One Rasa process for all tests, with a registry and a tracker file of its own."""
    running = RealRasa(serving(PROJECT, tmp_path_factory.mktemp("var"), rasa_model), recorded_actions.port)
    yield running
    running.close()
