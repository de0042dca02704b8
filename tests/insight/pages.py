"""What a page says, read as text."""

from __future__ import annotations

from typing import Any

import html5lib


def tree(html: str) -> Any:
    return html5lib.parse(html, namespaceHTMLElements=False)


def said(html: str) -> str:
    """The words of the page's main part, spaces of any kind made plain."""
    main = tree(html).find(".//main")
    return " ".join("".join(f" {text} " for text in main.itertext()).split())


def rows(html: str, table: int = 0) -> list[list[str]]:
    """The body of a table, cell by cell."""
    found = tree(html).findall(".//main//table")[table]
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in found.findall("./tbody/tr")]


def key_figures(html: str) -> dict[str, str]:
    """The strip: its words and its figures."""
    strip = next(it for it in tree(html).iter("dl") if it.get("class") == "keys")
    return {_words(box.find("dt")): _words(box.find("dd")) for box in strip.findall("div")}


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
