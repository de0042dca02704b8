"""The pages of disbursements: what can be paid, one payment, the bank's batches and details."""

from __future__ import annotations

from flask import Blueprint

from tracker.grants.payments.views import bank, batches, forecasts, listing, requests

blueprint = Blueprint("payments", __name__)

for rule, endpoint, view, method in (
    ("/versements", "page", listing.page, "GET"),
    ("/ententes/<number>/versements/<int:instalment>/demande", "ask", requests.ask, "GET"),
    ("/ententes/<number>/versements/<int:instalment>/demande", "asked", requests.asked, "POST"),
    ("/ententes/<number>/prevision", "forecast", forecasts.page, "GET"),
    ("/ententes/<number>/prevision", "enter_forecast", forecasts.enter, "POST"),
    ("/versements/<int:request_id>", "payment", requests.payment, "GET"),
    ("/versements/<int:request_id>/approbation", "approve", requests.approve, "POST"),
    ("/versements/<int:request_id>/refus", "refuse", requests.refuse, "POST"),
    ("/versements/<int:request_id>/annulation", "cancel", requests.cancel, "POST"),
    ("/versements/<int:request_id>/compensation", "settle", requests.settle, "POST"),
    ("/versements/lots", "send", batches.send, "POST"),
    ("/versements/lots/<int:number>", "batch", batches.batch, "GET"),
    ("/versements/lots/<int:number>/fichier.<any(csv,txt):form>", "batch_file", batches.file, "POST"),
    ("/versements/lots/<int:number>/reponse", "answer", batches.answer, "POST"),
    ("/versements/lots/<int:number>/reponse/<int:answer_id>", "compare", batches.compare, "GET"),
    ("/versements/lots/<int:number>/reponse/<int:answer_id>", "take", batches.take, "POST"),
    ("/organismes/<code>/banque", "bank", bank.page, "GET"),
    ("/organismes/<code>/banque", "enter_bank", bank.enter, "POST"),
    ("/organismes/<code>/banque/verification", "confirm_bank", bank.confirm, "POST"),
    ("/organismes/<code>/banque/retrait", "withdraw_bank", bank.withdraw, "POST"),
):
    blueprint.add_url_rule(rule, endpoint, view, methods=[method])
