"""The tables as the newest migration leaves them; migrations are what makes them, never `create_all`."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
_Key = BigInteger().with_variant(Integer, "sqlite")

projects = Table(
    "projects",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("changed_at", String(40), nullable=False),
    Column("touched", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("drafts", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("project", String(64), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", String(40), nullable=False),
    Column("type", String(40), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("project", "seq"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("project", String(64), ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("form", String(16), nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

# The comments of each source, once a project and content; events and snapshots name them by `digest`.
research = Table(
    "research",
    metadata,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("project", String(64), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("snippets", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("project", "digest"),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
)

# `key` is never used twice: a vector that the index still holds for an erased passage finds nothing.
passages = Table(
    "passages",
    metadata,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("workspace", String(64), ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
    Column("id", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("language", String(16)),
    Column("participant", Text),
    Column("source", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("workspace", "id"),
    Index("passages_by_kind", "workspace", "kind", "language"),
    sqlite_autoincrement=True,
)

vectors = Table(
    "vectors",
    metadata,
    Column("passage", _Key, ForeignKey("passages.key", ondelete="CASCADE"), primary_key=True),
    Column("model", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

# What the index may hold: collections ever made for a workspace, and vectors it has still to forget.
collections = Table(
    "collections",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("workspace", String(64), nullable=False),
)

leftovers = Table(
    "leftovers",
    metadata,
    Column("passage", _Key, primary_key=True, autoincrement=False),
    Column("workspace", String(64), nullable=False),
)
