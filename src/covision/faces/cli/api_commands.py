"""`covision api token | tokens | revoke`."""

import typer

from covision.faces.cli.talk import JSON, note, result, result_json, table

group = typer.Typer(
    help="Tokens of programs, for `covision app --api`.", no_args_is_help=True, rich_markup_mode=None
)


@group.command("token")
def token(
    name: str = typer.Argument(..., help="What the program is called."),
    write: bool = typer.Option(
        False, "--write", help="It may change projects and ask models, which may cost; else it only looks."
    ),
    as_json: bool = JSON,
) -> None:
    """Make a token and print it. It is shown this once: only a hash of it is kept."""
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        made, text = house.tokens.make(name, ("read", "write") if write else ("read",))
    if as_json:
        result_json({"id": made.id, "name": made.name, "scopes": made.scopes, "token": text})
    else:
        result(text)
    note(f"Keep it now: it is not shown again. `covision api revoke {made.id}` takes it away.")


@group.command("tokens")
def tokens(as_json: bool = JSON) -> None:
    """All tokens that are valid, without their secrets."""
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        found = house.tokens.all()
    if as_json:
        result_json([one.model_dump(mode="json", exclude={"digest"}) for one in found])
        return
    table((one.id, one.name, ", ".join(one.scopes), one.made_at) for one in found)
    if not found:
        note("There are no tokens: `covision api token NAME` makes one.")


@group.command("revoke")
def revoke(name: str = typer.Argument(..., help="A token's name or id.")) -> None:
    """Take a token away. The app refuses it at once."""
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        gone = house.tokens.revoke(name)
    note(f"{gone.name} is revoked.")
