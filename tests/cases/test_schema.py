"""The migrations make exactly the tables that the models describe, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from actions import storage
from actions.storage import Base
from handoff.migrations import load_models, migrate


def test_migrations_make_the_models(database_url: str) -> None:
    load_models()
    migrate(database_url)
    engine = storage.engine(database_url)
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert [d for d in difference if "remove_table" not in str(d[0])] == []
