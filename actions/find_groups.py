"""Finding support groups: thin actions over actions.groups.

What a person asked for lives in the slot `groups_asked` (JSON of the reading), what was shown in `groups_shown`
(listing ids, oldest first). The door is asked by directives; no link or address passes through here.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import clock
from actions.groups import answers, directory, gsm, query, search
from actions.groups.query import Reading

log = structlog.get_logger()
Finder = Callable[..., search.Found]
Message = dict[str, Any]
_MOST_REMEMBERED = 30


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
    """What the person wrote; nothing for a button."""
    text = str((tracker.latest_message or {}).get("text") or "")
    return str(meta.get("text") or "") if text.startswith("/") else text


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
CHANGE = {"title": "Change something", "value": "intent:/find_groups"}


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
        before = tracker.get_slot("groups_asked") or None
        if before and meta.get("message_id") and before.get("message_id") == meta["message_id"]:
            before = before.get("before")
        return query.read(
            words(tracker, meta),
            now=moment(meta),
            tz=meta.get("tz"),
            country=meta.get("country"),
            previous=before,
            care_given=meta.get("care"),
        )

    def asked(self, tracker: Tracker, meta: dict[str, Any], reading: Reading) -> SlotSet:
        """The slot to keep: the reading, and what it was built on while this message may come again."""
        before = tracker.get_slot("groups_asked") or None
        if before and before.get("message_id") == meta.get("message_id"):
            before = before.get("before")
        base = {k: before[k] for k in ("slots", "care") if k in before} if before else None
        return SlotSet("groups_asked", {**reading.as_slot(), "message_id": meta.get("message_id"), "before": base})

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
        shown = _before(tracker.get_slot("groups_shown") or [], meta)
        log.info("groups.query_was_read", intent=reading.intent, slots=sorted(reading.slots), care=reading.care)
        if reading.intent == "verify_listing":
            say(
                dispatcher,
                answers.still_running(self.library.about(reading.slots.get("name", ""), now=moment(meta)), ""),
                choices=[PERSON, MENU],
            )
            return [asked]
        if reading.intent == "choose" and 1 <= reading.slots.get("choose", 0) <= len(_last_page(shown)):
            _show_join(dispatcher, _last_page(shown)[reading.slots["choose"] - 1])
            return [asked]
        if reading.intent == "report" and shown:
            return _report(
                dispatcher,
                self.library,
                shown[-1]["id"] if len(_last_page(shown)) == 1 else None,
                reading.slots["report"],
                meta,
                shown,
            )
        past = _ids(shown) if reading.slots.get("refine") in ("more", "other") else []
        found = self.library.find(reading, now=moment(meta), tz=meta.get("tz"), country=meta.get("country"), shown=past)
        return [asked, *show(dispatcher, found, reading, shown if past else [], meta)]


def _ids(shown: list[Message]) -> list[str]:
    return [s["id"] for s in shown]


def _before(shown: list[Message], meta: dict[str, Any]) -> list[Message]:
    """What was shown before this very message: when it comes again, it sees the page it saw."""
    return [s for s in shown if not meta.get("message_id") or s.get("message_id") != meta["message_id"]]


def _last_page(shown: list[Message]) -> list[str]:
    """Ids of the listings shown last, in order."""
    page = shown[-1]["page"] if shown else 0
    return [s["id"] for s in shown if s["page"] == page]


def _show_join(dispatcher: CollectingDispatcher, listing: str) -> None:
    """The way in comes from the door, which reads it itself."""
    say(
        dispatcher,
        "Here is how to take part.",
        directives=[{"do": "show_join", "listing": listing}],
        choices=[
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
                {"title": o["label"][:30], "value": f"text:{_asked_again(found.ask, o)}"}
                for o in found.ask["options"][:5]
            ],
        )
        return []
    if found.status == "other":
        say(dispatcher, answers.WHAT, choices=[PERSON, MENU])
        return []
    if not found.results:
        text = (
            "These were all that fit."
            if shown
            else answers.blocked(found.blocked_by, place_unknown=found.place_unknown)
        )
        say(dispatcher, text, choices=[CHANGE, PERSON])
        return []
    return _show_results(dispatcher, found, shown, meta)


def _asked_again(ask: Message, option: Message) -> str:
    if ask["slot"] == "place":
        return f"near {option['value']}"
    if ask["slot"] == "gender_only":
        return f"{option['value']} only" if option["value"] else "start again"
    return "every other week" if option["value"] == "biweekly" else "the second of each month"


def _show_results(
    dispatcher: CollectingDispatcher, found: search.Found, shown: list[Message], meta: dict[str, Any]
) -> list[EventType]:
    results = found.results[:3]
    relaxed = any(r["relaxed"] for r in results)
    untimed = all("day and time" in r["not_stated"] for r in results)
    start = answers.opening(len(results), found.more, relaxed=relaxed, untimed=untimed)
    texts = [f"{i}. {answers.listing(r)}" for i, r in enumerate(results, start=1)]
    say(dispatcher, start)
    for i, (text, result) in enumerate(zip(texts[:-1], results, strict=False), start=1):
        say(dispatcher, gsm.cut(text, answers.WEB), sms=answers.listing_sms(i, result))
    numbers = ", ".join(str(i) for i in range(1, len(results) + 1))
    tail = f" Reply {numbers} for how to join" + (f", {len(results) + 1} for more." if found.more else ".")
    choices = [
        {"title": gsm.cut(f"{i} {r['name']}", 30), "value": f'intent:/choose_group{{"listing": "{r["id"]}"}}'}
        for i, r in enumerate(results, start=1)
    ]
    choices += [{"title": "More", "value": "intent:/more_groups"}] if found.more else []
    if len(choices) == 1:
        choices.append(PERSON)
        tail += " 2 for a person."
    say(
        dispatcher,
        gsm.cut(texts[-1], answers.WEB),
        sms=answers.listing_sms(len(results), results[-1]) + tail,
        choices=choices,
    )
    page = (shown[-1]["page"] + 1) if shown else 1
    return [
        SlotSet(
            "groups_shown",
            [*shown, *({"id": r["id"], "page": page, "message_id": meta.get("message_id")} for r in results)][
                -_MOST_REMEMBERED:
            ],
        )
    ]


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
        shown = _before(shown, meta)
        reading = Reading("search", dict(asked.get("slots") or {}), care=asked.get("care") or meta.get("care"))
        found = self.library.find(
            reading, now=moment(meta), tz=meta.get("tz"), country=meta.get("country"), shown=_ids(shown)
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
        _show_join(dispatcher, listing)
        return []


class ReportGroup(_GroupAction):
    """Something is wrong with a listing: it is hidden at once."""

    def name(self) -> str:
        """The action's name."""
        return "action_report_group"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, meta: dict[str, Any]) -> list[EventType]:
        """Hide it, or ask which one and what is wrong."""
        shown = tracker.get_slot("groups_shown") or []
        listing = payload(tracker, "listing")
        kind = payload(tracker, "kind") or query.read(words(tracker, meta), now=moment(meta)).slots.get("report")
        if listing and not kind:
            say(
                dispatcher,
                "What is wrong with it?",
                choices=[
                    {"title": title, "value": f'intent:/report_group{{"listing": "{listing}", "kind": "{code}"}}'}
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
        if not listing and len(_last_page(shown)) == 1:
            listing = _last_page(shown)[0]
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
        page = _last_page(shown)
        if not page:
            say(dispatcher, "Which group do you mean? Its name is enough.", choices=[PERSON, MENU])
            return []
        say(
            dispatcher,
            "Which one do you mean?",
            choices=[
                {"title": f"Number {i}", "value": f'intent:/report_group{{"listing": "{one}", "kind": "{kind}"}}'}
                for i, one in enumerate(page, start=1)
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
