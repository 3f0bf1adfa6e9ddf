"""From the YAML of an exercise to its dataclasses. What it means is checked in `checks`."""

import re
from typing import Any

from actions.exercises import schema
from actions.exercises.conditions import BadCondition, parse
from actions.exercises.fields import Fields

_SPAN = re.compile(r"(\d+)([hd])")


def exercise(data: Any, problems: list[str]) -> schema.Exercise:
    """Read a whole file's mapping; whatever cannot be read is added to `problems` with its place."""
    top = Fields(data, "", problems)
    meta = Fields(top.raw("meta"), "meta", problems)
    about = Fields(top.raw("about"), "about", problems)
    if meta.get("schema", int) != 1:
        meta.say("schema", "is not 1, the only one there is")
    slots = _slots(top, problems)
    made = schema.Exercise(
        id=meta.get("id", str),
        version=meta.get("version", int),
        minutes=meta.get("minutes", int),
        questions=meta.get("questions", int),
        title=about.get("title", str),
        purpose=about.get("purpose", str),
        sources=about.texts("sources", ()),
        gate=_gate(top, problems),
        slots=slots,
        steps=_steps(top, slots, problems),
        ends=_ends(top, problems),
        offer=_offer(top, problems),
        review=_review(top, problems),
        resume=_resume(top, problems),
        rating=_rating(top, problems),
    )
    if top.raw("follow_up") is not None:
        top.say("follow_up", "is not run yet: leave it null")
    for fields in (meta, about, top):
        fields.done()
    return made


def _review(top: Fields, problems: list[str]) -> schema.Review:
    f = Fields(top.raw("review") or {}, "review", problems)
    made = schema.Review(
        f.get("state", str, "draft"),
        f.texts("by", ()),
        str(f.raw("on")) if f.raw("on") else None,
        str(f.raw("seal")) if f.raw("seal") else None,
    )
    if made.state not in ("draft", "approved"):
        f.say("state", "is draft or approved")
    if made.state == "approved" and not (made.by and made.on):
        f.say("", "is approved by nobody, or on no day")
    f.done()
    return made


def _offer(top: Fields, problems: list[str]) -> schema.Offer:
    f = Fields(top.raw("offer") or {}, "offer", problems)
    instead = Fields(f.raw("instead") or {}, "offer.instead", problems)
    made = schema.Offer(f.texts("routes", ()), f.texts("not_when", ()), {key: instead.get(key, str) for key in instead})
    f.done()
    return made


def _gate(top: Fields, problems: list[str]) -> schema.Gate:
    f = Fields(top.raw("gate"), "gate", problems)
    made = schema.Gate(f.texts("risk"), f.get("distress_max", int, 10), f.texts("above", ()))
    f.done()
    return made


def _rating(top: Fields, problems: list[str]) -> schema.Rating | None:
    data = top.raw("rating")
    if data is None:
        return None
    f = Fields(data, "rating", problems)
    made = schema.Rating(
        f.get("ask", str),
        f.get("pre", str),
        f.get("post", str),
        f.get("worse_by", int),
        f.get("high", int),
        f.get("on_worse", str),
    )
    f.done()
    return made


def _span(f: Fields, key: str, unit: str, default: int) -> int:
    text = f.get(key, str, f"{default}{unit}")
    found = _SPAN.fullmatch(text)
    if not found or found[2] != unit:
        f.say(key, f'is like "{default}{unit}"')
        return default
    return int(found[1])


def _resume(top: Fields, problems: list[str]) -> schema.Resume:
    f = Fields(top.raw("resume") or {}, "resume", problems)
    made = schema.Resume(
        _span(f, "ask_within", "h", 24), _span(f, "mention_within", "d", 7), f.get("reminders", int, 1)
    )
    if f.get("then", str, "menu_only") != "menu_only":
        f.say("then", "is menu_only")
    if made.reminders not in (0, 1):
        f.say("reminders", "are never more than one")
    f.done()
    return made


def _slots(top: Fields, problems: list[str]) -> dict[str, schema.Slot]:
    all_slots = Fields(top.raw("slots"), "slots", problems)
    made = {}
    for name in all_slots:
        f = Fields(all_slots.raw(name), f"slots.{name}", problems)
        kind = f.get("type", str)
        made[name] = schema.Slot(
            name,
            kind,
            f.get("min", int, 0),
            f.get("max", int, 10 if kind == "scale" else 0),
            f.get("max_chars", int, 80 if kind in ("text", "list") else 0),
            f.get("max_items", int, 10),
            f.get("private", bool, False),
            f.get("keep", str, "run"),
            f.get("given", str, "") or None,
        )
        f.done()
    return made


def _say(f: Fields, problems: list[str]) -> schema.Say:
    say = Fields(f.raw("say"), f.at("say"), problems)
    made = schema.Say(say.texts("web"), say.texts("sms"))
    say.done()
    return made


def _listed(f: Fields, key: str) -> list[Any]:
    value = f.raw(key)
    if value is not None and not isinstance(value, list):
        f.say(key, "should be a list")
        return []
    return value or []


def _quick(data: Any, where: str, problems: list[str]) -> schema.Quick:
    f = Fields(data, where, problems)
    made = schema.Quick(f.get("label", str), f.get("value", str), f.get("word", str, "") or None)
    f.done()
    return made


def _validate(f: Fields, problems: list[str]) -> schema.Validate:
    v = Fields(f.raw("validate") or {}, f.at("validate"), problems)
    made = schema.Validate(
        v.get("min_chars", int, 0), v.get("pattern", str, "") or None, v.get("retry", str, "") or None
    )
    if made.pattern:
        try:
            re.compile(made.pattern)
        except re.error as error:
            v.say("pattern", f"is no regular expression: {error}")
    v.done()
    return made


def _branch(data: Any, where: str, slots: dict[str, schema.Slot], problems: list[str]) -> schema.Branch:
    f = Fields(data, where, problems)
    go, when = f.get("go", str), f.get("when", str, "")
    f.done()
    if not when:
        return schema.Branch(go)
    try:
        return schema.Branch(go, parse(when, slots.keys()))
    except BadCondition as error:
        f.say("when", str(error))
        return schema.Branch(go)


def _steps(top: Fields, slots: dict[str, schema.Slot], problems: list[str]) -> dict[str, schema.Step]:
    made: dict[str, schema.Step] = {}
    for number, data in enumerate(_listed(top, "steps"), 1):
        f = Fields(data, f"steps.{number}", problems)
        step_id = f.get("id", str)
        f.where = f"steps.{step_id or number}"
        if step_id in made:
            f.say("", "is there twice")
        branches = tuple(_branch(b, f.at(f"next.{n}"), slots, problems) for n, b in enumerate(_listed(f, "next"), 1))
        if not branches or branches[-1].when or any(b.when is None for b in branches[:-1]):
            f.say("next", "ends with one bare go, and only there")
        made[step_id] = schema.Step(
            step_id,
            f.get("input", str),
            _say(f, problems),
            branches or (schema.Branch(""),),
            tuple(_quick(q, f.at(f"quick.{n}"), problems) for n, q in enumerate(_listed(f, "quick"), 1)),
            f.get("other", bool, False),
            _validate(f, problems),
            f.get("skip", str, "") or None,
        )
        f.done()
    if not made:
        top.say("steps", "has none")
    return made


def _ends(top: Fields, problems: list[str]) -> dict[str, schema.End]:
    ends = Fields(top.raw("end"), "end", problems)
    made = {}
    for name in ends:
        f = Fields(ends.raw(name), f"end.{name}", problems)
        made[name] = schema.End(
            name,
            _say(f, problems),
            f.get("save", str, "") or None,
            f.get("share", str, "") or None,
            f.texts("offer", ()),
            f.texts("directives", ()),
        )
        f.done()
    return made
