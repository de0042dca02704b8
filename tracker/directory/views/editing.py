"""Correcting what is known of an organisation."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.directory import labels, queries, service
from tracker.directory.forms import OrganisationForm
from tracker.directory.models import Organisation
from tracker.directory.policy import load_organisation
from tracker.directory.service import ChangedMeanwhile
from tracker.errors import DomainError
from tracker.trail import queries as trail
from tracker.web.language import LANGUAGES, language

_INVALID, _CHANGED = 422, 409


@may(Action.KEEP_ORGANISATIONS)
def page(code: str) -> Response:
    """Fill in and save; who comes second is shown what the first one wrote."""
    organisation, form = load_organisation(code), OrganisationForm()
    if organisation.merged_into_code:
        return redirect(url_for("organisations.page", code=organisation.merged_into_code), 303)
    form.offer(queries.regions())
    if request.method == "GET":
        form.fill(organisation)
        return _page(organisation, form)
    if not form.validate():
        return _page(organisation, form, status=_INVALID)
    try:
        with transaction():
            changed = service.change_organisation(
                load_organisation(code), values=form.values, seen=form.seen.data or "", actor=visitor().email, at=now()
            )
    except ChangedMeanwhile as error:
        form.refuse(error)
        return _page(load_organisation(code), form, meanwhile=True, status=_CHANGED)
    except DomainError as error:
        form.refuse(error)
        return _page(load_organisation(code), form, status=_INVALID)
    if changed:
        flash(_("%(name)s is corrected.", name=form.name.data), "success")
    else:
        flash(_("Nothing was changed."), "info")
    return redirect(url_for("organisations.page", code=code), 303)


def _page(
    organisation: Organisation, form: OrganisationForm, *, meanwhile: bool = False, status: int = 200
) -> Response:
    typed, now_known = form.values, service.fingerprint(organisation)
    if meanwhile or not form.seen.data:
        form.seen.data = now_known
        form.seen.raw_data = [now_known]
    acts, _count = trail.of("organisation", organisation.code, page=1, size=1)
    body = render_template(
        "directory/edit.html",
        organisation=organisation,
        here=url_for("directory.edit", code=organisation.code),
        back=url_for("organisations.page", code=organisation.code),
        form=form,
        last=acts[0] if meanwhile and acts else None,
        differences=_differences(organisation, typed) if meanwhile else [],
    )
    return make_response(body, status)


def _differences(organisation: Organisation, typed: dict[str, str]) -> list[dict[str, Any]]:
    """Where what was typed and what is known now differ, field by field."""
    return [
        {
            "text": labels.FIELDS[name],
            "theirs": said(name, getattr(organisation, name) or ""),
            "yours": said(name, value),
        }
        for name, value in typed.items()
        if (getattr(organisation, name) or "") != value
    ]


def said(name: str, value: str) -> str:
    """A value of a field, as people read it."""
    if not value:
        return "–"
    if name == "kind":
        return str(labels.KINDS.get(value, value))
    if name == "language":
        return str(LANGUAGES.get(value, value))
    if name == "region_code":
        found = next((it for it in queries.regions() if it.code == value), None)
        return (found.name_fr if language() == "fr" else found.name_en) if found else value
    return value
