"""How an agreement that serves several regions is divided among them: one page, a share for each region."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now, session, transaction
from tracker.directory.models import Region
from tracker.errors import DomainError
from tracker.grants import allocation
from tracker.grants.policy import load_agreement
from tracker.grants.service import Author
from tracker.web.dates import today
from tracker.web.fields import DateField, MoneyField, Required, TextField
from tracker.web.forms import Form
from tracker.web.language import language

_INVALID = 422


class KeyForm(Form):
    """A share for each region (``part-04``), when it was decided and why."""

    decided_on = DateField(_l("Decided on"), [Required(_l("Enter the day of the decision."))])
    reason = TextField(_l("Reason"), [Required(_l("Say what the shares are based on."))], max_length=500)


@may(Action.EDIT_AGREEMENTS)
def key(number: str) -> Response:
    """Read the key in force, write another one."""
    agreement = load_agreement(number)
    if allocation.has_a_region(agreement):
        abort(404)
    regions = session.scalars(select(Region).order_by(Region.code)).all()
    form = _form({it.code: f"{it.code} – {it.name_fr if language() == 'fr' else it.name_en}" for it in regions})
    before = allocation.in_force(agreement.id, as_of=today(), known_at=now())
    parts = {it.code: form[f"part-{it.code}"] for it in regions}
    if not form.is_submitted():
        form.decided_on.data = today()
        for code, share in allocation.shares_of(before).items():
            parts[code].data = share
        return _page(number, form, parts, before)
    if not form.validate():
        return _page(number, form, parts, before, status=_INVALID)
    try:
        with transaction():
            allocation.decide(
                agreement,
                {code: field.data or 0 for code, field in parts.items()},
                decided_on=form.decided_on.data,
                reason=form.reason.data,
                author=Author(visitor().email, now()),
            )
    except DomainError as refused:
        form.refuse(refused)
        return _page(number, form, parts, before, status=_INVALID)
    flash(_("The allocation key is recorded. Statements of regions use it from now on."), "success")
    return redirect(url_for("insight.agreement_statements", number=number), 303)


def _form(names: dict[str, str]) -> Any:
    """The form with its field for each region. Hundredths of a per cent are typed as cents are."""
    fields = {f"part-{code}": MoneyField(name) for code, name in names.items()}
    return type("RegionsForm", (KeyForm,), fields)()


def _page(number: str, form: Any, parts: dict[str, Any], before: object, *, status: int = 200) -> Response:
    page = render_template("grants/allocation.html", number=number, form=form, parts=parts, before=before)
    return make_response(page, status)
