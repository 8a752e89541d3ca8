"""T16: cutting an answer into pieces takes time in proportion to its length, and cuts as the pattern did that it had."""

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from covision.steps.drafting.pieces import _CUT, _commas_cut

# What the pieces were cut by before: right, and quadratic in the number of commas.
SLOW = re.compile(r"[;\n]|(?<!\s)\s+[-–—/]\s+|,(?=(?:[^\"“”«»]*[\"“«][^\"“”«»]*[\"”»])*[^\"“”«»]*$)")


@given(st.text(alphabet='ab ,;-–\n"“”«»', max_size=40))
def test_it_cuts_as_the_pattern_did(text: str) -> None:
    assert _CUT.split(_commas_cut(text)) == SLOW.split(text)


def test_twice_the_commas_take_about_twice_the_time() -> None:
    def seconds(text: str) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            _CUT.split(_commas_cut(text))
            times.append(time.perf_counter() - begun)
        return min(times)

    for unit in (",", ', "', 'a," b', "“,”", " - ,"):
        once, twice = unit * (100_000 // len(unit)), unit * (200_000 // len(unit))
        assert seconds(twice) < 6 * seconds(once), unit
