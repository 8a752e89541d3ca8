"""Texts that would run, break out, or fetch, if any of them reached the page as anything but text."""

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "\"><svg onload=alert(3)>",
    "' onmouseover='alert(4)",
    "</textarea><script>alert(5)</script>",
    "</p></article><iframe src=https://example.org></iframe>",
    "{{constructor.constructor('alert(6)')()}}",
    "${alert(7)}",
    "`;alert(8);`",
    "[click](javascript:alert(9))",
    "![x](https://example.org/x.png)",
    "<a href=javascript:alert(10)>x</a>",
    "<style>*{background:url(https://example.org/y)}</style>",
    "&lt;script&gt;alert(11)&lt;/script&gt;",
    "<!--", "]]>", "\u202eevil", "<details open ontoggle=alert(12)>",
)  # fmt: skip
ALL = " ".join(PAYLOADS)
