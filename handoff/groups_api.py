"""The directory for others, read-only: Meeting Guide JSON, HSDS services, one calendar a listing. No session needed.

Nothing here leads into a meeting: no link, number or code, no withheld place; only what its licence lets us pass on.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from actions import clock
from actions.groups import calendars, export
from handoff.errors import Problem

blueprint = Blueprint("groups_api", __name__)
BATCH, MOST_A_PAGE = 100, 200
OFTEN, RARELY = RateLimitItemPerMinute(120), RateLimitItemPerMinute(6)
_asks = MovingWindowRateLimiter(MemoryStorage())
_ID = re.compile(r"[a-z2-7]{10}")


def _engine(limit: Any) -> Engine:
    if not _asks.hit(limit, "groups", request.remote_addr or ""):
        raise Problem(
            429, "groups.too_often", "That was asked several times.", "Wait a minute.", headers={"Retry-After": "60"}
        )
    found: Engine = current_app.extensions["peerline"].groups_engine
    return found


def _read(engine: Engine, after: str, size: int) -> list[export.Shown]:
    try:
        return export.page(engine, after, size)
    except SQLAlchemyError:
        raise Problem(503, "groups.away", "The list of groups is not there now.", "Try again in a minute.") from None


@blueprint.get("/groups/meetings.json")
def meetings() -> Response:
    """Everything that meets every week, in the Meeting Guide format, in pieces: a large list stops nobody's chat."""
    engine = _engine(RARELY)
    first = _read(engine, "", BATCH)

    def rows() -> Iterator[str]:
        part, begun, counted = first, False, export.LeftOut()
        yield "["
        while part:
            for row in (r for one in part for r in export.as_meeting_guide(one, counted)):
                yield ("," if begun else "") + json.dumps(row, ensure_ascii=False)
                begun = True
            part = export.page(engine, part[-1].id, BATCH)
        yield "]"

    return Response(rows(), content_type="application/json; charset=utf-8")


@blueprint.get("/groups/services")
def services() -> Response:
    """A page of HSDS 3 services; `after` is the id of the last one of the page before."""
    engine = _engine(OFTEN)
    after, size = request.args.get("after", ""), request.args.get("per_page", "50")
    if (after and not _ID.fullmatch(after)) or not (size.isdigit() and 1 <= int(size[:6]) <= MOST_A_PAGE):
        raise Problem(422, fields={"after": "the id of a service", "per_page": f"1 to {MOST_A_PAGE}"})
    found = _read(engine, after, int(size))
    following = found[-1].id if len(found) == int(size) else None
    return jsonify(
        {
            "total_items": export.total(engine),
            "size": len(found),
            "empty": not found,
            "next_after": following,
            "contents": [export.as_hsds(one) for one in found],
        }
    )


@blueprint.get("/groups/services/<listing>")
def service(listing: str) -> Response:
    """One HSDS 3 service."""
    return jsonify(export.as_hsds(_one(_engine(OFTEN), listing)))


@blueprint.get("/groups/<listing>.ics")
def calendar(listing: str) -> Response:
    """The times of one listing as a calendar. `neutral=1`: without its name, page and place."""
    made = calendars.of(_one(_engine(OFTEN), listing), clock.now(), neutral=request.args.get("neutral") == "1")
    if made is None:
        raise _unknown()
    return Response(
        made,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )


def _one(engine: Engine, listing: str) -> export.Shown:
    if not _ID.fullmatch(listing):
        raise _unknown()
    try:
        found = next(export.shown(engine, public_id=listing), None)
    except SQLAlchemyError:
        raise Problem(503, "groups.away", "The list of groups is not there now.", "Try again in a minute.") from None
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Problem:
    return Problem(404, "listing.unknown", "There is no such listing here.", "Take the id from the list.")
