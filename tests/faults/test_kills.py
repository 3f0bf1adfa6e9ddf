"""A process dies by SIGKILL at each named point; after a restart nothing is lost and nothing is said twice."""

import re
from collections.abc import Sequence

import pytest

from handoff.killpoints import POINTS
from tests.conftest import DATABASES, ROOT
from tests.faults.house import ANA, BEN, PUBLIC, VERA, House, doubled, until

BY_THE_WEB = {"store.before_commit", "store.after_commit", "webhook.before_commit", "webhook.after_commit"}
BY_THE_AUDITOR = {"auditor.after_commit"}
BY_THE_CLOCK = {"route.before_commit", "route.after_commit"}
NOW_AND_THEN = {"sweep.after_commit", "blank.after_commit"}
BY_THE_WORKER = [p for p in POINTS if p not in BY_THE_WEB | BY_THE_AUDITOR | BY_THE_CLOCK | NOW_AND_THEN]
# Points that are passed many times in one conversation are also killed later on: at the alert, a relay, an answer.
TIMES = {
    "claim.after_commit": 6,
    "send.before_call": 5,
    "send.after_call": 7,
    "accept.before_commit": 2,
    "callback.after_commit": 4,
}
RUNS = BY_THE_WORKER + [f"{p}:{n}" for p, n in TIMES.items()] + ["send.after_call:2", "send.after_call:4"]

WORDS_OF_ANA = ("the first thing i wanted to say", "and another one")
WORDS_OF_VERA = ("I am reading what you wrote", "thank you for telling me")


def test_every_point_in_the_source_is_on_the_list_and_the_other_way_round():
    source = [p.read_text() for p in (ROOT / "handoff").rglob("*.py")] + [
        p.read_text() for p in (ROOT / "actions").rglob("*.py")
    ]
    called = {name for text in source for name in re.findall(r"killpoint\(\"([a-z_.]+)\"\)", text)}
    assert called == set(POINTS) and len(POINTS) == len(set(POINTS))


# The same code runs on both databases: a few points are enough on the second.
ON_BOTH = ("claim.after_commit:6", "send.after_call:7", "door.before_commit", "accept.before_commit:2")

TALKS = [(run, "sqlite") for run in RUNS] + [(run, "postgresql") for run in ON_BOTH]


@pytest.mark.parametrize(
    ("run", "people_url"), [talk for talk in TALKS if talk[1] in DATABASES], indirect=["people_url"]
)
def test_a_worker_that_dies_anywhere_in_a_talk_loses_nothing_and_says_nothing_twice(house: House, run: str):
    """Scenario 42."""
    house.opens_here()
    whole = _talk(house, house.start(kill_at=run), run)
    assert whole, f"{run} was never passed: choose a point that is"
    to_ana, to_vera = house.read(ANA), house.read(VERA)
    assert not doubled(to_ana), "Ana was told something twice"
    for words in WORDS_OF_VERA:
        assert sum(words in body for body in to_ana) == 1, f"Ana must read {words!r} once: {to_ana}"
    for words in WORDS_OF_ANA:
        assert sum(words in body for body in to_vera) == 1, f"Vera must read {words!r} once: {to_vera}"
    _in_order(to_ana, WORDS_OF_VERA)
    _in_order(to_vera, WORDS_OF_ANA)
    _only_alerts_are_doubled(to_vera)
    assert house.case_states() == ["closed"]


def _in_order(bodies: Sequence[str], words: Sequence[str]) -> None:
    places = [next(n for n, body in enumerate(bodies) if w in body) for w in words]
    assert places == sorted(places)


def _only_alerts_are_doubled(bodies: list[str]) -> None:
    """At-least-once is promised for alerts and answers to commands, whose loss would leave a person alone."""
    twice = [b for b in doubled(bodies) if "is waiting (" not in b]
    talk = [b for b in twice if any(w in b for w in WORDS_OF_ANA)]
    assert not talk, f"Vera read twice: {talk}"
    assert sum(bodies.count(b) - 1 for b in twice) <= 1, f"one crash doubled more than one text: {twice}"


def _talk(house: House, worker: int, run: str) -> bool:
    """A whole handover by SMS, with whoever died started again, later. True when somebody died."""
    died = False

    def goes_on(true, what: str) -> None:
        nonlocal worker, died

        def now() -> bool:
            nonlocal worker, died
            if house.died(worker):
                died = True
                house.leases_end()
                worker = house.start()
            return bool(true())

        try:
            until(now, f"{what} [{run}]")
        except AssertionError as failed:
            raise AssertionError(f"{failed}\n{house.state()}\nVera {house.read(VERA)}\nAna {house.read(ANA)}") from None

    def reads(who: str, words: str) -> None:
        goes_on(lambda: any(words in b for b in house.read(who)), f"{words!r} in {house.read(who)}")

    house.texts(ANA, "thanks")
    goes_on(lambda: len(house.read(ANA)) > 1, "an answer of the assistant")
    house.texts(ANA, "PERSON")
    reads(VERA, "is waiting (")
    ref = re.search(r"\(([A-Z]\d{2,3})", next(b for b in house.read(VERA) if "is waiting (" in b)).group(1)
    house.texts(VERA, f"GO {ref}")
    reads(VERA, "You have")
    reads(ANA, "Vera")
    for of_ana, of_vera in zip(WORDS_OF_ANA, WORDS_OF_VERA, strict=True):
        house.texts(ANA, of_ana)
        reads(VERA, of_ana)
        house.texts(VERA, of_vera)
        reads(ANA, of_vera)
    house.texts(VERA, f"DONE {ref}")
    reads(ANA, "1 back to the assistant")
    house.texts(ANA, "1")
    goes_on(lambda: house.case_states() == ["closed"], "the case to be closed")
    goes_on(house.nothing_is_left, "everything due to be done")
    house.stop(worker)
    return died


@pytest.mark.parametrize("point", sorted(BY_THE_CLOCK))
def test_a_worker_that_dies_when_an_offer_runs_out_leaves_a_case_that_can_be_taken(house: House, point: str):
    house.opens_here()
    worker = house.start()
    house.texts(ANA, "PERSON")
    house.gets(VERA, "is waiting (")
    house.settles()
    house.stop(worker)
    house.ahead_s += 95  # an offer by SMS lasts 90 s
    worker = house.start(kill_at=point)
    until(lambda: house.died(worker), "the worker to die")
    house.leases_end()
    worker = house.start()
    house.settles()
    ref = re.search(r"\(([A-Z]\d{2,3})", next(b for b in house.read(VERA) if "is waiting (" in b)).group(1)
    house.texts(VERA, f"GO {ref}")
    house.gets(VERA, "You have")
    house.settles()
    house.stop(worker)
    assert not doubled(house.read(ANA)), house.read(ANA)
    assert not [b for b in doubled(house.read(VERA)) if "is waiting (" not in b], house.read(VERA)


def test_of_two_workers_one_dies_and_the_other_goes_on_at_once(house: House):
    """Scenario 42: nobody waits for the dead one's lease, but for what it had in hand.

    One after the other, since a race for the claims would decide who dies; `make bench-kill` has two that race.
    """
    house.opens_here()
    doomed = house.start(kill_at="claim.after_commit:2")
    house.texts(ANA, "PERSON")
    until(lambda: house.died(doomed), "one of them to die")
    other = house.start()
    house.texts(BEN, "hello there")
    until(lambda: house.read(BEN), "an answer to the next person, while the dead one's lease runs")
    house.stop(other)
    house.leases_end()
    other = house.start()
    house.gets(VERA, "is waiting (")
    house.settles()
    house.stop(other)
    assert not doubled(house.read(ANA)), house.read(ANA)
    assert not doubled(house.read(BEN)), house.read(BEN)
    assert house.case_states() == ["offering"]


@pytest.mark.parametrize("people_url", ["sqlite"], indirect=True)
def test_a_worker_that_dies_in_a_sweep_finds_the_rest_and_nothing_twice(house: House):
    """Scenario 42, inside a sweep."""
    house.opens_here()
    for words in ("thanks", "i cant sleep"):
        house.twilio.inbound(ANA, PUBLIC, words, server_down=True)
    first = house.start(kill_at="sweep.after_commit")
    until(lambda: house.died(first), "the worker to die")
    house.leases_end()
    second = house.start()
    until(lambda: house.stored() == ["thanks", "i cant sleep"], "both texts to be found")
    house.settles()
    house.stop(second)
    assert not doubled(house.read(ANA)), house.read(ANA)


@pytest.mark.parametrize("people_url", ["sqlite"], indirect=True)
def test_a_worker_that_dies_while_it_blanks_words_at_twilio_blanks_them_all(house: House):
    """Scenario 42, inside the blanking."""
    house.opens_here()
    worker = house.start()
    house.texts(ANA, "thanks")
    until(lambda: len(house.read(ANA)) >= 2, "the greeting and the answer")
    house.settles()
    house.stop(worker)
    house.ahead_s += 400
    first = house.start(kill_at="blank.after_commit")
    until(lambda: house.died(first), "the worker to die")
    house.leases_end()
    second = house.start()
    until(lambda: all(t.blanked for t in house.twilio.network.texts.values()), "all words to be blanked")
    house.stop(second)


def test_a_dead_auditor_still_pages_once(house: House):
    house.opens_here()
    first = house.start("auditor", kill_at="auditor.after_commit")  # nobody has seen a worker: a broken promise
    until(lambda: house.kennel.ended(first) is not None, "the auditor to die")
    assert house.died(first)
    assert house.read("+12025550150") == []
    second = house.start("auditor")
    until(lambda: house.kennel.ended(second) is not None, "the second look")
    pages = house.read("+12025550150")
    assert pages and not doubled(pages) and any("no_worker" in body for body in pages)
