"""What a model must be, and what changed of a programme, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from tracker.grants.models import RATES, InstalmentKind
from tracker.web.filters import money, rate

Objection = tuple[int, str, str]
"""Row (0 for the whole), column, and what is wrong."""
_MONTHS, _DAYS = 24, 31


def objections(name: str, written: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Objection]:
    """What is wrong with the rows of ``instalments`` or ``reports``."""
    if not written:
        yield 0, "", _("Write one row at least.")
    for number, row in written:
        for column, value in row.items():
            if column.endswith("month") and value > _MONTHS:
                yield number, column, _("Write %(most)s months at most.", most=_MONTHS)
            if column.endswith("day") and not 1 <= value <= _DAYS:
                yield number, column, _("Write a day from 1 to 31.")
    yield from (_of_instalments if name == "instalments" else _of_reports)(written)


def _of_instalments(written: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Objection]:
    holdback = InstalmentKind.HOLDBACK.value
    for number, row in written:
        if row["kind"] == holdback and "share" in row:
            yield number, "share", _("Leave this empty: the holdback is the programme’s rate.")
    rest = [number for number, row in written if row["kind"] != holdback and "share" not in row]
    if len(rest) != 1:
        yield 0, "", _("One instalment, and only one, takes the rest of the allotment: leave its share empty.")
    if sum(row.get("share", 0) for _number, row in written) >= 1_000_000:
        yield 0, "", _("The shares must leave something to the instalment that takes the rest.")


def _of_reports(written: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Objection]:
    for number, row in written:
        if not 1 <= row["months"] <= 12:
            yield number, "months", _("A report covers 1 to 12 months.")
        elif row["from_month"] + row["months"] > 12:
            yield number, "months", _("A report covers months of one fiscal year.")
        if row["due_month"] < row["from_month"] + row["months"]:
            yield number, "due_month", _("A report is due after the period it covers.")


def act(action: str) -> str:
    """What was done."""
    known = {
        "programme added": _("Programme added"),
        "programme changed": _("Settings changed"),
        "programme model changed": _("Usual schedule or reports changed"),
        "budget lines changed": _("Budget lines changed"),
        "template published": _("Report template published"),
    }
    return str(known.get(action, action))


def changes(difference: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What differs of a programme: its name, before, after."""
    return [
        (names, _value(name, pair[0]), _value(name, pair[1]))
        for name, pair in difference.items()
        if (names := _names().get(name))
    ]


def line_changes(difference: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What differs of the budget lines: the code of each, before, after."""
    lines: Mapping[str, Any] = difference.get("lines", {})
    return [(code, _line(pair[0]), _line(pair[1])) for code, pair in lines.items()]


def _line(line: Mapping[str, Any] | None) -> str:
    if line is None:
        return "–"
    parts = [f"{line['position']}. {line['name_fr']} / {line['name_en']}"]
    return ", ".join([*parts, _("administration")] if line["administration"] else parts)


def _names() -> dict[str, str]:
    return {
        "name_fr": _("Name in French"),
        "name_en": _("Name in English"),
        "fiscal_year_start": _("The fiscal year begins on"),
        "holdback_rate": _("Holdback"),
        "transfer_limit_rate": _("Line transfers without approval"),
        "carry_forward_limit_rate": _("Carry-forward"),
        "administration_limit_rate": _("Host administration"),
        "stacking_limit_rate": _("Public aid in all"),
        "document_threshold": _("A document is expected above"),
        "unusual_rate": _("A change is unusual above"),
        "content_sign_off": _("The content is signed off before a report is submitted"),
        "finance_sign_off": _("The finances are signed off before a report is submitted"),
        "published": _("Anybody may read its page of figures"),
    }


def _value(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name in (*RATES, "unusual_rate"):
        return str(rate(value, decimals=0 if value % 10_000 == 0 else 2))
    return str(money(value)) if name == "document_threshold" else str(value)
