"""Pairs of an answer and a customer's words, labelled by hand: they contradict, support, or are about other things.

Written for this purpose, about places that no example has, before the thresholds were looked at.
"""

from typing import Literal, NamedTuple

Label = Literal["contradict", "support", "unrelated"]


class Pair(NamedTuple):
    language: str
    question: str
    answer: str
    customer: str
    rating: int | None
    label: Label


PAIRS = (
    # English, contradict
    Pair("en", "2", "They get a taxi within ten minutes, wherever they ring from.",
         "Waited fifty minutes for a taxi and nobody rang to say why.", 1, "contradict"),
    Pair("en", "8", "In trouble: a person answers the phone at night.",
         "Nobody answers the phone after six.", 1, "contradict"),
    Pair("en", "3", "That the rooms are quiet.", "The rooms are noisy, you hear every door.", 2, "contradict"),
    Pair("en", "8", "First contact: they get a reply the same day.",
         "Two emails about a wedding cake and no reply, not one.", 1, "contradict"),
    Pair("en", "9", "You leave with glasses that fit and nobody rushes you.",
         "I was rushed through the eye test and rushed out again.", 2, "contradict"),
    Pair("en", "2", "Parents always know which nursery worker looks after their child.",
         "Different nursery worker every week, we never know who it is.", 2, "contradict"),
    Pair("en", "11", "We never charge for a second visit.",
         "They charged me for the second visit as well.", 1, "contradict"),
    Pair("en", "12", "Every parcel is weighed in front of the customer.",
         "My parcel was not weighed in front of me, they guessed.", 2, "contradict"),
    Pair("en", "8", "In use: the water is warm when they get in.",
         "The water was freezing again, my daughter came out shaking.", 1, "contradict"),
    Pair("en", "3", "Clean tables, every time.", "Sticky tables and the floor was dirty.", 2, "contradict"),
    Pair("en", "2", "A great experience means the hire car is ready at the desk.",
         "Hire car was not ready and the desk was empty.", 1, "contradict"),
    Pair("en", "9", "People come out of the bank understanding what the loan costs.",
         "I still do not understand what this loan costs me.", 2, "contradict"),
    # English, support
    Pair("en", "2", "They get a taxi within ten minutes, wherever they ring from.",
         "Taxi came in six minutes at three in the morning.", 5, "support"),
    Pair("en", "8", "In trouble: a person answers the phone at night.",
         "Rang at midnight and a person answered the phone.", 5, "support"),
    Pair("en", "9", "You leave with glasses that fit and nobody rushes you.",
         "Nobody rushed me and the glasses fit.", 5, "support"),
    Pair("en", "11", "We never charge for a second visit.", "Second visit and they would not take a penny.", 5,
         "support"),
    Pair("en", "12", "Every parcel is weighed in front of the customer.",
         "She weighed the parcel in front of me and told me the cheapest way.", 5, "support"),
    Pair("en", "3", "That the rooms are quiet.", "Slept like a stone, quiet room.", 4, "support"),
    Pair("en", "12", "What is not true yet: replies at the weekend take two days.",
         "A reply took two days because it was the weekend.", 2, "support"),
    Pair("en", "7", "We lost a pram once and never found it.", "They lost our pram and never found it.", 1, "support"),
    # English, unrelated
    Pair("en", "2", "They get a taxi within ten minutes, wherever they ring from.",
         "The driver talked about football all the way.", 2, "unrelated"),
    Pair("en", "8", "In use: the water is warm when they get in.", "The vending machine takes no cards.", 2,
         "unrelated"),
    Pair("en", "3", "Clean tables, every time.", "Parking costs more than the meal.", 1, "unrelated"),
    Pair("en", "9", "People come out of the bank understanding what the loan costs.",
         "The queue went round the corner at lunch.", 2, "unrelated"),
    Pair("en", "2", "Parents always know which nursery worker looks after their child.",
         "The nursery car park is full of puddles.", 2, "unrelated"),
    Pair("en", "11", "We never charge for a second visit.", "Never found the entrance, the sign is hidden.", 2,
         "unrelated"),
    Pair("en", "3", "That the rooms are quiet.", "The breakfast rooms smell of paint.", 2, "unrelated"),
    Pair("en", "12", "Every parcel is weighed in front of the customer.", "A man in front of me had no mask.", 2,
         "unrelated"),
    # Portuguese, contradict
    Pair("pt", "8", "Em apuros: há sempre alguém que atende o telefone.", "Ninguém atende o telefone ao sábado.", 1,
         "contradict"),
    Pair("pt", "3", "Que os quartos são silenciosos.", "Os quartos são barulhentos, ouve-se tudo.", 2, "contradict"),
    Pair("pt", "2", "O cliente recebe a resposta no próprio dia.", "Não recebi resposta nenhuma.", 1, "contradict"),
    Pair("pt", "11", "Nunca cobramos a segunda visita.", "Cobraram-me a segunda visita na mesma.", 1, "contradict"),
    Pair("pt", "9", "Quem sai daqui percebe a conta que pagou.", "Não percebo a conta que paguei.", 2, "contradict"),
    Pair("pt", "8", "Na água: que a água esteja quente.", "A água estava fria outra vez.", 1, "contradict"),
    # Portuguese, support
    Pair("pt", "8", "Em apuros: há sempre alguém que atende o telefone.",
         "Liguei à meia-noite e atenderam logo o telefone.", 5, "support"),
    Pair("pt", "11", "Nunca cobramos a segunda visita.", "Voltei uma segunda vez e não cobraram nada.", 5, "support"),
    Pair("pt", "3", "Que os quartos são silenciosos.", "Quarto muito silencioso.", 5, "support"),
    Pair("pt", "12", "O que ainda não é verdade: responder ao fim de semana.",
         "Não responderam ao fim de semana.", 2, "support"),
    # Portuguese, unrelated
    Pair("pt", "8", "Na água: que a água esteja quente.", "A máquina do café não aceita moedas.", 2, "unrelated"),
    Pair("pt", "3", "Que os quartos são silenciosos.", "O estacionamento é caro.", 2, "unrelated"),
    Pair("pt", "2", "O cliente recebe a resposta no próprio dia.", "O balcão fica longe da porta.", 2, "unrelated"),
    Pair("pt", "9", "Quem sai daqui percebe a conta que pagou.", "A sala de espera não tem janelas.", 1, "unrelated"),
)  # fmt: skip
