"""The people database's history, and how it is brought up to date: `migrate(url)`."""

import importlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from actions import storage

HERE = Path(__file__).resolve().parent
# Every module that declares tables of the people database.
MODELS = (
    "actions.journal.models",
    "handoff.conversations.models",
    "handoff.channels.sms.models",
    "handoff.work",
    "handoff.watch_log",
    "handoff.volunteers.models",
    "handoff.cases.models",
    "handoff.console.models",
    "handoff.group_plans_models",
)


def load_models() -> None:
    """Import every table of the people database."""
    for name in MODELS:
        importlib.import_module(name)


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Bring a people database to the newest revision. Raises what the database raises."""
    command.upgrade(_config(url), "head")


def behind(url: str) -> bool:
    """True when the database is not at the newest revision (or cannot say)."""
    engine = storage.engine(url)
    try:
        with engine.connect() as connection:
            at = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return at != ScriptDirectory.from_config(_config(url)).get_current_head()
