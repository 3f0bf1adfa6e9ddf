"""Schema versions of the groups database (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from actions import storage


def migrate(url: str) -> None:
    """Bring the groups database at `url` to the newest schema; creates the SQLite file's folder when missing."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    engine = storage.engine(url)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
