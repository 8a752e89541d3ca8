"""What a few answers can tell: how easily guessing, or a statement that works, would look the same. Exact."""

from functools import lru_cache
from math import comb


def chance_of_alike(people: int, alike: int, courses: int) -> float:
    """The probability that `alike` or more of `people` take one course by guessing.

    Everybody guesses on their own among the courses and silence, each as likely. Counted, not approximated: all
    answers but those in which every course has fewer than `alike`.
    """
    if not 0 <= alike <= people or courses < 1:
        raise ValueError("alike lies between none and all, and there is a course")
    if alike == 0:
        return 1.0
    return 1.0 - float(_without(courses, people, alike - 1) / (courses + 1) ** people)


@lru_cache(maxsize=4096)
def _without(courses: int, people: int, most: int) -> int:
    """How many ways to answer leave every course at `most` people; silence takes any number."""
    if courses == 0:
        return 1
    return sum(
        comb(people, taken) * _without(courses - 1, people - taken, most) for taken in range(min(people, most) + 1)
    )


def chance_of_so_few(people: int, alike: int, rate: float) -> float:
    """The probability that at most `alike` of `people` take the course that the share `rate` of all would take."""
    if not 0 <= alike <= people or not 0.0 < rate < 1.0:
        raise ValueError("alike lies between none and all, and a rate between 0 and 1")
    return sum(comb(people, k) * rate**k * (1.0 - rate) ** (people - k) for k in range(alike + 1))


def chance_of_same_course(courses: int) -> float:
    """The probability that two people who guess among the courses and silence take the same course."""
    if courses < 1:
        raise ValueError("there is a course")
    return courses / (courses + 1) ** 2
