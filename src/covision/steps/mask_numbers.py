"""Check digits and structures of numbers that name a person or an account. Each function tells its source.

All take the text as it stands in a sentence, with or without separators, and answer True or False; none raises.
"""

import re

# Lengths by country, from the IBAN registry (ISO 13616).
_IBAN_COUNTRIES = {
    15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
IBAN_LENGTHS = {country: length for length, listed in _IBAN_COUNTRIES.items() for country in listed.split()}
_NO_DIGIT = re.compile(r"\D+")
_NO_SIGN = re.compile(r"[^A-Z0-9]+")


def digits_of(text: str) -> str:
    """The decimal digits of a text as ASCII, whatever script they are written in."""
    found = _NO_DIGIT.sub("", text)
    return found if found.isascii() else "".join(str(int(char)) for char in found)


def bare(text: str) -> str:
    """Letters and digits of a text in upper case, without separators."""
    return _NO_SIGN.sub("", text.upper())


def _weighted(digits: str, weights: range | tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def luhn(text: str) -> bool:
    """True where the digits of a text pass the Luhn check (ISO/IEC 7812-1, annex B)."""
    total = 0
    for at, digit in enumerate(reversed(digits_of(text))):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


# Issuer ranges and lengths, from ISO/IEC 7812 and the networks' public tables.
_CARDS = (
    (re.compile(r"4"), (16, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|095|6|8|9)"), (14, 16)),
    (re.compile(r"35(?:2[89]|[3-8])"), (16, 17, 18, 19)),
    (re.compile(r"6(?:011|22|4[4-9]|5|0|2|8)"), (16, 17, 18, 19)),
    (re.compile(r"5[06-8]|6[37]"), (13, 14, 15, 16, 17, 18, 19)),
)


def card(text: str) -> bool:
    """True for a payment card: an issuer's range with a length it uses, and the Luhn check."""
    digits = digits_of(text)
    issued = any(len(digits) in lengths and start.match(digits) for start, lengths in _CARDS)
    return issued and len(set(digits)) > 1 and luhn(digits)


def iban(text: str) -> bool:
    """True where a text is an IBAN by its remainder: letters as 10 to 35, modulo 97 is 1 (ISO 13616, ISO 7064)."""
    told = bare(text)
    if not 15 <= len(told) <= 34 or not told[:2].isalpha() or not told[2:4].isdigit():
        return False
    return int("".join(str(int(char, 36)) for char in told[4:] + told[:4])) % 97 == 1


def ssn(text: str) -> bool:
    """US Social Security number by structure: area not 000, 666 or 9xx, group not 00, serial not 0000.

    There is no check digit (Social Security Administration, randomization rules of 2011).
    """
    digits = digits_of(text)
    fine = len(digits) == 9 and digits[:3] not in ("000", "666") and digits[0] != "9"
    return fine and digits[3:5] != "00" and digits[5:] != "0000"


def nino(text: str) -> bool:
    """UK National Insurance number by structure: prefix letters as HMRC issues them (NIM39110), suffix A to D."""
    told = bare(text)
    form = re.fullmatch(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", told)
    return form is not None and told[:2] not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")


def nhs(text: str) -> bool:
    """NHS number: ten digits, weights 10 to 2, modulo 11 (NHS Data Dictionary, NHS NUMBER)."""
    digits = digits_of(text)
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - _weighted(digits, range(10, 1, -1)) % 11
    return check != 10 and check % 11 == int(digits[9])


def cpf(text: str) -> bool:
    """Brazilian CPF: two check digits modulo 11 with weights 10 and 11 down to 2 (Receita Federal)."""
    digits = digits_of(text)
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    first = _weighted(digits[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = _weighted(digits[:10], range(11, 1, -1)) * 10 % 11 % 10
    return digits[9:] == f"{first}{second}"


def cnpj(text: str) -> bool:
    """Brazilian CNPJ, digits or the alphanumeric form of 2026: code point minus 48, modulo 11, weights 2 to 9.

    Receita Federal, Instrução Normativa RFB 2.229/2024.
    """
    told = bare(text)
    if not re.fullmatch(r"[A-Z0-9]{12}\d\d", told) or len(set(told)) == 1:
        return False
    values = [ord(char) - 48 for char in told]
    for size in (12, 13):
        rest = sum(value * (2 + at % 8) for at, value in enumerate(reversed(values[:size]))) % 11
        if values[size] != (0 if rest < 2 else 11 - rest):
            return False
    return True


def steuer_id(text: str) -> bool:
    """German tax id (Steuer-IdNr): ISO 7064 mod 11,10; of the first ten digits one comes twice or three times.

    Bundeszentralamt für Steuern, Aufbau der Identifikationsnummer (the threefold digit since 2016).
    """
    digits = digits_of(text)
    if len(digits) != 11 or digits[0] == "0":
        return False
    often = sorted(digits[:10].count(char) for char in set(digits[:10]))
    if often[-1] not in (2, 3) or (len(often) > 1 and often[-2] > 1):
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def ausweis(text: str) -> bool:
    """German identity card or passport: nine characters without vowels, weights 7, 3, 1, modulo 10 where a tenth.

    ICAO Doc 9303 part 3, 4.9; the character set from the Personalausweisverordnung. Nine characters alone have no
    check: ask for a cue word beside.
    """
    told = bare(text)
    form = re.fullmatch(r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d?", told)
    if form is None or told.isalpha():
        return False
    total = sum(int(char, 36) * (7, 3, 1)[at % 3] for at, char in enumerate(told[:9]))
    return len(told) == 9 or total % 10 == int(told[9])


def dni(text: str) -> bool:
    """Spanish DNI or NIE: the number modulo 23 picks the letter; X, Y, Z are 0, 1, 2 (Real Decreto 1553/2005)."""
    told = bare(text)
    if not re.fullmatch(r"[XYZ0-9]\d{7}[A-Z]", told):
        return False
    number = int(told[:8].translate(str.maketrans("XYZ", "012")))
    return told[8] == "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]


def cif(text: str) -> bool:
    """Spanish CIF: digits at odd places doubled with their digits summed, modulo 10; a digit or J, A to I.

    Orden EHA/451/2008; A, B, E, H close with a digit, N, P, Q, R, S, W with a letter, the others with either.
    """
    told = bare(text)
    if not re.fullmatch(r"[ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J]", told):
        return False
    total = sum(int(digit) for digit in told[2:8:2])
    total += sum(sum(divmod(int(digit) * 2, 10)) for digit in told[1:8:2])
    check = -total % 10
    allowed = ("" if told[0] in "NPQRSW" else str(check)) + ("" if told[0] in "ABEH" else "JABCDEFGHI"[check])
    return told[8] in allowed


def nif(text: str) -> bool:
    """Portuguese NIF: nine digits, weights 9 to 2, modulo 11 (Autoridade Tributária; Decreto-Lei 463/79)."""
    digits = digits_of(text)
    if len(digits) != 9 or not re.match(r"[1235689]|45|7[0-24-9]", digits) or len(set(digits)) == 1:
        return False
    check = 11 - _weighted(digits, range(9, 1, -1)) % 11
    return int(digits[8]) == (0 if check > 9 else check)


def cidadao(text: str) -> bool:
    """Portuguese Cartão de Cidadão: twelve characters, letters as 10 to 35, every second doubled, modulo 10.

    AMA, Validação do número de documento do Cartão de Cidadão.
    """
    told = bare(text)
    if not re.fullmatch(r"\d{9}[A-Z0-9]{2}\d", told):
        return False
    total = 0
    for at, char in enumerate(reversed(told)):
        value = int(char, 36) * (2 if at % 2 else 1)
        total += value - 9 if at % 2 and value > 9 else value
    return total % 10 == 0


def nir(text: str) -> bool:
    """French NIR (social security): key is 97 minus the number modulo 97; 2A counts as 19, 2B as 18 (INSEE)."""
    told = bare(text)
    if not re.fullmatch(r"[12]\d{4}(?:\d\d|2[AB])\d{8}", told):
        return False
    number = told[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(number) % 97 == int(told[13:])
