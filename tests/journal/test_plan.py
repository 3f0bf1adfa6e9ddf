"""The safety plan in words: it fits wherever it goes, and one part of it is never read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import gsm7, storage
from actions.exercises import lint
from actions.journal import plan_store, plan_text, service
from actions.journal.models import Plan
from actions.journal.plan_store import PARTS
from tests.journal.helpers import words

WORDS = st.text(min_size=1, max_size=200)
PEOPLE = st.lists(st.fixed_dictionaries({"name": WORDS, "phone": st.sampled_from(["", "202-555-0142"])}), max_size=5)
KEPT = st.fixed_dictionaries(
    {},
    optional={
        "help_people": PEOPLE,
        **{name: st.lists(WORDS, max_size=5) for name in ("warning_signs", "solo_coping", "distract", "services")},
        "safer_step": st.just("the marked place under the stairs"),
        "reason": WORDS,
    },
)
LINES = st.sampled_from(
    [(), ("call or text 988", "emergency 911"), ("call SADAG 0800 567 567", "emergency 112 (mobile) or 10111")]
)


@settings(max_examples=150, deadline=None)
@given(kept=KEPT, lines=LINES, room=st.integers(60, 306))
def test_the_pocket_plan_and_the_rest_fit_two_segments(kept, lines, room):
    pocket = plan_text.pocket(kept, lines, room)
    assert (gsm7.cost(pocket) or 999) <= room
    for text in plan_text.rest(kept):
        assert (gsm7.cost(text) or 999) <= lint.SMS_PLACES
    assert "marked place" not in " ".join([pocket, plan_text.whole(kept, lines), *plan_text.rest(kept)])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mary 202-555-0142", {"name": "Mary", "phone": "202-555-0142"}),
        ("my sister: +44 20 7946 0000", {"name": "my sister", "phone": "+44 20 7946 0000"}),
        ("Tom", {"name": "Tom", "phone": ""}),
        ("Flat 12", {"name": "Flat 12", "phone": ""}),
    ],
)
def test_a_number_stands_apart_from_the_name(typed, kept):
    assert plan_store._somebody(typed) == kept


def test_a_skip_never_empties_a_part(ana):
    ana.starts("safety_plan")
    ana.types("i go out less")
    with storage.writing(ana.engine) as db:
        plan_store.keep(db, ana.person_id, {}, 1, ana.clock.at)
        assert plan_store.parts(db, ana.person_id) == {"warning_signs": ["i go out less"]}


def test_it_begins_at_every_level_and_a_calm_person_is_not_asked_about_last_time(ana):
    assert "Part 1" in words(ana.starts("safety_plan", level="R4"))
    ana.types("i go out less")
    assert "Signs: i go out less" in words(ana.starts("safety_plan", level="R0"))


def test_the_same_message_twice_is_taken_once(ana):
    ana.starts("safety_plan")
    first = ana.types("i go out less")
    assert words(ana.repeats("i go out less")) == words(first)
    assert len(ana.rows(Plan)) == 1


def test_a_plan_made_says_so_and_one_without_people_does_not(ana):
    def walk(*answers: str):
        ana.starts("safety_plan")
        for answer in answers:
            taken = ana.types(answer)
        return taken

    partly = walk("skip", "a walk", "skip", "skip", "skip", "skip", "skip", "it fits")
    assert partly.directives == () and partly.run == "ended"
    ana.starts("safety_plan")
    ana.presses("change")
    ana.types("4")
    ana.types("my sister")
    whole = ana.types("it fits")
    assert [d["do"] for d in whole.directives] == ["plan_made"]


def test_all_parts_are_exported_and_erased(ana):
    ana.starts("safety_plan")
    ana.types("i go out less")
    with storage.writing(ana.engine) as db:
        assert service.export(db, ana.person_id)["plans"][0]["parts"] == {"warning_signs": ["i go out less"]}
        service.erase(db, ana.person_id)
        assert plan_store.parts(db, ana.person_id) == {}
    assert len(PARTS) == 7
