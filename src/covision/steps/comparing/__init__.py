"""Comparing statements: which pairs to ask about, verdicts in both orders, and the ranking they add up to."""
