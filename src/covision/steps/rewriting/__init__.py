"""Rewriting a part of a statement: its words alone change, and code says so, not the model."""
