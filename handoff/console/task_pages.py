"""Things to do about people: a talk after a heavy conversation, a phone that no longer takes texts, a follow-up."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import settings
from handoff.console import accounts, words
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field
from handoff.errors import Problem
from handoff.rows import changed
from handoff.volunteers.models import Task, Volunteer

blueprint = Blueprint("console_tasks", __name__)
DONE_SHOWN = 10


@blueprint.get("/c/tasks")
@only("coordinator", "supervisor")
def tasks(who: Actor) -> str:
    """What is to do, the most pressing first, and what was done lately."""
    now = clock.now()
    with storage.writing(engine()) as db:
        accounts.audit(db, who.who, "viewed", "tasks", now)
        todo = _rows(db, Task.done_at.is_(None), Task.due_at)
        done = _rows(db, Task.done_at.is_not(None), Task.done_at.desc())[:DONE_SHOWN]
        return render_template(
            "tasks.html",
            who=who,
            now=now,
            todo=todo,
            done=done,
            outcomes=words.load()["outcome"],
            zone=settings.value("COVERAGE_ZONE"),
            said=words.said(request.args.get("said", "")),
        )


def _rows(db: Session, wanted: Any, order: Any) -> list[Any]:
    return list(
        db.execute(
            select(Task, Volunteer.display_name)
            .outerjoin(Volunteer, Volunteer.id == Task.volunteer_id)
            .where(wanted)
            .order_by(order, Task.id)
            .limit(200)
        ).all()
    )


@blueprint.post("/c/tasks/<int(max=2147483647):task_id>/done")
@only("coordinator", "supervisor")
def done(who: Actor, task_id: int) -> Any:
    """Mark a task as done, with what came of it. Done twice is done once."""
    outcome, now = field("outcome") or "talked", clock.now()
    if outcome not in words.load()["outcome"]:
        raise Problem(422, fields={"outcome": ", ".join(words.load()["outcome"])})
    with storage.writing(engine()) as db:
        if db.get(Task, task_id) is None:
            raise Problem(404, "task.unknown", "There is no such task.", "Look at the list of tasks.")
        if changed(
            db, update(Task).where(Task.id == task_id, Task.done_at.is_(None)).values(done_at=now, outcome=outcome)
        ):
            accounts.audit(db, who.who, "task.done", f"task:{task_id}", now, outcome)
    return redirect("/c/tasks?said=task")
