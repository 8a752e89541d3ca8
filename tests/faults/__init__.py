"""Servers that fail on purpose, and short ways to ask them."""
