"""The interface's own blueprint, and its document."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar, cast

import flask_smorest
from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_smorest.utils import prepare_response
from marshmallow import RAISE, Schema, fields, validate

from tracker.accounts.permissions import for_programs
from tracker.directory.models import OrganisationKind, RegroupementKind
from tracker.grants.models.agreement import Stream
from tracker.insight.api import answers
from tracker.insight.api.fields import Day, Moment, one_of
from tracker.insight.api.figures import StatementOfAll, StatementOfYear
from tracker.insight.api.schemas import Problem
from tracker.web import error_pages

View = TypeVar("View", bound=Callable[..., Any])
PREFIX = "/api/v1"
blueprint = flask_smorest.Blueprint("api", __name__, url_prefix=PREFIX, description="What programs read")
blueprint.after_request(answers.finish)


class Asked(Schema):
    """Parameters of an address; one that is not known is refused, for it would change nothing unseen."""

    error_messages = {"unknown": _l("no such parameter")}  # noqa: RUF012 - marshmallow's own


class Listed(Asked):
    limit = fields.Integer(
        load_default=100,
        validate=validate.Range(1, 500, error=_l("a number from 1 to 500")),
        error_messages={"invalid": _l("a number from 1 to 500")},
    )
    cursor = fields.String(metadata={"description": "What “next” of the page before says."})


class AgreementsAsked(Listed):
    stream = fields.String(validate=one_of(*Stream))
    region = fields.String(metadata={"description": "01 to 17, or national."})
    programme = fields.String()


class OrganisationsAsked(Listed):
    kind = fields.String(validate=one_of(*OrganisationKind))
    region = fields.String()


class RegroupementsAsked(Listed):
    kind = fields.String(validate=one_of(*RegroupementKind))
    region = fields.String()


class Clocks(Asked):
    """As of a day and as known at a moment; today and now without them."""

    as_of = Day()
    known_at = Moment()


class TotalsAsked(Clocks):
    year = fields.String(metadata={"description": "A fiscal year, such as 2016-2017."})


class StatementAsked(TotalsAsked):
    cumulative = fields.Boolean(
        load_default=False,
        metadata={"description": "All the years, as without a year."},
        error_messages={"invalid": _l("true or false")},
    )


def asking(schema: type[Asked]) -> Any:
    """What an endpoint takes from its address."""
    return blueprint.arguments(schema, location="query", unknown=RAISE)


def answering(schema: Any, **about: Any) -> Callable[[View], View]:
    """What an endpoint answers to a program: ``schema``, or that nothing has changed."""

    def declare(view: View) -> View:
        declared = blueprint.response(200, schema, **about)(view)
        declared = blueprint.alt_response(304, description="What you have is what there is", success=True)(declared)
        return cast(View, for_programs(declared))

    return declare


class Api(flask_smorest.Api):  # type: ignore[misc]
    """Errors are problems, and pages of the site keep their own."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        error_pages.answer_under(self._app, "/api/", answers.problem)

    def _register_responses(self) -> None:
        self._problem_response("DEFAULT_ERROR", "What went wrong, as RFC 9457 says")
        for status in HTTPStatus:
            if status >= HTTPStatus.BAD_REQUEST:
                self._problem_response(status.name, status.phrase)

    def _register_pagination_header(self) -> None:
        """A page says in its body which one follows."""

    def _problem_response(self, name: str, description: str) -> None:
        response = {"description": description, "schema": self.ERROR_SCHEMA}
        prepare_response(response, self.spec, answers.PROBLEM)
        self.spec.components.response(name, response, lazy=True)


def init_app(app: Flask) -> None:
    """Register the endpoints, which are all declared by now, and their document."""
    api = Api()
    api.init_app(
        app,
        spec_kwargs={
            "title": "Trame",
            "version": "1",
            "openapi_version": "3.1.0",
            "info": {
                "description": "Agreements, their statements and their organisations, read only. Amounts are strings "
                "of Canadian dollars with two decimals. Each answer is what its reader may see: what is unknown and "
                "what is not open to them are the same 404."
            },
            "servers": [{"url": "/"}],
            "security": [{"token": []}, {"session": []}],
        },
    )
    security = {
        "token": {"type": "http", "scheme": "bearer", "description": "An access token, made on one’s account page."},
        "session": {"type": "apiKey", "in": "cookie", "name": app.config["SIGN_IN_COOKIE_NAME"]},
    }
    for name, scheme in security.items():
        api.spec.components.security_scheme(name, scheme)
    for schema in (StatementOfYear, StatementOfAll):
        api.spec.components.schema(schema.__name__, schema=schema)
    api.register_blueprint(blueprint)
    app.extensions["api document"] = api.spec.to_dict()
