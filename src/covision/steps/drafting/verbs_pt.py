"""Present forms of common Portuguese verbs: which number and mood a form may have."""

from functools import lru_cache

from covision.measures.text import word_set

Form = tuple[str, str]
"""Number (`one`, `many`, `we`) and mood (`fact`, `wish`)."""

_REGULAR = word_set(
    "enganar errar falhar fechar rapar arranjar andar aceitar acompanhar bater combinar cozinhar descansar "
    "desenhar devolver ensinar fugir importar inventar lembrar levantar limpar nadar oferecer pintar poupar "
    "preparar puxar recomendar recordar regressar remar resmungar rodar sorrir sujar telefonar terminar "
    "tranquilizar tropeçar visitar achar acabar andar avisar baixar bastar chamar chegar começar comprar contar "
    "continuar conversar custar deixar demorar encontrar entrar esperar explicar falar faltar ficar ganhar gostar "
    "gritar guardar largar lavar levar ligar marcar mandar morar mostrar olhar pagar parar passar pegar pensar "
    "perguntar pousar precisar procurar reparar respirar tocar tirar tomar tratar trabalhar usar voltar apagar "
    "apanhar ajudar atrasar calçar cuidar cantar jantar atender aprender bater comer conhecer correr descer dever "
    "entender escolher escrever esconder esquecer mexer perceber perder prometer receber resolver responder saber "
    "socorrer vender viver sofrer abrir cumprir decidir desistir dividir partir existir garantir assistir"
)
# Forms that no rule makes: one, many, we, and the same as a wish.
_OWN = {
    "ser": "é são somos seja sejam sejamos",
    "estar": "está estão estamos esteja estejam estejamos",
    "ter": "tem têm temos tenha tenham tenhamos",
    "ir": "vai vão vamos vá vão vamos",
    "vir": "vem vêm vimos venha venham venhamos",
    "ver": "vê veem vemos veja vejam vejamos",
    "fazer": "faz fazem fazemos faça façam façamos",
    "dizer": "diz dizem dizemos diga digam digamos",
    "trazer": "traz trazem trazemos traga tragam tragamos",
    "poder": "pode podem podemos possa possam possamos",
    "querer": "quer querem queremos queira queiram queiramos",
    "saber": "sabe sabem sabemos saiba saibam saibamos",
    "sentir": "sente sentem sentimos sinta sintam sintamos",
    "sair": "sai saem saímos saia saiam saiamos",
    "dar": "dá dão damos dê deem demos",
    "pôr": "põe põem pomos ponha ponham ponhamos",
    "dormir": "dorme dormem dormimos durma durmam durmamos",
    "pedir": "pede pedem pedimos peça peçam peçamos",
    "ouvir": "ouve ouvem ouvimos ouça ouçam ouçamos",
    "haver": "há hão havemos haja hajam hajamos",
    "ler": "lê leem lemos leia leiam leiamos",
    "seguir": "segue seguem seguimos siga sigam sigamos",
    "servir": "serve servem servimos sirva sirvam sirvamos",
    "perder": "perde perdem perdemos perca percam percamos",
    "rir": "ri riem rimos ria riam riamos",
    "conseguir": "consegue conseguem conseguimos consiga consigam consigamos",
    "cair": "cai caem caímos caia caiam caiamos",
    "doer": "dói doem doemos doa doam doamos",
    "consertar": "conserta consertam consertamos conserte consertem consertemos",
    "durar": "dura duram duramos dure durem duremos",
    "desfrutar": "desfruta desfrutam desfrutamos desfrute desfrutem desfrutemos",
    "saltar": "salta saltam saltamos salte saltem saltemos",
}
# A thing as often as a doing: these forms prove nothing.
_NOUNS = word_set(
    "conta procura espera compra falta volta toca guarda janta usa ria passe leve trate marca cante visita visite "
    "prepara limpa lembra recorda termina roda pinta desenha combina"
)


@lru_cache(maxsize=1)
def forms() -> dict[str, frozenset[Form]]:
    """Every known form in lower case with the numbers and moods it may have."""
    found: dict[str, set[Form]] = {}
    order: tuple[Form, ...] = (
        ("one", "fact"), ("many", "fact"), ("we", "fact"), ("one", "wish"), ("many", "wish"), ("we", "wish"),
    )  # fmt: skip
    for verb in sorted(_REGULAR - _OWN.keys()):
        for form, kind in zip(_regular(verb), order, strict=True):
            found.setdefault(form, set()).add(kind)
    for listed in _OWN.values():
        for form, kind in zip(listed.split(), order, strict=True):
            found.setdefault(form, set()).add(kind)
    return {form: frozenset(kinds) for form, kinds in found.items() if form not in _NOUNS}


def _regular(verb: str) -> tuple[str, ...]:
    root, ending = verb[:-2], verb[-2:]
    soft = _softened(root, ending)
    if ending == "ar":
        return root + "a", root + "am", root + "amos", soft + "e", soft + "em", soft + "emos"
    we = root + ("emos" if ending == "er" else "imos")
    return root + "e", root + "em", we, soft + "a", soft + "am", soft + "amos"


def _softened(root: str, ending: str) -> str:
    if ending == "ar":
        for end, new in (("ç", "c"), ("c", "qu"), ("g", "gu")):
            if root.endswith(end):
                return root[:-1] + new
    elif root.endswith("c"):
        return root[:-1] + "ç"
    return root


def numbers(word: str) -> frozenset[str]:
    """The numbers a word may have as a verb; empty where it is no form known here."""
    return frozenset(number for number, _ in forms().get(word.lower(), ()))


def moods(word: str) -> frozenset[str]:
    """The moods a word may have as a verb; empty where it is no form known here."""
    return frozenset(mood for _, mood in forms().get(word.lower(), ()))
