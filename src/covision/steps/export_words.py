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
