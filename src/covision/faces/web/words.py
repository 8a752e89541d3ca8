"""The page's own words: a folder a language, a file a screen. What people and models wrote is never looked up."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from covision.errors import AssetMissing

LANGUAGES = ("en", "pt")
_HERE = Path(__file__).resolve().parent


class Words:
    """A catalogue: `words("home.start")`, with fields `words("drafts.ready", count=2)`."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self.texts = dict(texts)

    def __call__(self, key: str, **fields: object) -> str:
        """The text of a key with its fields filled in; KeyError for an unknown key."""
        text = self.texts[key]
        return text.format(**fields) if fields else text

    def count(self, key: str, number: int, **fields: object) -> str:
        """`key.one` for one, `key.many` for any other number; the field is `n`."""
        return self(f"{key}.{'one' if number == 1 else 'many'}", n=number, **fields)

    def known(self, key: str, default: str) -> str:
        """The text of a key, or `default` where the catalogue has none."""
        return self.texts.get(key, default)


@lru_cache(maxsize=4)
def load_words(language: str) -> Words:
    """The catalogue of a language, English where there is none."""
    chosen = language if language in LANGUAGES else "en"
    folder = _HERE / "words" / chosen
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        texts |= _flat("", yaml.safe_load(path.read_text(encoding="utf-8")))
    if not texts:
        raise AssetMissing(
            f"The folder {folder} that ships with covision is missing.", todo="Install covision again."
        )
    return Words(chosen, texts)


def _flat(prefix: str, data: Any) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(f"{name}.", value)
        else:
            yield name, str(value).strip()
