"""How a setting is declared and read, and the settings that storage and the actions need."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """One setting. `name` is the environment variable; a secret may also come from the file that `NAME_FILE` names."""

    name: str
    default: str
    why: str
    hint: str = ""
    secret: bool = False
    id: str = ""


class BadSetting(ValueError):
    """A setting that cannot be used; says which, and what to do."""

    def __init__(self, name: str, says: str, hint: str = "") -> None:
        super().__init__(f"{name} {says}" + (f" {hint}" if hint else ""))
        self.name, self.says, self.hint = name, says, hint


def read(setting: Setting, environ: Mapping[str, str] | None = None) -> str:
    """The value of one setting: `NAME`, else the content of the file `NAME_FILE`, else the default."""
    env = os.environ if environ is None else environ
    plain, file = env.get(setting.name), env.get(f"{setting.name}_FILE")
    if plain and file:
        raise BadSetting(setting.name, f"and {setting.name}_FILE are both set.", "Keep one of them.")
    if file:
        path = Path(file)
        if not path.is_file():
            raise BadSetting(f"{setting.name}_FILE", "names a file that is not there.", "Create it or unset it.")
        return path.read_text(encoding="utf-8").strip()
    return plain if plain else setting.default


ROOT = Path(__file__).resolve().parent.parent

# Known to everybody who has read this file: good for development, refused in production (doctor E010).
DEVELOPMENT_KEY = "c2FmZS1vbmx5LWZvci1kZXZlbG9wbWVudC1rZXktMzI="

ACTIONS_SETTINGS: Sequence[Setting] = (
    Setting(
        "DATABASE_URL", f"sqlite:///{ROOT}/var/people.db", "people database: conversations, cases, journal", id="E020"
    ),
    Setting("GROUPS_DATABASE_URL", f"sqlite:///{ROOT}/var/groups.db", "groups database: the directory", id="E021"),
    Setting(
        "DATA_KEYS",
        DEVELOPMENT_KEY,
        "keys that encrypt what people wrote, newest first, separated by commas",
        "Make one: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'",
        secret=True,
        id="E010",
    ),
    Setting(
        "HASH_KEY",
        "only-for-development",
        "key of the hashes by which numbers and addresses are found again",
        "Any 32 random characters; changing it loses every opt-out.",
        secret=True,
        id="E011",
    ),
)
_BY_NAME = {s.name: s for s in ACTIONS_SETTINGS}


def value(name: str) -> str:
    """The value of one of this package's settings."""
    return read(_BY_NAME[name])
