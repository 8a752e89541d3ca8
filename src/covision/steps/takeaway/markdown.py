"""A document as Markdown in which nobody's words become markup, a link, an image or a heading."""

import re

from covision.steps.takeaway.blocks import Block, Story, readable

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")
_LINK = re.compile(r"(?i)\b(https?|ftp|file|javascript|data|mailto)(:)|\b(www)(\.)")


def escape(text: str) -> str:
    """Words of people, customers and models as Markdown text: no markup, link, image or heading comes of them."""
    lines = []
    for line in readable(text).splitlines() or [""]:
        shown = _MARKDOWN.sub(r"\\\1", line)
        shown = _LINE_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", shown)
        lines.append(_LINK.sub(lambda m: f"{m[1] or m[3]}\\{m[2] or m[4]}", shown).strip())
    return " ".join(line for line in lines if line).replace("&", "&amp;")


def markdown(story: Story) -> str:
    """The document, ending with a line break."""
    head = f"# {story.subtitle}: {escape(story.title)}" if story.title else f"# {story.subtitle}"
    lines, before = [head, ""], ""
    for block in story.blocks:
        # A list, and lines that belong together, end with a blank line.
        if before and _family(before) != _family(block.kind) and lines[-1]:
            lines.append("")
        lines += _lines(block)
        before = block.kind
    return "\n".join(lines).rstrip() + "\n"


def _family(kind: str) -> str:
    return "list" if kind in ("item", "quote") else "line" if kind in ("line", "term") else kind


def _lines(block: Block) -> list[str]:
    text = escape(block.text)
    match block.kind:
        case "heading":
            return [f"## {text}", ""]
        case "subheading":
            return [f"### {text}", ""]
        case "lead":
            return [f"> ## {text}", ""]
        case "statement":
            return [f"> **{text}**", ""]
        case "caption":
            return [text, ""]
        case "item":
            return [f"- {text}"]
        case "quote":
            return [f"  - {text}"]
        case _:
            label = escape(block.label).removesuffix(":")
            return [f"**{label}:** {text}  " if label else f"{text}  "]
