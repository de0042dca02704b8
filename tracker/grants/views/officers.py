"""Who follows an agreement, chosen from its people."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import after_commit, transaction
from tracker.grants import letters, officers
from tracker.grants.policy import load_agreement
from tracker.grants.queries import NOBODY
from tracker.grants.views import flow
from tracker.web.fields import Required
from tracker.web.forms import Form


class OfficerForm(Form):
    """An officer to choose, or nobody."""

    officer = SelectField(_l("Programme officer"), [Required(_l("Choose an officer, or nobody."))], choices=[])

    @property
    def chosen(self) -> str:
        """The address of the officer; empty for nobody."""
        return "" if self.officer.data == NOBODY else self.officer.data


def offered(*, first: str | None = None, present: str = "") -> OfficerForm:
    """The form with the officers there are; ``first`` asks to choose, else ``present`` is chosen."""
    form = OfficerForm()
    found = [SelectChoice(it.email, it.name) for it in officers.choosable()]
    blank = [SelectChoice("", first)] if first else []
    form.officer.choices = [*blank, *found, SelectChoice(NOBODY, _("Nobody"))]
    if not form.is_submitted():
        form.officer.data = present or ("" if first else NOBODY)
    return form


@may(Action.ASSIGN_OFFICERS)
def assign(number: str) -> Response:
    """Have this officer follow the agreement, or nobody."""
    load_agreement(number)
    form = offered()
    if not form.validate():
        abort(400)
    with transaction():
        officer = officers.called(form.chosen)
        changed = officers.assign([load_agreement(number)], officer=officer, author=flow.author())
        for letter in letters.given(changed, by=visitor()):
            after_commit(letter)
    if changed and officer:
        flash(_("%(name)s now follows the agreement.", name=officer.name), "success")
    elif changed:
        flash(_("Nobody follows the agreement any more."), "success")
    return redirect(url_for("insight.agreement_people", number=number), 303)
