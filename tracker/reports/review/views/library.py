"""The library of shared learnings, *agir tôt*: what worked, by protective factor and system."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import organisation_of, visitor
from tracker.accounts.saved.filters import filtered_by
from tracker.db import session, transaction
from tracker.reports.form.builtin import SYSTEMS
from tracker.reports.models import Learning
from tracker.reports.review import shelf
from tracker.reports.review.forms import ActForm
from tracker.reports.review.views.acting import author
from tracker.reports.service import learnings
from tracker.web.language import language
from tracker.web.pages import Page, page_number
from tracker.web.redirects import back
from tracker.web.text import clean

SIZE = 20


@may(Action.SEE_AGREEMENTS)
@filtered_by("q", "systeme", "facteur")
def page() -> str:
    """What partners learnt, for partners and staff."""
    me, lang = visitor(), language()
    factor, system = request.args.get("facteur", ""), request.args.get("systeme", "")
    words = clean(request.args.get("q", ""))[:200]
    found = shelf.shared(person=me, words=words, factor=factor, system=system)
    number = page_number()
    start = (number - 1) * SIZE
    return render_template(
        "reports/review/library.html",
        page=Page(found[start : start + SIZE], number, SIZE, len(found)),
        factor_choices=[(it.code, it.name_fr if lang == "fr" else it.name_en) for it in shelf.factors()],
        systems=[(it.code, it.label[lang]) for it in SYSTEMS],
        system_names={it.code: it.label[lang] for it in SYSTEMS},
        mine=organisation_of(me),
        asked={"q": words, "facteur": factor, "systeme": system},
    )


@may(Action.SHARE_LEARNINGS)
def withdraw(learning_id: int) -> Response:
    """The partner takes their learning back."""
    if not ActForm().validate():
        abort(400)
    with transaction():
        learnings.withdraw(_load(learning_id), author=author())
    flash(_("The learning is withdrawn: nobody else reads it any more."), "success")
    return back("/apprentissages")


def _load(learning_id: int) -> Learning:
    """A learning of the organisation of the person of this request; 404 otherwise."""
    found = session.get(Learning, learning_id)
    if found is None or not shelf.is_theirs(found, visitor()):
        abort(404)
    return found
