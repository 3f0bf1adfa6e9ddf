"""What makes an exercise file safe to run: every way leads to an end, every text fits, nothing it says is a lie."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from actions.exercises import text_checks
from actions.exercises.schema import (
    CHANNELS,
    DIRECTIVES,
    GATE_ABOVE,
    GROUPS,
    KEEPS,
    NOT_WHEN,
    OTHER_TOOL,
    PERSON,
    PLANNED,
    RISKS,
    TITLE_CHARS,
    TYPES,
    Exercise,
    Step,
)

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
Problems = Iterator[str]


def all_problems(exercise: Exercise) -> list[str]:
    """Everything that is wrong with an exercise that could be read; texts are judged only if the ways are whole."""
    found = [p for check in (_lists, _slots, _inputs, _targets) for p in check(exercise)]
    if found:
        return found
    found = [p for check in (_ways, _promises, _quotes, _rating) for p in check(exercise)]
    return found + text_checks.all_problems(exercise)


def _lists(e: Exercise) -> Problems:
    """Codes come from their lists, and offers name what there is or will be."""
    for code in sorted(set(e.offer.not_when) - NOT_WHEN):
        yield f"offer.not_when {code} is no code"
    for code in sorted(set(e.offer.instead) - NOT_WHEN - {"default"}):
        yield f"offer.instead {code} is no code"
    for risk in sorted(set(e.gate.risk) - set(RISKS)):
        yield f"gate.risk {risk} is no state of the ladder"
    if not e.gate.risk:
        yield "gate.risk is empty: it could never begin"
    if e.id not in PLANNED:
        yield f"meta.id {e.id} is not on the list of exercises"
    if not 0 < len(e.title) <= TITLE_CHARS:
        yield f"about.title is {len(e.title)} characters, 1 to {TITLE_CHARS} fit on a button"
    yield from _named(e)


def _named(e: Exercise) -> Problems:
    """Whatever is offered, or to be done, is on its list."""
    known = PLANNED | {PERSON, GROUPS}
    named = [("gate.above", n) for n in e.gate.above] + [("offer.instead", n) for n in e.offer.instead.values()]
    for end in e.ends.values():
        named += [(f"end.{end.name}.offer", n) for n in end.offer if n not in (OTHER_TOOL, GATE_ABOVE)]
        for name in sorted(set(end.directives) - DIRECTIVES):
            yield f"end.{end.name}.directives {name} is no directive"
    yield from (f"{place} {name} is no exercise" for place, name in named if name not in known)


def _slots(e: Exercise) -> Problems:
    for slot in e.slots.values():
        if slot.type not in TYPES:
            yield f"slots.{slot.name}.type {slot.type} is no type"
        if slot.keep not in KEEPS:
            yield f"slots.{slot.name}.keep {slot.keep} is not run, ask or always"
        if slot.type == "scale" and slot.min >= slot.max:
            yield f"slots.{slot.name} has no room between min and max"
        if slot.type in ("text", "list") and slot.max_chars < 1:
            yield f"slots.{slot.name}.max_chars is missing"


def _inputs(e: Exercise) -> Problems:
    """Each step fills a slot, and the slot's control has what it needs."""
    asked = {step.input for step in e.steps.values()}
    for slot in e.slots.values():
        if slot.name not in asked and not slot.given:
            yield f"slots.{slot.name} is asked nowhere"
    for step in e.steps.values():
        slot_or_none = e.slots.get(step.input)
        if slot_or_none is None:
            yield f"steps.{step.id}.input {step.input} is no slot"
        elif slot_or_none.type in ("choice", "bool") and not step.quick:
            yield f"steps.{step.id}.quick is missing: a {slot_or_none.type} is chosen from something"
        yield from _buttons(step)


def _buttons(step: Step) -> Problems:
    if step.quick and not 2 <= len(step.quick) <= 5:
        yield f"steps.{step.id}.quick has {len(step.quick)}, 2 to 5 fit"
    for q in step.quick:
        if not 0 < len(q.label) <= TITLE_CHARS:
            yield f"steps.{step.id}.quick {q.value} has a label of {len(q.label)} characters"


def _targets(e: Exercise) -> Problems:
    for step in e.steps.values():
        for go in [b.go for b in step.next] + [step.skip_to]:
            if go not in e.steps and go not in e.ends:
                yield f"steps.{step.id} goes to {go}, which is not there"
    for end in e.ends.values():
        if end.save and end.save not in e.slots:
            yield f"end.{end.name}.save {end.save} is no slot"
    for name in sorted(set(e.steps) & set(e.ends)):
        yield f"end.{name} has the name of a step"


def leads_to(step: Step) -> list[str]:
    """Every step or end that can follow."""
    return [b.go for b in step.next] + [step.skip_to]


def longest_path(e: Exercise) -> int | None:
    """How many steps the longest way asks, the closing tap apart; None when a way leads back into itself."""
    ahead: set[str] = set()

    @cache
    def steps_from(name: str) -> int:
        if name in e.ends:
            return 0
        if name in ahead:
            raise RecursionError(name)
        ahead.add(name)
        most = 1 + max(steps_from(go) for go in leads_to(e.steps[name]))
        ahead.discard(name)
        return most

    try:
        return steps_from(e.first.id)
    except RecursionError:
        return None


def _ways(e: Exercise) -> Problems:
    """Nothing is out of reach, and no way goes round without an end."""
    reached, todo = set(), [e.first.id]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += leads_to(e.steps[name]) if name in e.steps else []
    for name in [*e.steps, *e.ends]:
        if name not in reached:
            yield f"{name} is reached from nowhere"
    if longest_path(e) is None:
        yield "steps go round: a way has no end"


def _promises(e: Exercise) -> Problems:
    """The minutes and questions that are said at the start are the ones there are."""
    longest = longest_path(e)
    if longest is not None and longest != e.questions:
        yield f"meta.questions says {e.questions}, the longest way asks {longest}"
    if not 1 <= e.minutes <= 20 or e.minutes > 3 * max(e.questions, 1):
        yield f"meta.minutes says {e.minutes}, which {e.questions} questions cannot take"
    for channel in CHANNELS:
        texts = e.first.say.on(channel)
        if texts and not re.search(r"\b(minutes?|seconds)\b", texts[0]):
            yield f"steps.{e.first.id}.say.{channel} does not say how long it takes"
        for text in texts:
            for found, unit in re.findall(r"(\d+) (minute|question)s?\b", text):
                if int(found) != (e.minutes if unit == "minute" else e.questions):
                    yield f'steps.{e.first.id}.say.{channel} says "{found} {unit}s", meta says otherwise'


def filled(e: Exercise) -> dict[str, frozenset[str]]:
    """For each step and end: the slots that are filled on every way to it."""
    known: dict[str, frozenset[str]] = {e.first.id: frozenset()}
    for _ in range(len(e.steps) + 1):  # the ways are acyclic, so that many rounds reach the last end
        fresh: dict[str, frozenset[str]] = {e.first.id: frozenset()}
        for step in e.steps.values():
            if step.id not in known:
                continue
            have = known[step.id]
            edges = [(b.go, have | {step.input} | (b.when.slots if b.when else frozenset())) for b in step.next]
            for go, then in [*edges, (step.skip_to, have)]:
                fresh[go] = fresh[go] & then if go in fresh else then
        known = fresh
    return known


def _quotes(e: Exercise) -> Problems:
    """A quoted slot is filled on all ways, or another variant does without; on SMS one always does without, since
    somebody's words may hold nothing that GSM-7 can write."""
    known = filled(e)
    for place, name, say in text_checks.says(e):
        for channel in CHANNELS:
            quoted = [frozenset(PLACEHOLDER.findall(text)) for text in say.on(channel)]
            for slot in sorted(frozenset().union(*quoted) - e.slots.keys()):
                yield f"{place}.say.{channel} quotes {slot}, which is no slot"
            sure = known.get(name, frozenset()) if channel == "web" else frozenset()
            if quoted and not any(q <= sure for q in quoted):
                yield f"{place}.say.{channel} quotes what may be empty, and no variant does without"
    for end in e.ends.values():
        if end.save and end.save not in known.get(end.name, frozenset()):
            yield f"end.{end.name}.save {end.save} may be empty"


def _rating(e: Exercise) -> Problems:
    """Distress is asked before and after, and the ways out are there: too much to begin, and worse than before."""
    r = e.rating
    if r is None:
        return
    for slot in (r.pre, r.post):
        if slot not in e.slots or e.slots[slot].type != "scale":
            yield f"rating {slot} is no scale"
            return
    if r.on_worse not in e.ends or not e.ends[r.on_worse].offer:
        yield f"rating.on_worse {r.on_worse} is no end that offers something"
    worse = {(r.post, ">=", r.pre, r.worse_by), (r.post, ">=", None, r.high)}
    if not worse <= _exits(e, r.post, lambda go: go == r.on_worse):
        yield f"steps after {r.post} do not go to {r.on_worse} at {r.worse_by} more or at {r.high}"
    too_much = (r.pre, ">=", None, e.gate.distress_max + 1)
    above = [end.name for end in e.ends.values() if end.offer == (GATE_ABOVE,)]
    if e.gate.distress_max < e.slots[r.pre].max and too_much not in _exits(e, r.pre, above.__contains__):
        yield f"steps after {r.pre} do not offer gate.above over {e.gate.distress_max}"


def _exits(e: Exercise, slot: str, leads: Callable[[str], bool]) -> set[tuple[str, str, str | None, int]]:
    """The single comparisons after a slot's question that lead there."""
    found: set[tuple[str, str, str | None, int]] = set()
    for step in e.steps.values():
        for branch in step.next if step.input == slot else ():
            if branch.when and len(branch.when.terms) == 1 and leads(branch.go):
                t = branch.when.terms[0]
                found.add(
                    (
                        t.slot,
                        t.op,
                        t.other,
                        t.plus if t.other else int(t.value or 0) if isinstance(t.value, int | None) else -1,
                    )
                )
    return found
