"""The pages: the portfolio, an agreement and its tabs, everybody's first page."""

from __future__ import annotations

from flask import Blueprint

from tracker.directory.queries import instance
from tracker.insight.views import agreement, portfolio
from tracker.web.language import language

blueprint = Blueprint("insight", __name__)

for rule, endpoint, view in (
    ("/ententes", "portfolio", portfolio.page),
    ("/ententes.<any(csv,xlsx):form>", "portfolio_file", portfolio.file),
    ("/ententes/<number>", "agreement", agreement.summary),
    ("/ententes/<number>/budget", "agreement_budget", agreement.budget),
    ("/ententes/<number>/versements", "agreement_instalments", agreement.instalments),
    ("/ententes/<number>/rapports", "agreement_reports", agreement.reports),
    ("/ententes/<number>/registre", "agreement_ledger", agreement.ledger),
    ("/ententes/<number>/personnes", "agreement_people", agreement.people),
    ("/ententes/<number>/etats", "agreement_statements", agreement.statements),
):
    blueprint.add_url_rule(rule, endpoint, view)


@blueprint.app_context_processor
def whose() -> dict[str, object]:
    """Whose installation this is, and whether its data is made up, at the top of every page."""
    it = instance()
    return {"funder_name": it.funder_fr if language() == "fr" else it.funder_en, "fictional": it.fictional}
