"""Components: what a reader, a screen reader or a keyboard would notice of each."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import PasswordField, RadioField, SelectChoice

from tests.pages import check_html
from tracker.web.charts import MILLION, Parts, Region, Year, bars_over_years, tile_map
from tracker.web.fields import LongTextField, MoneyField, Required, TextField
from tracker.web.forms import Form
from tracker.web.language import speaking
from tracker.web.pages import Page


class Draw:
    """``draw("table.html", "figure(12345)")`` is what that macro writes, checked as a browser would."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(
        self, file: str, call: str, *, at: str = "/liste", lang: str = "fr", inside: str = "{}", **values: Any
    ) -> str:
        name = call.partition("(")[0]
        source = f'{{% from "components/{file}" import {name} %}}{{{{ {call} }}}}'
        with self.app.test_request_context(at), speaking(lang):
            text = inside.format(render_template_string(source, **values))
        check_html(text, where=call)
        return text


CELL = "<table><tbody><tr>{}</tr></tbody></table>"
HEAD = "<table><thead><tr>{}</tr></thead></table>"


@pytest.fixture
def draw(app: Flask) -> Draw:
    return Draw(app)


def tree(text: str) -> Any:
    return html5lib.parse(text, namespaceHTMLElements=False)


def words(text: str) -> str:
    return re.sub(r"[ \n]+", " ", "".join(tree(text).itertext())).strip()


@pytest.mark.parametrize(
    ("call", "french", "english"),
    [
        ("figure(a)", "1\u00a0234,56", "1,234.56"),
        ("figure(-a)", "(1\u00a0234,56)", "(1,234.56)"),
        ("figure(a, symbol=true)", "1\u00a0234,56\u00a0$", "$1,234.56"),
        ("figure(a - a)", "–", "–"),
        ("figure(a - a, symbol=true)", "0,00\u00a0$", "$0.00"),
        ("figure(none)", "", ""),
    ],
)
def test_a_figure_has_two_decimals_a_dash_for_zero_and_its_symbol_in_totals_only(
    draw: Draw, call: str, french: str, english: str
) -> None:
    assert words(draw("table.html", call, inside=CELL, a=1_234_56)) == french
    assert words(draw("table.html", call, inside=CELL, lang="en", a=1_234_56)) == english


def test_a_figure_that_traces_is_a_link_and_keeps_its_column_name_for_a_phone(draw: Draw) -> None:
    cell = tree(draw("table.html", 'figure(a, "Accepté", href="/trace/4")', inside=CELL, a=7_157_40)).find(".//td")
    assert cell.get("data-l") == "Accepté"
    assert cell.find("a").get("href") == "/trace/4"


def test_a_column_sorts_by_its_address_and_keeps_the_filters(draw: Draw) -> None:
    call = 'sort_th("Engagé", "committed", sort, true)'
    unsorted = tree(draw("table.html", call, at="/liste?region=04&page=3", inside=HEAD, sort="")).find(".//th")
    assert unsorted.get("aria-sort") is None
    assert unsorted.find("a").get("href") == "/liste?region=04&sort=-committed"
    largest_first = tree(draw("table.html", call, at="/liste?sort=-committed", inside=HEAD, sort="-committed"))
    assert largest_first.find(".//th").get("aria-sort") == "descending"
    assert largest_first.find(".//th/a").get("href") == "/liste?sort=committed"


def test_pages_say_where_they_are_and_keep_filter_and_sort(draw: Draw) -> None:
    page = Page(rows=(), number=3, size=50, total=486)
    text = draw("page.html", "pagination(page)", at="/liste?region=04&page=3", page=page)
    links = {words_of(a): a.get("href") for a in tree(text).iter("a")}
    assert words(text).startswith("101 à 150 sur 486")
    assert links["Suivante"] == "/liste?region=04&page=4"
    assert [a.text for a in tree(text).iter("a") if a.get("aria-current") == "page"] == ["3"]


def words_of(element: Any) -> str:
    return "".join(element.itertext()).strip()


def test_one_page_has_no_other_pages_to_go_to(draw: Draw) -> None:
    text = draw("page.html", "pagination(page)", page=Page(rows=(), number=1, size=50, total=12))
    assert words(text) == "1 à 12 sur 12"


class Sample(Form):
    name = TextField("Nom", description="Tel qu’au registre.")
    secret = PasswordField("Mot de passe")
    amount = MoneyField("Montant", [Required("Écrivez un montant.")])
    story = LongTextField("Récit")
    choice = RadioField("Choix", choices=[SelectChoice("a", "Un"), SelectChoice("b", "Deux")])


def sample(app: Flask, **typed: str) -> Sample:
    with app.test_request_context("/"):
        form = Sample(formdata=MultiDict(typed), meta={"csrf": False})
        form.validate()
    return form


def described_by(text: str, name: str) -> str:
    """What a screen reader adds when the cursor enters the field."""
    root = tree(text)
    field = next(e for e in root.iter() if e.get("name") == name)
    by_id = {e.get("id"): e for e in root.iter() if e.get("id")}
    holder = field if field.get("aria-describedby") else root.find(".//fieldset")
    return " ".join(words_of(by_id[each]) for each in (holder.get("aria-describedby") or "").split())


def test_a_field_is_labelled_keeps_its_hint_and_says_its_error(app: Flask, draw: Draw) -> None:
    text = draw("forms.html", "money_field(form.amount, 'En dollars.')", form=sample(app, amount="douze"))
    field = tree(text).find(".//input")
    assert tree(text).find(".//label").get("for") == field.get("id")
    assert field.get("value") == "douze"
    assert field.get("aria-invalid") == "true"
    assert "En dollars." in described_by(text, "amount")
    assert "Erreur" in described_by(text, "amount")
    assert (
        tree(draw("forms.html", "text_field(form.name)", form=sample(app))).find(".//input").get("aria-invalid") is None
    )


def test_the_symbol_stands_where_the_language_puts_it(app: Flask, draw: Draw) -> None:
    french = draw("forms.html", "money_field(form.amount)", form=sample(app))
    english = draw("forms.html", "money_field(form.amount)", form=sample(app), lang="en")
    assert french.index("<input") < french.index(">$<")
    assert english.index("<input") > english.index(">$<")


def test_a_password_is_never_written_back(app: Flask, draw: Draw) -> None:
    assert "ouvre-toi" not in draw("forms.html", "password_field(form.secret)", form=sample(app, secret="ouvre-toi"))


def test_a_text_area_gives_back_what_was_typed_even_a_first_empty_line(app: Flask, draw: Draw) -> None:
    form = sample(app)
    form.story.data = "\nDeux & <trois>"
    text = draw("forms.html", "textarea(form.story, limit=500)", form=form)
    assert tree(text).find(".//textarea").text == "\nDeux & <trois>"
    assert "500" in described_by(text, "story")


def test_choices_are_one_group_with_a_name(app: Flask, draw: Draw) -> None:
    text = draw("forms.html", "radios(form.choice, hints={'b': 'Plus tard.'})", form=sample(app, choice="b"))
    root = tree(text)
    assert words_of(root.find(".//legend")) == "Choix"
    assert [(i.get("value"), i.get("checked") is not None) for i in root.iter("input")] == [("a", False), ("b", True)]
    ids = [i.get("id") for i in root.iter("input")]
    assert [label.get("for") for label in root.iter("label")] == ids


def test_the_error_summary_leads_to_each_field(app: Flask, draw: Draw) -> None:
    form = sample(app, amount="")
    text = draw("notices.html", "error_summary(form.problems)", form=form)
    links = {words_of(a): a.get("href") for a in tree(text).iter("a")}
    assert links["Écrivez un montant."] == "#amount"
    assert tree(draw("forms.html", "money_field(form.amount)", form=form)).find(".//input").get("id") == "amount"
    assert draw("notices.html", "error_summary([])").strip() == ""


@pytest.mark.parametrize("tone", ["late", "returned"])
def test_late_and_returned_are_told_by_more_than_colour(draw: Draw, tone: str) -> None:
    tag = tree(draw("status.html", f'tag("Mot", "{tone}")')).find(".//strong")
    assert words_of(tag) == "Mot"
    assert [each.get("aria-hidden") for each in tag if str(each.tag).endswith("svg")] == ["true"]


def test_what_people_wrote_is_text_never_markup(draw: Draw) -> None:
    evil = "<script>alert(1)</script>"
    for file, call in (
        ("status.html", "tag(evil)"),
        ("status.html", 'checks([{"state": "fail", "text": evil, "href": "#", "link": evil}])'),
        ("status.html", 'task_list([{"title": evil, "href": "#", "hint": evil, "status": evil}])'),
        ("status.html", 'thread([{"title": evil, "state": "todo", "amount": evil, "text": evil}])'),
        ("notices.html", 'banner(evil, "ok", evil)'),
        ("notices.html", 'blocked(evil, evil, [{"state": "pass", "text": evil}])'),
        ("page.html", 'page_header(evil, evil, [{"text": evil}], [{"text": evil, "tone": "ok"}], evil)'),
        ("figures.html", 'summary_list([{"text": evil, "value": evil, "href": "#"}])'),
        ("figures.html", 'key_figures([{"text": evil, "value": evil, "note": evil}])'),
    ):
        assert "<script" not in draw(file, call, evil=evil), call


YEARS = (Year("2016-2017", Parts(400, 0, 0)), Year("2017-2018", Parts(100, 200, 300), current=True))


def test_a_chart_is_described_and_its_figures_are_a_table(draw: Draw) -> None:
    text = draw("charts.html", 'bars(chart, "c", "Engagement", "Deux exercices.")', chart=bars_over_years(YEARS))
    root = tree(text)
    ids = {e.get("id"): words_of(e) for e in root.iter() if e.get("id")}
    svg = next(e for e in root.iter() if str(e.tag).endswith("svg"))
    assert [ids[each] for each in svg.get("aria-labelledby").split()] == ["Engagement", "Deux exercices."]
    rows = [[words_of(cell) for cell in row] for row in root.find(".//table").iter("tr")]
    assert rows[2] == ["2017-2018", "1,00", "2,00", "3,00", "6,00"]
    assert rows[3][1:] == ["5,00\u00a0$", "2,00\u00a0$", "3,00\u00a0$", "10,00\u00a0$"]


def test_a_map_names_each_region_with_its_amount_and_its_late_reports(draw: Draw) -> None:
    regions = [
        Region("06", "Montréal", 71_300_000_00, 3, "/ententes?region=06"),
        Region("national", "Projets nationaux", 21_000_000_00),
    ]
    text = draw("charts.html", 'region_map(map, "m", "Par région", "En millions.")', map=tile_map(regions, MILLION))
    tile = next(e for e in tree(text).iter() if e.get("href") == "/ententes?region=06")
    assert tile.get("aria-label") == "Montréal\u00a0: 71\u00a0300\u00a0000,00\u00a0$, 3 rapports en retard"
    assert "Projets nationaux" in words(text)
    assert "21\u00a0000\u00a0000,00\u00a0$" in words(text)


@pytest.mark.parametrize(
    ("call", "chart"),
    [
        ('bars(chart, "c", "Titre", "Détail.", palette="paper")', bars_over_years(YEARS)),
        ('region_map(chart, "c", "Titre", "Détail.", palette="paper")', tile_map([Region("06", "Montréal", 500, 1)])),
        ('advancement_bar(chart, "Titre", id="c", palette="paper")', YEARS[1].parts),
    ],
)
def test_on_paper_a_chart_carries_its_own_colours(draw: Draw, call: str, chart: Any) -> None:
    """WeasyPrint knows neither the style sheet's classes nor the page's patterns."""
    text = draw("charts.html", call, chart=chart)
    svg = ElementTree.fromstring(text[text.index("<svg") : text.rindex("</svg>") + 6])  # noqa: S314 - our own
    shapes = [element for element in svg.iter() if element.tag in {"rect", "circle", "path", "text", "line"}]
    assert shapes
    assert all(element.get("class") is None for element in svg.iter())
    assert all(element.get("fill") or element.get("stroke") for element in shapes)
    patterns = {f"url(#{each.get('id')})" for each in svg.iter("pattern")}
    used = {element.get("fill") for element in shapes if (element.get("fill") or "").startswith("url")}
    assert used <= patterns
