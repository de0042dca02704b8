"""Bank details of an organisation, never shown whole."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.directory.models import Organisation
from tracker.errors import DomainError
from tracker.grants.payments import details, queries
from tracker.grants.payments.forms import CheckForm, DetailsForm
from tracker.grants.payments.views.acting import INVALID, who
from tracker.web.forms import Form


@may(Action.SEE_PAYMENTS)
def page(code: str) -> Response:
    """The details in use, those that wait, and those before."""
    return _page(_organisation(code))


@may(Action.KEEP_BANK_DETAILS)
def enter(code: str) -> Response | BaseResponse:
    """Write new details down, for somebody else to check."""
    form = DetailsForm()

    def act() -> None:
        details.enter(
            _organisation(code),
            institution=form.institution.data,
            transit=form.transit.data,
            account=form.account.data,
            who=who(),
        )

    return _done(code, form, act, _("The details are entered. Somebody else checks them before they are used."))


@may(Action.KEEP_BANK_DETAILS)
def confirm(code: str) -> Response | BaseResponse:
    """Check the details that somebody else entered."""
    form = CheckForm(prefix="check")

    def act() -> None:
        details.confirm(_organisation(code), account=form.account.data, who=who())

    return _done(code, form, act, _("The details are checked. They are used in two days."))


@may(Action.KEEP_BANK_DETAILS)
def withdraw(code: str) -> Response | BaseResponse:
    """Take back details that wait."""
    return _done(
        code, Form(), lambda: details.withdraw(_organisation(code), who=who()), _("The details are withdrawn.")
    )


def _done(code: str, form: Form, act: Callable[[], None], said: str) -> Response | BaseResponse:
    organisation = _organisation(code)
    if not form.validate():
        return _page(organisation, form, INVALID)
    try:
        with transaction():
            act()
    except DomainError as error:
        form.refuse(error)
        return _page(_organisation(code), form, INVALID)
    except IntegrityError:  # somebody entered others at the same moment
        return redirect(url_for("payments.bank", code=code), 303)
    flash(said, "success")
    return redirect(url_for("payments.bank", code=code), 303)


def _organisation(code: str) -> Organisation:
    return queries.organisation_of(code) or abort(404)


def _page(organisation: Organisation, form: Form | None = None, status: int = 200) -> Response:
    accounts = queries.accounts_of(organisation.id)
    pending = details.pending_of(organisation)
    used = [it for it in accounts if it.usable_at is not None and it.usable_at <= now()]
    return make_response(
        render_template(
            "payments/bank.html",
            organisation=organisation,
            accounts=accounts,
            pending=pending,
            in_use=max(used, key=lambda it: (it.usable_at, it.id), default=None),
            form=form if isinstance(form, DetailsForm) else DetailsForm(None),
            check=form if isinstance(form, CheckForm) else CheckForm(None, prefix="check"),
            problems=form.problems if form else [],
            may_keep=can(Action.KEEP_BANK_DETAILS) and organisation.merged_into_code is None,
            mine=pending is not None and pending.entered_by_id == visitor().person_id,
            now=now(),
        ),
        status,
    )
