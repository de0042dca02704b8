"""The steps of a new agreement, in their order."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from tracker.grants.creation import forms
from tracker.grants.creation.checks import Step
from tracker.grants.creation.views import choosing, grid
from tracker.grants.creation.views.opening import Page
from tracker.grants.creation.views.tables import (
    CONDITION_ROWS,
    CONTRIBUTION_ROWS,
    INDICATOR_ROWS,
    INSTALMENT_ROWS,
    REPORT_ROWS,
    Table,
)

S = Step


def _rows(table: Table, **others: object) -> Page:
    return Page(
        template="rows",
        form=table.form,
        fill=table.fill,
        read=table.read,
        values=table.page,
        **others,  # type: ignore[arg-type]
    )


_DATED = frozenset({S.SUBJECT, S.IDENTITY})

PAGES: Mapping[Step, Page] = {
    S.SUBJECT: Page(
        title=_l("Programme and partner"),
        lead=_l("Which programme pays, in which stream, and with whom."),
        template="subject",
        form=lambda _at: forms.SubjectForm,
        offer=choosing.offer_subject,
        fill=choosing.fill_subject,
        read=choosing.read_subject,
        press=choosing.press_subject,
        values=choosing.subject_values,
    ),
    S.HOST: Page(
        title=_l("Fiscal host"),
        lead=_l("The organisation that signs, receives the money, employs and reports."),
        template="host",
        form=lambda _at: forms.HostForm,
        offer=choosing.offer_host,
        fill=choosing.fill_host,
        read=choosing.read_host,
        values=choosing.host_values,
    ),
    S.IDENTITY: Page(
        title=_l("Number, titles and dates"),
        lead=_l("Its fiscal years follow from its dates."),
        template="identity",
        form=lambda _at: forms.IdentityForm,
        offer=choosing.offer_identity,
        fill=choosing.fill_identity,
        read=choosing.read_identity,
        values=choosing.identity_values,
        after=frozenset({S.SUBJECT}),
    ),
    S.BUDGET: Page(
        title=_l("Budget"),
        lead=_l("By line and fiscal year. A block copied from a spreadsheet fills the cells it is pasted in."),
        template="budget",
        form=grid.form,
        fill=grid.fill,
        read=grid.read,
        press=grid.press,
        values=grid.values,
        after=_DATED,
    ),
    S.REPORTS: _rows(
        REPORT_ROWS,
        title=_l("Reporting calendar"),
        lead=_l("Proposed from the programme’s model, and yours to change. Nothing is due on a holiday in Québec."),
        after=_DATED,
    ),
    S.SCHEDULE: _rows(
        INSTALMENT_ROWS,
        title=_l("Schedule of payments"),
        lead=_l("Proposed from the programme’s model. The instalments of a year add up to its allotment."),
        after=_DATED | {S.BUDGET, S.REPORTS},
    ),
    S.CONDITIONS: _rows(
        CONDITION_ROWS,
        title=_l("Conditions"),
        lead=_l("What must be met before a payment, besides reports. Each holds it back until somebody records it."),
        optional=True,
    ),
    S.CONTRIBUTIONS: _rows(
        CONTRIBUTION_ROWS,
        title=_l("Other contributions"),
        lead=_l("What others are expected to bring, in cash or in kind."),
        optional=True,
        after=_DATED,
    ),
    S.INDICATORS: _rows(
        INDICATOR_ROWS,
        title=_l("Indicators"),
        lead=_l("What the reports will measure, in both languages."),
        optional=True,
    ),
}
