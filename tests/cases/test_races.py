"""Two volunteers say GO in the same instant: one has the case, whoever else tries."""

import threading

from actions.storage import reading, writing
from handoff.cases import service
from handoff.cases.models import Assignment, Offer
from tests.cases.world import World

RACES, RUNNERS = 30, 4


def test_one_winner_in_each_race(world: World) -> None:
    who = [world.volunteer(f"V{n}", max_cases=99) for n in range(RUNNERS)]
    with world.db() as db:
        from sqlalchemy import update

        from handoff.volunteers.models import Volunteer

        db.execute(update(Volunteer).values(max_cases=999))
    for race in range(RACES):
        case = world.open(world.person("web"), severity=2)
        with world.db() as db:
            from handoff.cases import refs

            for one in who:
                refs.ref_for(db, case, one, world.now)
        start, results = threading.Barrier(RUNNERS), []

        def run(
            volunteer: int, case: int = case, start: threading.Barrier = start, results: list[str] = results
        ) -> None:
            start.wait()
            with writing(world.engine) as db:
                results.append(service.take(db, case, volunteer, world.now))

        threads = [threading.Thread(target=run, args=(one,)) for one in who]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == ["gone"] * (RUNNERS - 1) + ["taken"], f"race {race}"
    with reading(world.engine) as db:
        assert db.query(Assignment).filter(Assignment.ended_at.is_(None)).count() == RACES
        assert db.query(Offer).filter(Offer.state == "accepted").count() <= RACES


def test_losers_by_sms_read_that_it_is_taken(world: World) -> None:
    ann, ben = world.volunteer("Ann"), world.volunteer("Ben")
    case = world.open(world.person(), severity=2)
    world.work()
    world.texts(ann, f"GO {world.ref(case, ann)}")
    ref = world.ref(case, ben)
    assert world.last(ben) == f"{ref} was taken by someone else. Nothing for you to do. Thank you."
    world.texts(ben, f"GO {ref}")
    assert world.case(case).volunteer_id == ann and "taken by someone else" in world.last(ben)


def test_the_same_go_three_times_is_one_acceptance(world: World) -> None:
    ann = world.volunteer("Ann")
    case = world.open(world.person())
    world.work()
    body = f"GO {world.ref(case, ann)}"
    for _ in range(3):
        world.texts(ann, body, sid="SMcopied")
    world.texts(ann, body)
    assert world.events(case).count("accepted") == 1
    assert world.last(ann).endswith("is yours already.")
