"""Doors for programs: an HTTP API and an MCP server, both thin, on the same services as the app."""
