"""Every numbered scenario has a story, or stands in the list of those that have none yet."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
COUNT = 45


def told(folders: tuple[Path, ...] = (HERE, HERE.parent / "faults")) -> dict[int, list[str]]:
    """Which tests name which scenario in their docstring."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in (path for folder in folders for path in sorted(folder.glob("test_*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            named = re.match(r"Scenarios? ((?:\d+(?:, | and )?)+)", ast.get_docstring(node) or "")
            for number in re.findall(r"\d+", named[1]) if named else ():
                found[int(number)].append(f"{path.name}::{node.name}")
    return found


def test_the_map_of_scenarios_is_true() -> None:
    listed = YAML(typ="safe").load((HERE / "scenarios.yml").read_text(encoding="utf-8"))
    stories, missing = told(), set(listed["missing"])
    assert list(listed["scenarios"]) == list(range(1, COUNT + 1))
    assert set(listed["scenarios"]) - set(stories) == missing, "a story is missing, or one is told and still listed"
    assert set(listed["partial"]) <= set(stories)
    assert set(stories) <= set(listed["scenarios"])


def test_a_story_that_is_gone_turns_the_map_red() -> None:
    assert told((HERE / "nowhere",)) == {}
