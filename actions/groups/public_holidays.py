"""Public holidays from the packaged, dated table of `holidays`: "skip_public:GB-ENG", "only_public:US". No network."""

from datetime import date
from functools import lru_cache

KNOWN_UNTIL = date(2028, 12, 31)  # later, movable days rest on estimates: the answer then says "check"
FROM_ZONE = {
    "Europe/London": "GB-ENG",
    "Europe/Dublin": "IE",
    "Pacific/Auckland": "NZ",
    "Africa/Johannesburg": "ZA",
    "Asia/Kolkata": "IN",
}


@lru_cache(maxsize=512)
def _days(country: str, region: str | None, year: int) -> frozenset[date]:
    import holidays  # half a second: only for who has such a rule

    try:
        return frozenset(holidays.country_holidays(country, subdiv=region, years=[year]))
    except NotImplementedError:
        return frozenset(holidays.country_holidays(country, years=[year])) if region else frozenset()


def is_public(where: str, on: date) -> bool:
    """Whether a date is a public holiday there; `where` is "US" or with a region, "GB-ENG". False when not known."""
    country, _, region = where.partition("-")
    return on in _days(country, region or None, on.year)


def meets(rule: str | None, on: date) -> bool:
    """Whether a holiday rule lets a group meet on a date."""
    if not rule or rule == "none":
        return True
    kind, _, where = rule.partition(":")
    if kind == "skip_public":
        return not is_public(where, on)
    return is_public(where, on) if kind == "only_public" else True


def doubtful(rule: str | None, on: date) -> bool:
    """Whether the table does not reach that far: the answer then says to check on public holidays."""
    return bool(rule) and rule != "none" and on > KNOWN_UNTIL


def region_of(country: str | None, tz: str | None, admin1: str | None = None) -> str | None:
    """Where a group's public holidays are looked up; None when nothing shows."""
    if country == "GB":
        return f"GB-{ {'Scotland': 'SCT', 'Wales': 'WLS', 'Northern Ireland': 'NIR'}.get(admin1 or '', 'ENG') }"
    if country:
        return country
    return FROM_ZONE.get(tz or "") or ("US" if (tz or "").startswith("America/") else None)
