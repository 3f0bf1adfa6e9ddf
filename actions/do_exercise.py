"""The actions around exercises: thin, over `actions.journal`. What breaks becomes a plain sentence, never a crash."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import structlog
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions import people, storage
from actions.exercises.answers import normal
from actions.exercises.loader import BadExercise
from actions.journal import service
from actions.journal.taken import Said, Taken
from actions.journal.wording import words

log = structlog.get_logger()
Events = list[dict[str, Any]]
Do = Callable[[Session, people.Asked], Taken | None]


class JournalAction(Action, ABC):
    """Runs one call of the journal in one transaction and hands its texts to the door."""

    def __init__(self, engine: Callable[[], Engine] = people.engine) -> None:
        self._engine = engine

    @abstractmethod
    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        """Answer one message."""

    def call(self, dispatcher: Any, tracker: Any, do: Do) -> None:
        """Do it, and say what came of it; say plainly that it did not work when the database or a file is broken."""
        try:
            asked = people.asked(tracker)
            with storage.writing(self._engine()) as db:
                taken = do(db, asked)
        except people.NoPerson:
            taken = away("web")
        except (SQLAlchemyError, BadExercise, OSError) as error:
            log.error("journal.failed", action=self.name(), kind=type(error).__name__)
            taken = away(str(people.metadata(tracker).get("channel")))
        for message in (taken or away("web")).messages():
            dispatcher.utter_message(json_message={"peerline": message})


def away(channel: str) -> Taken:
    """The sentence for when something here is broken."""
    text = words().says["away"].on(channel)[0]
    return Taken((Said(text, (), text if channel == "sms" else None),))


class StartExercise(JournalAction):
    """Begin an exercise: the one a button names, else the one the words ask for, else the list."""

    def name(self) -> str:
        return "action_start_exercise"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        wanted = people.entity(tracker, "exercise")

        def do(db: Session, asked: people.Asked) -> Taken:
            exercise = wanted or words().guess(asked.text)
            if exercise is None:
                return service.choose_from(db, asked.person_id, asked.turn)
            known = exercise if exercise in words().names else words().guess(exercise.replace("_", " ")) or exercise
            return service.start(db, asked.person_id, known, asked.turn)

        self.call(dispatcher, tracker, do)
        return [SlotSet("exercise", None)]  # the next "start" is about the next exercise


class DoExercise(JournalAction):
    """Give the person's words or button to the exercise that runs."""

    def name(self) -> str:
        return "action_do_exercise"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        self.call(dispatcher, tracker, self._take)
        return []

    def _take(self, db: Session, asked: people.Asked) -> Taken | None:
        if asked.value is not None:
            return service.take(db, asked.person_id, asked.turn, value=asked.value)
        word = normal(asked.text)
        if word == "pause":
            return service.pause(db, asked.person_id, asked.turn) or service.menu(db, asked.person_id, asked.turn)
        if word == "menu":
            return service.menu(db, asked.person_id, asked.turn)
        taken = service.take(db, asked.person_id, asked.turn, text=asked.text)
        # Words that were meant for something else: show what there is, rather than leave them without an answer.
        return taken if taken.says or taken.directives else service.menu(db, asked.person_id, asked.turn)


class ListExercises(JournalAction):
    """What may be begun now, given the level and the no-go codes."""

    def name(self) -> str:
        return "action_list_exercises"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        self.call(dispatcher, tracker, lambda db, asked: service.choose_from(db, asked.person_id, asked.turn))
        return []
