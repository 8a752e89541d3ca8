"""From what was asked to a run in a folder: prepared first, so that its needs can be told, then worked on."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from covision.bench import log
from covision.bench.cells import Bench
from covision.bench.estimate import estimate
from covision.bench.plan import Asked, Plan, make_plan
from covision.bench.rooms import Rooms
from covision.bench.runner import Runner, Tell, now
from covision.domain.evals import CaseResult, EvalRun, Header
from covision.errors import UsageError
from covision.steps.suites import chosen, load_suite
from covision.stores.database import Database
from covision.stores.evaluations import SqlEvaluations
from covision.wiring import House
from covision.wiring.evaluating import Meter

DATABASE = "run.sqlite"
CAPS = ("--max-tokens", "--max-cost")


@dataclass(frozen=True)
class Prepared:
    """A run that can begin; `header` holds its estimate, and `earlier` what an earlier attempt finished."""

    plan: Plan
    house: House
    store: SqlEvaluations
    out: Path
    header: Header
    earlier: int


@contextmanager
def prepared(
    asked: Asked, house: House, out: Path, *, join: bool = False, database: str = ""
) -> Iterator[Prepared]:
    """The run that was asked for, begun or found begun in `out` (or in the database at a URL).

    A run that was interrupted goes on; what failed is tried again. With `join` other processes may be at work on
    it. Raises `UsageError` where the folder holds another run or somebody works on this one, `InputError` for a
    suite or prompts that cannot be used, `StorageError`.
    """
    suite = load_suite(asked.suite, house.folder("evals"))
    with ExitStack() as stack:
        room = Path(stack.enter_context(TemporaryDirectory(prefix="covision-prompts-")))
        plan = make_plan(asked, suite, chosen(suite, asked.cases), house, room)
        out.mkdir(parents=True, exist_ok=True)
        _refuse_another(out, plan.header)
        if not join:
            stack.enter_context(_alone(out))
        base = Database(database or f"sqlite:///{out / DATABASE}")
        stack.callback(base.close)
        store = SqlEvaluations(base)
        header = plan.header.model_copy(update={"started_at": now(), "estimate": estimate(plan, house)})
        header = Header.model_validate_json(store.begin(plan.header.id, log.line_of(header), plan.jobs()))
        if not join:
            store.reopen_failed(plan.header.id)
        earlier = len(store.results(plan.header.id))
        yield Prepared(plan=plan, house=house, store=store, out=out, header=header, earlier=earlier)


async def evaluate(ready: Prepared, tell: Tell = lambda _: None) -> EvalRun:
    """Work until the run is done. Raises `Stopped` where a cap was reached, keeping what is done."""
    asked = ready.plan.asked
    whole = Meter(max_tokens=asked.max_tokens, max_cost=asked.max_cost, caps=CAPS)
    for body in ready.store.results(ready.plan.header.id).values():
        item = log.item_of(body)
        if isinstance(item, CaseResult):
            spent = item.drafting + item.judging
            whole.usage += spent.usage
            whole.paid += spent.cost or 0.0
            whole.unpriced += spent.cost is None
    bench = Bench(ready.house, ready.plan, Rooms(ready.house, ready.plan.suite.references), whole)
    return await Runner(bench, ready.store, ready.out, tell).work()


def _refuse_another(out: Path, header: Header) -> None:
    if not (out / log.RESULTS).is_file():
        return
    there = log.read_run(out).header
    if there.id == header.id:
        return
    mine, its = header.model_dump(mode="json"), there.model_dump(mode="json")
    skip = {"id", "started_at", "estimate", "exam"}
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
