"""WeasyPrint without what it does in vain, to the same bytes. Importing this loads Pango.

- It reads HTML as a browser does, forgiving everything; ours is well-formed, and the standard library's parser of
  XML reads it thirty times as fast.
- Its style sheet for browsers' defaults gives six pseudo-elements to every element, for notes that we have none of.
- To a file with an identifier it writes every object twice: once to number it, compression included.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]  # it and pydyf come with WeasyPrint
import pydyf  # type: ignore[import-untyped]
import weasyprint
from weasyprint import html as _html
from weasyprint.css.counters import CounterStyle

_DOCTYPE = "<!doctype html>"
_VOID = re.compile(r"<((?:br|col|hr|img|link|meta|wbr)\b[^<>]*?)\s*/?>")
_OF_NOTES = re.compile(r"^::(?:footnote|note)-[a-z]+ \{[^}]*\}\n", re.MULTILINE)


class Document(weasyprint.HTML):  # type: ignore[misc]
    """``html``, read as XML where it is as strict as that, and by WeasyPrint where it is not."""

    def __init__(self, html: str, *, url_fetcher: Any) -> None:
        try:
            root = ElementTree.fromstring(_as_xml(html))  # noqa: S314 - our own template, with every text escaped
        except ElementTree.ParseError:
            super().__init__(string=html, url_fetcher=url_fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return super()._ua_stylesheets(forms) if forms else [_DEFAULTS]


class _Written(pydyf.Object):  # type: ignore[misc]
    """An object that nobody changes any more, as it stands in the file."""

    compressible = False
    data = b""

    def __init__(self, of: pydyf.Object) -> None:
        self.number, self.offset, self.generation, self.free = of.number, of.offset, of.generation, of.free
        if of.free != "f":
            self.data = of.data
        self.compressible = of.compressible


class _Once(pydyf.Stream):  # type: ignore[misc]
    """A stream that is compressed the first time it is asked for."""

    @cached_property
    def data(self) -> bytes:
        return bytes(super().data)


class _Objects(list[Any]):
    """What is added while the file is written, the stream of small objects above all, is written once too."""

    def append(self, added: Any) -> None:
        if isinstance(added, pydyf.Stream):
            added.__class__ = _Once
        super().append(added)


def write_once(pdf: pydyf.PDF) -> None:
    """Set every object of ``pdf`` down, the last thing before the file is written."""
    pdf.objects = _Objects(_Written(each) for each in pdf.objects)


def _as_xml(html: str) -> str:
    return _VOID.sub(r"<\1/>", html.lstrip().removeprefix(_DOCTYPE))


def _defaults() -> weasyprint.CSS:
    """What a browser would do, but for notes and for the markers of what is no item of a list."""
    text = _OF_NOTES.sub("", _html.UA).replace("\n::marker {", "\nli::marker, summary::marker {")
    return weasyprint.CSS(string=text, counter_style=CounterStyle())


_DEFAULTS = _defaults()
