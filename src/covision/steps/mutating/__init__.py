"""Statements damaged in one known way, or changed in a way that means nothing: tests for whoever scores."""
