"""New agreements, written step by step: /ententes/nouvelle…"""

from __future__ import annotations

from flask import Blueprint

from tracker.grants.creation.checks import Step
from tracker.grants.creation.views import documents, newcomers, signature, steps

blueprint = Blueprint("creation", __name__)

_STEPS = tuple(step.value for step in Step)
for rule, endpoint, view, methods in (
    ("", "listing", steps.listing, ("GET",)),
    ("", "begin", steps.begin, ("POST",)),
    ("/<int:draft_id>", "tasks", steps.tasks, ("GET",)),
    (f"/<int:draft_id>/<any{_STEPS}:step>", "step", steps.step, ("GET", "POST")),
    ("/<int:draft_id>/regroupement", "add_regroupement", newcomers.regroupement, ("POST",)),
    ("/<int:draft_id>/projet", "add_project", newcomers.project, ("POST",)),
    ("/<int:draft_id>/documents", "documents", documents.page, ("GET", "POST")),
    ("/<int:draft_id>/documents/<int:file_id>", "document", documents.download, ("GET",)),
    ("/<int:draft_id>/documents/<int:file_id>/retrait", "remove_document", documents.remove, ("POST",)),
    ("/<int:draft_id>/verification", "check", signature.check, ("GET",)),
    ("/<int:draft_id>/signature", "sign", signature.sign, ("POST",)),
    ("/<int:draft_id>/abandon", "drop", steps.drop, ("POST",)),
):
    blueprint.add_url_rule(f"/ententes/nouvelle{rule}", endpoint, view, methods=methods)
