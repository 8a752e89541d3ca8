"""The dilemma part of the engine: propose, open a round, take papers, and show a round to whoever may see it."""

import hashlib
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from covision.domain.apply_dilemmas import stands
from covision.domain.critique import Critique
from covision.domain.dilemmas import (
    SILENT,
    Choice,
    Dilemma,
    DilemmaAdded,
    DilemmaResult,
    DilemmaRound,
    DilemmasAnswered,
    DilemmasClosed,
    DilemmasOpened,
    DilemmaTakenOut,
    Paper,
)
from covision.domain.events import Event, ProjectState
from covision.domain.people import same_person_key
from covision.errors import AssetMissing, Conflict, InputError, NotFound
from covision.measures.text import fold
from covision.projects.core import EngineCore, usable_text
from covision.projects.voting import statement_of
from covision.steps.dilemmas.asking import dilemma_critiques
from covision.steps.dilemmas.choose import COUNT, FEWEST, MOST, propose
from covision.steps.dilemmas.count import result

MOST_NAME = 80


class Dilemmas(EngineCore):
    """Everybody answers alone: a round's answers show to whoever has answered it, and to all once it is closed.

    A person has one paper a round, however they type their name. They may write it anew while nobody else has
    answered; after that they may have seen others' answers, and it stands.
    """

    def propose_dilemmas(
        self, project: str, source: str, count: int = COUNT
    ) -> tuple[tuple[Dilemma, ...], tuple[Dilemma, ...]]:
        """Dilemmas to put on a draft (`draft/<id>`) or version (`version/<n>`), and others that would fit too.

        Raises `NotFound` for what is not here.
        """
        return self._proposed(self._store.load(project), source, count)

    def _proposed(
        self, state: ProjectState, source: str, count: int = COUNT
    ) -> tuple[tuple[Dilemma, ...], tuple[Dilemma, ...]]:
        if self._corpus is None:
            raise AssetMissing("There are no dilemmas at hand.", todo="Install covision again.")
        statement = statement_of(state, source)
        seen = {one.id for round in state.dilemmas.rounds for one in round.dilemmas}
        return propose(self._corpus(), state.organisation, statement, state.dilemmas.own, seen, count)

    def add_dilemma(self, project: str, text: str, courses: Sequence[str], *, title: str = "") -> ProjectState:
        """A dilemma of the team's own everyday with two or three courses. Raises `InputError` for any other."""
        told = tuple(usable_text(one).strip() for one in courses if one.strip())
        situation = usable_text(text).strip()
        if not situation:
            raise InputError("The dilemma says nothing yet.", todo="Write what happens, in two or three sentences.")
        if len(told) not in (2, 3) or len({one.casefold() for one in told}) < len(told):
            raise InputError(
                "A dilemma needs two or three different courses.",
                todo="Write what somebody could do, each in a line.",
            )
        named = usable_text(title).strip() or _short(situation)
        try:
            made = Dilemma(id=f"own-{self._new_id()}", title=named, text=situation, courses=told)
        except ValidationError as error:
            raise InputError(
                "The dilemma is too long.", safe="Nothing was saved.", todo="Keep its title within 120 letters and "
                "what happens within 2,000.",
            ) from error  # fmt: skip
        return self._change(project, lambda _: [DilemmaAdded(dilemma=made)])

    def take_out_dilemma(self, project: str, id: str) -> ProjectState:
        """Do not propose a dilemma of the team's own any more. Raises `NotFound`."""

        def events(state: ProjectState) -> list[Event]:
            if all(one.id != id for one in state.dilemmas.own):
                raise NotFound("There is no such dilemma of your own here.")
            return [DilemmaTakenOut(id=id)]

        return self._change(project, events)

    def put_dilemma_back(self, project: str, id: str) -> ProjectState:
        """Propose a dilemma of the team's own again that was taken out. Raises `NotFound`."""
        told = [one.event for one in self._store.history(project)]
        last = next((one for one in reversed(told) if isinstance(one, DilemmaAdded) and one.dilemma.id == id), None)
        if last is None:
            raise NotFound("There is no such dilemma of your own here.")
        return self._change(project, lambda _: [last])

    def open_dilemmas(self, project: str, source: str, ids: Sequence[str] = ()) -> ProjectState:
        """A round on a statement with these dilemmas (as proposed where none is named); an open one closes.

        Raises `NotFound` for what is not here, `InputError` for fewer than three or more than nine dilemmas.
        """
        round = self._new_id()

        def events(state: ProjectState) -> list[Event]:
            proposed, others = self._proposed(state, source)
            known = {one.id: one for one in (*proposed, *others)}
            wanted = tuple(dict.fromkeys(ids)) or tuple(one.id for one in proposed)
            stray = [id for id in wanted if id not in known]
            if stray:
                raise NotFound(f"There is no dilemma {stray[0]!r} for this statement.")
            if not FEWEST <= len(wanted) <= MOST:
                raise InputError(
                    f"A round has {FEWEST} to {MOST} dilemmas; {len(wanted)} are chosen.",
                    todo="Choose more or fewer.",
                )
            before = state.dilemmas.newest
            closes: list[Event] = [DilemmasClosed(round=before.id)] if before is not None and before.open else []
            opened = DilemmasOpened(
                round=round,
                statement=statement_of(state, source),
                source=source,
                language=state.organisation.language,
                dilemmas=tuple(known[id] for id in wanted),
            )
            return [*closes, opened]

        return self._change(project, events)

    def dilemma_sheet(self, project: str, round: str) -> tuple[Dilemma, ...]:
        """The dilemmas of a round as put to a person; nobody's answers are told."""
        return _round(self._store.load(project), round).dilemmas

    def course_order(self, round: str, dilemma: Dilemma, participant: str = "") -> tuple[str, ...]:
        """A dilemma's letters in this person's own order, the same at every look, so that no place is favoured."""
        key = f"{round}\0{same_person_key(participant)}\0{dilemma.id}\0"
        return tuple(
            sorted(dilemma.letters, key=lambda one: hashlib.sha256((key + one).encode("utf-8", "replace")).digest())
        )

    def answer_dilemmas(
        self, project: str, round: str, participant: str, answers: Mapping[str, tuple[str, str]]
    ) -> ProjectState:
        """A person's paper: for every dilemma of the round a course's letter (or "": it does not say) and a reason.

        Raises `Conflict` where the round is closed or their paper stands, `InputError` where a paper is not whole.
        However many send at once, each paper is kept or its writer is told: nobody has to send again.
        """
        held = _round(self._store.load(project), round)
        paper = _paper(held, participant, answers)
        _taken(held, paper)
        state = self._store.append(project, [DilemmasAnswered(round=round, paper=paper)])
        # Somebody may have closed the round or answered in between; then the event changed nothing.
        now = _round(state, round)
        kept = now.paper(paper.participant)
        if kept is None or kept.choices != paper.choices:
            _taken(now, paper)
        return state

    def close_dilemmas(self, project: str, round: str) -> ProjectState:
        """Take no more papers and show the round to everybody; closing twice changes nothing. Raises `NotFound`."""

        def events(state: ProjectState) -> list[Event]:
            return [DilemmasClosed(round=round)] if _round(state, round).open else []

        return self._change(project, events)

    def dilemma_critiques(self, state: ProjectState) -> tuple[Critique, ...]:
        """What the newest round that is over asks about the newest version; nothing while a round is open."""
        held = state.dilemmas.newest
        if held is None or held.open or not state.versions or self._rubric is None:
            return ()
        rubric = self._rubric(state.organisation.language)
        return dilemma_critiques(self._counted(held), held, state.versions[-1].statement, rubric)

    def dilemma_result(self, project: str, round: str, participant: str = "") -> DilemmaResult:
        """The round counted, for whoever has answered it, and for all once it is closed.

        Raises `NotFound`, and `Conflict` for anybody who has not answered an open round.
        """
        state = self._store.load(project)
        held = _round(state, round)
        if held.open and held.paper(participant) is None:
            raise Conflict(
                "Others' answers are shown to you once yours are in.",
                safe="They are kept.",
                todo="Answer alone first. If you have, write your name as you wrote it then.",
            )
        return self._counted(held)

    def _counted(self, held: DilemmaRound) -> DilemmaResult:
        words = self._lexicons(held.language).stopwords
        return result(held, frozenset(fold(word) for word in words))


def _taken(held: DilemmaRound, paper: Paper) -> None:
    """Raise `Conflict` where this paper cannot be taken (any more)."""
    if not held.open:
        raise Conflict(
            "This round is closed.", safe="Answers that came in before are counted.", todo="Open a new round."
        )
    if not stands(held, paper):
        raise Conflict(
            f"{paper.participant} has answered already, and so have others since.",
            safe="The first answers are kept: they were given alone.",
            todo="If you are somebody else, write your name so that it differs.",
        )


def _paper(held: DilemmaRound, participant: str, answers: Mapping[str, tuple[str, str]]) -> Paper:
    name = " ".join(usable_text(participant).split())
    if not name or len(name) > MOST_NAME:
        raise InputError(
            f"Your name is needed, in at most {MOST_NAME} letters.", safe="Your answers are still on your screen.",
            todo="Write your name or your role, so that your answers count once.",
        )  # fmt: skip
    choices = []
    for number, one in enumerate(held.dilemmas, start=1):
        if one.id not in answers:
            raise InputError(
                f"Dilemma {number} has no answer yet: {one.title}.",
                safe="Your answers are still on your screen.",
                todo="Choose what the statement tells you to do, or that it does not say.",
            )
        course, reason = answers[one.id]
        if (course != SILENT and course not in one.letters) or len(course) > 1:
            raise InputError(
                f"Dilemma {number} has no course {course!r}.", todo=f"Choose {', '.join(one.letters)}."
            )
        try:
            choices.append(Choice(dilemma=one.id, course=course, reason=usable_text(reason).strip()))
        except ValidationError as error:
            raise InputError(
                f"The reason on dilemma {number} is too long.", safe="Your answers are still on your screen.",
                todo="A line is enough.",
            ) from error  # fmt: skip
    return Paper(participant=name, choices=tuple(choices))


def _round(state: ProjectState, id: str) -> DilemmaRound:
    found = next((one for one in state.dilemmas.rounds if one.id == id), None)
    if found is None:
        raise NotFound(f"There is no round {id!r} of dilemmas in this project.")
    return found


def _short(text: str, most: int = 40) -> str:
    """The first words of a text, for a title."""
    if len(text) <= most:
        return text.rstrip(".")
    return f"{text[:most].rsplit(' ', 1)[0].rstrip('.,;:')}…"
