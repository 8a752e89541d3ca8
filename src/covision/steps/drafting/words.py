"""What drafting says while it works, in the language of the project."""

WORDS = {
    "en": {
        "read": "Reading what you and your customers said",
        "make": "Putting your own words together",
        "turn": "{model} is saying your sentences from the customer's side",
        "mend": "{model} is going over draft {n} of {of}",
        "word": "{model} is writing from {n} angles",
        "few": "Only {n} drafts differ enough to be worth comparing; answer more questions to get {of}.",
        "none": "There is not enough to draft from yet.",
        "todo": "Not enough to draft: answer 2, 8 or 9.",
        "whole": "covision joins words only in English and Portuguese; drafts in your own words are whole "
        "sentences of your answers.",
        "denied": "{n} comments say otherwise of “{clause}”: {where}.",
        "complaints": "Of the {of} comments nearest to it that carry a mark, {n} are complaints ({where}): read "
        "them before you sign it.",
        "low": "{n} of the {of} comments with a mark are complaints: what a draft says customers get today, many "
        "of them say they do not.",
        "safe": "Your answers are saved.",
        "slow": "Time ran out before every draft was gone over; those are in your own words, unmended.",
        "human": "The first draft is your own sentence, nearly as you wrote it; it measured best.",
        "failed": "{n} of the writer's replies could not be used: {why}",
        "joined": "your own words, joined by covision",
        "advice": "Worth reading before you change it: {title}.",
        "contrast": "The known statement nearest to it is that of {owner}; look at what that one gives up.",
        "blank": "[not said yet: answer 8]",
        "leaves": "It leaves out: {what}.",
        "refused": "Comments that speak to a machine instead of to people, and were left out: {n}.",
        "machine": "An answer ({source}) speaks to a machine, not to people; no draft rests on it.",
    },
    "pt": {
        "read": "A ler o que disseram, vocês e os clientes",
        "make": "A juntar as vossas próprias palavras",
        "turn": "{model} está a dizer as vossas frases do lado do cliente",
        "mend": "{model} está a rever a proposta {n} de {of}",
        "word": "{model} está a escrever a partir de {n} ângulos",
        "few": "Só {n} propostas diferem o bastante; respondam a mais perguntas para ter {of}.",
        "none": "Ainda não há material para uma proposta.",
        "todo": "Não chega para redigir: responda à 2, à 8 ou à 9.",
        "whole": "O covision só junta palavras em inglês e português; o resto são frases inteiras das respostas.",
        "denied": "{n} comentários dizem o contrário de “{clause}”: {where}.",
        "complaints": "Dos {of} comentários com nota mais próximos, {n} são queixas ({where}): leiam-nos antes de "
        "assinar.",
        "low": "{n} dos {of} comentários com nota são queixas: do que uma proposta diz que os clientes já recebem, "
        "muitos dizem que não.",
        "safe": "As respostas estão guardadas.",
        "slow": "O tempo acabou antes de rever todas as propostas; essas ficam nas vossas palavras.",
        "human": "A primeira proposta é a vossa própria frase, quase como a escreveram; foi a que mediu melhor.",
        "failed": "{n} respostas do modelo não puderam ser usadas: {why}",
        "joined": "as vossas próprias palavras, juntas pelo covision",
        "advice": "Vale a pena ler antes de a mudar: {title}.",
        "contrast": "A frase conhecida mais próxima é a de {owner}; veja o que essa deixa de fora.",
        "blank": "[por dizer: responda à 8]",
        "leaves": "Deixa de fora: {what}.",
        "refused": "Comentários que falam para uma máquina e não para pessoas, e ficaram de fora: {n}.",
        "machine": "Uma resposta ({source}) fala para uma máquina, não para pessoas; ficou de fora.",
    },
}


def is_blank(text: str) -> bool:
    """True where the text stands for something that nobody has said yet."""
    return any(text.strip() == words["blank"] for words in WORDS.values())
