"""The outcome of one message, in the caller's transaction: ladder texts, case, exercise, the assistant's replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.journal import service as journal
from handoff import counts, directives, follow_ups, group_plans, my_data, ordering, plan, where
from handoff.cases import service as cases
from handoff.conversations import greeting, messages, telling
from handoff.conversations.models import Conversation, Message
from handoff.hearing import Snapshot, flow_word, hear, level, passes_ladder
from handoff.rasa_client import Answer
from handoff.safety import crisis_lines, ladder, words
from handoff.safety.ladder import Outcome, Say
from handoff.safety.model import Assessment, Level


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
        return journal.Turn(
            str(seen.message_id),
            self.now,
            seen.channel,
            level(self.outcome.state, self.now),
            self.assessment.not_when if self.assessment else frozenset(),
            crisis_lines.lines_for(self.seen.here or seen.country).now_lines(),
        )


def wants_assistant(turn: Turn) -> bool:
    """Whether this message is for Rasa: words or an intent that nothing nearer takes."""
    seen, heard = turn.seen, hear(turn.seen, turn.assessment)
    if not turn.outcome.forward or seen.who != "assistant" or seen.exercise or heard.word or seen.here:
        return False
    if seen.value is not None:
        return seen.value.startswith(("intent:", "text:"))
    return words.data_right(seen.text) is None


def write(db: Session, conversation: Conversation, message: Message, turn: Turn) -> bool:
    """Write everything that comes of one message. False: it was for the assistant after all, ask and come again."""
    seen, outcome = turn.seen, turn.outcome
    _before_all(db, conversation, message, turn.now)
    _keep(conversation, message, turn)
    counts.of_turn(db, seen.state, outcome, turn.now)
    open_before = cases.open_case_of(db, conversation.id)
    ordering.before_words(db, conversation, message, open_before, turn)
    case = cases.open_case_of(db, conversation.id) if outcome.directives else open_before
    _again(db, conversation, message, turn, urgent=False)
    moved = where.moved(db, conversation, message, turn)
    telling.tell_turn(
        db,
        conversation,
        where.asking(db, conversation, turn, plan.words_for(db, conversation, turn)),
        {},
        turn.now,
        cause=message,
        case_id=case.id if case else None,
        outbox_kind="text.crisis" if outcome.state.level >= Level.R2 else "text.reply",
    )
    _again(db, conversation, message, turn, urgent=True)
    ordering.after_words(db, conversation, message, turn)
    if kind_of(seen) == "followup":
        follow_ups.chose(db, conversation, message, (seen.value or "").partition(":")[2], turn.now)
        return True
    if kind_of(seen) == "group":
        group_plans.chose(db, conversation, message, (seen.value or "").partition(":")[2], turn.now)
        return True
    if open_before is not None and passes_ladder(seen):  # who waits is heard too: their silence has its timers
        cases.person_said(db, open_before, message, turn.now)
    if open_before is not None and seen.who == "volunteer" and passes_ladder(seen):
        if hear(seen, None).word == "PLAN":
            plan.show(db, conversation, message, turn)
        return True
    if not outcome.forward or moved:
        return True
    return _other_hands(db, conversation, message, turn)


def _again(db: Session, conversation: Conversation, message: Message, turn: Turn, *, urgent: bool) -> None:
    """Say again that this is a program, where it is time for it: first, but in danger (`urgent`) after the lines. Never
    under a human's words, and not where the carrier answers instead of us."""
    if urgent != (turn.outcome.state.level >= Level.R2):
        return
    if turn.seen.who != "volunteer" and kind_of(turn.seen) != "carrier":
        greeting.say_again(db, conversation, message, turn.outcome.state, turn.now)


def _before_all(db: Session, conversation: Conversation, message: Message, now: datetime) -> None:
    """Who we are, for somebody new; the truth about a delay, for somebody whose words reached us late."""
    if conversation.greet_due:
        greeting.greet(db, conversation, now)
    if message.sent_at is not None and not messages.came_late_before(db, message):
        telling.tell(db, conversation, "came_late", {}, now, cause=message)


def kind_of(seen: Snapshot) -> str:
    """The kind of a choice: case, mydata, followup, exercise, intent ...; empty for words."""
    return (seen.value or "").partition(":")[0] if seen.value else ""


def _keep(conversation: Conversation, message: Message, turn: Turn) -> None:
    """The ladder's state with the person, the assessment with the message."""
    conversation.person.ladder = turn.outcome.state.to_json()
    conversation.turns += 1
    message.level = int(turn.outcome.state.level)
    if turn.assessment is not None:
        message.assessment = turn.assessment.to_json()


def _other_hands(db: Session, conversation: Conversation, message: Message, turn: Turn) -> bool:
    """What the ladder leaves to others: a word, a case choice, the exercise, a data right, the assistant."""
    seen, heard = turn.seen, hear(turn.seen, turn.assessment)
    kind, chosen = kind_of(seen), (seen.value or "").partition(":")[2]
    if word := heard.word or flow_word(seen):
        _word(db, conversation, message, word, turn)
    elif kind == "case":
        _case(db, conversation, message, chosen, turn)
    elif kind == "mydata":
        turn.purge = my_data.chose(db, conversation, message, chosen, turn.now)
    elif not kind and (right := words.data_right(seen.text)):
        turn.purge = my_data.asked(db, conversation, message, right, turn.now)
    elif seen.exercise:
        return _exercise(db, conversation, message, turn)
    elif kind != "carrier" and seen.who == "assistant":  # HELP by SMS: Twilio answered it, with our words
        _assistant(db, conversation, message, turn)
    return True


def _case(db: Session, conversation: Conversation, message: Message, what: str, turn: Turn) -> None:
    """A choice about the case: who may read what, back to the assistant, another person."""
    case = cases.open_case_of(db, conversation.id)
    if case is not None:
        cases.person_chose(db, case, what, turn.now)
    if (case is None or what in ("back", "back_note")) and not follow_ups.asked_now(
        db, conversation.person_id, turn.now
    ):
        telling.tell(db, conversation, "menu", {}, turn.now, cause=message)


def _word(db: Session, conversation: Conversation, message: Message, word: str, turn: Turn) -> None:
    """An always-on word below R2, or for what the ladder started: works with Rasa and the action server down."""
    person_id, taken = conversation.person_id, None
    if word == "PAUSE":
        taken = journal.pause(db, person_id, turn.journal)
    elif word == "SKIP":
        taken = journal.skip(db, person_id, turn.journal)
    elif word == "MENU":
        taken = journal.menu(db, person_id, turn.journal)
    elif word == "PLAN" and plan.open_it(db, conversation, message, turn):
        return
    if taken is not None:
        telling.say_taken(db, conversation, message, taken, turn.now)
        return
    telling.tell(db, conversation, WORDS.get(word, "menu"), {}, turn.now, cause=message)


# What the door says for a word when no exercise answers it.
WORDS: Mapping[str, str] = {
    "PAUSE": "nothing_runs",
    "SKIP": "nothing_runs",
    "MENU": "menu",
    "BREATHE": "breathe",
    "PLAN": "plan_none",
    "HELP": "help_card",
}


def _exercise(db: Session, conversation: Conversation, message: Message, turn: Turn) -> bool:
    """The running exercise takes the words itself: they never reach Rasa or its tracker (ADR 0003)."""
    seen = turn.seen
    taken = journal.take(
        db, conversation.person_id, turn.journal, value=seen.value, text=None if seen.value else seen.text
    )
    if taken.forward and not turn.asked:
        return False
    telling.say_taken(db, conversation, message, taken, turn.now)
    _do_all(db, conversation, message, taken.directives, turn)
    if taken.forward and turn.answer is None:
        telling.tell(db, conversation, "assistant_away", {}, turn.now, cause=message)
    elif taken.forward:
        _replies(db, conversation, message, turn)
    return True


def _assistant(db: Session, conversation: Conversation, message: Message, turn: Turn) -> None:
    if turn.answer is None:
        taken = journal.without_rasa(db, conversation.person_id, turn.journal, turn.seen.value or "")
        if taken is not None:
            telling.say_taken(db, conversation, message, taken, turn.now)
        else:
            telling.tell(db, conversation, "assistant_away", {}, turn.now, cause=message)
        return
    _replies(db, conversation, message, turn)


def _replies(db: Session, conversation: Conversation, message: Message, turn: Turn) -> None:
    """The assistant's replies, then what it asked the door to do. A wish for a person is the ladder's to answer."""
    answer = turn.answer
    if answer is None:
        return
    if any(d.get("do") == "request_person" for d in answer.directives):
        ask_for_person(db, conversation, message, turn)
        return
    for reply in answer.replies:
        messages.say(
            db,
            conversation,
            reply.text,
            now=turn.now,
            sms=reply.sms,
            cause=message,
            choices=[{"title": title, "value": value} for title, value in reply.choices],
        )
    _do_all(db, conversation, message, answer.directives, turn)


def _do_all(
    db: Session, conversation: Conversation, message: Message, wanted: Sequence[Mapping[str, Any]], turn: Turn
) -> None:
    for directive in wanted:
        directives.do(db, conversation, message, directive, turn)


def ask_for_person(db: Session, conversation: Conversation, message: Message, turn: Turn) -> None:
    """A person was asked for in words that Rasa or an exercise understood: as if they had written PERSON."""
    heard = ladder.Heard(text=turn.seen.text, word="PERSON", waiting=turn.seen.facts.case_open)
    turn.outcome = ladder.step(turn.outcome.state, heard, turn.now, turn.seen.facts)
    conversation.person.ladder = turn.outcome.state.to_json()
    ordering.before_words(db, conversation, message, cases.open_case_of(db, conversation.id), turn)
    telling.tell_turn(db, conversation, turn.outcome.says, {}, turn.now, cause=message)


def apologise(db: Session, conversation: Conversation, message: Message, now: datetime) -> None:
    """Something of ours is broken: say so, with the crisis line, so that nobody is left without an answer."""
    says: Sequence[Say] = [Say("assistant_away"), Say("help_card", card=True)]
    telling.tell_turn(db, conversation, says, {}, now, cause=message, outbox_kind="text.crisis")
