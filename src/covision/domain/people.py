"""Who is who where people write their own names: one person however they typed it."""

import unicodedata


def same_person_key(name: str) -> str:
    """The same for all ways to type one name: without case, blanks at the ends or twice, and look-alike letters.

    " Ann", "ann" and "ANN " are one person; "Ann B" is another. Accents count: "Joao" is not "João".
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
