"""The words of an export, by language."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """Headings and labels of one language."""

    title: str = "Customer experience vision"
    draft: str = "Draft"
    version: str = "Version"
    versions: str = "Versions"
    chosen: str = "chosen"
    angle: str = "Angle"
    origin: str = "Worded by"
    feel: str = "Feel:"
    think: str = "Think:"
    do: str = "Do:"
    rests_on: str = "What it rests on"
    assumed: str = "assumption"
    assumptions: str = "What we assume"
    warnings: str = "What to know about these drafts"
    scorecard: str = "What the criteria say"
    unscored: str = "Not scored"
    summary: str = "Summary {value:.2f} of 1, from {covered} of {of} criteria."
    current: str = "Where you stand today"
    quadrants: dict[str, str] = field(
        default_factory=lambda: {
            "strength": "Strength",
            "weakness": "Weakness",
            "opportunity": "Opportunity",
            "threat": "Threat",
            "baseline": "Starting point",
        }
    )
    provenance: str = "Where the drafts came from"
    model: str = "model"
    scripted: str = "scripted text, not written by a language model"
    judge: str = "judge"
    no_judge: str = "none, computed measures only"
    prompt: str = "prompt"
    corpus: str = "corpus"
    rubric: str = "rubric"
    seed: str = "seed"
    tokens: str = "tokens in and out, calls"
    cost: str = "cost"
    unknown: str = "unknown"
    seconds: str = "seconds"
    not_adopted: str = "Not adopted yet."
    lived: str = "What customers feel, think and do"
    rationale: str = "Why this angle, and what it gives up"
    against: str = "Speaks against it"
    question: str = "question"
    method: str = "How we wrote this"
    answered: str = "Answered by {people}: {answers} answers."
    read: str = "Customers' comments read: {comments}, from {files}."
    drafted: str = "Drafts made for comparison: {drafts}, by {engine}."
    voted: str = "People who voted: {people}. Rounds: {rounds}."
    share: str = "Of the {words} words of the statement, people wrote {people}; an engine proposed the rest."
    dates: str = "Written from {first} to {last}."
    dated: str = "Written on {first}."
    adoptions: str = "Adopted so far"
    taken_back: str = "undone"
    day: str = "{day} {month} {year}"
    months: str = "January February March April May June July August September October November December"
    methods: dict[str, str] = field(
        default_factory=lambda: {"measure": "measured", "judge": "judged", "people": "people", "mixed": "mixed"}
    )
    origins: dict[str, str] = field(
        default_factory=lambda: {"own": "the team's own sentence", "joined": "the team's own phrases, joined"}
    )
    slide_why: str = "Why, and who says so"
    slide_live: str = "How to live by it"
    slide_open: str = "What is still assumed"
    no_quotes: str = "Nobody's words are quoted here."
    adopted: str = "Adopted"
    adopted_line: str = "Adopted as version {version} on {day}"
    based_on: str = "based on adopted version {version}"
    owner: str = "Owner"
    review: str = "Looked at again on"
    given_up: str = "What we gave up"
    why: str = "Why"
    review_title: str = "Look at the vision of {name} again"
    review_lead: str = "You adopted version {version} and set this day to look at it again."
    opening: str = "“"
    closing: str = "”"
    kinds: dict[str, str] = field(
        default_factory=lambda: {
            "answer": "answer",
            "snippet": "customer",
            "guidance": "guidance",
            "example": "example of another organisation",
        }
    )


WORDS = {
    "en": Words(),
    "pt": Words(
        title="Visão da experiência do cliente",
        draft="Proposta",
        version="Versão",
        versions="Versões",
        chosen="escolhida",
        angle="Ângulo",
        origin="Redigida por",
        feel="Sentir:",
        think="Pensar:",
        do="Fazer:",
        rests_on="Em que assenta",
        assumed="pressuposto",
        assumptions="O que pressupomos",
        warnings="O que convém saber sobre estas propostas",
        scorecard="O que dizem os critérios",
        unscored="Sem avaliação",
        summary="Resumo {value:.2f} em 1, de {covered} de {of} critérios.",
        current="Onde estão hoje",
        quadrants={
            "strength": "Força",
            "weakness": "Fraqueza",
            "opportunity": "Oportunidade",
            "threat": "Ameaça",
            "baseline": "Ponto de partida",
        },
        provenance="De onde vieram as propostas",
        model="modelo",
        scripted="texto por guião, não escrito por um modelo de linguagem",
        judge="avaliador",
        no_judge="nenhum, só medidas calculadas",
        prompt="instruções",
        corpus="corpus",
        rubric="critérios",
        seed="semente",
        tokens="tokens de entrada e de saída, pedidos",
        cost="custo",
        unknown="desconhecido",
        seconds="segundos",
        not_adopted="Ainda não adotada.",
        lived="O que os clientes sentem, pensam e fazem",
        rationale="Porquê este ângulo, e do que abdica",
        against="Fala contra",
        question="pergunta",
        method="Como a escrevemos",
        answered="Responderam {people}: {answers} respostas.",
        read="Comentários de clientes lidos: {comments}, de {files}.",
        drafted="Propostas feitas para comparar: {drafts}, por {engine}.",
        voted="Pessoas que votaram: {people}. Rondas: {rounds}.",
        share="Das {words} palavras da declaração, as pessoas escreveram {people}; um motor propôs as outras.",
        dates="Escrita de {first} a {last}.",
        dated="Escrita em {first}.",
        adoptions="Adotadas até agora",
        taken_back="anulada",
        day="{day} de {month} de {year}",
        months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        methods={"measure": "medido", "judge": "avaliado", "people": "pessoas", "mixed": "misto"},
        origins={"own": "uma frase da própria equipa", "joined": "frases da própria equipa, juntas"},
        slide_why="Porquê, e quem o diz",
        slide_live="Como viver por ela",
        slide_open="O que ainda se pressupõe",
        no_quotes="Aqui não se cita ninguém.",
        adopted="Adotada",
        adopted_line="Adotada como versão {version} em {day}",
        based_on="a partir da versão adotada {version}",
        owner="Responsável",
        review="Revista de novo em",
        given_up="Do que abdicámos",
        why="Porquê",
        review_title="Rever a visão de {name}",
        review_lead="Adotaram a versão {version} e marcaram este dia para a rever.",
        opening="«",
        closing="»",
        kinds={
            "answer": "resposta",
            "snippet": "cliente",
            "guidance": "orientação",
            "example": "exemplo de outra organização",
        },
    ),
}
