"""Compare: two to four statements side by side, what differs, what each gives up and rests on; blind reading."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from covision.domain.draft import Evidence
from covision.domain.events import ProjectState
from covision.domain.voting import shuffled
from covision.faces.web.page import Page, Updates, element, participant
from covision.faces.web.panels.compare_judge import AskJudge
from covision.faces.web.panels.compare_vote import Votes
from covision.faces.web.presenters import common, compare, compare_evidence, compare_plots, outcomes
from covision.faces.web.presenters.compare import Side
from covision.faces.web.presenters.looks import LETTERS, MOST_TYPED, Looks, read
from covision.steps.comparing.contrast import aligned, contrasts
from covision.steps.comparing.measured import by_measures, clear_pairs
from covision.steps.comparing.options import MOST, Option, first_choice, found, options
from covision.steps.comparing.overlap import overlap, rests

_SHOWN = 20
_SILENT = ("interview", "batch", "research", "board", "compare")
"""Screens that do not tell who wrote what; others are emptied where somebody reads blind, and filled when shown."""


class Compare:
    """The screen `compare`. What is looked at (`Looks`) travels with every click; votes and versions are saved."""

    name = "compare"

    def __init__(self, page: Page) -> None:
        self.page = page
        with gr.Column(elem_id="compare", elem_classes="screen wide"):
            self.intro = element("", elem_id="compare-intro")
            self.acts = element("", elem_id="compare-acts")
            with gr.Column(visible=False, elem_id="compare-chooser") as self.chooser:
                self.query = element("", elem_id="compare-find")
                self.list = element("", elem_id="compare-list")
            self.vote = element("", elem_id="compare-vote")
            self.sides = element("", elem_id="compare-sides")
            self.scores = element("", elem_id="compare-criteria")
            self.evidence = element("", elem_id="compare-rests")
            self.measures = element("", elem_id="compare-order")
            self.judge = AskJudge(self)
            self.rounds = element("", elem_id="compare-rounds")
        self.looks = gr.Textbox("", visible="hidden", label="looks", elem_id="compare-looks")
        self.votes = Votes(self)

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [
            self.intro, self.acts, self.chooser, self.query, self.list, self.vote, self.sides, self.scores,
            self.evidence, self.measures, *self.judge.components(), self.rounds, self.looks,
        ]  # fmt: skip

    def fill(self, state: ProjectState) -> Updates:
        """An open vote where there is one; else the statements that are worth comparing first."""
        held = state.rounds[-1] if state.rounds else None
        looks = Looks(mode="vote", round=held.id) if held is not None and held.open else Looks()
        shown = self.filled(state, looks)
        return {**self.emptied(), **shown} if held is not None and held.open and held.blind else shown

    def filled(self, state: ProjectState, looks: Looks) -> Updates:
        """The screen for what somebody looks at."""
        if looks.mode in ("vote", "result"):
            shown = self.votes.shown(state, looks)
            if shown is not None:
                return shown
            looks = looks.but(mode="open", round="")
        every = options(state)
        if len(every) < 2:
            return {**self.nothing(), self.vote: compare.empty(state, self.page.words), **self._top(looks, 0)}
        looks, picked = _picked(looks, every)
        if looks.mode == "blind":
            return {
                **self.nothing(),
                **self._top(looks, len(picked)),
                self.sides: self._blind(state, looks, picked),
            }
        return {**self._top(looks, len(picked)), **self._open(state, looks, every, picked)}

    def again(self, state: ProjectState, looks: Looks, note: str = "", *, saved: bool = False) -> Updates:
        """The screen after a click on it; the bar on top tells a new time only where something was `saved`."""
        stamp = self.page.stamp(state, self.name) if saved else {}
        return {self.page.notice: note, **stamp, **self.filled(state, looks)}

    def emptied(self) -> Updates:
        """What other screens hold in the browser is taken out where it would tell who wrote what."""
        screens = [screen for name, screen in self.page.screens.items() if name not in _SILENT]
        return {one: "" for screen in screens for one in screen.components() if isinstance(one, gr.HTML)}

    def nothing(self) -> Updates:
        """Nothing of this page."""
        told = (self.sides, self.scores, self.evidence, self.measures, self.rounds)
        parts = (self.acts, self.query, self.list, self.vote, *told)
        return {**dict.fromkeys(parts, ""), self.chooser: gr.update(visible=False), **self.judge.nothing()}

    def _top(self, looks: Looks, count: int) -> Updates:
        words = self.page.words
        return {
            self.intro: compare.intro(words, looks, count),
            self.acts: compare.actions(words, looks, count) if count else "",
            self.looks: looks.model_dump_json(),
        }

    def _blind(self, state: ProjectState, looks: Looks, picked: Sequence[Option]) -> str:
        by_source = {one.source: one.statement for one in picked}
        order = shuffled(tuple(by_source), looks.seed)
        shown = [(letter, by_source[source]) for letter, source in zip(LETTERS, order, strict=False)]
        return compare.blind_columns(shown, state.organisation.language, self.page.words)

    def sides_of(self, state: ProjectState, picked: Sequence[Option]) -> list[Side]:
        """The statements with their scorecards: those that are kept, else computed now."""
        engine, house, material = self.page.engine, self.page.house, state.material()
        made = []
        for letter, option in zip(LETTERS, picked, strict=False):
            card = option.card or house.score(option.statement, id=option.key, material=material)
            made.append(Side(letter, option, engine.reweigh(state, card)))
        return made

    def _open(
        self, state: ProjectState, looks: Looks, every: Sequence[Option], picked: Sequence[Option]
    ) -> Updates:
        words, rubric = self.page.words, self.page.house.rubric(state.organisation.language)
        sides = self.sides_of(state, picked)
        cards = {side.letter: side.card for side in sides}
        rows = aligned(cards, rubric)
        scored = {letter: card for letter, card in cards.items() if card.summary.value is not None}
        told = {one.id: one for one in contrasts(rows, cards, clear_pairs(scored, rubric))}
        marking = compare.marking(sides, looks.against, words)
        return {
            self.vote: "",
            self.sides: marking + compare.columns(sides, told, looks, state, words),
            self.scores: compare_plots.scorecards(rows, sides, looks, words),
            self.evidence: self._rests(state, sides),
            self.measures: outcomes.measures(by_measures(cards, rubric), sides, words),
            self.rounds: outcomes.rounds(state, words),
            self.chooser: gr.update(visible=looks.choosing),
            self.query: compare.finder(looks.find, words) if looks.choosing else "",
            self.list: self._list(state, looks, every) if looks.choosing else "",
            **self.judge.offered(),
        }

    def _rests(self, state: ProjectState, sides: Sequence[Side]) -> str:
        told = [rests(one.letter, one.option.statement, one.option.draft, state.drafts) for one in sides]
        cited = {id for one in told for id in one.evidence if id in state.evidence}
        known = {id: Evidence.model_validate(state.evidence[id]) for id in cited}
        return compare_evidence.evidence(overlap(told, known), known, state, self.page.words)

    def _list(self, state: ProjectState, looks: Looks, every: Sequence[Option]) -> str:
        matching = found(every, looks.find)
        return compare.picker(matching[:_SHOWN], len(matching), len(every), looks, state, self.page.words)

    # What is done

    def bind(self) -> None:
        """Wire the buttons."""
        page = self.page
        looking = {
            "hide": self.hide,
            "show": self._look(lambda looks, _: looks.but(mode="open", seed="")),
            "open": self._look(lambda looks, _: looks.but(mode="open", seed="", round="", name="", again="")),
            "choosing": self._look(lambda looks, _: looks.but(choosing=not looks.choosing, find="")),
            "against": self._look(lambda looks, key: looks.but(against="" if key == "none" else key)),
            "view": self._look(lambda looks, name: looks.but(view="radar" if name == "radar" else "dots")),
            "add": self.add,
            "drop": self.drop,
            "work": self.work,
            "go": lambda project, at, _: page.show(project, at),
        }
        acts = {**looking, **self.votes.acts()}
        for part in (self.acts, self.list, self.vote, self.sides, self.scores, self.rounds):
            page.on_element(part, acts, [self.looks])
        page.on_form(self.vote, self.votes.sent)
        page.on_element(self.query, {"find": self.search}, [self.looks], trigger_mode="always_last")
        page.on_element(page.notice, {"undo-taken": self.votes.undo})
        self.judge.bind()

    def _look(self, change: Callable[[Looks, str], Looks]) -> Callable[[str, str, str], Updates]:
        def act(project: str, value: str, text: str) -> Updates:
            state = self.page.engine.state(project)
            return self.again(state, change(read(text), value.strip()))

        return act

    def hide(self, project: str, _: str, text: str) -> Updates:
        """The statements alone, by letters that come by chance; the rest leaves the browser."""
        looks = read(text).but(mode="blind", seed=secrets.token_hex(4), choosing=False, find="")
        return {**self.emptied(), **self.again(self.page.engine.state(project), looks)}

    def add(self, project: str, key: str, text: str) -> Updates:
        """One more statement beside the others."""
        looks = read(text)
        if len(looks.picked) >= MOST:
            return self.page.advise("compare.full", n=MOST)
        return self.again(self.page.engine.state(project), looks.but(picked=(*looks.picked, key)))

    def drop(self, project: str, key: str, text: str) -> Updates:
        """One statement less."""
        looks = read(text)
        if len(looks.picked) <= 2:
            return self.page.advise("compare.needs_two")
        left = tuple(one for one in looks.picked if one != key)
        return self.again(self.page.engine.state(project), looks.but(picked=left))

    def search(self, project: str, query: str, text: str) -> Updates:
        """The statements with these words."""
        state, looks = self.page.engine.state(project), read(text).but(find=query[:MOST_TYPED])
        return {self.list: self._list(state, looks, options(state)), self.looks: looks.model_dump_json()}

    def work(self, project: str, key: str, _: str) -> Updates:
        """Go on with one of the statements, at the desk."""
        engine, page = self.page.engine, self.page
        state = engine.state(project)
        one = next((option for option in options(state) if option.key == key), None)
        if one is not None and not one.newest:
            if one.version is not None:
                state = engine.restore(project, one.version.version, participant(state))
            elif one.draft is not None:
                state = engine.choose(project, one.draft.id)
        return page.screen(state, "desk")

    def sources(self, state: ProjectState, looks: Looks) -> list[str]:
        """What is side by side, by source, in its order."""
        return [one.source for one in _picked(looks, options(state))[1]]

    def told(self, key: str, *actions: Any, **fields: object) -> str:
        """A line on top of the page for something that was done."""
        return common.told(self.page.words(key, **fields), self.page.words, *actions)


def _picked(looks: Looks, every: Sequence[Option]) -> tuple[Looks, list[Option]]:
    """What is chosen, of what there is; where that is fewer than two, the first choice."""
    by_key = {one.key: one for one in every}
    picked = [by_key[key] for key in dict.fromkeys(looks.picked) if key in by_key][:MOST]
    if len(picked) >= 2:
        against = looks.against if looks.against in looks.picked else ""
        return looks.but(picked=tuple(one.key for one in picked), against=against), picked
    picked = list(first_choice(every))
    base = picked[0].key if compare.near([one.statement for one in picked]) else ""
    return looks.but(picked=tuple(one.key for one in picked), against=base), picked
