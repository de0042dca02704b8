"""Adding an organisation, once what is alike in the directory has been seen.

``suite`` in the address is the page that wants one: it is given the code, in ``organisme``.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.directory import labels, queries, service
from tracker.directory.forms import NewOrganisationForm
from tracker.directory.merging import queries as merging
from tracker.directory.models import Organisation
from tracker.directory.service import MayBeThere
from tracker.errors import DomainError
from tracker.web.redirects import is_within

_INVALID, _LOOK = 422, 409


@may(Action.KEEP_ORGANISATIONS)
def page() -> Response:
    """Fill in, look at what is alike, add. The address may say what is known: nothing is added by it."""
    asking = request.method == "GET"
    form = NewOrganisationForm(request.args) if asking else NewOrganisationForm()
    form.offer(queries.regions())
    if asking:
        form.code.data = queries.proposed_code(Organisation)
        return _page(form)
    if not form.validate():
        return _page(form, status=_INVALID)
    try:
        with transaction():
            code = service.add_organisation(
                code=form.code.data or "", values=form.values, shown=form.shown, actor=visitor().email, at=now()
            ).code
    except DomainError as error:
        form.refuse(error)
        return _page(form, status=_LOOK if isinstance(error, MayBeThere) else _INVALID)
    flash(_("%(name)s is in the directory.", name=form.name.data), "success")
    return redirect(_wanted_by(code) or url_for("organisations.page", code=code), 303)


def _page(form: NewOrganisationForm, *, status: int = 200) -> Response:
    alike = merging.alike(form.values)
    codes = [it.second for it in alike]
    form.seen.data = " ".join(codes)
    body = render_template(
        "directory/edit.html",
        form=form,
        here=url_for("directory.add", suite=_suite()),
        back=_suite() or url_for("organisations.listing"),
        alike=alike,
        of=merging.by_codes(codes),
        choose=_wanted_by,
        labels=labels,
    )
    return make_response(body, status)


def _suite() -> str | None:
    """The page that wants an organisation, if it is one of this site."""
    asked = request.args.get("suite")
    return asked if is_within(asked) else None


def _wanted_by(code: str) -> str | None:
    """The page that wants an organisation, given this one; None if none does."""
    suite = _suite()
    return f"{suite}{'&' if '?' in suite else '?'}{urlencode({'organisme': code})}" if suite else None
