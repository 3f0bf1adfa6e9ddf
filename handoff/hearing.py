"""What the door knows when it handles one message, and what kind of message it is. Reads, decides nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.exercises import loader
from actions.journal import service as journal
from actions.journal.models import ExerciseRun
from handoff import delete_code, follow_ups, where
from handoff.cases import service as cases
from handoff.cases.models import Case
from handoff.conversations import messages
from handoff.conversations.models import Conversation, Message
from handoff.conversations.speaking import WAITING, speaking
from handoff.safety import crisis_lines, words
from handoff.safety.ladder import Facts, Heard, RiskState
from handoff.safety.model import Assessment, Level, Turn
from handoff.volunteers import service as volunteers

NUMBERS_LAST = timedelta(hours=24)  # a lone number answers the newest numbered question of this long (care.md 2.1)
OWN_FLOWS = ("safety_plan", "grounding_54321", "breathing_paced")  # the door runs them for whoever waits for a human
NOT_NOW = "9"  # stays open until somebody accepts (care.md 2.1)


@dataclass(frozen=True)
class Snapshot:
    """One inbound message with all that bears on its answer, read in one go.

    value      what was chosen, by button, number or typed title; None for words
    exercise   the words or the value belong to the exercise that runs, `flow`
    here       the country that the message names as the place where its writer is
    who        assistant, waiting or volunteer
    waiting    a case is open and nobody has taken it yet
    mark       what `mark` said when it was read
    """

    message_id: int
    text: str
    value: str | None
    channel: str
    conversation_id: int
    key: str
    person_id: int
    state: RiskState
    before: tuple[Turn, ...]
    facts: Facts
    who: str
    case_id: int | None
    waiting: bool
    running: bool
    exercise: bool
    country: str | None
    zone: str | None
    language: str
    here: str | None = None
    flow: str | None = None
    mark: tuple[object, ...] = ()

    def same(self, other: "Snapshot") -> bool:
        """Whether nothing that decides the answer has changed in between."""
        mine, theirs = (
            replace(s, before=(), mark=(), facts=replace(s.facts, wait=None, next_shift=None)) for s in (self, other)
        )
        return mine == theirs


def mark(db: Session, conversation: Conversation) -> tuple[object, ...]:
    """A few values that change whenever something that bears on an answer is written: cheaper than to look again."""
    return _mark(conversation, cases.open_case_of(db, conversation.id), journal.active_run(db, conversation.person_id))


def _mark(conversation: Conversation, case: Case | None, run: ExerciseRun | None) -> tuple[object, ...]:
    person = conversation.person
    return (
        conversation.last_seq,
        conversation.channel,
        person.ladder,
        (person.country, person.zone, person.language),
        (case.id, case.version) if case is not None else None,
        (run.id, run.last_message_id, run.state) if run is not None else None,
    )


def look(db: Session, message: Message, now: datetime, country: str | None, org: str) -> Snapshot:
    """Read everything that bears on one message."""
    conversation = db.get_one(Conversation, message.conversation_id)
    person = conversation.person
    state = RiskState.from_json(person.ladder)
    there = volunteers.cover(db, now)
    now_speaking = speaking(db, conversation, anybody_on_shift=there.on_shift)
    case = now_speaking.case
    anybody = there.on_shift or now_speaking.who == "volunteer"  # nobody reads of a usual wait when nobody is there
    run = journal.active_run(db, person.id)
    value = chosen(db, conversation, message, case is not None and case.volunteer_id is None)
    facts = Facts(
        channel=conversation.channel,
        country=country,
        on_shift=there.on_shift,
        org=org,
        on_call=there.on_call,
        next_shift=_shift_words(there.next_shift, person.zone),
        wait=volunteers.wait_sentence(db, case.severity if case else int(state.level), now) if anybody else None,
        case_open=case is not None,
        case_accepted=now_speaking.who == "volunteer",
        case_severity=case.severity if case else 0,
        plan_ready=plan_ready(),
    )
    exercise = run is not None and (value.startswith("exercise:") if value else journal.wants(run, message.body, now))
    return Snapshot(
        message_id=message.id,
        text=message.body,
        value=value,
        channel=conversation.channel,
        conversation_id=conversation.id,
        key=conversation.key,
        person_id=person.id,
        state=state,
        before=tuple(Turn(who, text) for who, text in messages.turns_before(db, message)),
        facts=facts,
        who=now_speaking.who,
        case_id=case.id if case else None,
        waiting=case is not None and case.state in WAITING,
        running=run is not None and run.state == "running",
        exercise=exercise,
        country=country,
        zone=person.zone,
        language=person.language,
        flow=run.exercise if run is not None else None,
        mark=_mark(conversation, case, run),
        here=where.named(db, message, person.id, country, now) if value is None else None,
    )


def _shift_words(at: datetime | None, zone: str | None) -> str | None:
    """ "Tue 18:00" in the person's zone, or with the zone's name where theirs is not known."""
    if at is None:
        return None
    local = at.astimezone(ZoneInfo(zone or "UTC"))
    return f"{local:%a %H:%M}" + ("" if zone else " UTC")


def chosen(db: Session, conversation: Conversation, message: Message, case_waits: bool) -> str | None:
    """The value that a message chooses: a pressed button, the number of the newest choices, or a title typed out."""
    if message.chosen:
        return message.chosen
    said = words.plain(message.body)
    if not said or len(said) > 40:
        return None
    if delete_code.confirms(db, conversation, said, message.received_at):
        return "mydata:delete"
    newest = messages.newest_choices(db, conversation, message.received_at - NUMBERS_LAST)
    options = newest.choices if newest else []
    if any(option["value"].startswith("exercise:") for option in options):
        return None  # the exercise reads numbers and words itself: "7" may be a weight, not the seventh choice
    for n, option in enumerate(options, 1):
        if said in (str(option.get("number") or n), words.plain(option["title"])):
            return str(option["value"])
    return "case:not_now" if said == NOT_NOW and case_waits else None


def plan_ready() -> bool:
    """Whether the safety plan can be made here now."""
    return loader.library().get("safety_plan") is not None


def flow_word(seen: Snapshot) -> str | None:
    """SKIP or PAUSE for the plan or the grounding that the ladder itself started: theirs as long as no question of the
    ladder is open. None for anything else."""
    if not seen.running or seen.state.level < Level.R2 or seen.state.pending is not None:
        return None
    word = words.always_on(seen.text, seen.channel) if seen.value is None else seen.value.removeprefix("word:")
    return word if word in ("SKIP", "PAUSE") else None


def hear(seen: Snapshot, assessment: Assessment | None) -> Heard:
    """The message as the ladder hears it."""
    word, answer = None, None
    if flow_word(seen):
        return Heard(text=seen.text, flow_running=True, talking=seen.who == "volunteer", waiting=seen.waiting)
    if seen.value is None:
        word = words.always_on(seen.text, seen.channel)
        if word is None and words.wants_person(seen.text):
            word = "PERSON"
    elif seen.value.startswith("word:"):
        word = seen.value[5:]
    elif seen.value.startswith("ladder:"):
        question, _, reply = seen.value[7:].partition(":")
        answer = (question, reply)
    elif seen.value == "case:not_now":
        answer = ("case", "not_now")
    return Heard(
        text=seen.text,
        assessment=assessment,
        answer=answer,
        word=word,
        flow_running=seen.running,
        talking=seen.who == "volunteer",
        waiting=seen.waiting and not (seen.exercise and seen.flow in OWN_FLOWS),
    )


def is_read(seen: Snapshot) -> bool:
    """Whether the reader of risk sees this message: words, and no button. An always-on word is a button that is typed:
    PLAN after "have you thought about how" asks for the plan of safety, and tells of no other."""
    if seen.value is None:
        return words.always_on(seen.text, seen.channel) is None
    return seen.value.startswith(("text:", "carrier:"))


def told_by(value: str | None) -> Assessment | None:
    """What a pressed button says about danger: "not okay" on the day after is a sign like words are."""
    return follow_ups.NOT_OKAY if value == "followup:not_okay" else None


def passes_ladder(seen: Snapshot) -> bool:
    """False for a choice about the case, a follow-up or one's own data, and for a data right in its fixed words: they
    hold no other words, answer nothing the ladder asks, and work whoever is waited for."""
    if seen.value is None:
        return words.data_right(seen.text) is None
    if seen.value in ("case:not_now", "followup:not_okay"):
        return True
    return not seen.value.startswith(("mydata:", "case:", "followup:", "group:"))


def metadata(seen: Snapshot, assessment: Assessment | None, state: RiskState, now: datetime) -> dict[str, Any]:
    """What an action must know from above (design README 1.4)."""
    return {
        "message_id": str(seen.message_id),
        "text": seen.text,
        "person_id": seen.person_id,
        "channel": seen.channel,
        "tz": seen.zone,
        "country": seen.country,
        "language": seen.language,
        "level": level(state, now),
        "now": now.isoformat(),
        "not_when": sorted(assessment.not_when) if assessment else [],
        "care": assessment.care if assessment else None,
        "lines": list(crisis_lines.lines_for(seen.country).now_lines()),
    }


def level(state: RiskState, now: datetime) -> str:
    """The level as exercises' gates name it: "R1_cleared" once two keys were given."""
    return "R1_cleared" if int(state.level) == 1 and state.cleared(now) else str(state.level)
