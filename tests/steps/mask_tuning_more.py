"""More labelled texts the patterns were tuned on, after a first measurement: other sentences, more disturbance."""
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


# Whole experiences; {x} is where the datum stands. What a datum needs beside it is part of its own form below.
STORIES = (
    "Third stay here and the worst so far. Breakfast was cold on all 4 mornings, nobody at the desk cared. {x} - I expect an answer.",
    "Delivery came at 8:15 instead of 18:30, two of 6 boxes were open. I left {x} with the driver and heard nothing.",
    "Lovely people! My daughter (7) still talks about the pony. If the photos are ready: {x}",
    "Waited 50 minutes in the queue, then they told me the system was down.\n{x}\nPlease sort this out before 1 May.",
    "1 star. The manager wrote down {x}, promised a refund of £35.50 and that was it.",
    "Em agosto de 2023 ficámos 5 noites no quarto 214. O ar condicionado pingava. Deixo {x}, caso queiram responder.",
    "Atendimento péssimo, esperei 1h20 e ainda me cobraram R$ 89,90 a mais; passei {x} ao gerente e nada.",
    "Comida boa, 9/10, mas a conta veio errada. {x}. Aguardo.",
    "Llevamos 12 años viniendo y nunca nos habían tratado así; apuntaron {x} en un papel y se perdió.",
    "El pedido llegó el 3/11 con 2 piezas rotas. Les mandé {x} y todavía espero.",
    "Todo perfecto, volveremos en 2025. Para la factura: {x}, por favor.",
    "Das Zimmer 305 war sauber, aber zwischen 22:00 und 6:00 Uhr lief die Lüftung. Ich habe {x} hinterlassen.",
    "Lieferung nach 14 Tagen statt 3, Karton aufgerissen. {x} – bitte melden!",
    "Seit dem 1. März warte ich auf 149,00 €. Die Dame am Schalter notierte {x} und lächelte.",
    "Nous étions 8 à table le 14 juillet, deux plats sont arrivés froids. J'ai laissé {x} au serveur.",
    "Séjour de 4 nuits à 95 € : bruit, odeurs, et personne. Voici {x}.",
)
BORING = (
    "Check-in from 15:00, we arrived at 16:45 on 21.08.2023 and got the keys at 17:10.",
    "The bill said 1,180.50 but the board said 980.00; that is 20.4% more for 3 people.",
    "Booking ref 7731904452 never showed up on their screen, order no. 20231107-0045 neither.",
    "Between 2015 and 2022 prices rose from 12.99 to 18.49 per kg.",
    "Lat 41.1496, long -8.6109, that's where the bus stops, 200 m up the hill.",
    "Updated to iOS 17.4.1, app 5.12.0, build 20240317, still the same 404.",
    "My size is 42-44, chest 102, waist 88-90, the chart says 38/40/42.",
    "Quarto 1105, piso 11, 3 camas, 220 V, 60 Hz e 1 toalha para 4 pessoas.",
    "Pagámos 2.450,00 € por 7 noites, de 02/08/2024 a 09/08/2024, com 15% de desconto.",
    "Protocolo 202311070098 aberto às 09h15 e fechado às 09h17 sem solução.",
    "Nota fiscal 000.123.456 de 30/09/2022, garantia de 12 meses.",
    "Salimos a las 7:40, 3 escalas, 19 horas y 2 maletas de 23 kg.",
    "El localizador 55012398 y la factura 2023/004512 no coinciden.",
    "Precio anterior 1.299.000 pesos, ahora 1 049 000, quedan 25 unidades.",
    "Auftrag 4711-0815 vom 12.12.2022, Rechnung 90012345 über 1.024,48 EUR.",
    "Fahrt von 08:05 bis 11:47, Wagen 21, Plätze 61-63, Gleis 8, 35 Minuten zu spät.",
    "Dossier 23045589 ouvert le 08/02/2023, clos le 10/02/2023, 0 réponse.",
    "Trajet de 1 h 50, 640 km, 2 arrêts, voiture 7, places 11 et 12.",
    "Flat 3, 2nd floor, 18-20 steps, no lift, 65 m2 for 4 adults: no.",
    "I give it 7.5 out of 10, my wife 6, the kids 9.5, so 7.66 on average.",
    "The 2023/24 season pass (12 visits) went from 240 to 310, see page 118-119.",
    "Won 3-2, then 1-1, then 0-4, attendance 23,450.",
    "They changed the recipe @ the end of 2021, half of it is filler now.",
    "It says http but there is no link, and the e-mail never arrived.",
    "Gift card with 50.00 on it, balance 0.00, valid 24 months from 06/2022.",
    "Scanned the barcode 5601234567890 four times, price not found.",
)


def _mail(chance: Chance) -> str:
    first, last = (
        chance.choice(("maria", "Tom", "oleksandr", "Iñaki", "jörg", "zoé", "li", "K")),
        chance.choice(("santos", "Byrne", "weiß", "garcía", "ng")),
    )
    number = str(chance.randint(1, 1999))
    local = chance.choice(
        (
            f"{first}.{last}",
            f"{first[0]}{last}{number}",
            f"{first}-{last}",
            f"{first}_{number}",
            f"{last}+reviews",
            first,
        )
    )
    host = chance.choice(
        (
            "gmx.example",
            "post.example.org",
            "sub.domain.example.net",
            "caixa-postal.example.pt",
            "münchen.example",
            "firma.example.eu",
        )
    )
    return chance.choice((
        f"{local}@{host}", f"{local}@{host}", f"mailto:{local}@{host}", f"<{local}@{host}>", f"E-Mail:{local}@{host}",
        f"{local}[at]{host}", f"{local} (at) {host.replace('.', ' (dot) ')}", f"{local} {{at}} {host}",
        f"{local} arroba {host.replace('.', ' ponto ')}", f"{local} arroba {host.replace('.', ' punto ')}", f"{local} at {host.rpartition('.')[0]} dot com",
    ))  # fmt: skip


def _us(chance: Chance) -> str:
    a, b, c = digits(chance, 3, "23456789"), digits(chance, 3, "23456789"), digits(chance, 4)
    return chance.choice((f"{a}-{b}-{c}", f"({a}){b}-{c}", f"1-{a}-{b}-{c}", f"+1 ({a}) {b}-{c}", f"+1{a}{b}{c}", f"cell {a}{b}{c}", f"{a} {b} {c} ext. 12", f"({a}) {b} {c}", f"+1-{a}-{b}-{c}", f"call me: {a}{NB}{b}{NB}{c}"))  # fmt: skip


def _uk(chance: Chance) -> str:
    n = digits(chance, 9)
    return chance.choice((f"07{n[:3]} {n[3:6]} {n[6:]}", f"07{n[:3]}{n[3:]}", f"+44 (0)20 {n[:4]} {n[4:8]}", f"+447{n}", f"0161 {n[:3]} {n[3:7]}", f"01{n[:3]}-{n[3:]}", f"(020) {n[:4]}-{n[4:8]}", f"0044 1{n[:3]} {n[3:]}", f"Tel:07{n}"))  # fmt: skip


def _br(chance: Chance) -> str:
    area, n = chance.choice(("11", "21", "31", "47", "85", "99")), digits(chance, 8)
    return chance.choice((f"({area}) 9 {n[:4]}-{n[4:]}", f"{area} 9{n[:4]}-{n[4:]}", f"+55{area}9{n}", f"+55 ({area}) 9{n[:4]}-{n[4:]}", f"({area})3{n[1:4]}-{n[4:]}", f"0{area} 3{n[1:4]}-{n[4:]}", f"zap {area}9{n}", f"({area}) 9{n[:4]} {n[4:]}", f"celular: 9{n[:4]}-{n[4:]}"))  # fmt: skip


def _de(chance: Chance) -> str:
    n = digits(chance, 8)
    return chance.choice((f"0151 {n}", f"0151-{n}", f"0171 {n[:3]} {n[3:7]}", f"030 / {n[:4]} {n[4:]}", f"+49 89 {n[:6]}", f"+49-151-{n}", f"+49(0)221/{n[:7]}", f"(0711) {n[:7]}", f"0049151{n}", f"Handy {n[:4]}{n[4:]}", f"089 {n[:2]} {n[2:4]} {n[4:6]} {n[6:]}"))  # fmt: skip


def _es(chance: Chance) -> str:
    n = digits(chance, 8)
    return chance.choice((f"6{n[:2]} {n[2:4]} {n[4:6]} {n[6:]}", f"6{n[:2]}-{n[2:5]}-{n[5:]}", f"7{n[:2]} {n[2:5]} {n[5:]}", f"+34{NB}6{n[:2]}{NB}{n[2:5]}{NB}{n[5:]}", f"móvil 6{n}", f"93 {n[:3]} {n[3:5]} {n[5:7]}", f"0034 9{n}", f"(+34) 6{n}", f"9{n[:2]}.{n[2:5]}.{n[5:]}"))  # fmt: skip


def _pt(chance: Chance) -> str:
    n = digits(chance, 7)
    return chance.choice((f"96{n[0]} {n[1:4]} {n[4:]}", f"+351 96{n}", f"+35191{n}", f"(+351) 22 {n[:3]} {n[3:]}", f"telemóvel 93{n}", f"91 {n[:3]} {n[3:5]} {n[5:]}", f"2{n[0]}{n[1]}-{n[1:4]}-{n[4:]}", f"00351 21{n}", f"tlm. 92{n}", f"+351-91{n[0]}-{n[1:4]}-{n[4:]}"))  # fmt: skip


def _fr(chance: Chance) -> str:
    n = grouped(digits(chance, 8), (2,), chance.choice((" ", ".", "-", NB, "")))
    sep = n[2] if not n[2].isdigit() else ""
    return chance.choice(
        (
            f"06{sep}{n}",
            f"07{sep}{n}",
            f"02{sep}{n}",
            f"+33 6 {n.replace(sep, ' ') if sep else n}",
            f"+33(0)1{sep}{n}",
            f"0033 1 {n}",
            f"tél. 04{sep}{n}",
        )
    )


PHONES: dict[str, Callable[[Chance], str]] = {
    "us": _us,
    "uk": _uk,
    "br": _br,
    "de": _de,
    "es": _es,
    "pt": _pt,
    "fr": _fr,
}


def _card(chance: Chance) -> str:
    brand = chance.choice(("visa", "visa", "master", "master", "amex", "discover"))
    number = made.card(chance, brand)
    sizes = (4, 6, 5) if brand == "amex" else (4,)
    told = chance.choice(
        (
            number,
            grouped(number, sizes),
            grouped(number, sizes, "-"),
            grouped(number, sizes, NB),
            grouped(number, sizes, "."),
        )
    )
    return chance.choice((told, f"card {told}", f"{told} exp 09/27", f"Karte:{told}", f"tarjeta nº{told}"))


def _iban(chance: Chance) -> str:
    number = made.iban(
        chance, chance.choice(("DE", "GB", "ES", "PT", "FR", "IE", "CH", "AT", "PL", "NL", "BR", "IT"))
    )
    told = chance.choice(
        (
            number,
            grouped(number, (4,)),
            grouped(number, (4,), NB),
            grouped(number, (4,), "-"),
            number.lower(),
            grouped(number, (4,)).lower(),
        )
    )
    return chance.choice((told, f"IBAN {told}", f"IBAN: {told}", f"conta {told} BIC DEUTDEFF", f"NIB/IBAN={told}"))


def _ip(chance: Chance) -> str:
    four = ".".join((str(chance.randint(11, 223)), *(str(chance.randint(0, 255)) for _ in range(3))))
    six = ":".join(f"{chance.randint(4096, 65535):x}" for _ in range(4))
    return chance.choice(
        (
            four,
            f"IP {four}",
            f"IP:{four}",
            f"{four}:8080",
            f"[{four}]",
            f"2001:db8::{six}",
            f"2001:DB8:0:0:{six}".upper(),
            f"fe80::{six}",
        )
    )


def _url(chance: Chance) -> str:
    tail = chance.choice(("a/b?c=d&e=1", "~joana/fotos", "#top", "p/88-1.html", "r/ÁÉ"))
    return chance.choice((f"https://photos.example.org/{tail}", f"HTTP://EXAMPLE.NET/{tail}", f"www.hotel-sol.example/{tail}", "www.example.pt", f"ftp://files.example.com/{tail}", f"(https://t.example/{tail})", f"drive.example.com/{tail}", f"https://192.168.10.20:8443/{tail}"))  # fmt: skip


def _handle(chance: Chance) -> str:
    name = chance.choice(("luisa", "ze.manel", "k_byrne", "the_real_tom", "anna.w", "paco")) + chance.choice(
        ("", "", "77", "_x", ".pt")
    )
    return chance.choice(
        (
            f"@{name}",
            f"insta @{name}",
            f"(@{name})",
            f"@{name}!",
            f"IG: {name}_1",
            f"twitter:@{name}",
            f"Telegram: {name}99",
            f"@{name}@social.example",
        )
    )


def _ids() -> dict[str, Callable[[Chance], str]]:
    def of(value: Callable[[Chance], str], *forms: Callable[[str], str]) -> Callable[[Chance], str]:
        return lambda chance: chance.choice(forms)(value(chance))

    return {
        "us_ssn": of(made.ssn, lambda v: grouped(v, (3, 2, 4), "-"), lambda v: grouped(v, (3, 2, 4)), lambda v: f"SSN {v}", lambda v: f"social security number {v}"),
        "uk_nino": of(made.nino, str, str.lower, lambda v: grouped(v, (2, 2, 2, 2, 1)), lambda v: f"NINO:{v}", lambda v: f"{v[:2]} {v[2:8]} {v[8]}"),
        "uk_nhs": of(made.nhs, lambda v: grouped(v, (3, 3, 4)), lambda v: grouped(v, (3, 3, 4), "-"), lambda v: f"NHS no. {v}", str),
        "br_cpf": of(made.cpf, lambda v: f"{v[:3]}.{v[3:6]}.{v[6:9]}-{v[9:]}", lambda v: f"CPF {v}", str, lambda v: f"{v[:9]}-{v[9:]}", lambda v: f"{v[:3]} {v[3:6]} {v[6:9]} {v[9:]}"),
        "br_cnpj": of(made.cnpj, lambda v: f"{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}", str, lambda v: f"CNPJ: {v[:8]}/{v[8:12]}-{v[12:]}"),
        "br_cnpj_letters": of(lambda c: made.cnpj(c, letters=True), lambda v: f"{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}", lambda v: f"CNPJ {v}", str),
        "de_steuer": of(made.steuer, lambda v: grouped(v, (2, 3, 3, 3)), lambda v: f"Steuer-IdNr. {v}", str, lambda v: f"IdNr: {grouped(v, (2, 3, 3, 3))}"),
        "de_ausweis": of(made.ausweis, lambda v: f"Ausweisnummer {v[:9]}", lambda v: f"Personalausweis-Nr. {v}", lambda v: f"Reisepass {v[:9]}"),
        "es_dni": of(made.dni, str, str.lower, lambda v: f"{v[:8]}-{v[8]}", lambda v: f"{v[:2]}.{v[2:5]}.{v[5:8]}-{v[8]}", lambda v: f"DNI: {v[:8]} {v[8]}"),
        "es_nie": of(made.nie, str, lambda v: f"{v[0]}-{v[1:8]}-{v[8]}", lambda v: f"N.I.E. {v}"),
        "es_cif": of(made.cif, str, lambda v: f"CIF {v[0]}-{v[1:]}", lambda v: f"{v[0]}-{v[1:]}"),
        "pt_nif": of(made.nif, lambda v: f"NIF {v}", lambda v: grouped(v, (3,)), str, lambda v: f"contribuinte n.º {v}", lambda v: f"PT{v}"),
        "pt_cc": of(made.cidadao, str, lambda v: f"{v[:8]} {v[8]} {v[9:]}", lambda v: f"CC {v[:8]}-{v[8]}-{v[9:]}"),
        "fr_nir": of(made.nir, str, lambda v: grouped(v, (1, 2, 2, 2, 3, 3, 2)), lambda v: f"n° sécu {grouped(v, (13, 2))}"),
    }  # fmt: skip


FORMS: dict[str, Callable[[Chance], str]] = {
    "email": _mail, "card": _card, "iban": _iban, "ip": _ip, "url": _url, "handle": _handle,
    **{f"phone_{country}": form for country, form in PHONES.items()}, **_ids(),
}  # fmt: skip


def _core(kind: str, told: str) -> tuple[int, int]:
    """Where the datum itself stands in its form: words such as "IBAN" or "call me:" beside it are not personal."""
    import re

    start, end = 0, len(told)
    lead = {
        "email": r"(?i)mailto:|e-mail:|<", "iban": r"(?i)(?:conta|nib/iban=|iban:?) ?", "ip": r"IP[ :]|\[", "url": r"\(",
        "handle": r"(?i)(?:insta |ig: |twitter:|telegram: |\()", "card": r"(?:card |karte:|Karte:|tarjeta nº)",
    }.get(kind, r"(?i)(?:cell|call me:|tel:|zap|celular:|handy|móvil|telemóvel|tlm\.|tél\.|ssn|social security number|nino:|nhs no\."
                r"|cpf|cnpj:?|steuer-idnr\.|idnr:|ausweisnummer|personalausweis-nr\.|reisepass|dni:|n\.i\.e\.|cif|nif|contribuinte n\.º|cc|n° sécu)[ ]?(?=\S)")  # fmt: skip
    found = re.match(lead, told)
    if found:
        start = found.end()
    if kind == "iban":
        end = re.sub(r" BIC DEUTDEFF$", "", told).__len__()
    if kind == "card":
        end = len(told.removesuffix(" exp 09/27"))
    if kind == "ip":
        end = len(told.removesuffix(":8080").rstrip("]"))
    if told.endswith((")", ">", "!")) and kind in ("url", "email", "handle"):
        end -= 1
    if told.endswith(" ext. 12"):
        end -= 8
    return start, end


def samples(seed: int, count: int) -> list[Sample]:
    """`count` texts: two in three hold one datum (sometimes a second in a sentence behind it), one in three none."""
    chance = random.Random(seed)
    found: list[Sample] = []
    for _ in range(count):
        if chance.random() < 1 / 3:
            found.append(Sample(" ".join(chance.sample(BORING, chance.choice((1, 1, 2)))), ()))
            continue
        story = chance.choice(STORIES)
        text, labels = "", []
        for _ in range(chance.choice((1, 1, 1, 2))):
            kind = chance.choice(tuple(FORMS))
            told = FORMS[kind](chance)
            start, end = _core(kind, told)
            base = len(text) + (1 if text else 0) + story.index("{x}")
            labels.append((base + start, base + end, kind))
            text = " ".join(filter(None, (text, story.replace("{x}", told))))
            story = chance.choice(STORIES)
        found.append(Sample(text, tuple(labels)))
    return found
