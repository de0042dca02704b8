"""What is filled in about programmes: rates as percentages, months counted from the start of the fiscal year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp

from tracker.grants.creation.rows import Column
from tracker.grants.labels import INSTALMENTS, REPORTS
from tracker.grants.models import RATES, InstalmentKind, ReportKind
from tracker.grants.programmes.service import Settings
from tracker.ledger.fiscal import FiscalCalendar
from tracker.web.fields import CODE, MoneyField, Required, TextField
from tracker.web.forms import Form

_PPM = 100  # millionths in a hundredth of a per cent, which a percentage is typed to
WHOLE = 1_000_000


class PercentField(MoneyField):
    """A share in millionths, typed as a percentage with two decimals at most. What was kept with more decimals
    stays as it is until something else is typed."""

    def __init__(self, label: str, *, most: int = WHOLE, needed: bool = True, **options: Any) -> None:
        super().__init__(label, [Required(_l("Write a percentage."))] if needed else [], **options)
        self.most = most

    def process_data(self, value: int | None) -> None:
        """Show millionths."""
        self.data = None if value is None else value // _PPM

    def post_validate(self, form: object, stopped: bool) -> None:
        """Refuse more than everything."""
        if self.ppm is not None and self.ppm > self.most:
            raise ValidationError(_("Write %(most)s%% at most.", most=self.most * 100 // WHOLE))

    @property
    def ppm(self) -> int | None:
        """The share in millionths."""
        return None if self.data is None else self.data * _PPM

    def over(self, before: int | None) -> int:
        """The share in millionths, ``before`` if what is typed is how that is shown."""
        same = before is not None and before // _PPM == self.data
        return before or 0 if same else self.ppm or 0


def _start(form: object, field: Field) -> None:
    try:
        if not re.fullmatch(r"\d\d-\d\d", field.data or "", re.ASCII):
            raise ValueError
        FiscalCalendar.from_text(field.data)
    except ValueError:
        raise ValidationError(_("Write a month and a day, such as 04-01.")) from None


class SettingsForm(Form):
    """Everything that a programme decides, and why."""

    name_fr = TextField(_l("Name in French"), [Required(_l("Write the name in French."))])
    name_en = TextField(_l("Name in English"), [Required(_l("Write the name in English."))])
    fiscal_year_start = TextField(
        _l("The fiscal year begins on"),
        [Required(_l("Write a month and a day, such as 04-01.")), _start],
        max_length=5,
        description=_l("Month and day, such as 04-01."),
    )
    holdback_rate = PercentField(_l("Holdback"))
    transfer_limit_rate = PercentField(_l("Line transfers without approval"))
    carry_forward_limit_rate = PercentField(_l("Carry-forward"))
    administration_limit_rate = PercentField(_l("Host administration"))
    stacking_limit_rate = PercentField(_l("Public aid in all"))
    document_threshold = MoneyField(
        _l("A document is expected above"),
        [Required(_l("Write the amount."))],
        description=_l("A line that declares more, and that no document stands behind, is shown to the reviewer."),
    )
    unusual_rate = PercentField(
        _l("A change is unusual above"),
        most=10 * WHOLE,
        description=_l("Of what the report before declared on the same line."),
    )
    content_sign_off = BooleanField(_l("The content is signed off before a report is submitted"))
    finance_sign_off = BooleanField(_l("The finances are signed off before a report is submitted"))
    published = BooleanField(_l("Anybody may read its page of figures"))
    reason = TextField(_l("Reason"), [Required(_l("Say why: the trail keeps it."))], max_length=500)

    def fill(self, settings: Settings) -> None:
        """Show what is decided."""
        for name in Settings.__dataclass_fields__:
            self[name].process_data(getattr(settings, name))

    def settings(self, before: Settings | None) -> Settings:
        """What is decided now."""
        rates = {name: self[name].over(getattr(before, name, None)) for name in (*RATES, "unusual_rate")}
        return Settings(
            name_fr=self.name_fr.data or "",
            name_en=self.name_en.data or "",
            fiscal_year_start=self.fiscal_year_start.data or "",
            document_threshold=self.document_threshold.data or 0,
            content_sign_off=bool(self.content_sign_off.data),
            finance_sign_off=bool(self.finance_sign_off.data),
            published=bool(self.published.data),
            **rates,
        )


class NewForm(SettingsForm):
    """The same, and the code that agreements' numbers begin with."""

    code = TextField(_l("Code"), [Required(_l("Write a code.")), CODE], max_length=32)


class WhyForm(Form):
    """Why the rows of a page change."""

    reason = TextField(_l("Reason"), [Required(_l("Say why: the trail keeps it."))], max_length=500)


def _count(label: Any) -> TextField:
    return TextField(
        label, [Optional(), Regexp(r"^[0-9]{1,2}$", message=_l("Write a number of months or a day."))], max_length=2
    )


def _words(label: Any, *, length: int) -> TextField:
    return TextField(label, max_length=length)


def _pick(label: Any, choices: Sequence[tuple[str, Any]]) -> SelectField:
    return SelectField(label, [Optional()], choices=[SelectChoice(value, name) for value, name in choices])


def _percent(label: Any) -> PercentField:
    return PercentField(label, needed=False)


_PAID = (InstalmentKind.ADVANCE.value, InstalmentKind.CONDITIONAL.value, InstalmentKind.HOLDBACK.value)
_REPORTED = (ReportKind.PROGRESS.value, ReportKind.ANNUAL.value)


def instalment_columns() -> tuple[Column, ...]:
    """An instalment of each fiscal year."""
    kinds = [(kind, INSTALMENTS[kind]) for kind in _PAID]
    awaited = [("", _l("Nothing")), *((kind, REPORTS[kind]) for kind in _REPORTED)]
    return (
        Column("kind", _l("Instalment"), partial(_pick, choices=kinds)),
        Column("month", _l("Months after the year begins"), _count, _l("Write how many months.")),
        Column("day", _l("Day"), _count, _l("Write the day of the month.")),
        Column("share", _l("Share of the allotment (%)"), _percent),
        Column("waits_for", _l("Waits for"), partial(_pick, choices=awaited)),
        Column("last_month", _l("Last year: months"), _count),
        Column("last_day", _l("Last year: day"), _count),
    )


def report_columns() -> tuple[Column, ...]:
    """A report of each fiscal year."""
    kinds = [(kind, REPORTS[kind]) for kind in _REPORTED]
    return (
        Column("kind", _l("Report"), partial(_pick, choices=kinds)),
        Column("from_month", _l("Covers from month"), _count, _l("Write how many months.")),
        Column("months", _l("For how many months"), _count, _l("Write how many months.")),
        Column("due_month", _l("Due: months after the year begins"), _count, _l("Write how many months.")),
        Column("due_day", _l("Day"), _count, _l("Write the day of the month.")),
    )


def line_columns() -> tuple[Column, ...]:
    """A budget line; the code of one that is there stays."""
    return (
        Column("code", _l("Code"), partial(_words, length=32), _l("Write a code.")),
        Column("name_fr", _l("Name in French"), partial(_words, length=120), _l("Write the name in French.")),
        Column("name_en", _l("Name in English"), partial(_words, length=120), _l("Write the name in English.")),
        Column("administration", _l("Administration"), BooleanField),
        Column("rank", _l("Order"), _count),
    )


def model_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A filled row of the model as the programme keeps it: numbers, and nothing that was left empty."""
    kept: dict[str, Any] = {}
    for name, value in row.items():
        if name == "share":
            if value is not None:
                kept[name] = value * _PPM
        elif value not in (None, ""):
            kept[name] = value if name in ("kind", "waits_for") else int(value)
    return kept
