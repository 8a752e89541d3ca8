"""The shelf of prompts: one Markdown file a prompt, strict about its variables, identified by its digest.

A file begins with front matter (`id`, `version`, `role`, `variables`) between `---` lines; the body is a
conversation: a line `@system`, `@user` or `@assistant` begins a turn, and `{{name}}` stands for a variable.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from covision.domain.base import Frozen
from covision.domain.draft import PromptRef
from covision.domain.model import Message, Role
from covision.errors import AssetMissing, InputError, Place

_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_TURN = re.compile(r"^@(system|user|assistant)\s*$", re.MULTILINE)
_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)


class _Front(Frozen):
    id: str
    version: str
    role: Role
    variables: tuple[str, ...] = ()


class Prompt(Frozen):
    """A prompt from the shelf; `digest` (16 hex digits of the body's SHA-256) is its identity."""

    id: str
    version: str
    role: Role
    digest: str
    variables: tuple[str, ...]
    body: str

    @property
    def ref(self) -> PromptRef:
        """What is stored with every result of this prompt."""
        return PromptRef(id=self.id, version=self.version, digest=self.digest)

    def render(self, **variables: str) -> str:
        """The body with its variables filled, as one text. Raises `InputError` for a missing or stray variable."""
        return _fill(self.body, self._checked(variables))

    def messages(self, **variables: str) -> tuple[Message, ...]:
        """The conversation with its variables filled. Raises `InputError` for a missing or stray variable."""
        values = self._checked(variables)
        # Turns are cut before the variables are filled: a value can never begin a turn of its own.
        parts = _TURN.split(self.body)
        if len(parts) == 1:
            return (Message(role="user", content=_fill(self.body, values).strip()),)
        return tuple(
            Message.model_validate({"role": role, "content": _fill(text, values).strip()})
            for role, text in zip(parts[1::2], parts[2::2], strict=True)
        )

    def examples(self) -> list[str]:
        """What the assistant says in the examples of the body: words a model may copy."""
        parts = _TURN.split(self.body)
        turns = zip(parts[1::2], parts[2::2], strict=True)
        return [text.strip() for role, text in turns if role == "assistant"]

    def _checked(self, given: dict[str, str]) -> dict[str, str]:
        missing, stray = set(self.variables) - set(given), set(given) - set(self.variables)
        if missing or stray:
            raise InputError(
                f"Prompt {self.id}: missing {sorted(missing)}, not known {sorted(stray)}.",
                todo="Give exactly the variables that its front matter lists.",
            )
        return given


def _fill(text: str, values: dict[str, str]) -> str:
    # One pass: a value that itself holds `{{name}}` stays as it is.
    return _VARIABLE.sub(lambda match: values[match.group(1)], text)


@lru_cache(maxsize=64)
def load(name: str, folder: Path) -> Prompt:
    """The prompt `<folder>/<name>.md`, for example `drafting/smooth.en`.

    Raises `AssetMissing` where there is none, `InputError` where its front matter or variables do not fit.
    """
    path = folder / f"{name}.md"
    if not path.is_file():
        raise AssetMissing(f"There is no prompt {name!r} in {folder}.")
    text = path.read_text(encoding="utf-8")
    match = _FRONT.match(text)
    if match is None:
        raise InputError("has no front matter between --- lines.", place=Place(str(path), 1))
    try:
        front = _Front.model_validate(yaml.safe_load(match.group(1)))
    except (ValidationError, yaml.YAMLError) as error:
        raise InputError(f"front matter: {error}", place=Place(str(path), 1)) from error
    body = match.group(2)
    used = set(_VARIABLE.findall(body))
    if used != set(front.variables):
        raise InputError(f"declares {sorted(front.variables)} but uses {sorted(used)}.", place=Place(str(path), 1))
    digest = hashlib.sha256(body.encode()).hexdigest()[:16]
    return Prompt(
        id=front.id, version=front.version, role=front.role, digest=digest, variables=front.variables, body=body
    )
