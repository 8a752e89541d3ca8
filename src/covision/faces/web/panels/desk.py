"""The desk: the sentence to edit, questions and criteria beside it, every version kept."""

from typing import Any

import gradio as gr

from covision.domain.events import ProjectState
from covision.domain.rubric import Scorecard
from covision.errors import Conflict
from covision.faces.web.page import Page, Updates, element, participant
from covision.faces.web.presenters import common, desk, weights
from covision.faces.web.presenters.markup import Markup


class Desk:
    """The screen `desk`."""

    name = "desk"

    def __init__(self, page: Page) -> None:
        self.page = page
        words = page.words
        with gr.Column(elem_id="desk", elem_classes="screen"):
            self.intro = element("", elem_id="desk-intro")
            with gr.Row(elem_classes="desk-row"):
                with gr.Column(elem_classes="main", scale=3):
                    self.statement = gr.Textbox(
                        label=words("desk.statement"),
                        placeholder=words("desk.placeholder"),
                        lines=3,
                        max_lines=12,
                        elem_id="statement",
                    )
                    with gr.Row(elem_classes="pair"):
                        self.by = gr.Textbox(
                            label=words("desk.by"), placeholder=words("desk.by_hint"), max_lines=1, elem_id="by"
                        )
                        self.note = gr.Textbox(label=words("desk.note"), max_lines=1, elem_id="note", scale=2)
                    with gr.Row(elem_classes="actions", elem_id="desk-actions"):
                        self.save = gr.Button(words("desk.save"), variant="primary", elem_id="save-version")
                        self.look = gr.Button(words("desk.look"), elem_id="look-again")
                    self.changes = element("", elem_id="changes")
                    self.versions = element("", elem_id="versions")
                    self.onward = element("", elem_id="desk-onward")
                with gr.Column(elem_classes="side", scale=2):
                    self.critic = element("", elem_id="critic")
                    self.criteria = element("", elem_id="criteria")
                    self.weights = element("", elem_id="own-weights")
        self.seen = gr.Textbox("", visible="hidden", label="seen", elem_id="seen")

    def components(self) -> list[Any]:
        """What handlers may change."""
        return [
            self.intro, self.statement, self.by, self.note, self.changes, self.versions, self.onward, self.critic,
            self.criteria, self.weights, self.seen,
        ]  # fmt: skip

    def fill(self, state: ProjectState) -> Updates:
        """The newest version in the box, with what is known of it."""
        words = self.page.words
        newest = state.versions[-1] if state.versions else None
        statement = newest.statement if newest else ""
        before = state.versions[-2] if len(state.versions) > 1 else None
        card = newest.scorecard if newest else None
        if newest and card is None:
            card = self.score(state, statement)
        return {
            self.intro: desk.intro(words, newest is None),
            self.statement: statement,
            self.by: common.who_said(participant(state), state),
            self.note: "",
            self.changes: self._diff(before.version, newest.version, before.statement, newest.statement)
            if before and newest
            else "",
            self.versions: desk.versions(state, words),
            self.onward: desk.to_takeaway(words) if newest else "",
            self.weights: weights.line(self.page.engine.telling(state), bool(state.weights), words),
            self.seen: str(newest.version if newest else 0),
            **self._card(state, card),
        }

    def _card(self, state: ProjectState, card: Scorecard | None) -> Updates:
        rubric = self.page.house.rubric(state.organisation.language)
        words = self.page.words
        return {self.critic: desk.critic(card, words), self.criteria: desk.criteria(card, rubric, words)}

    def _diff(self, a: int, b: int, old: str, new: str) -> Markup:
        words = self.page.words
        title = words("desk.diff", a=a, b=b) if b else words("desk.diff_now", a=a)
        return desk.diff(title, desk.word_diff(old, new), words)

    def score(self, state: ProjectState, statement: str) -> Scorecard:
        """What the computed criteria say: no model is asked. The summary is by the project's own weights."""
        card = self.page.house.score(statement, id="desk", material=state.material())
        reweighed: Scorecard = self.page.engine.reweigh(state, card)
        return reweighed

    # What is done

    def bind(self) -> None:
        """Wire the buttons."""
        page = self.page
        page.on(self.save.click, self.keep, [self.statement, self.by, self.note, self.seen])
        page.on(self.look.click, self.look_again, [self.statement])
        page.on_element(self.versions, {"restore": self.restore, "compare": self.compare})
        page.on_element(self.onward, {"go": page.show})
        page.on_element(self.weights, {"weigh": self.weigh, "use": self.use_weights, "shipped": self.ship_weights})

    def keep(self, project: str, statement: str, by: str, note: str, seen: str) -> Updates:
        """Save what stands in the box as a new version, with its scorecard."""
        engine, words = self.page.engine, self.page.words
        state = engine.state(project)
        count = len(state.versions)
        card = self.score(state, statement) if statement.strip() else None
        number = int(seen) if seen.isdigit() else 0
        try:
            state = engine.save_version(
                project, statement, _author(by, state), note=note.strip(), seen=number, scorecard=card
            )
        except Conflict as error:
            return self.page.screen(engine.state(project), self.name, common.trouble(error, words))
        if len(state.versions) == count:
            return self.page.advise("desk.same")
        text = words("desk.saved_version", n=state.versions[-1].version)
        return self.page.screen(state, self.name, common.told(text, words))

    def look_again(self, project: str, statement: str) -> Updates:
        """Criteria and changes for the words as they stand in the box; nothing is saved."""
        state = self.page.engine.state(project)
        shown = self._card(state, self.score(state, statement))
        newest = state.versions[-1] if state.versions else None
        if newest is not None and newest.statement != statement.strip():
            shown[self.changes] = self._diff(newest.version, 0, newest.statement, statement.strip())
            shown[self.page.notice] = common.told(self.page.words("desk.looked"), self.page.words)
        return shown

    def restore(self, project: str, version: str) -> Updates:
        """An earlier version as the newest again; nothing is overwritten."""
        state = self.page.engine.state(project)
        state = self.page.engine.restore(project, int(version), participant(state))
        text = self.page.words("desk.restored", n=version)
        return self.page.screen(state, self.name, common.told(text, self.page.words))

    def weigh(self, project: str, _: str) -> Updates:
        """What the team's edits and votes say about the criteria, and what following them would change."""
        return {self.weights: weights.effect(self.page.engine.weights(project), self.page.words)}

    def use_weights(self, project: str, _: str) -> Updates:
        """Let this project's summaries follow them."""
        state = self.page.engine.apply_weights(project)
        return self.page.screen(
            state, self.name, common.told(self.page.words("desk.weights.used"), self.page.words)
        )

    def ship_weights(self, project: str, _: str) -> Updates:
        """Back to the shipped weights."""
        state = self.page.engine.reset_weights(project)
        text = self.page.words("desk.weights.returned")
        return self.page.screen(state, self.name, common.told(text, self.page.words))

    def compare(self, project: str, version: str) -> Updates:
        """What a version changed against the one it came from, or the one before it."""
        state = self.page.engine.state(project)
        by_number = {one.version: one for one in state.versions}
        new = by_number.get(int(version))
        old = by_number.get(new.base or int(version) - 1) if new else None
        if new is None or old is None:
            return {}
        return {self.changes: self._diff(old.version, new.version, old.statement, new.statement)}


def _author(by: str, state: ProjectState) -> str:
    """The participant whose role was written, or the name as written."""
    name = " ".join(by.split())[:80]
    known = next((one.id for one in state.participants if name.lower() in (one.role.lower(), one.id.lower())), None)
    return known or name.removeprefix("model:") or participant(state)
