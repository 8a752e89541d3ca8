"""A fifth set of labelled texts the patterns were tuned on, after a fourth measurement.

`{…}` marks the datum itself, so that words such as "IBAN" beside it are not counted as personal.
"""
# ruff: noqa: E501

import random
from collections.abc import Callable
from dataclasses import dataclass

import mask_values as made
from mask_values import grouped

Chance = random.Random
Values = Callable[[Chance], str]


@dataclass(frozen=True)
class Sample:
    """A text, and its personal data as (start, end, kind)."""

    text: str
    labels: tuple[tuple[int, int, str], ...]


SCENES = (
    "Honestly the spa alone is worth it; the parking (18 a day) is not. Left ~ with the concierge in case the earring turns up.",
    "They rang the wrong person because ~ was typed in wrong at check-in. Twice.",
    "UPDATE 3 days later: still nothing. ~",
    "~ — that is all they had to write down, and they couldn't.",
    "Nurse was kind, doctor rushed (6 minutes!). The letter showed ~ and somebody else's name.",
    "Signed up on the tablet with ~, got 14 newsletters in a week.",
    "A esplanada é linda, o serviço não: 55 minutos por 2 tostas. Fica aqui ~ se quiserem explicar.",
    "Inscrevi os miúdos (5 e 9 anos) com ~ e a vaga desapareceu.",
    "O técnico nem tocou à campainha! Confirmei ~ com o balcão na véspera.",
    "La tienda un caos, 1 cajera para 20 personas. Puse ~ en la hoja de reclamaciones.",
    "Me dijeron que avisarían, les di ~, y hasta hoy.",
    "Muy ricos los churros. Para lo de la cesta de Navidad, ~.",
    "Der Techniker kam 2 Stunden zu spät. Im Formular stand ~ schon falsch vorausgefüllt.",
    "Tolles Frühstück, 12 Sorten Brot! Wegen der vergessenen Jacke: ~",
    "Ich musste ~ buchstabieren, dreimal, und bekam trotzdem keine Antwort.",
    "Le moniteur est super. Par contre l'inscription avec ~ n'a jamais été prise en compte.",
    "Deux heures d'attente aux urgences, et ~ affiché sur l'écran devant tout le monde.",
    "Merci à l'équipe de nuit ! (pour la montre trouvée chambre 27 : ~)",
)
PLAIN = (
    "Queue of 25 people, 2 tills, 31 minutes.",
    "Opened 2003, renovated 2019, already falling apart in 2024.",
    "Discount went from 30% to 12.5% overnight on 05/09/2023.",
    "Claim 7120045598 rejected, claim 7120045599 accepted. Same photo.",
    "Ran 10.4 km to the beach and 10.6 km back, 58 m of climb.",
    "Flight 482 left at 06:55, landed 09:10, bags at 10:02.",
    "A 0.33 l beer for 7.20, a 0.5 l for 8.90.",
    "Page 404, then error 0x80070057, then nothing.",
    "Seats 14A to 14F, all 6 broken.",
    "Ticket number 0012459981, window 7.",
    "São 3 pisos e 64 degraus sem elevador.",
    "Multa de 120,00 € por 4 minutos, de 13:56 a 14:00.",
    "Entrega 20240611-77 adiada de 11/06 para 18/06/2024.",
    "Ganharam 2.300.000 votos, 51,2%.",
    "Contrato 88230417, fidelização de 24 meses, 39,99 por mês.",
    "Paella para 4: 62,40 €, 50 minutos.",
    "Ruta de 7 km, 2 h 15, desnivel 430 m.",
    "Pedido 5012-A, mesa 9, 3 cañas.",
    "Temporada 2018/2019, fila 12, asiento 118.",
    "Código 45-B caducado el 31.12.2023.",
    "Kostet 1.849 Euro, hielt 26 Monate.",
    "Bahn 16:32, Anschluss 16:36, weg.",
    "Bestellnummer 4401239876, Lieferung KW 38.",
    "3 Sterne: 1 für den Kaffee, 2 für die 15 Kekse.",
    "Tarif 2024 : 12,50 € au lieu de 9,80 €.",
    "Places 101 à 108, rang 22, 75 minutes sans entracte.",
    "Facture 0098231 du 03.10.2023, payée 2 fois.",
    "Chambre 512, 5e étage, 34 degrés, 0 ventilateur.",
)


def _pick(*forms: Callable[[Chance], str]) -> Values:
    return lambda c: c.choice(forms)(c)


def _word(c: Chance, *words: str) -> str:
    return c.choice(words)


def _mail(c: Chance) -> str:
    user = _word(c, "w.kowalski", "amelie99", "f_rossi", "tiago-m", "Jo.Anne", "svc.77", "núria")
    host = _word(
        c, "home.example", "webmail.example.pl", "kanzlei-ost.example", "mail.example.gov.pt", "a.b.example.fr"
    )
    return _word(
        c, f"{{{user}@{host}}}", f"my email, {{{user}@{host}}},", f"{{{user}@{host}}}/{{other.{user}@{host}}}", f"({{{user}@{host}}})", f"correo:{{{user}@{host}}}",
        f"{{{user} [at] {host}}}", f"{{{user}(at){host}}}", f"{{{user} @ {host}}}", f"{{{user} (arroba) {host}}}", f"{{{user} at {host.partition('.')[0]} dot net}}",
    )  # fmt: skip


def _phone(*masks: str) -> Values:
    """Forms in which N is a digit from 2 to 9 and # any digit."""

    def fill(c: Chance) -> str:
        return "".join(
            {"N": c.choice("23456789"), "#": c.choice("0123456789")}.get(char, char) for char in c.choice(masks)
        )

    return fill


def _card(c: Chance) -> str:
    brand = _word(c, "visa", "master", "amex", "discover")
    number = made.card(c, brand)
    sizes = (4, 6, 5) if brand == "amex" else (4,)
    return _word(
        c,
        f"{{{number}}}",
        f"{{{grouped(number, sizes)}}}",
        f"card number {{{grouped(number, sizes, '-')}}}",
        f"{{{grouped(number, sizes)}}} valid thru 12/28",
        f"VISA:{{{number}}}",
        f"la tarjeta {{{grouped(number, sizes)}}}",
    )


def _iban(c: Chance) -> str:
    number = made.iban(c, _word(c, "PT", "ES", "DE", "GB", "BR", "FR", "IT", "BE", "IE", "AT", "CH", "NL", "PL"))
    return _word(
        c,
        f"{{{number}}}",
        f"{{{grouped(number, (4,))}}}",
        f"the IBAN ({{{grouped(number, (4,))}}})",
        f"{{{grouped(number.lower(), (4,))}}}",
        f"Kontonummer {{{number}}}",
        f"compte {{{grouped(number, (4,), '-')}}}",
    )


def _ip(c: Chance) -> str:
    four = ".".join((str(c.randint(12, 220)), *(str(c.randint(0, 255)) for _ in range(3))))
    six = [f"{c.randint(256, 65535):x}" for _ in range(8)]
    return _word(
        c,
        f"{{{four}}}",
        f"the address {{{four}}}",
        f"[{{{four}}}]",
        f"{{{':'.join(six)}}}",
        f"{{{six[0]}:{six[1]}::{six[2]}}}",
        f"IPv6 {{{':'.join(six).upper()}}}",
    )


def _url(c: Chance) -> str:
    tail = _word(c, "report.pdf", "u/77", "q?a=1&b=%20", "2023", "caf%C3%A9")
    return _word(
        c,
        f"{{https://files.example.com/{tail}}}",
        f"{{http://www.example.pt/{tail}}}",
        "{www.example.fr}",
        f"see {{photos.example.com/{tail}}}",
        "{https://example.de}",
        f"{{linkedin.com/in/{tail}}}",
    )


def _handle(c: Chance) -> str:
    name = _word(c, "amelie", "kowal_ski", "frossi", "tiago.m", "nuria_bcn") + _word(c, "", "4", "_x")
    return _word(
        c,
        f"{{@{name}}}",
        f"tag {{@{name}}}",
        f"Insta: {{@{name}}}",
        f"{{@{name}}}'s",
        f"tiktok: {{{name}_22}}",
        f"[{{@{name}}}]",
    )


def _id(value: Values, *forms: Callable[[str], str]) -> Values:
    return lambda c: c.choice(forms)(value(c))


FORMS: dict[str, Values] = {
    "email": _mail, "card": _card, "iban": _iban, "ip": _ip, "url": _url, "handle": _handle,
    "phone_us": _phone("{(N##) N##-####}", "{N##-N##-####}", "{+1 N## N## ####}", "{1-800-N##-####}", "my cell is {N##N######}", "{N##.N##.####} (home)", "{+1 (N##) N######}"),
    "phone_uk": _phone("{07N## ######}", "{+44 7N## ### ###}", "{0N0 #### ####}", "{(0N##) ### ####}", "mobile {07N########}", "{+44(0)1N## ######}", "{0N## ### ####}"),
    "phone_br": _phone("{(N1) 9N###-####}", "{N1 9N###-####}", "{+55 (N1) 9N###-####}", "{+55N19N#######}", "{(N1) 3###-####}", "meu celular {N19N#######}", "{0800 ### ####}"),
    "phone_de": _phone("{015N########}", "{015N-#######}", "{+49 15N ########}", "{0N0/#######}", "{(0NN#) ######}", "{0049 NN# ######}", "Mobil: {015N ### ## ##}", "{0NN# ######}"),
    "phone_es": _phone("{6## ### ###}", "{6## ## ## ##}", "{+34 7## ### ###}", "{9N# ### ###}", "mi teléfono es {6########}", "{+34 9N ### ## ##}", "{6##-###-###}"),
    "phone_pt": _phone("{91# ### ###}", "{+351 96# ### ###}", "{21# ### ###}", "telefone {93#######}", "{+351 21 ### ## ##}", "{92 ### ## ##}", "contacto: {96# ### ###}", "{351 91# ### ###}"),
    "phone_fr": _phone("{06 ## ## ## ##}", "{06.##.##.##.##}", "{+33 6 ## ## ## ##}", "{01-##-##-##-##}", "{06########}", "{+33 (0) 4 ## ## ## ##}", "{0033 7########}"),
    "us_ssn": _id(made.ssn, lambda v: f"{{{grouped(v, (3, 2, 4), '-')}}}", lambda v: f"social security {{{v}}}", lambda v: f"my SSN is {{{grouped(v, (3, 2, 4), '-')}}}"),
    "uk_nino": _id(made.nino, lambda v: f"{{{v}}}", lambda v: f"{{{grouped(v, (2,))}}}", lambda v: f"national insurance number {{{v}}}"),
    "uk_nhs": _id(made.nhs, lambda v: f"{{{grouped(v, (3, 3, 4))}}}", lambda v: f"NHS {{{grouped(v, (3, 3, 4), '-')}}}", lambda v: f"nhs number {{{v}}}"),
    "br_cpf": _id(made.cpf, lambda v: f"{{{v[:3]}.{v[3:6]}.{v[6:9]}-{v[9:]}}}", lambda v: f"o CPF é {{{v}}}", lambda v: f"{{{v[:3]}.{v[3:6]}.{v[6:9]}/{v[9:]}}}"),
    "br_cnpj": _id(made.cnpj, lambda v: f"{{{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}}}", lambda v: f"o CNPJ {{{v}}}", lambda v: f"{{{v[:8]}{v[8:12]}-{v[12:]}}}"),
    "br_cnpj_letters": _id(lambda c: made.cnpj(c, letters=True), lambda v: f"{{{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}}}", lambda v: f"CNPJ novo {{{v}}}", lambda v: f"{{{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}}}".lower()),
    "de_steuer": _id(made.steuer, lambda v: f"{{{grouped(v, (2, 3, 3, 3))}}}", lambda v: f"die Steuer-ID ({{{v}}})", lambda v: f"{{{v}}}"),
    "de_ausweis": _id(made.ausweis, lambda v: f"Ausweis-Nr. {{{v[:9]}}}", lambda v: f"den Personalausweis {{{v}}}", lambda v: f"passport no {{{v[:9]}}}"),
    "es_dni": _id(made.dni, lambda v: f"{{{v}}}", lambda v: f"el DNI {{{v[:8]}-{v[8]}}}", lambda v: f"{{{v[:8]} {v[8]}}}"),
    "es_nie": _id(made.nie, lambda v: f"{{{v}}}", lambda v: f"NIE: {{{v[0]}-{v[1:8]}-{v[8]}}}", lambda v: f"{{{v[0]}.{v[1:8]}.{v[8]}}}"),
    "es_cif": _id(made.cif, lambda v: f"{{{v}}}", lambda v: f"CIF {{{v}}}", lambda v: f"{{{v[0]}-{v[1:8]}-{v[8]}}}"),
    "pt_nif": _id(made.nif, lambda v: f"NIF {{{v}}}", lambda v: f"{{{grouped(v, (3,))}}}", lambda v: f"o contribuinte {{{v}}}", lambda v: f"{{PT-{v}}}"),
    "pt_cc": _id(made.cidadao, lambda v: f"{{{v[:8]} {v[8]} {v[9:]}}}", lambda v: f"{{{v}}}", lambda v: f"cartão de cidadão nº {{{v[:8]}}}"),
    "fr_nir": _id(made.nir, lambda v: f"{{{grouped(v, (1, 2, 2, 2, 3, 3, 2))}}}", lambda v: f"sécurité sociale {{{v}}}", lambda v: f"{{{grouped(v, (13, 2))}}}"),
}  # fmt: skip


def samples(seed: int, count: int) -> list[Sample]:
    """`count` texts: three in five hold a datum (or two of a kind), the others only numbers that are nobody's."""
    chance = random.Random(seed)
    found: list[Sample] = []
    for _ in range(count):
        if chance.random() < 0.4:
            found.append(Sample(" ".join(chance.sample(PLAIN, chance.randint(1, 3))), ()))
            continue
        kind = chance.choice(tuple(FORMS))
        text, labels, start = "", [], 0
        for char in chance.choice(SCENES).replace("~", FORMS[kind](chance)):
            if char == "{":
                start = len(text)
            elif char == "}":
                labels.append((start, len(text), kind))
            else:
                text += char
        found.append(Sample(text, tuple(labels)))
    return found
