"""The mood check-in."""

from typing import Any

from sqlalchemy.orm import Session

from actions import people
from actions.do_exercise import Events, JournalAction
from actions.journal import service
from actions.journal.taken import Taken


class CheckIn(JournalAction):
    """Ask how today is; a value that came with the intent is taken as the answer."""

    def name(self) -> str:
        return "action_check_in"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        answer = people.entity(tracker, "value")
        intent = ((tracker.latest_message or {}).get("intent") or {}).get("name")

        def do(db: Session, asked: people.Asked) -> Taken:
            run = service.active_run(db, asked.person_id)
            if intent == "check_in_answer" and answer is not None and run is not None and run.exercise == "checkin":
                return service.take(db, asked.person_id, asked.turn, value=answer)
            return service.check_in(db, asked.person_id, asked.turn)

        self.call(dispatcher, tracker, do)
        return []
