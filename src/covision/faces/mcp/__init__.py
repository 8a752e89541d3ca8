"""The MCP server: the same services for a program that speaks the Model Context Protocol."""
