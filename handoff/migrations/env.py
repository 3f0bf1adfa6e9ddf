"""Alembic's environment for the people database."""

from alembic import context

from actions import settings, storage
from handoff.migrations import load_models

load_models()


def run() -> None:
    url = context.config.attributes.get("url") or settings.value("DATABASE_URL")
    engine = storage.engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=storage.Base.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="actions.storage.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
