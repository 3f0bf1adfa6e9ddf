"""Every command in every state answers something sensible; words reach only the person they are for."""

from handoff.volunteers import service
from tests.cases.world import World


def talking(world: World, name: str = "Ann", severity: int = 0) -> tuple[int, int, int, str]:
    """(volunteer, person, case, ref) with the first words said."""
    who = world.volunteer(name)
    person = world.person()
    case = world.open(person, severity=severity)
    world.work()
    ref = world.ref(case, who)
    world.texts(who, f"GO {ref}")
    world.texts(who, f"Hello from {name}")
    return who, person, case, ref


def test_nothing_waiting(world: World) -> None:
    ann, off = world.volunteer("Ann"), world.volunteer("Off", hours=None)
    answers = {
        "GO": "Nothing is waiting. Thank you.",
        "NO": "Nothing is waiting. Thank you.",
        "DONE": "You have no conversation.",
        "GO K47": "I do not know K47.",
        "BACK": "You are in.",
        "SUP": "A supervisor is asked to get in touch",
    }
    for word, answer in answers.items():
        world.texts(ann, word)
        assert world.last(ann).startswith(answer), word
    world.texts(off, "GO")
    assert world.last(off).startswith("You are off shift.")
    world.texts(off, "BACK")
    assert world.last(off).startswith("You are in until ")


def test_words_before_acceptance_are_not_relayed(world: World) -> None:
    ann, person = world.volunteer("Ann"), world.person()
    case = world.open(person)
    world.work()
    ref = world.ref(case, ann)
    for words in ("hello, how are you", f"{ref} hello", "ok", "YES"):
        world.texts(ann, words)
        assert f"To take it reply GO {ref}." in world.last(ann)
    world.texts(ann, f"GO {ref} hello")
    assert any("What you wrote after GO was not sent" in body for body in world.got(world.phone_of(ann)))
    assert [s for s, _ in world.heard(person)].count("volunteer") == 0


def test_lone_command_words_stay_and_go_with_a_ref(world: World) -> None:
    ann, person, _case, ref = talking(world)
    world.texts(ann, "no")
    assert world.last(ann) == f"Not sent. Write {ref} no to say it."
    world.texts(ann, f"{ref} no")
    assert world.got(world.phone_of_person(person))[-1] == "Ann: no"


def test_two_cases_need_a_ref(world: World) -> None:
    ann = world.volunteer("Ann", max_cases=2)
    people = [world.person(), world.person()]
    refs = []
    for person in people:
        case = world.open(person)
        world.work()
        refs.append(world.ref(case, ann))
        world.texts(ann, f"GO {refs[-1]}")
    world.texts(ann, "I am here")
    assert world.last(ann).startswith(f"You have {refs[0]} and {refs[1]}. Start with the ref")
    assert not any("I am here" in str(world.heard(p)) for p in people)
    world.texts(ann, f"{refs[1]} I am here")
    assert "I am here" in str(world.heard(people[1])) and "I am here" not in str(world.heard(people[0]))


def test_another_volunteers_ref_means_nothing(world: World) -> None:
    _ann, person, _case, ref = talking(world)
    ben = world.volunteer("Ben")
    for words in (f"GO {ref}", f"{ref} hello", f"DONE {ref}"):
        world.texts(ben, words)
        assert "do not know" in world.last(ben)
    assert "hello" not in [body for _, body in world.heard(person)]


def test_after_closing_nothing_goes_anywhere(world: World) -> None:
    ann, person, _case, ref = talking(world)
    world.texts(ann, f"DONE {ref}")
    before = len(world.heard(person))
    world.texts(ann, "one more word")
    assert "was not sent to anyone" in world.last(ann) and len(world.heard(person)) == before
    world.texts(ann, f"{ref} one more word")
    assert "was not sent to anyone" in world.last(ann) and len(world.heard(person)) == before


def test_numbers_are_held_one_way_and_kept_back_the_other(world: World) -> None:
    ann, person, _case, ref = talking(world)
    world.texts(ann, "call me on 202-555-0199")
    assert world.last(ann).startswith("Not sent: it has a phone number") and "0199" not in str(world.heard(person))
    world.texts(ann, "you can call 988")
    assert "988" in world.heard(person)[-1][1]
    world.says(person, "mine is 202-555-0177, please")
    assert world.last(ann) == f"{ref}: mine is [number kept back], please"


def test_long_words_end_in_a_link(world: World) -> None:
    ann, person, _case, ref = talking(world)
    world.says(person, "word " * 300)
    assert world.last(ann).startswith(f"{ref}: word") and "/o/" in world.last(ann)
    world.texts(ann, "x" * 1601)
    assert world.last(ann).startswith("Not sent: it is too long")


def test_break_moves_the_offer_on_and_keeps_the_case(world: World) -> None:
    ann, ben = world.volunteer("Ann"), world.volunteer("Ben")
    case = world.open(world.person())
    world.work()
    first = world.offers(case)[0][0]
    world.texts(first, "BREAK 15")
    assert world.last(first).startswith("A break until")
    assert world.offers(case)[-1] == (ben if first == ann else ann, "live")
    with world.db() as db:
        assert first not in [v.id for v in service.on_shift(db, world.now)]
    world.texts(first, "BACK")
    with world.db() as db:
        assert first in [v.id for v in service.on_shift(db, world.now)]


def test_late_go_is_welcome_while_untaken(world: World) -> None:
    ann = world.volunteer("Ann")
    case = world.open(world.person())
    world.work()
    world.forward(seconds=95)
    assert world.offers(case)[0] == (ann, "expired")
    world.texts(ann, "GO")
    assert world.case(case).volunteer_id == ann


def test_stop_of_a_volunteer_offers_the_case_again(world: World) -> None:
    ann, person, case, _ref = talking(world)
    ben = world.volunteer("Ben")
    sent = len(world.got(world.phone_of(ann)))
    world.texts(ann, "STOP")
    assert world.case(case).volunteer_id is None and world.offers(case)[-1] == (ben, "live")
    assert len(world.got(world.phone_of(ann))) == sent, "no further text to them"
    assert world.keys(person)[-1] == "volunteer_lost"
    world.texts(ann, "START")
    world.texts(ann, "GO")
    assert len(world.got(world.phone_of(ann))) == sent + 1


def test_help_adds_the_ref(world: World) -> None:
    ann, _person, _case, ref = talking(world)
    world.texts(ann, "HELP")
    assert world.last(ann).startswith(f"You have {ref}.")


def test_passive_answers_end(world: World) -> None:
    ann = world.volunteer("Ann")
    for n in range(8):
        world.texts(ann, f"hello number {n} out of eight")
    assert len(world.got(world.phone_of(ann))) == 5
