"""What an operator does with the lines: a test text to their own phone, a pause, and its end."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from handoff import outbox, settings
from handoff.cases import store
from handoff.channels.sms import pace
from handoff.channels.sms.models import Text
from handoff.console import accounts, lines, times
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field, reason
from handoff.errors import Problem
from handoff.volunteers import wording

blueprint = Blueprint("console_lines", __name__)
TESTS_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)


@blueprint.post("/c/operate/test")
@only("operator", "coordinator")
def test_text(who: Actor) -> BaseResponse:
    """A text by one of our lines to one's own phone, through the outbox like every other."""
    now, line = clock.now(), next((name for name in pace.NAMES if name == field("line", 8)), None)
    if line is None:
        raise Problem(422, fields={"line": "public or staff"})
    with storage.writing(engine()) as db:
        to = lines.own_phone(db, who)
        said = "no_phone" if to is None else "test_often" if _too_often(db, who, now) else "test"
        if to is not None and said == "test":
            outbox.queue(
                db,
                kind="text.test",
                line=line,
                to=to,
                body=wording.text("test", at=times.clock_time(now, settings.value("COVERAGE_ZONE"))),
                now=now,
                key=f"test:{who.account_id}:{line}:{now.timestamp():.3f}",
                volunteer_id=who.volunteer_id,
            )
        accounts.audit(db, who.who, "line.test", f"line:{line}", now, said)
    return redirect(f"/c/operate?said={said}")


def _too_often(db: Session, who: Actor, now: datetime) -> bool:
    sent = select(func.count()).where(Text.key.startswith(f"test:{who.account_id}:"), Text.created_at > now - AN_HOUR)
    return (db.scalar(sent.select_from(Text)) or 0) >= TESTS_AN_HOUR


@blueprint.post("/c/operate/lines/<line>/<any('pause', 'resume'):what>")
@only("operator", "coordinator")
def change(who: Actor, line: str, what: str) -> Any:
    """Let a line, or its stand-in, send nothing until somebody resumes it. A pause needs a reason, its
    end may have one; both stand in the audit trail."""
    now = clock.now()
    if line not in pace.senders():
        raise Problem(404)
    why = reason("Say why, so that whoever looks next knows.") if what == "pause" else field("why")
    with storage.writing(engine()) as db:
        done = pace.pause(db, line, now) if what == "pause" else pace.resume(db, line)
        if done:
            accounts.audit(db, who.who, f"line.{what}", f"line:{line}", now, why or None)
            store.poke_free(db, now)  # who can be asked, and how, has changed
    return redirect(f"/c/operate?said={'line_' + what if done else 'line_same'}")
