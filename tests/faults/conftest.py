"""Houses on both databases, and the one kennel of the run."""

from collections.abc import Iterator

import pytest

from tests.faults.house import House, Kennel
from tests.stories.conftest import groups_url, people_url, templates  # noqa: F401  the same fixtures
from tests.stub_rasa import StubRasa


@pytest.fixture(scope="session")
def kennel() -> Iterator[Kennel]:
    made = Kennel()
    yield made
    made.close()


@pytest.fixture(scope="session")
def rasa() -> Iterator[StubRasa]:
    with StubRasa() as stub:
        yield stub


@pytest.fixture
def house(
    people_url: str,  # noqa: F811
    groups_url: str,  # noqa: F811
    kennel: Kennel,
    rasa: StubRasa,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[House]:
    """A house with Vera on shift, whose processes ask a double of Rasa."""
    from handoff.rasa_client import RasaClient

    made = House(people_url, groups_url, kennel, RasaClient(f"http://127.0.0.1:{rasa.port}"))
    made.env["RASA_PORT"] = str(rasa.port)
    for name, value in made.env.items():
        monkeypatch.setenv(name, value)
    made.vera_is_on_shift()
    try:
        yield made
    finally:
        made.close()
