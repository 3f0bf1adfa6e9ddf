"""Full text over names, notes and places: FTS5 kept by triggers on SQLite, tsvector columns on PostgreSQL"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# table -> (name of its index, the columns it holds)
TEXTS = {"meeting": ("meeting_text", ("title", "notes")), "location": ("location_text", ("name", "city", "address"))}


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (index, columns) in TEXTS.items():
        for statement in _sqlite(table, index, columns) if sqlite else _postgresql(table, columns):
            op.execute(statement)


def _sqlite(table: str, index: str, columns: tuple[str, ...]) -> list[str]:
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{c}" for c in columns) for row in ("new", "old"))
    gone = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.id, {old});"
    come = f"INSERT INTO {index} (rowid, {names}) VALUES (new.id, {new});"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='id', "
        "tokenize='porter unicode61')",
        f"INSERT INTO {index} ({index}) VALUES ('rebuild')",
        f"CREATE TRIGGER {index}_come AFTER INSERT ON {table} BEGIN {come} END",
        f"CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN {gone} END",
        f"CREATE TRIGGER {index}_other AFTER UPDATE OF {names} ON {table} BEGIN {gone} {come} END",
    ]


def _postgresql(table: str, columns: tuple[str, ...]) -> list[str]:
    words = " || ' ' || ".join(f"coalesce({c}, '')" for c in columns)
    return [
        f"ALTER TABLE {table} ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('english', {words})) STORED",
        f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)",
    ]


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (index, _) in TEXTS.items():
        if sqlite:
            for trigger in ("come", "gone", "other"):
                op.execute(f"DROP TRIGGER IF EXISTS {index}_{trigger}")
            op.execute(f"DROP TABLE {index}")
        else:
            op.execute(f"ALTER TABLE {table} DROP COLUMN words")
