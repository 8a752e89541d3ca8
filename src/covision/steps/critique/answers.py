"""Answers to the critic as evidence: under which question they stand among a participant's answers."""

from covision.domain.critique import ANSWERS


def question_of(critique: str) -> str:
    """The id under which the answer to this question of the critic stands."""
    return f"{ANSWERS}.{critique}"
