"""What somebody looks at on the page Compare: kept by the page and sent with every click, never saved."""

from typing import Literal

from pydantic import Field, ValidationError

from covision.domain.base import Frozen

LETTERS = "ABCD"
MOST_TYPED = 200


class Looks(Frozen):
    """`picked` and `against` are neutral keys of options, never ids; `round` is the vote that is looked at,
    `find` what is typed to find statements.

    `seed` shuffles what is read blind. `way` is how somebody (`name`) votes: pair by pair, or all at once; `again`
    the pair that they judge anew.
    """

    mode: Literal["open", "blind", "vote", "result"] = "open"
    picked: tuple[str, ...] = ()
    against: str = Field("", max_length=40)
    view: Literal["dots", "radar"] = "dots"
    choosing: bool = False
    find: str = Field("", max_length=MOST_TYPED)
    seed: str = Field("", max_length=40)
    round: str = Field("", max_length=80)
    name: str = Field("", max_length=80)
    way: Literal["pairs", "all"] = "pairs"
    again: str = Field("", max_length=8)

    def but(self, **change: object) -> "Looks":
        """The same with some of it changed."""
        return self.model_copy(update=change)


def read(text: str) -> Looks:
    """What the page sent; what it shows first where that is nothing, or nothing of this page's."""
    try:
        return Looks.model_validate_json(text) if text else Looks()
    except ValidationError:
        return Looks()
