"""The public page of a programme."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _

from tracker.accounts.permissions import public
from tracker.grants.queries import NATIONAL
from tracker.insight.showcase import queries
from tracker.statements.typography import quantity
from tracker.web.charts import Region, tile_map
from tracker.web.dates import today
from tracker.web.language import language

blueprint = Blueprint("showcase", __name__)


@blueprint.get("/bilan/<code>")
@public
def page(code: str) -> str:
    """Who takes part, what was invested by year and region, what was reached."""
    lang, day = language(), today()
    found = queries.in_figures(code, lang=lang, today=day)
    if found is None:
        abort(404)
    return render_template(
        "insight/showcase.html",
        it=found,
        day=day,
        most=max((amount for _year, amount in found.years), default=0),
        map=tile_map(
            Region(region.code or NATIONAL, region.name or _("National"), region.figures.paid, 0, None)
            for region in found.regions
        ),
        reached=[
            (name[lang], quantity(f"{count:f}", "fr" if lang == "fr" else "en"))
            for name, count in found.reached.items()
        ],
    )
