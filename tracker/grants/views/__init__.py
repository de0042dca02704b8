"""The decisions on an agreement, each on its page: /ententes/<number>/…"""

from __future__ import annotations

from flask import Blueprint

from tracker.grants.views import allocation, amendment, documents, officers, plan, proposals, signature
from tracker.grants.views.kinds import DECISIONS

blueprint = Blueprint("grants", __name__)

_BOTH = ("GET", "POST")
for rule, endpoint, view, methods in (
    (f"decisions/<any{tuple(DECISIONS)}:kind>", "decide", proposals.decide, _BOTH),
    ("propositions/<int:proposal_id>", "approve", proposals.approve, _BOTH),
    ("propositions/<int:proposal_id>/renvoi", "turn_down", proposals.turn_down, ("POST",)),
    ("documents/ajout", "add_documents", documents.add, _BOTH),
    ("documents/<int:file_id>", "document", documents.download, ("GET",)),
    ("conditions/<int:condition>", "meet_condition", documents.meet, _BOTH),
    ("avenant", "amendment", amendment.budget, _BOTH),
    ("avenant/echeancier", "amendment_schedule", amendment.schedule, _BOTH),
    ("avenant/plan", "amendment_plan", plan.page, _BOTH),
    ("avenant/verification", "amendment_check", signature.check, ("GET",)),
    ("avenant/signature", "sign_amendment", signature.sign, ("POST",)),
    ("avenant/abandon", "drop_amendment", amendment.drop, ("POST",)),
    ("agent", "assign_officer", officers.assign, ("POST",)),
    ("repartition", "allocation_key", allocation.key, _BOTH),
):
    blueprint.add_url_rule(f"/ententes/<number>/{rule}", endpoint, view, methods=methods)
