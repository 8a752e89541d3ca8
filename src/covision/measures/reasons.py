"""The sentences a writer reads, by language: short, plain, and always about the words in question."""

import re
from collections.abc import Iterable, Sequence

_AND = {"en": "and", "pt": "e"}

_EN = {
    "customer.result": "{words} [says|say] what changes for the customer.",
    "customer.adjectives": "{words} [describes|describe] the service or staff; say what changes for the customer.",
    "customer.company": "{words} [is|are] about the company; say what changes for the customer.",
    "customer.nothing": "No words say what the customer feels, knows or can do afterwards.",
    "picture.strong": "You can picture {words}.",
    "picture.abstract": "{words}: nobody can see that happen. Name a person, a place or an act.",
    "picture.nothing": "No person, place or thing that somebody could film.",
    "idea.one": "The sentence keeps to few ideas.",
    "idea.values": "{words}: {count} big words stand side by side, and nobody remembers more than three.",
    "idea.list": "{count} things stand in one list: {words}. Which one comes first?",
    "idea.sentences": "{count} sentences carry several ideas.",
    "swap.own": "{words} [tells|tell] you apart from others.",
    "swap.some": "Take the name away, and only everyday words are left: {words}.",
    "swap.generic": "Take the name away, and a bank, a hotel or a software firm could sign this.",
    "swap.near": "It lies close to another organisation's statement: {near}.",
    "swap.buzz": "{words}: many organisations use these words.",
    "simple.good": "{count} words, and mostly everyday ones.",
    "simple.short": "Only {count} words: short, but is enough said?",
    "simple.amber": "{count} words: up to 25 are easy to repeat.",
    "simple.long": "{count} words: too long to repeat from memory; 25 is a good limit.",
    "simple.hard": "{count} words, but hard ones: {words}.",
    "now.both": "It touches a true story ({now}) and something not true yet ({gap}).",
    "now.story": "It touches what happens today ({now}), but nothing your people said is not true yet.",
    "now.gap": "It reaches for something not true yet ({gap}), but no true story you told stands behind it.",
    "now.still": "{words} [says|say] that it is so already; what is there to reach for?",
    "now.none": "None of the stories and gaps you told can be found in it.",
    "promise.hedge": "{words} [leaves|leave] a way out; nobody can catch that being broken.",
    "promise.act": "{words}: an act that did or did not happen.",
    "promise.nothing": "No act is promised that somebody could see happen or fail.",
    "fit.good": "Customers' comments use the words of {backed} of {count} parts.",
    "fit.weak": "“{clause}” shares hardly a word with any customer comment.",
    "fit.thin": "“{clause}” rests on {found}; three would carry it.",
    "tactic.none": "No channel, tool, programme or date.",
    "tactic.found": "{words} [belongs|belong] in the strategy: [it is a means, and it|these are "
    "means, and they] will change.",
    "number.none": "No number stands in for the vision.",
    "number.found": "{words}: a number is a measure beside the vision, not the vision.",
    "copy.none": "The wording is its own, as far as the known statements go.",
    "copy.found": "{words} also [stands|stand] in the statement of {owner}.",
    "copy.near": "It shares most of its words with the statement of {owner}.",
    "voice.good": "{share}% of its words come from what your people said.",
    "voice.low": "Only {share}% of its words come from what your people said; {words} [is|are] nobody's.",
    "idiom.none": "No idiom that gets lost in translation was found; only idioms are checked here.",
    "idiom.found": "{words} [is an idiom|are idioms]; put word for word into another language [it "
    "makes|they make] no sense.",
    "decides.out": "{words} [leaves|leave] a way out of every choice.",
    "decides.stand": "{words} [takes|take] a stand: something is ruled out or put first.",
    "decides.nothing": "Nothing is ruled out, and nothing is put before anything else.",
    "feel.found": "{words}: something for the customer to feel, think or do.",
    "feel.nothing": "No word for what the customer feels, thinks or can do.",
    "read.low": "On the whole it reads like statements that were marked low on this.",
    "read.middle": "On the whole it reads like statements that were marked in the middle on this.",
    "read.high": "On the whole it reads like statements that were marked high on this.",
    "read.down": "{words} pulls it down most.",
    "read.up": "{words} lifts it most.",
    "read.signs": "(Only its words were read: the embedding model is not here.)",
    "read.only": "This is a likeness, no understanding: a judge or people can tell better.",
    "un.words": "There are no words to check.",
    "un.language": "The words do not read as English, so the word lists cannot judge them.",
    "un.lists": "covision has word lists for English and Portuguese only.",
    "un.stories": "Nobody has told a true story or named a gap yet (questions 6 and 12).",
    "un.answers": "There are no answers yet to compare the words with.",
    "un.snippets": "There are no customer comments yet to compare the words with.",
    "un.references": "There are no other statements to compare the wording with.",
    "un.judge": "This needs a judge model that has passed its exam.",
    "un.people": "This needs people: nobody has rated it yet.",
    "un.measure": "This rubric names a check that this version does not have: {words}.",
    "one.comment": "one customer comment",
    "some.comments": "{count} customer comments",
}
_PT = {
    "customer.result": "{words} [diz|dizem] o que muda para o cliente.",
    "customer.adjectives": "{words} [descreve|descrevem] o serviço ou a equipa; diga o que muda para o cliente.",
    "customer.company": "{words} [fala|falam] da empresa; diga o que muda para o cliente.",
    "customer.nothing": "Nenhuma palavra diz o que o cliente sente, sabe ou consegue fazer depois.",
    "picture.strong": "Consegue-se ver {words}.",
    "picture.abstract": "{words}: ninguém vê isso acontecer. Nomeie uma pessoa, um lugar ou um gesto.",
    "picture.nothing": "Não há pessoa, lugar ou coisa que se possa filmar.",
    "idea.one": "A frase fica por poucas ideias.",
    "idea.values": "{words}: são {count} grandes palavras lado a lado, e ninguém se lembra de mais de três.",
    "idea.list": "{count} coisas numa só lista: {words}. Qual vem primeiro?",
    "idea.sentences": "{count} frases levam várias ideias.",
    "swap.own": "{words} [distingue|distinguem]-vos dos outros.",
    "swap.some": "Sem o nome, só ficam palavras do dia a dia: {words}.",
    "swap.generic": "Sem o nome, um banco, um hotel ou uma empresa de software podia assinar isto.",
    "swap.near": "Está muito perto da frase de outra organização: {near}.",
    "swap.buzz": "{words}: muitas organizações usam estas palavras.",
    "simple.good": "{count} palavras, quase todas do dia a dia.",
    "simple.short": "Só {count} palavras: é curto, mas diz o bastante?",
    "simple.amber": "{count} palavras: até 25 repetem-se com facilidade.",
    "simple.long": "{count} palavras: demasiado para repetir de cor; 25 é um bom limite.",
    "simple.hard": "{count} palavras, mas difíceis: {words}.",
    "now.both": "Toca numa história verdadeira ({now}) e em algo que ainda não é verdade ({gap}).",
    "now.story": "Toca no que já acontece ({now}), mas em nada do que a equipa disse ainda não ser verdade.",
    "now.gap": "Quer algo que ainda não é verdade ({gap}), mas nenhuma história contada o sustenta.",
    "now.still": "{words} [diz|dizem] que já é assim; o que falta alcançar?",
    "now.none": "Não se encontra nela nenhuma das histórias e faltas que contou.",
    "promise.hedge": "{words} [deixa|deixam] uma saída; ninguém consegue ver essa promessa quebrada.",
    "promise.act": "{words}: um gesto que aconteceu ou não aconteceu.",
    "promise.nothing": "Não se promete nenhum gesto que alguém possa ver cumprido ou falhado.",
    "fit.good": "Os comentários dos clientes usam as palavras de {backed} de {count} partes.",
    "fit.weak": "“{clause}” quase não partilha palavras com comentários de clientes.",
    "fit.thin": "“{clause}” assenta em {found}; com três, a frase aguenta-se.",
    "tactic.none": "Nenhum canal, ferramenta, programa ou data.",
    "tactic.found": "{words} [pertence|pertencem] à estratégia: [é um meio, e vai|são meios, e vão] mudar.",
    "number.none": "Nenhum número faz de visão.",
    "number.found": "{words}: um número é uma medida ao lado da visão, não a visão.",
    "copy.none": "As palavras são próprias, até onde chegam as frases conhecidas.",
    "copy.found": "{words} também [está|estão] na frase de {owner}.",
    "copy.near": "Partilha a maior parte das palavras com a frase de {owner}.",
    "voice.good": "{share}% das palavras vêm do que as suas pessoas disseram.",
    "voice.low": "Só {share}% das palavras vêm do que as suas pessoas disseram; {words} não [é|são] de ninguém.",
    "idiom.none": "Nenhuma expressão idiomática que se perca na tradução; aqui só se veem essas expressões.",
    "idiom.found": "{words} [é uma expressão idiomática|são expressões idiomáticas]; palavra por "
    "palavra, noutra língua, não [faz|fazem] sentido.",
    "decides.out": "{words} [deixa|deixam] uma saída para qualquer escolha.",
    "decides.stand": "{words} [toma|tomam] posição: algo fica de fora ou vem primeiro.",
    "decides.nothing": "Nada fica de fora, e nada vem antes de outra coisa.",
    "feel.found": "{words}: algo que o cliente sente, pensa ou faz.",
    "feel.nothing": "Nenhuma palavra para o que o cliente sente, pensa ou consegue fazer.",
    "read.low": "No conjunto, lê-se como frases que tiveram nota baixa neste ponto.",
    "read.middle": "No conjunto, lê-se como frases que tiveram nota média neste ponto.",
    "read.high": "No conjunto, lê-se como frases que tiveram nota alta neste ponto.",
    "read.down": "{words} é o que mais a puxa para baixo.",
    "read.up": "{words} é o que mais a eleva.",
    "read.signs": "(Só se leram as palavras: falta o modelo de vetores.)",
    "read.only": "É uma semelhança, não compreensão: um juiz ou pessoas sabem dizer melhor.",
    "un.words": "Não há palavras para verificar.",
    "un.language": "As palavras não parecem português, por isso as listas de palavras não as podem avaliar.",
    "un.lists": "O covision só tem listas de palavras para inglês e português.",
    "un.stories": "Ainda ninguém contou uma história verdadeira nem apontou uma falta (perguntas 6 e 12).",
    "un.answers": "Ainda não há respostas com que comparar as palavras.",
    "un.snippets": "Ainda não há comentários de clientes com que comparar as palavras.",
    "un.references": "Não há outras frases com que comparar as palavras.",
    "un.judge": "Isto precisa de um modelo juiz que tenha passado no exame.",
    "un.people": "Isto precisa de pessoas: ainda ninguém deu a sua nota.",
    "un.measure": "Esta rubrica nomeia uma verificação que esta versão não tem: {words}.",
    "one.comment": "um comentário de cliente",
    "some.comments": "{count} comentários de clientes",
}
TEXTS = {"en": _EN, "pt": _PT}


_NUMBER = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")


def say(language: str, key: str, *, about: Iterable[str] = (), most: int = 3, **parts: object) -> str:
    """The sentence `key` in a language (English where it has none), its parts filled in.

    `about` are the words it quotes, as `{words}`; where they are several, the second of `[is|are]` is taken.
    """
    shown = _distinct(about)[:most]
    template = TEXTS.get(language, _EN)[key]
    agreed = _NUMBER.sub(lambda match: match.group(2 if len(shown) > 1 else 1), template)
    return agreed.format(words=quoted(language, shown, most), **parts)


def _distinct(texts: Iterable[str]) -> list[str]:
    seen: dict[str, str] = {}
    for text in texts:
        seen.setdefault(text.lower(), text)
    return list(seen.values())


def quoted(language: str, texts: Iterable[str], most: int = 3) -> str:
    """Words in quotation marks, joined as a sentence joins them, each once, at most `most`."""
    kept: Sequence[str] = [f"“{text}”" for text in _distinct(texts)[:most]]
    if len(kept) < 2:
        return "".join(kept)
    return f"{', '.join(kept[:-1])} {_AND.get(language, _AND['en'])} {kept[-1]}"
