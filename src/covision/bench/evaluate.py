"""From what was asked to a run in a folder: prepared first, so that its needs can be told, then worked on."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from covision.bench import log
from covision.bench.caps import SharedMeter
from covision.bench.cells import Bench
from covision.bench.estimate import estimate
from covision.bench.judges import Jury, seat
from covision.bench.plan import Asked, Plan, make_plan
from covision.bench.rooms import Rooms
from covision.bench.runner import Runner, Tell, now, owner_name
from covision.domain.evals import EvalRun, Header
from covision.errors import UsageError
from covision.steps.suites import chosen, load_suite
from covision.stores.database import Database
from covision.stores.evaluations import SqlEvaluations
from covision.stores.spending import SqlSpending
from covision.wiring import House
from covision.wiring.evaluating import Meter, Paces

DATABASE = "run.sqlite"
CAPS = ("--max-tokens", "--max-cost")
MOST_TRIES = 3
"""How often processes that share a run do a cell that fails."""


@dataclass(frozen=True)
class Prepared:
    """A run that can begin. `header` holds its estimate; `earlier` counts what an earlier attempt settled."""

    plan: Plan
    house: House
    store: SqlEvaluations
    spending: SqlSpending
    out: Path
    header: Header
    earlier: int
    join: bool


@contextmanager
def prepared(
    asked: Asked, house: House, out: Path | None, *, join: bool = False, database: str = ""
) -> Iterator[Prepared]:
    """The run that was asked for, in `out` (its database there, or at a URL). Nothing is begun yet.

    Without `out` it has a folder of its own in the home folder, where the app lists it; the same question finds it
    again there.
    With `join` other processes may be at work on it. Raises `UsageError` where the folder holds another run or
    somebody works on this one, `InputError` for a suite or prompts that cannot be used, `StorageError`.
    """
    suite = load_suite(asked.suite, house.folder("evals"))
    with ExitStack() as stack:
        room = Path(stack.enter_context(TemporaryDirectory(prefix="covision-prompts-")))
        plan = make_plan(asked, suite, chosen(suite, asked.cases), house, room)
        out = out or house.settings.evals_dir / f"{suite.id}-{plan.header.id}"
        out.mkdir(parents=True, exist_ok=True)
        _refuse_another(out, plan.header)
        if not join:
            stack.enter_context(_alone(out))
        # Several processes may write it, for which SQLite before 3.51.3 has no sound write-ahead log.
        base = Database(database or f"sqlite:///{out / DATABASE}", wal=False)
        stack.callback(base.close)
        store = SqlEvaluations(base)
        yield Prepared(
            plan=plan,
            house=house,
            store=store,
            spending=SqlSpending(base),
            out=out,
            header=plan.header.model_copy(update={"estimate": estimate(plan, house)}),
            earlier=len(store.results(plan.header.id)),
            join=join,
        )


async def evaluate(
    ready: Prepared, tell: Tell = lambda _: None, say: Callable[[str], None] = lambda _: None
) -> EvalRun:
    """Begin the run or go on with it, and work until it is done; what failed before is tried again,
    by processes that share the run a few times in all.

    Judges sit their exams first where they have not; `say` hears of it. Raises `Stopped` where a cap was reached,
    keeping what is done, and `ModelError`s of a judge that cannot be examined.
    """
    asked, run = ready.plan.asked, ready.plan.header.id
    owner = owner_name()
    whole = SharedMeter(max_tokens=asked.max_tokens, max_cost=asked.max_cost, caps=CAPS)
    if ready.join:
        whole.store, whole.spending, whole.run, whole.owner = ready.store, ready.spending, run, owner
    paces = Paces()
    begun = ready.store.runs().get(run)
    sat = Header.model_validate_json(begun).exams if begun is not None else ()
    jury = await seat(ready.house, asked.judge, asked.mode, whole=whole, paces=paces, say=say, sat=sat)
    plan = _begun(ready, jury)
    # Others that share a run may try the same cells: together they give up after a few times.
    again = set(ready.store.reopen_failed(run, MOST_TRIES if ready.join else None))
    stale = [key for key, job in plan.comparisons.items() if {job.first.key, job.second.key} & again]
    if not ready.join:
        _count(ready.store, run, whole)
    bench = Bench(ready.house, plan, Rooms(ready.house, plan.suite.references), whole, paces, jury)
    return await Runner(bench, ready.store, ready.out, tell, owner=owner, stale=stale).work()


def _begun(ready: Prepared, jury: Jury | None) -> Plan:
    """The plan with the header that the run was begun with, now or earlier."""
    exams = tuple(exam for _, exam in jury.seats) if jury is not None else ()
    plan = replace(ready.plan, pairs=any(exam.passed for exam in exams))
    header = ready.header.model_copy(
        update={"started_at": now(), "exams": exams, "exam": exams[0] if exams else None}
    )
    kept = ready.store.begin(header.id, log.line_of(header), plan.jobs())
    return replace(plan, header=Header.model_validate_json(kept))


def _count(store: SqlEvaluations, run: str, whole: Meter) -> None:
    """What was spent before counts for the caps."""
    for spent in (part for body in store.results(run).values() for part in log.spent(log.item_of(body))):
        whole.usage += spent.usage
        whole.paid += spent.cost or 0.0
        whole.unpriced += spent.cost is None


def _refuse_another(out: Path, header: Header) -> None:
    if not (out / log.RESULTS).is_file():
        return
    there = log.read_run(out).header
    if there.id == header.id:
        return
    mine, its = header.model_dump(mode="json"), there.model_dump(mode="json")
    skip = {"id", "started_at", "estimate", "exam", "exams"}
    differs = ", ".join(name for name in mine if name not in skip and mine[name] != its[name])
    raise UsageError(
        f"{out} holds another run: it differs in {differs or 'what it was made with'}.",
        todo="Choose another folder with --out, or ask for the same run to go on with it.",
    )


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    lock = FileLock(str(out / "run.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise UsageError(
            f"Another process works on the run in {out}.", todo="Add --join to share the work with it."
        ) from None
    try:
        yield
    finally:
        lock.release()
