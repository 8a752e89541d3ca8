"""Labelled review sentences the patterns were tuned on. Never used for the figures that are reported."""
# ruff: noqa: E501

import random

import mask_values as made
from mask_values import digits, grouped

PLAIN = {
    "en": ["You can reach me at {x} any evening.", "The host gave us {x} and never answered.", "Please use {x}. Thanks!",
           "Still waiting, {x}, nobody came back to us since Monday."],
    "pt": ["Podem contactar-me em {x} a qualquer hora.", "Deram-nos {x} e ninguém respondeu.", "Deixei os meus dados ({x}) na receção."],
    "es": ["Pueden escribirme a {x} cuando quieran.", "Nos dieron {x} y nadie contestó.", "Dejé mis datos: {x}. Sigo esperando."],
    "de": ["Sie erreichen mich unter {x} am Abend.", "Man gab uns {x}, aber niemand antwortete.", "Meine Daten: {x}."],
    "fr": ["Vous pouvez me joindre au {x} le soir.", "On nous a donné {x} et personne n'a répondu.", "Mes coordonnées : {x}."],
}  # fmt: skip
CALL = {
    "en": ["Call {x} if you find the scarf.", "My phone is {x}, please ring before noon."],
    "pt": ["Liguem para o {x} se encontrarem o casaco.", "O meu telemóvel é {x}, obrigado."],
    "es": ["Llámenme al {x} si aparece la maleta.", "Mi móvil es el {x}."],
    "de": ["Rufen Sie mich unter {x} an.", "Meine Handynummer ist {x}."],
    "fr": ["Appelez-moi au {x} si vous retrouvez le sac.", "Mon portable : {x}."],
}
NAMED = {
    "ssn": "They even asked for my SSN, {x}, at the desk.", "nino": "I had to give my National Insurance number {x} twice.",
    "nhs": "The nurse noted my NHS number {x}.", "cpf": "Pediram o CPF {x} para a fatura.", "cnpj": "A nota veio com o CNPJ {x}.",
    "steuer": "Meine Steuer-ID {x} stand auf dem Zettel.", "ausweis": "Der Personalausweis {x} wurde kopiert.",
    "dni": "Me pidieron el DNI {x} dos veces.", "nie": "Mi NIE es {x}.", "cif": "Factura a nombre del CIF {x}.",
    "nif": "Pedi fatura com o NIF {x} e não veio.", "cidadao": "O meu cartão de cidadão {x} ficou na receção.",
    "nir": "On m'a demandé mon numéro de sécurité sociale {x}.",
}  # fmt: skip
NOTHING = [
    "We paid $1,250.00 on 12/03/2024 for room 412 and waited 45 minutes.", "Order 4500123456 arrived 3 days late, 20% off.",
    "Open 9:00-17:30, closed 24-26 December 2023.", "Version 3.14.159 crashes since 2024-11-05 10:42:07.",
    "A reserva 987654321 custou 1.250.000 reais em 2019-2024.", "Pedido nº 123456789 chegou às 18h30, 10/10.",
    "Coordinates 38.7223, -9.1393 are wrong by 300 m.", "Bestellung 2024-000123 für 89,90 € kam am 03.02.2024.",
    "La habitación 2045 costó 1 200 000 pesos, de 7 a 9.", "Vol AF1234 du 05/06/2023, 12 000 points, 2 bagages.",
    "ISBN 978-3-16-148410-0 was on the shelf.", "Rated 4.5/5 by 12,345 people between 1998 and 2024.",
    "Paragraph 1.2.3.4 of the rules says so.", "We met @ home at 7, 10-12 people.", "Model ABC12345678 has 16GB and 5000mAh.",
    "Tracking number 1Z999AA10123456784 shows nothing.", "It took 1 234 567 steps, or 25 000 000 in all.",
]  # fmt: skip
LANGUAGES = tuple(PLAIN)


def _email(chance: random.Random) -> str:
    name = chance.choice(("joan.pell", "rui_costa", "ana+hotel", "m.schulz88", "j", "lefevre-p", "o'brien"))
    host = chance.choice(
        ("example.com", "mail.example.co.uk", "exemplo.pt", "beispiel.de", "correo.example.es", "x-y.io")
    )
    return chance.choice(
        (
            f"{name}@{host}",
            f"{name.upper()}@{host}",
            f"{name} [at] {host}",
            f"{name}(at){host.replace('.', '(dot)')}",
        )
    )


def _phone(chance: random.Random) -> tuple[str, bool]:
    """A phone number, and whether it needs a word beside it."""
    d = lambda n, first="123456789": digits(chance, n, first)  # noqa: E731
    return chance.choice((
        (f"({d(3, '23456789')}) {d(3, '23456789')}-{d(4)}", False), (f"+1 {d(3, '23456789')} {d(3, '23456789')} {d(4)}", False),
        (f"{d(3, '23456789')}.{d(3, '23456789')}.{d(4)}", False), (d(3, "23456789") + d(3, "23456789") + d(4), True),
        (f"020 {d(4)} {d(4)}", False), (f"(0{d(4)}) {d(6)}", False), (f"+44 7{d(3)} {d(6)}", False), (f"07{d(9)}", False),
        (f"({d(2)}) 9{d(4)}-{d(4)}", False), (f"+55 {d(2)} 9{d(4)}-{d(4)}", False), (f"{d(2)} 3{d(3)}-{d(4)}", False), (f"{d(2)}9{d(8)}", True),
        (f"030 {d(8)}", False), (f"0171/{d(7)}", False), (f"+49 (0) {d(3)} {d(7)}", False), (f"0049 {d(3)} {d(7)}", False),
        (f"6{d(2)} {d(3)} {d(3)}", False), (f"+34 6{d(2)} {d(2)} {d(2)} {d(2)}", False), (f"91 {d(3)} {d(2)} {d(2)}", False), (f"6{d(8)}", True),
        (f"91{d(1)} {d(3)} {d(3)}", False), (f"+351 21 {d(3)} {d(4)}", False), (f"00351 9{d(2)} {d(3)} {d(3)}", False), (f"9{d(8)}", True),
        (f"06 {d(2)} {d(2)} {d(2)} {d(2)}", False), (f"+33 6 {d(2)} {d(2)} {d(2)} {d(2)}", False), (f"01.{d(2)}.{d(2)}.{d(2)}.{d(2)}", False),
    ))  # fmt: skip


def _national(chance: random.Random) -> tuple[str, str]:
    """Which id, and the id as it is written."""
    which = chance.choice(tuple(NAMED))
    value = getattr(made, which)(chance)
    forms = {
        "ssn": (3, 2, 4), "nino": (2, 2, 2, 2, 1), "nhs": (3, 3, 4), "steuer": (2, 3, 3, 3), "nif": (3,), "cidadao": (8, 1, 3),
        "nir": (1, 2, 2, 2, 3, 3, 2),
    }  # fmt: skip
    if which == "cpf":
        return which, chance.choice((value, f"{value[:3]}.{value[3:6]}.{value[6:9]}-{value[9:]}"))
    if which == "cnpj":
        value = made.cnpj(chance, letters=chance.random() < 0.4)
        return which, f"{value[:2]}.{value[2:5]}.{value[5:8]}/{value[8:12]}-{value[12:]}"
    if which in ("dni", "nie"):
        return which, chance.choice((value, f"{value[:8]}-{value[8:]}"))
    if which == "ssn":
        return which, grouped(value, (3, 2, 4), "-")
    return which, chance.choice((value, grouped(value, forms[which]))) if which in forms else value


def _other(chance: random.Random, kind: str) -> str:
    if kind == "card":
        brand = chance.choice(("visa", "master", "amex", "discover"))
        number = made.card(chance, brand)
        return chance.choice((number, grouped(number, (4, 6, 5) if brand == "amex" else (4,), chance.choice(" -"))))
    if kind == "iban":
        number = made.iban(chance, chance.choice(("GB", "DE", "ES", "PT", "FR", "NL", "IT", "BE", "BR")))
        return chance.choice((number, grouped(number, (4,))))
    if kind == "ip":
        four = ".".join(str(chance.randint(10, 255)) for _ in range(4))
        return chance.choice(
            (
                four,
                ":".join(f"{chance.randint(1, 65535):x}" for _ in range(8)),
                f"fe80::{chance.randint(1, 9999):x}",
            )
        )
    if kind == "url":
        return chance.choice(
            (
                "https://example.com/r/88?id=4",
                "http://x.example",
                "www.exemplo.pt/hotel",
                "booking.com/hotel/pt/x.html",
            )
        )
    return chance.choice(("@marta_92", "@rui.costa", "instagram: joana_p", "u/harbour_fan"))


def samples(seed: int, count: int) -> list[tuple[str, str, str]]:
    """`count` texts as (text, kind, value); kind and value are empty for a text without personal data."""
    chance = random.Random(seed)
    made_: list[tuple[str, str, str]] = []
    for _ in range(count):
        kind = chance.choice(
            (
                "email",
                "phone",
                "phone",
                "card",
                "iban",
                "national_id",
                "national_id",
                "ip",
                "url",
                "handle",
                "none",
                "none",
            )
        )
        language = chance.choice(LANGUAGES)
        if kind == "none":
            made_.append((chance.choice(NOTHING), "", ""))
            continue
        if kind == "national_id":
            which, value = _national(chance)
            carrier = (
                NAMED[which]
                if chance.random() < 0.5 or value.isdecimal() or which == "ausweis"
                else chance.choice(PLAIN[language])
            )
        elif kind == "phone":
            value, cued = _phone(chance)
            carrier = chance.choice(CALL[language] if cued else PLAIN[language])
        else:
            value = _email(chance) if kind == "email" else _other(chance, kind)
            carrier = chance.choice(PLAIN[language])
        label = value.partition(": ")[2] if ": " in value and kind == "handle" else value
        made_.append((carrier.replace("{x}", value), kind, label))
    return made_
