"""`covision models list | fetch | use`."""

import typer

from covision.errors import InputError, UsageError
from covision.faces.cli.talk import JSON, note, result, result_json, table, write

group = typer.Typer(help="Engines: which writes, what can be fetched.", no_args_is_help=True, rich_markup_mode=None)
AUTO = "auto"


@group.command("list")
def list_models(as_json: bool = JSON) -> None:
    """Which engine answers each role and why, and which weights are here or can be fetched."""
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=False) as house:
        roles = house.resolution
        weights = house.weights.status()
    if as_json:
        result_json(
            {
                "roles": {role: info.model_dump() for role, info in roles.items()},
                "weights": [{**item.model_dump(), "model": f"local/{item.name}"} for item in weights],
            }
        )
        return
    result("Who answers:")
    table((f"  {role}", info.name, info.why) for role, info in roles.items())
    result("Weights:")
    table(
        (
            f"  {item.name}",
            item.kind,
            item.state,
            f"{item.size / 1e6:,.0f} MB",
            item.licence,
            item.title,
        )
        for item in weights
    )


@group.command("fetch")
def fetch_models(
    names: list[str] = typer.Argument(None, help="Names from `models list`; default: the built-in engine's."),
) -> None:
    """Fetch model weights, resuming what was begun; each file is used only if its SHA-256 is right."""
    from covision.faces.cli.fetching import fetch
    from covision.gateways.weights_table import DEFAULT_CHAT, EMBEDDING
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=False) as house:
        wanted = [name.removeprefix("local/") for name in names or (EMBEDDING, DEFAULT_CHAT)]
        for name in wanted:
            house.weights.weights(name)
        fetch(house, wanted)
        for name in wanted:
            house.weights.verify(name)
    note(f"Ready: {', '.join(wanted)}.")


@group.command("use")
def use(
    name: str = typer.Argument(..., help="A litellm model name, local/…, scripted/…, or `auto`."),
    role: str = typer.Option(None, "--role", help="Only for interviewer, writer, critic or judge."),
) -> None:
    """Write down in settings.yaml which model answers; `auto` takes the line out again."""
    import os

    from covision.gateways.resolve import ROLES
    from covision.settings import load_settings
    from covision.wiring import open_house

    if role is not None and role not in ROLES:
        raise UsageError(f"There is no role {role!r}.", todo=f"Roles: {', '.join(ROLES)}.")
    settings = load_settings()
    _check_name(name, settings.api_base)
    key = f"{role}_model" if role else "model"
    path = settings.home / "settings.yaml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    write(path, with_line(text, key, None if name == AUTO else name).encode())
    note(f"Written: {path}")
    variable = f"COVISION_{key.upper()}"
    if variable in os.environ:
        note(f"{variable} is set in this shell and wins over the file.")
    with open_house(load_settings(), shared=False) as house:
        info = house.resolution.get(role or "writer")
        if info is None:
            result(f"No model answers as {role or 'writer'}.")
            return
        result(f"{info.name}: {info.why}")
        if info.name.startswith("local/") and not house.weights_ready(info.name):
            note(f"Its weights are not here yet: covision models fetch {info.name.removeprefix('local/')}")


def _check_name(name: str, api_base: str | None) -> None:
    from covision.gateways.weights_table import TABLE

    if name.startswith("local/"):
        known = [item.name for item in TABLE.values() if item.kind == "chat"]
        if name.removeprefix("local/") not in known:
            raise InputError(
                f"There is no built-in model {name}.", todo=f"Known: {', '.join(f'local/{one}' for one in known)}."
            )
    elif "/" not in name and name not in (AUTO, "none") and not api_base:
        raise InputError(
            f"{name} names no provider.",
            todo=f"Write it as provider/model, such as openai/{name}, or set COVISION_API_BASE.",
        )


def with_line(text: str, key: str, value: str | None) -> str:
    """The text of settings.yaml with `key: value`, other lines and remarks untouched; None takes the line out."""
    import json

    lines = [line for line in text.splitlines() if not line.startswith(f"{key}:")]
    if value is not None:
        lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n" if lines else ""
