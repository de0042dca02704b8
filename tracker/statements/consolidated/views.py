"""The statements of a region, of a programme and of an agreement's disbursements, as files; and the page to
choose the first two. Not issued: what is asked for is in the address."""

from __future__ import annotations

import tempfile

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may
from tracker.grants.policy import load_agreement, whole_portfolio
from tracker.statements import answers, issued, kinds, service, shelf
from tracker.statements.consolidated import detail, queries
from tracker.statements.consolidated.build import UnknownProgramme, UnknownRegion, scope_of
from tracker.statements.consolidated.value import NATIONAL
from tracker.statements.forms import WHOLE, IssueSeveralForm, asked, asked_about
from tracker.web.dates import today
from tracker.web.language import LANGUAGES, language

blueprint = Blueprint("consolidated", __name__)

_INVALID = 422


@blueprint.get("/etats")
@may(Action.SEE_CONSOLIDATED)
def choose() -> str:
    whole_portfolio()
    programmes, regions = _subjects()
    return render_template(
        "statements/choose.html",
        programmes=programmes,
        regions=regions,
        years=queries.fiscal_years(),
        languages=LANGUAGES,
        today=today(),
        volumes=shelf.of_several(),
    )


@blueprint.get("/etats/fichier.<any(pdf,xlsx,json):form>")
@may(Action.SEE_CONSOLIDATED)
def download(form: str) -> Response:
    whole_portfolio()
    what, code = _asked_of(request.args.get("de", ""))
    wanted = asked(request.args)
    try:
        built = kinds.build(what, code, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at)
    except (UnknownRegion, UnknownProgramme):
        abort(404)
    return answers.working_copy(built, form, wanted.lang)


@blueprint.get("/etats/ecritures.xlsx")
@may(Action.SEE_CONSOLIDATED)
def postings() -> Response:
    """Every posting behind the figures, written as it is read."""
    whole_portfolio()
    what, code = _asked_of(request.args.get("de", ""))
    wanted = asked(request.args)
    try:
        scope, _subject = scope_of(what, code, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at)
    except (UnknownRegion, UnknownProgramme):
        abort(404)
    content = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it is read
    detail.write(content, scope, wanted.lang)
    name = f"ecritures-{what}-{code}-{wanted.year or WHOLE}-{wanted.as_of.isoformat()}.xlsx"
    return answers.long_file(name, "xlsx", content)


@blueprint.route("/etats/emettre", methods=["GET", "POST"])
@may(Action.ISSUE_STATEMENTS)
def issue_several() -> BaseResponse:
    """Choose a programme or a region, read what issuing does, and issue its statement."""
    form = IssueSeveralForm(arrete=today(), langues=list(LANGUAGES), de=request.args.get("de"))
    programmes, regions = _subjects()
    form.offer([*programmes, *regions], queries.fiscal_years())
    if not form.validate_on_submit():
        page = render_template("statements/issue.html", form=form, number=None)
        return make_response(page, _INVALID if form.is_submitted() else 200)
    what, code = _asked_of(form.de.data)
    answers.issued_now(
        what,
        code,
        year=None if form.annee.data == WHOLE else form.annee.data,
        as_of=form.arrete.data or today(),
        languages=form.langues.data,
    )
    return redirect(url_for("consolidated.choose"), 303)


@blueprint.get("/etats/<of>/<which>/<int:rank>/<any(fr,en):lang>.<any(pdf,xlsx):form>")
@may(Action.SEE_CONSOLIDATED)
def issued_file(of: str, which: str, rank: int, lang: str, form: str) -> Response:
    whole_portfolio()
    what, code = _asked_of(of)
    kind, period = shelf.kind_and_period(which, what)
    return answers.as_issued(issued.file_of(kind, code, period=period, rank=rank, lang=lang, form=form))


@blueprint.get("/ententes/<number>/versements.<any(pdf,xlsx,json):form>")
@may(Action.SEE_AGREEMENTS)
def disbursements(number: str, form: str) -> Response:
    agreement = load_agreement(number)
    wanted = asked_about(agreement, request.args)
    built = service.disbursement_statement(
        agreement.number, year=wanted.year, as_of=wanted.as_of, known_at=wanted.known_at
    )
    return answers.working_copy(built, form, wanted.lang)


def _subjects() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The programmes and the regions that there is a statement of: what stands for each, and its name."""
    french = language() == "fr"
    programmes = [(f"programme-{it.code}", it.name_fr if french else it.name_en) for it in queries.programmes()]
    regions = [(f"region-{it.code}", f"{it.code} – {it.name_fr if french else it.name_en}") for it in queries.regions()]
    return programmes, [*regions, (f"region-{NATIONAL}", _("Agreements without a region"))]


def _asked_of(text: str) -> tuple[str, str]:
    """``region-04`` → region, 04. Anything else is not found."""
    what, _dash, code = text.partition("-")
    if what not in kinds.OF_SEVERAL:
        abort(404)
    return what, code
