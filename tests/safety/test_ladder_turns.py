"""The ladder turn by turn: every conversation of turns.txt, with all that is said, done and remembered.

After a change that is meant, `python -m tests.safety.test_ladder_turns` prints the file anew; read its difference.
"""

import ast
import re
from pathlib import Path

import pytest

from handoff.safety.ladder import Heard
from tests.safety.ladder_cast import Person, sign

FILE = Path(__file__).with_name("turns.txt")
_SIGN = re.compile(r"!(?P<level>\d)(?P<soft>soft)?(?:rule=(?P<rule>\S+)|(?P<lane>\w*))$")


def conversations() -> dict[str, tuple[dict, list[str]]]:
    """Title -> (how the person is, the lines)."""
    found: dict[str, tuple[dict, list[str]]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            title, _, how = line[3:].partition("   ")
            found[title.strip()] = (ast.literal_eval(how) if how else {}, [])
            lines = found[title.strip()][1]
        elif line.startswith("  "):
            lines.append(line.strip())
    return found


def moves(person: Person, move: str) -> None:
    """One message, in the short form of the file."""
    talking, move = move.startswith("@"), move.removeprefix("@")
    if drawn := _SIGN.match(move):
        lanes = [drawn["lane"]] if drawn["lane"] else []
        seen = sign(int(drawn["level"]), *lanes, soft=bool(drawn["soft"]), rule=drawn["rule"] or "")
        person.writes("words", seen, talking=talking)
    elif move.startswith("#1"):
        person.writes("words", sign(1), word=move[2:])
    elif move.startswith("#"):
        person.writes(move[1:], word=move[1:], talking=talking)
    elif move.startswith(">"):
        question, answer = move[1:].split(":")
        person._hears(Heard(text=answer, answer=(question, answer), talking=talking), 0.5)
    elif move.startswith("~"):
        minutes, text = move[1:].split(" ", 1)
        person.writes(text, minutes=float(minutes))
    else:
        person.writes(move, talking=talking)


def line(person: Person, move: str) -> str:
    """What came of it, as the file writes it."""
    state, last = person.state, person.last
    left_out = sorted({choice for say in last.says for choice in say.without})
    did = [f"{d.do}{'' if d.severity is None else d.severity}" for d in last.directives]
    marks = {
        "fwd": last.forward, f"no{','.join(left_out)}": left_out, "soft": state.soft,
        "cleared": state.cleared(person.now), f"keys={','.join(state.keys)}": state.keys,
        f"later={state.later}": state.later, "silent": state.silent, "declined": state.declined,
    }  # fmt: skip
    stand = " ".join([str(state.level), state.pending or "-", *(mark for mark, holds in marks.items() if holds)])
    return f"{move} -> {' '.join(person.said) or '-'} | {' '.join(did) or '-'} | {stand}"


def played(how: dict, lines: list[str]) -> list[str]:
    person, out = Person(**how), []
    for move in (one.split(" -> ")[0] for one in lines):
        if move == "+run":
            person.running = True
            out.append(move)
        else:
            moves(person, move)
            out.append(line(person, move))
    return out


@pytest.mark.parametrize("title", conversations())
def test_a_conversation(title) -> None:
    how, lines = conversations()[title]
    assert played(how, lines) == lines


if __name__ == "__main__":
    print(
        *(row for row in FILE.read_text(encoding="utf-8").splitlines() if row.startswith("#") and row[1] != "#"),
        "",
        sep="\n",
    )
    for title, (how, lines) in conversations().items():
        print(f"## {title}" + (f"   {how}" if how else ""))
        print(*(f"  {row}" for row in played(how, lines)), sep="\n")
