"""`python -m tests.mutation handoff`: mutation testing of the pure files of the handoff, beside those of the ladder.

mutmut reads one list of files from pyproject.toml, which is the ladder's. This writes the other list into a copy of the
project and runs mutmut there, so that neither touches the other. More arguments are handed on (names of changes).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES: Sequence[str] = (
    "handoff/cases/states.py",
    "handoff/cases/seeking.py",
    "handoff/cases/holding.py",
    "handoff/cases/routing.py",
    "handoff/cases/plan.py",
    "handoff/volunteers/commands.py",
    "handoff/volunteers/limits.py",
    "handoff/volunteers/masking.py",
    "handoff/channels/sms/errors.py",
    "handoff/channels/sms/segments.py",
)
TESTS: Sequence[str] = (
    "tests/cases/test_states.py",
    "tests/cases/test_seeking.py",
    "tests/cases/test_telling.py",
    "tests/cases/test_holding.py",
    "tests/cases/test_plan.py",
    "tests/cases/test_routing.py",
    "tests/cases/test_routing_edges.py",
    "tests/volunteers/test_commands.py",
    "tests/volunteers/test_limits.py",
    "tests/volunteers/test_masking.py",
    "tests/sms/test_errors.py",
    "tests/sms/test_segments.py",
)
STEADY: Sequence[str] = ("--hypothesis-profile=mutants",)  # see tests/conftest.py
LEFT_BEHIND = (".venv", ".venv-rasa", ".uv", ".git", "var", "mutants", "docs", "__pycache__")


def config(text: str, files: Sequence[str], tests: Sequence[str]) -> str:
    """pyproject.toml with these files and tests in place of the ladder's."""
    known = tomllib.loads(text)["tool"]["mutmut"]
    lines = {
        "source_paths": known["source_paths"],
        "only_mutate": list(files),
        "also_copy": known["also_copy"],
        "pytest_add_cli_args": [*known["pytest_add_cli_args"], *STEADY],
        "pytest_add_cli_args_test_selection": list(tests),
    }
    before, _, rest = text.partition("[tool.mutmut]")
    after = rest[rest.index("\n[") :] if "\n[" in rest else ""
    made = "\n".join(f"{name} = {value!r}".replace("'", '"') for name, value in lines.items())
    return f"{before}[tool.mutmut]\n{made}\n{after}"


def main(names: Sequence[str]) -> int:
    """Copy, configure, run, show the survivors. Begun anew each time: an old verdict says nothing of a new test."""
    at = Path(os.environ.get("PEERLINE_MUTANTS", f"{tempfile.gettempdir()}/peerline-mutants"))
    shutil.rmtree(at, ignore_errors=True)
    shutil.copytree(ROOT, at, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    (at / "pyproject.toml").write_text(config((ROOT / "pyproject.toml").read_text(), FILES, TESTS))
    python = Path(sys.executable).parent
    run = ["nice", "-n", "19", str(python / "mutmut"), "run", "--max-children", "2", *names]
    env = {**os.environ, "PEERLINE_TEST_DATABASES": "sqlite", "PEERLINE_STEPS": "20", "PYTHONPATH": str(at)}
    subprocess.run(run, cwd=at, env=env, check=False)
    return subprocess.run([str(python / "mutmut"), "results"], cwd=at, env=env, check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:2] != ["handoff"]:
        sys.exit("usage: python -m tests.mutation handoff [names of changes]")
    sys.exit(main(sys.argv[2:]))
