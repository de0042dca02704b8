"""The pages: the portfolio, an agreement and its tabs, everybody's first page."""

from __future__ import annotations

from flask import Blueprint, g
from werkzeug.local import LocalProxy

from tracker.directory.models import Instance
from tracker.directory.queries import instance
from tracker.insight.views import agreement, decisions, documents, framework, officers, portfolio, several, trace
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
    ("/ententes/<number>/cadre", "agreement_framework", framework.framework),
    ("/ententes/<number>/partage", "agreement_sharing", framework.sharing),
    ("/ententes/<number>/documents", "agreement_documents", documents.documents),
    ("/ententes/<number>/decisions", "agreement_decisions", decisions.decisions),
    ("/ententes/<number>/historique", "agreement_history", decisions.history),
    ("/ententes/<number>/trace", "trace_find", trace.find),
    ("/ententes/<number>/trace/<ref>", "trace", trace.figure),
    ("/ententes/<number>/trace/<ref>/<column>", "trace", trace.figure),
    ("/ententes/<number>/cadre/trace", "framework_find", several.find_of_framework),
    ("/ententes/<number>/cadre/trace/<ref>", "framework_figure", several.figure_of_framework),
    ("/ententes/<number>/cadre/trace/<ref>/<column>", "framework_figure", several.figure_of_framework),
    ("/ententes/<number>/ecritures/<int:seq>", "trace_entry", trace.entry),
):
    blueprint.add_url_rule(rule, endpoint, view)
blueprint.add_url_rule("/ententes/agents", "officers", officers.page, methods=("GET", "POST"))


@blueprint.app_context_processor
def whose() -> dict[str, object]:
    """Whose installation this is, and whether its data is made up, at the top of every page. Read only by
    a page that shows it: what an error page says when the database is away must not need it."""
    return {
        "funder_name": LocalProxy(lambda: _instance().funder_fr if language() == "fr" else _instance().funder_en),
        "fictional": LocalProxy(lambda: _instance().fictional),
    }


def _instance() -> Instance:
    if "instance" not in g:
        g.instance = instance()
    found: Instance = g.instance
    return found
