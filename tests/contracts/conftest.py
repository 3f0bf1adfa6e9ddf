"""The whole system for the contracts: the same as for the stories."""

from tests.stories.conftest import (  # noqa: F401  the same fixtures
    ana,
    assistant,
    groups_url,
    people_url,
    templates,
    vera,
    world,
)
