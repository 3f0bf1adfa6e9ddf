"""What volunteers read by SMS, from one file a language. Texts to persons are in handoff/safety/wording."""

import hashlib
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).parent
SEPARATE = ("consent", "language", "version")  # not SMS texts


@lru_cache(maxsize=8)
def load(language: str = "en") -> dict[str, str]:
    """All texts of a language; English where there is no file for it."""
    path = HERE / f"{language}.yml"
    return dict(YAML(typ="safe").load((path if path.is_file() else HERE / "en.yml").read_text(encoding="utf-8")))


def text(key: str, language: str = "en", /, **values: object) -> str:
    """One text with its values. Raises KeyError for an unknown key or a missing value."""
    return load(language)[key].format_map(values).strip()


def consent(language: str = "en") -> tuple[str, str, str]:
    """(words, version, SHA-256 of the words) of what a volunteer agrees to."""
    words = load(language)["consent"].strip()
    return words, load(language)["version"], hashlib.sha256(words.encode()).hexdigest()
