"""What the living page shows its components with: the worked agreement's figures, and demo people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
)

from tracker.ledger.money import format_money
from tracker.web.charts import (
    THOUSAND,
    Mark,
    Parts,
    Region,
    Timeline,
    Year,
    bars_over_years,
    short_figure,
    sparkline,
    tile_map,
    timeline,
)
from tracker.web.fields import DateField, LongTextField, MoneyField, TextField
from tracker.web.forms import Form
from tracker.web.language import language
from tracker.web.pages import Page


def pick(french: str, english: str) -> str:
    """A sample text in the language being spoken: samples are data, not words of the application."""
    return french if language() == "fr" else english


def everything() -> dict[str, Any]:
    """All that ``templates/design/living.html`` asks for."""
    return {
        "page": Page(rows=(), number=3, size=50, total=486),
        "form": _form("plain"),
        "wrong": _wrong(),
        "budget": BUDGET,
        "agreements": AGREEMENTS,
        "instalments": INSTALMENTS,
        "years": bars_over_years(YEARS),
        "line": _line(),
        "map": tile_map(_regions()),
        "sums": SUMS,
        "saved": _saved(),
        "parts": Parts(96_480_25, 90_319_75, 167_200_00),
        "prefinanced": Parts(94_512_20, -1_512_20, 93_000_00),
        "overspent": Parts(108_000_00, -8_000_00, 0),
        "untouched": Parts(0, 0, 50_000_00),
        "spark_line": sparkline([year.parts.accepted for year in YEARS]),
        "today": date(2018, 2, 5),
        "documents": DOCUMENTS,
        "just_sent": JUST_SENT,
    }


DOCUMENTS = (
    {
        "name": "Factures, octobre à décembre 2017.pdf",
        "size": 1_840_000,
        "at": datetime(2018, 1, 12, 19, 4, tzinfo=UTC),
        "href": "#forms",
    },
    {
        "name": "Présences, camp d’hiver.xlsx",
        "size": 48_200,
        "at": datetime(2018, 2, 2, 14, 31, tzinfo=UTC),
        "href": "#forms",
    },
)
"""Files already attached."""

JUST_SENT = ({"name": "Photo du tableau.jpg", "size": 3_420_000, "token": ""},)
"""A file whose receipt waits in the form."""

SUMS = {
    "committed": 354_000_00, "accepted": 96_480_25, "held": 90_319_75, "due": 167_200_00, "paid": 186_800_00,
    "opening": 1_364_11, "gross": 87_800_00, "disallowed": -1_240_00, "closing": 87_924_11, "declared": 58_904_17,
    "claimed": 97_720_25, "fifth": 10_800_00, "sixth": 38_400_00, "seventh": 69_600_00,
}  # fmt: skip
"""Amounts by name: Jinja works out a filter on a literal once, in whichever language came first."""

BUDGET = (
    ("Salaires, coordination", "Wages, coordination", 144_000_00, 46_415_62, 0),
    ("Salaires et honoraires, actions", "Wages and fees, actions", 120_500_00, 27_600_75, 0),
    ("Déplacements", "Travel", 16_500_00, 3_856_48, 0),
    ("Matériel et activités", "Supplies and activities", 32_500_00, 8_397_40, 1_240_00),
    ("Évaluation et communications", "Evaluation and communications", 16_500_00, 3_450_00, 0),
    ("Frais de gestion du mandataire", "Host administration costs", 24_000_00, 8_000_00, 0),
)
"""Budget lines: French, English, authorised, declared, disallowed."""

AGREEMENTS = tuple(
    (title, number, where, Parts(*parts), state)
    for title, number, where, parts, state in (
        ("Table petite enfance des Rapides", "PE-2016-014", "Mauricie", (96_480_25, 90_319_75, 167_200_00), "late"),
        ("Entente-cadre", "PE-2015-002", "Québec", (2_914_220_18, 723_279_82, 1_212_500_00), "wait"),
        ("Mille jours, phase 2", "PE-2017-P08", "National", (388_140_66, 74_359_34, 462_500_00), "returned"),
        ("Les Rivières en famille", "PE-2016-018", "Capitale-Nationale", (215_917_08, 22_282_92, 158_800_00), "ok"),
        ("Camp musical des tout-petits", "PE-2017-P11", "Laurentides", (94_512_20, -1_512_20, 93_000_00), "idle"),
    )
)
"""Agreements: title, number, where, parts, state."""

INSTALMENTS = (
    ("V4", date(2017, 9, 30), 11_000_00, 1_240_00, "done"),
    ("V5", date(2017, 11, 30), 10_800_00, 0, "done"),
    ("V6", date(2018, 2, 10), 38_400_00, 0, "late"),
    ("V7", date(2018, 7, 15), 69_600_00, 0, "todo"),
)
"""Instalments: number, date, gross, offset, state."""

_M = 100_000_00
YEARS = tuple(
    Year(label, Parts(accepted * _M, held * _M, due * _M), current=label == "2017-2018")
    for label, accepted, held, due in (
        ("2009-2010", 82, 0, 0), ("2010-2011", 189, 0, 0), ("2011-2012", 294, 0, 0), ("2012-2013", 386, 0, 0),
        ("2013-2014", 431, 0, 0), ("2014-2015", 450, 0, 0), ("2015-2016", 457, 5, 0), ("2016-2017", 452, 15, 3),
        ("2017-2018", 146, 184, 138), ("2018-2019", 0, 0, 423), ("2019-2020", 0, 0, 345),
    )
)  # fmt: skip
"""The portfolio year by year, in hundreds of thousands of dollars."""

_REGIONS = {
    "01": 142, "02": 158, "03": 226, "04": 179, "05": 184, "06": 713, "07": 197, "08": 125, "09": 118,
    "10": 0, "11": 131, "12": 192, "13": 154, "14": 233, "15": 279, "16": 526, "17": 137,
}  # fmt: skip
_NAMES = {
    "01": "Bas-Saint-Laurent", "02": "Saguenay–Lac-Saint-Jean", "03": "Capitale-Nationale", "04": "Mauricie",
    "05": "Estrie", "06": "Montréal", "07": "Outaouais", "08": "Abitibi-Témiscamingue", "09": "Côte-Nord",
    "10": "Nord-du-Québec", "11": "Gaspésie–Îles-de-la-Madeleine", "12": "Chaudière-Appalaches", "13": "Laval",
    "14": "Lanaudière", "15": "Laurentides", "16": "Montérégie", "17": "Centre-du-Québec",
}  # fmt: skip
_LATE = {"04": 1, "06": 3, "08": 1, "09": 1, "14": 1, "16": 2}


def _regions() -> list[Region]:
    given = [Region(code, _NAMES[code], amount * _M, _LATE.get(code, 0), "#map") for code, amount in _REGIONS.items()]
    return [*given, Region("national", pick("Projets nationaux", "National projects"), 210 * _M)]


def _line() -> Timeline:
    lang, late = language(), pick("Rapport 3 en retard", "Report 3 late")
    reports = [
        Mark("1", date(2017, 1, 31), "done", "1", pick("Rapport 1 accepté", "Report 1 accepted")),
        Mark("2", date(2017, 8, 31), "done", "2", pick("Rapport 2 accepté", "Report 2 accepted"), href="#line"),
        Mark("3", date(2018, 1, 31), "late", late, late, href="#line"),
        Mark("4", date(2018, 8, 31), "todo", "4", pick("Rapport 4", "Report 4")),
        Mark("5", date(2019, 1, 31), "todo", "5", pick("Rapport 5", "Report 5")),
        Mark("6", date(2019, 8, 31), "todo", "6", pick("Rapport 6", "Report 6")),
    ]
    amounts = (
        (date(2016, 7, 15), 66_000_00), (date(2017, 2, 10), 33_000_00), (date(2017, 7, 17), 66_000_00),
        (date(2017, 9, 29), 11_000_00), (date(2017, 11, 24), 10_800_00), (date(2018, 2, 10), 38_400_00),
        (date(2018, 7, 15), 69_600_00), (date(2018, 9, 30), 12_800_00), (date(2019, 2, 10), 34_800_00),
        (date(2019, 10, 15), 11_600_00),
    )  # fmt: skip
    payments = []
    for number, (day, amount) in enumerate(amounts, start=1):
        text = short_figure(amount, THOUSAND, lang)
        if number < 6:
            mark = Mark(f"V{number}", day, "done", text, pick(f"V{number} payé", f"V{number} paid"), amount)
        elif number == 6:
            blocked = pick("V6 bloqué", "V6 blocked")
            mark = Mark("V6", day, "late", text + pick(", bloqué", ", blocked"), blocked, amount, waits_for="3")
        else:
            mark = Mark(f"V{number}", day, "todo", text, pick(f"V{number} prévu", f"V{number} planned"), amount)
        payments.append(mark)
    years = [(f"{y}-{y + 1}", date(y, 7, 1), date(y + 1, 6, 30)) for y in (2016, 2017, 2018)]
    return timeline(years, reports, payments, date(2018, 2, 5))


def _saved() -> dict[str, Any]:
    """The views that somebody saved of a list: one of them is on screen."""
    names = (
        pick("À relancer cette semaine", "To follow up this week"),
        pick("Projets de ma région", "My region’s projects"),
    )
    links = [{"text": name, "href": "#tables", "current": name == names[0]} for name in names]
    return {"links": links, "query": "volet=local", "present": {"id": 0, "name": names[0]}}


def _form(prefix: str) -> Form:
    """A form with each kind of field, labelled in the language being spoken."""

    class Sample(Form):
        name = TextField(pick("Nom de l’organisme", "Organisation’s name"))
        email = TextField(pick("Courriel", "E-mail"))
        password = PasswordField(pick("Mot de passe", "Password"))
        amount = MoneyField(pick("Montant refusé", "Amount disallowed"))
        day = DateField(pick("Date de signature", "Date of signature"))
        reason = SelectField(
            pick("Motif", "Reason"),
            choices=[
                SelectChoice("period", pick("Achat hors période admissible", "Bought outside the period")),
                SelectChoice("proof", pick("Pièce manquante", "No document")),
            ],
        )
        recover = RadioField(
            pick("Faut-il récupérer ce montant?", "Should this amount be recovered?"),
            choices=[
                SelectChoice("yes", pick("Oui, par une créance", "Yes, as a receivable")),
                SelectChoice("no", pick("Non", "No")),
            ],
        )
        systems = SelectMultipleField(
            pick("Où l’action agit-elle?", "Where does the action work?"),
            choices=[
                SelectChoice("child", pick("L’enfant", "The child")),
                SelectChoice("family", pick("La famille", "The family")),
                SelectChoice("community", pick("La communauté", "The community")),
            ],
        )
        explanation = LongTextField(pick("Qu’est-ce qui explique l’écart?", "What explains the difference?"))
        files = FileField(pick("Pièces justificatives", "Supporting documents"))
        documents = FileField(pick("Ajouter des pièces", "Add documents"))
        attest = BooleanField(pick("J’atteste que ces renseignements sont exacts.", "I attest that this is accurate."))

    filled = {
        "name": "Maison de la famille des Rapides",
        "email": "partenaire@demo.example",
        "amount": 1_240_00,
        "day": date(2016, 6, 15),
        "reason": "period",
        "recover": "yes",
        "systems": ["child", "family"],
        "explanation": pick("L’animatrice a commencé en octobre.", "The family worker began in October."),
    }
    return Sample(prefix=f"{prefix}-", data=filled, meta={"csrf": False})


def _wrong() -> Form:
    """The same form, refused."""
    form = _form("wrong")
    says = {
        "name": pick("Écrivez le nom de l’organisme.", "Write the organisation’s name."),
        "amount": pick("Écrivez un montant d’au plus ", "Write an amount of at most ")
        + format_money(5_482_30, language())
        + ".",
        "day": pick("Cette date n’existe pas. Vérifiez le jour.", "This date does not exist. Check the day."),
        "recover": pick("Choisissez oui ou non.", "Choose yes or no."),
        "explanation": pick("Expliquez l’écart en une phrase ou deux.", "Explain the difference in a sentence or two."),
        "files": pick("Ce fichier est vide. Choisissez-en un autre.", "This file is empty. Choose another one."),
        "documents": pick(
            "« reçu.exe » n’est pas d’une sorte qui peut être ajoutée ici.",
            "“receipt.exe” is not a kind of file that can be added here.",
        ),
        "attest": pick("Cochez la case pour remettre le rapport.", "Tick the box to submit the report."),
    }
    for name, text in says.items():
        form[name].errors = [text]
    return form
