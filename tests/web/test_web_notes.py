"""Notes, progress and places in the page's language: the forms that the steps say are known, and nothing else."""

import pytest
from payloads import ALL

from covision.domain.reading import Part
from covision.domain.research import ResearchSource, Snippet
from covision.faces.web.presenters.notes import note, place
from covision.faces.web.words import load_words
from covision.gateways.embeddings import HashingEmbedder
from covision.projects.theming_job import ThemesProgress
from covision.steps.ingest import Choices, read_research
from covision.steps.ingest_columns import propose, with_given
from covision.steps.ingest_encoding import decode
from covision.steps.ingest_rows import Account, damage_note
from covision.steps.themes import find_themes

EN, PT = load_words("en"), load_words("pt")
TABLE = (
    "comment,seen on,stars,source\n"
    "Nobody rushed my mother at the counter,2026-02-03,5,till\n"
    "The loaf was gone before eleven again,2026-02-04,2,mail\n"
)


def told(text: str) -> str:
    """The text in Portuguese; English stays as the step says it."""
    assert note(text, EN) == text
    said = note(text, PT)
    assert said != text, f"no known form: {text}"
    return said


def test_why_a_column_was_chosen() -> None:
    rows = [line.split(",") for line in TABLE.splitlines()]
    columns = propose(Part(rows))
    assert told(columns.why) == (
        "As palavras estão em «comment»: é o que diz o nome, e as células têm em média 7 palavras. "
        "Datas: «seen on», pelo aspeto das células. Notas: «stars», pelo nome. Onde foi dito: «source», pelo nome."
    )
    unnamed = propose(Part([["a", "b"], *([f"{n}", "They always say my name"] for n in range(9))]))
    assert told(unnamed.why) == "As palavras estão em «b»: as células têm em média 5 palavras."
    assert told(with_given("r", columns, {"text": "source"}).why) == "Foi escolhida por si."
    assert told(propose(Part([["x"]], table=False)).why) == "É texto corrido."
    assert told(propose(Part([["They were kind to us all"]])).why) == "Só há uma coluna."


def test_how_a_file_was_read() -> None:
    words = "O café é ótimo, o pão também, e a avó gostou muito da atenção. Não há melhor manhã do que aqui.\n" * 4
    source = read_research("r.txt", words.encode("cp1252"))
    assert any("não é UTF-8; foi lido como" in told(one) for one in source.notes)
    _, _, notes = decode("r.txt", (words.encode() + words.encode("cp1252")) * 3, None)
    assert all(told(one).startswith("O ficheiro") for one in notes) and notes
    hidden = read_research("r.csv", TABLE.replace("mother", "mo\u200bther\U000e0041"), choices=Choices())
    said = [told(one) for one in hidden.notes]
    assert "Retirado sem ser lido: caracteres sem largura (1)." in said


def test_damaged_places_are_told_with_their_rows() -> None:
    account = Account(damaged=[(None, 3), (None, 4), ("May", 7)])
    many = damage_note(account)
    assert many is not None and told(many).endswith(": linhas 3-4; linha 7 da folha «May».")
    more = damage_note(account, most=1)
    assert more is not None and told(more).endswith(": linha 3 e mais 2.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('Sheet "May": You chose it.', "Folha «May»: Foi escolhida por si."),
        ("1,200 tag characters were taken out.", "Retirado sem ser lido: caracteres que não se veem (etiquetas) (1.200)."),
        ("Not read: hidden text (3).", "Não foi lido: texto escondido (3)."),
        ("2 comments in the file were not read.", "Não foi lido: notas ao lado do texto (2)."),
        ('Hidden sheets are not read unless you choose them: "a", "b".',
         'As folhas escondidas só são lidas se as escolher: "a", "b".'),
        ("Reading the comments: 1,024 of 9,000 sentences", "A ler os comentários: 1.024 de 9.000 frases"),
        ("Without an embedding model themes go by words alone. It is not here.",
         "Sem o modelo de comparação de sentidos, os temas vão só pelas palavras. It is not here."),
    ],
)  # fmt: skip
def test_forms(text: str, said: str) -> None:
    assert told(text) == said


async def test_notes_and_progress_of_a_search_for_themes() -> None:
    def some(count: int) -> ResearchSource:
        made = tuple(
            Snippet(id=f"s{n}", text=f"The bread was fresh on day {n}.", source="r", row=n, language="en")
            for n in range(count)
        )
        return ResearchSource(name="r", rows=count, read=count, snippets=made)

    few = await find_themes((some(5),), HashingEmbedder())
    assert told(few.notes[0]) == "5 comentários são listados e não agrupados: os temas precisam de pelo menos 12."
    steps: list[str] = []
    stops = iter([False, True])
    found = await find_themes(
        (some(14),),
        HashingEmbedder(),
        progress=lambda text, share: steps.append(text),
        stopped=lambda: next(stops, True),
    )
    assert len(steps) > 3
    for text in (*steps, *found.notes, ThemesProgress(text="Reading the comments").text):
        told(text)


def test_places() -> None:
    one = Snippet(id="s", text="t", source="my row 3.xlsx", sheet="May 2", page=4, row=7)
    assert place(one.place, EN) == one.place
    assert place(one.place, PT) == "my row 3.xlsx folha «May 2» página 4 linha 7"
    assert place("r.csv row 12", PT) == "r.csv linha 12" and place("r.csv", PT) == "r.csv"


@pytest.mark.parametrize("text", [ALL, "", "They said: 'x' was chosen.", "Reading the comments aloud", "a" * 9000])
def test_what_has_no_known_form_stays_as_it_is(text: str) -> None:
    assert note(text, PT) == text
    assert place(text, PT) == text


def test_one_unknown_sentence_keeps_the_whole_text_english() -> None:
    text = "You chose it. It was a good choice."
    assert note(text, PT) == text
