"""Who acts, and the day of the rules."""

from __future__ import annotations

from flask import abort

from tracker.accounts.policy import visitor
from tracker.db import now
from tracker.grants.payments import queries
from tracker.grants.payments.models import BankBatch, PaymentRequest
from tracker.grants.payments.service import Who
from tracker.web.dates import today

INVALID = 422


def who() -> Who:
    """The person of this request, now."""
    me = visitor()
    return Who(person_id=me.person_id, email=me.email, role=me.role, at=now(), today=today())


def request_or_404(request_id: int) -> PaymentRequest:
    """The request of this id; 404 when there is none."""
    return queries.request_of(request_id) or abort(404)


def batch_or_404(number: int) -> BankBatch:
    """The batch of this number; 404 when there is none."""
    return queries.batch_of(number) or abort(404)
