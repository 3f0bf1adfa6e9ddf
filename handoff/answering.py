"""The outcome of one message, written in the caller's transaction: ladder texts, case, exercise, assistant's replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.orm import Session

from actions.journal import service as journal
from actions.journal.taken import Taken
from handoff import directives, my_data
from handoff.cases import service as cases
from handoff.conversations import greeting, messages, telling
from handoff.conversations.models import Conversation, Message
from handoff.hearing import Snapshot, hear, level, passes_ladder
from handoff.rasa_client import Answer
from handoff.safety import ladder, words
from handoff.safety.ladder import Directive, Outcome, Say
from handoff.safety.model import Assessment, Level

if TYPE_CHECKING:
    from handoff.parts import Parts

log = structlog.get_logger()
DISCLOSE_EVERY = timedelta(hours=3)  # care.md 2.4
GROUNDING = "grounding_54321"


@dataclass
class Turn:
    """One message on its way: what was seen, what the ladder makes of it, what the assistant said (None: away)."""

    seen: Snapshot
    assessment: Assessment | None
    outcome: Outcome
    now: datetime
    answer: Answer | None = None
    asked: bool = False
    purge: bool = False

    @property
    def journal(self) -> journal.Turn:
        """The turn as the journal takes it."""
        seen = self.seen
        return journal.Turn(str(seen.message_id), self.now, seen.channel, level(self.outcome.state, self.now),
                            self.assessment.not_when if self.assessment else frozenset())


def wants_assistant(turn: Turn) -> bool:
    """Whether this message is for Rasa: words or an intent that nothing nearer takes."""
    seen, heard = turn.seen, hear(turn.seen, turn.assessment)
    if not turn.outcome.forward or seen.who != "assistant" or seen.exercise or heard.word:
        return False
    if seen.value is not None:
        return seen.value.startswith(("intent:", "text:"))
    return words.data_right(seen.text) is None


def write(db: Session, parts: "Parts", conversation: Conversation, message: Message, turn: Turn) -> bool:
    """Write everything that comes of one message. False: it was for the assistant after all, ask and come again."""
    seen, outcome = turn.seen, turn.outcome
    if conversation.greet_due:
        greeting.greet(db, conversation, turn.now)
    _keep(conversation, message, turn)
    open_before = cases.open_case_of(db, conversation.id)
    for directive in outcome.directives:
        _direct(db, conversation, message, directive, turn)
    case = cases.open_case_of(db, conversation.id)
    telling.tell_turn(db, conversation, outcome.says, {}, turn.now, cause=message, case_id=case.id if case else None,
                      outbox_kind="text.crisis" if outcome.state.level >= Level.R2 else "text.reply")
    if open_before is not None and seen.who == "volunteer" and passes_ladder(seen):
        cases.person_said(db, open_before, message, turn.now)
        return True
    if not outcome.forward:
        return True
    return _other_hands(db, parts, conversation, message, turn)


def _keep(conversation: Conversation, message: Message, turn: Turn) -> None:
    """The ladder's state with the person, the assessment with the message."""
    conversation.person.ladder = turn.outcome.state.to_json()
    conversation.turns += 1
    message.level = int(turn.outcome.state.level)
    if turn.assessment is not None:
        message.assessment = turn.assessment.to_json()


def _direct(db: Session, conversation: Conversation, message: Message, directive: Directive, turn: Turn) -> None:
    """Do what the ladder directs, in the message's transaction."""
    case = cases.open_case_of(db, conversation.id)
    severity = directive.severity if directive.severity is not None else int(turn.outcome.state.level)
    if directive.do == "open_case":
        opened = cases.open_case(db, conversation, severity=severity, now=turn.now,
                                 why="asked" if hear(turn.seen, None).word == "PERSON" else "risk")
        message.case_id = opened.id
    elif directive.do == "raise_case" and case is not None:
        cases.raise_severity(db, case, severity, turn.now)
    elif directive.do == "withdraw_case" and case is not None:
        cases.person_withdraws(db, case, turn.now)
    elif directive.do == "page_supervisor" and case is not None:
        cases.page_supervisor(db, case, turn.now)
    elif directive.do == "suspend_flow":
        journal.suspend(db, conversation.person_id, turn.now)
    elif directive.do == "resume_flow":
        say_taken(db, conversation, message, journal.back(db, conversation.person_id, turn.journal), turn.now)
    elif directive.do == "start_grounding":
        say_taken(db, conversation, message, journal.start(db, conversation.person_id, GROUNDING, turn.journal), turn.now)
    elif directive.do.startswith("log_"):
        log.info(f"ladder.{directive.do.removeprefix('log_')}_noted", state=str(turn.outcome.state.level))


def _other_hands(db: Session, parts: "Parts", conversation: Conversation, message: Message, turn: Turn) -> bool:
    """What the ladder leaves to others: a word, a case choice, the exercise, a data right, the assistant."""
    seen, heard = turn.seen, hear(turn.seen, turn.assessment)
    if seen.value and seen.value.startswith("carrier:"):
        return True  # Twilio answered HELP itself, with our words
    if heard.word:
        _word(db, conversation, message, heard.word, turn)
        return True
    if seen.value and seen.value.startswith("case:"):
        case = cases.open_case_of(db, conversation.id)
        if case is not None:
            cases.person_chose(db, case, seen.value[5:], turn.now)
            if seen.value == "case:back":
                telling.tell(db, conversation, "menu", {}, turn.now, cause=message)
            return True
    if seen.value and seen.value.startswith("mydata:"):
        turn.purge = my_data.chose(db, conversation, message, seen.value[7:], turn.now)
        return True
    if (right := words.data_right(seen.text)) and seen.value is None:
        turn.purge = my_data.asked(db, conversation, message, right, turn.now)
        return True
    if seen.exercise:
        return _exercise(db, conversation, message, turn)
    if seen.who != "assistant":
        return True
    return _assistant(db, parts, conversation, message, turn)


def _word(db: Session, conversation: Conversation, message: Message, word: str, turn: Turn) -> None:
    """An always-on word below R2 (above it the ladder answers): works with Rasa and the action server down."""
    person_id, taken = conversation.person_id, None
    if word == "PAUSE":
        taken = journal.pause(db, person_id, turn.journal)
    elif word == "SKIP":
        taken = journal.skip(db, person_id, turn.journal)
    elif word == "MENU":
        taken = journal.menu(db, person_id, turn.journal)
    if taken is not None:
        say_taken(db, conversation, message, taken, turn.now)
        return
    telling.tell(db, conversation, WORDS.get(word, "menu"), {}, turn.now, cause=message)


# What the door says for a word when no exercise answers it.
WORDS: Mapping[str, str] = {"PAUSE": "nothing_runs", "SKIP": "nothing_runs", "MENU": "menu", "BREATHE": "breathe",
                            "PLAN": "plan_none", "HELP": "help_card"}


def _exercise(db: Session, conversation: Conversation, message: Message, turn: Turn) -> bool:
    """The running exercise takes the words itself: they never reach Rasa or its tracker (ADR 0003)."""
    seen = turn.seen
    taken = journal.take(db, conversation.person_id, turn.journal, value=seen.value,
                         text=None if seen.value else seen.text)
    if taken.forward and not turn.asked:
        return False
    say_taken(db, conversation, message, taken, turn.now)
    for directive in taken.directives:
        directives.do(db, conversation, message, directive, turn)
    if taken.forward and turn.answer is None:
        telling.tell(db, conversation, "assistant_away", {}, turn.now, cause=message)
    elif taken.forward:
        _replies(db, conversation, message, turn)
    return True


def say_taken(db: Session, conversation: Conversation, message: Message, taken: Taken | None, now: datetime) -> None:
    """Say what an exercise says."""
    for said in taken.says if taken else ():
        messages.say(db, conversation, said.text, now=now, sms=said.sms, cause=message,
                     choices=[{"title": title, "value": value} for title, value in said.choices])


def _assistant(db: Session, parts: "Parts", conversation: Conversation, message: Message, turn: Turn) -> bool:
    if conversation.disclosed_at is None or turn.now - conversation.disclosed_at >= DISCLOSE_EVERY:
        telling.tell(db, conversation, "disclosure", {}, turn.now, cause=message)
        greeting.disclosed(db, conversation, "disclosure", turn.now)
    if turn.answer is None:
        taken = journal.without_rasa(db, conversation.person_id, turn.journal, turn.seen.value or "")
        if taken is not None:
            say_taken(db, conversation, message, taken, turn.now)
        else:
            telling.tell(db, conversation, "assistant_away", {}, turn.now, cause=message)
        return True
    _replies(db, conversation, message, turn)
    return True


def _replies(db: Session, conversation: Conversation, message: Message, turn: Turn) -> None:
    """The assistant's replies, then what it asked the door to do. A wish for a person is the ladder's to answer."""
    answer = turn.answer
    if answer is None:
        return
    if any(d.get("do") == "request_person" for d in answer.directives):
        ask_for_person(db, conversation, message, turn)
        return
    for reply in answer.replies:
        messages.say(db, conversation, reply.text, now=turn.now, sms=reply.sms, cause=message,
                     choices=[{"title": title, "value": value} for title, value in reply.choices])
    for directive in answer.directives:
        directives.do(db, conversation, message, directive, turn)


def ask_for_person(db: Session, conversation: Conversation, message: Message, turn: Turn) -> None:
    """A person was asked for in words that Rasa or an exercise understood: as if they had written PERSON."""
    heard = ladder.Heard(text=turn.seen.text, word="PERSON", waiting=turn.seen.facts.case_open)
    turn.outcome = ladder.step(turn.outcome.state, heard, turn.now, turn.seen.facts)
    conversation.person.ladder = turn.outcome.state.to_json()
    for directive in turn.outcome.directives:
        _direct(db, conversation, message, directive, turn)
    telling.tell_turn(db, conversation, turn.outcome.says, {}, turn.now, cause=message)


def apologise(db: Session, conversation: Conversation, message: Message, now: datetime) -> None:
    """Something of ours is broken: say so, with the crisis line, so that nobody is left without an answer."""
    says: Sequence[Say] = [Say("assistant_away"), Say("help_card", card=True)]
    telling.tell_turn(db, conversation, says, {}, now, cause=message, outbox_kind="text.crisis")


