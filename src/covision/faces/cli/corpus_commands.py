"""`covision corpus check | build | search`."""

from dataclasses import asdict

import typer

from covision.errors import CovisionError, UsageError
from covision.faces.cli.talk import JSON, note, result, result_json, wrapped

group = typer.Typer(help="The index of example visions and guidance.", no_args_is_help=True, rich_markup_mode=None)
KINDS = ("guidance", "vision", "glossary")


@group.command("check")
def check(as_json: bool = JSON) -> None:
    """Look through every corpus file; each fault names file, line and key."""
    from covision.assets import folder
    from covision.settings import load_settings
    from covision.steps.corpus import check_corpus, load_corpus

    place = folder("corpus", load_settings().assets)
    problems = check_corpus(place)
    if as_json:
        result_json({"ok": not problems, "problems": [item.model_dump() for item in problems]})
    else:
        for item in problems:
            result(str(item))
    if problems:
        raise CovisionError(f"{len(problems)} faults in {place}.")
    if not as_json:
        corpus = load_corpus(place)
        counts = (
            f"{len(corpus.visions)} visions, {len(corpus.guidance)} cards, {len(corpus.glossary)} terms, "
            f"{len(corpus.dilemmas)} dilemmas"
        )
        result(f"The corpus is sound: {counts}, digest {corpus.digest}.")


@group.command("build")
def build(as_json: bool = JSON) -> None:
    """Make the search index of the data folder anew, from the corpus and all projects, and prove it by query."""
    from covision.faces.cli.fetching import fetch
    from covision.gateways.weights_table import EMBEDDING
    from covision.settings import load_settings
    from covision.wiring import open_house

    with open_house(load_settings(), shared=True) as house:
        if house.settings.embeddings == "local":
            fetch(house, [EMBEDDING])
        searcher = house.searcher
        searcher.rebuild()
        reports = searcher.report()
        trouble = searcher.trouble
    if as_json:
        result_json([{**asdict(item), "level": item.level} for item in reports])
    else:
        for item in reports:
            state = "can be found" if item.level else f"are behind: {item.problem or 'some are not found'}"
            result(f"{item.workspace}: {item.passages} passages, {item.indexed} vectors {state}")
    if trouble:
        raise CovisionError(f"Nothing was embedded: {trouble}", safe="Search goes by keywords meanwhile.")
    if not all(item.level for item in reports):
        raise CovisionError(
            "The index is not level with the database.",
            safe="Nothing is lost: the database holds every text and vector.",
            todo="Run `covision corpus build` again; `covision doctor` says more.",
        )


@group.command("search")
def search(
    query: str = typer.Argument(..., help="What to look for."),
    kind: list[str] = typer.Option(None, "--kind", help="Only guidance, vision or glossary; may be repeated."),
    language: str = typer.Option(None, "--language", help="Only this language."),
    k: int = typer.Option(8, "-k", min=1, max=100, help="How many."),
    as_json: bool = JSON,
) -> None:
    """Search the corpus by words and by sense; best first."""
    from covision.faces.cli.fetching import fetch_embeddings
    from covision.settings import load_settings
    from covision.steps.corpus import WORKSPACE
    from covision.wiring import open_house

    stray = sorted(set(kind or ()) - set(KINDS))
    if stray:
        raise UsageError(f"There is no kind {stray[0]!r}.", todo=f"Kinds: {', '.join(KINDS)}.")
    kinds = [name for name in KINDS if name in (kind or ())]
    with open_house(load_settings(), shared=False) as house:
        fetch_embeddings(house)
        hits = house.searcher.search(query, workspaces=[WORKSPACE], kinds=kinds, language=language, k=k)  # type: ignore[arg-type]
        trouble = house.searcher.trouble
    if trouble:
        note(f"{trouble} Search went by keywords alone.")
    if as_json:
        result_json([hit.model_dump(mode="json") for hit in hits])
        return
    for hit in hits:
        near = f", cosine {hit.dense:.2f}" if hit.dense is not None else ""
        result(f"{hit.passage.id} ({hit.passage.kind}, {hit.passage.language}{near})")
        result(wrapped(hit.passage.text, "    "))
    if not hits:
        note("Nothing was found.")
