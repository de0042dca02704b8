"""Year-end on screen: choose, see what there is to issue, start, follow, take away; and everything that runs."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.grants.policy import whole_portfolio
from tracker.jobs import queries as jobs
from tracker.jobs.life import State
from tracker.statements.batches import archive, queries, service, shown
from tracker.statements.batches.forms import YearEndForm
from tracker.statements.batches.models import YearEnd
from tracker.statements.batches.plan import Subject
from tracker.statements.consolidated import queries as consolidated
from tracker.web.dates import today
from tracker.web.language import LANGUAGES, language

blueprint = Blueprint("year_end", __name__)

_INVALID = 422
_JOBS_SHOWN = 30


@blueprint.get("/etats/fin-exercice")
@may(Action.SEE_CONSOLIDATED)
def choose() -> Response:
    whole_portfolio()
    return _choose(_form())


@blueprint.post("/etats/fin-exercice")
@may(Action.ISSUE_STATEMENTS)
def ask() -> BaseResponse:
    """A year-end that a worker examines; nothing is issued yet."""
    form = _form()
    if not form.validate():
        return _choose(form, _INVALID)
    try:
        with transaction():
            asked = service.ask(
                programme=form.programme.data,
                year=form.annee.data,
                as_of=form.arrete.data or today(),
                languages=form.langues.data,
                actor=visitor().email,
                at=now(),
            )
            service.examine(asked, actor=visitor().email, at=now(), disbursements=form.versements.data)
            number = asked.id
    except DomainError as error:
        form.refuse(error)
        return _choose(form, _INVALID)
    return redirect(url_for("year_end.page", id_=number), 303)


@blueprint.get("/etats/fin-exercice/<int:id_>")
@may(Action.SEE_CONSOLIDATED)
def page(id_: int) -> str:
    found = _load(id_)
    return render_template("statements/year-end/page.html", it=shown.picture(found), may_issue=can("issue statements"))


@blueprint.post("/etats/fin-exercice/<int:id_>/emettre")
@may(Action.ISSUE_STATEMENTS)
def start(id_: int) -> BaseResponse:
    """Issue what the examination found new or changed. Pressed twice, it is once."""
    found = _load(id_)
    seen = shown.examined(found)
    if seen is None or seen.result is None:
        abort(409)
    wanted = [Subject(*each[:2]) for group in ("new", "changed") for each in seen.result[group]]
    with transaction():
        count = service.start(session.get_one(YearEnd, id_), actor=visitor().email, at=now(), only=wanted)
    if count:
        flash(ngettext("%(num)s statement is being issued.", "%(num)s statements are being issued.", count), "success")
    return redirect(url_for("year_end.page", id_=id_), 303)


@blueprint.post("/etats/fin-exercice/<int:id_>/arreter")
@may(Action.ISSUE_STATEMENTS)
def stop(id_: int) -> BaseResponse:
    """Leave for later what no worker has begun."""
    _load(id_)
    with transaction():
        service.stop(session.get_one(YearEnd, id_), at=now())
    flash(_("Stopped: what was being issued is finished, the rest waits until you go on."), "info")
    return redirect(url_for("year_end.page", id_=id_), 303)


@blueprint.post("/etats/fin-exercice/<int:id_>/reprendre")
@may(Action.ISSUE_STATEMENTS)
def go_on(id_: int) -> BaseResponse:
    """Go on with what was stopped; again with what failed, or with one of it; look again what there is."""
    _load(id_)
    one, what = request.form.get("etat", ""), request.form.get("quoi")
    with transaction():
        found = session.get_one(YearEnd, id_)
        if one.isascii() and one.isdigit():
            service.try_again(found, int(one))
        elif what == "examen":
            service.examine(found, actor=visitor().email, at=now())
        else:
            service.go_on(found, State.FAILED if what == "echecs" else State.CANCELLED)
    return redirect(url_for("year_end.page", id_=id_), 303)


@blueprint.get("/etats/fin-exercice/<int:id_>.zip")
@may(Action.SEE_CONSOLIDATED)
def files(id_: int) -> Response:
    """Every file that is ready, made into one while it is sent."""
    found = _load(id_)
    numbers = shown.numbers(found)
    if not numbers:
        abort(404)
    pieces = archive.stream(numbers, reading=current_app.extensions["make_session"]())
    answer = Response(pieces, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="etats-{found.programme}-{found.year}.zip"'
    return answer


@blueprint.get("/travaux")
@may(Action.SEE_CONSOLIDATED)
def works() -> str:
    """What runs, what failed and why, what ended last."""
    whole_portfolio()
    waiting, running, oldest = jobs.depth()
    return render_template(
        "statements/year-end/works.html",
        rows=[shown.work(job) for job in jobs.notable(_JOBS_SHOWN)],
        waiting=waiting,
        running=running,
        oldest=oldest,
    )


def _load(id_: int) -> YearEnd:
    """The year-end, for somebody who may see the whole of it."""
    whole_portfolio()
    return session.get(YearEnd, id_) or abort(404)


def _form() -> YearEndForm:
    form = YearEndForm(arrete=today(), langues=list(LANGUAGES))
    french = language() == "fr"
    programmes = [(it.code, it.name_fr if french else it.name_en) for it in consolidated.programmes()]
    form.offer(programmes, consolidated.fiscal_years())
    return form


def _choose(form: YearEndForm, status: int = 200) -> Response:
    return make_response(
        render_template(
            "statements/year-end/choose.html",
            form=form,
            rows=shown.rows(queries.latest()),
            may_issue=can("issue statements"),
        ),
        status,
    )
