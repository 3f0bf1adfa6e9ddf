"""The same on the real parts: real Rasa, real action server as a process of its own, real sentences."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from actions import storage
from handoff.rasa_client import RasaClient
from handoff.volunteers import service as volunteers
from tests.conftest import ROOT, free_port
from tests.nlu.conftest import rasa_model  # noqa: F401  the model, trained once for the whole run
from tests.real_rasa import TOKEN, RealRasa, serving
from tests.stories.conftest import copied

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(300)]


class Shared:
    """One Rasa and one action server for all stories here; people and groups databases are theirs too."""

    def __init__(self, people_url: str, groups_url: str, var: Any, model: str) -> None:
        from assistant.training.project import Project

        self.people_url, self.groups_url, self.port = people_url, groups_url, free_port()
        env = {
            **os.environ,
            "DATABASE_URL": people_url,
            "GROUPS_DATABASE_URL": groups_url,
            "ACTIONS_PORT": str(self.port),
            "SANIC_HOST": "127.0.0.1",
        }
        self.actions = subprocess.Popen(
            [sys.executable, "-m", "actions.server"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        self.rasa = RealRasa(serving(Project(), var, model), self.port)
        self.client = RasaClient(f"http://127.0.0.1:{self.rasa.port}", TOKEN, timeout_s=20)

    def _wait(self) -> None:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                requests.get(f"http://127.0.0.1:{self.port}/health", timeout=1)
                return
            except requests.RequestException:
                threading.Event().wait(0.2)
        raise RuntimeError("the action server did not start")

    def close(self) -> None:
        self.rasa.close()
        self.actions.terminate()
        try:
            self.actions.wait(10)
        except subprocess.TimeoutExpired:
            self.actions.kill()
            self.actions.wait()


@pytest.fixture(scope="module")
def real(templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory, rasa_model: str) -> Iterator[Shared]:  # noqa: F811
    folder = tmp_path_factory.mktemp("real")
    people = f"sqlite:///{copied(templates['sqlite'], folder / 'people.db')}"
    groups = f"sqlite:///{copied(templates['groups'], folder / 'groups.db')}"
    done = subprocess.run(
        [sys.executable, "-m", "handoff.cli", "groups", "load-builtin"],
        cwd=ROOT,
        check=False,
        env={**os.environ, "GROUPS_DATABASE_URL": groups},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    shared = Shared(people, groups, folder / "var", rasa_model)
    yield shared
    shared.close()


@pytest.fixture
def people_url(real: Shared) -> str:
    return real.people_url


@pytest.fixture
def groups_url(real: Shared) -> str:
    return real.groups_url


@pytest.fixture
def assistant(real: Shared) -> RasaClient:
    return real.client


@pytest.fixture
def clock(real: Shared) -> Iterator[Any]:
    """The wall clock's moment, standing still: the action server is another process with its own clock."""
    from datetime import UTC, datetime

    from actions import clock as real_clock
    from tests.conftest import MovableClock

    movable = MovableClock(datetime.now(UTC))
    real_clock.use(movable)
    yield movable
    real_clock.use(None)


def test_a_greeting_and_a_feeling_in_other_words_than_were_trained(ana):
    ana.types("hiya")
    ana.sees_something()
    ana.types("honestly my nerves are shot today, cant settle at all")
    said = ana.sees_something()[-1]
    assert said.choices and "not working" not in said.text


def test_grounding_is_asked_for_started_and_finished(ana):
    ana.types("can we do that thing with the five senses")
    said = ana.sees_something()
    start = next((c for c in ana.choices() if "tart" in c or "sense" in c.lower()), None)
    assert start, said
    ana.presses(start)
    ana.sees("0 to 10")
    ana.types("6")
    ana.sees("5 things")
    for _ in range(8):
        ana.types("DONE")
        if "0 to 10" in ana.sees_something()[-1].text:
            break
    ana.types("3")
    ana.sees_something()


def test_a_thought_record_by_its_button_and_no_word_of_it_in_rasa(world, ana, real):
    ana.types("can we do an exercise")
    ana.sees_something()
    ana.presses("A fairer look at one thought")
    ana.sees("About 4 minutes, 5 questions")
    ana.types("5")
    ana.sees("What was the thought?")
    ana.types("my purple elephant is ugly")
    ana.sees("my purple elephant is ugly")
    tracker = (real.rasa.project.var / "rasa_tracker.db").read_bytes()
    wal = real.rasa.project.var / "rasa_tracker.db-wal"
    assert b"purple elephant" not in tracker + (wal.read_bytes() if wal.exists() else b"")


def test_a_group_for_families(ana):
    ana.types("is there an online group for families of alcoholics on tuesday evening")
    assert "Al-Anon" in " ".join(s.text for s in ana.sees_something())
    ana.presses(ana.choices()[0])
    ana.sees_something()


def test_a_mood_check_in(ana):
    ana.types("i want to do my mood check in")
    ana.sees("How is today")
    ana.types("2")
    ana.sees_something()


def test_whether_it_is_a_robot_and_who_reads(ana):
    ana.types("wait are you a bot")
    assert "program" in " ".join(s.text for s in ana.sees_something())
    ana.types("who gets to read what i put in here")
    assert "volunteer" in " ".join(s.text for s in ana.sees_something())


def test_by_sms_with_numbers(world):
    bo = world.phone("+12025550111")
    bo.texts("my nerves are shot today")
    bo.sees("a computer program, not a person")
    bo.sees("1 ")
    bo.texts("1")
    bo.sees_something()


def test_a_person_asked_for_in_words_that_only_rasa_understands(world, ana, vera):
    ana.types("is there any actual human being around who could chat for a bit")
    ana.sees("988")
    vera.expects_sms("someone is waiting")
    vera.replies("GO {ref}").expects_sms("You have")
    vera.reads_everything()
    ana.sees("May Vera read")
    vera.texts("Hi, what is going on?")
    ana.sees("what is going on", speaker="Vera")
    vera.replies("DONE {ref}")
    vera.reads_everything()
    ana.sees("Vera has left")
    ana.presses("Back to the assistant")
    ana.sees_something()
    with storage.writing(world.engine) as db:  # the stories after this one have nobody on shift
        volunteers.off_shift_until(db, vera.id, world.clock())


def test_risk_is_answered_without_asking_rasa(world, ana):
    ana.types("im going to kill myself")
    ana.sees_crisis_line("988")
    ana.sees_something() if ana.unread() else None
