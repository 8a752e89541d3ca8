"""What customers said, apart from the events that brought it.

Events of older databases hold every comment in their body; they are moved one by one, and
those of sources that were removed or replaced go. Snapshots are made anew from
the events when they are next needed.
"""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003_research"
down_revision = "0002_passages"


def upgrade() -> None:
    """Make the table of research and move the comments of old events into it."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "research",
        sa.Column("key", key, primary_key=True, autoincrement=True),
        sa.Column("project", sa.String(64), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("snippets", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("project", "digest"),
    )
    _move(op.get_bind())


def _move(connection: sa.Connection) -> None:
    events = sa.table("events", *(sa.column(name) for name in ("key", "project", "seq", "type", "body")))
    research = sa.table("research", *(sa.column(name) for name in ("project", "digest", "snippets", "body")))
    query = sa.select(events.c.key, events.c.project, events.c.type).order_by(events.c.project, events.c.seq)
    rows = connection.execute(query.where(events.c.type.in_(["research_added", "research_removed"]))).all()
    # The newest event about a source decides whether it is still there; what was removed loses its words now.
    seen: set[tuple[str, str]] = set()
    for row in reversed(rows):
        raw = connection.execute(sa.select(events.c.body).where(events.c.key == row.key)).scalar_one()
        body: dict[str, Any] = json.loads(raw)
        added = row.type == "research_added"
        name = (row.project, body["source"]["name"] if added else body["name"])
        alive = name not in seen
        seen.add(name)
        if not added or not body["source"].get("snippets"):
            continue
        snippets, body["source"]["snippets"] = body["source"]["snippets"], []
        if alive:
            body = {"held": _keep(connection, research, row.project, snippets), **body}
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        connection.execute(sa.update(events).where(events.c.key == row.key).values(body=text))
    # They hold the comments too.
    connection.execute(sa.delete(sa.table("snapshots")))


def _keep(connection: sa.Connection, research: sa.TableClause, project: str, snippets: list[Any]) -> str:
    content = json.dumps(snippets, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(content).hexdigest()
    known = sa.select(research.c.digest).where(research.c.project == project, research.c.digest == digest)
    if connection.execute(known).first() is None:
        values = {"project": project, "digest": digest, "snippets": len(snippets), "body": content}
        connection.execute(sa.insert(research).values(**values))
    return digest
