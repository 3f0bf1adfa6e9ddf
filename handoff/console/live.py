"""The live view of an open case: a stream whose ids are message numbers, replayed from `Last-Event-ID`, and the same by
polling where streams do not get through. Without either, the page works by reloading."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, copy_current_request_context, current_app, jsonify, request

from actions import clock, storage
from handoff.cases.models import Case
from handoff.console import case_page, forms
from handoff.console.actor import Actor, actor, only
from handoff.errors import Problem
from handoff.volunteers import service as volunteers

blueprint = Blueprint("console_live", __name__)
LASTS_S = 900.0  # then the browser connects again, and its login is looked at again
LOOK_EVERY_S = 5.0
SEEN_EVERY_S = 8.0  # a console counts as visible for 20 s (handoff.md 3)
BIGGEST = 2**31 - 1


def news(who: Actor, case_id: int, after: int) -> dict[str, Any] | None:
    """What is new after a number and how the case stands; None when this reader may not follow it any more."""
    with storage.reading(forms.engine()) as db:
        case = db.get(Case, case_id)
        if case is None or not case_page.reads_words(db, who, case, clock.now()):
            return None
        return {
            "case": case_page.state(case),
            "lines": [asdict(line) for line in case_page.lines_after(db, who, case, after)],
        }


def here(who: Actor) -> None:
    """This volunteer has the console before them."""
    if who.volunteer_id is not None:
        with storage.writing(forms.engine()) as db:
            volunteers.seen_in_console(db, who.volunteer_id, clock.now())


def _after() -> int:
    given = request.headers.get("Last-Event-ID") or request.args.get("after") or "0"
    if not (given.isascii() and given.isdigit()) or len(given) > 10 or int(given) > BIGGEST:
        raise Problem(422, fields={"after": "the number of a message"})
    return int(given)


@blueprint.get("/c/cases/<int(max=2147483647):case_id>/messages")
@only("volunteer", "supervisor", link=True, live=True)
def messages(who: Actor, case_id: int) -> Response:
    """What was said after a number, for a page without a stream."""
    found = news(who, case_id, _after())
    if found is None:
        raise Problem(404, "case.unknown", "This conversation is not with you.", "It may have been taken or closed.")
    here(who)
    return jsonify(found)


@blueprint.get("/c/cases/<int(max=2147483647):case_id>/events")
@only("volunteer", "supervisor", link=True, live=True)
def events(who: Actor, case_id: int) -> Response:
    """The same as a stream: `line` events with the message's number as id, `case` events, `over` at the end."""
    after = _after()
    if news(who, case_id, after) is None:
        raise Problem(404, "case.unknown", "This conversation is not with you.", "It may have been taken or closed.")
    with storage.reading(forms.engine()) as db:
        conversation_id = db.get_one(Case, case_id).conversation_id

    @copy_current_request_context
    def look(seq: int) -> dict[str, Any] | None:
        with storage.reading(forms.engine()) as db:
            still = actor(db, clock.now())
        return news(still, case_id, seq) if still is not None else None

    @copy_current_request_context
    def seen() -> None:
        here(who)

    hub = current_app.extensions["peerline"].hub
    answer = Response(_follow(hub, conversation_id, after, look, seen), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _event(name: str, data: Any, id: int | None = None) -> str:
    return f"{f'id: {id}' + chr(10) if id is not None else ''}event: {name}\ndata: {json.dumps(data)}\n\n"


def _follow(
    hub: Any, conversation_id: int, after: int, look: Callable[[int], dict[str, Any] | None], seen: Callable[[], None]
) -> Iterator[str]:
    woken, until, seen_at, told = hub.listen(conversation_id), time.monotonic() + LASTS_S, 0.0, None
    try:
        while time.monotonic() < until:
            woken.clear()
            if time.monotonic() - seen_at >= SEEN_EVERY_S or not seen_at:
                seen_at = time.monotonic()
                seen()
            found = look(after)
            if found is None:
                yield _event("over", {})
                return
            said = [_event("line", line, line["seq"]) for line in found["lines"]]
            after = found["lines"][-1]["seq"] if found["lines"] else after
            if found["case"] != told:
                told = found["case"]
                said.append(_event("case", told))
            yield "".join(said) or ": still here\n\n"
            woken.wait(LOOK_EVERY_S)
    finally:
        hub.leave(conversation_id, woken)
