"""The part of docs/api.md on the MCP server."""

from collections.abc import Iterator

from covision.settings import Settings
from covision.wiring import House


def tools() -> Iterator[str]:
    """Lines on every tool."""
    yield "## Tools of the MCP server"
    yield ""
    yield "`covision mcp` speaks the Model Context Protocol on stdin and stdout (install the extra `mcp`). Without"
    yield "`--write` it only looks. It owns the data folder while it runs, so close the app first. Results are"
    yield "text: the first line says that what follows is data, the rest is JSON."
    yield ""
    yield "| tool | does | takes |"
    yield "|---|---|---|"
    reading = {one.name for one in _listed(write=False)}
    for one in sorted(_listed(write=True), key=lambda tool: (tool.name not in reading, tool.name)):
        takes = ", ".join(f"`{name}`" for name in one.parameters.get("properties", {})) or "–"
        does = " ".join((one.description or "").split())
        yield f"| `{one.name}`{'' if one.name in reading else ' (with `--write`)'} | {does} | {takes} |"


def _listed(*, write: bool) -> list:  # type: ignore[type-arg]
    from covision.faces.mcp.tools import server

    return list(server(House(Settings()), write=write)._tool_manager.list_tools())
