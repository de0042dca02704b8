"""The statements of a region, of a programme and of an agreement's disbursements, as files; and the page to
choose the first two. Not issued: what is asked for is in the address."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from tracker.accounts.permissions import Action, may
from tracker.grants.policy import load_agreement
from tracker.statements import service
from tracker.statements.consolidated import queries
from tracker.statements.consolidated.build import UnknownProgramme, UnknownRegion
from tracker.statements.consolidated.value import NATIONAL
from tracker.statements.forms import asked
from tracker.web.dates import today
from tracker.web.language import LANGUAGES, language

blueprint = Blueprint("consolidated", __name__)

_BUILDERS = {"region": service.region_statement, "programme": service.programme_statement}


@blueprint.get("/etats")
@may(Action.SEE_CONSOLIDATED)
def choose() -> str:
    french = language() == "fr"
    programmes = [(f"programme-{it.code}", it.name_fr if french else it.name_en) for it in queries.programmes()]
    regions = [(f"region-{it.code}", f"{it.code} – {it.name_fr if french else it.name_en}") for it in queries.regions()]
    return render_template(
        "statements/choose.html",
        programmes=programmes,
        regions=[*regions, (f"region-{NATIONAL}", _("Agreements without a region"))],
        years=queries.fiscal_years(),
        languages=LANGUAGES,
        today=today(),
    )


@blueprint.get("/etats/fichier.<any(pdf,xlsx,json):form>")
@may(Action.SEE_CONSOLIDATED)
def download(form: str) -> Response:
    kind, _dash, code = request.args.get("de", "").partition("-")
    if kind not in _BUILDERS:
        abort(404)
    wanted = asked(request.args)
    try:
        built = _BUILDERS[kind](code, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at)
    except (UnknownRegion, UnknownProgramme):
        abort(404)
    return _file(built, form, service.write(built, form=form, lang=wanted.lang))


@blueprint.get("/ententes/<number>/versements.<any(pdf,xlsx,json):form>")
@may(Action.SEE_AGREEMENTS)
def disbursements(number: str, form: str) -> Response:
    agreement = load_agreement(number)
    wanted = asked(request.args)
    built = service.disbursement_statement(
        agreement.number, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at
    )
    return _file(built, form, service.write(built, form=form, lang=wanted.lang))


def _file(built: service.AnyStatement, form: str, content: bytes) -> Response:
    response = Response(content, mimetype=service.CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{service.file_name(built, form)}"'
    return response
