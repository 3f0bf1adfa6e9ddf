"""What a volunteer is shown: level, asked and answered, unknown, and the one question to ask next."""

from handoff.safety.ladder import RiskState, view
from handoff.safety.ladder.state import Asked
from handoff.safety.model import Level
from tests.safety.ladder_cast import START, Person, sign


def at(level: int, *lanes: str) -> Person:
    return Person().writes("words", sign(level, *lanes))


def test_nothing_is_to_ask_where_nothing_is() -> None:
    seen = view(RiskState())
    assert seen.level == Level.R0 and seen.next is None and seen.unknown == () and seen.hints == ()
    assert view(RiskState(lanes=("eating",))).unknown == ()


def test_whoever_spoke_of_suicide_is_not_asked_whether_they_think_of_it() -> None:
    seen = view(at(2).state)
    assert seen.unknown == ("tonight", "plan", "behaviour") and seen.next == "tonight"
    assert view(RiskState(level=Level.R1)).unknown == ("thoughts",)
    assert view(at(1).state).next is None  # the words were of suicide
    told = RiskState(level=Level.R2, asked={"thoughts": Asked(START, 1, 1, "yes")})
    assert "thoughts" not in view(told).unknown


def test_higher_levels_want_more_and_a_cases_severity_counts() -> None:
    assert view(at(3).state).unknown == ("tonight", "plan", "means", "when", "with_whom", "behaviour")
    assert view(at(4).state).unknown[0] == "near"
    assert view(at(2).state, 3) == view(at(2).state.but(level=Level.R3), 0)
    assert view(at(3).state, 1).level == Level.R3


def test_answers_settle_what_they_settle() -> None:
    person = at(2).writes("no").writes("rather not say")
    seen = view(person.state, 3)
    assert seen.asked[:2] == (("plan", "no"), ("behaviour", "rather_not"))
    assert seen.unknown == ("tonight", "with_whom", "behaviour") and seen.raised == ()
    seen = view(at(2).writes("a plan").state)
    assert seen.raised == (("plan", "plan"),) and "means" in seen.unknown


def test_when_all_is_known_what_hinders_comes_last() -> None:
    person = at(2)
    for text in ("no", "no", "sure"):
        person.writes(text)
    assert view(person.state).unknown == () and view(person.state).next == "barrier"
    assert view(person.writes("I'd be a burden").state).next is None


def test_a_lane_asks_its_own_first() -> None:
    assert view(at(2, "domestic_violence").state).unknown == ("domestic_violence", "thoughts")
    assert view(at(1, "worried_about_someone").state).unknown == ("worried_about_someone",)
    assert view(at(3, "harm_to_others").state).unknown == ("harm_to_others",)
    assert view(at(4, "medical").state).unknown == ()


def test_how_they_want_it() -> None:
    person = at(3)
    for text in ("no", "no", "no", "sure", "leave me alone"):
        person.writes(text)
    assert view(person.state).hints == ("alone",) and "review_alone" in person.did
    assert view(at(2).writes("rather not say").writes("rather not say").writes("rather not say").state).hints == (
        "refused",
    )
    assert view(at(2).presses("case", "not_now").state).hints == ("declined",)
    assert view(at(2).writes("you got me wrong").state).hints == ("misread",)
    assert view(at(3, "minor", "child_abuse").state).hints == ("young",)
