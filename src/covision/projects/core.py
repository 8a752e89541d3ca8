"""What every part of the engine shares: the store, and the loop that saves what is computed from the state."""

import threading
from collections.abc import Callable

from covision.domain.corpus import Corpus
from covision.domain.events import Event, ProjectState
from covision.domain.interview import Script
from covision.domain.model import Models
from covision.domain.ports import NewId, ProjectStore
from covision.domain.project import Material
from covision.domain.reading import DocumentReader
from covision.domain.rubric import Rubric, Scorecard
from covision.domain.search import Embedder, Searcher
from covision.errors import Conflict, InputError
from covision.measures.lexicon import Lexicon
from covision.projects.drafting import Drafter, DraftingJob
from covision.projects.rewriting_job import Rewriter
from covision.projects.theming_job import ThemesJob
from covision.prompting.shelf import Prompt
from covision.steps.ask import PromptSource

ScriptLoader = Callable[[str], Script]
LexiconLoader = Callable[[str], Lexicon]
WORDING_SECONDS = 6.0
MAX_ANSWER = 100_000
_TRIES = 8


class EngineCore:
    """Holds what the parts of the engine need; see `ProjectEngine`."""

    def __init__(
        self,
        store: ProjectStore,
        scripts: ScriptLoader,
        lexicons: LexiconLoader,
        drafter: Drafter,
        *,
        new_id: NewId,
        models: Models | None = None,
        searcher: Searcher | None = None,
        wording: PromptSource | None = None,
        wording_seconds: float = WORDING_SECONDS,
        erase: Callable[[str], None] | None = None,
        reader: DocumentReader | None = None,
        embedder: Embedder | None = None,
        embedder_of: Callable[[str], Embedder | None] | None = None,
        theme_prompt: Callable[[str], Prompt] | None = None,
        scorer: Callable[[str, Material], Scorecard] | None = None,
        rubric: Callable[[str], Rubric] | None = None,
        corpus: Callable[[], Corpus] | None = None,
        rewriter: Rewriter | None = None,
        forget: Callable[[str], None] | None = None,
    ) -> None:
        self._store = store
        self._scripts = scripts
        self._lexicons = lexicons
        self._drafter = drafter
        self._new_id = new_id
        self._models = models
        self._searcher = searcher
        self._wording = wording
        self._wording_seconds = wording_seconds
        self._erase = erase
        self._reader = reader
        self._embedder = embedder
        self._embedder_of = embedder_of or (lambda _: self._embedder)
        self._theme_prompt = theme_prompt
        self._scorer = scorer
        self._rubric = rubric
        self._corpus = corpus
        self._rewriter = rewriter
        self._forget_more = forget
        self._jobs: dict[str, DraftingJob] = {}
        self._searches: dict[str, ThemesJob] = {}
        self._lock, self._turning = threading.Lock(), threading.Lock()
        self._turns: dict[str, threading.RLock] = {}

    def _script(self, state: ProjectState) -> Script:
        return self._scripts(state.interview_language)

    def _change(self, project: str, events: "Callable[[ProjectState], list[Event]]") -> ProjectState:
        """Save what `events` makes of the state; computed again where another process saved in between.

        Changes of one project take turns in this process, so that any number at once are all saved.
        """
        with self._turning:
            turn = self._turns.setdefault(project, threading.RLock())
        with turn:
            for last in range(_TRIES, 0, -1):
                state = self._store.load(project)
                made = events(state)
                if not made:
                    return state
                try:
                    return self._store.append(project, made, expected=state.revision)
                except Conflict:
                    if last == 1:
                        raise
        raise AssertionError("unreachable")


def usable_text(text: str) -> str:
    """Text a database and a file can hold: no NUL, no lone surrogate, at most `MAX_ANSWER` characters."""
    if len(text) > MAX_ANSWER:
        raise InputError(
            f"This text has {len(text):,} characters; at most {MAX_ANSWER:,} can be kept.",
            safe="Nothing was overwritten.",
            todo="Shorten it, or add it as research.",
        )
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
