"""The columns of the built-in sections: actions, indicators, finance, contributions, attachments. Pure."""

from __future__ import annotations

from tracker.bilingual import Text
from tracker.reports.form.facts import Facts
from tracker.reports.form.questions import Choice, Question, QuestionKind

K = QuestionKind

ACTIONS = Text("Actions du plan concerté", "Actions of the concerted plan")
INDICATORS = Text("Indicateurs", "Indicators")
LINES = Text("Budget et dépenses", "Budget and spending")
CONTRIBUTIONS = Text("Contributions en argent et en nature", "Cash and in-kind contributions")
VOUCHERS = Text("Pièces justificatives des dépenses", "Documents behind the spending")

OFFER = Question(
    key="offered",
    kind=K.YES_NO,
    label=Text("Partager dans la bibliothèque d’apprentissages", "Share in the library of learnings"),
)


def factor(facts: Facts) -> Question:
    """Which protective factor something is about."""
    return Question(
        key="factor", kind=K.CHOICE, label=Text("Facteur de protection", "Protective factor"), choices=facts.factors
    )


SYSTEMS = (
    Choice("child", Text("Enfant", "Child")),
    Choice("family", Text("Famille", "Family")),
    Choice("community", Text("Communauté", "Community")),
)
STATUSES = (
    Choice("planned", Text("Prévue", "Planned")),
    Choice("under_way", Text("En cours", "Under way")),
    Choice("done", Text("Réalisée", "Done")),
    Choice("changed", Text("Modifiée", "Changed")),
    Choice("dropped", Text("Abandonnée", "Dropped")),
)


def action_columns(facts: Facts) -> tuple[Question, ...]:
    """An action: what it aims at, what it strengthens, when, and how it went."""
    return (
        Question(key="title", kind=K.SHORT_TEXT, label=Text("Action", "Action"), required=True),
        Question(key="objective", kind=K.SHORT_TEXT, label=Text("Objectif", "Objective")),
        Question(key="system", kind=K.CHOICE, label=Text("Système", "System"), required=True, choices=SYSTEMS),
        factor(facts),
        Question(key="planned_on", kind=K.DATE, label=Text("Date prévue", "Planned date")),
        Question(key="done_on", kind=K.DATE, label=Text("Date réelle", "Actual date")),
        Question(key="status", kind=K.CHOICE, label=Text("État", "Status"), required=True, choices=STATUSES),
        Question(key="reached", kind=K.NUMBER, label=Text("Personnes rejointes", "People reached")),
        Question(key="partners", kind=K.SHORT_TEXT, label=Text("Partenaires", "Partners")),
        Question(key="why", kind=K.SHORT_TEXT, label=Text("Pourquoi un écart", "Why it differs"), max_length=500),
    )


INDICATOR_FIGURES = (
    ("unit", Text("Unité", "Unit")),
    ("baseline", Text("Départ", "Baseline")),
    ("last", Text("Dernière fois", "Last time")),
)
INDICATOR_COLUMNS = (
    Question(key="target", kind=K.NUMBER, label=Text("Cible", "Target"), negative=True),
    Question(key="actual", kind=K.NUMBER, label=Text("Résultat", "Result"), required=True, negative=True),
    Question(key="ages_0_2", kind=K.NUMBER, label=Text("dont 0 à 2 ans", "of which aged 0 to 2")),
    Question(key="ages_3_5", kind=K.NUMBER, label=Text("dont 3 à 5 ans", "of which aged 3 to 5")),
    Question(key="ages_6", kind=K.NUMBER, label=Text("dont 6 ans et plus", "of which aged 6 or more")),
    Question(key="comment", kind=K.SHORT_TEXT, label=Text("Commentaire", "Comment"), max_length=500),
)
AGES = ("ages_0_2", "ages_3_5", "ages_6")

LINE_FIGURES = (
    ("authorised", Text("Autorisé", "Authorised")),
    ("accepted", Text("Accepté à ce jour", "Accepted to date")),
    ("pending", Text("À l’examen", "Under review")),
)
LINE_COLUMNS = (
    Question(key="spent", kind=K.MONEY, label=Text("Cette période", "This period"), negative=True),
    Question(key="forecast", kind=K.MONEY, label=Text("Prévision d’ici la fin", "Forecast to year-end")),
    Question(key="why", kind=K.SHORT_TEXT, label=Text("Explication de l’écart", "Why it differs"), max_length=500),
)
INTEREST = Question(
    key="interest",
    kind=K.MONEY,
    label=Text("Intérêts gagnés sur les sommes détenues", "Interest earned on the funds held"),
)

CONTRIBUTION_KINDS = (
    Choice("cash", Text("En argent", "Cash")),
    Choice("in_kind", Text("En nature", "In kind")),
)
CONTRIBUTION_COLUMNS = (
    Question(key="source", kind=K.SHORT_TEXT, label=Text("Qui contribue", "Who contributes"), required=True),
    Question(key="kind", kind=K.CHOICE, label=Text("Forme", "Form"), required=True, choices=CONTRIBUTION_KINDS),
    Question(key="public", kind=K.YES_NO, label=Text("Fonds publics", "Public funds")),
    Question(key="quantity", kind=K.NUMBER, label=Text("Quantité", "Quantity")),
    Question(key="unit_value", kind=K.MONEY, label=Text("Valeur unitaire", "Unit value")),
    Question(key="basis", kind=K.SHORT_TEXT, label=Text("Base de l’évaluation", "Basis of valuation")),
    Question(key="amount", kind=K.MONEY, label=Text("Montant", "Amount")),
)


def voucher_columns(facts: Facts) -> tuple[Question, ...]:
    """A document behind a cost: what DOMAIN rule 20 compares with every other claim."""
    lines = tuple(Choice(it.code, it.name) for it in facts.lines)
    return (
        Question(key="line", kind=K.CHOICE, label=Text("Poste", "Budget line"), required=True, choices=lines),
        Question(key="supplier", kind=K.SHORT_TEXT, label=Text("Fournisseur", "Supplier"), required=True),
        Question(key="number", kind=K.SHORT_TEXT, label=Text("N° de pièce", "Document number"), max_length=64),
        Question(key="dated", kind=K.DATE, label=Text("Date", "Date"), required=True),
        Question(key="amount", kind=K.MONEY, label=Text("Montant", "Amount"), required=True, negative=True),
    )
