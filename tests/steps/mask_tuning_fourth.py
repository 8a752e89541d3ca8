"""A fourth set of labelled texts the patterns were tuned on, after a third measurement.

A form marks the datum itself with { }, so that words such as "IBAN" beside it are not counted as personal.
"""
# ruff: noqa: E501

import random
from collections.abc import Callable
from dataclasses import dataclass

import mask_values as made
from mask_values import digits, grouped

Chance = random.Random
NB = "\u00a0"


@dataclass(frozen=True)
class Sample:
    """A text, and its personal data as (start, end, kind)."""

    text: str
    labels: tuple[tuple[int, int, str], ...]


LETTERS = (
    "Two weeks and 3 letters later I am still without a washing machine. Reach the tenant: $.",
    "Receptionist was an angel, the bar a disaster (40 min for a gin). My details again, $",
    "Bought for my father, 81, who could not open it. $ - thank you in advance",
    "So, $, that's what they scribbled on a napkin and lost.",
    "Cleaned once in 9 days!! If you want proof, $!",
    "Fomos 11 pessoas num jantar de anos, 3 pratos trocados. Segue $ para devolução.",
    "Voltei à loja a 4 de junho com $ e o talão; nada.",
    "O motorista ficou com $ e com o troco de 50.",
    "Veinte minutos al teléfono y al final me colgaron, y eso que di $ al principio.",
    "Comimos 5 menús y muy bien. Me apunto a la lista: $",
    "Habitación 3B, gotera, y $ escrito en la pared del baño.",
    "Nach 6 Anfragen endlich jemand am Apparat, der $ aufnahm. Danke, Frau K.!",
    "Drei Koffer, einer fehlt: $, Etage 2.",
    "Wer das liest: $. Ich warte seit 100 Tagen.",
    "La clim à 28 degrés, le lit à 3 pieds, et $ affiché à l'entrée.",
    "Je laisse $ au cas où ; nous restons jusqu'au 30.",
)
NUMBERS = (
    "Gate 14, row 22, 35 minutes late, 0 announcements.",
    "Paid 3 x 129.99 on 28 Feb 2024, refunded 2 x 129.99.",
    "Case 5500912387 has been 'in progress' since 09/2023.",
    "From 1987 to 2021 nothing changed, then prices went up 8.4%.",
    "It weighs 1.250 kg, not 1.100 kg as printed.",
    "Parcel no. 00340434161094021501 went round in circles.",
    "Room 1207, then 0904, then 1511, all smelled.",
    "Our 10:15 was moved to 11:45 and then to 13:05.",
    "40.4168, -3.7038 is the centre, you are 6.5 km away.",
    "Build 22631.3447 broke the app, 4.8.15 was fine.",
    "Encomenda 771200345 entregue a 06-01-2024 às 12:07.",
    "Subiu de 1.190,00 para 1.475,50 euros entre 2022 e 2024.",
    "Lugar 31F, fila 31, voo 1928, 2 horas e 5 minutos.",
    "Nota 8,75 de 10, 120 avaliações, 96% positivas.",
    "Son 4.500.000 visitas al año y 2 aseos.",
    "Factura 20240115, total 3.208,90 EUR, 21% de IVA.",
    "Abren 10:00-14:00 y 17:30-20:30, menos el 6/1.",
    "Talla 36, 38 y 40 agotadas, 42 en 15 días.",
    "Kundennummer egal, Hauptsache 19% mehr seit 01.07.2023.",
    "Zug 2310, Wagen 261, Platz 45, 2 h 35 min.",
    "Artikel 90412377 gibt es in 12 Farben und 7 Größen.",
    "Commande 660123987 livrée le 21/11/2023 à 08h12.",
    "Il y a 2 500 000 habitants et 3 guichets.",
    "Note 14,5/20, 6 nuits, 2 adultes, 3 enfants.",
    "ISBN 0-306-40615-2, page 312, 2nd edition.",
    "3M tape, 50 mm x 66 m, 0.05 mm, 12 rolls.",
)


def _mail(c: Chance) -> list[str]:
    u = c.choice(("b.ferreira", "Schmitz_H", "noor", "d-dubois75", "peggy.sue.o", "raul1961", "kim+shop"))
    d = c.choice(
        ("provider.example", "mx.example.com.br", "buero-nord.example", "example.co.uk", "alumni.example.edu")
    )
    return [
        f"{{{u}@{d}}}",
        f"mail {{{u}@{d}}}",
        f"{u[0].upper()}. <{{{u}@{d}}}>",
        f"{{{u}@{d}}};",
        f"'{{{u}@{d}}}'",
        f"{{{u} (at) {d}}}",
        f"{{{u}[at]{d.replace('.', '[dot]')}}}",
        f"{{{u} arroba {d.replace('.', ' punto ')}}}",
        f"{{{u} at {d.partition('.')[0]} dot org}}",
    ]


def _us(c: Chance) -> list[str]:
    a, b, n = digits(c, 3, "23456789"), digits(c, 3, "23456789"), digits(c, 4)
    return [
        f"{{{a}-{b}-{n}}}",
        f"ph: {{({a}) {b}-{n}}}",
        f"{{+1{NB}{a}{NB}{b}{NB}{n}}}",
        f"{{1.{a}.{b}.{n}}}",
        f"phone {{{a}{b}{n}}}",
        f"{{({a}) {b}.{n}}}",
    ]


def _uk(c: Chance) -> list[str]:
    n = digits(c, 9, "123456789")
    return [
        f"{{07{n[:2]} {n[2:5]} {n[5:]}}}",
        f"{{+44.7{n[:3]}.{n[3:]}}}",
        f"{{0117 {n[:3]} {n[3:7]}}}",
        f"{{(01{n[:3]}) {n[3:]}}}",
        f"{{020{n[:8]}}}",
        f"{{00447{n}}}",
    ]


def _br(c: Chance) -> list[str]:
    n = digits(c, 8, "23456789")
    return [
        f"{{(71) 9{n[:4]}.{n[4:]}}}",
        f"{{+55 71 9{n[:4]}-{n[4:]}}}",
        f"{{71 9{n[:4]} {n[4:]}}}",
        f"telefone {{71 9{n}}}",
        f"{{(71) 3{n[1:4]} {n[4:]}}}",
        f"{{+5571 9{n}}}",
    ]


def _de(c: Chance) -> list[str]:
    n = digits(c, 8, "123456789")
    return [
        f"{{0160-{n[:4]}-{n[4:]}}}",
        f"{{0160 {n[:2]} {n[2:4]} {n[4:6]} {n[6:]}}}",
        f"{{+49 160 {n}}}",
        f"{{(0221) {n[:3]} {n[3:7]}}}",
        f"{{05251/{n[:6]}}}",
        f"{{+49 (0)911 {n[:5]}-{n[5:7]}}}",
        f"{{0160{n}}}",
    ]


def _es(c: Chance) -> list[str]:
    n = digits(c, 8)
    return [
        f"{{6{n[:2]} {n[2:5]} {n[5:]}}}",
        f"{{7{n[:2]} {n[2:4]} {n[4:6]} {n[6:]}}}",
        f"{{+34 9{n[:2]} {n[2:5]} {n[5:]}}}",
        f"llamar al {{6{n}}}",
        f"{{0034-6{n}}}",
        f"{{91 {n[:3]} {n[3:7]}}}",
    ]


def _pt(c: Chance) -> list[str]:
    n = digits(c, 7)
    return [
        f"{{93{n[0]} {n[1:4]} {n[4:]}}}",
        f"{{+351 9{n[0]} {n[1:4]} {n[4:6]} 21}}",
        f"{{22 {n[:3]} {n[3:5]} {n[5:]}}}",
        f"tel. {{93{n}}}",
        f"{{00351-93{n}}}",
        f"{{21{n[0]}{NB}{n[1:4]}{NB}{n[4:]}}}",
    ]


def _fr(c: Chance) -> list[str]:
    n = digits(c, 8)
    return [
        f"{{07 {grouped(n, (2,))}}}",
        f"{{03.{grouped(n, (2,), '.')}}}",
        f"{{+33 7 {grouped(n, (2,))}}}",
        f"{{06{n}}}",
        f"{{+33{NB}1{NB}{grouped(n, (2,), NB)}}}",
        f"{{05/{grouped(n, (2,), '/')}}}",
    ]


def _card(c: Chance) -> list[str]:
    brand = c.choice(("visa", "master", "amex", "discover"))
    n = made.card(c, brand)
    g = (4, 6, 5) if brand == "amex" else (4,)
    return [
        f"{{{n}}}",
        f"{{{grouped(n, g)}}}",
        f"{{{grouped(n, g, '-')}}}",
        f"cc {{{grouped(n, g, NB)}}}",
        f"Mastercard {{{n}}} (03/29)",
        f"#{{{grouped(n, g)}}}",
    ]


def _iban(c: Chance) -> list[str]:
    n = made.iban(c, c.choice(("PT", "ES", "DE", "GB", "BR", "FR", "IT", "BE", "IE", "AT", "CH", "NL", "PL")))
    return [
        f"{{{n}}}",
        f"{{{grouped(n, (4,))}}}",
        f"Iban {{{grouped(n, (4,), '-')}}}",
        f"{{{n.lower()}}}",
        f"bank: {{{grouped(n, (4,), NB)}}} and thanks",
        f"{{{n[:4]} {n[4:]}}}",
    ]


def _ip(c: Chance) -> list[str]:
    f = f"{c.randint(11, 223)}.{c.randint(0, 255)}.{c.randint(0, 255)}.{c.randint(1, 254)}"
    g = [f"{c.randint(256, 65535):x}" for _ in range(7)]
    return [
        f"{{{f}}}",
        f"host {{{f}}}:443",
        f"'{{{f}}}'",
        f"{{2003:{':'.join(g)}}}",
        f"{{2001:{g[0]}:{g[1]}::{g[2]}}}",
        f"{{fe80::{g[0]}:{g[1]}}}",
    ]


def _url(c: Chance) -> list[str]:
    t = c.choice(("video?v=8x", "2024/05/bad-day", "i", "p/#c4", "ç"))
    return [
        f"{{https://v.example.tv/{t}}}",
        f"{{www.example.com/{t}}}",
        f"({{http://example.org/{t}}})",
        f"{{docs.example.com/{t}}}",
        f"{{https://sub.example.co.uk:9443/{t}}}",
        f"link={{HTTPS://EXAMPLE.COM/{t}}}",
    ]


def _handle(c: Chance) -> list[str]:
    n = c.choice(("noor_b", "bruno.f", "schmitz61", "lea_d", "peggysue"))
    return [
        f"{{@{n}}}",
        f"DM {{@{n}}}",
        f"insta: {{{n}_.x}}",
        f"Twitter: {{@{n}}}",
        f"«{{@{n}}}»",
        f"facebook: {{{n}.90}}",
    ]


def _of(value: Callable[[Chance], str], forms: Callable[[str], list[str]]) -> Callable[[Chance], list[str]]:
    return lambda c: forms(value(c))


FORMS: dict[str, Callable[[Chance], list[str]]] = {
    "email": _mail, "phone_us": _us, "phone_uk": _uk, "phone_br": _br, "phone_de": _de, "phone_es": _es, "phone_pt": _pt,
    "phone_fr": _fr, "card": _card, "iban": _iban, "ip": _ip, "url": _url, "handle": _handle,
    "us_ssn": _of(made.ssn, lambda v: [f"{{{grouped(v, (3, 2, 4), '-')}}}", f"{{{grouped(v, (3, 2, 4))}}}", f"ssn: {{{v}}}"]),
    "uk_nino": _of(made.nino, lambda v: [f"{{{v}}}", f"NINO {{{v[:2]} {grouped(v[2:8], (2,))} {v[8]}}}", f"{{{v.lower()}}}"]),
    "uk_nhs": _of(made.nhs, lambda v: [f"{{{grouped(v, (3, 3, 4))}}}", f"NHS {{{v}}}", f"{{{v}}}"]),
    "br_cpf": _of(made.cpf, lambda v: [f"{{{v[:3]}.{v[3:6]}.{v[6:9]}-{v[9:]}}}", f"{{{v}}}", f"CPF: {{{v[:3]}.{v[3:6]}.{v[6:9]}.{v[9:]}}}"]),
    "br_cnpj": _of(made.cnpj, lambda v: [f"{{{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}}}", f"{{{v}}}", f"CNPJ {{{v[:2]}{v[2:5]}{v[5:8]}/{v[8:12]}-{v[12:]}}}"]),
    "br_cnpj_letters": _of(lambda c: made.cnpj(c, letters=True), lambda v: [f"{{{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}}}", f"{{{v}}}"]),
    "de_steuer": _of(made.steuer, lambda v: [f"{{{grouped(v, (2, 3, 3, 3))}}}", f"{{{v}}}", f"Steuer-ID: {{{v}}}"]),
    "de_ausweis": _of(made.ausweis, lambda v: [f"Ausweis {{{v[:9]}}}", f"Personalausweis {{{v}}}", f"Reisepass Nr. {{{v[:9]}}}"]),
    "es_dni": _of(made.dni, lambda v: [f"{{{v}}}", f"{{{v[:8]}-{v[8].lower()}}}", f"DNI {{{v[:2]}.{v[2:5]}.{v[5:8]}{v[8]}}}"]),
    "es_nie": _of(made.nie, lambda v: [f"{{{v}}}", f"NIE {{{v[0]}-{v[1:8]}{v[8]}}}", f"{{{v.lower()}}}"]),
    "es_cif": _of(made.cif, lambda v: [f"{{{v}}}", f"CIF {{{v[0]}{v[1:8]}-{v[8]}}}"]),
    "pt_nif": _of(made.nif, lambda v: [f"NIF: {{{grouped(v, (3,))}}}", f"{{{v}}}", f"N.I.F. {{{v}}}", f"{{{grouped(v, (3,), '.')}}}"]),
    "pt_cc": _of(made.cidadao, lambda v: [f"{{{v}}}", f"{{{v[:8]}-{v[8]}-{v[9:]}}}", f"CC: {{{v[:8]} {v[8:]}}}"]),
    "fr_nir": _of(made.nir, lambda v: [f"{{{v}}}", f"{{{grouped(v, (1, 2, 2, 2, 3, 3, 2))}}}", f"NIR {{{v[:13]} {v[13:]}}}"]),
}  # fmt: skip


def samples(seed: int, count: int) -> list[Sample]:
    """`count` texts: three in five hold one datum, the others only numbers that are nobody's."""
    chance = random.Random(seed)
    found: list[Sample] = []
    for _ in range(count):
        if chance.random() < 0.4:
            found.append(Sample(" ".join(chance.sample(NUMBERS, chance.randint(1, 3))), ()))
            continue
        kind = chance.choice(tuple(FORMS))
        marked = chance.choice(LETTERS).replace("$", chance.choice(FORMS[kind](chance)))
        start, end = marked.index("{"), marked.rindex("}") - 1
        found.append(Sample(marked.replace("{", "").replace("}", ""), ((start, end, kind),)))
    return found
