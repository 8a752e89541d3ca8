"""What drafting says while it works, in the language of the project."""

WORDS = {
    "en": {
        "read": "Reading what you and your customers said",
        "make": "Putting your own words together",
        "check": "Checking how each sentence reads ({n} candidates)",
        "mend": "{model} is going over draft {n} of {of}",
        "word": "{model} is writing from {n} angles",
        "few": "Only {n} drafts differ enough to be worth comparing; answer more questions to get {of}.",
        "none": "There is not enough to draft from yet.",
        "todo": "Not enough to draft: answer 2, 4 or 8.",
        "safe": "Your answers are saved.",
        "slow": "Time ran out before every draft was gone over; those are in your own words, unmended.",
        "human": "The first draft is your own sentence, nearly as you wrote it; it measured best.",
        "failed": "{n} of the writer's replies could not be used: {why}",
        "leaves": "It leaves out: {what}.",
    },
    "pt": {
        "read": "A ler o que disseram, vocês e os clientes",
        "make": "A juntar as vossas próprias palavras",
        "check": "A ver como se lê cada frase ({n} candidatas)",
        "mend": "{model} está a rever a proposta {n} de {of}",
        "word": "{model} está a escrever a partir de {n} ângulos",
        "few": "Só {n} propostas diferem o bastante; respondam a mais perguntas para ter {of}.",
        "none": "Ainda não há material para uma proposta.",
        "todo": "Não chega para redigir: responda à 2, à 4 ou à 8.",
        "safe": "As respostas estão guardadas.",
        "slow": "O tempo acabou antes de rever todas as propostas; essas ficam nas vossas palavras.",
        "human": "A primeira proposta é a vossa própria frase, quase como a escreveram; foi a que mediu melhor.",
        "failed": "{n} respostas do modelo não puderam ser usadas: {why}",
        "leaves": "Deixa de fora: {what}.",
    },
}
