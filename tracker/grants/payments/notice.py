"""Telling the host that money is coming: a letter, in its own language."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from tracker.grants.models import Payment
from tracker.grants.payments.models import PaymentRequest
from tracker.web import mail
from tracker.web.dates import long_date
from tracker.web.filters import money
from tracker.web.language import language, speaking


def letter(request: PaymentRequest) -> Callable[[], object] | None:
    """What to call after the commit; None when the host has no address or nothing was paid."""
    account, outcome = request.bank_account, request.outcome
    host = account.organisation if account else None
    paid = outcome.payment if outcome else None
    if host is None or not host.email or paid is None or not paid.cash:
        return None
    to = host.email
    with speaking(host.language):
        subject = _(
            "Payment of %(amount)s: agreement %(number)s", amount=money(request.cash), number=request.agreement.number
        )
        text = "\n\n".join(_paragraphs(request, paid, host.name))
    return lambda: mail.send(to=to, subject=subject, text=text)


def _paragraphs(request: PaymentRequest, paid: Payment, host: str) -> list[str]:
    said = [
        host,
        _(
            "%(amount)s was paid to your account on %(day)s, for instalment %(instalment)s of agreement %(number)s.",
            amount=money(paid.cash),
            day=long_date(paid.paid_on, language()),
            instalment=f"V{request.instalment.number}",
            number=request.agreement.number,
        ),
    ]
    if paid.offset:
        said.append(
            _(
                "The instalment is of %(gross)s; %(offset)s that was owed back was deducted from it.",
                gross=money(paid.gross),
                offset=money(paid.offset),
            )
        )
    if request.lapse:
        said.append(_("The rest of the holdback, %(amount)s, will not be paid.", amount=money(request.lapse)))
    return [*said, _("Reference: %(reference)s", reference=request.reference)]
