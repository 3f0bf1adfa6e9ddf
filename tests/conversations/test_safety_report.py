"""The safety report of a year: what it counts, what it rounds, and what it leaves out."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from actions import storage
from handoff import counts, safety_report
from handoff.cases.models import Case
from handoff.commands.report import report
from handoff.conversations import messages
from handoff.safety.ladder import Directive, Outcome, RiskState
from handoff.volunteers.models import Volunteer
from tests.stories.conftest import assistant, groups_url, people_url, templates, world  # noqa: F401

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def heavy(world):  # noqa: F811
    """Nine cases of 2027: six with words of a human after 10 to 60 s, one after 6 min, two without; one of 2026."""

    with storage.writing(world.engine) as db:
        vera = Volunteer(display_name="Vera", state="active", created_at=NEW_YEAR)
        db.add(vera)
        db.flush()
        her_id = vera.id

    def add(at, waited, severity=3):
        with storage.writing(world.engine) as db:
            n = db.query(Case).count()
            talk = messages.new_person(db, at, kind="web", address_hash=f"h{n}", zone=None, country="US")
            answered = at + timedelta(seconds=waited) if waited else None
            case = Case(conversation_id=talk.id, severity=severity, peak_severity=severity, why="risk", language="en",
                        topics=[], plan={}, plan_version=1, opened_at=at, waiting_since=at, person_words_at=at,
                        accepted_at=answered, first_reply_at=answered)  # fmt: skip
            case.state, case.closed_at, case.close_reason, case.closed_by = "closed", at, "done", 1
            case.volunteer_id = her_id if waited else None
            db.add(case)

    for n in range(1, 7):
        add(NEW_YEAR + timedelta(days=n), 10 * n)
    add(NEW_YEAR + timedelta(days=8), 360)
    add(NEW_YEAR + timedelta(days=9), None)
    add(NEW_YEAR + timedelta(days=300), None)
    add(NEW_YEAR - timedelta(days=1), 5)
    add(NEW_YEAR + timedelta(days=3), 900, severity=2)
    return world


def test_a_year_in_numbers(heavy) -> None:
    with storage.writing(heavy.engine) as db:
        for _ in range(12):
            counts.add(db, "line_shown", NEW_YEAR + timedelta(days=40))
        counts.add(db, "line_shown", NEW_YEAR - timedelta(days=2))
        counts.add(db, "misread", NEW_YEAR)
        made = safety_report.of_year(db, 2027)
    assert (made.line_shown, made.misread, made.barrier_asked) == ("about 10", "fewer than 5", "0")
    assert (made.cases_high_or_imminent, made.human_came) == ("about 10", "about 10")
    assert (made.cases_without_a_humans_words, made.waits_over_five_minutes) == ("fewer than 5", "fewer than 5")
    assert (made.seconds_to_a_human_p50, made.seconds_to_a_human_p95) == (40, 360)
    assert made.protocol_version.startswith("en-")


def test_few_cases_say_nothing_about_waits(heavy) -> None:
    with storage.reading(heavy.engine) as db:
        made = safety_report.of_year(db, 2026)
    assert made.seconds_to_a_human_p50 is None and made.cases_high_or_imminent == "fewer than 5"


def test_the_command(heavy, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", heavy.engine.url.render_as_string(hide_password=False))
    done = CliRunner().invoke(report, ["safety", "--year", "2027", "--json"])
    assert done.exit_code == 0 and json.loads(done.output)["year"] == 2027, done.output
    words = CliRunner().invoke(report, ["safety", "--year", "2025"]).output
    assert "seconds to a human p50" in words and "not enough to say" in words


def test_being_read_wrong_is_counted() -> None:
    told = Outcome(RiskState(), (), (Directive("log_misreading"), Directive("open_case", 2)))
    assert counts.happened(RiskState(), told) == ["human_offered", "misread"]
