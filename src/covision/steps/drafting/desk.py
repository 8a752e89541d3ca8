"""One project laid out for drafting, and what drafting needs from outside."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from covision.domain.corpus import Corpus
from covision.domain.draft import Clause, Draft, Evidence, EvidenceKind
from covision.domain.model import Models
from covision.domain.project import Material
from covision.domain.rubric import Rubric, Scorecard
from covision.domain.search import Passage, Searcher
from covision.errors import ModelError
from covision.measures.learned import Learned
from covision.measures.lexicon import Lexicon
from covision.steps import gate
from covision.steps.drafting import write
from covision.steps.drafting.choose import Rated, utility
from covision.steps.drafting.compose import Candidate, compose
from covision.steps.drafting.doubt import Doubts
from covision.steps.drafting.guard import Guard, guard_of
from covision.steps.drafting.link import Linker
from covision.steps.drafting.pieces import Piece, pieces_of
from covision.steps.drafting.units import units_of, usable
from covision.steps.drafting.voice import Voice, load_voice
from covision.steps.drafting.words import WORDS
from covision.steps.retrieve import guidance_for, published_visions
from covision.steps.score import Asked, ClauseEvidence, Scorer, context_of
from covision.steps.score_reading import Embed

Fluency = Callable[[Sequence[str]], Awaitable[Sequence[float]]]
"""Mean natural-log probability per token of given texts, as the writing engine finds them."""


@dataclass(frozen=True)
class DraftContext:
    """What drafting needs from outside. `new_clock` gives a running clock in seconds; `fluency` None: not told.

    `learned` and `embed` are the learned reading of the scorer; None: rules alone, or signs without vectors.
    """

    models: Models
    searcher: Searcher | None
    corpus: Corpus
    rubric: Rubric
    lexicon: Lexicon | None
    shelf_folder: Path
    new_clock: Callable[[], Callable[[], float]]
    fluency: Fluency | None = None
    learned: Learned | None = None
    embed: Embed | None = None


class Desk:
    """One project laid out for drafting: its evidence, guards, scorer and links."""

    def __init__(self, material: Material, context: DraftContext, workspace: str) -> None:
        language = material.organisation.language
        self.material = material
        self.workspace = workspace
        self._advised: set[str] = set()
        self.context = context
        self.language = language
        self.words = WORDS.get(language, WORDS["en"])
        self.units, self.left_out = usable(units_of(material))
        self._person = {unit.id: unit.evidence.participant or unit.id for unit in self.units}
        self.lead = material.participants[0].id if material.participants else ""
        self.voice: Voice = load_voice(context.shelf_folder, language)
        self.lexicon = context.lexicon or Lexicon(version=0, language=language)
        self.smooth = write.prompt_of("smooth", context.shelf_folder, language)
        self.statement = write.prompt_of("statement", context.shelf_folder, language)
        self.turn = write.prompt_of("turn", context.shelf_folder, language)
        self.extract = write.prompt_of("extract", context.shelf_folder, language, "research")
        shots = [*self.smooth.examples(), *self.turn.examples()]
        self.guard: Guard = guard_of(material, self.units, context.corpus, self.lexicon, self.voice, shots)
        self.pieces: list[Piece] = pieces_of(self.units, self.voice, self.lexicon)
        self.scorer = Scorer(
            context.rubric,
            context.lexicon,
            context_of(material, context.corpus),
            context.learned,
            context.embed,
        )
        if context.searcher is not None:
            context.searcher.put(self._passages(workspace))
        self.doubts = Doubts(material, context.lexicon, context.searcher, self.words)
        self.linker = Linker(self.units, self.guard, self.voice, context.searcher, workspace)

    def _passages(self, workspace: str) -> list[Passage]:
        return [
            Passage(
                id=unit.id,
                workspace=workspace,
                kind="answer" if unit.question else "snippet",
                text=unit.text,
                source=unit.evidence.source,
                participant=unit.evidence.participant,
                start=unit.evidence.start,
                end=unit.evidence.end,
                copies=unit.copies,
            )
            for unit in self.units
        ]

    def candidates(self) -> list[Rated]:
        """What code can make of the team's words, without what a guard refuses; rated by the measures."""
        made = compose(self.material, self.units, self.voice, self.lexicon)
        return self.rate_many([item for item in made if not self.guard.problems(item.text)])

    def said(self, ids: Sequence[str]) -> list[str]:
        """The sentences of answers under these ids."""
        return [unit.text for unit in self.units if unit.id in ids and unit.question]

    def rate(self, candidate: Candidate) -> Rated:
        """A candidate with its scorecard and utility."""
        return self.rate_many([candidate])[0]

    def rate_many(self, candidates: Sequence[Candidate]) -> list[Rated]:
        """Candidates in their order, scored as one batch; which clause matters most is not looked for yet."""
        asked = [Asked(id="candidate", statement=item.text) for item in candidates]
        cards = self.scorer.score_many(asked, clauses=False)
        return [self._rated(item, card) for item, card in zip(candidates, cards, strict=True)]

    def _rated(self, candidate: Candidate, card: Scorecard) -> Rated:
        people = {self._person.get(id, id) for id in candidate.evidence}
        lead = not people or self.lead in people
        return Rated(candidate=candidate, utility=utility(candidate, card, len(people), lead), card=card)

    def scored(self, text: str, evidence: Sequence[str], id: str) -> tuple[list[Clause], Scorecard]:
        """A statement's clauses, linked, and its scorecard; `evidence` are ids that it was worded from."""
        clauses = self.linker.clauses(text, evidence)
        snippets = {unit.id for unit in self.units if not unit.question}
        backing = [
            ClauseEvidence(text=clause.text, snippets=tuple(id for id in clause.evidence if id in snippets))
            for clause in clauses
        ]
        similarities, nearest = self._neighbours(text)
        card = self.scorer.score(text, id=id, similarities=similarities, nearest=nearest, clauses=backing)
        return clauses, card

    def draft(self, rated: Rated, number: int) -> tuple[Draft, dict[str, Evidence]]:
        """The finished draft: clauses linked, scored, with its fields and reason."""
        candidate = rated.candidate
        clauses, card = self.scored(candidate.text, candidate.evidence, f"d{number}")
        ids = list(dict.fromkeys(id for clause in clauses for id in clause.evidence))
        beside, reading = self._beside(candidate.text, card)
        angle = self.voice.angles[candidate.angle]
        feel, think, do = self._fields(candidate)
        made = Draft(
            id=f"d{number}",
            angle=self._titled(candidate, angle.title),
            statement=candidate.text,
            language=self.language,
            feel=feel,
            think=think,
            do=do,
            rationale=" ".join(part for part in (angle.why, self._leaves_out(candidate), reading) if part),
            clauses=tuple(clauses),
            scorecard=card,
            origin=self._origin(candidate),
            warnings=self.doubts.of(candidate.text),
        )
        return made, {**self.linker.evidence(ids), **beside}

    def _beside(self, text: str, card: Scorecard) -> tuple[dict[str, Evidence], str]:
        """The guidance for a draft's weakest criterion and the example to hold it against, and how to say so."""
        corpus, searcher = self.context.corpus, self.context.searcher
        found: dict[str, Evidence] = {}
        said: list[str] = []
        advice = guidance_for(corpus, card, self.language, self._advised)
        if advice is not None:
            self._advised.add(advice.id)
            found[advice.id] = _entry("guidance", advice.id, advice.text)
            said.append(self.words["advice"].format(title=advice.title))
        published = published_visions(corpus)
        if searcher is not None and published:
            try:
                row = searcher.similarity([text], [entry.text for entry in published])[0]
            except ModelError:
                return found, " ".join(said)
            example = published[max(range(len(published)), key=lambda at: float(row[at]))]
            found[example.id] = _entry("example", example.id, example.text)
            said.append(self.words["contrast"].format(owner=example.owner))
        return found, " ".join(said)

    def _titled(self, candidate: Candidate, title: str) -> str:
        """The angle's title; where the sentence is another person's than the lead's, their role beside it."""
        who = self._person.get(candidate.evidence[0], "") if candidate.angle == "own" and candidate.evidence else ""
        person = next((one for one in self.material.participants if one.id == who != self.lead), None)
        return f"{title} ({person.role or person.id})" if person else title

    def _origin(self, candidate: Candidate) -> str:
        """Who worded it: a participant's id, a model's name, or in words that code joined the team's phrases."""
        if candidate.wording == "own":
            return self._person.get(candidate.evidence[0], "")
        return self.words["joined"] if candidate.wording == "joined" else candidate.wording

    def _neighbours(self, text: str) -> tuple[list[float] | None, str]:
        """Cosine similarity to the indexed statements, nearest first, and the owner of the nearest."""
        visions = [vision for vision in self.context.corpus.visions if vision.language == self.language]
        if self.context.searcher is None or not visions:
            return None, ""
        try:
            row = self.context.searcher.similarity([text], [vision.text for vision in visions])[0]
        except ModelError:
            # Without an embedding model wording is compared by its words alone.
            return None, ""
        order = sorted(range(len(visions)), key=lambda at: -float(row[at]))
        return [float(row[at]) for at in order[:5]], visions[order[0]].owner

    def _fields(self, candidate: Candidate) -> tuple[str, str, str]:
        """Feel, think and do in the team's words: those of the statement, else of the nearest phrases."""
        content = frozenset(self.guard.content(candidate.text))
        found: list[str] = []
        for kind in ("feel", "think", "do"):
            own = str(getattr(candidate, kind))
            if not own:
                fits = [piece for piece in self.pieces if piece.kind == kind and len(piece.text.split()) > 2]
                fits.sort(key=lambda p: (-len(content & set(self.guard.content(p.text))), p.stage != "use"))
                own = fits[0].text if fits else ""
            # A blank stays visible: nothing is made up to fill it.
            found.append((_plain(own) if gate.passes(own) else "") or self.words["blank"])
        return found[0], found[1], found[2]

    def _leaves_out(self, candidate: Candidate) -> str:
        """Which moments people spoke of that this statement says nothing about."""
        said = set(candidate.evidence)
        stages = dict.fromkeys(p.stage for p in self.pieces if p.stage and p.evidence not in said)
        there = {p.stage for p in self.pieces if p.evidence in said}
        left = [
            self.voice.angles[stage].title for stage in stages if stage not in there and stage in self.voice.angles
        ]
        if not left or candidate.angle == "own":
            return ""
        return self.words["leaves"].format(what=", ".join(title[:1].lower() + title[1:] for title in left[:3]))


def _entry(kind: EvidenceKind, id: str, text: str) -> Evidence:
    return Evidence(kind=kind, text=text, source=id, start=0, end=len(text))


def _plain(text: str) -> str:
    head, _, rest = text.partition(" ")
    return (
        rest
        if head in ("feel", "think", "know", "can", "sentir", "pensar", "saber", "sentir-se") and rest
        else text
    )
