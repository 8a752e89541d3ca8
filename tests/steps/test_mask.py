"""Masking finds data of a fixed form, gives it back, and takes linear time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covision.steps.mask import Masker, iban, luhn, spans


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Reply to joan.pell+x@mail.example.com please", "Reply to [email-1] please"),
        ("Call +351 912 345 678 or 020 7946 0958, 912345678.", "Call [phone-1] or [phone-2], [phone-3]."),
        ("(01865) 270000 is ours", "[phone-1] is ours"),
        ("Card 4111 1111 1111 1111 was charged", "Card [card-1] was charged"),
        ("IBAN GB82 WEST 1234 5698 7654 32 THANKS", "IBAN [iban-1] THANKS"),
        ("PT50000201231234567890154", "[iban-1]"),
        ("from 192.168.1.20 and fe80::1", "from [ip-1] and [ip-2]"),
        ("see https://x.example/a?b=c. And www.foo.com)", "see [url-1]. And [url-2])"),
        ("thanks @marta_92, and @rui.", "thanks [handle-1], and [handle-2]."),
        ("mail a@b.example, a@b.example, c@d.example", "mail [email-1], [email-1], [email-2]"),
    ],
)
def test_found(text: str, masked: str) -> None:
    masker = Masker([text])
    assert masker.mask(text) == masked and masker.restore(masked) == text


@pytest.mark.parametrize(
    "text",
    [
        "On 2026-02-03, 03/02/2026 or 3.2.2026 between 12:30-14:30",
        "From 2019-2024 we had 1 000 000 visits and 1.250.000 euros",
        "Score 10/10, 25 minutes, row 4, 999.1.1.1",
        "Version 3.14.15 of the menu at 7:00 or 12:30:45?",
        "a@b is no address, nor is me @ home",
    ],
)
def test_left_alone(text: str) -> None:
    assert spans(text) == []


def test_checksums() -> None:
    assert "card" not in {kind for _, _, kind in spans("4111 1111 1111 1112 is no card")}
    assert luhn("4111111111111111") and not luhn("4111111111111112")
    assert iban("DE89 3704 0044 0532 0130 00") and not iban("DE88 3704 0044 0532 0130 00")


def test_the_same_value_has_the_same_placeholder_everywhere() -> None:
    masker = Masker(["write to a@b.example", "or c@d.example"])
    assert masker.mask("c@d.example and a@b.example and new@e.example") == "[email-2] and [email-1] and [email-3]"
    assert masker.counts == {"email": 3}


def test_a_text_that_looks_like_a_placeholder_comes_back_as_it_was() -> None:
    texts = ["[email-1] is printed on the card", "a@b.example"]
    masker = Masker(texts)
    assert [masker.restore(masker.mask(text)) for text in texts] == texts
    assert masker.mask("a@b.example") == "[email-2]"
    assert masker.restore("[email-7] [phone-1]") == "[email-7] [phone-1]"


pieces = st.sampled_from(
    ["a@b.example ", "+351 912345678 ", "[email-1]", "4111111111111111", "word ", "www.x.example", "\n", "@me "]
)


@given(st.lists(st.lists(pieces | st.text(max_size=8), max_size=8).map("".join), max_size=5))
def test_masking_can_always_be_undone(texts: list[str]) -> None:
    masker = Masker(texts)
    assert [masker.restore(masker.mask(text)) for text in texts] == texts


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1 ",
        "a@",
        "a.",
        ":",
        "A1",
        " A",
        "www.",
        "@",
        "http://",
        "1.1.",
        "(",
        "-",
        "AA11 ",
        "+351 ",
        "x@a.",
        "GB82",
        "1:",
        "(1",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = "x@" + unit * (size // len(unit)) + "!"
        best = 9.0
        for _ in range(2):
            begun = time.process_time()
            spans(text)
            best = min(best, time.process_time() - begun)
        return best

    small, large = seconds(25_000), seconds(100_000)
    assert large < 1.0 and large < 16 * max(small, 0.004)
