"""The whole system of the stories, without its worker: conversations are played through the real door."""

from tests.stories.conftest import (  # noqa: F401  the same fixtures
    assistant,
    groups_url,
    people_url,
    templates,
    world,
)
