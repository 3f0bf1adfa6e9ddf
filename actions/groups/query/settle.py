"""Which of several towns of one name is meant, or the question that settles it."""

from typing import Any

from actions.groups import places
from actions.groups.places_build import HOME
from actions.groups.query.known_places import capitals, regions
from actions.groups.query.sentence import Sentence
from actions.groups.query.towns import FAMOUS, TOWN, Found

_VILLAGE = 15_000  # people
_ASK_FROM = 40_000  # people; a namesake smaller than this is not asked about,
_ASK_SHARE = 10  # unless it has a tenth of the larger one's people, and is a town itself


def settle(
    said: Sentence, found: Found, place: dict[str, Any], said_country: str | None, here: str | None, tz: str | None
) -> dict[str, Any] | None:
    """Country and state of a place when they are sure; else the question to ask. tz: the person's zone."""
    if found.region:
        place.update(
            {"country": found.region.country} | ({"admin1": found.region.admin1} if found.region.admin1 else {})
        )
        return None
    wanted = found.state[0] if found.state else said_country or here
    fitting = _at_home(found.towns, wanted, said=said_country is not None or found.state is not None)
    if found.state:
        fitting = tuple(p for p in fitting if p.admin1 == found.state[1]) or fitting
    if not fitting:
        place.update({"country": wanted} if wanted else {})
        return None
    if wanted and fitting[0].country == wanted:
        sure = places.sure(fitting) or _in_zone(fitting, tz)
        options = fitting
    else:
        options = _by_country(fitting)
        if len(options) == 1:  # one country, which may have two such towns itself
            options = tuple(p for p in fitting if p.country == options[0].country)
            sure = places.sure(options)
        else:
            sure = None
    if not sure and len({_label(p, "") for p in options}) == 1:  # nobody could tell them apart by name
        sure = max(options, key=lambda p: p.people)
    if sure:
        place.update({"country": sure.country} | ({"admin1": sure.admin1} if sure.admin1 else {}))
        return None
    place.update({"country": wanted} if wanted and fitting[0].country == wanted else {})
    return {
        "slot": "place",
        "question": f"Which {place['name']} do you mean?",
        "options": [{"label": _label(p, place["name"]), "value": _label(p, place["name"])} for p in _largest(options)],
    }


def _in_zone(towns: tuple[places.Place, ...], tz: str | None) -> places.Place | None:
    """The one large namesake of the person's own zone; of several the largest, if it is its state's capital."""
    mine = tuple(p for p in towns if p.tz == tz)
    first = max(mine, key=lambda p: p.people, default=None)
    if first is None or first.people < places.LARGE:
        return None
    capital = capitals().get((first.country, first.admin1)) == places.key_of(first.name)
    return first if capital else places.sure(mine)


def _at_home(towns: tuple[places.Place, ...], country: str | None, *, said: bool) -> tuple[places.Place, ...]:
    """The namesakes at home; all of them when home has only a village and the world a city ("Montreal" in the US)."""
    home = tuple(p for p in towns if p.country == country)
    largest = max((p.people for p in home), default=0)
    famous = max((p.people for p in towns), default=0)
    if not home or (not said and famous >= FAMOUS and largest < _VILLAGE and largest * 20 < famous):
        return tuple(p for p in towns if p.people >= largest) if home else towns
    return home


def _by_country(towns: tuple[places.Place, ...]) -> tuple[places.Place, ...]:
    """The largest of each country that is worth asking about."""
    best: dict[str, places.Place] = {}
    named = {t.name for t in towns[:1]}  # its own name goes before what another is also called ("Parys" for Paris)
    own = tuple(t for t in towns if t.name in named) if towns and towns[0].people >= FAMOUS else towns
    for town in sorted(own, key=lambda p: -p.people):
        best.setdefault(town.country, town)
    ranked = sorted(best.values(), key=lambda p: (p.country not in HOME, -p.people))
    most = max((p.people for p in ranked), default=0)
    large = [
        p
        for p in ranked
        if p.country in HOME and (p.people >= _ASK_FROM or (p.people >= TOWN and p.people * _ASK_SHARE >= most))
    ]
    return tuple(large) or (max(ranked, key=lambda p: p.people),)


def _largest(options: tuple[places.Place, ...]) -> list[places.Place]:
    return sorted(options, key=lambda p: -p.people)[:3]


def _label(town: places.Place, name: str) -> str:
    """The town with its state or country, as the person may answer it."""
    long = {r.admin1: n.title() for n, r in regions().items() if r.country == town.country and r.admin1}
    return f"{name}, {long.get(town.admin1 or '', town.admin1) or town.country}"
