"""The directory, its files, and the page of one organisation. What each role sees is by the table of permissions:
partners see what is public among them, and neither people nor money."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.labels import ROLES
from tracker.accounts.permissions import Action, can, may, may_visit
from tracker.accounts.policy import visitor
from tracker.accounts.saved.filters import filtered_by
from tracker.db import now
from tracker.directory import labels
from tracker.directory import queries as directory
from tracker.directory.merging import queries as merging
from tracker.directory.models import Organisation
from tracker.directory.policy import load_organisation
from tracker.directory.views.editing import said
from tracker.grants.policy import sees_all, sight_of
from tracker.grants.queries import NATIONAL, Search, fold
from tracker.insight import portfolio
from tracker.insight import queries as agreements
from tracker.insight.organisations import queries
from tracker.insight.organisations.queries import HOSTED, HOSTING, NEVER, Asked, Hosted, Listed
from tracker.insight.words import short_money
from tracker.trail import queries as trail
from tracker.trail.models import TrailRecord
from tracker.web import spreadsheet
from tracker.web.dates import today
from tracker.web.language import LANGUAGES, language
from tracker.web.pages import Page, page_number
from tracker.web.text import clean

PER_PAGE, _ACTS = 50, 10
blueprint = Blueprint("organisations", __name__)

MANDATES = {
    HOSTING: _l("Fiscal host today"),
    HOSTED: _l("Was a fiscal host"),
    NEVER: _l("Never a fiscal host"),
}
BANK = {
    "used": (_l("Checked and in use"), "ok"),
    "waits": (_l("Entered, not in use yet"), "wait"),
    "": (_l("None: it cannot be paid"), "todo"),
}


@blueprint.get("/organismes")
@may(Action.SEE_DIRECTORY)
@filtered_by("q", "genre", "region", "regroupement", "mandat")
def listing() -> str:
    """The directory, a page at a time."""
    asked, found = _found()
    number = page_number()
    whole = can(Action.SEE_ORGANISATIONS)
    return render_template(
        "insight/organisations/list.html",
        asked=asked,
        page=Page(found[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(found)),
        choices=_choices(),
        files={form: url_for("organisations.file", form=form, **_query()) for form in spreadsheet.FORMS},
        whole=whole,
        alike=len(merging.candidates()) if can(Action.KEEP_ORGANISATIONS) else 0,
        waiting=len(merging.open_mergers()) if can(Action.KEEP_ORGANISATIONS) else 0,
        labels=labels,
        languages=LANGUAGES,
    )


@blueprint.get("/organismes.<any(csv,xlsx):form>")
@may(Action.SEE_DIRECTORY)
def file(form: str) -> Response:
    """The list as filtered on screen, every page of it, with the columns that the reader may see."""
    _asked_for, found = _found()
    whole = can(Action.SEE_ORGANISATIONS)
    heads = [_("Name"), _("Kind"), _("Region"), _("City"), _("Regroupements"), _("Language")]
    if whole:
        heads = [_("Code"), *heads, _("NEQ"), _("E-mail address"), _("Agreements hosted"), _("Hosted before")]
    return spreadsheet.answer(
        form, name=_("organisations"), title=_("Organisations"), heads=heads, rows=[_cells(it, whole) for it in found]
    )


@blueprint.get("/organismes/<code>")
@may(Action.SEE_DIRECTORY)
def page(code: str) -> Response | BaseResponse:
    """One organisation; the code of one that was merged leads to its survivor."""
    organisation = load_organisation(code)
    if organisation.merged_into_code:
        if can(Action.SEE_ORGANISATIONS):
            flash(
                _(
                    "%(code)s, %(name)s, was merged into this organisation. What was written under that code keeps it.",
                    code=organisation.code,
                    name=organisation.name,
                ),
                "info",
            )
        return redirect(url_for("organisations.page", code=organisation.merged_into_code), 303)
    whole = can(Action.SEE_ORGANISATIONS)
    body = render_template(
        "insight/organisations/page.html",
        organisation=organisation,
        region=_region(organisation),
        memberships=directory.memberships(organisation.id),
        day=today(),
        whole=whole,
        labels=labels,
        languages=LANGUAGES,
        **(_whole(organisation) if whole else {}),
        **(_of_keepers(organisation) if can(Action.KEEP_ORGANISATIONS) else {}),
    )
    return make_response(body)


def _whole(organisation: Organisation) -> dict[str, Any]:
    """What the funder and auditors see beside: agreements, figures, former codes, bank details."""
    day = today()
    rows = agreements.portfolio(sight_of(visitor()), Search(), lang=language(), today=day)
    hosting, hosted = queries.mandates(organisation.id, rows, today=day)
    return {
        "hosting": hosting,
        "hosted": hosted,
        "inside": portfolio.internal([it.row for it in hosting]),
        "totals": _total(hosting),
        "strip": _strip(hosting),
        "partial": not sees_all(visitor()),
        "former": directory.former(organisation.code),
        "bank": BANK[queries.bank_state(organisation.id, now())] if may_visit("payments.bank") else None,
    }


def _of_keepers(organisation: Organisation) -> dict[str, Any]:
    """What those who keep the directory see beside: people, what was done, what may be the same."""
    acts, count = trail.of("organisation", organisation.code, page=1, size=_ACTS)
    alike = [it for it in merging.candidates() if organisation.code in (it.first, it.second)]
    of = merging.by_codes([code for it in alike for code in (it.first, it.second)])
    return {
        "people": directory.people_of(organisation.code),
        "roles": ROLES,
        "acts": [_shown(it) for it in acts],
        "acts_count": count,
        "alike": [(it, of[it.second if it.first == organisation.code else it.first]) for it in alike],
        "pending": merging.open_merger_of(organisation.code),
    }


def _shown(act: TrailRecord) -> dict[str, Any]:
    """An act of the trail as people read it; what has no name of its own is in the trail alone."""
    return {
        "action": labels.ACTS.get(act.action, act.action),
        "at": act.at,
        "actor": act.actor,
        "reason": act.reason,
        "changes": [
            {"text": labels.CHANGES[name], "before": said(name, pair[0] or ""), "after": said(name, pair[1] or "")}
            for name, pair in act.difference.items()
            if name in labels.CHANGES
        ],
    }


def _total(hosting: list[Hosted]) -> portfolio.Figures:
    rows = [it.row for it in hosting]
    return portfolio.total(rows, portfolio.internal(rows))


def _strip(hosting: list[Hosted]) -> list[dict[str, Any]]:
    """What the organisation has in hand today, over all that it hosts."""
    figures, late = _total(hosting), sum(it.row.late for it in hosting)
    shown = partial(short_money, beside=figures.committed)
    note = ngettext("%(num)s agreement hosted", "%(num)s agreements hosted", len(hosting))
    return [
        {"text": _("Committed"), "value": shown(figures.committed), "note": note},
        {"text": _("Paid"), "value": shown(figures.paid)},
        {"text": _("Accepted"), "key": "accepted", "value": shown(figures.accepted)},
        {
            "text": _("Held"),
            "key": "held",
            "value": shown(figures.held),
            "note": _("paid, not justified yet") if figures.held >= 0 else _("advanced by the hosts"),
        },
        {"text": _("To pay"), "key": "due", "value": shown(figures.due)},
        {
            "text": _("Late reports"),
            "value": str(late),
            "tone": "late" if late else "",
            "note": "" if late else _("none"),
        },
    ]


def _found() -> tuple[Asked, list[Listed]]:
    def asked_for(name: str, size: int = 32) -> str:
        return clean(request.args.get(name, ""))[:size]

    mandate = asked_for("mandat")
    asked = Asked(
        words=asked_for("q", 100),
        kind=asked_for("genre"),
        region=asked_for("region"),
        regroupement=asked_for("regroupement"),
        mandate=mandate if mandate in MANDATES and can(Action.SEE_ORGANISATIONS) else "",
    )
    rows = queries.listed(lang=language(), today=today())
    return asked, queries.matching(rows, asked, whole=can(Action.SEE_ORGANISATIONS))


def _choices() -> dict[str, list[tuple[str, Any]]]:
    french = language() == "fr"
    regions = [(it.code, it.name_fr if french else it.name_en) for it in directory.regions()]
    return {
        "kinds": [("", _("All")), *labels.KINDS.items()],
        "regions": [("", _("All regions")), *sorted(regions, key=lambda it: fold(it[1])), (NATIONAL, _("National"))],
        "regroupements": [("", _("All")), *((it.code, it.name) for it in directory.regroupements())],
        "mandates": [("", _("All")), *MANDATES.items()],
    }


def _query() -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if value and name != "page"}


def _region(organisation: Organisation) -> str:
    if organisation.region is None:
        return str(_("All of Québec"))
    return organisation.region.name_fr if language() == "fr" else organisation.region.name_en


def _cells(it: Listed, whole: bool) -> list[str | int]:
    cells: list[str | int] = [
        it.name,
        str(labels.KINDS[it.kind]),
        it.region_name,
        it.city,
        ", ".join(name for _code, name in it.regroupements),
        str(LANGUAGES[it.language]),
    ]
    return [it.code, *cells, it.neq, it.email, it.hosting, it.hosted] if whole else cells
