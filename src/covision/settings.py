"""Settings: environment variables `COVISION_…`, or `settings.yaml` in the data folder; the environment wins."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import platformdirs
import yaml
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from covision.errors import InputError, Place

ModelRole = Literal["interviewer", "writer", "critic", "judge"]


def default_home() -> Path:
    """The platform's user data folder for covision."""
    return Path(platformdirs.user_data_dir("covision", appauthor=False))


class Settings(BaseSettings):
    """Everything that can be configured; each field is also an environment variable `COVISION_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="COVISION_", extra="forbid", frozen=True)

    home: Path = Field(default_factory=default_home, description="Folder for data, caches and weights.")
    weights: Path | None = Field(None, description="Folder for model weights; default is `weights` in `home`.")
    assets: Path | None = Field(None, description="Folder that overrides the shipped prompts, corpus, evals.")
    database_url: str | None = Field(None, description="SQLAlchemy URL; default is SQLite in the data folder.")
    index: Literal["chroma", "numpy"] = Field("chroma", description="Body of the search index.")
    chroma_url: str | None = Field(None, description="Address of a Chroma server; default is embedded Chroma.")

    model: str | None = Field(None, description="Any litellm model name, `local/…` or `scripted/…`.")
    interviewer_model: str | None = Field(None, description="Model of the interviewer role; default `model`.")
    writer_model: str | None = Field(None, description="Model of the writer role; default `model`.")
    critic_model: str | None = Field(None, description="Model of the critic role; default `model`.")
    judge_model: str | None = Field(None, description="Model of the judge role; `none` for measures only.")
    api_base: str | None = Field(None, description="Base URL of an OpenAI-compatible server.")
    api_key: SecretStr | None = Field(None, description="Key for `api_base`; provider variables work too.")
    use_keyring: bool = Field(True, description="Whether keys saved in the system's keyring are used.")
    ollama_url: str = Field("http://127.0.0.1:11434", description="Where an Ollama server is looked for.")
    find_ollama: bool = Field(True, description="Whether to look for an Ollama server by itself.")
    tier: Literal["small", "strong"] | None = Field(
        None, description="How freely the writer is asked; default by model name."
    )
    embeddings: str = Field("local", description="`local`, `hashing`, or a litellm embedding model name.")

    max_tokens_per_run: int = Field(400_000, ge=0, description="Cap on tokens of one run; 0 for none.")
    max_cost_per_run: float = Field(2.0, ge=0, description="Cap on US dollars of one run; 0 for none.")
    attempts: int = Field(3, ge=1, le=10, description="Requests for one call, the first included.")
    connect_timeout: float = Field(5.0, gt=0, description="Seconds to reach a model server.")
    first_token_timeout: float = Field(30.0, gt=0, description="Seconds to the first token of a remote model.")
    idle_timeout: float = Field(30.0, gt=0, description="Seconds between tokens of a remote model.")
    call_deadline: float = Field(180.0, gt=0, description="Seconds for one call with all its attempts.")
    retry_after_cap: float = Field(60.0, ge=0, description="Longest Retry-After that is waited for, seconds.")
    cache_replies: bool = Field(True, description="Keep model replies in the database and use them again.")
    threads: int | None = Field(None, ge=1, description="Threads of the local engine; default all cores.")
    drafting_seconds: float = Field(80.0, gt=0, description="Time the small local engine has for its drafts.")

    host: str = Field("127.0.0.1", description="Address the web app listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port the web app listens on.")
    api: bool = Field(False, description="Whether the app answers programs too, with a token each: docs/api.md.")
    language: str = Field("en", description="Language of the page: en or pt.")
    settings_from_network: bool = Field(
        False, description="Whether the settings page can change things where the app listens on a network."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit values win over the environment, which wins over `settings.yaml` of the data folder."""
        explicit: dict[str, Any] = getattr(init_settings, "init_kwargs", {})
        home = Path(explicit.get("home") or env_settings().get("home") or default_home())
        return (
            init_settings,
            env_settings,
            InitSettingsSource(settings_cls, _from_file(home / "settings.yaml")),
        )

    @property
    def data_dir(self) -> Path:
        """Where the database and the index live."""
        return self.home / "data"

    @property
    def evals_dir(self) -> Path:
        """Where runs of evaluation are kept that were not given another place."""
        return self.home / "evals"

    @property
    def weights_dir(self) -> Path:
        """Where fetched model weights live."""
        return self.weights or self.home / "weights"

    def model_for(self, role: ModelRole) -> str | None:
        """The configured model name of a role, or None where nothing was configured."""
        own: str | None = getattr(self, f"{role}_model")
        return own or self.model


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"cannot be read: {error}", place=Place(str(path)), todo="Mend or remove it.") from error
    if not isinstance(data, dict):
        raise InputError("must hold `name: value` lines.", place=Place(str(path)), todo="Mend or remove it.")
    return {str(key): value for key, value in data.items()}


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process; read once."""
    return load_settings()


def load_settings(**explicit: Any) -> Settings:
    """Read the settings afresh; an unknown or impossible value is an `InputError` that names it."""
    try:
        return Settings(**explicit)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"The setting {name} is not usable: {first['msg']}.",
            todo=f"Change COVISION_{name.upper()} or the line `{name}:` in settings.yaml.",
        ) from error
