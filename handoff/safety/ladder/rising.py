"""A sign of risk: the level rises, or the same level is told of again."""

from __future__ import annotations

from handoff.safety.ladder import answers, echo, reading, signs
from handoff.safety.ladder.asking import record
from handoff.safety.ladder.draft import NOT_NOW, Draft
from handoff.safety.ladder.questions import CARDS, LANE_TEXTS, lane_question, leading_lane, suicidal
from handoff.safety.ladder.state import Outcome, RiskState
from handoff.safety.ladder.waiting import what_there_is
from handoff.safety.model import Assessment, Level

_CONTRADICTED = ("soft", "thoughts", "passive", "writer", "worried_about_someone")
_EMERGENCY_FIRST = ("medical", "overdose_withdrawal", "worried_about_someone", "harm_to_others")
_ABOUT_OTHERS = ("worried_about_someone", "harm_to_others")
_NEAR_MAY_BE_THE_DANGER = ("abuse", "child_abuse", "domestic_violence", "harm_to_others")
CARDS_A_TURN = 2


def rise(draft: Draft, sign: Assessment | None, risen: Level | None, answer: tuple[str, str] | None) -> Outcome:
    """A sign in the words, a telling answer, or both."""
    before = draft.state
    _take_in(draft, sign, risen, answer)
    if draft.state.level == Level.R1:
        return _watch(draft, before, sign)
    if draft.state.level > before.level:
        return _enter(draft, answer)
    return _again(draft)


def _take_in(draft: Draft, sign: Assessment | None, risen: Level | None, answer: tuple[str, str] | None) -> None:
    """Write the sign into the state: level, lanes; both keys are taken away, and the noes it contradicts."""
    state = draft.state
    if answer and answer[0] != "case":
        state = record(state, *answer, draft.now)
    level = max(state.level, sign.fresh if sign else Level.R0, risen or Level.R0)
    lanes = tuple(dict.fromkeys([*state.lanes, *(sign.lanes if sign else ())]))
    level, lanes = _of_the_young(state, sign, level, lanes)
    asked = state.asked
    if sign:
        asked = {q: a for q, a in asked.items() if q not in _CONTRADICTED or a.answer is None}
        if state.cleared_until:  # a new episode: what was asked in the last one may be asked again
            asked = {}
        for question, told in signs.told(sign, state.pending, draft.heard.text).items():
            asked = record(state.but(asked=asked), question, told, draft.now).asked
    draft.state = state.but(
        level=level,
        lanes=lanes,
        young=True if "minor" in lanes else state.young,
        keys=(),
        key_turn=-1,
        cue_turn=state.turn,
        asked=asked,
        later=None,
        cleared_until=None,
        soft=False,
    )


def _of_the_young(
    state: RiskState, sign: Assessment | None, level: Level, lanes: tuple[str, ...]
) -> tuple[Level, tuple[str, ...]]:
    """Who has said an age below 18 keeps it: any lane of their own, not an idiom, is `minor` and R3 from then on."""
    own = sign is not None and not signs.is_soft(sign) and set(sign.lanes) - {"worried_about_someone"}
    if not (state.young and own):
        return level, lanes
    return max(level, Level.R3), tuple(dict.fromkeys([*lanes, "minor"]))


def _watch(draft: Draft, before: RiskState, sign: Assessment | None) -> Outcome:
    """R1: the soft check for an idiom met for the first time, else a direct question; their own words with it."""
    draft.pin()
    words = echo.of(sign)
    if sign and signs.is_soft(sign) and before.level == Level.R0:
        draft.state = draft.state.but(soft=True)
        draft.put("soft", words)
        return draft.end()
    question = draft.next_question()
    if draft.heard.word == "PERSON":
        draft.need_human()
        draft.say("waiting_first")
    elif question and question == lane_question(draft.state) and not suicidal(draft.state):
        _line_by_sms(draft)
    elif words:
        draft.say("r1_echo", echo=words)
    else:
        draft.say("r1")
    if question:
        draft.put(question)
    else:
        draft.say("offer_person")
    return draft.end()


def _enter(draft: Draft, answer: tuple[str, str] | None) -> Outcome:
    """R2, R3 and R4: the level's text with the crisis line, the human, the next question."""
    draft.state = draft.state.but(declined=False, silent=False, refused=0, pending=None)
    draft.pin()
    draft.do("suspend_flow")
    draft.need_human(rise=True)
    if draft.state.level == Level.R4:
        draft.do("page_supervisor")
    if answer == ("domestic_violence", "no"):  # not safe to write: no more questions
        draft.say("said_domestic_violence_no")
        draft.state = draft.state.but(silent=True)
        return draft.end()
    _level_text(draft)
    _cards(draft)
    _next(draft)
    return draft.end()


def _next(draft: Draft) -> None:
    """The next question; who is near is not asked when the words have said it."""
    near = reading.company(draft.heard.text)
    known = near and not any(lane in _NEAR_MAY_BE_THE_DANGER for lane in draft.state.lanes)
    if known and draft.next_question() == "near":
        answers.near(draft, "someone" if near == "someone" else "alone")
    else:
        draft.put_next()


def _line_by_sms(draft: Draft) -> None:
    """Where no card can be pinned, the line in a few words, once a rise."""
    if draft.facts.channel == "sms":
        draft.say("line_short")


def _emergency_lane(state: RiskState) -> str | None:
    """The lane whose own text stands first at R4: help for a body first, then for somebody else."""
    if state.level < Level.R4:
        return None
    lanes = [lane for lane in _EMERGENCY_FIRST if lane in state.lanes]
    return next((lane for lane in lanes if lane not in _ABOUT_OTHERS or not suicidal(state)), None)


def _level_text(draft: Draft) -> None:
    """The text on entry. The emergency lanes say their own first at R4."""
    state = draft.state
    level = int(state.level)
    if first := _emergency_lane(state):
        draft.say(f"r4_{first}")
        if (
            first == "overdose_withdrawal"
        ):  # its text names emergency and poison lines; the crisis line stands beside it
            draft.say("help_card", card=True)
    elif level == Level.R4 or suicidal(state):
        draft.say(f"r{level}", without=_no_not_now(draft))
    else:
        own = LANE_TEXTS.get((leading_lane(state), level), f"lane_r{level}")
        draft.say(own, without=_no_not_now(draft))


def _no_not_now(draft: Draft) -> frozenset[str]:
    keep = draft.state.level == Level.R2 and not draft.facts.case_accepted
    return frozenset() if keep else frozenset({NOT_NOW})


def _cards(draft: Draft) -> None:
    """The cards of lanes that do not lead this turn: beside the bubbles, once an episode, at most two at once."""
    state = draft.state
    said = {None if suicidal(state) else leading_lane(state), _emergency_lane(state), *state.cards}
    due = [lane for lane in CARDS if lane in state.lanes and lane not in said][:CARDS_A_TURN]
    for lane in due:
        draft.say(f"card_{lane}", card=True)
    draft.state = draft.state.but(cards=(*draft.state.cards, *due))


def _again(draft: Draft) -> Outcome:
    """Told of again at R2 or above: the line in another form, then the next question or what there is to do."""
    draft.pin()
    draft.need_human()
    if draft.state.level == Level.R4:
        draft.say("r4_stay")
        _cards(draft)
        _next(draft)
        return draft.end()
    draft.say("line_again")
    _cards(draft)
    if not draft.put_next():
        what_there_is(draft)
    return draft.end()


def while_talking(draft: Draft, sign: Assessment | None, risen: Level | None) -> Outcome:
    """A volunteer has the conversation: nothing is asked. A rise shows the line once, marks the case, pages at R4."""
    before = draft.state
    level = max(sign.fresh if sign else Level.R0, risen or Level.R0)
    if level == Level.R0:
        return draft.end()
    _take_in(draft, sign, risen, None)
    draft.state = draft.state.but(pending=None)
    if level <= before.level:
        if level >= Level.R1:
            draft.pin()
        return draft.end()
    draft.pin()
    if level >= Level.R2:
        draft.do("suspend_flow")
        draft.say("r4_short" if level == Level.R4 else "line_again")
    else:
        _line_by_sms(draft)
    draft.do("raise_case", int(level))
    if level == Level.R4:
        draft.do("page_supervisor")
    return draft.end()
