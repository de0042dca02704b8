"""The living page: every component in every state, in either language, light or dark.

Open to the funder's people; outside production, to anybody.
"""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request
from flask_login import current_user

from tracker.web import samples
from tracker.web.language import LANGUAGES, language, speaking

blueprint = Blueprint("design", __name__)

THEMES = ("light", "dark")


@blueprint.get("/composants")
def components() -> str:
    is_staff = current_user.is_authenticated and not current_user.is_partner
    if current_app.extensions["settings"].production and not is_staff:
        abort(404)
    asked, theme = request.args.get("lang"), request.args.get("theme")
    with speaking(asked if asked in LANGUAGES else language()):
        return render_template(
            "design/living.html",
            pick=samples.pick,
            theme=theme if theme in THEMES else None,
            asked_theme=theme,
            **samples.everything(),
        )


components.access = "public"  # type: ignore[attr-defined]
