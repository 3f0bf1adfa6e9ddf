"""`peerline groups`, with what only the door knows: the crisis lines, which the directory copies and never edits."""

from actions.groups import cli
from actions.groups.cli import groups as groups
from actions.groups.helplines import DOOR_TOPICS, Line
from handoff.safety import crisis_lines
from handoff.safety.crisis_lines import Channel


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


cli.door_lines = door_lines
