"""A document as one page for a browser: it needs nothing else, and nothing in it runs, links or is fetched."""

import base64
import hashlib
from functools import lru_cache
from html import escape as _escape
from itertools import groupby
from pathlib import Path

from covision.steps.takeaway.blocks import Block, Story, readable


@lru_cache(maxsize=1)
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def html(story: Story) -> str:
    """The page; all words are escaped, and its own policy refuses scripts and whatever stands elsewhere."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = f"{story.subtitle}: {story.title}" if story.title else story.subtitle
    body = "".join(_part(family, list(blocks)) for family, blocks in groupby(story.blocks, _family))
    return (
        f'<!doctype html>\n<html lang="{escape(story.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f'<p class="kind">{escape(story.subtitle)}</p>\n<h1>{escape(story.title)}</h1>\n{body}'
        "</main>\n</body>\n</html>\n"
    )


def escape(text: str) -> str:
    """Anybody's words as text or as an attribute's value."""
    return _escape(readable(text).encode("utf-8", "replace").decode("utf-8"), quote=True)


def _family(block: Block) -> str:
    return {"item": "list", "quote": "list", "term": "terms"}.get(block.kind, "alone")


def _part(family: str, blocks: list[Block]) -> str:
    if family == "terms":
        rows = "".join(f"<dt>{escape(one.label)}</dt><dd>{escape(one.text)}</dd>" for one in blocks)
        return f"<dl>{rows}</dl>\n"
    if family == "list":
        return _list(blocks)
    return "".join(_alone(one) for one in blocks)


def _alone(block: Block) -> str:
    text = escape(block.text)
    match block.kind:
        case "heading":
            return f"<h2>{text}</h2>\n"
        case "subheading":
            return f"<h3>{text}</h3>\n"
        case "lead":
            return f'<blockquote><p class="statement lead">{text}</p></blockquote>\n'
        case "statement":
            return f'<blockquote><p class="statement">{text}</p></blockquote>\n'
        case "caption":
            return f'<p class="caption">{text}</p>\n'
        case _:
            label = escape(block.label).removesuffix(":")
            return f"<p><strong>{label}:</strong> {text}</p>\n" if label else f"<p>{text}</p>\n"


def _list(blocks: list[Block]) -> str:
    """Items, each with the quotes that follow it as a list of its own."""
    items: list[tuple[str, list[str]]] = []
    for one in blocks:
        if one.kind == "quote" and items:
            items[-1][1].append(escape(one.text))
        else:
            items.append((escape(one.text), []))
    told = ""
    for text, quotes in items:
        inner = f"<ul>{''.join(f'<li>{quote}</li>' for quote in quotes)}</ul>" if quotes else ""
        told += f"<li>{text}{inner}</li>"
    return f"<ul>{told}</ul>\n"
