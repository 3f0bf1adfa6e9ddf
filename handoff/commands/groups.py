"""`peerline groups`, with what only the door knows: the crisis lines, which the directory copies
and never edits, and its assessment of what is written."""

from collections.abc import Sequence
from functools import lru_cache

from actions.groups import cli
from actions.groups.cli import groups as groups
from actions.groups.helplines import DOOR_TOPICS, Line
from handoff.safety import crisis_lines, detect
from handoff.safety.crisis_lines import Channel
from handoff.safety.model import Level, Turn


def door_lines() -> list[Line]:
    """The ladder's lines as helplines of the directory; emergency and poison numbers stay the ladder's alone."""
    return [
        Line(
            key=f"door:{lines.country}:{row.service}",
            name=row.name,
            country=lines.country,
            category=DOOR_TOPICS[row.service],
            page=row.page,
            written_on=row.written_on.isoformat(),
            contacts=tuple(_contact(c, lines.country) for c in row.channels if c.kind != "web"),
            languages=row.languages,
            max_age=17 if row.service == "child" else None,
            hours=row.hours,
            cost=row.cost,
            checked_at=row.verified_on.isoformat() if row.verified_on else None,
            from_door=True,
        )
        for lines in crisis_lines.every().values()
        for row in lines.rows.values()
        if row.service in DOOR_TOPICS
    ]


def _contact(channel: Channel, country: str) -> dict[str, str | None]:
    if channel.kind == "chat":
        return {"kind": "chat_url", "value": channel.value}
    short = len(channel.digits) <= 6
    if channel.kind == "text":
        kind = "text_keyword" if channel.keyword else "short_text" if short else "national"
    else:
        kind = "short_voice" if short else "e164" if channel.value.startswith("+") else "national"
    return {"kind": kind, "value": channel.value, "keyword": channel.keyword}


# Danger in which no list is shown. Where somebody is hurt at home the list stays, discreetly: others keep one safe.
_HOLD = frozenset({"suicide", "overdose_withdrawal", "medical", "psychosis_mania", "harm_to_others", "self_harm"})


@lru_cache(maxsize=1)
def _detector() -> detect.Detector:
    return detect.load()


def care_of(turns: Sequence[str]) -> str | None:
    """The door's care flag for the last of a person's turns, beside which the reading has words of its own.

    Below R2 the reading alone decides: there the ladder offers and does not hold. At R2 it asks first.
    """
    if not turns:
        return None
    said = _detector().assess(turns[-1], [Turn("person", t) for t in turns[:-1]])
    if said.level < Level.R2:
        return None
    if said.level == Level.R2:
        return "check" if "suicide" in said.lanes else None
    if _HOLD & set(said.lanes):
        return "hold"
    if "domestic_violence" in said.lanes:
        return "dv_safe"
    return "age_gate" if "child_abuse" in said.lanes else "hold"


cli.door_lines = door_lines
cli.care_of = care_of
