"""What several processes use of one cap, in the database that they share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Float, Integer, MetaData, String, Table, delete, func, insert, select

from covision.stores.database import Database

_metadata = MetaData()
_spending = Table(
    "eval_spending",
    _metadata,
    Column("run", String(64), primary_key=True),
    Column("owner", String(200), primary_key=True),
    Column("tokens", Integer, nullable=False),
    Column("cost", Float, nullable=False),
)


@dataclass(frozen=True)
class Turn:
    """One process's turn at the accounts: `others` is what all others use, tokens and US dollars."""

    others: tuple[int, float]
    connection: Connection
    run: str
    owner: str

    def keep(self, mine: tuple[int, float]) -> None:
        """Write down what this process uses and has set aside."""
        here = (_spending.c.run == self.run) & (_spending.c.owner == self.owner)
        self.connection.execute(delete(_spending).where(here))
        row = {"run": self.run, "owner": self.owner, "tokens": mine[0], "cost": mine[1]}
        self.connection.execute(insert(_spending).values(row))


class SqlSpending:
    """A line for each process at work on a run. All methods raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.write() as connection:
            _metadata.create_all(connection)

    @contextmanager
    def turn(self, run: str, owner: str) -> Iterator[Turn]:
        """What others use, held still until the block is left: two processes never both take the last of a cap."""
        with self._database.write() as connection:
            if not self._database.sqlite:
                connection.exec_driver_sql("LOCK TABLE eval_spending IN EXCLUSIVE MODE")
            found = connection.execute(
                select(func.sum(_spending.c.tokens), func.sum(_spending.c.cost)).where(
                    _spending.c.run == run, _spending.c.owner != owner
                )
            ).one()
            yield Turn((int(found[0] or 0), float(found[1] or 0.0)), connection, run, owner)

    def leave(self, run: str, owner: str) -> None:
        """Strike out a process's line: what it finished stands in the results, what it did not is not done."""
        with self._database.write() as connection:
            here = (_spending.c.run == run) & (_spending.c.owner == owner)
            connection.execute(delete(_spending).where(here))
