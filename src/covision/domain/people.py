"""Who is who where people write their own names: one person however they typed it."""

import unicodedata


def same_person_key(name: str) -> str:
    """The same for all ways to type one name: without case, blanks at the ends or twice, look-alike letters, and
    characters that cannot be seen.

    " Ann", "ann" and "ANN " are one person; "Ann B" is another. Accents count: "Joao" is not "João".
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    # Cf: joiners, direction marks and the like, which come with pasted names.
    return " ".join("".join(char for char in plain if unicodedata.category(char) != "Cf").split())
