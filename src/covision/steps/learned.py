"""The learned reading as a file: `evals/calibration/reading.npz`, numbers only, read without pickle."""

import json
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from covision.assets import folder
from covision.errors import AssetMissing
from covision.measures.learned import Fitted, Learned, Linear, Scale, Use
from covision.measures.signs import NAMES

FILE = "reading.npz"


@lru_cache(maxsize=4)
def load_learned(override: Path | None = None) -> Learned | None:
    """The shipped model; None where there is none, so that criteria stand on their rules.

    Raises `AssetMissing` where the file is damaged or was made for other signs than this version reads.
    """
    path = folder("evals", override) / "calibration" / FILE
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as file:
            data = {name: file[name] for name in file.files}
        return _learned(json.loads(str(data["about"])), data)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise AssetMissing(
            f"The learned reading in {path} cannot be used: {error}.",
            todo="Install covision again, or make it anew with `covision eval calibrate`.",
        ) from error


def _learned(about: dict[str, Any], data: dict[str, Any]) -> Learned:
    if tuple(about["signs"]) != NAMES:
        raise ValueError("it reads other signs")
    wide = {name: array.astype(np.float64) for name, array in data.items() if array.dtype.kind == "f"}
    fitted = Fitted(
        scales={
            language: Scale(wide[f"mean_{language}"], wide[f"spread_{language}"]) for language in about["languages"]
        },
        centre=wide["centre"],
        radius=float(about["radius"]),
        by_signs=Linear(wide["signs_weights"], wide["signs_bias"]),
        by_meaning=Linear(wide["meaning_weights"], wide["meaning_bias"]),
    )
    return Learned(
        digest=about["digest"],
        embeddings=about["embeddings"],
        meaning_languages=frozenset(about["meaning_languages"]),
        numbers=tuple(about["numbers"]),
        fitted=fitted,
        uses={
            reading: {int(number): Use(**use) for number, use in uses.items()}
            for reading, uses in about["uses"].items()
        },
        keys=data["keys"],
        kept={name.removeprefix("kept_"): array for name, array in wide.items() if name.startswith("kept_")},
    )


def save_learned(model: Learned, path: Path) -> None:
    """Write the model; the same model gives the same bytes."""
    about = {
        "digest": model.digest,
        "embeddings": model.embeddings,
        "meaning_languages": sorted(model.meaning_languages),
        "numbers": model.numbers,
        "signs": NAMES,
        "languages": sorted(model.fitted.scales),
        "radius": model.fitted.radius,
        "uses": {
            reading: {str(number): vars(use) for number, use in uses.items()}
            for reading, uses in model.uses.items()
        },
    }
    arrays: dict[str, Any] = {
        "about": np.array(json.dumps(about, sort_keys=True)),
        "keys": model.keys,
        "centre": model.fitted.centre.astype(np.float32),
        "signs_weights": model.fitted.by_signs.weights.astype(np.float32),
        "signs_bias": model.fitted.by_signs.bias.astype(np.float32),
        "meaning_weights": model.fitted.by_meaning.weights.astype(np.float32),
        "meaning_bias": model.fitted.by_meaning.bias.astype(np.float32),
    }
    for language, scale in model.fitted.scales.items():
        arrays[f"mean_{language}"] = scale.mean.astype(np.float32)
        arrays[f"spread_{language}"] = scale.spread.astype(np.float32)
    for reading, kept in model.kept.items():
        arrays[f"kept_{reading}"] = kept.astype(np.float16)
    np.savez_compressed(path, **arrays)
