"""The search document of `peerline groups search --json`: sentences in, slots, results and helplines out."""

import os
import time
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from actions.groups import helplines, query, search, taxonomy
from actions.groups.places import country_of_zone
from actions.groups.query import Reading
from actions.storage import reading as read_session


def document(
    engine: Engine,
    turns: list[str],
    *,
    tz: str | None,
    country: str | None,
    now: datetime,
    limit: int = 3,
    care: str | None = None,
    lang: str | None = None,
    skip: int = 0,
    explain: bool = False,
) -> dict[str, Any]:
    """The document after the last of several turns. Raises search.Unavailable.

    lang     the language the person writes in, when the sentence does not say one
    skip     how many of the best results were shown before
    explain  adds "explained": what each turn was read as
    """
    began = time.perf_counter()
    reading = query.read_turns(turns, now=now, tz=tz, country=country, care_given=care)
    if lang and lang[:2] != "en" and "languages" not in reading.slots and reading.slots:
        reading = query.with_slots(reading, languages=[lang])
    found = search.find(engine, reading, now=now, tz=tz, country=country, limit=limit + skip)
    doc: dict[str, Any] = {
        "v": 1,
        "turns": turns,
        "now": now.isoformat(),
        "tz": tz,
        "intent": reading.intent,
        "status": found.status,
        "care": reading.care,
        "slots": reading.slots,
        "resolved": found.resolved,
        "ask": found.ask or reading.ask,
        "blocked_by": found.blocked_by,
        "unread": list(reading.unread),
        "results": found.results[skip:],
        "more": found.more,
        "helplines": lines_beside(engine, reading, now=now, tz=tz, country=country),
    }
    if reading.intent in ("verify_listing", "report") and reading.slots.get("name"):
        about = search.listing_about(engine, reading.slots["name"], now=now)
        doc["listing"] = about[0] if about else None
        doc["also_named"] = about[1:]
    if explain:
        doc["explained"] = _turn_by_turn(turns, now=now, tz=tz, country=country)
    doc["took_ms"] = round((time.perf_counter() - began) * 1000, 1)
    return doc


def lines_beside(
    engine: Engine, reading: Reading, *, now: datetime, tz: str | None, country: str | None
) -> list[dict[str, Any]]:
    """Helplines that fit a search's topics, or those of its programmes; only checked ones in production.

    Raises search.Unavailable.
    """
    slots = reading.slots
    known = taxonomy.load()
    topics = slots.get("topics") or [t for p in slots.get("programme") or () for t in known.programme(p).topics]
    if not topics:
        return []
    here = slots.get("country") or (slots.get("place") or {}).get("country") or country or country_of_zone(tz)
    try:
        with read_session(engine) as db:
            return helplines.beside(
                db,
                country=here,
                topics=topics,
                now=now,
                age=slots.get("age"),
                audience=slots.get("audience") or (),
                checked_only=os.environ.get("PEERLINE_ENV") == "production",
            )
    except SQLAlchemyError as error:
        raise search.Unavailable(type(error).__name__) from error


def _turn_by_turn(turns: list[str], *, now: datetime, tz: str | None, country: str | None) -> list[dict[str, Any]]:
    told = []
    reading = Reading("other", {})
    for turn in turns:
        reading = query.read(turn, now=now, tz=tz, country=country, previous=reading.as_slot())
        told.append({"turn": turn, "said": reading.said, "notes": list(reading.notes), "unread": list(reading.unread)})
    return told
