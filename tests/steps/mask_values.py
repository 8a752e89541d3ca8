"""Values with right check digits, worked out here again rather than with the code under test."""
# ruff: noqa: E501

import random

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digits(chance: random.Random, count: int, first: str = "0123456789") -> str:
    """`count` random digits, the first of them out of `first`."""
    return chance.choice(first) + "".join(chance.choice("0123456789") for _ in range(count - 1))


def card(chance: random.Random, brand: str) -> str:
    """A card number: visa, master, amex, discover."""
    head, size = {
        "visa": ("4", 16), "master": (f"5{chance.randint(1, 5)}", 16), "amex": (chance.choice(("34", "37")), 15),
        "discover": ("6011", 16),
    }[brand]  # fmt: skip
    body = head + digits(chance, size - 1 - len(head))
    return next(body + d for d in "0123456789" if _luhn_sum(body + d) % 10 == 0)


def _luhn_sum(number: str) -> int:
    odd = [int(d) for d in number[-1::-2]]
    even = [sum(map(int, str(int(d) * 2))) for d in number[-2::-2]]
    return sum(odd) + sum(even)


def iban(chance: random.Random, country: str) -> str:
    """An IBAN of a country with the shape of its account numbers."""
    body = {
        "GB": lambda: "".join(chance.choices(LETTERS, k=4)) + digits(chance, 14),
        "DE": lambda: digits(chance, 18), "ES": lambda: digits(chance, 20), "PT": lambda: digits(chance, 21),
        "FR": lambda: digits(chance, 20) + chance.choice(LETTERS) + digits(chance, 2), "NL": lambda: "INGB" + digits(chance, 10),
        "IT": lambda: chance.choice(LETTERS) + digits(chance, 22), "BE": lambda: digits(chance, 12),
        "BR": lambda: digits(chance, 23) + "P1", "IE": lambda: "AIBK" + digits(chance, 14), "CH": lambda: digits(chance, 17),
        "AT": lambda: digits(chance, 16), "PL": lambda: digits(chance, 24),
    }[country]()  # fmt: skip
    rest = 0
    for char in body + country + "00":
        rest = int(f"{rest}{ord(char) - 55 if char.isalpha() else char}") % 97
    return f"{country}{98 - rest:02d}{body}"


def nhs(chance: random.Random) -> str:
    while True:
        body = digits(chance, 9, "4567")
        rest = sum(int(d) * w for d, w in zip(body, (10, 9, 8, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if rest != 1:
            return body + str(0 if rest == 0 else 11 - rest)


def ssn(chance: random.Random) -> str:
    return f"{chance.choice([a for a in range(1, 900) if a != 666]):03d}{chance.randint(1, 99):02d}{chance.randint(1, 9999):04d}"


def nino(chance: random.Random) -> str:
    head = chance.choice("ABCEGHJKLMPRSTWX") + chance.choice("ACEHJLMPRSWXY")
    return head + digits(chance, 6) + chance.choice("ABCD")


def cpf(chance: random.Random) -> str:
    body = [int(d) for d in digits(chance, 9)]
    for _ in range(2):
        rest = sum(d * (len(body) + 1 - i) for i, d in enumerate(body)) % 11
        body.append(0 if rest < 2 else 11 - rest)
    return "".join(map(str, body))


def cnpj(chance: random.Random, letters: bool = False) -> str:
    signs = "0123456789" + (LETTERS if letters else "")
    body = "".join(chance.choice(signs) for _ in range(8)) + "0001"
    for weights in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        rest = sum((ord(char) - ord("0")) * w for char, w in zip(body, weights, strict=True)) % 11
        body += str(0 if rest < 2 else 11 - rest)
    return body


def steuer(chance: random.Random) -> str:
    while True:
        chosen = chance.sample("0123456789", 9)
        body = [*chosen, chosen[0]]
        chance.shuffle(body)
        if body[0] != "0":
            break
    product = 10
    for d in body:
        total = (int(d) + product) % 10
        product = (2 * (total if total else 10)) % 11
    check = 11 - product
    return "".join(body) + str(0 if check == 10 else check % 10)


def ausweis(chance: random.Random) -> str:
    signs = "CFGHJKLMNPRTVWXYZ0123456789"
    body = chance.choice("LMNPRTVWXY") + "".join(chance.choice(signs) for _ in range(5)) + digits(chance, 3)
    value = [ord(c) - 55 if c.isalpha() else int(c) for c in body]
    return body + str((sum(value[0::3]) * 7 + sum(value[1::3]) * 3 + sum(value[2::3])) % 10)


def dni(chance: random.Random) -> str:
    number = chance.randint(1_000_000, 99_999_999)
    return f"{number:08d}" + "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]


def nie(chance: random.Random) -> str:
    which, number = chance.randint(0, 2), chance.randint(0, 9_999_999)
    return "XYZ"[which] + f"{number:07d}" + "TRWAGMYFPDXBNJZSQVHLCKE"[(which * 10_000_000 + number) % 23]


def cif(chance: random.Random) -> str:
    body = digits(chance, 7)
    twice = sum(sum(map(int, str(int(d) * 2))) for d in (body[0], body[2], body[4], body[6]))
    check = (10 - (twice + int(body[1]) + int(body[3]) + int(body[5])) % 10) % 10
    head = chance.choice("ABEHQSP")
    return head + body + ("JABCDEFGHI"[check] if head in "QSP" else str(check))


def nif(chance: random.Random) -> str:
    body = digits(chance, 8, "12356")
    rest = sum(int(d) * w for d, w in zip(body, (9, 8, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str(0 if rest < 2 else 11 - rest)


def cidadao(chance: random.Random) -> str:
    body = digits(chance, 9, "123") + "".join(chance.choice(LETTERS + "0123456789") for _ in range(2))
    total = 0
    for place, char in enumerate(body):
        value = ord(char) - 55 if char.isalpha() else int(char)
        if place % 2 == 0:
            value = value * 2 - (9 if value * 2 > 9 else 0)
        total += value
    return body + str(-total % 10)


def nir(chance: random.Random) -> str:
    body = f"{chance.randint(1, 2)}{chance.randint(30, 99)}{chance.randint(1, 12):02d}{chance.randint(1, 95):02d}{digits(chance, 6)}"
    return body + f"{97 - int(body) % 97:02d}"


def grouped(number: str, sizes: tuple[int, ...], sep: str = " ") -> str:
    """The characters in groups of these sizes; the last size repeats."""
    parts, at, turn = [], 0, 0
    while at < len(number):
        size = sizes[min(turn, len(sizes) - 1)]
        parts.append(number[at : at + size])
        at, turn = at + size, turn + 1
    return sep.join(parts)
