"""The weighing part of the engine: what a project's edits and votes say about the weights of criteria."""

from covision.domain.draft import Draft
from covision.domain.events import Event, ProjectState, WeightsSet
from covision.domain.preferences import Preference, Suggestion
from covision.domain.rubric import Scorecard
from covision.errors import NotEnough, NotFound
from covision.projects.core import EngineCore
from covision.steps.preferences import NEEDED, Statement, count, newest, preferences, suggest, with_weights


class Weighing(EngineCore):
    """Weights change the summary of scorecards made from then on, in this project alone, and nothing else."""

    def preferences(self, project: str) -> tuple[Preference, ...]:
        """What edits and closed votes of this project prefer to what."""
        return preferences(self._store.history(project), self._store.load(project).rounds)

    def telling(self, state: ProjectState) -> int:
        """How many edits and votes can tell of weights; 0 below what is needed, without reading history for it."""
        votes = sum(len(one.candidates) * (len(one.candidates) - 1) // 2 for one in state.rounds if not one.open)
        if len(state.versions) + votes < NEEDED:
            return 0
        found = count(state.versions, state.rounds)
        return found if found >= NEEDED else 0

    def weights(self, project: str) -> Suggestion:
        """What they say about the weights, with the effect that following them would have; changes nothing.

        Takes about a second where there are many. Raises `NotFound`.
        """
        state = self._store.load(project)
        scorer, rubric = self._scorer, self._rubric
        if scorer is None or rubric is None:
            raise NotFound("This engine scores no statements.")
        material = state.material()
        ranked = [Statement(source=f"draft/{draft.id}", text=draft.statement) for draft in state.drafts]
        last = newest(state.versions)
        if last is not None and all(one.text != last.text for one in ranked):
            ranked.append(last)
        return suggest(
            preferences(self._store.history(project), state.rounds),
            lambda text: scorer(text, material),
            rubric(state.organisation.language),
            applied=state.weights,
            ranked=ranked,
        )

    def apply_weights(self, project: str) -> ProjectState:
        """Let this project's summaries use the suggested weights. Raises `NotEnough` where none are suggested."""
        found = self.weights(project)
        if found.status != "suggested":
            raise NotEnough(found.told, todo="Go on editing and voting; the shipped weights stay.")
        return self._set(project, found.weights, found.pairs)

    def reset_weights(self, project: str) -> ProjectState:
        """Back to the shipped weights; where they are in use already nothing is saved."""
        return self._set(project, {}, 0)

    def reweigh(self, project: ProjectState, card: Scorecard) -> Scorecard:
        """The scorecard with its summary by the project's weights."""
        if self._rubric is None or not project.weights:
            return card
        return with_weights(card, self._rubric(project.organisation.language), project.weights)

    def reweigh_draft(self, project: ProjectState, draft: Draft) -> Draft:
        """The draft with its scorecard so."""
        if draft.scorecard is None:
            return draft
        return draft.model_copy(update={"scorecard": self.reweigh(project, draft.scorecard)})

    def _set(self, project: str, weights: dict[int, float], pairs: int) -> ProjectState:
        def events(state: ProjectState) -> list[Event]:
            return [WeightsSet(weights=weights, pairs=pairs)] if state.weights != weights else []

        return self._change(project, events)
