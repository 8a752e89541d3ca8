"""The forms that masking knows: check digits from their sources, recall on held-out sentences, speed, review."""

import time
from collections import Counter
from collections.abc import Callable

import mask_heldout
import mask_tuning
import mask_tuning_fifth
import mask_tuning_fourth
import mask_tuning_more
import mask_tuning_third
import pytest

from covision.steps import mask_numbers as numbers
from covision.steps.mask import Masker, blank, cut, personal, review, spans
from covision.steps.mask_find import PATTERNS


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (numbers.nhs, "943 476 5919"),
        (numbers.cpf, "529.982.247-25"),
        (numbers.cnpj, "11.222.333/0001-81"),
        (numbers.cnpj, "12.ABC.345/01DE-35"),
        (numbers.steuer_id, "86 095 742 719"),
        (numbers.steuer_id, "47036892816"),
        (numbers.ausweis, "T220001293"),
        (numbers.dni, "12345678Z"),
        (numbers.dni, "X1234567L"),
        (numbers.cif, "A58818501"),
        (numbers.nif, "123456789"),
        (numbers.cidadao, "00000000 0 ZZ4"),
        (numbers.nir, "2 55 08 14 168 025 38"),
        (numbers.card, "378282246310005"),
        (numbers.iban, "GB82 WEST 1234 5698 7654 32"),
    ],
)
def test_published_examples_pass_and_a_changed_digit_does_not(check: Callable[[str], bool], good: str) -> None:
    assert check(good)
    at = max(i for i, char in enumerate(good[:-1]) if char.isdigit())
    changed = good[:at] + str((int(good[at]) + 1) % 10) + good[at + 1 :]
    assert not check(changed)


@pytest.mark.parametrize("bad", ["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000"])
def test_impossible_social_security_numbers(bad: str) -> None:
    assert numbers.ssn("123-45-6789") and not numbers.ssn(bad)


def _covered(text: str, start: int, end: int) -> bool:
    found = spans(text)
    return all(any(a <= i < b for a, b, _ in found) for i in range(start, end) if text[i].isalnum())


def test_recall_on_sentences_nobody_tuned_on() -> None:
    held, hit, said, right = Counter[str](), Counter[str](), 0, 0
    for sample in mask_heldout.samples(77001, 6000):
        for start, end, kind in sample.labels:
            held[kind] += 1
            hit[kind] += _covered(sample.text, start, end)
        for start, end, _ in spans(sample.text):
            said += 1
            right += any(start < b and end > a for a, b, _ in sample.labels)
    assert len(held) == 27 and sum(held.values()) > 3000
    assert sum(hit.values()) / sum(held.values()) >= 0.99
    assert min(hit[kind] / held[kind] for kind in held) >= 0.75
    assert right / said >= 0.97


@pytest.mark.parametrize("known", [mask_tuning_more, mask_tuning_third, mask_tuning_fourth, mask_tuning_fifth])
def test_forms_met_before_are_found(known: object) -> None:
    held = [(s.text, a, b) for s in known.samples(7, 1500) for a, b, _ in s.labels]  # type: ignore[attr-defined]
    assert sum(_covered(*one) for one in held) / len(held) >= 0.998


def test_kinds_of_the_first_set() -> None:
    for text, kind, value in mask_tuning.samples(3, 1500):
        if kind:
            at = text.index(value)
            assert _covered(text, at, at + len(value)), text
        else:
            assert spans(text) == [], text


@pytest.mark.parametrize(
    "text",
    [
        "Order 4500123456 of 12/03/2024, room 2045, 89,90 €, table 12",
        "pedido nº 123456789, 18h30, 10/10, 1.250.000 reais",
        "Rechnung 90012345 über 1.024,48 EUR, Wagen 21, Plätze 61-63",
        "opened 0900-1730, since 1998-2024, version 10.2.7.1, § 1.2.3.4",
        "38.7223, -9.1393; 7.5 out of 10; 1 000 000 people; 4 : 3 :: who",
        "the clock @ the gate, look at booking.com, std::vector",
    ],
)
def test_numbers_of_nobody_stay(text: str) -> None:
    assert spans(text) == []


UNITS = [
    "a", "1", "1 ", "a@", "a.", ":", "A1", " A", "www.", "@", "http://", "1.1.", "(", "-", "AA11 ", "+351 ", "x@a.",
    "GB82 ", "1:", "(1", "0", "00", "+1", "01 ", "12 ", "123 ", "123-", "1234 ", " at ", " dot ", "a at a dot ", "[at]",
    "nif ", "call 1", "ig:", "a'", "12345678 ", "123.456.789 ", "+(1)", "0123456789 ", "insta a", "::1 ", "a_", " - 1",
    "a@ ", "my a number", "A.", "t1_",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_no_pattern_is_slow_on_hostile_text(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]

    def seconds(work: Callable[[], object]) -> float:
        taken = []
        for _ in range(5):
            begun = time.process_time()
            work()
            taken.append(time.process_time() - begun)
            if taken[-1] < 0.05:
                break
        return min(taken)

    slow = {name: s for name, p in PATTERNS.items() if (s := seconds(lambda p=p: list(p.finditer(text)))) > 0.1}  # type: ignore[misc]
    assert slow == {}
    assert seconds(lambda: spans(text)) < 1.0


def test_another_spelling_shares_the_number_and_comes_back_as_it_was() -> None:
    masker = Masker()
    text = "+351 912 345 678, 00351912345678, PT50000201231234567890154, pt50 0002 0123 1234 5678 9015 4, A@b.example, a@B.example"
    masked = masker.mask(text)
    assert masked == "[phone-1], [phone-1.2], [iban-1], [iban-1.2], [email-1], [email-1.2]"
    assert masker.restore(masked) == text
    assert masker.counts == {"phone": 1, "iban": 1, "email": 1}


def test_a_text_that_holds_a_placeholder_of_ours_comes_back_too() -> None:
    masker = Masker(["a@b.example"])
    text = "[email-1] is what the door says, c@d.example is mine"
    assert masker.restore(masker.mask(text)) == text
    assert masker.mask("a@b.example") == "[email-1]"


def test_counts_and_review() -> None:
    texts = ["call +351 912 345 678", "nothing here", "a@b.example and c@d.example, NIF 123456789"]
    assert personal(texts) == {"email": 2, "national_id": 1, "phone": 1}
    found = review(texts, limit=3)
    assert [(one.kind, one.at, one.text) for one in found] == [
        ("phone", 0, "+351 912 345 678"),
        ("email", 2, "a@b.example"),
        ("email", 2, "c@d.example"),
    ]
    assert all(texts[one.at][one.start : one.end] == one.text and one.text in one.context for one in found)


def test_what_is_cut_holds_no_half_value() -> None:
    text = "pay to PT50 0002 0123 1234 5678 9015 4 today"
    for limit in range(2, len(text)):
        told = cut(text, limit)
        assert len(told) <= limit
        assert "PT50" not in told or "9015 4" in told
    assert cut(text, len(text)) == text


def test_blanked_text_has_the_kind_alone() -> None:
    assert blank("mail a@b.example or c@d.example") == "mail [email] or [email]"
