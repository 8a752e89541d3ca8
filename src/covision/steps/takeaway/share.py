"""How many words of a statement people wrote, told from the marks of the versions it came from."""

from collections.abc import Sequence

from covision.domain.events import Version
from covision.domain.lineage import marked_version
from covision.domain.marks import words_by_kind


def words_by_people(version: int, versions: Sequence[Version]) -> tuple[int, int] | None:
    """Words of a version that people wrote (the team or its customers), and all its words.

    None for a version that is not there.
    """
    marked = marked_version(version, versions)
    if marked is None:
        return None
    counts = words_by_kind(marked)
    return counts["person"] + counts["customer"], sum(counts.values())
