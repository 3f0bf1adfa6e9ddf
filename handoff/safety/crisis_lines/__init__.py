"""Crisis lines: a file a country, a row a service. The only place where a telephone number of a helpline stands.

Pure after the files are read (once). Phrases are built from a row, so that no text claims more than the row says.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
ANYWHERE = "INT"
SERVICES = ("emergency", "crisis", "text", "child", "domestic_violence", "eating", "poison")
KINDS = ("call", "text", "chat", "web")
_LABELS = {
    "emergency": "Emergency",
    "crisis": "Crisis line",
    "text": "Crisis line by text",
    "child": "For children and young people",
    "domestic_violence": "Abuse at home",
    "eating": "Eating and body",
    "poison": "Poison help",
}


class BadLines(ValueError):
    """A country file that cannot be used."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a service. kind "call", "text", "chat" or "web"; `keyword` is the first word of a text."""

    kind: str
    value: str
    keyword: str | None = None

    @property
    def digits(self) -> str:
        """The number without spaces and dashes."""
        return "".join(c for c in self.value if c.isdigit() or c == "+")

    def contact(self, label: str, service: str) -> dict[str, str]:
        """{label, service, kind: tel|sms|url, href, shown} for the help card."""
        if self.kind == "call":
            return _contact(label, service, "tel", f"tel:{self.digits}", self.value)
        if self.kind == "text":
            body = f"?body={quote(self.keyword)}" if self.keyword else ""
            shown = f"{self.keyword} to {self.value}" if self.keyword else self.value
            return _contact(label, service, "sms", f"sms:{self.digits}{body}", shown)
        return _contact(label, service, "url", self.value, self.value.split("//")[-1].rstrip("/"))


def _contact(label: str, service: str, kind: str, href: str, shown: str) -> dict[str, str]:
    return {"label": label, "service": service, "kind": kind, "href": href, "shown": shown}


@dataclass(frozen=True, slots=True)
class Row:
    """A service. `hours` is "24/7", other words, or None for not known; `cost` is "free" or None for not known."""

    service: str
    name: str
    short: str
    channels: tuple[Channel, ...]
    hours: str | None
    cost: str | None
    languages: tuple[str, ...]
    page: str
    written_on: date
    verified_on: date | None

    def by(self, kind: str) -> Channel | None:
        """The first channel of this kind."""
        return next((channel for channel in self.channels if channel.kind == kind), None)

    def how(self) -> str:
        """Cost, hours and ways, as far as the row knows them: "free, day and night, by call or text"."""
        if not self.by("call") and not self.by("text"):
            return "a page that finds a helpline near you"
        ways = [word for word in ("call", "text") if self.by(word)]
        parts = ["free"] if self.cost == "free" else []
        parts += ["there day and night" if not parts else "day and night"] if self.hours == "24/7" else []
        parts.append(f"by {' or '.join(ways)}" if parts else f"there by {' or '.join(ways)}")
        return ", ".join(parts)

    def do(self) -> str:
        """What to do, in small letters: "call or text 988", "see findahelpline.com"."""
        call, text = self.by("call"), self.by("text")
        if call and text and call.value == text.value and not text.keyword:
            return f"call or text {self.short}"
        if call:
            return f"call {self.short}"
        if text:
            return _text_to(text)
        return f"see {self.short}"

    def now(self) -> str:
        """Who answers, as a whole clause: "988 is there day and night"."""
        if not self.by("call") and not self.by("text"):
            return f"{self.short} shows who can answer"
        return f"{self.short} is there day and night" if self.hours == "24/7" else f"{self.short} can help too"


def _text_to(channel: Channel) -> str:
    return f"text {channel.keyword} to {channel.value}" if channel.keyword else f"text {channel.value}"


@dataclass(frozen=True, slots=True)
class CrisisLines:
    """What one country has. `rows` by service; emergency is always there. Where no crisis line is certain, the page
    that finds one stands in (the row of INT): a missing line is better than a wrong one.

    known_as  other names by which people call the country, in small letters
    """

    country: str
    name: str
    rows: Mapping[str, Row]
    known_as: tuple[str, ...] = ()

    @property
    def crisis(self) -> Row:
        """The country's crisis line, or the page that finds one."""
        return self.rows.get("crisis") or every()[ANYWHERE].rows["crisis"]

    def shown(self) -> dict[str, Row]:
        """service -> row of all that a person is shown, in the order of the card."""
        rows = {**self.rows, "crisis": self.crisis}
        return {service: rows[service] for service in SERVICES if service in rows}

    def values(self) -> dict[str, str]:
        """The placeholder values of the texts: country, emergency, crisis_name, crisis_short, crisis_how, crisis_now,
        crisis_do, crisis_write, and dv_line, child_line, ed_line, poison_line (the crisis line where a row is
        missing). *_do, *_write and *_line are commands in small letters."""
        crisis = self.crisis
        lines = {
            f"{short}_line": self.rows.get(service, crisis).do()
            for short, service in (
                ("dv", "domestic_violence"),
                ("child", "child"),
                ("ed", "eating"),
                ("poison", "poison"),
            )
        }
        return {
            "country": self.name,
            "emergency": self.rows["emergency"].short,
            "crisis_name": crisis.name,
            "crisis_short": crisis.short,
            "crisis_how": crisis.how(),
            "crisis_now": crisis.now(),
            "crisis_do": crisis.do(),
            "crisis_write": self.write(),
            **lines,
        }

    def now_lines(self) -> tuple[str, ...]:
        """What can be called now, in words: the crisis line, then the emergency number."""
        return self.crisis.do(), f"emergency {self.rows['emergency'].short}"

    def write(self) -> str:
        """How to reach somebody without speaking: "text 988", "text SHOUT to 85258", or how to look for a line."""
        for service in ("crisis", "text"):
            row = self.shown().get(service)
            if row and (text := row.by("text")):
                return _text_to(text)
        return f"look on {every()[ANYWHERE].rows['crisis'].short} for a line that takes texts"

    def contacts(self) -> list[dict[str, str]]:
        """Every way to reach somebody, emergency first: {label, service, kind: tel|sms|url, href, shown}."""
        return [
            channel.contact(_LABELS[service] if service == "emergency" else row.name, service)
            for service, row in self.shown().items()
            for channel in row.channels
        ]


def _row(data: dict[str, Any]) -> Row:
    channels = tuple(Channel(c["kind"], str(c["value"]), c.get("keyword")) for c in data["channels"])
    if data["service"] not in SERVICES or any(c.kind not in KINDS for c in channels):
        raise BadLines(f"unknown service or kind in {data['service']!r}")
    return Row(
        service=data["service"],
        name=data["name"],
        short=data["short"],
        channels=channels,
        hours=data["hours"],
        cost=data["cost"],
        languages=tuple(data["languages"]),
        page=data["page"],
        written_on=data["written_on"],
        verified_on=data["verified_on"],
    )


def read(path: Path) -> CrisisLines:
    """Read one country's file. Raises BadLines when it cannot be used."""
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    try:
        rows = [_row(row) for row in data["rows"]]
        by_service = {row.service: row for row in rows}
        if len(by_service) != len(rows) or "emergency" not in by_service:
            raise BadLines(f"{path.name}: one row a service, emergency among them")
        if data["country"] != path.stem:
            raise BadLines(f"{path.name}: is about {data['country']}")
        return CrisisLines(data["country"], data["name"], by_service, tuple(data.get("known_as", ())))
    except (KeyError, TypeError) as wrong:
        raise BadLines(f"{path.name}: {wrong!r}") from wrong


@functools.cache
def every() -> dict[str, CrisisLines]:
    """All countries by code, INT among them."""
    return {path.stem: read(path) for path in sorted(HERE.glob("*.yml"))}


def lines_for(country: str | None) -> CrisisLines:
    """A country's lines; those of INT when the country is None or has no file."""
    return every().get((country or ANYWHERE).upper(), every()[ANYWHERE])
