"""Paging supervisors, coordinators and the operator; nudging whoever has the case."""

from datetime import datetime

from sqlalchemy.orm import Session

from handoff import outbox, settings
from handoff.cases import changes, links, refs, store
from handoff.cases.models import Case
from handoff.channels.sms import pace
from handoff.volunteers import roster, texts, wording
from handoff.volunteers.models import Volunteer


def page_next(db: Session, case: Case, change: changes.Page, now: datetime) -> None:
    """Page the next one of supervisors and coordinators; with none at all, the operator."""
    targets = store.page_targets(db, now)
    case.supervisor_at = now
    turn = case.nudge if case.state in changes.FREE else 0
    if change.nudge is not None:
        case.nudge = change.nudge
    if not targets:
        page_operator(db, "no_supervisor", now)
    asked = targets if case.severity >= 4 and turn == 0 else targets[turn % len(targets) :][:1] if targets else []
    for who in asked:
        page(db, case, who.id, now)
    store.record(db, case.id, "supervisor_paged", now, why=change.why, volunteers=[v.id for v in asked])


def page(db: Session, case: Case, volunteer_id: int, now: datetime) -> None:
    """One page to one supervisor, with their own ref and link."""
    token = links.link_for(db, case.id, volunteer_id, now)
    texts.to_volunteer(
        db,
        volunteer_id,
        "page",
        now,
        kind="text.page",
        case_id=case.id,
        severity=case.severity,
        cause=f"page:{case.id}:{volunteer_id}:{now.timestamp():.0f}",
        ref=refs.ref_for(db, case.id, volunteer_id, now),
        language=texts.language_name(case.language),
        url=links.address(token),
    )


def name_of(db: Session, volunteer_id: int) -> str:
    """A volunteer's first name, as colleagues and people read it."""
    volunteer = db.get(Volunteer, volunteer_id)
    return volunteer.display_name if volunteer else ""


def page_operator(db: Session, why: str, now: datetime) -> None:
    """Text the operator, once a quarter of an hour for one cause; nothing when no number is set."""
    number = settings.value("OPERATOR_NUMBER")
    if number:
        outbox.queue(
            db,
            kind="text.page",
            line=pace.any_line(db, now),
            to=number,
            now=now,
            body=wording.text("operator", what=why),
            key=f"operator:{why}:{int(now.timestamp() // 900)}",
        )


def external(db: Session, case: Case, _change: changes.StateExternal, now: datetime) -> None:
    case.external_at = now
    store.record(db, case.id, "external_stated", now)


def coordinator(db: Session, case: Case, _change: changes.AlertCoordinator, now: datetime) -> None:
    case.coordinator_at = now
    told = []
    for who in roster.with_role(db, "coordinator"):
        if texts.to_volunteer(
            db,
            who.id,
            "nobody_on_shift",
            now,
            kind="text.page",
            case_id=case.id,
            cause=f"nobody:{case.id}:{who.id}",
            language=texts.language_name(case.language),
            url=f"{links.host()}/c/team",
        ):
            told.append(who.id)
    store.record(db, case.id, "coordinator_told", now, volunteers=told)


def nudge(db: Session, case: Case, change: changes.Nudge, now: datetime) -> None:
    if change.level is not None:
        case.nudge = change.level
    if case.volunteer_id is None:
        return
    texts.to_volunteer(
        db,
        case.volunteer_id,
        change.key,
        now,
        kind="text.answer",
        case_id=case.id,
        cause=f"{change.key}:{case.id}:{now.timestamp():.0f}",
        ref=refs.ref_for(db, case.id, case.volunteer_id, now),
    )
    store.record(db, case.id, "nudged", now, volunteer=case.volunteer_id, key=change.key)
