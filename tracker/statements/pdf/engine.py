"""From HTML to a valid PDF: WeasyPrint with our fonts and nothing of the outside.

Only the press calls it, in its own processes; everybody else asks ``guarded``.
"""

from __future__ import annotations

import atexit
import gc
import hashlib
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tracker.errors import DomainError, message

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcherResponse

ASSETS = Path(__file__).parent.parent / "assets"
SCHEME = "asset:"

_FONTS = frozenset(p.name for p in (ASSETS / "fonts").iterdir() if p.suffix in {".ttf", ".woff"})
_PROFILE = "sRGB2014.icc"  # WeasyPrint brings it
_LOCK = threading.Lock()  # one font configuration, and Pango's font map is not for two threads at once

# PDF/A forbids a property whose schema it does not know, so the UA identifier brings its own.
_UA_IDENTIFIER = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class Embedded(Protocol):
    """A file to embed; ``relationship`` is one of ISO 32000-2, 7.11.3."""

    @property
    def name(self) -> str: ...
    @property
    def data(self) -> bytes: ...
    @property
    def description(self) -> str: ...
    @property
    def relationship(self) -> str: ...


def write(html: str, *, attachments: Sequence[Embedded], dated: datetime) -> bytes:
    """Render ``html`` with the statement's stylesheet. ``dated`` is the date of the attachments.

    Raises DomainError if Pango is missing.
    """
    weasyprint = _weasyprint()
    from tracker.statements.pdf import library

    with _LOCK:
        stylesheet, fonts, colours = _prepared()
        when = dated.astimezone(UTC)
        embedded = [
            weasyprint.Attachment(
                string=file.data,
                name=file.name,
                description=file.description,
                created=when,
                modified=when,
                relationship=file.relationship,
            )
            for file in attachments
        ]
        document = library.Document(html, url_fetcher=_own_assets())

        def finish(_document: object, pdf: Any) -> None:
            _declare_accessible(pdf)
            library.write_once(pdf)

        # A render makes hundreds of thousands of objects and hardly any cycle: collecting meanwhile is all loss.
        collecting = gc.isenabled()
        gc.disable()
        try:
            pdf: bytes = document.write_pdf(
                stylesheets=[stylesheet],
                font_config=fonts,
                color_profiles=dict(colours),
                output_intent="--srgb",
                attachments=embedded,
                pdf_variant="pdf/a-3a",
                pdf_tags=True,
                pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
                finisher=finish,
            )
        finally:
            if collecting:
                gc.enable()
    return pdf


def warm() -> None:
    """Load everything that a render needs. Raises DomainError if Pango is missing."""
    write("<!doctype html><html lang='fr'><title>Trame</title><p>1 234,56", attachments=(), dated=datetime.now(UTC))


def fetch_asset(url: str) -> URLFetcherResponse:
    """Our own fonts and the colour profile, by name. WeasyPrint goes without whatever else a document asks for.

    Raises ValueError for any other address.
    """
    from weasyprint.urls import URLFetcherResponse

    name = url.removeprefix(SCHEME)
    if url.startswith(SCHEME) and name in _FONTS:
        return URLFetcherResponse(url, (ASSETS / "fonts" / name).read_bytes())
    if url.startswith(SCHEME) and name == _PROFILE:
        return URLFetcherResponse(url, files("weasyprint.pdf").joinpath(name).read_bytes())
    raise ValueError(f"not an asset of statements: {url}")


@cache
def _own_assets() -> Any:
    """``fetch_asset`` in the form that WeasyPrint wants."""
    from weasyprint.urls import URLFetcher

    class OwnAssets(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            return fetch_asset(url)

    return OwnAssets(allow_redirects=False)


@cache
def letters() -> frozenset[str]:
    """What our fonts can set. No font of the machine ever replaces them, so a statement is the same wherever
    it is made.
    """
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for name in ("SourceSans3-Regular.ttf", "NotoSansCanadianAboriginal-Regular.woff"):
        with TTFont(ASSETS / "fonts" / name, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(map(chr, points))


@cache
def _prepared() -> tuple[CSS, FontConfiguration, dict[str, Any]]:
    """The parsed stylesheet, the loaded fonts and the colour profile, once per process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    colours: dict[str, Any] = {}
    text = (ASSETS / "statement.css").read_text(encoding="utf-8")
    stylesheet = CSS(string=text, font_config=fonts, color_profiles=colours, url_fetcher=_own_assets())
    for profile in colours.values():
        _ = profile.name  # LittleCMS writes a profile otherwise once its tags were read: read them first
    atexit.register(_prepared.cache_clear)  # fonts remove their folder, which they cannot once modules are torn down
    return stylesheet, fonts, colours


def _weasyprint() -> Any:
    """WeasyPrint, imported when the first PDF is asked for: it takes a second and needs Pango."""
    try:
        import weasyprint
    except OSError as error:
        raise DomainError(
            message("PDF needs the Pango library, which this machine lacks: run ./dev setup, or install libpango.")
        ) from error
    return weasyprint


def _declare_accessible(pdf: Any) -> None:
    """Add the PDF/UA-1 identifier, with its extension schema, to the metadata of PDF/A."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", _UA_IDENTIFIER + b"</rdf:RDF>") for part in metadata.stream]
