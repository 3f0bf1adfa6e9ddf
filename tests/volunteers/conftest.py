"""The small world of cases, on every database."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cases.world import World


@pytest.fixture
def world(database_url: str, clock: Any) -> Iterator[World]:
    made = World(database_url, clock)
    yield made
    made.engine.dispose()
