"""Nothing new: always-on words, ordinary words at a level, and what there is to do while a human is asked."""

from __future__ import annotations

from handoff.safety.ladder import answers, reading
from handoff.safety.ladder.asking import still_open
from handoff.safety.ladder.draft import Draft
from handoff.safety.ladder.state import CARD_LASTS, Outcome
from handoff.safety.ladder.waiting import person, plan, still_waiting, what_there_is
from handoff.safety.model import Level


def calm(draft: Draft) -> Outcome:
    """R0: the ladder has nothing to say, but to somebody who waits for a person who is coming."""
    if draft.heard.waiting and draft.facts.on_shift:
        return still_waiting(draft)
    return draft.end(forward=True)


def real(draft: Draft) -> Outcome:
    """Asked whether this is a person: the truth, at every level, whatever else is down. What was open stays open."""
    draft.say("are_you_real")
    if draft.heard.flow_running and not draft.state.exercises_wait(draft.now):
        draft.do("resume_flow")
    elif draft.state.level >= Level.R2:
        draft.need_human()
    if draft.state.pending:
        draft.put(draft.state.pending)
    return draft.end()


def watch(draft: Draft) -> Outcome:
    """R1, an ordinary message: the question again, later, or not at all."""
    state = draft.state
    if state.cleared(draft.now):
        return _go_on(draft)
    draft.state = state = state.but(card_until=draft.now + CARD_LASTS)
    if state.later:
        return _put_off(draft, state.later)
    if state.soft:
        draft.state = state.but(
            pending=None, later="thoughts", later_turn=state.turn + answers.PAUSE_TURNS, later_in_flow=False
        )
        return _go_on(draft)
    if reading.said_already(draft.heard.text):
        draft.say("already_said")
        if not draft.put_next():
            draft.say("offer_person")
        return draft.end()
    if question := draft.next_question():
        draft.say("come_back")
        draft.put(question)
        return draft.end()
    return _exercise_waits(draft)


def _go_on(draft: Draft) -> Outcome:
    """The assistant's turn, unless a volunteer is on the way."""
    waits = draft.heard.waiting and draft.facts.on_shift
    return still_waiting(draft) if waits else draft.end(forward=True)


def _put_off(draft: Draft, question: str) -> Outcome:
    """A question that waits for a natural pause: the end of the flow, or its turn."""
    state = draft.state
    ended = state.later_in_flow and not draft.heard.flow_running
    if state.silent or not (ended or state.turn >= state.later_turn):
        return _go_on(draft)
    draft.say("come_back")
    draft.put(question)
    return draft.end()


def _exercise_waits(draft: Draft) -> Outcome:
    """Nothing left to ask without having had an answer: an exercise goes on waiting, other talk goes on."""
    state = draft.state
    if not (draft.heard.flow_running and state.exercises_wait(draft.now)):
        return _go_on(draft)
    draft.say("exercise_waits")
    if not state.silent and state.pending:
        draft.say(f"ask_{state.pending}")
    return draft.end()


def back(draft: Draft) -> Outcome:
    """Back after half a day at R1 or above: one open question first."""
    if draft.state.level >= Level.R2:
        draft.need_human()
    draft.pin()
    draft.put("since")
    return draft.end()


def at_risk(draft: Draft) -> Outcome:
    """R2 and above, an ordinary message: no assistant; the open question once more, the next one, or what there is."""
    state, heard = draft.state, draft.heard
    draft.state = state.but(card_until=draft.now + CARD_LASTS)
    draft.need_human()
    if heard.flow_running and state.pending is None:  # the safety plan or grounding that the ladder itself started
        return draft.end(forward=True)
    if state.pending == "barrier" and len(heard.text.split()) > 2 and not reading.turns_line_down(heard.text):
        return answers.answered(draft, "barrier", "other")
    if state.level == Level.R4 and reading.turns_line_down(heard.text) and state.answer("near") != "cannot":
        return answers.near(draft, "cannot")
    if reading.turns_line_down(heard.text) and _can_ask(draft, "barrier"):
        draft.put("barrier")
        return draft.end()
    if reading.said_already(heard.text):
        draft.say("already_said")
    elif state.pending and draft.next_question() == state.pending:
        draft.say("come_back")
    if not draft.put_next():
        what_there_is(draft)
    return draft.end()


def _can_ask(draft: Draft, question: str) -> bool:
    return draft.state.level < Level.R4 and not draft.state.silent and still_open(draft.state, question)


def word(draft: Draft, name: str) -> Outcome:
    """An always-on word. PERSON, BREATHE and HELP are answered here at every level, the others from R2 on."""
    if name == "PERSON":
        return person(draft)
    if name in ("BREATHE", "HELP"):
        draft.say("breathe" if name == "BREATHE" else "help_card", card=name == "HELP")
        return draft.end()
    if name == "SKIP" and draft.state.pending:
        return answers.skip(draft)
    if draft.state.level < Level.R2:
        return draft.end(forward=True)
    draft.need_human()
    _word_at_risk(draft, name)
    return draft.end()


def _word_at_risk(draft: Draft, name: str) -> None:
    if name == "PLAN":
        plan(draft)
    elif name == "PAUSE":
        draft.state = draft.state.but(pending=None)
        draft.say("pause_at_risk")
    elif name == "MENU":
        calm = draft.state.level < Level.R4  # at R4 nothing but the plan, breathing and a person (and the numbers)
        draft.say("menu_at_risk", without=frozenset() if calm else frozenset({"ladder:steady:grounding"}))
    elif not draft.put_next():  # SKIP with nothing open
        what_there_is(draft)
