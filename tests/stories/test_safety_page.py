"""The public page of the protocol: what runs, whose signature is missing, counts without names."""

import re
from datetime import timedelta

import pytest

from actions import storage
from handoff import counts
from handoff.cases import plan as plans
from handoff.cases.models import Case
from handoff.conversations.models import Conversation, SafetyCount


def page(world) -> str:
    answer = world.client.get("/safety")
    assert answer.status_code == 200 and "script" not in answer.headers["Content-Security-Policy"]
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_it_shows_levels_questions_minutes_and_lines(world):
    text = page(world)
    for words in ("R4: imminent", "are you having thoughts of suicide", "988lifeline.org", "1-800-799-7233",
                  "at once", "a human who closes it", "a draft that nobody has signed yet", "not signed"):  # fmt: skip
        assert words in text, words
    assert "{" not in text and "None" not in text
    assert world.client.get("/safety/page.css").status_code == 200
    assert 'href="/safety"' in world.client.get("/demo").get_data(as_text=True)


def test_the_minutes_are_those_that_run(world, monkeypatch):
    assert "3 min</td><td>5 min" in page(world)
    monkeypatch.setitem(plans.DEFAULTS, 3, plans.Plan(3, 4, 7, (0, 2), 6))
    assert "4 min</td><td>7 min" in page(world)


def test_signatures_are_the_deployers(world, monkeypatch):
    monkeypatch.setenv("SAFETY_SIGNED", "Dr A. Sample, clinician, 2026-12-01; B. <b>Sample</b>, lawyer")
    text = page(world)
    assert "Dr A. Sample" in text and "2026-12-01" in text and "&lt;b&gt;" in text
    assert "no date" in text and text.count("not signed") == 1


def test_the_lines_are_those_of_the_countries_served(world, monkeypatch):
    monkeypatch.setenv("SERVED_COUNTRIES", "GB,KE")
    text = page(world)
    assert "Samaritans" in text and "findahelpline.com" in text and "988lifeline" not in text


def test_what_happens_is_counted_and_rounded(world, ana):
    assert "Nothing has been counted yet" in page(world)
    ana.types("i dont want to be alive anymore").sees_crisis_line()
    ana.sees_something() if ana.unread() else None
    with storage.reading(world.engine) as db:
        found = {row.what: row.count for row in db.query(SafetyCount)}
    assert found == {"line_shown": 1, "human_offered": 1}
    assert "fewer than 5" in page(world) and "Ana" not in page(world)


def test_barrier_and_choice_are_counted(world, ana):
    ana.types("i want to die").sees_crisis_line()
    ana.sees_something() if ana.unread() else None
    ana.types("i can't call them").sees_something()
    ana.presses("I only want to chat").sees_something()
    ana.presses("Write to the line").sees_something()
    with storage.reading(world.engine) as db:
        found = {row.what: row.count for row in db.query(SafetyCount)}
    assert found["barrier_asked"] == 1 and found["line_chosen"] == 1


def closed_case(db, conversation_id, volunteer_id, opened, seconds, severity=3):
    """A case of the past, with a volunteer's first words after so many seconds."""
    replied = opened + timedelta(seconds=seconds)
    db.add(
        Case(
            conversation_id=conversation_id, state="closed", severity=severity, peak_severity=severity, why="risk",
            plan=plans.plan_for(severity).to_json(), opened_at=opened, waiting_since=opened, volunteer_id=volunteer_id,
            accepted_at=opened, first_reply_at=replied, closed_at=replied, close_reason="done", closed_by=volunteer_id,
        )
    )  # fmt: skip


def test_the_time_to_a_human_comes_from_five_cases_on(world, ana, vera):
    now = world.clock()
    with storage.writing(world.engine) as db:
        conversation_id = db.query(Conversation).one().id
        for n in range(4):
            closed_case(db, conversation_id, vera.id, now, 30 + n)
    assert "too few cases" in page(world)
    with storage.writing(world.engine) as db:
        closed_case(db, conversation_id, vera.id, now, 540, severity=4)
    text = page(world)
    assert "after 32 seconds in half" in text and "9 minutes in nineteen of twenty" in text


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "about 5"), (23, "about 25")]
)
def test_small_counts_name_nobody(count, said):
    assert counts.rounded(count) == said


def test_counting_twice_in_a_month_adds_up(world):
    for _ in range(3):
        with storage.writing(world.engine) as db:
            counts.add(db, "line_shown", world.clock())
    with storage.reading(world.engine) as db:
        assert db.query(SafetyCount).one().count == 3
