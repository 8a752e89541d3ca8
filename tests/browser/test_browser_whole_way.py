"""The whole way in a browser, in both languages of the page: a new project to a Word document with the adopted words."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from driving import ANSWERS, REVIEWS, Server, open_page
from playwright.sync_api import Browser, Page, expect

from covision.faces.web.words import load_words

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(290)]
RESPOSTAS = {
    "2": "O cliente sai com um pão que ainda sabe às mãos de alguém, e foi tratado pelo nome.",
    "4": "Quem mora ou trabalha perto do porto e passa aqui antes do trabalho.",
    "6": "Em fevereiro uma senhora que tinha estado doente chorou ao balcão porque lhe mandámos o pão a casa.",
    "7": "Escrevemos mal o nome num bolo de anos e a mãe perdeu a manhã da festa.",
    "9": "Quem entra sai a sentir que alguém o conhece, com pão que tem gosto em pôr na mesa",
}
COMENTARIOS = (
    "Já tinha o meu pão na mão antes de eu abrir a boca. Saí a sentir-me gente outra vez.\n"
    "Bom pão, fila lenta aos sábados.\nLevam o saco ao banco à minha mãe e ninguém a apressa."
)
MINE = {
    "en": "Whoever comes in goes out known by name, with bread they are proud to put on the table.",
    "pt": "Quem entra sai conhecido pelo nome, com pão que tem gosto em pôr na mesa.",
}
TOLD = {"en": (ANSWERS, REVIEWS), "pt": (RESPOSTAS, COMENTARIOS)}


@pytest.mark.parametrize("language", ["en", "pt"])
def test_from_a_new_project_to_a_document_with_the_adopted_words(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path, language: str
) -> None:
    words = load_words(language)
    watched = open_page(browser, serve(COVISION_LANGUAGE=language))
    page = watched.page
    assert page.evaluate("document.documentElement.lang") == language

    def press(key: str) -> None:
        page.get_by_role("button", name=words(key), exact=True).first.click()

    def step(name: str) -> None:
        page.get_by_role("navigation").get_by_role("button", name=words(f"steps.{name}"), exact=True).click()
        page.wait_for_selector(f'body[data-at="{name}"]')

    page.get_by_label(words("home.name")).fill("Harbour Street Bakery")
    press("home.start")
    page.wait_for_selector("#question-card h1:visible")
    answers, comments = TOLD[language]
    press("interview.batch")
    page.wait_for_selector("#batch form")
    for question, text in answers.items():
        page.fill(f"#q-{question}", text)
    page.locator("#batch form button[type=submit]").click()
    page.wait_for_selector('body[data-at="interview"]')
    step("research")
    research_file(page, tmp_path, comments)
    step("drafts")
    page.locator("#see-drafts").click()
    # How many drafts differ enough is the answers' affair; one is enough to go on with.
    expect(page.locator("article.draft").first).to_be_visible(timeout=120_000)
    page.wait_for_selector("#stop", state="hidden", timeout=120_000)
    page.locator('article.draft [data-do="choose"]').first.click()
    page.wait_for_selector('body[data-at="desk"]')
    box = page.locator("#statement textarea")
    expect(box).not_to_have_value("")
    box.fill(MINE[language])
    press("desk.save")
    expect(page.locator(".versions li")).to_have_count(2)
    step("takeaway")
    page.locator("#adopt-owner").fill("Ana")
    page.locator("#adopting form button[type=submit]").click()
    expect(page.locator("#notice .told")).to_be_visible()
    expect(page.locator("#adopting")).to_contain_text(MINE[language])
    with page.expect_download() as arriving:
        page.locator('#takeaway-links a[href*=".docx"]').click()
    content = Path(arriving.value.path()).read_bytes()
    told = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    assert MINE[language] in told and "Harbour Street Bakery" in told
    watched.clean()


def research_file(page: Page, folder: Path, comments: str) -> None:
    """A file of comments through the file chooser, added after its preview."""
    path = folder / "comments.txt"
    path.write_text(comments, encoding="utf-8")
    page.locator("#research input[type=file]").set_input_files(path)
    page.locator('#research [data-do="add"]').click()
    expect(page.locator(".source .account")).to_contain_text(re.compile("3"))
