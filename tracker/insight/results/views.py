"""Results on screen: every indicator by system, one indicator by year and region, and the list as a file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.accounts.saved.filters import filtered_by
from tracker.grants.creation.forms import AGGREGATIONS, SYSTEMS
from tracker.grants.policy import sight_of
from tracker.grants.queries import NATIONAL, choices, fold
from tracker.insight.labels import STREAMS
from tracker.insight.results import queries
from tracker.insight.results.values import Value, Values, breakdown, percent, results
from tracker.statements.consolidated.arrange import FEWEST
from tracker.statements.consolidated.value import IndicatorRow
from tracker.statements.typography import quantity
from tracker.web import spreadsheet
from tracker.web.dates import today
from tracker.web.language import language
from tracker.web.text import clean

blueprint = Blueprint("results", __name__)

_FILTERS = ("exercice", "region", "volet")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address narrows the results to; empty is everything."""

    year: str
    region: str
    stream: str

    def keeps(self, it: Value) -> bool:
        """Whether ``it`` is wanted."""
        region = it.region or NATIONAL
        return self.year in ("", it.year) and self.region in ("", region) and self.stream in ("", it.stream)

    @property
    def narrows(self) -> bool:
        return bool(self.year or self.region or self.stream)


@blueprint.get("/resultats")
@may(Action.SEE_RESULTS)
@filtered_by(*_FILTERS)
def page() -> str:
    """Every indicator, by the system that it is about."""
    every, asked = _measured(), _asked()
    kept = [it for it in every if asked.keeps(it)]
    found = results(kept)
    known = [it for it in found if it.percent is not None]
    return render_template(
        "insight/results/page.html",
        asked=asked,
        choices=_choices(every),
        groups=[
            (name, rows) for name, rows in ((text, _of(system, found)) for system, text in SYSTEMS.items()) if rows
        ],
        counts={
            "indicators": len(found),
            "agreements": len({it.agreement for it in kept}),
            "reached": sum(1 for it in known if (it.percent or 0) >= 100),
            "known": len(known),
        },
        **_words(),
    )


@blueprint.get("/resultats.<any(csv,xlsx):form>")
@may(Action.SEE_RESULTS)
def file(form: str) -> Response:
    """The same list, as narrowed on screen."""
    asked = _asked()
    factors = queries.factors()
    cells = [
        [
            it.row.code,
            it.row.name[language()],
            str(SYSTEMS[it.row.system]),
            factors[it.factor][language()] if it.factor else None,
            it.row.unit,
            str(AGGREGATIONS[it.row.aggregation]),
            it.row.agreements,
            _quantity(it.row.target),
            _actual(it.row),
            it.percent,
        ]
        for it in results(it for it in _measured() if asked.keeps(it))
    ]
    heads = [
        _("Code"), _("Indicator"), _("System"), _("Protective factor"), _("Unit"), _("Adds up by"), _("Agreements"),
        _("Target"), _("Actual"), _("Reached"),
    ]  # fmt: skip
    return spreadsheet.answer(form, name=_("results"), title=_("Results"), heads=heads, rows=cells)


@blueprint.get("/resultats/<code>")
@may(Action.SEE_RESULTS)
def indicator(code: str) -> str:
    """One indicator by fiscal year and by region; under each of its names, should agreements differ."""
    asked = _asked()
    its = [it for it in _measured() if it.code == code]
    if not its:
        abort(404)
    names = _region_names()
    kept = [it for it in its if asked.keeps(it)]
    return render_template(
        "insight/results/indicator.html",
        code=code,
        asked=asked,
        choices=_choices(its),
        found=[
            (
                result,
                [(year, row) for year, row in breakdown(_same(kept, result.row), lambda it: it.year).items()],
                [
                    (names.get(region, _("National")), row)
                    for region, row in breakdown(_same(kept, result.row), lambda it: it.region or NATIONAL).items()
                ],
            )
            for result in results(kept)
        ],
        aggregations=AGGREGATIONS,
        systems=SYSTEMS,
        **_words(),
    )


def _measured() -> Values:
    return queries.measured(sight_of(visitor()), today=today())


def _asked() -> Asked:
    return Asked(*(clean(request.args.get(name, ""))[:16] for name in _FILTERS))


def _of(system: str, found: Any) -> list[Any]:
    return [it for it in found if it.row.system == system]


def _same(values: Values, row: IndicatorRow) -> list[Value]:
    return [
        it
        for it in values
        if (it.name, it.unit, it.system, it.aggregation) == (row.name, row.unit, row.system, row.aggregation)
    ]


def _actual(row: IndicatorRow) -> str | None:
    """What is shown of an actual: a count under five is not."""
    if row.suppressed:
        return str(_("hidden"))
    return _quantity(row.actual)


def _quantity(text: str | None) -> str | None:
    return None if text is None else quantity(text, "fr" if language() == "fr" else "en")


def _words() -> dict[str, Any]:
    return {
        "actual": _actual,
        "percent": percent,
        "quantity": _quantity,
        "parts": lambda row: (float(Decimal(row.actual or 0)), float(Decimal(row.target or 0))),
        "factors": queries.factors(),
        "lang": language(),
        "fewest": FEWEST,
        "address": _address,
    }


def _address(endpoint: str, **values: Any) -> str:
    """A page of results narrowed as this one is."""
    return url_for(endpoint, **values, **{name: value for name, value in request.args.items() if value})  # type: ignore[arg-type]


def _region_names() -> dict[str, str]:
    french = language() == "fr"
    return {it.code: it.name_fr if french else it.name_en for it in choices() if it.what == "region"}


def _choices(values: Values) -> dict[str, list[tuple[str, str]]]:
    names = _region_names()
    there = {it.region or NATIONAL for it in values}
    regions = sorted(((code, names[code]) for code in there if code in names), key=lambda pair: fold(pair[1]))
    national = [(NATIONAL, _("National"))] if NATIONAL in there else []
    return {
        "years": [("", _("All years")), *((it, it) for it in sorted({it.year for it in values}, reverse=True))],
        "regions": [("", _("All regions")), *regions, *national],
        "streams": [
            ("", _("All")),
            *((code, str(STREAMS[code])) for code in STREAMS if any(it.stream == code for it in values)),
        ],
    }
