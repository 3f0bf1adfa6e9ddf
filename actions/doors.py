"""Ways out of the dialogue: a person, one's own data, the menu. The door does them; here they are only asked for."""

from typing import Any

from rasa_sdk import Action

from actions.do_exercise import Events, JournalAction
from actions.journal import service

DATA_RIGHTS = ("export", "forget_today", "delete_me", "what_you_know")


class RequestPerson(Action):
    """Ask the door for a person; the door says who is there and what happens next."""

    def name(self) -> str:
        return "action_request_person"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        dispatcher.utter_message(json_message={"peerline": {"directives": [{"do": "request_person"}]}})
        return []


class MyData(Action):
    """Hand a data right to the door: the intent's own name, or what is known when it is none of them."""

    def name(self) -> str:
        return "action_my_data"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        intent = ((tracker.latest_message or {}).get("intent") or {}).get("name")
        what = intent if intent in DATA_RIGHTS else "what_you_know"
        dispatcher.utter_message(json_message={"peerline": {"directives": [{"do": what}]}})
        return []


class Menu(JournalAction):
    """What there is: talk, something short, a group, a person, and the exercise that was put down."""

    def name(self) -> str:
        return "action_menu"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        self.call(dispatcher, tracker, lambda db, asked: service.menu(db, asked.person_id, asked.turn))
        return []
