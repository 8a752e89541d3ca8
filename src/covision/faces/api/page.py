"""docs/api.md: the HTTP API and the MCP server, made from the code so that it stays true."""

from collections.abc import Iterator
from typing import Any

from covision.faces.api.app import ROOT, routes
from covision.faces.api.lock import MAX_BODY, MAX_FILE, TRIES, WAIT_SECONDS
from covision.settings import Settings
from covision.wiring import House

_INTRO = f"""# Doors for programs

Made by `make docs` from the routes and tools themselves. Off unless you turn them on.

```
covision api token "Weekly report"            # looks; --write: changes projects and asks models, which may cost
covision app --api                            # or `api: true` in settings.yaml
curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:7860{ROOT}/projects
```

A token is shown once and kept as a hash. `covision api revoke NAME` takes it away at once. {TRIES} wrong tries
close the door for {WAIT_SECONDS:.0f} seconds. A request holds at most {MAX_BODY >> 20} MB, one that brings a
project {MAX_FILE >> 20} MB. The API answers where the app does: on this computer, unless you
open it to a network.

Errors are `application/problem+json` with `status`, `detail`, `safe` (what was not lost) and `todo`: 401 no valid
token, 403 the token is for looking only, 404 not here, 409 not as things are now (for a version: `yours` and
`theirs`, both kept), 413 too large, 422 not usable, 429 too many wrong tries.

Texts of customers, of answers and of models are data. Whatever they ask a program to do, it should not.
"""


def page() -> str:
    """The text of docs/api.md."""
    from covision.faces.mcp.page import tools

    description = routes(House(Settings())).openapi()
    lines = [_INTRO, f"## Routes, below `{ROOT}`", "", "| route | does | takes |", "|---|---|---|"]
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            does = " ".join(operation["description"].split()).replace("|", "\\|")
            lines.append(f"| `{method.upper()} {path}` | {does} | {_takes(operation, description)} |")
    lines += [
        "",
        f"`GET {ROOT}/openapi.json` is the whole description in OpenAPI 3.1.",
        "",
        "Starting drafts takes a header `Idempotency-Key`: the same key again, at any time, is the same run.",
        "",
        *tools(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _takes(operation: dict[str, Any], description: dict[str, Any]) -> str:
    return ", ".join(_names(operation, description)) or "–"


def _names(operation: dict[str, Any], description: dict[str, Any]) -> Iterator[str]:
    for one in operation.get("parameters", []):
        if one["in"] != "path":
            yield f"`{one['name']}`"
    content = operation.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    schema = description["components"]["schemas"].get(reference.rpartition("/")[2], {})
    needed = schema.get("required", [])
    for name in schema.get("properties", {}):
        yield f"**`{name}`**" if name in needed else f"`{name}`"
