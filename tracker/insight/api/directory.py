"""Organisations, regroupements, programmes and regions; the totals of a programme; the document."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, current_app
from sqlalchemy import ColumnElement, select

from tracker.accounts.permissions import Action, may, public
from tracker.accounts.policy import visitor
from tracker.db import now, session
from tracker.directory.models import Membership, Organisation, Region, Regroupement
from tracker.grants.models import Programme
from tracker.grants.policy import whole_portfolio
from tracker.insight import queries as insight
from tracker.insight.api import answers, queries
from tracker.insight.api.blueprint import (
    OrganisationsAsked,
    RegroupementsAsked,
    TotalsAsked,
    answering,
    asking,
    blueprint,
)
from tracker.insight.api.figures import ProgrammeTotals
from tracker.insight.api.schemas import Organisation as OrganisationSchema
from tracker.insight.api.schemas import Organisations, Programmes, Regions, Regroupements
from tracker.insight.api.schemas import Programme as ProgrammeSchema
from tracker.insight.api.schemas import Regroupement as RegroupementSchema
from tracker.ledger.queries import head_at
from tracker.statements import service
from tracker.statements.consolidated import json as consolidated
from tracker.statements.consolidated.build import UnknownProgramme
from tracker.web.dates import today


@blueprint.get("/openapi.json", tags=["Document"])
@public
@answering({"type": "object"}, description="This document")
@blueprint.doc(security=[])
def document() -> Response:
    """What can be asked, and what is answered: OpenAPI 3.1."""
    return Response(json.dumps(current_app.extensions["api document"]), content_type="application/json")


@blueprint.get("/organisations", tags=["Directory"])
@may(Action.SEE_AGREEMENTS)
@asking(OrganisationsAsked)
@answering(Organisations)
def organisations(asked: dict[str, Any]) -> dict[str, Any]:
    """The partner organisations of the agreements that you may see, by code; those that were merged are left out."""
    stands = Organisation.merged_into_code.is_(None)
    found = session.scalars(
        select(Organisation).where(queries.organisations(visitor()), stands, *_narrowed(Organisation, asked))
    )
    return answers.page(found, key=lambda it: it.code, limit=asked["limit"], cursor=asked.get("cursor"))


@blueprint.get("/organisations/<code>", tags=["Directory"])
@may(Action.SEE_AGREEMENTS)
@answering(OrganisationSchema)
def organisation(code: str) -> Organisation:
    """One partner organisation."""
    found = select(Organisation).where(Organisation.code == code, queries.organisations(visitor()))
    return session.scalar(found) or abort(404)


@blueprint.get("/regroupements", tags=["Directory"])
@may(Action.SEE_AGREEMENTS)
@asking(RegroupementsAsked)
@answering(Regroupements)
def regroupements(asked: dict[str, Any]) -> dict[str, Any]:
    """The partnership groups, regional bodies and communities of the agreements that you may see, by code."""
    found = session.scalars(
        select(Regroupement).where(queries.regroupements(visitor()), *_narrowed(Regroupement, asked))
    )
    return answers.page(found, key=lambda it: it.code, limit=asked["limit"], cursor=asked.get("cursor"))


@blueprint.get("/regroupements/<code>", tags=["Directory"])
@may(Action.SEE_AGREEMENTS)
@answering(RegroupementSchema)
def regroupement(code: str) -> dict[str, Any]:
    """One of them, with its members and when each joined and left."""
    it = session.scalar(select(Regroupement).where(Regroupement.code == code, queries.regroupements(visitor())))
    if it is None:
        abort(404)
    return {
        "code": it.code,
        "name": it.name,
        "kind": it.kind,
        "region_code": it.region_code,
        "members": [_member(member) for member in insight.members(it.id)],
    }


@blueprint.get("/programmes", tags=["Programmes"])
@may(Action.SEE_AGREEMENTS)
@answering(Programmes)
def programmes() -> dict[str, Any]:
    """The programmes and their limits, by code."""
    return {"items": [_programme(it) for it in session.scalars(select(Programme).order_by(Programme.code))]}


@blueprint.get("/programmes/<code>", tags=["Programmes"])
@may(Action.SEE_AGREEMENTS)
@answering(ProgrammeSchema)
def programme(code: str) -> dict[str, Any]:
    """One programme and its limits."""
    found = session.scalar(select(Programme).where(Programme.code == code))
    return _programme(found) if found else abort(404)


@blueprint.get("/programmes/<code>/totals", tags=["Programmes"])
@may(Action.SEE_CONSOLIDATED)
@asking(TotalsAsked)
@answering(ProgrammeTotals)
def totals(asked: dict[str, Any], code: str) -> Response:
    """What a programme adds up to, each dollar once: those of its statement, of a year or of all of them."""
    whole_portfolio()
    as_of, known_at, year = asked.get("as_of") or today(), asked.get("known_at") or now(), asked.get("year") or None

    def added() -> bytes:
        try:
            built = service.programme_statement(code, year=year, as_of=as_of, known_at=known_at)
        except UnknownProgramme:
            abort(404)
        sums = ProgrammeTotals().dump({"fiscal_year": year, "years": [], **consolidated.figures(built), "as_of": as_of})
        return json.dumps(sums).encode()

    return answers.answered(answers.tag_of("totals", code, year, as_of, head_at(known_at)), added)


@blueprint.get("/regions", tags=["Directory"])
@may(Action.SEE_AGREEMENTS)
@answering(Regions)
def regions() -> dict[str, Any]:
    """Québec's administrative regions, by code."""
    found = session.scalars(select(Region).order_by(Region.code))
    return {"items": [{"code": it.code, "name": {"fr": it.name_fr, "en": it.name_en}} for it in found]}


def _narrowed(model: type[Organisation] | type[Regroupement], asked: dict[str, Any]) -> list[ColumnElement[bool]]:
    columns = {"kind": model.kind, "region": model.region_code}
    return [column == asked[name] for name, column in columns.items() if asked.get(name)]


def _member(it: Membership) -> dict[str, Any]:
    return {"organisation": it.organisation.code, "from_on": it.from_on, "to_on": it.to_on}


def _programme(it: Programme) -> dict[str, Any]:
    rates = ("holdback", "transfer_limit", "carry_forward_limit", "administration_limit", "stacking_limit")
    return {
        "code": it.code,
        "name": {"fr": it.name_fr, "en": it.name_en},
        "fiscal_year_start": it.fiscal_year_start,
        **{f"{name}_rate": getattr(it, f"{name}_rate") for name in rates},
    }
