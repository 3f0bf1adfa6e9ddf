"""Finding support groups: thin actions over actions.groups.

What a person asked for lives in the slot `groups_asked` (JSON of the reading), what was shown in `groups_shown`
(listing ids, oldest first). The door is asked by directives; no link or address passes through here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.group_replies import (
    MENU,
    PERSON,
    Message,
    before,
    chosen,
    ids,
    last_page,
    metadata,
    moment,
    payload,
    say,
    show,
    show_join,
    words,
)
from actions.groups import answers, directory, query, search
from actions.groups.query import Reading

log = structlog.get_logger()
Finder = Callable[..., search.Found]


class Library:
    """What the actions need of the directory; tests hand in another one."""

    def find(self, reading: Reading, **how: Any) -> search.Found:
        """See actions.groups.search.find."""
        return search.find(directory.engine(), reading, **how)

    def about(self, name: str, *, now: datetime) -> list[dict[str, Any]]:
        """See actions.groups.search.listing_about."""
        return search.listing_about(directory.engine(), name, now=now)

    def report(self, listing: str, kind: str, *, now: datetime, once_key: str | None) -> bool:
        """See actions.groups.search.report."""
        return search.report(directory.engine(), listing, kind, now=now, once_key=once_key)


class _GroupAction(Action):
    def __init__(self, library: Library | None = None) -> None:
        self.library = library or Library()

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer; a directory that is away becomes a plain sentence."""
        try:
            return self.answer(dispatcher, tracker, metadata(tracker))
        except search.Unavailable:
            log.warning("groups.directory_was_away", action=self.name())
            say(dispatcher, answers.UNAVAILABLE, choices=[PERSON, MENU])
            return self.remember(tracker, metadata(tracker))

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """The action's own work."""
        raise NotImplementedError

    def remember(self, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """What is kept when the directory is away."""
        return []


class FindGroups(_GroupAction):
    """Reads the sentence on top of what was asked before, and answers."""

    def name(self) -> str:
        """The action's name."""
        return "action_find_groups"

    def reading(self, tracker: Tracker, meta: dict[str, Any]) -> Reading:
        """The sentence read on top of what was asked before. The same message again is read on the same ground."""
        earlier = tracker.get_slot("groups_asked") or None
        if earlier and meta.get("message_id") and earlier.get("message_id") == meta["message_id"]:
            earlier = earlier.get("before")
        return query.read(
            words(tracker, meta),
            now=moment(meta),
            tz=meta.get("tz"),
            country=meta.get("country"),
            previous=earlier,
            care_given=meta.get("care"),
        )

    def asked(self, tracker: Tracker, meta: dict[str, Any], reading: Reading) -> SlotSet:
        """The slot to keep: the reading, and what it was built on while this message may come again."""
        earlier = tracker.get_slot("groups_asked") or None
        if earlier and earlier.get("message_id") == meta.get("message_id"):
            earlier = earlier.get("before")
        base = {k: earlier[k] for k in ("slots", "care", "chosen") if k in earlier} if earlier else None
        kept = {"chosen": earlier["chosen"]} if earlier and earlier.get("chosen") else {}
        return SlotSet(
            "groups_asked", {**reading.as_slot(), **kept, "message_id": meta.get("message_id"), "before": base}
        )

    def still_running(self, reading: Reading, meta: dict[str, Any]) -> str:
        """The answer to "is it still running?"; without a name, the question for it."""
        name = reading.slots.get("name")
        return answers.still_running(self.library.about(name, now=moment(meta)), name) if name else answers.WHICH_ONE

    def remember(self, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """The question stays, so that the next search goes on from it."""
        return [self.asked(tracker, meta, self.reading(tracker, meta))]

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """Search, or do what the sentence asks for instead. A button without words asks what is wanted."""
        if not words(tracker, meta).strip():
            say(dispatcher, answers.WHAT, choices=[PERSON, MENU])
            return []
        reading = self.reading(tracker, meta)
        asked = self.asked(tracker, meta, reading)
        shown = before(tracker.get_slot("groups_shown") or [], meta)
        log.info("groups.query_was_read", intent=reading.intent, slots=sorted(reading.slots), care=reading.care)
        if answers.NO_REMINDER.search(words(tracker, meta)):
            say(dispatcher, "Gone. I won't remind you.", directives=[{"do": "no_reminder"}], choices=[PERSON, MENU])
            return []
        if reading.intent == "remind":
            return _remind(dispatcher, tracker, reading, asked, last_page(shown))
        if reading.intent == "verify_listing":
            say(dispatcher, self.still_running(reading, meta), choices=[PERSON, MENU])
            return [asked]
        listing = chosen(shown, reading.slots.get("choose", 0)) if reading.intent == "choose" else None
        if listing:
            show_join(dispatcher, listing, discreet=reading.care == "dv_safe")
            return [SlotSet("groups_asked", {**asked["value"], "chosen": listing})]
        if reading.intent == "report" and shown:
            return _report(
                dispatcher,
                self.library,
                shown[-1]["id"] if len(last_page(shown)) == 1 else None,
                reading.slots["report"],
                meta,
                shown,
            )
        past = ids(shown) if reading.slots.get("refine") in ("more", "other") else []
        found = self.library.find(reading, now=moment(meta), tz=meta.get("tz"), country=meta.get("country"), shown=past)
        return [asked, *show(dispatcher, found, reading, shown if past else [], meta)]


def _remind(
    dispatcher: CollectingDispatcher, tracker: Tracker, reading: Reading, asked: SlotSet, page: list[str]
) -> list[EventType]:
    """A calendar file or a reminder of the chosen listing; where looking is dangerous only when asked for twice."""
    earlier = tracker.get_slot("groups_asked") or {}
    listing = earlier.get("chosen") or (page[0] if len(page) == 1 else None)
    if listing is None:
        say(dispatcher, answers.CHOOSE_FIRST, choices=[PERSON, MENU])
        return [asked]
    if reading.care == "dv_safe" and not earlier.get("wanted_once"):
        say(dispatcher, answers.NOT_SAFE_TO_SEND, choices=[PERSON, MENU])
        return [SlotSet("groups_asked", {**asked["value"], "wanted_once": True})]
    wanted: list[Message] = []
    if reading.slots.get("calendar"):
        wanted.append({"do": "offer_ics", "listings": [listing]})
    if minutes := reading.slots.get("reminder_min"):
        wanted.append({"do": "send_at", "listing": listing, "minutes": minutes})
    if reading.slots.get("send"):
        wanted.append({"do": "show_join", "listing": listing})
    say(dispatcher, "Let me see what I can do.", directives=wanted)
    return [asked]


class MoreGroups(FindGroups):
    """The next listings for the same question; never the same one twice."""

    def name(self) -> str:
        """The action's name."""
        return "action_more_groups"

    def remember(self, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """Nothing new was asked."""
        return []

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """Search again without what was shown; a message that comes again sees the page it saw."""
        asked = tracker.get_slot("groups_asked") or {}
        shown = tracker.get_slot("groups_shown") or []
        shown = before(shown, meta)
        reading = Reading("search", dict(asked.get("slots") or {}), care=asked.get("care") or meta.get("care"))
        found = self.library.find(
            reading, now=moment(meta), tz=meta.get("tz"), country=meta.get("country"), shown=ids(shown)
        )
        return show(dispatcher, found, reading, shown, meta)


class ChooseGroup(_GroupAction):
    """A listing was chosen: the door shows the way in."""

    def name(self) -> str:
        """The action's name."""
        return "action_choose_group"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """Hand the id to the door."""
        listing = payload(tracker, "listing")
        if not listing:
            say(dispatcher, answers.WHAT, choices=[PERSON, MENU])
            return []
        earlier = tracker.get_slot("groups_asked") or {}
        show_join(dispatcher, listing, discreet=earlier.get("care") == "dv_safe")
        return [SlotSet("groups_asked", {**earlier, "chosen": listing})]


class ReportGroup(_GroupAction):
    """Something is wrong with a listing: it is hidden at once."""

    def name(self) -> str:
        """The action's name."""
        return "action_report_group"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """Hide it, or ask which one and what is wrong."""
        shown = tracker.get_slot("groups_shown") or []
        listing = payload(tracker, "listing")
        kind = payload(tracker, "value") or query.read(words(tracker, meta), now=moment(meta)).slots.get("report")
        if listing and not kind:
            say(
                dispatcher,
                "What is wrong with it?",
                choices=[
                    {"title": title, "value": f'intent:/report_group{{"listing": "{listing}", "value": "{code}"}}'}
                    for title, code in (
                        ("It is not there", "not_meeting"),
                        ("Wrong time", "wrong_time"),
                        ("The link fails", "bad_link"),
                        ("It felt unsafe", "unsafe"),
                        ("Something else", "other"),
                    )
                ],
            )
            return []
        if not listing and len(last_page(shown)) == 1:
            listing = last_page(shown)[0]
        return _report(dispatcher, self.library, listing, kind or "other", meta, shown)


def _report(
    dispatcher: CollectingDispatcher,
    library: Library,
    listing: str | None,
    kind: str,
    meta: dict[str, Any],
    shown: list[Message],
) -> list[EventType]:
    """Report one listing, or ask which of those shown last is meant."""
    if kind not in search.REPORT_KINDS:
        kind = "other"
    if listing is None:
        page = [s for s in shown if s["id"] in last_page(shown)]
        if not page:
            say(dispatcher, answers.WHICH_ONE, choices=[PERSON, MENU])
            return []
        say(
            dispatcher,
            "Which one do you mean?",
            choices=[
                {
                    "title": f"Number {one['number']}",
                    "value": f'intent:/report_group{{"listing": "{one["id"]}", "value": "{kind}"}}',
                    "number": one["number"],
                }
                for one in page
            ],
        )
        return []
    once = f"{meta['message_id']}:{listing}"[:64] if meta.get("message_id") else None
    known = library.report(listing, kind, now=moment(meta), once_key=once)
    text = (
        "Thank you. It is out of the list now, and someone will check it."
        if known
        else "That group is no longer in the list."
    )
    say(dispatcher, text, choices=[{"title": "More groups", "value": "intent:/more_groups"}, PERSON])
    return [SlotSet("groups_shown", [s for s in shown if s["id"] != listing])]
