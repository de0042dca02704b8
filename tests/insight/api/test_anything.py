"""Whatever a program sends, the answer is one that the document declares: never our fault."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import worked
from tests.insight.api.asking import document, program

PATHS = (
    "/agreements",
    f"/agreements/{worked.NUMBER}",
    f"/agreements/{worked.NUMBER}/statement",
    "/organisations",
    "/regroupements",
    "/programmes/PE/totals",
    "/regions",
)
NAMES = st.sampled_from(
    ("stream", "region", "programme", "limit", "cursor", "kind", "year", "cumulative", "as_of", "known_at", "autre")
)
WORTH_TRYING = (
    *("", "local", "04", "PE", "1", "500", "-1", "1e3", "T1JHLTAwMQ", "2016-2017", "2016-2018", "true", "2018-02-30"),
    *("2018-02-16", "0001-01-01", "9999-12-31", "2020-04-15T09:00:00Z", "9999-12-31T23:59:59-12:00"),
    *("0001-01-01T00:00:00+14:00", "١٢", "\x00", "a\x00b", "AA", "é"),
)
VALUES = st.sampled_from(WORTH_TRYING) | st.text(max_size=40)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), asked=st.lists(st.tuples(NAMES, VALUES), max_size=3))
def test_any_parameters(app: Flask, closed: str, path: str, asked: list[tuple[str, str]]) -> None:
    query = urlencode(asked, errors="surrogatepass")
    answer = program_of(app).get(f"{path}?{query}")  # holds it against the document
    assert answer.status_code in (200, 400, 422)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=30).filter(lambda it: it.strip("./\\ ") == it and "/" not in it))
def test_any_name(app: Flask, closed: str, name: str) -> None:
    for path in ("agreements", "organisations", "regroupements", "programmes"):
        answer = program_of(app).get(f"/{path}/{quote(name, safe='', errors='surrogatepass')}")
        assert answer.status_code in (200, 400, 404)


def test_what_is_worth_trying(app: Flask, closed: str) -> None:
    reader = program_of(app)
    for path, names in (
        ("/agreements", ("region", "programme", "cursor", "limit")),
        (f"/agreements/{closed}/statement", ("year", "as_of", "known_at", "cumulative")),
        ("/programmes/PE/totals", ("year", "as_of", "known_at")),
    ):
        for name in names:
            for value in WORTH_TRYING:
                assert reader.get(f"{path}?{urlencode({name: value})}").status_code in (200, 400, 422), (
                    path,
                    name,
                    value,
                )


def program_of(app: Flask):  # type: ignore[no-untyped-def]
    """One program for all the examples of a test."""
    kept = app.extensions.setdefault("program of the tests", {})
    connection = id(app.extensions["make_session"])
    if connection not in kept:
        kept.clear()
        kept[connection] = program(app, "officer")
    return kept[connection]


def test_every_parameter_of_the_document_is_tried(app: Flask) -> None:
    declared = {
        parameter["name"]
        for methods in document(app)["paths"].values()
        for parameter in methods["get"].get("parameters", ())
    }
    assert declared <= {"stream", "region", "programme", "limit", "cursor", "kind", "year", "cumulative"} | {
        "as_of",
        "known_at",
    }
