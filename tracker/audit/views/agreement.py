"""The audit of one agreement: its package, what to look at first, the samples that the reader drew."""

from __future__ import annotations

import secrets
from io import BytesIO

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.audit import engagements, evidence, papers, words
from tracker.audit.forms import SampleForm
from tracker.audit.package import bundle, read
from tracker.audit.populations import Population
from tracker.audit.sampling import Method
from tracker.db import now, transaction
from tracker.errors import DomainError
from tracker.grants.models import Agreement
from tracker.grants.policy import load_agreement
from tracker.statements import service
from tracker.statements.forms import WHOLE, asked
from tracker.web.dates import today
from tracker.web.language import LANGUAGES

INVALID = 422


@may(Action.TAKE_AUDIT_PACKAGE)
def page(number: str) -> Response:
    """The package to take away, exceptions first; for an auditor, samples."""
    agreement = load_agreement(number)
    return _page(agreement, _form(agreement))


@may(Action.TAKE_AUDIT_PACKAGE)
def file(number: str, form: str) -> Response:
    """The package, or a part of it; what is asked for is in the address, so it can be asked again."""
    agreement = load_agreement(number)
    wanted = asked(request.args)
    dossier = read.dossier(
        agreement.number,
        year=wanted.year,
        as_of=wanted.as_of,
        known_at=wanted.known_at,
        auditor=visitor().person_id if can(Action.KEEP_WORKING_PAPERS) else None,
    )
    out = BytesIO()
    bundle.write(dossier, form=form, lang=wanted.lang, out=out)
    response = Response(out.getvalue(), mimetype=bundle.CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{bundle.file_name(dossier, form)}"'
    return response


@may(Action.KEEP_WORKING_PAPERS)
def draw(number: str) -> BaseResponse:
    """Draw a sample, and open it."""
    agreement = load_agreement(number)
    form = _form(agreement)
    if not form.validate():
        return _page(agreement, form, INVALID)
    try:
        with transaction():
            year = None if form.year.data == WHOLE else form.year.data
            statement = service.agreement_statement(
                number, year=year, as_of=form.as_of.data or today(), known_at=now()
            )  # fmt: skip
            sample = papers.draw(
                load_agreement(number),
                statement,
                population=Population(form.population.data),
                method=Method(form.method.data),
                seed=form.seed.data or "",
                risk=int(form.risk.data),
                tolerable=form.tolerable.data or 0,
                size=form.count,
                who=visitor(),
                at=now(),
            )
            rank = sample.number
    except DomainError as error:
        form.refuse(error)
        return _page(load_agreement(number), form, INVALID)
    flash(_("Sample %(number)s is drawn.", number=rank), "success")
    return redirect(url_for("audit.sample", number=number, sample=rank), 303)


def _form(agreement: Agreement) -> SampleForm:
    years = engagements.years_of(visitor().person_id, agreement, today())
    form = SampleForm(as_of=today(), seed=secrets.token_hex(8))
    form.offer(years, whole=len(years) == len(agreement.fiscal_years))
    return form


def _page(agreement: Agreement, form: SampleForm, status: int = 200) -> Response:
    dossier = read.dossier(agreement.number, year=None, as_of=today(), known_at=now())
    keeps = can(Action.KEEP_WORKING_PAPERS)
    return make_response(
        render_template(
            "audit/agreement.html",
            agreement=agreement,
            header=dossier.statement.header,
            dossier=dossier,
            form=form,
            keeps=keeps,
            samples=papers.of_agreement(agreement, visitor().person_id) if keeps else (),
            waiting=evidence.waiting_in(agreement) if not keeps else (),
            languages=LANGUAGES,
            today=today(),
            words=words,
        ),
        status,
    )
