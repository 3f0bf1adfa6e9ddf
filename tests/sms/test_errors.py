"""The table of codes: what each means and what follows, for alerts and for texts to a person."""

from datetime import timedelta

import pytest

from handoff.channels.sms.errors import (
    LASTING,
    MEANINGS,
    Do,
    Line,
    Meaning,
    Permanent,
    Step,
    Tell,
    Transient,
    meaning,
    refusal,
    what_now,
)

NOW = timedelta(0)


def seconds(n: float) -> timedelta:
    return timedelta(seconds=n)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (429, Meaning.NOT_SENT),
        (20429, Meaning.NOT_SENT),
        (21611, Meaning.NOT_SENT),
        (20500, Meaning.PERHAPS),
        (20503, Meaning.PERHAPS),
        (499, Meaning.PHONE),
        (500, Meaning.PERHAPS),
        (502, Meaning.PERHAPS),
        (599, Meaning.PERHAPS),
        (600, Meaning.PHONE),
        (30001, Meaning.ONCE_MORE),
        (30008, Meaning.ONCE_MORE),
        (30022, Meaning.ONCE_MORE),
        (30500, Meaning.ONCE_MORE),
        (21211, Meaning.PHONE),
        (21612, Meaning.PHONE),
        (21614, Meaning.PHONE),
        (30003, Meaning.PHONE),
        (30005, Meaning.PHONE),
        (30006, Meaning.PHONE),
        (30036, Meaning.PHONE),
        (39999, Meaning.PHONE),
        (None, Meaning.PHONE),
        (21610, Meaning.OPTED_OUT),
        (30004, Meaning.CONTENT),
        (30007, Meaning.CONTENT),
        (20003, Meaning.OURS),
        (21408, Meaning.OURS),
        (21602, Meaning.OURS),
        (21603, Meaning.OURS),
        (21606, Meaning.OURS),
        (21608, Meaning.OURS),
        (21617, Meaning.OURS),
        (30002, Meaning.OURS),
        (30032, Meaning.OURS),
        (30034, Meaning.OURS),
        (63038, Meaning.OURS),
    ],
)
def test_meaning(code: int | None, expected: Meaning) -> None:
    assert meaning(code) is expected


def test_refusal_says_whether_it_may_have_been_sent() -> None:
    late = refusal(20429, retry_after_s=3)
    assert isinstance(late, Transient) and (late.maybe_sent, late.retry_after_s) == (False, 3)
    lost = refusal(20500)
    assert isinstance(lost, Transient) and lost.maybe_sent and lost.meaning is Meaning.PERHAPS
    gone = refusal(21211)
    assert isinstance(gone, Permanent) and (gone.code, gone.meaning) == (21211, Meaning.PHONE)


def test_what_was_raised_keeps_the_code_and_says_in_words_what_is_known() -> None:
    late, lost, gone = refusal(20429), refusal(20500, retry_after_s=4), refusal(20003)
    assert (late.code, lost.code, gone.code) == (20429, 20500, 20003)
    assert isinstance(lost, Transient) and lost.retry_after_s == 4
    assert str(late) == "failed with 20429, not sent"
    assert str(lost) == "failed with 20500, may have been sent"
    assert (str(gone), gone.meaning) == ("refused with 20003", Meaning.OURS)


PERSON = (Tell.WIDGET, Tell.VOLUNTEER, Tell.SUPERVISOR)


@pytest.mark.parametrize(
    ("kind", "line", "attempts", "age", "step"),
    [
        ("text.alert", "staff", 1, 0, Step(Do.AGAIN, timedelta(seconds=1), (Tell.BESIDE,))),
        ("text.notice", "staff", 1, 0, Step(Do.AGAIN, timedelta(seconds=1))),
        ("text.alert", "staff", 2, 1, Step(Do.STOP, NOW, (Tell.NEXT_CONTACT,))),
        ("text.alert", "staff", 1, 90, Step(Do.STOP, NOW, (Tell.NEXT_CONTACT,))),
        ("text.relay", "public", 2, 1, Step(Do.AGAIN, timedelta(seconds=2))),
        ("text.relay", "public", 3, 3, Step(Do.STOP, NOW, PERSON)),
    ],
)
def test_a_network_that_had_a_bad_moment(kind: str, line: Line, attempts: int, age: int, step: Step) -> None:
    assert what_now(Meaning.ONCE_MORE, kind=kind, line=line, attempts=attempts, age=seconds(age)) == step


@pytest.mark.parametrize(
    ("kind", "line", "attempts", "age", "step"),
    [
        ("text.alert", "staff", 4, 4, Step(Do.AGAIN, timedelta(seconds=7))),
        ("text.alert", "staff", 4, 5, Step(Do.AGAIN, timedelta(seconds=7), (Tell.BESIDE,))),
        ("text.alert", "staff", 9, 90, Step(Do.STOP, NOW, (Tell.NEXT_CONTACT,))),
        ("text.relay", "public", 5, 30, Step(Do.RECONCILE, timedelta(seconds=16))),
        ("text.code", "staff", 1, 0, Step(Do.STOP, NOW)),
        ("text.of_a_kind_to_come", "public", 2, 599, Step(Do.RECONCILE, timedelta(seconds=7))),
        ("text.of_a_kind_to_come", "public", 2, 600, Step(Do.STOP, NOW)),
    ],
)
def test_a_text_that_may_have_been_sent(kind: str, line: Line, attempts: int, age: int, step: Step) -> None:
    found = what_now(Meaning.PERHAPS, kind=kind, line=line, attempts=attempts, age=seconds(age), retry_after_s=7)
    assert found == step


def test_a_text_that_was_surely_not_sent_is_sent_again_and_one_that_is_refused_is_over() -> None:
    sure = what_now(Meaning.NOT_SENT, kind="text.alert", line="staff", attempts=2, age=seconds(5))
    assert sure == Step(Do.AGAIN, timedelta(seconds=2), (Tell.BESIDE,))
    over = what_now(Meaning.PHONE, kind="text.alert", line="staff", attempts=1, age=NOW)
    assert over == Step(Do.STOP, NOW, (Tell.NEXT_CONTACT,))


def test_an_alert_waits_1_2_4_seconds_and_from_5_the_next_is_asked_beside() -> None:
    steps = [
        what_now(Meaning.NOT_SENT, kind="text.alert", line="staff", attempts=n, age=seconds(age))
        for n, age in ((1, 0), (2, 1), (3, 3), (4, 7))
    ]
    assert [s.after.total_seconds() for s in steps] == [1, 2, 4, 4]
    assert [Tell.BESIDE in s.tell for s in steps] == [False, False, False, True]


def test_a_text_to_a_person_waits_up_to_60_seconds_for_ten_minutes() -> None:
    waits = [
        what_now(Meaning.NOT_SENT, kind="text.relay", line="public", attempts=n, age=NOW).after for n in range(1, 9)
    ]
    assert [w.total_seconds() for w in waits] == [1, 2, 4, 8, 16, 32, 60, 60]
    over = what_now(Meaning.NOT_SENT, kind="text.relay", line="public", attempts=9, age=timedelta(minutes=10))
    assert over.do is Do.STOP and Tell.SUPERVISOR in over.tell


def test_retry_after_is_obeyed() -> None:
    step = what_now(Meaning.NOT_SENT, kind="text.alert", line="staff", attempts=1, age=NOW, retry_after_s=7)
    assert step.after == seconds(7)


@pytest.mark.parametrize(
    ("kind", "line", "do"),
    [
        ("text.crisis", "public", Do.AGAIN),
        ("text.page", "staff", Do.AGAIN),
        ("text.alert", "staff", Do.AGAIN),
        ("text.relay", "public", Do.RECONCILE),
        ("text.relay", "staff", Do.RECONCILE),
        ("text.wait", "public", Do.RECONCILE),
        ("text.answer", "staff", Do.AGAIN),
        ("text.code", "staff", Do.STOP),
        ("text.notice", "staff", Do.RECONCILE),
        ("text.checkin", "public", Do.RECONCILE),
    ],
)
def test_after_a_lost_answer(kind: str, line: str, do: Do) -> None:
    step = what_now(Meaning.PERHAPS, kind=kind, line=line, attempts=1, age=NOW)  # type: ignore[arg-type]
    assert step.do is do


def test_a_crisis_text_is_tried_eight_times_then_a_supervisor_is_told() -> None:
    tries = [what_now(Meaning.PERHAPS, kind="text.crisis", line="public", attempts=n, age=seconds(n)) for n in (7, 8)]
    assert tries[0].do is Do.AGAIN
    assert tries[1].do is Do.STOP and Tell.SUPERVISOR in tries[1].tell


def test_once_more_is_once_for_alerts_and_twice_for_a_person() -> None:
    def do(kind: str, line: str, attempts: int) -> Do:
        return what_now(Meaning.ONCE_MORE, kind=kind, line=line, attempts=attempts, age=NOW).do  # type: ignore[arg-type]

    assert [do("text.alert", "staff", n) for n in (1, 2)] == [Do.AGAIN, Do.STOP]
    assert [do("text.relay", "public", n) for n in (1, 2, 3)] == [Do.AGAIN, Do.AGAIN, Do.STOP]


@pytest.mark.parametrize(
    ("found", "line", "told"),
    [
        (Meaning.PHONE, "staff", {Tell.NEXT_CONTACT}),
        (Meaning.PHONE, "public", {Tell.WIDGET, Tell.VOLUNTEER, Tell.SUPERVISOR}),
        (Meaning.OPTED_OUT, "staff", {Tell.CONTACT_OFF, Tell.COORDINATOR_TASK, Tell.NEXT_CONTACT}),
        (Meaning.OPTED_OUT, "public", {Tell.CONTACT_OFF, Tell.SAFETY_EVENT}),
        (Meaning.CONTENT, "staff", {Tell.NEXT_CONTACT, Tell.COUNT_FOR_OPERATOR}),
        (Meaning.CONTENT, "public", {Tell.VOLUNTEER, Tell.COUNT_FOR_OPERATOR}),
        (Meaning.OURS, "staff", {Tell.OPERATOR, Tell.LINE_DOWN, Tell.NEXT_CONTACT}),
        (Meaning.OURS, "public", {Tell.OPERATOR, Tell.LINE_DOWN, Tell.SUPERVISOR}),
    ],
)
def test_what_ends_a_text_tells_who_must_act(found: Meaning, line: str, told: set[Tell]) -> None:
    kind = "text.alert" if line == "staff" else "text.relay"
    step = what_now(found, kind=kind, line=line, attempts=1, age=NOW)  # type: ignore[arg-type]
    assert (step.do, set(step.tell)) == (Do.STOP, told)


def test_our_own_refused_words_are_tried_shorter() -> None:
    step = what_now(Meaning.CONTENT, kind="text.crisis", line="public", attempts=1, age=NOW)
    assert Tell.SHORTER in step.tell and Tell.VOLUNTEER not in step.tell


def test_no_text_is_tried_for_ever() -> None:
    for kind, lasting in LASTING.items():
        for found in Meaning:
            step = what_now(found, kind=kind, line="staff", attempts=99, age=lasting.for_at_most)
            assert step.do is Do.STOP, (kind, found)


def test_every_code_means_one_thing() -> None:
    assert len(MEANINGS) == 30
