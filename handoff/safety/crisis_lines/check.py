"""Are the crisis lines fit to be shown? Numbers, pages, and how long ago somebody verified them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import phonenumbers

from handoff.safety.crisis_lines import ANYWHERE, Channel, CrisisLines, Row, lines_for

OLD_AFTER_DAYS = 90
NEEDED = ("emergency", "crisis")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a row. severity "error" (may not be shown) or "warning"."""

    severity: str
    country: str
    service: str
    says: str


def check(lines: CrisisLines, today: date) -> list[Finding]:
    """Every finding about one country, errors first."""
    found = [finding for row in lines.rows.values() for finding in _check_row(lines.country, row, today)]
    if "crisis" not in lines.rows:
        found.append(Finding("warning", lines.country, "crisis", "is missing: the page that finds a line stands in"))
    return sorted(found, key=lambda f: (f.severity != "error", f.service))


def _check_row(country: str, row: Row, today: date) -> Iterable[Finding]:
    if not row.page.startswith("https://"):
        yield Finding("error", country, row.service, "has no first-party page")
    if country != ANYWHERE and not row.channels:
        yield Finding("error", country, row.service, "has no number")
    for channel in row.channels:
        if channel.kind in ("call", "text"):
            yield from _check_number(country, row.service, channel)
    if row.verified_on is None:
        yield Finding("warning", country, row.service, "verify before launch: verified_on is empty")
    elif (age := (today - row.verified_on).days) > OLD_AFTER_DAYS:
        yield Finding("warning", country, row.service, f"verified {age} days ago")


def _check_number(country: str, service: str, channel: Channel) -> Iterable[Finding]:
    try:
        number = phonenumbers.parse(channel.digits, country)
    except phonenumbers.NumberParseException:
        yield Finding("error", country, service, f"is no number of {country}: {channel.value}")
        return
    known = phonenumbers.is_valid_number_for_region(number, country)
    if known or phonenumbers.is_valid_short_number_for_region(number, country):
        return
    if phonenumbers.is_possible_short_number_for_region(number, country):
        yield Finding("warning", country, service, f"is a possible short number, not a listed one: {channel.value}")
    else:
        yield Finding("error", country, service, f"is no number of {country}: {channel.value}")


def unfit_for_production(countries: Iterable[str]) -> list[str]:
    """Why production may not start for these countries: one line a needed row that nobody has verified, or that is
    missing because the country has no file (the row for anywhere else stands in, and needs verifying too)."""
    out = []
    for country in countries:
        lines = lines_for(country)
        for service in NEEDED:
            row = lines.rows.get(service)
            if row is None:
                out.append(f"{country}: there is no {service} line ({lines.country}.yml)")
            elif row.verified_on is None:
                out.append(f"{country}: the {service} line ({lines.country}.yml) was never verified")
    return out


def overdue(countries: Iterable[str], today: date) -> list[str]:
    """One line for each row of these countries that somebody verified too long ago."""
    return [
        f"{finding.country}: the {finding.service} line was {finding.says}"
        for country in countries
        for finding in check(lines_for(country), today)
        if finding.says.startswith("verified ")
    ]
