"""Who is asking, what they may do, and what every page shows of them."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts import permissions, views, visitor
from tracker.accounts.factors import views as code_pages
from tracker.accounts.labels import ROLES, browser
from tracker.accounts.links import views as link_pages
from tracker.accounts.saved import filters
from tracker.accounts.saved import views as saved_view_pages
from tracker.accounts.tokens import reading
from tracker.accounts.tokens import views as token_pages
from tracker.web import navigation


def init_app(app: Flask) -> None:
    visitor.init_app(app)
    reading.init_app(app)
    app.before_request(permissions.guard)
    navigation.init_app(app, may_visit=permissions.may_visit)
    app.jinja_env.globals["can"] = permissions.can
    app.jinja_env.globals["saved_views"] = filters.saved_views
    app.jinja_env.filters["browser"] = browser
    app.context_processor(_about_reader)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(code_pages.blueprint)
    app.register_blueprint(link_pages.blueprint)
    app.register_blueprint(token_pages.blueprint)
    app.register_blueprint(saved_view_pages.blueprint)


def _about_reader() -> dict[str, object]:
    if not current_user.is_authenticated:
        return {}
    return {
        "role_label": ROLES[current_user.role],
        "person_links": [{"href": url_for("accounts.account"), "text": _("My account")}],
    }
