"""A third set of labelled texts the patterns were tuned on, after a second measurement.

A form marks the datum itself with ⟦ ⟧, so that words such as "IBAN" beside it are not counted as personal.
"""
# ruff: noqa: E501

import random
from collections.abc import Callable
from dataclasses import dataclass

import mask_values as made
from mask_values import digits, grouped

Chance = random.Random
NB, THIN, DASH = "\u00a0", "\u202f", "\u2011"


@dataclass(frozen=True)
class Sample:
    """A text, and its personal data as (start, end, kind)."""

    text: str
    labels: tuple[tuple[int, int, str], ...]


FRAMES = (
    "My husband (62) slipped by the pool on day 2. We filled in form B12 with {x} and never heard a word. Shame on you!",
    "Good: the view from floor 14. Bad: everything else. Write back: {x}.",
    "{x}\n\nPlease delete my account, I have asked 3 times since 2021.",
    "Ordered 2 chairs, got 1. Chat agent 'Sam' took {x}; the case was closed after 30 seconds...",
    "If anybody from head office reads this - {x} - I have photos of all 9 damaged tiles.",
    "The kids loved it, 5 stars for the pool bar, 2 for the rooms (no. 118 and 119).\nP.S. {x}",
    "Name: G.; age: 47; comment: too loud; details: {x}; would return: no",
    "Ficamos 3 dias. O wi-fi caiu 6 vezes. A gerente anotou {x} e disse que ia ver. Até hoje.",
    "Entrega marcada para as 14h, chegou às 19h45; o rapaz pediu {x}, achei estranho.",
    "Adorei o pequeno-almoço (8,50 €)! Para o sorteio de 2024 fica {x} :)",
    "Mesa para 6, sentaram-nos às 21h10. Reclamação feita, com {x}, no livro.",
    "Nos cobraron 3 cafés de más. Dejamos {x} en recepción el día 5.",
    "¡Un 10! El guía nos esperó 20 minutos bajo la lluvia. Un saludo, {x}",
    "Cita a las 9:30, entré a las 11:15, y encima perdieron {x}.",
    "Die Heizung ging 2 Tage nicht, 17 Grad im Bad. An der Rezeption wollte man {x} wissen.",
    "Sehr nettes Team, Note 1-! Falls noch Fragen sind, {x}. Bis 2025!",
    "Habe am 4.5. reklamiert, {x} angegeben, am 19.6. kam eine Standardmail.",
    "On a attendu 1h15 pour 2 crêpes. J'ai noté {x} sur la fiche, sans suite.",
    "Accueil 5/5, propreté 2/5. Pour me recontacter, {x}, merci d'avance.",
    "Colis perdu depuis le 02/02, le livreur avait pourtant {x}.",
)
QUIET = (
    "Between 7 and 9 in the morning there are 40 people for 2 lifts, 20 floors, you do the maths.",
    "Receipt 0004417 shows 3x 4.90 and 1x 12.00, total 26.70, paid 30, change 3.30.",
    "Season 2022-2023 we came 14 times, in 2024 only twice.",
    "The 7:52 became the 8:31, the 8:31 became the 9:04. Coach 12, seat 45A.",
    "Order #100234987 / line 2: delivered 11-14-2023 10:22:31 PM, nobody was home.",
    "They sell 250 g for 3.49 and 1000 g for 14.99. Who does that?",
    "My ticket number 7788990011 was not accepted at gate 3.",
    "GPS says 51.50735, -0.12776, the entrance is 400 m further.",
    "Serial no. 88213344 and firmware 2.10.7.1, replaced after 13 months.",
    "Total 1,234,567 votes? I don't believe it. 98.7% positive, sure.",
    "Gastámos 1 250 000 milhas e nem um upgrade. Voo TP1351, porta 22, lugar 17C.",
    "Comprei em 15/03/2023, troquei em 02.04.2023 e devolvi a 2023-04-28.",
    "Fatura 2023/1178 de 1.348,20 euros, IVA 23%, 2 pessoas.",
    "Aberto das 10:00 às 22:00, mas às 21:20 já não serviam. Nota 3,5.",
    "Referência 845120033, entidade 21800, montante 45,90.",
    "Pagué 2.350.000 pesos por 6 noches; en 2019 eran 1.100.000.",
    "Pedido 300045671 del 12-10-2023, 4 artículos, 1 devuelto.",
    "Línea 27, parada 1503, cada 12-15 minutos, 1,50 € el billete.",
    "Kundenkarte abgelehnt, Kasse 4, Bon 5521, 16:48 Uhr, 23,17 EUR.",
    "Rechnungsnummer 2023100456, Betrag 89,00 €, gezahlt am 01.11.2023, gemahnt am 15.11.2023.",
    "Größe 38/40, Länge 102 cm, Bund 74-76, nach 3 Wäschen 2 cm kürzer.",
    "Bus 600 um 6.05, 6.25 und 6.45, danach erst 8.05.",
    "Réservation 884512907 annulée, remboursée à 80 % après 45 jours.",
    "Ouvert de 9h à 12h et de 14h à 18h30, sauf du 24/12 au 02/01.",
    "Menu à 29,90 €, vin à 6,50 €, café à 2,80 €, addition à 78,40 €.",
    "Look at booking sites, they want 12% more, and meet @ gate 5.",
    "Rated us 4 : 3 :: who counts like that?",
    "Model XJ-900-2231-B, 240 V, 2000 W, 1.7 l, 3 years.",
)


def _email(c: Chance) -> str:
    user = c.choice(
        (
            "h.nakamura",
            "s-okafor",
            "pia_lund",
            "carlos.m.reis",
            "info.jb",
            "x9",
            "ÁngelRuiz",
            "t.o'neil",
            "kundin2020",
            "ana%vip",
        )
    )
    dom = c.choice(
        (
            "web.example",
            "email.example.br",
            "correo.example.mx",
            "hansen-und-co.example",
            "univ.example.ac.uk",
            "example.museum",
            "t-online.example.de",
        )
    )
    plain = f"⟦{user}@{dom}⟧"
    safe = user.replace("'", "").replace("%", "")
    return c.choice((plain, plain, f"email={plain}", f"\"{plain}\"", f"{plain}, {plain}", f"e-mail:{plain.upper()}", f"[{plain}]",
                     f"⟦{safe} @ {dom}⟧".replace(" @ ", "(at)"), f"⟦{safe} [at] {dom.replace('.', ' [dot] ')}⟧", f"⟦{safe} arroba {dom}⟧",
                     f"⟦{safe}[arroba]{dom}⟧", f"⟦{safe} at {dom.partition('.')[0]} dot com⟧"))  # fmt: skip


def _us(c: Chance) -> list[str]:
    a, b, n = digits(c, 3, "23456789"), digits(c, 3, "23456789"), digits(c, 4)
    return [
        f"⟦({a}) {b}{DASH}{n}⟧",
        f"⟦{a}.{b}.{n}⟧",
        f"⟦+1 {a}-{b}-{n}⟧",
        f"⟦1 ({a}) {b}-{n}⟧",
        f"my mobile ⟦{a}{b}{n}⟧",
        f"⟦001 {a} {b} {n}⟧",
        f"text ⟦{a} {b} {n}⟧",
        f"⟦+1.{a}.{b}.{n}⟧",
        f"⟦800-{b}-{n}⟧",
    ]


def _uk(c: Chance) -> list[str]:
    n = digits(c, 9)
    return [
        f"⟦07{n[:2]}{DASH}{n[2:5]}{DASH}{n[5:]}⟧",
        f"⟦07{n[:3]}{NB}{n[3:]}⟧",
        f"⟦+44 (0) 7{n[:3]} {n[3:]}⟧",
        f"⟦0{n[0]}{n[1:4]} {n[4:]}0⟧",
        f"⟦+44{NB}113{NB}{n[:3]}{NB}{n[3:7]}⟧",
        f"⟦(0113) {n[:3]} {n[3:7]}⟧",
        f"⟦0800 {n[:3]} {n[3:7]}⟧",
        f"phone:⟦07{n}⟧",
    ]


def _br(c: Chance) -> list[str]:
    n = digits(c, 8)
    return [
        f"⟦(61) 9{n[:4]}{DASH}{n[4:]}⟧",
        f"⟦+55 61 9{n[:4]} {n[4:]}⟧",
        f"⟦+55 (61) 3{n[1:4]}-{n[4:]}⟧",
        f"WhatsApp ⟦619{n}⟧",
        f"⟦61 9 {n[:4]}-{n[4:]}⟧",
        f"⟦0800 {n[:3]} {n[3:7]}⟧",
        f"fone ⟦3{n[1:4]}-{n[4:]}⟧",
        f"⟦(061) 3{n[1:4]}-{n[4:]}⟧",
    ]


def _de(c: Chance) -> list[str]:
    n = digits(c, 8)
    return [
        f"⟦+49 (0)176 {n}⟧",
        f"⟦0176/{n[:4]} {n[4:]}⟧",
        f"⟦06221-{n[:6]}⟧",
        f"⟦(030) {n}⟧",
        f"⟦040 {n[:3]} {n[3:6]}-{n[6:]}⟧",
        f"⟦+49.176.{n}⟧",
        f"⟦0049 (0)40 {n[:7]}⟧",
        f"Tel. ⟦0{n[:3]} {n[3:]}⟧",
        f"⟦01577{n[:7]}⟧",
    ]


def _es(c: Chance) -> list[str]:
    n = digits(c, 8)
    return [
        f"⟦6{n[:2]}{THIN}{n[2:5]}{THIN}{n[5:]}⟧",
        f"⟦6{n[:2]}.{n[2:4]}.{n[4:6]}.{n[6:]}⟧",
        f"⟦+34-6{n[:2]}-{n[2:5]}-{n[5:]}⟧",
        f"⟦+346{n}⟧",
        f"tfno/móvil: ⟦6{n}⟧",
        f"⟦95{n[0]} {n[1:4]} {n[4:7]}⟧",
        f"⟦0034 6{n[:2]} {n[2:5]} {n[5:]}⟧",
        f"⟦900 {n[:3]} {n[3:6]}⟧",
    ]


def _pt(c: Chance) -> list[str]:
    n = digits(c, 7)
    return [
        f"⟦91{n[0]}{NB}{n[1:4]}{NB}{n[4:]}⟧",
        f"⟦+351.93{n[0]}.{n[1:4]}.{n[4:]}⟧",
        f"⟦(+351) 96{n[0]} {n[1:4]} {n[4:]}⟧",
        f"telefone ⟦21{n}⟧",
        f"⟦96{n[0]}.{n[1:4]}.{n[4:]}⟧",
        f"⟦+351 2{n[0]} {n[1:4]} {n[4:6]} {n[0:2]}⟧",
        f"⟦808 {n[:3]} {n[3:6]}⟧",
        f"ligar ⟦92{n}⟧",
    ]


def _fr(c: Chance) -> list[str]:
    n = digits(c, 8)
    return [
        f"⟦06{NB}{grouped(n, (2,), NB)}⟧",
        f"⟦06{DASH}{grouped(n, (2,), DASH)}⟧",
        f"⟦+33 (0)6 {grouped(n, (2,))}⟧",
        f"⟦+336{n}⟧",
        f"⟦0033 6 {grouped(n, (2,))}⟧",
        f"⟦07{n}⟧",
        f"⟦04.{grouped(n, (2,), '.')}⟧",
        f"⟦0 800 {n[:3]} {n[3:6]}⟧",
        f"portable ⟦06 {n[:4]} {n[4:]}⟧",
    ]


_PHONES = {"us": _us, "uk": _uk, "br": _br, "de": _de, "es": _es, "pt": _pt, "fr": _fr}


def _phone(country: str) -> Callable[[Chance], str]:
    return lambda c: c.choice(_PHONES[country](c))


def _card(c: Chance) -> str:
    brand = c.choice(("visa", "master", "amex", "discover"))
    n = made.card(c, brand)
    told = c.choice((n, grouped(n, (4, 6, 5) if brand == "amex" else (4,), c.choice((" ", "-", THIN, DASH, ".")))))
    return c.choice(
        (
            f"⟦{told}⟧",
            f"Visa/MC ⟦{told}⟧",
            f"cartão:⟦{told}⟧",
            f"⟦{told}⟧ (11/26, 123)",
            f"CB n°⟦{told}⟧",
            f"card no ⟦{told}⟧ 05/28",
        )
    )


def _iban(c: Chance) -> str:
    n = made.iban(c, c.choice(("PT", "ES", "DE", "GB", "BR", "FR", "IT", "BE", "IE", "AT", "CH", "NL", "PL")))
    told = c.choice(
        (n, grouped(n, (4,)), grouped(n, (4,), THIN), grouped(n, (4,), "."), grouped(n, (2, 2, 4)), n.capitalize())
    )
    return c.choice(
        (
            f"⟦{told}⟧",
            f"my account ⟦{told}⟧ please",
            f"IBAN=⟦{told}⟧",
            f"Konto:⟦{told}⟧ (BIC ABCDPTPL)",
            f"(⟦{told}⟧)",
            f"⟦{told}⟧ Maria Reis",
        )
    )


def _ip(c: Chance) -> str:
    four = f"{c.choice((10, 62, 88, 172, 193, 203))}.{c.randint(0, 255)}.{c.randint(0, 255)}.{c.randint(1, 254)}"
    g = [f"{c.randint(256, 65535):x}" for _ in range(7)]
    return c.choice(
        (
            f"⟦{four}⟧",
            f"from ip=⟦{four}⟧",
            f"⟦{four}⟧/24",
            f"(⟦{four}⟧)",
            f"⟦2a02:{':'.join(g)}⟧",
            f"⟦2a02:{g[0]}::{g[1]}⟧",
            f"⟦fd00::{g[0]}:{g[1]}:{g[2]}⟧",
            f"⟦::ffff:{four}⟧",
        )
    )


def _url(c: Chance) -> str:
    slug = c.choice(("my-review-2", "users/joao/album?id=3", "x", "é/à", "a_b;c=1"))
    return c.choice(
        (
            f"⟦https://blog.example.info/{slug}⟧",
            f"⟦http://user.example.com:8000/{slug}⟧",
            "⟦www.minha-loja.example.br⟧",
            f"⟦Https://Example.De/{slug}⟧",
            f"[foto](⟦https://img.example.net/{slug}⟧)",
            "⟦facebook.com/joao.reis.77⟧",
            "⟦t.me/okafor_s⟧",
            "⟦instagram.com/pia_lund/⟧",
            f"<⟦https://maps.example.org/{slug}⟧>",
        )
    )


def _handle(c: Chance) -> str:
    n = c.choice(("pia", "j.reis", "sofi_ok", "okafor", "hansen.b", "miri")) + c.choice(("", "_84", "123", "xo"))
    return c.choice(
        (
            f"⟦@{n}⟧",
            f"({n} is not me) ⟦@{n}⟧?",
            f"Instagram: ⟦{n}_7⟧",
            f"insta ⟦@{n}⟧,",
            f"twitter ⟦@{n}⟧/X",
            f"X: ⟦@{n}⟧",
            f"TikTok=⟦@{n}⟧",
            f"snap: ⟦{n}.9⟧",
            f"reddit ⟦u/{n.replace('.', '')}_⟧",
            f'"⟦@{n}⟧"',
        )
    )


def _ids() -> dict[str, Callable[[Chance], str]]:
    g = grouped
    forms: dict[str, tuple[Callable[[Chance], str], Callable[[str], list[str]]]] = {
        "us_ssn": (made.ssn, lambda v: [f"⟦{g(v, (3, 2, 4), DASH)}⟧", f"⟦{g(v, (3, 2, 4), '-')}⟧", f"SSN# ⟦{v}⟧", f"Social Security no: ⟦{g(v, (3, 2, 4))}⟧"]),
        "uk_nino": (made.nino, lambda v: [f"⟦{v}⟧", f"⟦{g(v, (2, 2, 2, 2, 1), '-')}⟧", f"NI number ⟦{g(v, (2, 2, 2, 2, 1))}⟧", f"National Insurance ⟦{v.lower()}⟧"]),
        "uk_nhs": (made.nhs, lambda v: [f"⟦{g(v, (3, 3, 4), NB)}⟧", f"NHS:⟦{v}⟧", f"NHS number is ⟦{g(v, (3, 3, 4))}⟧", f"⟦{v}⟧"]),
        "br_cpf": (made.cpf, lambda v: [f"⟦{v[:3]}.{v[3:6]}.{v[6:9]}-{v[9:]}⟧", f"cpf ⟦{v}⟧", f"CPF nº⟦{v[:3]}.{v[3:6]}.{v[6:9]}{DASH}{v[9:]}⟧", f"⟦{v}⟧"]),
        "br_cnpj": (made.cnpj, lambda v: [f"⟦{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}⟧", f"cnpj:⟦{v}⟧", f"⟦{v[:2]} {v[2:5]} {v[5:8]}/{v[8:12]}-{v[12:]}⟧"]),
        "br_cnpj_letters": (lambda c: made.cnpj(c, letters=True), lambda v: [f"⟦{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}{DASH}{v[12:]}⟧", f"CNPJ ⟦{v}⟧", f"⟦{v[:8]}/{v[8:12]}-{v[12:]}⟧"]),
        "de_steuer": (made.steuer, lambda v: [f"⟦{g(v, (2, 3, 3, 3), NB)}⟧", f"Steuernummer/ID ⟦{v}⟧", f"Steueridentifikationsnummer: ⟦{g(v, (2, 3, 3, 3))}⟧", f"⟦{v}⟧"]),
        "de_ausweis": (made.ausweis, lambda v: [f"Perso/Ausweis ⟦{v[:9]}⟧", f"Personalausweisnummer: ⟦{v}⟧", f"Reisepassnummer ⟦{v[:9]}⟧", f"my German passport ⟦{v[:9]}⟧"]),
        "es_dni": (made.dni, lambda v: [f"⟦{v}⟧", f"dni ⟦{v[:8]} {v[8].lower()}⟧", f"D.N.I. ⟦{v[:8]}-{v[8]}⟧", f"⟦{v[:2]}.{v[2:5]}.{v[5:8]} {v[8]}⟧", f"con DNI nº ⟦{v}⟧"]),
        "es_nie": (made.nie, lambda v: [f"⟦{v}⟧", f"⟦{v[0]} {v[1:8]} {v[8]}⟧", f"nie:⟦{v.lower()}⟧", f"⟦{v[0]}{v[1:8]}-{v[8]}⟧"]),
        "es_cif": (made.cif, lambda v: [f"⟦{v}⟧", f"CIF: ⟦{v}⟧", f"⟦{v[0]} {v[1:]}⟧", f"cif ⟦{v[0]}{v[1:3]}.{v[3:6]}.{v[6:]}⟧"[:60]]),
        "pt_nif": (made.nif, lambda v: [f"nif:⟦{v}⟧", f"⟦{g(v, (3,), NB)}⟧", f"contribuinte ⟦{g(v, (3,))}⟧", f"NIF n.º ⟦{v}⟧", f"⟦{v}⟧", f"⟦PT {v}⟧"]),
        "pt_cc": (made.cidadao, lambda v: [f"⟦{v}⟧", f"cartão de cidadão ⟦{v[:8]} {v[8]} {v[9:]}⟧", f"⟦{v[:9]}{v[9:].lower()}⟧", f"C.C. n.º ⟦{v[:8]}-{v[8]}{v[9:]}⟧"]),
        "fr_nir": (made.nir, lambda v: [f"⟦{g(v, (1, 2, 2, 2, 3, 3, 2), NB)}⟧", f"sécu : ⟦{v}⟧", f"n° de sécurité sociale ⟦{g(v, (1, 2, 2, 2, 3, 3, 2))}⟧", f"⟦{g(v, (1, 2, 2, 2, 3, 3, 2), '.')}⟧"]),
    }  # fmt: skip

    def maker(name: str) -> Callable[[Chance], str]:
        value, told = forms[name]
        return lambda c: c.choice(told(value(c)))

    return {name: maker(name) for name in forms}


FORMS: dict[str, Callable[[Chance], str]] = {
    "email": _email, "card": _card, "iban": _iban, "ip": _ip, "url": _url, "handle": _handle,
    **{f"phone_{country}": _phone(country) for country in ("us", "uk", "br", "de", "es", "pt", "fr")}, **_ids(),
}  # fmt: skip


def _unmarked(marked: str, kind: str, base: int) -> tuple[str, list[tuple[int, int, str]]]:
    text, labels, start = "", [], 0
    for char in marked:
        if char == "⟦":
            start = base + len(text)
        elif char == "⟧":
            labels.append((start, base + len(text), kind))
        else:
            text += char
    return text, labels


def samples(seed: int, count: int) -> list[Sample]:
    """`count` texts: three in five hold one kind of datum, the others only numbers that are nobody's."""
    chance = random.Random(seed)
    found: list[Sample] = []
    for _ in range(count):
        if chance.random() < 0.4:
            found.append(Sample(" ".join(chance.sample(QUIET, chance.randint(1, 3))), ()))
            continue
        kind = chance.choice(tuple(FORMS))
        marked = chance.choice(FRAMES).replace("{x}", FORMS[kind](chance))
        text, labels = _unmarked(marked, kind, 0)
        found.append(Sample(text, tuple(labels)))
    return found
