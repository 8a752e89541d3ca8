"""A project: who writes the vision, for which organisation, from which answers and which research."""

from typing import Any, Literal

from pydantic import Field, field_validator

from covision.domain.base import Frozen, Language
from covision.domain.research import ResearchSource, Snippet, ThemeSet


class Organisation(Frozen):
    """Whose vision it is. `language` is an ISO 639-1 code: the language the vision is written in."""

    name: str = Field(min_length=1, max_length=200)
    sector: str = ""
    size: str = ""
    language: Language = "en"

    @field_validator("language")
    @classmethod
    def _language_alone(cls, value: str) -> str:
        # People write pt-PT or en_GB; the words and patterns are per language.
        return value.replace("_", "-").split("-")[0].strip().lower() or "en"

    @field_validator("size", mode="before")
    @classmethod
    def _number_is_text(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value


class Statements(Frozen):
    """What already competes with the vision."""

    mission: str | None = None
    values: tuple[str, ...] = ()
    slogan: str | None = None


class Participant(Frozen):
    """Somebody who answers: a role, never judged by name. `answers` maps a question id to the words."""

    id: str = Field(min_length=1, max_length=80, pattern=r"^[\w.-]+$")
    role: str = ""
    location: str | None = None
    internal: bool = True
    answers: dict[str, str | None] = Field(default_factory=dict)

    @field_validator("answers", mode="before")
    @classmethod
    def _ids_are_text(cls, value: Any) -> Any:
        # In YAML `1:` is a number; people write it both ways.
        return {str(key): text for key, text in value.items()} if isinstance(value, dict) else value

    def answered(self, question: str) -> str | None:
        """The answer to a question, or None where it was skipped or blank."""
        text = self.answers.get(question)
        return text if text and text.strip() else None


class ResearchFile(Frozen):
    """A file of customer research, relative to the project file. `text_column` None: chosen by looking."""

    file: str
    text_column: str | None = None
    kind: str = "reviews"


class ProjectFile(Frozen):
    """A project as a YAML file holds it (public contract, version 1)."""

    version: Literal[1]
    organisation: Organisation
    statements: Statements = Statements()
    goals: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    research: tuple[ResearchFile, ...] = ()

    @field_validator("research", mode="before")
    @classmethod
    def _plain_name_is_a_file(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [{"file": item} if isinstance(item, str) else item for item in value]
        return value

    @field_validator("participants")
    @classmethod
    def _ids_differ(cls, value: tuple[Participant, ...]) -> tuple[Participant, ...]:
        seen: set[str] = set()
        for person in value:
            if person.id in seen:
                raise ValueError(f"two participants have the id {person.id!r}; each needs its own")
            seen.add(person.id)
        return value


class Material(Frozen):
    """All that a vision can rest on: the project as told, and its research as read."""

    organisation: Organisation
    statements: Statements = Statements()
    goals: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    research: tuple[ResearchSource, ...] = ()
    themes: ThemeSet | None = None

    def answers(self, question: str) -> list[tuple[Participant, str]]:
        """Who answered a question, and what, in the order of the participants."""
        found = ((person, person.answered(question)) for person in self.participants)
        return [(person, text) for person, text in found if text is not None]

    def snippets(self) -> list[Snippet]:
        """Every customer utterance of every source, in order."""
        return [snippet for source in self.research for snippet in source.snippets]
