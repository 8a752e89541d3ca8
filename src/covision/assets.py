"""Where the data that ships is found: an override folder, the checkout, or the installed package."""

from functools import lru_cache
from pathlib import Path

from covision.errors import AssetMissing

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent
NAMES = ("prompts", "corpus", "evals", "examples")


def places(name: str, override: Path | None = None) -> list[Path]:
    """The folders that are looked at for `name`, in order; the first that exists wins."""
    found = [override / name] if override else []
    return [*found, _CHECKOUT / name, _PACKAGE / "_data" / name]


@lru_cache(maxsize=64)
def folder(name: str, override: Path | None = None) -> Path:
    """The folder of shipped data called `name` (one of `NAMES`).

    Raises `AssetMissing`, naming all places that were looked at.
    """
    tried = places(name, override)
    for path in tried:
        # The checkout is only believed when it is one: a site-packages parent may hold a stray folder.
        if path.is_dir() and (path.parent != _CHECKOUT or (_CHECKOUT / "pyproject.toml").is_file()):
            return path
    raise AssetMissing(
        f"The folder {name!r} that ships with covision was not found.",
        todo="Looked in: " + "; ".join(str(path) for path in tried) + ". Install covision again.",
    )
