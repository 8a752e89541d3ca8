"""The words beside a number: "order no." says that it counts a thing, "call" that it is somebody's telephone."""

import re
from bisect import bisect_left, bisect_right

# All of these look at lower-case text: branches of plain letters are an order of magnitude faster.
_ORDER = re.compile(
    r"(?<!\w)(?:order|booking|reservation|confirmation|invoice|receipt|ticket|tracking|parcel|ref|reference|article"
    r"|item|model|serial|part|flight|sku|isbn|ean|barcode|version|case|batch|row|id|claim|complaint|contract"
    r"|account|customer|policy|member"
    r"|reserva|pedido|encomenda|fatura|factura|recibo|bilhete|referência|referencia|artigo|artículo|modelo|série|serie"
    r"|localizador|código|voo|vuelo|protocolo|processo|compra|envío|envio|contrato|cliente"
    r"|conta|cuenta|reclamação|reclamación|sócio"
    r"|bestell\w*|buchung\w*|auftrag\w*|rechnung\w*|sendung\w*|artikel\w*|vorgang\w*|serien\w*|flug"
    r"|vertrag\w*|kunden\w*|konto\w*"
    r"|commande|réservation|facture|billet|référence|modèle|dossier|colis|vol|contrat|client|compte)(?!\w)"
)
# "order no. 7", "pedido 7", "Ticket #7". A colon alone says little: "for the invoice: …" may bring a telephone.
_FILL = re.compile(
    r"\s?(?:number|numero|número|nummer|numéro|num|code|id|no|nr|nº|n\.º|n°|#)\.?\s?:?\s?(?:is|was|é|es|ist|est)?\s?"
    r"|\s?(?:is|was|é|es|ist|est)?\s?"
)
_PHONE = re.compile(
    r"(?<!\w)(?:call(?:ed|ing)?|phon(?:e|ed|ing)|telephone|tel|mobile|cell|cellphone|text(?:ed|ing)?|whats ?app|fax"
    r"|sms|viber|signal|dial|ring|rang|reach|landline|hotline|(?:my|his|her|our|your|their) (?:\w{1,20} )?number"
    r"|contact|lig[aou]\w{0,4}|tel[eé]f\w{0,9}|tlm|tlf|telem[óo]vel|celular|fone|zap|contact[oe]|contato"
    r"|(?:meu|seu|nosso|mi|su) número|ll[aá]m\w{1,7}|m[óo]vil|fijo|handy\w{0,8}|mobil\w{0,8}|festnetz"
    r"|\w{0,6}ruf\w{0,8}|durchwahl|erreich\w{0,6}|(?:meine|ihre|unsere) (?:\w{1,20} )?nummer"
    r"|t[ée]l|t[ée]l[ée]phone\w{0,3}|portable|appel\w{0,4}|joindre|(?:mon|son|notre|votre) numéro)(?!\w)"
)
_MONEY_AFTER = re.compile(r"\s?(?:€|\$|£|(?:eur|usd|gbp|brl|chf|kr|euros?|reais|d[óo]lar\w*|dollars?|pounds?)\b)")
_MONEY_BEFORE = re.compile(r"(?:€|\$|£|\b(?:eur|usd|gbp|brl|chf))\s?$")
_BEFORE, _AFTER = 40, 25

PATTERNS = {"order": _ORDER, "phone-words": _PHONE}
"""Every pattern that runs over a whole text, for the test of their speed."""


class Beside:
    """What stands round the numbers of one text; looked up once, when it is first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower: str | None = None
        self._orders: list[int] | None = None
        self._phones: tuple[list[int], list[int]] | None = None

    def order(self, start: int) -> bool:
        """True where "order no.", "Rechnung" or the like stands right before `start`."""
        if self._orders is None:
            self._orders = [match.end() for match in _ORDER.finditer(self.lower)]
        last = bisect_right(self._orders, start) - 1
        if last < 0 or start - self._orders[last] > 24:
            return False
        # "pedido nº 7": of two words in a row ("ref id") each may be the one the number belongs to.
        return bool(_FILL.fullmatch(self.lower, self._orders[last], start))

    def phone(self, start: int, end: int) -> bool:
        """True where a word such as "call" or "mobile" stands up to 40 characters before, or 25 behind."""
        if self._phones is None:
            found = [match.span() for match in _PHONE.finditer(self.lower)]
            self._phones = [a for a, _ in found], [b for _, b in found]
        starts, ends = self._phones
        before = bisect_right(ends, start) - 1
        near = before >= 0 and starts[before] >= start - _BEFORE
        if not near:
            after = bisect_left(starts, end)
            near = after < len(starts) and ends[after] <= end + _AFTER
        return near and not self.order(start)

    def money(self, start: int, end: int) -> bool:
        """True where a currency stands right before or behind."""
        low = self.lower
        return bool(_MONEY_AFTER.match(low, end, end + 10) or _MONEY_BEFORE.search(low, max(0, start - 6), start))

    @property
    def lower(self) -> str:
        """The text in lower case, character for character in the same places."""
        if self._lower is None:
            lower = self._text.lower()
            if len(lower) != len(self._text):  # İ becomes two characters, which would move every place behind it
                lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in self._text)
            self._lower = lower
        return self._lower
