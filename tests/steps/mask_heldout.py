"""Labelled texts for measuring alone. Nothing may be tuned on them: whoever does writes another set.

`<…>` marks the datum itself, so that words such as "IBAN" beside it are not counted as personal. In a form of a
telephone number `N` is a digit from 2 to 9 and `#` any digit.
"""
# ruff: noqa: E501

import random
from collections.abc import Callable
from dataclasses import dataclass

import mask_values as made
from mask_values import grouped

Chance = random.Random


@dataclass(frozen=True)
class Sample:
    """A text, and its personal data as (start, end, kind)."""

    text: str
    labels: tuple[tuple[int, int, str], ...]


TEXTS = (
    "The tour guide forgot us at stop 6 (of 8). We walked 3 miles. You have % on file, so no excuses.",
    "Gorgeous garden, tiny portions, 17 dollars for a salad. Still waiting for the voucher promised to %.",
    "I am the one with the red pushchair from Saturday 11:20. %",
    "Why does a parking app need %? Deleted after 1 day.",
    "Fantastic service from Ola in lost property, who matched % in under 5 minutes!",
    "Sent % by post, twice (12 May and 30 May). Silence.",
    "A senhora da bilheteira pediu %, em voz alta, com 20 pessoas atrás de mim.",
    "Ótimo passeio, 4 horas que voaram. Mandem as fotos: %.",
    "Só resolveram quando escrevi % na caixa de sugestões.",
    "Tres veces he dado % y tres veces lo han apuntado mal.",
    "El monitor genial, 10/10. Aviso si hay plaza el sábado: %.",
    "Pusieron % en el sobre equivocado y llegó a otra casa.",
    "Beim dritten Besuch (vorher 2x super) war alles anders, sogar % war im System verschwunden.",
    "Wer meinen grünen Schirm hat: %. Finderlohn 20 Euro!",
    "Auf dem Aushang stand %, für alle sichtbar. Geht gar nicht.",
    "On m'a fait épeler % quatre fois au guichet 2.",
    "Personnel adorable, piscine à 24 degrés. Pour le doudou oublié, %, merci.",
    "Ils ont imprimé % sur l'étiquette du colis.",
)
NOBODYS = (
    "Walked 12,400 steps, drank 2.5 l, slept 4 hours.",
    "Entry 14.50, locker 2.00, towel 6.00: 22.50 for a swim.",
    "Our slot was 16:40-17:20, we got in at 17:05.",
    "Down from 4.7 to 3.9 since 2022.",
    "Order 8830012764 shipped 14 days late, in 3 boxes.",
    "Bus 14 every 20 min, 21:00-23:30 every 40.",
    "Capacity 1,500 - I counted 2,300.",
    "Blood pressure 128/82, waited 95 minutes.",
    "Invoice no. 55001298 dated 2024/01/09, paid 2024/01/10.",
    "Version 12.4.1 (build 1204) fixed it.",
    "Size 9.5 fits like 9.",
    "Carruagem 22, lugar 84, 3 horas e 10.",
    "Bilhete nº 44120087, sala 5, sessão das 21h35.",
    "Em 2020 eram 8.500 sócios, hoje 12.300.",
    "Custa 7,90 ao quilo, 0,79 cada.",
    "Planta 4, puerta 412, cama 2.",
    "Del 15-07-2023 al 22-07-2023, 7 noches, 1.043,00 €.",
    "Vuelo 3182, 2 h 50 de retraso, 0 agua.",
    "Subieron de 1.200 a 1.650 en 18 meses.",
    "Gewicht 23,4 kg, erlaubt 23.",
    "Am 3.10. von 8-12 Uhr, am 4.10. von 14-18 Uhr.",
    "Rechnung Nr. 2024-11873 über 310,50 €.",
    "2,5 Sterne, Platz 118 von 240.",
    "Étage 11, porte 1104, 2 ascenseurs.",
    "Du 01/08/2023 au 15/08/2023, 15 jours, 1 250 €.",
    "Commande n° 77120934, 6 articles.",
    "Score 21-19, 18-21, 15-13.",
)


def _fill(*forms: str) -> Callable[[Chance], str]:
    def told(c: Chance) -> str:
        return "".join(
            {"N": c.choice("23456789"), "#": c.choice("0123456789")}.get(char, char) for char in c.choice(forms)
        )

    return told


def _id(value: Callable[[Chance], str], *forms: Callable[[str], str]) -> Callable[[Chance], str]:
    return lambda c: c.choice(forms)(value(c))


def _mail(c: Chance) -> str:
    who = c.choice(("helga.stern", "m-oduya", "luís.p", "trip_fan_1988", "b", "contact+me", "s.l.park"))
    at = c.choice(("isp.example", "example.com.pt", "two-words.example.org", "stud.example.ac.at", "x1.example"))
    return c.choice(
        (
            f"<{who}@{at}>",
            f"the address <{who}@{at}>",
            f"e-mail <{who}@{at}>",
            f'"<{who}@{at}>"',
            f"<{who}@{at}>?",
            f"<{who} [at] {at}>",
            f"<{who}(at){at.replace('.', '(dot)')}>",
            f"<{who} arroba {at}>",
        )
    )


def _account(c: Chance) -> str:
    number = made.iban(c, c.choice(("PT", "ES", "DE", "GB", "BR", "FR", "IT", "BE", "IE", "AT", "CH", "NL", "PL")))
    return c.choice(
        (
            f"<{number}>",
            f"<{grouped(number, (4,))}>",
            f"IBAN:<{number}>",
            f"my IBAN <{grouped(number, (4,))}>",
            f"<{grouped(number, (4,), '-')}>",
        )
    )


def _card(c: Chance) -> str:
    brand = c.choice(("visa", "master", "amex", "discover"))
    number, sizes = made.card(c, brand), (4, 6, 5) if brand == "amex" else (4,)
    return c.choice(
        (
            f"<{number}>",
            f"<{grouped(number, sizes)}>",
            f"<{grouped(number, sizes, '-')}>",
            f"credit card <{number}>",
            f"Kreditkarte <{grouped(number, sizes)}>",
            f"cartão nº <{grouped(number, sizes)}>",
        )
    )


def _net(c: Chance) -> str:
    four = f"{c.randint(13, 220)}.{c.randint(0, 255)}.{c.randint(0, 255)}.{c.randint(0, 255)}"
    six = [f"{c.randint(16, 65535):x}" for _ in range(8)]
    return c.choice(
        (
            f"<{four}>",
            f"IP address <{four}>",
            f"<{':'.join(six)}>",
            f"<{six[0]}::{six[1]}:{six[2]}>",
            f"(IP <{four}>)",
        )
    )


def _web(c: Chance) -> str:
    tail = c.choice(("me", "pics/2", "?id=77", "a-b-c.html"))
    return c.choice(
        (
            f"<https://me.example.com/{tail}>",
            f"<http://example.es/{tail}>",
            "<www.my-garden.example>",
            f"<www.example.de/{tail}>",
            "<https://example.org>",
            f"<flickr.com/{tail}>",
        )
    )


def _name(c: Chance) -> str:
    name = c.choice(("helga", "oduya", "luis_p", "tripfan", "s.park", "bea")) + c.choice(("", "_", "7", "88"))
    return c.choice(
        (f"<@{name}x>", f"Instagram <@{name}a>", f"(<@{name}b>)", f"twitter: <@{name}c>", f"Insta: <{name}_1>")
    )


FORMS: dict[str, Callable[[Chance], str]] = {
    "email": _mail, "card": _card, "iban": _account, "ip": _net, "url": _web, "handle": _name,
    "phone_us": _fill("<(N##) N##-####>", "<N##.N##.####>", "<+1 N##-N##-####>", "<+1N##N######>", "phone number <N##N######>", "<N## N## ####>"),
    "phone_uk": _fill("<07N## ### ###>", "<+44 7N########>", "<0N1 ### ####>", "<0N### ######>", "<+44 (0)1N## ######>", "<07N########>"),
    "phone_br": _fill("<(N1) 9N###-####>", "<+55 N1 9N###-####>", "<(N1)9N###-####>", "whatsapp <N19N#######>", "<(N1) N###-####>", "<N1-9N###-####>"),
    "phone_de": _fill("<01N# #######>", "<+49 1N# #######>", "<0NN1 / #####>", "<0NN-#######>", "<(0N#) #######>", "Tel.: <0NN ######>", "<+491N#########>"),
    "phone_es": _fill("<6## ### ###>", "<6## ### ###>", "<+34 6## ### ###>", "<+34 9## ## ## ##>", "<9N ### ## ##>", "llamen al <7########>", "<(+34) 6########>"),
    "phone_pt": _fill("<96# ### ###>", "<91#######> (telemóvel)", "<+351 21# ### ###>", "<+351 91# ### ###>", "<2N# ### ###>", "ligue <93# ###-###>", "<(351) 91# ### ###>"),
    "phone_fr": _fill("<06 ## ## ## ##>", "<07.##.##.##.##>", "<+33 1 ## ## ## ##>", "<04########>", "<+336########>", "<01 ## ## ## ##>"),
    "us_ssn": _id(made.ssn, lambda v: f"<{grouped(v, (3, 2, 4), '-')}>", lambda v: f"my social security number (<{grouped(v, (3, 2, 4), '-')}>)", lambda v: f"SSN <{v}>"),
    "uk_nino": _id(made.nino, lambda v: f"<{v}>", lambda v: f"<{grouped(v, (2, 2, 2, 2, 1))}>", lambda v: f"NI <{v}>"),
    "uk_nhs": _id(made.nhs, lambda v: f"<{grouped(v, (3, 3, 4))}>", lambda v: f"NHS number <{v}>"),
    "br_cpf": _id(made.cpf, lambda v: f"<{v[:3]}.{v[3:6]}.{v[6:9]}-{v[9:]}>", lambda v: f"meu CPF (<{v}>)", lambda v: f"<{v[:9]}-{v[9:]}>"),
    "br_cnpj": _id(made.cnpj, lambda v: f"<{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}>", lambda v: f"CNPJ <{v}>"),
    "br_cnpj_letters": _id(lambda c: made.cnpj(c, letters=True), lambda v: f"<{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}>", lambda v: f"cnpj <{v}>"),
    "de_steuer": _id(made.steuer, lambda v: f"<{grouped(v, (2, 3, 3, 3))}>", lambda v: f"Steuer-ID <{v}>", lambda v: f"steuerliche IdNr <{v}>"),
    "de_ausweis": _id(made.ausweis, lambda v: f"Personalausweis Nr. <{v[:9]}>", lambda v: f"Ausweisnummer <{v}>", lambda v: f"Reisepass <{v[:9]}>"),
    "es_dni": _id(made.dni, lambda v: f"<{v}>", lambda v: f"DNI <{v[:8]}-{v[8]}>", lambda v: f"<{v.lower()}>", lambda v: f"mi dni, <{v[:2]}.{v[2:5]}.{v[5:8]}-{v[8]}>"),
    "es_nie": _id(made.nie, lambda v: f"<{v}>", lambda v: f"NIE <{v[0]}{v[1:8]}-{v[8]}>", lambda v: f"<{v[0]}-{v[1:]}>"),
    "es_cif": _id(made.cif, lambda v: f"<{v}>", lambda v: f"CIF <{v[0]}-{v[1:]}>"),
    "pt_nif": _id(made.nif, lambda v: f"NIF <{v}>", lambda v: f"<{v}>", lambda v: f"nif <{grouped(v, (3,))}>", lambda v: f"número de contribuinte <{v}>"),
    "pt_cc": _id(made.cidadao, lambda v: f"<{v[:8]} {v[8]} {v[9:]}>", lambda v: f"CC <{v}>", lambda v: f"<{v[:8]}-{v[8]}{v[9:]}>"),
    "fr_nir": _id(made.nir, lambda v: f"<{grouped(v, (1, 2, 2, 2, 3, 3, 2))}>", lambda v: f"<{v}>", lambda v: f"numéro de sécurité sociale <{grouped(v, (1, 2, 2, 2, 3, 3, 2))}>"),
}  # fmt: skip


def samples(seed: int, count: int) -> list[Sample]:
    """`count` texts: three in five hold a datum, the others only numbers that are nobody's."""
    chance = random.Random(seed)
    found: list[Sample] = []
    for _ in range(count):
        if chance.random() < 0.4:
            found.append(Sample(" ".join(chance.sample(NOBODYS, chance.randint(1, 3))), ()))
            continue
        kind = chance.choice(tuple(FORMS))
        marked = chance.choice(TEXTS).replace("%", FORMS[kind](chance))
        start, end = marked.index("<"), marked.rindex(">") - 1
        found.append(Sample(marked.replace("<", "").replace(">", ""), ((start, end, kind),)))
    return found
