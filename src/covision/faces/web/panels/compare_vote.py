"""The votes on the page Compare: opened, cast by people in turn, closed, and gone on with."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from covision.domain.events import ProjectState
from covision.domain.people import same_person_key
from covision.domain.voting import PairChoice, Round
from covision.faces.web.page import Updates, participant
from covision.faces.web.presenters import balloting, compare, outcomes
from covision.faces.web.presenters.balloting import Turn
from covision.faces.web.presenters.common import button
from covision.faces.web.presenters.looks import Looks, read
from covision.steps.comparing.options import options
from covision.steps.voting import ballot, open_pairs, pairs_for

if TYPE_CHECKING:
    from covision.faces.web.panels.compare import Compare

_CHOICES = get_args(PairChoice)


class Votes:
    """What happens in a round; the screen itself is `Compare`'s."""

    def __init__(self, screen: "Compare") -> None:
        self.screen = screen
        self.page = screen.page

    def acts(self) -> Mapping[str, Callable[..., Updates]]:
        """What can be clicked: (project, value, what is looked at)."""
        return {
            "vote": self.open,
            "to-vote": lambda project, id, _: self._sit_down(self.page.engine.state(project), id),
            "result": lambda project, id, _: self._show(project, Looks(mode="result", round=id)),
            "who": lambda project, _, text: self._show(project, read(text).but(name="", again="")),
            "way": lambda project, way, text: self._show(project, read(text).but(way=_way(way), again="")),
            "again": lambda project, pair, text: self._show(project, read(text).but(again=pair)),
            "close": self.close,
            "revote": self.revote,
            "take": self.take,
        }

    def shown(self, state: ProjectState, looks: Looks) -> Updates | None:
        """The ballot or the result; None where there is no such round."""
        held = next((one for one in state.rounds if one.id == looks.round), None)
        if held is None:
            return None
        screen, words, language = self.screen, self.page.words, state.organisation.language
        if held.open:
            looks = looks.but(mode="vote")
            turn = _turn(held, looks.name) if looks.name else None
            body: str = balloting.vote(held, turn, looks, language, words)
            if turn is None:
                body += balloting.statements(held, language, words)
        else:
            looks = looks.but(mode="result")
            tally = self.page.engine.tally(state.id, held.id)
            by_source = {
                source: one
                for one in options(state)
                for source in (one.source, f"draft/{one.draft.id}" if one.draft else "")
            }
            body = outcomes.result(held, tally, by_source, state, words)
        return {
            **screen.nothing(),
            screen.intro: compare.intro(words, looks, 2, blind=held.blind or not held.open),
            screen.vote: body,
            screen.looks: looks.model_dump_json(),
        }

    def _show(self, project: str, looks: Looks, note: str = "") -> Updates:
        return self.screen.again(self.page.engine.state(project), looks, note)

    # What is done

    def open(self, project: str, how: str, text: str) -> Updates:
        """A round on what is side by side; read blind before, it keeps its letters."""
        looks, engine = read(text), self.page.engine
        sources = self.screen.sources(engine.state(project), looks)
        state = engine.open_round(project, sources, blind=how != "open", seed=looks.seed)
        return self._opened(state)

    def revote(self, project: str, round: str, _: str) -> Updates:
        """A new round on the statements of an earlier one, as far as they are still here."""
        engine = self.page.engine
        state = engine.state(project)
        held = next((one for one in state.rounds if one.id == round), None)
        every = options(state)
        here = {one.statement: one.source for one in every}
        sources = [here[one.statement] for one in held.candidates if one.statement in here] if held else []
        return self._opened(engine.open_round(project, sources, blind=held.blind if held else True))

    def _opened(self, state: ProjectState) -> Updates:
        return self._sit_down(state, state.rounds[-1].id, self.screen.told("compare.vote.opened"))

    def _sit_down(self, state: ProjectState, round: str, note: str = "") -> Updates:
        """The ballot; where the vote is blind, what tells who wrote what leaves the browser."""
        blind = any(one.id == round and one.blind for one in state.rounds)
        shown = self.screen.again(state, Looks(mode="vote", round=round), note, saved=bool(note))
        return {**self.screen.emptied(), **shown} if blind else shown

    def close(self, project: str, round: str, _: str) -> Updates:
        """Take no more votes, and show the result."""
        state = self.page.engine.close_round(project, round)
        note = self.screen.told("compare.vote.closed")
        return self.screen.again(state, Looks(mode="result", round=round), note, saved=True)

    def sent(self, project: str, fields: Mapping[str, str]) -> Updates:
        """One of the forms: who votes, a choice of two, or an order of all."""
        looks = read(fields.get("looks", ""))
        if "pair" in fields:
            return self._pair(project, looks, fields)
        if fields.get("order"):
            return self._order(project, looks, fields)
        name = " ".join(fields.get("name", "").split())
        if not same_person_key(name):
            return self.page.advise("compare.vote.name_first")
        way = _way(fields.get("way", ""))
        return self._show(project, looks.but(name=name[: balloting.MOST_NAME], way=way))

    def _pair(self, project: str, looks: Looks, fields: Mapping[str, str]) -> Updates:
        pair, choice = fields["pair"], fields.get("choice", "")
        if len(pair) != 2 or choice not in _CHOICES:
            return self.page.advise("compare.vote.choose_first")
        told: PairChoice = choice  # type: ignore[assignment]
        state = self.page.engine.vote_on_pair(
            project, looks.round, looks.name, pair[0], pair[1], told, reason=fields.get("reason", "")
        )
        return self.screen.again(state, looks.but(again=""), saved=True)

    def _order(self, project: str, looks: Looks, fields: Mapping[str, str]) -> Updates:
        groups: dict[int, list[str]] = {}
        for key, place in fields.items():
            if key.startswith("place-") and place.isdecimal():
                groups.setdefault(int(place), []).append(key.removeprefix("place-"))
        ranking = [groups[place] for place in sorted(groups)]
        if sum(map(len, ranking)) < 2:
            return self.page.advise("compare.vote.place_two")
        state = self.page.engine.vote(project, looks.round, looks.name, ranking, reason=fields.get("reason", ""))
        return self.screen.again(state, looks.but(way="pairs"), saved=True)

    def take(self, project: str, candidate: str, text: str) -> Updates:
        """Go on with a statement that was voted on, at the desk; it can be undone at once."""
        engine, words = self.page.engine, self.page.words
        before = engine.state(project)
        state = engine.take_up(
            project, read(text).round, candidate, participant(before), why=words("compare.result.note")
        )
        newest = state.versions[-1].version
        if len(state.versions) == len(before.versions):
            return self.page.screen(state, "desk", self.screen.told("compare.result.already"))
        actions: list[Any] = []
        if before.versions:
            last = str(before.versions[-1].version)
            actions.append(button(words("compare.result.undo"), "undo-taken", last, "link"))
        return self.page.screen(state, "desk", self.screen.told("compare.result.taken", *actions, n=newest))

    def undo(self, project: str, version: str) -> Updates:
        """Back to the version that was the newest before; nothing is taken away."""
        engine = self.page.engine
        state = engine.state(project)
        state = engine.restore(project, int(version) if version.isdecimal() else 0, participant(state))
        return self.page.screen(state, "desk", self.screen.told("compare.result.undone", n=version))


def _turn(held: Round, name: str) -> Turn:
    order = tuple((one.id, one.statement) for one in ballot(held, name))
    return Turn(pairs=pairs_for(held, name), left=open_pairs(held, name), order=order)


def _way(name: str) -> str:
    return "all" if name == "all" else "pairs"
