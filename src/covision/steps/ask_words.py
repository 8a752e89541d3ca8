"""Small closed word lists the triggers need, by language: negation, opposites, and what makes a scene."""

import re

from covision.measures.stems import stem
from covision.measures.text import fold

_NEGATIONS = {
    "en": "no not never nobody none nothing cannot without hardly neither nor rarely",
    "pt": "não nunca nem ninguém nenhum nenhuma nada sem jamais raramente",
}

_OPPOSITES = {
    "en": "always/never always/rarely early/late fast/slow quick/slow warm/cold rushed/unhurried "
    "cheap/expensive quiet/loud quiet/noisy open/closed calm/stressed easy/hard easy/difficult "
    "clear/confusing friendly/rude kind/rude clean/dirty short/long everyone/nobody everybody/nobody "
    "same/different remember/forget patient/impatient welcome/unwelcome safe/unsafe first/last "
    "honest/dishonest simple/complicated fresh/stale full/empty warm/freezing hot/cold hot/freezing",
    "pt": "sempre/nunca sempre/raramente cedo/tarde rápido/lento depressa/devagar quente/frio barato/caro "
    "aberto/fechado calmo/agitado fácil/difícil claro/confuso simpático/antipático limpo/sujo curto/longo "
    "todos/ninguém mesmo/diferente lembrar/esquecer seguro/inseguro simples/complicado fresco/velho "
    "cheio/vazio silencioso/barulhento quente/fria quente/gelado baixo/alto",
}

_SCENE = {
    "en": "yesterday today tonight morning afternoon evening night noon midnight lunchtime monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december spring summer autumn winter christmas easter week month year weekend ago "
    "last o'clock man woman lady gentleman guy girl boy lad child kid baby toddler teenager mother mum "
    "mom father dad grandmother grandfather grandma grandpa daughter son sister brother aunt uncle wife "
    "husband widow widower couple family pensioner student pupil teacher nurse doctor builder driver "
    "regular bride boss manager colleague neighbour friend bookkeeper accountant he she him her his hers "
    "counter door desk room kitchen shop street hall lobby car phone table queue gate garden stairs "
    "office ward chair till hatch bench station bus train reception school hospital hotel museum gallery "
    "clinic website",
    "pt": "ontem hoje amanhã manhã tarde noite meio-dia segunda terça quarta quinta sexta sábado domingo "
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro primavera "
    "verão outono inverno natal páscoa semana mês ano fim-de-semana atrás passado passada último última "
    "homem mulher senhora senhor rapaz rapariga menina menino criança bebé bebê mãe pai avó avô filha "
    "filho irmã irmão tia tio mulher marido viúva viúvo casal família reformado reformada estudante aluno "
    "aluna professor professora enfermeira enfermeiro médico médica noiva chefe colega vizinho vizinha "
    "amigo amiga hóspede ele ela balcão porta quarto cozinha loja rua sala carro telefone mesa fila "
    "jardim escadas escritório cadeira caixa banco estação autocarro comboio receção recepção escola "
    "hospital hotel museu varanda pátio terraço piscina",
}

# Words that stand in sentences about anything: two of them in common say nothing about a common subject.
_LIGHT = {
    "en": "want get go come make say tell need thing day week month year time hour minute people person "
    "customer know think feel see look put take give let keep use like mean seem try help work start stop "
    "ask call find leave turn good bad great nice right wrong big small new old first last next better "
    "best well more back away up down too today yesterday tomorrow lot bit way kind part end side word "
    "place case fact point somebody someone nobody quote would could might must never always used sure "
    "maybe really actually happen expect talk speak quite whole second other two three four five six "
    "seven eight nine ten one half morning evening night home",
    "pt": "querer ir vir fazer dizer precisar coisa dia semana mês ano tempo hora minuto pessoa cliente saber "
    "pensar sentir ver olhar pôr tomar dar deixar ficar usar gostar parecer tentar ajudar trabalhar "
    "começar parar perguntar chamar encontrar sair bom mau grande pequeno novo velho primeiro último "
    "próximo melhor bem mais hoje ontem amanhã modo parte fim lado palavra lugar caso facto ponto alguém "
    "ninguém nunca sempre talvez mesmo acontecer esperar falar outro dois duas três quatro cinco seis um "
    "uma metade manhã tarde noite casa ter haver estar ser poder dever chegar hóspede quer",
}
_CHANGED = {
    "en": ("used to", "any more", "anymore", "not yet", "no longer", "until now"),
    "pt": ("já não", "ainda não", "antes", "dantes", "deixou de", "deixámos de", "até agora"),
}

# "patient" is whoever sits in the waiting room, a "good day" is a day: too uncertain as praise to ask about.
_AMBIGUOUS = (
    "good great patient kind top expert fair honest leading open fine easy simple modern "
    "bom boa paciente simples fácil primeiro primeira claro honesto justo"
)
AMBIGUOUS = frozenset(_AMBIGUOUS.split())

_NAME = re.compile(r"(?<=[\w,;] )[^\W\d_a-zà-ÿ][\w'’]+")


def negations(language: str) -> frozenset[str]:
    """Folded words that turn a statement round; contractions in n't count beside them."""
    return frozenset(_NEGATIONS.get(language, "").split())


def opposites(language: str) -> dict[str, frozenset[str]]:
    """Stem to the stems that say the opposite."""
    found: dict[str, set[str]] = {}
    for pair in _OPPOSITES.get(language, "").split():
        one, other = (stem(fold(word), language) for word in pair.split("/"))
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {key: frozenset(value) for key, value in found.items()}


def scene_words(language: str) -> frozenset[str]:
    """Stems of words for people, places and times."""
    return frozenset(stem(fold(word), language) for word in _SCENE.get(language, "").split())


def names_something(text: str) -> bool:
    """True where a capital letter stands inside a sentence: a name, a place, a day."""
    return any(match.group().lower() not in ("i", "i'm", "i’m", "i'd", "i've") for match in _NAME.finditer(text))


def light_words(language: str) -> frozenset[str]:
    """Stems of words too general to show what a sentence is about."""
    return frozenset(stem(fold(word), language) for word in _LIGHT.get(language, "").split())


def speaks_of_change(text: str, language: str) -> bool:
    """True where a sentence tells then from now: against another it is no contradiction."""
    folded = f" {fold(text)} "
    return any(f" {phrase}" in folded for phrase in _CHANGED.get(language, ()))
