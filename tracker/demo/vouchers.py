"""Invoices of the demo, drawn as a scanner would send them, and marked as made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from tracker.ledger.money import Cents, format_money
from tracker.reports.models import Report
from tracker.statements.pdf.engine import ASSETS

SUPPLIERS = {
    "materials": "Papeterie du Marché",
    "travel": "Location d’autos régionale",
    "actions": "Animation Les Petits Pas",
}
"""Who is invoiced, by budget line: the other lines of a report are salaries."""

_SHEET = (850, 1100)
_INK, _SOFT, _RULE, _MARK = "#1d2a2b", "#5b6668", "#c9c4b8", "#e4dfd3"
_FONTS = ASSETS / "fonts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """An invoice behind part of what a line declares."""

    line: str
    supplier: str
    number: str
    dated: date
    amount: Cents

    @property
    def name(self) -> str:
        """The file's."""
        return f"facture-{self.number.lower()}.png"

    def draw(self) -> BytesIO:
        """One page, as a PNG."""
        image = Image.new("L", _SHEET, "#ffffff")
        draw = ImageDraw.Draw(image)
        draw.text((425, 560), "FICTIF", font=_font(150, bold=True), fill=_MARK, anchor="mm")
        draw.text((80, 90), self.supplier, font=_font(40, bold=True), fill=_INK)
        draw.text((770, 90), "FACTURE", font=_font(40), fill=_SOFT, anchor="ra")
        for rank, (said, value) in enumerate((("Numéro", self.number), ("Date", self.dated.isoformat()))):
            draw.text((560, 190 + 40 * rank), said, font=_font(24), fill=_SOFT)
            draw.text((770, 190 + 40 * rank), value, font=_font(24), fill=_INK, anchor="ra")
        draw.line((80, 330, 770, 330), fill=_RULE, width=2)
        draw.text((80, 350), "Selon entente", font=_font(26), fill=_INK)
        draw.text((770, 350), format_money(self.amount, "fr"), font=_font(26), fill=_INK, anchor="ra")
        draw.line((80, 410, 770, 410), fill=_INK, width=3)
        draw.text((80, 430), "Total payé", font=_font(30, bold=True), fill=_INK)
        draw.text((770, 430), format_money(self.amount, "fr"), font=_font(30, bold=True), fill=_INK, anchor="ra")
        draw.text((425, 1040), "Pièce de démonstration : rien n’y est réel.", font=_font(22), fill=_SOFT, anchor="mm")
        content = BytesIO()
        image.save(content, "PNG", compress_level=1)
        content.seek(0)
        return content


def of(report: Report) -> Iterator[Voucher]:
    """The invoices of a report: one for each line that buys. A refused amount has its own, from before the period."""
    obligation = report.obligation
    declared = [it for it in report.expenses if it.line_code in SUPPLIERS and it.declared > 0]
    for rank, expense in enumerate(declared, start=1):
        refused = expense.disallowed > 0
        yield Voucher(
            line=expense.line_code,
            supplier=SUPPLIERS[expense.line_code],
            number=f"F{obligation.to_on:%y}-{obligation.agreement.number[-3:]}-{obligation.number}{rank}",
            dated=obligation.from_on + timedelta(days=-12 if refused else 31 * rank),
            amount=expense.disallowed if refused else expense.declared * 45 // 100,
        )


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"SourceSans3-{'Semibold' if bold else 'Regular'}.ttf", size)
