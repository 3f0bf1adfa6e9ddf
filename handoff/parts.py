"""The working parts of a process, built from settings: engines, the risk reader, wording, Rasa, the door."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from actions import settings as base_settings
from actions import storage
from handoff import rasa_client, settings
from handoff.channels.web.hub import Hub
from handoff.safety import crisis_lines, wording
from handoff.safety.learn import follow


@dataclass
class Parts:
    """Everything a view or a loop needs, made once a process. Tests hand in their own engines and Rasa."""

    engine: Engine
    groups_engine: Engine
    rasa: Any
    detector: Any
    words: Any
    org: str = "Peerline"
    countries: tuple[str, ...] = ("US",)
    zone: str = "America/New_York"
    tracker_url: str = ""
    hub: Hub = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Hub(self.engine)

    @cached_property
    def door(self) -> Any:
        from handoff.door import Door

        return Door(self)

    def country(self, known: str | None) -> str | None:
        """The country whose lines are shown: the person's, else the only one served, else none (file INT)."""
        if known:
            return known
        return self.countries[0] if len(self.countries) == 1 else None

    def lines(self, country: str | None) -> Any:
        return crisis_lines.lines_for(self.country(country))

    def contacts(self, country: str | None) -> list[dict[str, str]]:
        """The crisis contacts as links for the widget."""
        return self.lines(country).contacts()

    def shift(self, db: Session, now: datetime) -> tuple[bool, datetime | None]:
        """(somebody is on shift now, when the next shift starts)."""
        from handoff.volunteers import service as volunteers

        there = volunteers.cover(db, now)
        return there.on_shift, there.next_shift

    def purge(self, conversation_key: str) -> None:
        """Delete what Rasa keeps of a conversation."""
        if self.tracker_url:
            rasa_client.purge(self.tracker_url, conversation_key)


def build(*, with_detector: bool = True) -> Parts:
    """The parts as the settings say. Loading the risk reader takes a second or two."""
    rasa = rasa_client.RasaClient(f"http://127.0.0.1:{settings.value('RASA_PORT')}", settings.value("RASA_TOKEN"))
    return Parts(
        engine=storage.engine(settings.value("DATABASE_URL")),
        groups_engine=storage.engine(settings.value("GROUPS_DATABASE_URL")),
        rasa=rasa,
        detector=follow.load() if with_detector else None,
        words=wording.load("en"),
        org=settings.value("ORG_NAME"),
        countries=tuple(settings.countries()),
        zone=settings.value("DEFAULT_ZONE"),
        tracker_url=f"sqlite:///{base_settings.ROOT}/var/rasa_tracker.db",
    )
