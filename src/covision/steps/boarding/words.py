"""What the board and the current state say in their own words, in the language of the interview."""

WORDS = {
    "en": {
        "unanswered": "Nobody has said it yet: {label}. Answer question {question}.",
        "no_research": "There are no customer words yet. Add reviews, messages or survey comments; three "
        "already help.",
        "few_customers": "Only {n} customers have a say here. Add more of their words before you rely on them.",
        "no_pain": "No customer complains here. Add bad reviews or complaints too: they show what must never "
        "happen.",
        "no_praise": "No customer is glad here. Add praise too: it shows what you can already promise.",
        "one_person": "Only one person has answered. Ask somebody who serves customers every day, and somebody "
        "who never meets them.",
        "one_file": "All customer words come from one place. Add a second one, such as complaints or interview "
        "notes.",
        "no_dates": "The customer words carry no dates. Nobody can tell whether they are still true.",
        "old": "The newest customer words are from {month}. Add some of this year.",
        "unbacked": "No customer speaks of what you said about this: {label}. Ask customers, or look for their "
        "words.",
        "no_vectors": "Meaning was not compared here, only words: embeddings are missing, or tell too little "
        "apart in this language. What is said in other words may be missing.",
        "not_looked": "Contradictions and support were not looked for: there are no word lists for this language.",
        "foreign": "Not compared with the answers, being in another language: {n} of the comments.",
        "unread": "The {read} comments said most often were compared; {n} more were not read here.",
        "opposite": "Both speak of “{word}”, and say the opposite of it.",
        "turned": "Both speak of “{word}”; what one says is so, the other says is not.",
        "pain": "You promise something about “{word}”; this customer complains about it.",
        "low": "You promise something about “{word}”; this customer was not content with it.",
        "theme": "{n} customers speak of this, and no answer seems to.",
        "many": "{n} customers say something like it, and no answer seems to.",
        "one": "One customer says so strongly, and no answer seems to speak of it.",
        "warning": "A customer says the opposite of what you promise: “{answer}” / “{research}” ({source}).",
        "warn_untaken": "{n} customers speak of something no draft rests on, because no answer took it up: "
        "“{words}”.",
        "theme_praise": "{n} of {of} customers praise this ({label}): “{quote}”",
        "theme_pain": "{n} of {of} customers complain of this ({label}): “{quote}”",
        "theme_wish": "{n} of {of} customers wish for this ({label}): “{quote}”",
        "told_delight": "A customer left delighted ({who}): “{quote}”",
        "told_good": "It happens on a good day ({who}): “{quote}”",
        "told_pain": "A customer was let down ({who}): “{quote}”",
        "told_job": "What customers come to get done ({who}): “{quote}”",
        "told_difference": "What others cannot promise ({who}): “{quote}”",
        "told_headline": "What could be said of you in five years ({who}): “{quote}”",
        "told_limit": "Asked for, and not to be promised ({who}): “{quote}”",
        "told_divergence": "Colleagues see it another way ({who}): “{quote}”",
        "told_critical": "What a critic would write ({who}): “{quote}”",
        "told_baseline": "Said from memory ({who}): “{quote}”",
        "told_evidence": "Offered in support ({who}): “{quote}”",
        "threat_tension": "You say “{answer}” A customer says “{quote}”",
        "customer_strength": "A glad customer: “{quote}”",
        "customer_weakness": "A customer who was not content: “{quote}”",
        "figure_customers": "{n} customers have a say in {source}.",
        "figure_ratings": "Of {of} customers who gave a rating in {source}, {glad} are content and {low} are not.",
        "figure_theme": "{n} of {of} customers speak of this: {label}.",
    },
    "pt": {
        "unanswered": "Ainda ninguém o disse: {label}. Respondam à pergunta {question}.",
        "no_research": "Ainda não há palavras de clientes. Juntem opiniões, mensagens ou comentários; três já "
        "ajudam.",
        "few_customers": "Só {n} clientes têm aqui voz. Juntem mais palavras deles antes de se fiarem nelas.",
        "no_pain": "Nenhum cliente se queixa aqui. Juntem também más opiniões ou reclamações: mostram o que "
        "nunca pode acontecer.",
        "no_praise": "Nenhum cliente está contente aqui. Juntem também elogios: mostram o que já podem prometer.",
        "one_person": "Só uma pessoa respondeu. Perguntem a quem atende clientes todos os dias e a quem nunca "
        "os vê.",
        "one_file": "Todas as palavras de clientes vêm do mesmo sítio. Juntem outro, como reclamações ou notas "
        "de entrevistas.",
        "no_dates": "As palavras dos clientes não têm data. Ninguém sabe se ainda são verdade.",
        "old": "As palavras mais recentes de clientes são de {month}. Juntem algumas deste ano.",
        "unbacked": "Nenhum cliente fala do que disseram sobre isto: {label}. Perguntem-lhes, ou procurem as "
        "palavras deles.",
        "no_vectors": "Aqui compararam-se palavras e não significados: faltam os vetores, ou distinguem pouco "
        "nesta língua. O que foi dito por outras palavras pode faltar.",
        "not_looked": "Não se procuraram contradições nem apoio: não há listas de palavras para esta língua.",
        "foreign": "Não comparados com as respostas, por estarem noutra língua: {n} dos comentários.",
        "unread": "Compararam-se os {read} comentários mais repetidos; mais {n} não foram lidos aqui.",
        "opposite": "Ambos falam de «{word}» e dizem o contrário.",
        "turned": "Ambos falam de «{word}»; o que um diz que é, o outro diz que não é.",
        "pain": "Prometem algo sobre «{word}»; este cliente queixa-se disso.",
        "low": "Prometem algo sobre «{word}»; este cliente não ficou contente com isso.",
        "theme": "{n} clientes falam disto e nenhuma resposta parece falar.",
        "many": "{n} clientes dizem algo parecido e nenhuma resposta parece falar disso.",
        "one": "Um cliente di-lo com força e nenhuma resposta parece falar disso.",
        "warning": "Um cliente diz o contrário do que prometem: «{answer}» / «{research}» ({source}).",
        "warn_untaken": "{n} clientes falam de algo em que nenhuma proposta assenta, porque nenhuma resposta o "
        "disse: «{words}».",
        "theme_praise": "{n} de {of} clientes elogiam isto ({label}): «{quote}»",
        "theme_pain": "{n} de {of} clientes queixam-se disto ({label}): «{quote}»",
        "theme_wish": "{n} de {of} clientes desejam isto ({label}): «{quote}»",
        "told_delight": "Um cliente saiu encantado ({who}): «{quote}»",
        "told_good": "Acontece num dia bom ({who}): «{quote}»",
        "told_pain": "Um cliente ficou desiludido ({who}): «{quote}»",
        "told_job": "O que os clientes vêm resolver ({who}): «{quote}»",
        "told_difference": "O que outros não podem prometer ({who}): «{quote}»",
        "told_headline": "O que se poderá dizer daqui a cinco anos ({who}): «{quote}»",
        "told_limit": "Pedem-no, e não é para prometer ({who}): «{quote}»",
        "told_divergence": "Há colegas que o veem de outra forma ({who}): «{quote}»",
        "told_critical": "O que um crítico escreveria ({who}): «{quote}»",
        "told_baseline": "Dito de memória ({who}): «{quote}»",
        "told_evidence": "Apresentado como apoio ({who}): «{quote}»",
        "threat_tension": "Dizem «{answer}» Um cliente diz «{quote}»",
        "customer_strength": "Um cliente contente: «{quote}»",
        "customer_weakness": "Um cliente que não ficou contente: «{quote}»",
        "figure_customers": "{n} clientes têm voz em {source}.",
        "figure_ratings": "De {of} clientes que avaliaram em {source}, {glad} estão contentes e {low} não.",
        "figure_theme": "{n} de {of} clientes falam disto: {label}.",
    },
}


def words_of(language: str) -> dict[str, str]:
    """The words of a language, English where there are none."""
    return WORDS.get(language, WORDS["en"])
