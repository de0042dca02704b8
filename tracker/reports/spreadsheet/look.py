"""How the workbook of a report looks: the formats of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tracker.reports.form.questions import QuestionKind

Format: TypeAlias = Any  # the library has no types

ASKED = "#FFF9E5"
"""The ground of the cells to fill in."""
_DOLLARS = {"fr": r'#,##0.00\ "$"', "en": '"$"#,##0.00'}  # each program writes its own separators
_INK, _MUTED, _GREEN, _LINE = "#1D2421", "#57605C", "#17594C", "#D9CFB4"


@dataclass(frozen=True, slots=True)
class Look:
    """The formats of one workbook."""

    title: Format
    heading: Format
    note: Format
    head: Format
    figure_head: Format
    label: Format
    known: Format
    money: Format
    total: Format
    total_label: Format
    free: Format
    long: Format
    cells: Mapping[QuestionKind, Format]
    closed: Mapping[QuestionKind, Format]


def look_of(book: Any, lang: str) -> Look:
    """The formats of ``book``, amounts as they are written in ``lang``."""
    base = {"font_name": "Calibri", "font_size": 11, "valign": "top", "font_color": _INK}
    field = {**base, "locked": False, "bg_color": ASKED, "border": 1, "border_color": _LINE}
    dollars = _DOLLARS[lang]

    def made(**style: object) -> Format:
        return book.add_format({**base, **style})

    kinds: dict[QuestionKind, dict[str, Any]] = {
        QuestionKind.LONG_TEXT: {"text_wrap": True},
        QuestionKind.SHORT_TEXT: {"text_wrap": True, "num_format": "@"},
        QuestionKind.NUMBER: {"num_format": "#,##0.######"},
        QuestionKind.MONEY: {"num_format": dollars},
        QuestionKind.CHOICE: {"text_wrap": True},
        QuestionKind.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
        QuestionKind.YES_NO: {},
    }
    return Look(
        title=made(bold=True, font_size=16, font_color=_GREEN),
        heading=made(bold=True, font_size=12, font_color=_GREEN),
        note=made(text_wrap=True, font_color=_MUTED),
        head=made(bold=True, text_wrap=True, bottom=1, bg_color="#EEF3F0"),
        figure_head=made(bold=True, text_wrap=True, bottom=1, bg_color="#EEF3F0", align="right"),
        label=made(text_wrap=True),
        known=made(font_color=_MUTED, text_wrap=True),
        money=made(num_format=dollars, font_color=_MUTED),
        total=made(num_format=dollars, bold=True, top=1),
        total_label=made(bold=True, top=1),
        free=made(locked=False),
        long=book.add_format({**field, "text_wrap": True}),
        cells={kind: book.add_format({**field, **style}) for kind, style in kinds.items()},
        closed={kind: made(**{"font_color": _MUTED, **style}) for kind, style in kinds.items()},
    )
