"""`covision mcp`."""

import typer


def add(cli: typer.Typer) -> None:
    """Register the command."""
    cli.command("mcp")(mcp)


def mcp(
    write: bool = typer.Option(
        False, "--write", help="It may change projects and ask models, which may cost; else it only looks."
    ),
) -> None:
    """Speak the Model Context Protocol on stdin and stdout, for an assistant's program.

    Tools: projects, interview, drafts, scores, comparison. What they tell is data.
    """
    from covision.faces.mcp.tools import server
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        _ = house.stores
        server(house, write=write).run("stdio")
