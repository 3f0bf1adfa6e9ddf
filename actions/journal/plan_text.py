"""A safety plan in words: whole for a screen, pocket size for one text message, and the rest of it. Pure."""

from collections.abc import Sequence

from actions import gsm7
from actions.exercises.lint import SMS_PLACES
from actions.exercises.variants import cut
from actions.journal.plan_store import NEVER_READ_BACK, PARTS, Parts, lines
from actions.journal.wording import words

PEOPLE_PLACES, LINE_PLACES, DO_PLACES = 90, 60, 45
REST = ("warning_signs", "solo_coping", "distract", "services", NEVER_READ_BACK, "reason")


def line_of(kept: Parts, name: str) -> str:
    """One part as a line, "People: Mary 555 0101, Tom"; what is never read back only says that it is kept."""
    return f"{label_of(name)}: {', '.join(lines_of(kept, name))}"


def label_of(name: str) -> str:
    """What a part is called."""
    return words().labels[f"plan_{name}"]


def lines_of(kept: Parts, name: str) -> list[str]:
    """A part's lines as they may be shown: of the safer step only that it is kept."""
    return [words().labels["plan_hidden"]] if name == NEVER_READ_BACK else lines(kept, name)


def whole(kept: Parts, now_lines: Sequence[str]) -> str:
    """The plan for a screen, a part a line, with the lines that answer now."""
    rows = [line_of(kept, name) for name in PARTS if kept.get(name)]
    if now_lines:
        rows.insert(0, f"{words().labels['plan_now']}: {', '.join(now_lines)}")
    return "\n".join([words().labels["plan_title"], *rows])


def pocket(kept: Parts, now_lines: Sequence[str], room: int) -> str:
    """People, the lines that answer now, and one thing to do, in at most `room` places of GSM-7."""
    label = words().labels
    people = cut(", ".join(lines(kept, "help_people")), PEOPLE_PLACES, "sms")
    todo = cut(next(iter(lines(kept, "solo_coping")), ""), DO_PLACES, "sms")
    rows = [
        f"{label['plan_help_people']}: {people}." if people else "",
        f"{label['plan_now']}: {cut(', '.join(now_lines), LINE_PLACES, 'sms')}." if now_lines else "",
        f"{label['plan_do']}: {todo}." if todo else "",
    ]
    return cut(" ".join([f"{label['plan_title']}.", *filter(None, rows)]), room, "sms")


def rest(kept: Parts) -> list[str]:
    """What the pocket plan left out, as texts of at most two segments."""
    texts: list[str] = []
    for name in REST:
        if not kept.get(name):
            continue
        row = cut(line_of(kept, name), SMS_PLACES, "sms") + "."
        joined = f"{texts[-1]} {row}" if texts else row
        if texts and (gsm7.cost(joined) or 0) <= SMS_PLACES:
            texts[-1] = joined
        else:
            texts.append(cut(row, SMS_PLACES, "sms"))
    return texts
