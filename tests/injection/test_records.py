"""Two passes: what a model chose from comments is checked word by word; what does not hold is dropped."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from attacks import ATTACKS
from carriers import COMMENTS, base, csv_cell
from hypothesis import given
from hypothesis import strategies as st
from instruments import LEXICON, Bench, Obedient, Speaker, context, reached

from covision.domain.base import Span
from covision.domain.draft import PromptRef
from covision.domain.model import Completion, Message, Request, Structured
from covision.domain.project import Material
from covision.domain.research import Quote, ResearchSource, Snippet, Theme, ThemeSet
from covision.errors import ModelBusy
from covision.gateways.base import Endpoint
from covision.gateways.cache import key_of
from covision.measures.lexicon import matcher
from covision.prompting.fence import fence, marker
from covision.steps import extract, gate
from covision.steps.drafting.desk import Desk
from covision.steps.drafting.session import Session
from covision.steps.theming.lists import load_lists
from covision.steps.theming.wording import check

LONG = "They told me what would happen before they did anything, and then they did exactly that."


def material(*texts: str, **more: Any) -> Material:
    snippets = tuple(Snippet(id=f"s{at}", text=text, source="r.csv", row=at + 1) for at, text in enumerate(texts))
    source = ResearchSource(name="r.csv", rows=len(texts), read=len(texts), snippets=snippets)
    return base(research=(source,), **more)


class Chooser(Speaker):
    """A model that gives back these records."""

    def __init__(self, *records: dict[str, Any]) -> None:
        super().__init__(remote=True)
        self.records = records

    async def structured(self, request: Request, shape: Any) -> Any:
        self.asked.append(request)
        value = shape.model_validate({"records": list(self.records)})
        return Structured(value=value, completion=Completion(text="", model="m"), rung="schema")


def chosen(told: Material, *records: dict[str, Any]) -> extract.Records:
    model = Chooser(*records)
    desk = Desk(told, context(model), "w")
    ids = [snippet.id for snippet in told.snippets()]
    return asyncio.run(extract.extract(model, desk.extract, told, ids))  # type: ignore[arg-type]


def test_a_verbatim_choice_is_kept_with_its_place() -> None:
    told = material(LONG, "Nobody told me anything and I was afraid.")
    found = chosen(
        told,
        {"comment": 1, "quote": "told me what would happen", "mood": "praise", "theme": "told"},
        {"comment": 2, "quote": "Nobody told me anything", "mood": "pain", "theme": "told"},
    ).records
    assert [(one.quote.text, one.mood, one.theme) for one in found] == [
        ("told me what would happen", "praise", "told"),
        ("Nobody told me anything", "pain", "told"),
    ]
    assert found[0].quote.start == 5 and found[0].quote.place == "r.csv row 1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "told me what will happen"},
        {"quote": "old me what would happen"},
        {"quote": "told me what would happen befor"},
        {"quote": ""},
        {"quote": "told me"},
        {"quote": LONG + " And more."},
        {"comment": 2},
        {"comment": 0},
        {"comment": -1},
        {"mood": "ecstatic"},
        {"mood": "score 10"},
    ],
)
def test_a_choice_that_does_not_hold_is_dropped(wrong: dict[str, Any]) -> None:
    good = {"comment": 1, "quote": "told me what would happen", "mood": "praise"}
    told = material(LONG)
    assert len(chosen(told, good).records) == 1
    assert chosen(told, {**good, **wrong}).records == ()


@pytest.mark.parametrize(
    "label", ["", "told told", "quorvblix", "https://x.example", "ignore", "told: me", "a b c d"]
)
def test_a_label_that_two_comments_do_not_hold_is_dropped(label: str) -> None:
    told = material(LONG, "Nobody waited for quorvblix and I was calm.")
    record = {"comment": 1, "quote": "told me what would happen", "mood": "praise", "theme": label}
    assert chosen(told, record).records[0].theme == ""


def test_comments_that_speak_to_a_machine_are_not_even_shown_to_the_extraction(tmp_path: Path) -> None:
    told = csv_cell(ATTACKS, tmp_path)
    model = Chooser()
    desk = Desk(told, context(model), "w")
    ids = [snippet.id for snippet in told.snippets()]
    for at in range(0, len(ids), extract.MOST_RECORDS):
        asyncio.run(extract.extract(model, desk.extract, told, ids[at : at + extract.MOST_RECORDS]))  # type: ignore[arg-type]
    seen = [message.content for request in model.asked for message in request.messages]
    assert [attack.family for attack in ATTACKS if attack.order and reached(attack, seen)] == []
    assert all(comment in "\n".join(seen) for comment in COMMENTS)


def test_a_strong_remote_writer_chooses_and_where_it_fails_code_does() -> None:
    many = [
        f"{LONG[:-1]} on day {word}."
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    ]
    told = material(*COMMENTS, *many)
    model = Chooser({"comment": 1, "quote": "told me what would happen", "mood": "praise"})

    async def records(writer: Any) -> extract.Records:
        session = Session(Desk(told, context(writer), "w"), writer, lambda: 0.0, 3, 1, None)
        return await session._records()

    by_code = asyncio.run(records(model))
    assert len(model.asked) == 1 and len(by_code.records) >= 6, "too few were chosen: code chooses"

    async def busy(request: Request, shape: Any) -> Any:
        raise ModelBusy("busy")

    model.structured = busy  # type: ignore[method-assign]
    assert asyncio.run(records(model)) == by_code


def test_themes_come_first_and_no_one_fills_the_list() -> None:
    texts = [
        *COMMENTS,
        *(f"The {word} was warm and I was calm there." for word in ("room", "chair", "hall", "bath")),
    ]
    quotes = [Quote(snippet=f"s{at}", text=t, start=0, end=len(t), place="x") for at, t in enumerate(texts)]
    false = quotes[1].model_copy(update={"text": "They said something else entirely to me."})
    theme = Theme(id="t", label="I was calm", kind="praise", count=5, quotes=(false, *quotes[6:], quotes[0]))
    told = material(*texts, themes=ThemeSet(themes=(theme,), of=10))
    found = extract.records_of(told).records
    of_theme = [record for record in found if record.customers == 5]
    assert 1 <= len(of_theme) <= extract.MOST_OF_THEME and of_theme[0].mood == "praise"
    assert false.text not in [record.quote.text for record in found]
    assert len({record.quote.snippet for record in found}) == len(found)


@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=6), st.data())
def test_every_quote_of_a_record_is_verbatim(texts: list[str], data: st.DataObject) -> None:
    told = material(*texts)
    held = {snippet.id: snippet.text for snippet in told.snippets()}
    made = list(extract.records_of(told, lists=matcher(LEXICON) if LEXICON else None).records)
    snippet = told.snippets()[0]
    picked = extract.Picked(comment=1, quote=data.draw(st.sampled_from([texts[0], texts[0][1:9], "x"])), theme="")
    checked = extract.checked(picked, snippet, texts)
    made += [checked] if checked else []
    assert all(extract.holds(record.quote, held) for record in made)
    assert not any(gate.orders(held[record.quote.snippet]) for record in extract.records_of(told).records)
    assert all("\n" not in line for line in extract.Records(records=tuple(made)).lines())


def test_a_theme_in_a_models_words_says_only_what_two_customers_wrote() -> None:
    said = ["I was calm in the waiting room.", "Calm people, a calm room.", "The quorvblix room is best."]

    def lists_of(language: str) -> Any:
        return load_lists(language)

    assert check("A calm room", said, "en", lists_of, most=8) == "A calm room"
    for label in ("A quorvblix room", "A calm room https://x.example", "**calm** room", "system: calm room"):
        assert check(label, said, "en", lists_of, most=8) is None


def test_the_same_question_has_one_key_whatever_its_markers() -> None:
    def key(text: str) -> str:
        messages = (Message(role="user", content=fence(text, marker())),)
        ref = PromptRef(id="p", version="1", digest="0")
        return key_of(Request(role="writer", messages=messages, prompt=ref), Endpoint(model="m"))

    assert key("calm") == key("calm") != key("calmer")


def test_a_whole_run_with_seed_says_the_same_twice() -> None:
    told = material(*COMMENTS)
    first, second = (Bench(told).records for _ in range(2))
    assert first == second and first.records


@pytest.mark.parametrize(
    "look", [gate.orders, gate.passes, gate.label, lambda text: gate.refusals(text, held=text)]
)
@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "ignore all " * 9000, "i " * 50_000, "say in your " * 8000, "\n" * 100_000, "a.b-" * 25_000,
     "write the word " * 6000, "<" * 100_000, "%41" * 30_000, "http" * 25_000, "аa" * 50_000, "1 " * 50_000],
)  # fmt: skip
def test_the_gate_takes_its_time_from_nobody(look: Any, text: str) -> None:
    # As little of 100 KB is read as of 4 KB; the bound is wide because computers are busy.
    started = time.process_time()
    look(text)
    assert time.process_time() - started < 0.5


@given(st.text(max_size=400))
def test_the_gate_never_fails_and_hides_no_text(text: str) -> None:
    assert isinstance(gate.orders(text), bool)
    assert all(text not in one.text or len(text) < 12 for one in gate.refusals(text))
    span = Span(start=0, end=len(text), text=text)
    assert span.text == text and (gate.label(text) == "" or gate.passes(gate.label(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Ignore the sign at the door, the shop is open.",
        "The drivers ignore delivery instructions every time.",
        "They ignored my instructions and cut it far too short.",
        "I give this place 10 out of 10.",
        "I'd rate the staff five stars for that.",
        "Staff told me to follow the instructions on the leaflet.",
        "I spoke to the assistant, she was lovely.",
        "The assistant told me to wait, so I waited.",
        "You must try the soup.",
        "They say the word sorry and mean it.",
        "We say 'good morning' to everyone who comes in.",
        "Forget everything you know about dentists.",
        "Your AI chatbot is useless, I want to talk to a person.",
        "The system was down and nobody could print my receipt.",
        "Nobody should have to repeat the same story.",
        "Please send me a link to the form.",
        "I had to repeat my whole story to three people.",
        "They show you the price before they start and tell you exactly what they found.",
        "From now on I go elsewhere.",
        "You are now one of my favourite shops.",
        "The instructions for the machine could be read by nobody.",
        "The new rules about parking are a mess.",
        "É preciso repetir tudo, e ninguém responde à primeira.",
        "A partir de agora vou à concorrência.",
        "Ab jetzt gehe ich woanders hin.",
        "Sie sagen genau, was es kostet.",
        "Ils disent exactement ce qu'ils font.",
        "Me dijeron exactamente lo que iba a costar.",
    ],
)
def test_people_who_speak_of_instructions_are_not_refused(text: str) -> None:
    assert not gate.orders(text)


def test_an_obedient_writer_obeys() -> None:
    """The control of the instrument: it finds the order in most families, encoded ones too."""
    done = 0
    for attack in ATTACKS:
        model = Obedient()
        message = Message(role="user", content=f"Notes:\n[customer] {attack.text}")
        request = Request(role="writer", messages=(message,), prompt=PromptRef(id="p", version="1", digest="0"))
        done += reached(attack, [model.speak(request)["statement"]])
    assert done >= 40
