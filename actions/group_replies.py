"""What the group actions say, and what they remember of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import clock
from actions.groups import answers, gsm, search
from actions.groups.query import Reading

Message = dict[str, Any]


_MOST_REMEMBERED = 30


def metadata(tracker: Tracker) -> dict[str, Any]:
    """What the door sent along with the message."""
    return dict((tracker.latest_message or {}).get("metadata") or {})


def moment(meta: dict[str, Any]) -> datetime:
    """The door's clock, so that the same message asked twice gives the same answer; else ours."""
    try:
        found = datetime.fromisoformat(str(meta.get("now")))
    except ValueError:
        return clock.now()
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def words(tracker: Tracker, meta: dict[str, Any]) -> str:
    """What the person wrote, or the words that a button stands for; nothing for a bare button."""
    text = str((tracker.latest_message or {}).get("text") or "")
    return str(meta.get("text") or payload(tracker, "value") or "") if text.startswith("/") else text


def payload(tracker: Tracker, name: str) -> str | None:
    """An entity of a button's intent, such as the listing id."""
    for entity in (tracker.latest_message or {}).get("entities") or []:
        if entity.get("entity") == name:
            return str(entity["value"])
    return None


def say(
    dispatcher: CollectingDispatcher,
    text: str,
    *,
    sms: str | None = None,
    choices: list[Message] | None = None,
    directives: list[Message] | None = None,
) -> None:
    """One message with what the door needs beside the words."""
    body: Message = {"text": text, "choices": choices or [], "directives": directives or []}
    dispatcher.utter_message(json_message={"peerline": body | ({"sms": gsm.cut(gsm.plain(sms), 306)} if sms else {})})


PERSON = {"title": "A person", "value": "word:PERSON"}


MENU = {"title": "Menu", "value": "word:MENU"}


UNSAID = {"title": "Those that don't say", "value": 'intent:/find_group{"value": "camera is fine"}'}


CHANGE = {"title": "Change something", "value": "intent:/find_group"}


def ids(shown: list[Message]) -> list[str]:
    return [s["id"] for s in shown]


def before(shown: list[Message], meta: dict[str, Any]) -> list[Message]:
    """What was shown before this very message: when it comes again, it sees the page it saw."""
    return [s for s in shown if not meta.get("message_id") or s.get("message_id") != meta["message_id"]]


def last_page(shown: list[Message]) -> list[str]:
    """Ids of the listings shown last, in order."""
    page = shown[-1]["page"] if shown else 0
    return [s["id"] for s in shown if s["page"] == page]


def chosen(shown: list[Message], number: int) -> str | None:
    """The listing shown under a number. Numbers go on over the pages, so that an earlier page can still be meant."""
    return next((s["id"] for s in shown if s["number"] == number), None)


def show_join(dispatcher: CollectingDispatcher, listing: str, *, discreet: bool = False) -> None:
    """The way in comes from the door, which reads it itself. discreet: nothing that would be seen later is offered."""
    remind = {"title": "Remind me", "value": 'intent:/find_group{"value": "remind me an hour before"}'}
    say(
        dispatcher,
        "Here is how to take part.",
        directives=[{"do": "show_join", "listing": listing}],
        choices=[
            *([] if discreet else [remind]),
            {"title": "Something is wrong", "value": f'intent:/report_group{{"listing": "{listing}"}}'},
            {"title": "More groups", "value": "intent:/more_groups"},
            PERSON,
        ],
    )


def show(
    dispatcher: CollectingDispatcher, found: search.Found, reading: Reading, shown: list[Message], meta: dict[str, Any]
) -> list[EventType]:
    """Say what was found, and remember what was shown."""
    if found.status == "hold":
        say(dispatcher, answers.HOLD, choices=[PERSON, MENU])
        return [SlotSet("groups_shown", [])]
    if found.status == "ask" and found.ask:
        say(
            dispatcher,
            found.ask["question"],
            choices=[
                {
                    "title": o["label"][:30],
                    "value": "intent:/find_group" + json.dumps({"value": _asked_again(found.ask, o)}),
                }
                for o in found.ask["options"][:5]
            ]
            or [PERSON, MENU],
        )
        return []
    if found.status == "other":
        say(dispatcher, answers.WHAT, choices=[PERSON, MENU])
        return []
    found, unsaid = _seen_or_not(found, reading)
    if not found.results and unsaid and not shown:
        say(dispatcher, answers.CAMERA, choices=[UNSAID, CHANGE, PERSON])
        return []
    if not found.results:
        text = (
            "These were all that fit."
            if shown
            else answers.blocked(found.blocked_by, place_unknown=found.place_unknown)
        )
        say(dispatcher, text, choices=[*_rooms(found), CHANGE, PERSON])
        return []
    return _show_results(dispatcher, found, shown, meta)


def _seen_or_not(found: search.Found, reading: Reading) -> tuple[search.Found, bool]:
    """Without the listings that do not say whether the camera may stay off, when it must; and whether there were any.
    They rank last, so that no more of the others follow."""
    if reading.slots.get("camera") != "off":
        return found, False
    sure = [r for r in found.results if "camera" not in r["not_stated"]]
    if len(sure) == len(found.results):
        return found, False
    return replace(found, results=sure, more=0), True


def _rooms(found: search.Found) -> list[Message]:
    """What is left is only for women or only for men: each may be chosen, nothing is assumed."""
    return [
        {"title": f"A group for {who}", "value": "intent:/find_group" + json.dumps({"value": f"{who} only"})}
        for who in found.rooms
    ]


def _asked_again(ask: Message, option: Message) -> str:
    if ask["slot"] == "place":
        return f"near {option['value']}"
    return "every other week" if option["value"] == "biweekly" else "the second of each month"


def _show_results(
    dispatcher: CollectingDispatcher, found: search.Found, shown: list[Message], meta: dict[str, Any]
) -> list[EventType]:
    results = found.results[:3]
    first = shown[-1]["number"] + 1 if shown else 1
    numbered = list(enumerate(results, start=first))
    relaxed = any(r["relaxed"] for r in results)
    untimed = all("day and time" in r["not_stated"] for r in results)
    start = answers.opening(len(results), found.more, relaxed=relaxed, untimed=untimed)
    # By SMS the way to answer stands above the list, so that each listing is one text of one segment.
    say(dispatcher, start, sms=start + answers.reply_with([n for n, _ in numbered], more=bool(found.more)))
    for number, result in numbered[:-1]:
        text = gsm.cut(f"{number}. {answers.listing(result)}", answers.WEB)
        say(dispatcher, text, sms=answers.listing_sms(number, result))
    number, result = numbered[-1]
    choices = [
        {
            "title": gsm.cut(f"{n} {r['name']}", 30),
            "value": f'intent:/choose_group{{"listing": "{r["id"]}"}}',
            "number": n,
        }
        for n, r in numbered
    ]
    choices += [{"title": "More", "value": "intent:/more_groups", "number": "more"}] if found.more else []
    if len(choices) == 1:
        choices.append({**PERSON, "number": "person"})
    say(
        dispatcher,
        gsm.cut(f"{number}. {answers.listing(result)}", answers.WEB),
        sms=answers.listing_sms(number, result),
        choices=choices,
    )
    page = (shown[-1]["page"] + 1) if shown else 1
    new = [{"id": r["id"], "number": n, "page": page, "message_id": meta.get("message_id")} for n, r in numbered]
    return [SlotSet("groups_shown", [*shown, *new][-_MOST_REMEMBERED:])]
