"""The house: every part of covision for one process or one headless run.

Parts are built when first asked for, once, also under threads; litellm, gradio and chromadb are imported only by
the part that needs them, or by `warm` ahead of time.
"""

import asyncio
import logging
import secrets
import string
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covision import assets
from covision.domain.corpus import Corpus
from covision.domain.events import ProjectState
from covision.domain.interview import Script
from covision.domain.model import ModelInfo, Models, Role
from covision.domain.ports import Clock, ReplyCache
from covision.domain.project import Material
from covision.domain.reading import DocumentReader
from covision.domain.rubric import Rubric, Scorecard
from covision.domain.search import Embedder
from covision.errors import CovisionError, StorageError
from covision.measures.lexicon import Lexicon
from covision.settings import Settings
from covision.steps.corpus import WORKSPACE, corpus_passages, load_corpus
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.score import Asked
from covision.wiring.doors import Doors
from covision.wiring.drafting import Variation, context_for, drafted
from covision.wiring.part import part

if TYPE_CHECKING:
    from covision.gateways.weights import WeightsStore
    from covision.projects.bin import Bin
    from covision.projects.drafting import Found
    from covision.projects.engine import ProjectEngine
    from covision.prompting.shelf import Prompt
    from covision.stores.opening import Stores
    from covision.stores.searcher import HybridSearcher
    from covision.wiring.critic import Critic
    from covision.wiring.judging import Panel
    from covision.wiring.scoring import Scoring

log = logging.getLogger(__name__)
_ALPHABET = string.ascii_lowercase + string.digits


def new_id() -> str:
    """A fresh id, 12 characters of a-z0-9 (62 bits of chance)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class House(Doors):
    """All parts of covision for one process or one headless run; close it at the end.

    `shared` houses own the data folder (the app, `project …`); the others keep what they need in a scratch folder,
    so that they run beside the app. `models` stands in for the configured ones, in tests.
    """

    def __init__(
        self, settings: Settings, *, shared: bool = True, models: Models | None = None, clock: Clock | None = None
    ) -> None:
        self.settings = settings
        self.shared = shared
        self.built: dict[str, Any] = {}
        self._given = models
        self._clock = clock
        self._locks: dict[str, threading.RLock] = {}
        self._guard = threading.Lock()
        self._closed = False

    def lock_of(self, name: str) -> threading.RLock:
        """The lock under which a part is built. Parts need each other in one direction only: no deadlock."""
        with self._guard:
            return self._locks.setdefault(name, threading.RLock())

    # What ships

    def folder(self, name: str) -> Path:
        """The folder `prompts`, `corpus`, `evals` or `examples`; raises `AssetMissing`."""
        return assets.folder(name, self.settings.assets)

    @part
    def corpus(self) -> Corpus:
        """Example visions, guidance and glossary."""
        return load_corpus(self.folder("corpus"))

    def rubric(self, language: str = "en") -> Rubric:
        """The criteria in a language, in English where there are none."""
        return load_rubric(language, self.settings.assets)

    def lexicon(self, language: str = "en") -> Lexicon | None:
        """The word lists of a language; None where covision has none, so that measures stay unscored."""
        return load_lexicon(language, self.settings.assets)

    def script(self, language: str = "en") -> Script:
        """The interview in a language; the English one where there is none."""
        return self._scripts(language)

    @part
    def _scripts(self) -> Callable[[str], Script]:
        from covision.steps.ask import load_script

        prompts = self.folder("prompts")
        known: dict[str, Script] = {}

        def script(language: str) -> Script:
            chosen = language if (prompts / "interview" / f"{language}.yaml").is_file() else "en"
            if chosen not in known:
                known[chosen] = load_script(prompts, chosen)
            return known[chosen]

        return script

    # Engines

    @part
    def weights(self) -> "WeightsStore":
        """Fetched model weights."""
        from covision.gateways.weights import WeightsStore

        return WeightsStore(self.settings.weights_dir)

    def weights_ready(self, model: str) -> bool:
        """True if the weights of a `local/…` model are on the disk; False for a name without weights."""
        try:
            return self.weights.ready(model.removeprefix("local/"))
        except CovisionError:
            return False

    @property
    def resolution(self) -> Mapping[Role, ModelInfo]:
        """Which engine answers each role, and why; a role that is set to `none` has no entry."""
        return self._resolution

    @part
    def _resolution(self) -> Mapping[Role, ModelInfo]:
        from covision.gateways.resolve import resolve

        return resolve(self.settings, self.weights_ready)

    def look_again(self) -> Mapping[Role, ModelInfo]:
        """Resolve the engines anew, after weights were fetched or a server was started."""
        with self.lock_of("_resolution"):
            self.built.pop("_resolution", None)
            return self._resolution

    def take_settings(self, settings: Settings) -> None:
        """Use other settings from now on; runs that are under way keep their engines."""
        self.settings = settings
        self.look_again()

    def new_models(
        self, model: str | None = None, judge: str | None = None, *, material: Material | None = None
    ) -> Models:
        """The models of a run: `model` in every role, `judge` in that alone; `material` numbers what is masked."""
        if self._given is not None:
            return self._given
        from covision.gateways.models import build_models

        if model is None and judge is None:
            return build_models(self.settings, self.kept_replies, infos=self.resolution, material=material)
        return build_models(self.settings_for(model, judge), self.kept_replies, weights_ready=self.weights_ready)

    def settings_for(self, model: str | None = None, judge: str | None = None) -> Settings:
        """The settings of a run that names its model or its judge."""
        change: dict[str, str | None] = {}
        if model is not None:
            change = {f"{role}_model": None for role in ("interviewer", "writer", "critic", "judge")}
            change["model"] = model
        if judge is not None:
            change["judge_model"] = judge
        return self.settings.model_copy(update=change)

    @property
    def kept_replies(self) -> ReplyCache | None:
        """Replies of models by content, shared by all houses of this user; None where that is switched off."""
        return self.stores.replies if self.settings.cache_replies else None

    @part
    def embedder(self) -> Embedder:
        """What turns texts into vectors, by the setting `embeddings`."""
        from covision.gateways.embeddings import make_embedder

        return make_embedder(self.settings, self.weights)

    # What is read

    @part
    def reader(self) -> DocumentReader:
        """Reads files of customers' words, in processes of their own where that is safer."""
        from covision.gateways.documents.reader import Documents

        return Documents()

    # What is kept

    @part
    def stores(self) -> "Stores":
        """Projects, passages and kept replies; raises `DataFolderBusy` and `StorageError`."""
        if self._closed:
            raise StorageError("covision is closing.", safe="What was saved is safe.", todo="Start it again.")
        from covision.stores.opening import open_stores
        from covision.stores.projects import utc_now

        return open_stores(self.settings, self.embedder, shared=self.shared, clock=self._clock or utc_now)

    @part
    def searcher(self) -> "HybridSearcher":
        """Hybrid search; the corpus of this version can be found in it."""
        searcher = self.stores.searcher
        searcher.sync(WORKSPACE, corpus_passages(self.corpus), self.corpus.digest)
        return searcher

    @part
    def bin(self) -> "Bin":
        """Projects that were deleted and can still be put back."""
        from covision.projects.bin import Bin

        return Bin(self.settings.data_dir / "deleted.json")

    # What is done

    @part
    def engine(self) -> "ProjectEngine":
        """The project engine on the stores of this house, with the drafter of this house."""
        from covision.gateways.fresh import FreshModels
        from covision.projects.admitting import admitted
        from covision.projects.engine import ProjectEngine
        from covision.steps.theming.wording import theme_prompts
        from covision.stores.late import LateSearcher

        engine = ProjectEngine(
            self.stores.projects,
            self.script,
            self._words,
            self._drafter,
            new_id=new_id,
            models=FreshModels(self.new_models),
            searcher=LateSearcher(lambda: self.searcher),
            wording=self._wording,
            erase=lambda project: self.stores.erase(project),
            reader=self.reader,
            embedder=self.embedder,
            embedder_of=lambda project: self.stores.embedder_of(project),
            theme_prompt=theme_prompts(self.folder("prompts")),
            scorer=lambda text, material: self.score(text, material=material),
            rubric=self.rubric,
            rewriter=lambda *told: self.critic.rewrite(*told),
            forget=lambda project: self.critic.forget(project),
            corpus=lambda: self.corpus,
        )
        return admitted(engine, self.access)

    @part
    def critic(self) -> "Critic":
        """The critic's questions, and rewrites of parts of a statement."""
        from covision.wiring.critic import Critic

        return Critic(self)

    def _words(self, language: str) -> Lexicon:
        # Triggers need some word lists; where a language has none, nothing of the English ones is found in it.
        found = self.lexicon(language) or self.lexicon("en")
        assert found is not None
        return found

    def _wording(self) -> "Prompt":
        from covision.prompting.shelf import load

        return load("interview/follow_up", self.folder("prompts"))

    async def _drafter(self, state: ProjectState, run: str, seed: int, wanted: int) -> AsyncIterator["Found"]:
        async for item in drafted(self, state, run, seed, wanted):
            yield item

    async def draft(
        self,
        material: Material,
        *,
        workspace: str,
        run: str,
        seed: int = 0,
        wanted: int = 3,
        models: Models | None = None,
        variation: Variation | None = None,
        panel: "Panel | None" = None,
    ) -> AsyncIterator[Any]:
        """Drafts of a project: progress as text, each `(Draft, evidence)` when it is ready, the `DraftSet` last.

        The built-in engine has `drafting_seconds`. A scripted writer has a clock that stands still, so that one
        seed gives one file. `variation` changes what else drafting reads, `panel` judges what was
        drafted. Raises `CovisionError`s.
        """
        from covision.steps.draft import draft
        from covision.wiring.judging import judged

        if models is None:
            models = await asyncio.to_thread(self.new_models, material=material)
        writer = models.of("writer").info
        context = await asyncio.to_thread(context_for, self, material, models, variation)
        hurried = writer.name.startswith("local/") and not (variation and variation.unhurried)
        deadline = self.settings.drafting_seconds if hurried else None
        found = draft(material, context, workspace=workspace, run=run, seed=seed, wanted=wanted, deadline=deadline)
        async for item in found if panel is None else judged(found, panel, material, writer):
            yield item

    @part
    def scoring(self) -> "Scoring":
        """Scorers by computed measures: no language model, no network, no chance."""
        from covision.wiring.scoring import Scoring

        return Scoring(self)

    def score(
        self,
        statement: str,
        *,
        id: str = "statement",
        material: Material | None = None,
        language: str = "en",
    ) -> Scorecard:
        """The scorecard of a statement by computed measures only: no language model, no network, no chance.

        With `material` its language counts, and what compares with a project's answers and research is scored too.
        """
        self.admit("read")
        return self.scoring.of(material, language).score(statement, id=id)

    def score_many(
        self,
        statements: Sequence[tuple[str, str]],
        *,
        material: Material | None = None,
        language: str = "en",
    ) -> list[Scorecard]:
        """Scorecards of `(id, statement)` pairs in order, each as `score` gives it, faster than one by one."""
        self.admit("read")
        asked = [Asked(id=id, statement=statement) for id, statement in statements]
        return self.scoring.of(material, language).score_many(asked)

    def warm(self, *more: Callable[[], object]) -> threading.Thread:
        """Import and load in a thread what the first click would wait for; `more` comes first.

        What fails here fails again, with its message, where it is used.
        """
        thread = threading.Thread(target=self._warm, args=(more,), name="covision-warm", daemon=True)
        thread.start()
        return thread

    def _warm(self, more: Sequence[Callable[[], object]]) -> None:
        steps: list[Callable[[], object]] = [*more, self._warm_models, lambda: self.searcher, lambda: self.engine]
        for step in steps:
            if self._closed:
                return
            try:
                step()
            except Exception as error:
                log.warning("Warming up: %s", error)

    def _warm_models(self) -> None:
        from covision.gateways.vendor import litellm

        litellm()

    def close(self) -> None:
        """Let go of the data folder and files; twice does no harm."""
        self._closed = True
        with self.lock_of("stores"):
            stores = self.built.pop("stores", None)
            self.built.pop("searcher", None)
            self.built.pop("engine", None)
        if stores is not None:
            stores.close()

    def __enter__(self) -> "House":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_house(
    settings: Settings, *, shared: bool = True, models: Models | None = None, clock: Clock | None = None
) -> House:
    """The house for these settings. Nothing is opened yet: `stores` takes the data folder when it is first used."""
    return House(settings, shared=shared, models=models, clock=clock)
