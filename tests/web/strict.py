"""Reads the page's own HTML and refuses whatever its code does not use: a text that became markup is a failure."""

import re
from html.parser import HTMLParser

TAGS = frozenset((
    "a", "article", "aside", "blockquote", "br", "button", "caption", "code", "dd", "del", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "g", "h1", "h2", "h3", "header", "input",
    "ins", "label", "legend", "li", "line", "main", "mark", "nav", "ol", "option", "p", "path", "section", "select",
    "span", "strong", "summary", "svg", "table", "text",
    "tbody", "td", "textarea", "th", "thead", "tr", "ul",
))  # fmt: skip
ATTRIBUTES = frozenset((
    "class", "id", "href", "title", "type", "hidden", "open", "name", "rows", "for", "lang", "role", "tabindex",
    "style", "download", "value", "selected", "checked", "scope", "accept", "multiple", "data-do", "data-with",
    "data-opens", "data-closes", "data-form", "data-grows", "data-elapsed", "data-at", "data-project",
    "data-lang", "data-picks", "data-gives", "data-most", "data-many", "data-text", "aria-label",
    "aria-labelledby", "aria-describedby", "aria-hidden", "aria-current", "aria-expanded", "aria-controls",
    "target", "rel", "required", "placeholder", "form", "spellcheck", "data-previews", "data-look", "data-reload", "min", "maxlength", "autocomplete", "aria-pressed", "data-fresh", "data-begins",
    "data-finds", "disabled", "d", "x", "y",
    "x1", "x2", "y1", "y2", "width", "height", "viewbox", "transform",
    "data-words", "data-from", "data-none", "data-some", "data-wish",
))  # fmt: skip
_VOID = frozenset(("br", "input"))


class Strict(HTMLParser):
    """Collects text; any tag or attribute that the page's own code does not use is a failure."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for key, value in attrs:
            assert key in ATTRIBUTES, (tag, key, value)
            if key == "href":
                assert (value or "").startswith(("./", "#")), value
            if key == "style":
                assert re.fullmatch(r"width:\d{1,3}%", value or ""), value
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(markup: str) -> str:
    """The text of markup that holds nothing but what the page may use."""
    parser = Strict()
    parser.feed(markup)
    parser.close()
    assert parser.open == []
    for sign in "{}`$":
        assert sign not in markup
    return "".join(parser.text)
