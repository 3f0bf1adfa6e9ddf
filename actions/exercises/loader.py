"""Loads the exercise files and refuses one that is not safe to run, naming each reason."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from actions import settings
from actions.exercises import checks, reading
from actions.exercises.schema import Exercise, Review

FOLDER = settings.ROOT / "assistant" / "exercises"
ENV = settings.Setting("PEERLINE_ENV", "development", "development, or production with its stricter checks")


class BadExercise(ValueError):
    """A file that may not run; `problems` says why, each with its place."""

    def __init__(self, file: str, problems: Collection[str]) -> None:
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))
        self.file, self.problems = file, tuple(problems)


def load_file(path: Path) -> Exercise:
    """One exercise. Raises BadExercise for whatever is wrong with it, OSError if it cannot be opened."""
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise BadExercise(path.name, [f"is no YAML: {' '.join(str(error).split())}"]) from error
    problems: list[str] = []
    exercise = reading.exercise(data, problems)
    if not problems:
        problems = checks.all_problems(exercise)
    if not problems and exercise.id != path.stem:
        problems = [f"meta.id {exercise.id} is not the name of the file"]
    if problems:
        raise BadExercise(path.name, problems)
    return exercise


@dataclass(frozen=True)
class Library:
    """Every exercise there is, by id."""

    exercises: Mapping[str, Exercise] = field(default_factory=dict)

    def get(self, exercise_id: str) -> Exercise | None:
        return self.exercises.get(exercise_id)

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises.values())


def seal(exercise: Exercise) -> str:
    """A hash of an exercise without its signature: every text, step, gate and condition."""
    unsigned = replace(exercise, review=Review())
    return hashlib.blake2b(repr(unsigned).encode(), digest_size=12).hexdigest()


def approved(exercise: Exercise) -> bool:
    """True once somebody has signed exactly this content: `review.seal` is its seal."""
    return exercise.review.state == "approved" and exercise.review.seal == seal(exercise)


def load(folder: Path = FOLDER, *, approved_only: bool = False) -> Library:
    """All files of a folder, in the order of their names. Raises BadExercise for the first that may not run."""
    found = [load_file(path) for path in sorted(folder.glob("*.yml"))]
    return Library({e.id: e for e in found if approved(e) or not approved_only})


@lru_cache(maxsize=1)
def library() -> Library:
    """The exercises of this house, loaded once; in production those that a clinician has approved."""
    return load(approved_only=settings.read(ENV) == "production")
