"""From any figure of the statement of several agreements to what each of them brings, and to its entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import session
from tracker.grants.models import Agreement
from tracker.grants.policy import load_agreement, may_see, whole_portfolio
from tracker.insight import labels
from tracker.insight.trace import entries, several, words
from tracker.insight.trace.entries import Share
from tracker.insight.trace.references import Figures, Key
from tracker.insight.trace.several import Gathered
from tracker.insight.views.trace import CLOCKS, columns_of, made_of, quantity
from tracker.ledger.money import Cents
from tracker.statements import kinds
from tracker.statements.consolidated import build, framework, front, queries
from tracker.statements.consolidated.build import UnknownProgramme, UnknownRegion
from tracker.statements.consolidated.framework import NotAFramework
from tracker.statements.consolidated.queries import Scope
from tracker.statements.consolidated.value import AgreementRow, Consolidated
from tracker.statements.forms import Asked, asked, asked_about
from tracker.statements.statement import Lang
from tracker.web.filters import money
from tracker.web.language import language
from tracker.web.pages import Page, page_number

blueprint = Blueprint("tracing", __name__)

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asking:
    """The statement that an address speaks of: of a framework ``number``, or ``of`` a region or a programme."""

    statement: Consolidated
    scope: Scope
    figures: Figures
    number: str | None
    of: str

    @property
    def year(self) -> str | None:
        return self.statement.header.fiscal_year

    def address(self, key: Key | str, *, year: str | None = None, **more: Any) -> str:
        """The trace of a figure, or of what a reference alone means, by the same clocks."""
        ref, column = (key, None) if isinstance(key, str) else key
        return self._url("figure", ref=ref, column=column, annee=year, **more)

    @property
    def find_address(self) -> str:
        """Where its references are listed."""
        return self._url("find", annee=self.year)

    def _url(self, what: str, **more: Any) -> str:
        query: dict[str, Any] = {name: request.args[name] for name in CLOCKS if request.args.get(name)}
        if self.number:
            return url_for(f"insight.framework_{what}", number=self.number, **query, **more)
        return url_for(f"tracing.{what}", de=self.of, **query, **more)


@blueprint.get("/etats/trace")
@may(Action.SEE_CONSOLIDATED)
def find() -> Response | str | tuple[str, int]:
    """Where a reference printed on the statement of a region or a programme is typed."""
    return _find(_of_several())


@blueprint.get("/etats/trace/<ref>")
@blueprint.get("/etats/trace/<ref>/<column>")
@may(Action.SEE_CONSOLIDATED)
def figure(ref: str, column: str | None = None) -> str:
    """A figure of it: the agreements that bring it, and the entries of the one that is open."""
    return _figure(_of_several(), ref, column)


@may(Action.SEE_AGREEMENTS)
def find_of_framework(number: str) -> Response | str | tuple[str, int]:
    """Where a reference printed on the statement of a framework with its sub-agreements is typed."""
    return _find(_of_framework(number))


@may(Action.SEE_AGREEMENTS)
def figure_of_framework(number: str, ref: str, column: str | None = None) -> str:
    """A figure of it, as ``figure``; of the sub-agreements that the reader sees, the entries."""
    return _figure(_of_framework(number), ref, column)


def _of_several() -> Asking:
    whole_portfolio()
    of = request.args.get("de", "")
    what, _dash, code = of.partition("-")
    if what not in kinds.OF_SEVERAL:
        abort(404)
    at = _clocks(asked(request.args))
    try:
        scope, _subject = build.scope_of(what, code, **at)
        statement = cast(Consolidated, kinds.build(what, code, **at))
    except (UnknownRegion, UnknownProgramme):
        abort(404)
    return Asking(statement, scope, several.of(statement), None, of)


def _of_framework(number: str) -> Asking:
    agreement = load_agreement(number)
    at = _clocks(asked_about(agreement, request.args))
    try:
        scope, _subject = framework.scope_of(agreement.number, **at)
    except NotAFramework:
        abort(404)
    statement = cast(Consolidated, kinds.build(kinds.FRAMEWORK, agreement.number, **at))
    return Asking(statement, scope, several.of(statement), agreement.number, "")


def _clocks(wanted: Asked) -> dict[str, Any]:
    return {"year": wanted.year, "as_of": wanted.as_of, "known_at": wanted.known_at}


def _find(asking: Asking) -> Response | str | tuple[str, int]:
    typed = request.args.get("repere", "").strip()[:20]
    found = asking.figures.find(typed) if typed else None
    if found is not None:
        return redirect(asking.address(found.key, year=asking.year), 303)
    tables = [(name, refs) for letter, name in words.OF_SEVERAL.items() if (refs := asking.figures.refs(letter))]
    page = render_template("insight/trace/find_several.html", tables=tables, typed=typed, **_shared(asking))
    return (page, 404) if typed else page


def _figure(asking: Asking, ref: str, column: str | None) -> str:
    found = asking.figures.find(ref, column)
    if found is None:
        abort(404)
    gathered = cast(Gathered, found)
    brought = _brought(asking, gathered)
    opened = request.args.get("entente", "")
    rows = {it.number: it for it in asking.statement.rows}
    listed = list(brought.items())
    first = (page_number() - 1) * PER_PAGE
    return render_template(
        "insight/trace/several.html",
        figure=gathered,
        sentence=words.of_several(gathered, asking.year),
        large=quantity(gathered.quantity) if gathered.quantity is not None else money(found.amount, parentheses=True),
        made=made_of(asking, gathered),
        columns=columns_of(asking, gathered),
        page=Page(tuple(listed[first : first + PER_PAGE]), page_number(), PER_PAGE, len(listed)),
        rows=rows,
        seen=_seen(rows),
        opened=rows.get(opened),
        shares=_shares(asking, gathered, rows[opened], brought[opened]) if opened in brought else (),
        share=next((it for it in asking.statement.shares if it.ref == found.ref), None),
        indicator=next((it for it in asking.statement.indicators if it.ref == found.ref), None),
        **_shared(asking),
    )


def _brought(asking: Asking, found: Gathered) -> dict[str, Cents]:
    """What each agreement brings. They add up to the figure, or the page stops: a wrong figure is never shown."""
    if not found.sums:
        return {}
    moved = queries.movements_of_each(asking.scope, several.accounts_of(found), several.years_of(found.sums))
    brought = found.brought(moved)
    if sum(brought.values()) != found.amount:
        raise ArithmeticError(f"{found.key}: {sum(brought.values())} in the journal, {found.amount} on the page")
    return brought


def _shares(asking: Asking, found: Gathered, row: AgreementRow, amount: Cents) -> Sequence[Share]:
    """The entries of one agreement that the reader sees; 404 of another."""
    agreement = load_agreement(row.number)
    scope = asking.scope
    sums = found.within(is_sub=row.framework is not None, until=scope.until(agreement.programme))
    postings = entries.postings(agreement.number, sums, as_of=scope.as_of, known_at=scope.known_at)
    taken = entries.shares(postings, sums)
    if taken[-1].running != amount:
        raise ArithmeticError(f"{found.key} of {row.number}: {taken[-1].running} in the journal, {amount} on the page")
    return taken


def _seen(rows: dict[str, AgreementRow]) -> frozenset[str]:
    """Of these agreements, the numbers of those that the reader sees."""
    wanted = select(Agreement.number).where(may_see(visitor()), Agreement.number.in_(list(rows)))
    return frozenset(session.scalars(wanted))


def _trail(asking: Asking) -> list[dict[str, Any]]:
    if asking.number is None:
        return [{"text": _("Statements"), "href": url_for("consolidated.choose")}]
    return [
        {"text": asking.number, "href": url_for("insight.agreement", number=asking.number)},
        {"text": _("Framework"), "href": url_for("insight.agreement_framework", number=asking.number)},
    ]


def _shared(asking: Asking) -> dict[str, Any]:
    header = asking.statement.header
    return {
        "asking": asking,
        "header": header,
        "title": front.title(asking.statement, cast(Lang, language())),
        "trail": _trail(asking),
        "labels": labels,
        "words": words,
        "quantity": quantity,
        "is_partner": visitor().is_partner,
        "detailed": can(Action.READ_JOURNAL),
    }
