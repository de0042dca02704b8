"""Any statement as one HTML document: the letterhead, the first page, the sections. Nothing is fetched,
every text is escaped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tracker.ledger.money import Cents
from tracker.statements import typography, wording
from tracker.statements.pdf import engine
from tracker.statements.pdf.chart import Chart, text_width
from tracker.statements.pdf.summary import Key
from tracker.statements.pdf.tables import Section, fill
from tracker.statements.statement import Lang, Text

TEMPLATES = Path(__file__).parents[3] / "templates" / "print"
_ROOM = 676.0  # points of the first page's text
_ROOM_BEFORE_A_TABLE = 260.0
_AIR = 12.0  # of which the title takes more when they are to spare
_NOT_SET = "\u25a1"
_FIRST_OF_MONTH = re.compile(r"\b1er\b")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF. ``relationship``: ``Source``, ``Data``, ``Alternative`` or ``Supplement``."""

    name: str
    data: bytes
    description: str
    relationship: str = "Data"


@dataclass(frozen=True, slots=True)
class Verification:
    """Where and with which code a reader checks an issued statement. ``url`` goes into the QR code;
    ``address`` is the same to read and to type."""

    code: str
    url: str
    address: str
    issued_on: date


class Dated(Protocol):
    """What the letterhead and the running lines of any statement say."""

    @property
    def funder(self) -> Text: ...
    @property
    def programme(self) -> Text: ...
    @property
    def as_of(self) -> date: ...
    @property
    def known_at(self) -> datetime: ...
    @property
    def journal_seq(self) -> int: ...
    @property
    def journal_head(self) -> str: ...
    @property
    def fictional(self) -> bool: ...
    @property
    def number(self) -> str | None: ...


Facts = tuple[list[tuple[str, str]], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Front:
    """The first page. ``subject`` is what the running header names, ``code`` what the file's title does;
    ``chart`` is drawn for as many points as are left."""

    header: Dated
    document: str
    subject: str
    code: str
    title: str
    facts: Facts
    lead: str
    keys: Sequence[Key]
    chart_title: str
    chart: Callable[[float], Chart | None]


def document(
    front: Front,
    sections: Sequence[Section],
    lang: Lang,
    *,
    widest: Cents,
    landscape: bool = False,
    attachments: Sequence[Attachment],
    verification: Verification | None,
) -> str:
    """The HTML, ready to render. ``widest`` is the largest amount, which decides the size of figures;
    ``landscape`` turns the pages after the first, for tables that need the room."""
    header = front.header
    taken = _height(front, issued=verification is not None)
    chart = front.chart(_ROOM - taken)
    spare = _ROOM - taken - (chart.height if chart else 0)
    if spare < 0:
        chart = front.chart(_ROOM_BEFORE_A_TABLE)
    number = fill(wording.STATEMENT_NUMBER, lang, number=header.number) if header.number else wording.NOT_ISSUED[lang]
    return (
        _environment()
        .get_template("statement.html")
        .render(
            lang=lang,
            t={name: text[lang] for name, text in _words().items()},
            front=front,
            header=header,
            document_title=f"{front.document} – {number} – {front.code}",
            moment=header.known_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            number=number,
            running=f"{number} · {front.subject}",
            footer=_footer(header, lang, verification),
            chart=chart,
            chart_first=chart is not None and spare >= 0,
            airy=spare < 0 or spare >= _AIR,
            sections=sections,
            size=_size(widest, landscape=landscape),
            key_size=_size(widest, landscape=False),
            landscape=landscape,
            verification=verification,
            qr=_qr(verification.url) if verification else None,
            journal=fill(wording.JOURNAL_HEAD, lang, seq=header.journal_seq, head=_grouped(header.journal_head)),
            attached=[
                (
                    fill(wording.ATTACHED, lang, name=file.name, description=file.description),
                    fill(wording.FINGERPRINT, lang, digest=hashlib.sha256(file.data).hexdigest()),
                )
                for file in attachments
            ],
        )
    )


def _footer(header: Dated, lang: Lang, verification: Verification | None) -> str:
    parts = [
        wording.UNAUDITED[lang],
        fill(wording.AS_OF_RUNNING, lang, date=typography.long_day(header.as_of, lang)),
        fill(wording.VERIFICATION_RUNNING, lang, code=verification.code)
        if verification
        else fill(wording.JOURNAL_RUNNING, lang, seq=header.journal_seq),
    ]
    return " · ".join(parts)


def _height(front: Front, *, issued: bool) -> float:
    """About how many points of the first page are taken beside the chart, its heading included."""
    rows = [max(_lines(left, 8.8, width=168), 1) for _, left in front.facts[0]]
    rows += [1] * (len(front.facts[1]) - len(rows))
    remarks = max(sum(_lines(remark, 7.8, width=111) for remark in key.remarks) for key in front.keys)
    return (
        238.0
        + 16.9 * _lines(front.title, 13, width=478)
        + 14.3 * len(rows)
        + 11.3 * (sum(rows) - len(rows))
        + 16.5 * _lines(front.lead, 11.6, width=478)
        + 10.2 * remarks
        + (114 if issued else 88)
    )


def _lines(text: str, size: float, *, width: float) -> int:
    return int(-(-text_width(text, size) // width))


def _size(widest: Cents, *, landscape: bool) -> str:
    """Narrower type where an amount passes what a column holds."""
    if widest < (10**11 if landscape else 10**9):
        return "regular"
    return "compact" if widest < (10**13 if landscape else 10**11) else "tiny"


def _grouped(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


@cache
def _words() -> dict[str, Text]:
    return {name.lower(): value for name, value in vars(wording).items() if isinstance(value, Text)}


@cache
def _qr(url: str) -> tuple[int, str]:
    """The side in modules and the path of a QR code: one run of dark modules, one rectangle."""
    rows = [bytes(row) for row in segno.make(url, error="m", micro=False).matrix]
    runs = (
        f"M{match.start()} {y}h{len(match[0])}v1h-{len(match[0])}z"
        for y, row in enumerate(rows)
        for match in re.finditer(rb"\x01+", row)
    )
    return len(rows), "".join(runs)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = _prose
    environment.filters["unbroken"] = typography.unbroken
    return environment


def _prose(text: str, lang: Lang) -> Markup:
    """Text set in type: its language's spaces, and ``1er`` with its letters raised."""
    escaped = str(escape(typography.prose(text, lang)))
    if lang == "fr":
        escaped = _FIRST_OF_MONTH.sub("1<sup>er</sup>", escaped)
    return Markup(escaped)  # noqa: S704 - escaped above


def _printable(value: object) -> object:
    """A character that our fonts lack becomes a box, here and everywhere: never another machine's font."""
    if not isinstance(value, str) or value.isascii():
        return value
    lacking = set(value).difference("\n\t", engine.letters())
    if not lacking:
        return value
    kept = value.translate({ord(letter): _NOT_SET for letter in lacking})
    return Markup(kept) if isinstance(value, Markup) else kept  # noqa: S704 - was markup already
