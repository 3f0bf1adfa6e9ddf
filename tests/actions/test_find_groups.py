"""The actions over a library that finds, finds nothing, or is away."""

from datetime import UTC, datetime
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import Engine

from actions import find_groups
from actions.find_groups import ChooseGroup, FindGroups, Library, MoreGroups, ReportGroup
from actions.groups import answers, gsm, search
from actions.groups.importers import run
from actions.groups.migrations import migrate

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
ASKED = "an online group for families of alcoholics on Tuesday evening"


class Shelf(Library):
    """The built-in directory in a database of the test's own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.reported: list[tuple[str, str]] = []

    def find(self, reading: Any, **how: Any) -> search.Found:
        return search.find(self.engine, reading, **how)

    def about(self, name: str, *, now: datetime) -> list[dict[str, Any]]:
        return search.listing_about(self.engine, name, now=now)

    def report(self, listing: str, kind: str, *, now: datetime, once_key: str | None) -> bool:
        self.reported.append((listing, kind))
        return search.report(self.engine, listing, kind, now=now, once_key=once_key)


class Away(Library):
    """A directory that cannot be reached."""

    def find(self, reading: Any, **how: Any) -> search.Found:
        raise search.Unavailable("OperationalError")


@pytest.fixture
def shelf(tmp_path: Any) -> Any:
    from actions import storage

    url = f"sqlite:///{tmp_path}/groups.db"
    migrate(url)
    engine = storage.engine(url)
    run.load_builtin(engine, now=NOW)
    yield Shelf(engine)
    engine.dispose()


def act(
    action: Any, text: str, slots: dict[str, Any] | None = None, *, entities: dict[str, str] | None = None, **meta: Any
) -> tuple[list[Any], dict[str, Any]]:
    """Run an action; returns its messages (the `peerline` part) and the slots it set."""
    metadata = {"message_id": "m1", "tz": "Europe/London", "country": "GB", "now": NOW.isoformat(), **meta}
    latest = {
        "text": text,
        "metadata": metadata,
        "entities": [{"entity": k, "value": v} for k, v in (entities or {}).items()],
    }
    tracker = Tracker("s", dict(slots or {}), latest, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, tracker, {})
    kept = dict(slots or {}) | {e["name"]: e["value"] for e in events}
    return [m["custom"]["peerline"] for m in dispatcher.messages], kept


def test_it_answers_with_at_most_three_and_numbered_choices(shelf: Shelf) -> None:
    said, slots = act(FindGroups(shelf), ASKED)
    assert "Al-Anon electronic meetings" in " ".join(m["text"] for m in said)
    assert 2 <= len(said) <= 4
    titles = [c["title"] for c in said[-1]["choices"]]
    assert titles[0].startswith("1 ") and all(len(t) <= 30 for t in titles)
    assert said[-1]["choices"][0]["value"] == f'intent:/choose_group{{"listing": "{slots["groups_shown"][0]["id"]}"}}'
    assert slots["groups_asked"]["slots"]["role"] == "loved_one"


QUESTIONS = (
    ASKED,
    "a forum for ocd",
    "discord adhd",
    "christian grief course",
    "new mums struggling after birth",
    "vr group for anxiety",
    "NA online",
    "veterans ptsd",
    "something near Leeds for depression",
    "men's group near Halifax",
    "my husband hits me",
    "group for doctors burnout",
    "women only, with ASL, Tuesday 3am",
    "is Tuesday Step still running?",
    "hello",
)


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_text_keeps_to_its_length_and_alphabet(shelf: Shelf, text: str) -> None:
    said, _ = act(FindGroups(shelf), text)
    assert said
    for message in said:
        assert 0 < len(message["text"]) <= 280
        assert "!" not in message["text"] and message["text"].count("?") <= 1
        assert len(message["choices"]) != 1 and len(message["choices"]) <= 5
        sms = message.get("sms") or message["text"]
        assert all(c in gsm.BASIC for c in sms), sms
        assert gsm.length(sms) <= 306
        assert "http" not in message["text"] + sms


def test_a_follow_up_goes_on_from_what_was_asked(shelf: Shelf) -> None:
    _, slots = act(FindGroups(shelf), "something for alcoholics", message_id="m1")
    _, slots = act(FindGroups(shelf), "not AA", slots, message_id="m2")
    said, slots = act(FindGroups(shelf), "online", slots, message_id="m3")
    assert slots["groups_asked"]["slots"]["not_programme"] == ["aa"]
    assert "AA Online" not in " ".join(m["text"] for m in said)


def test_the_same_message_again_gives_the_same_answer_and_state(shelf: Shelf) -> None:
    _, slots = act(FindGroups(shelf), "something for alcoholics", message_id="m1")
    for action, text in ((FindGroups(shelf), "phone is fine too"), (MoreGroups(shelf), "/more_groups")):
        once = act(action, text, slots, message_id="m2")
        assert act(action, text, once[1], message_id="m2") == once


def test_more_shows_others_and_its_numbers_go_on_and_choose(shelf: Shelf) -> None:
    _, slots = act(FindGroups(shelf), "something for alcoholics", message_id="m1")
    first = [s["id"] for s in slots["groups_shown"]]
    said, slots = act(MoreGroups(shelf), "/more_groups", slots, message_id="m2")
    page = [s["id"] for s in slots["groups_shown"] if s["page"] == 2]
    assert len(first) == 3 and len(page) > 1 and not set(page) & set(first)
    numbers = [c["number"] for c in said[-1]["choices"] if c["title"] != "More"]
    assert numbers == [4, 5, 6][: len(page)]
    assert said[1]["text"].startswith("4. ") and said[1]["sms"].startswith("4 ")
    for number, listing in enumerate(first + page, start=1):
        chosen, _ = act(FindGroups(shelf), str(number), slots, message_id=f"n{number}")
        assert chosen[0]["directives"] == [{"do": "show_join", "listing": listing}]


def test_choosing_hands_the_id_to_the_door_and_shows_no_link(shelf: Shelf) -> None:
    said, _ = act(ChooseGroup(shelf), '/choose_group{"listing": "abc"}', entities={"listing": "abc"})
    assert said[0]["directives"] == [{"do": "show_join", "listing": "abc"}]
    assert "http" not in said[0]["text"]


def test_a_report_asks_what_is_wrong_then_hides(shelf: Shelf) -> None:
    _, slots = act(FindGroups(shelf), ASKED)
    listing = slots["groups_shown"][0]["id"]
    said, _ = act(ReportGroup(shelf), "/report_group", slots, entities={"listing": listing})
    assert len(said[0]["choices"]) == 5
    said, slots = act(
        ReportGroup(shelf), "/report_group", slots, entities={"listing": listing, "value": "bad_link"}, message_id="m9"
    )
    assert shelf.reported == [(listing, "bad_link")]
    said, _ = act(FindGroups(shelf), ASKED, message_id="m10")
    assert listing not in str(said)


def test_a_directory_that_is_away_is_a_plain_sentence_and_the_question_is_kept() -> None:
    said, slots = act(FindGroups(Away()), ASKED)
    assert [m["text"] for m in said] == [answers.UNAVAILABLE]
    assert slots["groups_asked"]["slots"]["topics"] == ["alcohol"]


def test_no_listing_while_safety_comes_first(shelf: Shelf) -> None:
    for text, meta in (("I want to die tonight, any group", {}), ("AA tonight", {"care": "hold"})):
        said, slots = act(FindGroups(shelf), text, **meta)
        assert [m["text"] for m in said] == [answers.HOLD] and slots["groups_shown"] == []


def test_discreet_answers_repeat_no_relation_and_no_place(shelf: Shelf) -> None:
    said, _ = act(FindGroups(shelf), "women only group near Leeds, my husband beats me", care="dv_safe")
    words = " ".join(m["text"] + str(m.get("sms")) for m in said).lower()
    assert "Survivors".lower() in words
    for secret in ("leeds", "husband", "partner", "beat", "safety at home"):
        assert secret not in words


def test_a_button_without_words_asks_what_is_wanted(shelf: Shelf) -> None:
    said, _ = act(FindGroups(shelf), "/find_groups", {"groups_asked": {"slots": {"programme": ["aa"]}, "care": None}})
    assert [m["text"] for m in said] == [answers.WHAT]


def test_names_of_the_actions() -> None:
    names = {c().name() for c in (FindGroups, MoreGroups, ChooseGroup, ReportGroup)}
    assert names == {"action_find_groups", "action_more_groups", "action_choose_group", "action_report_group"}
    assert find_groups.PERSON["value"] == "word:PERSON"


def test_near_me_asks_for_the_town_once(shelf: Shelf) -> None:
    said, slots = act(FindGroups(shelf), "AA near me", message_id="m1")
    assert said[0]["text"] == "Which town or postcode is near you?"
    _, slots = act(FindGroups(shelf), "Otley", slots, message_id="m2")
    assert slots["groups_asked"]["slots"]["place"] == {"name": "Otley", "country": "GB", "admin1": "England"}


def test_an_answer_by_button_is_read_like_words(shelf: Shelf) -> None:
    said, slots = act(FindGroups(shelf), "mens group near Halifax", tz=None, country=None, message_id="m1")
    assert [c["title"] for c in said[0]["choices"]] == ["Halifax, Nova Scotia", "Halifax, England"]  # the largest first
    value = said[0]["choices"][0]["value"]
    assert value == 'intent:/find_group{"value": "near Halifax, Nova Scotia"}'
    _, slots = act(
        FindGroups(shelf),
        "/find_group",
        slots,
        entities={"value": "near Halifax, Nova Scotia"},
        tz=None,
        message_id="m2",
    )
    assert slots["groups_asked"]["slots"]["gender_only"] == "men"


@pytest.mark.parametrize("text", ["yes", "sure", "can you find me a support group"])
def test_a_bare_yes_asks_what_is_wanted(shelf: Shelf, text: str) -> None:
    assert [m["text"] for m in act(FindGroups(shelf), text)[0]] == [answers.WHAT]


def test_what_does_not_state_its_camera_is_not_offered_to_whom_it_matters(shelf: Shelf) -> None:
    class Unsaid(Shelf):
        def find(self, reading: Any, **how: Any) -> search.Found:
            found = super().find(reading, **how)
            if reading.slots.get("camera") == "off":
                found.results = [{**r, "not_stated": ["camera"]} for r in found.results]
            return found

    library = Unsaid(shelf.engine)
    said, slots = act(FindGroups(library), "online group for families of alcoholics, camera off", message_id="m1")
    assert [m["text"] for m in said] == [answers.CAMERA]
    assert [c["title"] for c in said[0]["choices"]] == ["Those that don't say", "Change something", "A person"]
    said, _ = act(FindGroups(library), "camera is fine", slots, message_id="m2")
    assert "Al-Anon electronic meetings" in " ".join(m["text"] for m in said)
