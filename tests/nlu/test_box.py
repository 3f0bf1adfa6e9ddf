"""Runs the unit tests of the components where they live: in the Rasa box."""

import subprocess

from assistant.training.project import ROOT, Project, box_env


def test_components_in_the_box() -> None:
    done = subprocess.run(
        [str(Project().rasa_python), "-m", "unittest", "-q", "tests/nlu/box_components.py"],
        cwd=ROOT,
        env=box_env(),
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-3000:]
