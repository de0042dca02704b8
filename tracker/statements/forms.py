"""What is asked of statements: by an address, by the form that issues one, by the one that checks a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectChoice, SelectField, SelectMultipleField

from tracker.db import now
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement
from tracker.grants.policy import last_day
from tracker.statements import kinds
from tracker.statements.statement import Lang
from tracker.web.dates import TIME_ZONE, NotADate, long_date, parse_date, today
from tracker.web.fields import DateField, Required, TextField
from tracker.web.forms import Form
from tracker.web.language import LANGUAGES, language

WHOLE = "cumulatif"
"""What stands for the whole agreement where a fiscal year would stand."""


_TITLES = {
    kinds.AGREEMENT: (_l("Cumulative, the whole agreement"), _l("Fiscal year %(year)s")),
    kinds.DISBURSEMENTS: (_l("Disbursements, the whole agreement"), _l("Disbursements, %(year)s")),
    kinds.FRAMEWORK: (_l("With its sub-agreements, all years"), _l("With its sub-agreements, %(year)s")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """``year`` is None for the cumulative."""

    year: str | None
    as_of: date
    known_at: datetime
    lang: Lang


def asked(args: Mapping[str, str]) -> Asked:
    """Read the address. Raises DomainError for a date that cannot be read."""
    return Asked(
        year=args.get("annee", "").strip() or None,
        as_of=_as_of(args.get("arrete", "")),
        known_at=_known_at(args.get("connu", "")),
        lang=_language(args.get("langue", "")),
    )


def asked_about(agreement: Agreement, args: Mapping[str, str]) -> Asked:
    """The same about an agreement that somebody may see up to a day only (``grants.policy.last_day``)."""
    wanted, last = asked(args), last_day(agreement)
    return wanted if last is None else replace(wanted, as_of=min(wanted.as_of, last))


def _as_of(text: str) -> date:
    """The day asked for, today without one."""
    return _day(text, "arrete") if text.strip() else today()


def _known_at(text: str) -> datetime:
    """The moment asked for, now without one. A day is taken to its end in Montréal."""
    text = text.strip()
    if not text:
        return now()
    if "T" not in text:
        return datetime.combine(_day(text, "connu"), time.max, TIME_ZONE)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign in an address is a space
        return (moment if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):  # beyond the first or the last year of the calendar
        raise _unreadable(text, "connu") from None


def _day(text: str, field: str) -> date:
    try:
        return parse_date(text)
    except NotADate:
        raise _unreadable(text, field) from None


def _unreadable(text: str, field: str) -> DomainError:
    said = message("“%(written)s” is not a date that can be read. Write it as 2018-02-16.", written=text[:40])
    return DomainError(said, field)


def _language(text: str) -> Lang:
    return cast(Lang, text if text in LANGUAGES else language())


def statement_title(what: str, year: str | None) -> str:
    """What a statement of one agreement is of, in words: of a fiscal ``year``, of a cut-off's day, of all years."""
    if what == kinds.HANDOVER:
        return str(_("Cut-off as at %(day)s", day=long_date(date.fromisoformat(year or ""), language())))
    return str(_TITLES[what][1] % {"year": year} if year else _TITLES[what][0])


class _ToIssue(Form):
    """What every statement is issued with."""

    arrete = DateField(_l("As of"), [Required(_l("Enter the day that the statement is as of."))])
    langues = SelectMultipleField(_l("Languages"), choices=[SelectChoice(*it) for it in LANGUAGES.items()])

    def validate_langues(self, field: SelectMultipleField) -> None:
        """At least one language."""
        if not field.data:
            field.errors = [*field.errors, _("Choose at least one language.")]

    def validate_arrete(self, field: DateField) -> None:
        """A statement says what took effect, not what will."""
        if field.data and field.data > today():
            field.errors = [*field.errors, _("A statement cannot be as of a day to come.")]


class IssueForm(_ToIssue):
    annee = SelectField(_l("Which statement"), validate_choice=True)

    def offer(self, agreement: Agreement) -> None:
        """Let the agreement's statements be chosen, cumulative and of each year; its disbursements; with its
        sub-agreements, if it is a framework; the cut-off of each mandate that has ended."""
        whats = [kinds.AGREEMENT, kinds.DISBURSEMENTS, *([kinds.FRAMEWORK] if agreement.sub_agreements else [])]
        ended = [it.to_on for it in agreement.mandates if it.to_on is not None and it.to_on <= today()]
        self.annee.choices = [
            *(
                SelectChoice(kinds.prefixed(what, year or WHOLE), statement_title(what, year))
                for what in whats
                for year in (None, *agreement.fiscal_years)
            ),
            *(
                SelectChoice(kinds.prefixed(kinds.HANDOVER, day), statement_title(kinds.HANDOVER, day))
                for day in map(date.isoformat, ended)
            ),
        ]

    def validate_arrete(self, field: DateField) -> None:
        """A cut-off also says what came after it, and nothing before."""
        super().validate_arrete(field)
        if field.data and self.what == kinds.HANDOVER and field.data.isoformat() < (self.year or ""):
            field.errors = [*field.errors, _("A cut-off statement is as of its day, or later.")]

    @property
    def what(self) -> str:
        """What was chosen, as ``kinds`` calls it."""
        return kinds.unprefixed(str(self.annee.data))[0]

    @property
    def year(self) -> str | None:
        """The fiscal year, the day of a cut-off; None for all years."""
        _what, chosen = kinds.unprefixed(str(self.annee.data))
        return None if chosen == WHOLE else chosen


class IssueSeveralForm(_ToIssue):
    de = SelectField(_l("Of what"), validate_choice=True)
    annee = SelectField(_l("Fiscal year"), validate_choice=True)

    def offer(self, subjects: Sequence[tuple[str, str]], years: Sequence[str]) -> None:
        """Let a programme or a region be chosen, and a year or all of them."""
        self.de.choices = [SelectChoice(*it) for it in subjects]
        self.annee.choices = [
            SelectChoice(WHOLE, _("Cumulative, all years")),
            *(SelectChoice(year, year) for year in years),
        ]


class AuditReportForm(Form):
    auditor = TextField(_l("Signed by"), [Required(_l("Enter who signed the report."))], max_length=200)
    day = DateField(_l("Signed on"), [Required(_l("Enter the day that the report was signed."))])
    file = FileField(_l("The signed report"), [FileRequired(_l("Choose the signed report."))])


class CheckForm(Form):
    fichier = FileField(_l("The file to check"), [FileRequired(_l("Choose the file to check."))])
