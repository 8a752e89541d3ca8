"""Dilemmas: which are put to people, and what their answers add up to."""
