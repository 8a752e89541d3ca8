"""Passages with vectors, and keyword search over them."""

import sqlalchemy as sa
from alembic import op

revision = "0002_passages"
down_revision = "0001_projects"

# External content: the words are kept once, in `passages`. Triggers keep both in step in one transaction.
_KEYWORDS = (
    "CREATE VIRTUAL TABLE passage_words USING fts5("
    "text, content='passages', content_rowid='key', tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN "
    "INSERT INTO passage_words(rowid, text) VALUES (new.key, new.text); END",
    "CREATE TRIGGER passages_gone AFTER DELETE ON passages BEGIN "
    "INSERT INTO passage_words(passage_words, rowid, text) VALUES ('delete', old.key, old.text); END",
)


def upgrade() -> None:
    """Make the tables of search."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "passages",
        sa.Column("key", key, primary_key=True, autoincrement=True),
        sa.Column("workspace", sa.String(64), sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("participant", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("workspace", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("passages_by_kind", "passages", ["workspace", "kind", "language"])
    op.create_table(
        "vectors",
        sa.Column("passage", key, sa.ForeignKey("passages.key", ondelete="CASCADE"), primary_key=True),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "collections",
        sa.Column("name", sa.String(128), primary_key=True),
        sa.Column("workspace", sa.String(64), nullable=False),
    )
    op.create_table(
        "leftovers",
        sa.Column("passage", key, primary_key=True, autoincrement=False),
        sa.Column("workspace", sa.String(64), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in _KEYWORDS:
            op.execute(sa.text(statement))
