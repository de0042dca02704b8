"""The pages: the portfolio, an agreement and its tabs, everybody's first page."""

from __future__ import annotations

from flask import Blueprint

from tracker.insight.views import agreement, portfolio

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
