"""The voting part of the engine: open a round, vote, close it, count it."""

from collections.abc import Callable, Sequence

from covision.domain.events import Event, ProjectState, VoteCast, VotingClosed, VotingOpened
from covision.domain.people import same_person_key
from covision.domain.voting import Candidate, PairChoice, Round, Tally, Vote, shuffled
from covision.errors import Conflict, InputError, NotFound
from covision.projects.core import EngineCore, usable_text
from covision.steps.voting import ballot, count

MOST_CANDIDATES = 12
LETTERS = "ABCDEFGHIJKL"


class Voting(EngineCore):
    """One vote a person on the same candidates: a later one takes its place, and history keeps both.

    A person is a name, however it was typed (`domain.people.same_person_key`), and is shown as first written in the
    round.

    A vote is in before the round closes, or it is refused; nothing lies between.
    """

    def open_round(
        self, project: str, sources: Sequence[str], *, blind: bool = True, seed: str = ""
    ) -> ProjectState:
        """A round on drafts (`draft/<id>`) and versions (`version/<n>`); it is the last of the state's rounds.

        Candidates get letters in an order by chance, so that a letter tells nothing; `seed` decides it where
        somebody has read them blind by these letters already (`shuffled`). Raises `NotFound` for what is not here,
        `InputError` where fewer than two different statements, or more than twelve, are named.
        """
        id = self._new_id()

        def events(state: ProjectState) -> list[Event]:
            statements = {source: statement_of(state, source) for source in dict.fromkeys(sources)}
            if len(set(statements.values())) < max(2, len(statements)):
                raise InputError("A vote needs two or more different statements.", todo="Choose others.")
            if len(statements) > MOST_CANDIDATES:
                raise InputError(
                    f"At most {MOST_CANDIDATES} statements can be voted on at once.", todo="Choose fewer."
                )
            named = zip(LETTERS, shuffled(tuple(statements), seed or id), strict=False)
            candidates = tuple(
                Candidate(id=letter, statement=statements[source], source=source) for letter, source in named
            )
            return [VotingOpened(round=id, candidates=candidates, blind=blind)]

        return self._change(project, events)

    def ballot(self, project: str, round: str, participant: str) -> tuple[tuple[str, str], ...]:
        """Letter and statement of each candidate, in this person's own order; no source is told."""
        return tuple(
            (one.id, one.statement) for one in ballot(_round(self._store.load(project), round), participant)
        )

    def vote(
        self, project: str, round: str, participant: str, ranking: Sequence[Sequence[str]], *, reason: str = ""
    ) -> ProjectState:
        """A person's order of two or more candidates, groups of the same worth together, the best first.

        Raises `Conflict` where the round is closed, `InputError` for an order that names others or one twice.
        """

        groups = tuple(tuple(group) for group in ranking if group)
        return self._cast(project, round, participant, reason, lambda who: Vote(participant=who, ranking=groups))

    def vote_on_pair(
        self,
        project: str,
        round: str,
        participant: str,
        first: str,
        second: str,
        choice: PairChoice,
        *,
        reason: str = "",
    ) -> ProjectState:
        """A person's choice between two candidates; raises as `vote` does."""
        return self._cast(project, round, participant, reason, lambda who: Vote.on_pair(who, first, second, choice))

    def _cast(
        self, project: str, round: str, participant: str, reason: str, vote_of: Callable[[str], Vote]
    ) -> ProjectState:
        """Save a vote of whoever goes by this name, under the name as first written in the round."""

        def events(state: ProjectState) -> list[Event]:
            held = _round(state, round)
            if not held.open:
                raise Conflict(
                    "This vote is closed.", safe="Votes that came in before are counted.", todo="Open a new one."
                )
            if not same_person_key(participant):
                raise InputError("A vote says whose it is.", todo="Write your name.")
            name = " ".join(usable_text(participant).split())
            written = {same_person_key(one.participant): one.participant for one in reversed(held.votes)}
            try:
                vote = vote_of(written.get(same_person_key(name), name))
            except ValueError as error:
                raise InputError(
                    "A vote orders two or more candidates, each once, and a name has at most 80 characters."
                ) from error
            stray = sorted(set(vote.names) - set(held.statements))
            if stray:
                raise InputError(f"There is no candidate {stray[0]!r} in this vote.", todo="Use its letters.")
            told = {"reason": usable_text(reason).strip(), "blind": held.blind}
            return [VoteCast(round=round, vote=vote.model_copy(update=told))]

        return self._change(project, events)

    def close_round(self, project: str, round: str) -> ProjectState:
        """Take no more votes; closing twice changes nothing. Raises `NotFound`."""

        def events(state: ProjectState) -> list[Event]:
            return [VotingClosed(round=round)] if _round(state, round).open else []

        return self._change(project, events)

    def tally(self, project: str, round: str) -> Tally:
        """The result so far, with what is too close to call and the reasons; raises `NotFound`."""
        return count(_round(self._store.load(project), round))


def _round(state: ProjectState, id: str) -> Round:
    found = next((one for one in state.rounds if one.id == id), None)
    if found is None:
        raise NotFound(f"There is no vote {id!r} in this project.")
    return found


def statement_of(state: ProjectState, source: str) -> str:
    """The words of a draft (`draft/<id>`) or a version (`version/<n>`); raises `NotFound`."""
    kind, _, name = source.partition("/")
    if kind == "draft":
        text = next((draft.statement for draft in state.drafts if draft.id == name), None)
    else:
        text = next((one.statement for one in state.versions if source == f"version/{one.version}"), None)
    if text is None:
        raise NotFound(f"There is no {source!r} in this project.")
    return text
