"""Which report somebody may see, and whether it is theirs to write. Unknown and forbidden are the same 404."""

from __future__ import annotations

from flask import abort

from tracker.accounts.policy import organisation_of, visitor
from tracker.accounts.visitor import Visitor
from tracker.grants.models import Obligation
from tracker.grants.policy import load_agreement
from tracker.reports import queries
from tracker.reports.form.layout import Layout, SectionLayout
from tracker.reports.life import State, Step, move
from tracker.reports.models import Report, SetAside
from tracker.web.dates import today


def load_obligation(number: str, k: int) -> Obligation:
    """Report ``k`` of the agreement of this number, if the person of this request may see it; 404 otherwise."""
    return next((it for it in load_agreement(number).obligations if it.number == k), None) or abort(404)


def load_report(number: str, k: int) -> Report:
    """The same once it is begun on a form; 404 before, and for one that came in by a workbook."""
    report = queries.report_of(load_obligation(number, k))
    return report if report and report.template_version_id else abort(404)


def load_draft(number: str, k: int) -> Report:
    """The same while it is being written, for those who write it; 404 otherwise."""
    report = load_report(number, k)
    if move(State(report.state), Step.EDIT) is None or not writes(report.obligation, visitor()):
        abort(404)
    return report


def load_set_aside(number: str, draft_id: int) -> SetAside:
    """A draft that was set aside, of the agreement of this number; 404 when there is none."""
    return next((it for it in queries.set_aside(load_agreement(number)) if it.id == draft_id), None) or abort(404)


def must_have(layout: Layout, key: str) -> SectionLayout:
    """The section of this key; 404 when the report has none."""
    return layout.section(key) or abort(404)


def writes(obligation: Obligation | SetAside, person: Visitor) -> bool:
    """Whether the report is this person's to write: their organisation is the host today (the last one, once the
    agreement has ended), or was the host during some of the period (DOMAIN rule 22)."""
    code = organisation_of(person)
    begun = [it for it in obligation.agreement.mandates if it.from_on <= today()]
    theirs = [it for it in begun if it.organisation.code == code]
    return any(
        it is begun[-1] or (it.from_on <= obligation.to_on and (it.to_on or obligation.to_on) >= obligation.from_on)
        for it in theirs
    )
