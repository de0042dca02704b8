"""The model templates that a programme starts from: progress, annual and final reports, small and large. Pure.

They follow what public early-childhood funders of Québec ask: what was done, with whom, what it changed, what it
cost, what was learnt. A programme copies one and makes it its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.bilingual import Text
from tracker.ledger.money import Cents
from tracker.reports.form.builtin import SYSTEMS
from tracker.reports.form.questions import Choice, Condition, Question, QuestionKind
from tracker.reports.form.template import Section, SectionKind, Template

K = QuestionKind
YES = ("yes",)
LARGE: Cents = 150_000_00
"""From this commitment on, an agreement is asked the large form."""


@dataclass(frozen=True, slots=True)
class Model:
    """A template to start from: for reports of ``kind`` of agreements of ``from_commitment`` cents or more."""

    kind: str
    from_commitment: Cents
    name: Text
    template: Template


IDENTITY = Section(
    key="identity",
    kind=SectionKind.QUESTIONS,
    title=Text("Qui fait rapport", "Who is reporting"),
    guidance=Text(
        "L’entente, l’organisme et la période sont déjà connus. Dites seulement à qui parler.",
        "The agreement, the organisation and the period are known already. Only say whom to talk to.",
    ),
    questions=(
        Question(key="contact", kind=K.SHORT_TEXT, label=Text("Personne à joindre", "Person to reach"), required=True),
        Question(key="reach", kind=K.SHORT_TEXT, label=Text("Téléphone ou courriel", "Telephone or e-mail")),
    ),
)

STORY_SHORT = Section(
    key="story",
    kind=SectionKind.QUESTIONS,
    title=Text("Ce qui s’est passé", "What happened"),
    questions=(
        Question(
            key="done",
            kind=K.LONG_TEXT,
            label=Text("Qu’avez-vous fait pendant la période?", "What did you do during the period?"),
            help=Text(
                "L’essentiel en quelques phrases : ce qui a été fait, pour qui, avec qui.",
                "The essentials in a few sentences: what was done, for whom, with whom.",
            ),
            example=Text(
                "Exemple : douze ateliers parent-enfant dans trois municipalités, animés avec le CLSC.",
                "For example: twelve parent-child workshops in three municipalities, led with the CLSC.",
            ),
            required=True,
            word_limit=300,
        ),
        Question(
            key="context_changed",
            kind=K.YES_NO,
            label=Text("Le contexte ou le partenariat a-t-il changé?", "Has the context or the partnership changed?"),
            required=True,
        ),
        Question(
            key="context",
            kind=K.LONG_TEXT,
            label=Text("Qu’est-ce qui a changé?", "What has changed?"),
            required=True,
            word_limit=200,
            shown_if=Condition("context_changed", YES),
        ),
    ),
)

STORY = Section(
    key="story",
    kind=SectionKind.QUESTIONS,
    title=Text("Ce qui s’est passé", "What happened"),
    questions=(
        *STORY_SHORT.questions,
        Question(
            key="mobilised",
            kind=K.LONG_TEXT,
            label=Text(
                "Comment les partenaires et les parents ont-ils pris part aux décisions?",
                "How did partners and parents take part in decisions?",
            ),
            word_limit=300,
        ),
        Question(
            key="members",
            kind=K.TABLE,
            label=Text("Partenaires qui se sont joints ou retirés", "Partners who joined or left"),
            columns=(
                Question(key="name", kind=K.SHORT_TEXT, label=Text("Organisme", "Organisation"), required=True),
                Question(
                    key="move",
                    kind=K.CHOICE,
                    label=Text("Mouvement", "Move"),
                    required=True,
                    choices=(Choice("joined", Text("Arrivé", "Joined")), Choice("left", Text("Parti", "Left"))),
                ),
                Question(key="why", kind=K.SHORT_TEXT, label=Text("Raison", "Reason")),
            ),
        ),
    ),
)

ACTIONS = Section(
    key="actions",
    kind=SectionKind.ACTIONS,
    title=Text("Les actions", "Actions"),
    guidance=Text(
        "Une ligne par action du plan concerté, même si elle n’a pas commencé.",
        "One row for each action of the concerted plan, even one that has not begun.",
    ),
)
INDICATORS = Section(
    key="indicators",
    kind=SectionKind.INDICATORS,
    title=Text("Les indicateurs", "Indicators"),
    guidance=Text(
        "Des nombres entiers de personnes, sans nom. Laissez vides les âges que vous ne connaissez pas.",
        "Numbers of people, never names. Leave empty the ages that you do not know.",
    ),
)
FINANCE = Section(
    key="finance",
    kind=SectionKind.FINANCE,
    title=Text("Le budget et les dépenses", "Budget and spending"),
    guidance=Text(
        "Inscrivez ce qui a été dépensé pendant la période, poste par poste. Vous pouvez coller depuis un tableur.",
        "Write what was spent during the period, line by line. You can paste from a spreadsheet.",
    ),
)
CONTRIBUTIONS = Section(
    key="contributions",
    kind=SectionKind.CONTRIBUTIONS,
    title=Text("Les autres contributions", "Other contributions"),
    guidance=Text(
        "Ce que d’autres ont apporté : de l’argent, des heures, un local, du matériel.",
        "What others brought: money, hours, a room, materials.",
    ),
)
LEARNINGS = Section(
    key="learnings",
    kind=SectionKind.QUESTIONS,
    title=Text("Ce que vous en retenez", "What you take from it"),
    questions=(
        Question(
            key="difficulties",
            kind=K.LONG_TEXT,
            label=Text("Quelles difficultés avez-vous rencontrées?", "What difficulties did you meet?"),
            word_limit=200,
        ),
        Question(
            key="learnt",
            kind=K.TABLE,
            label=Text("Ce qui a fonctionné, ou pas, et pourquoi", "What worked, or did not, and why"),
            help=Text(
                "Chaque apprentissage peut être offert aux autres partenaires. Rien n’est partagé sans votre accord.",
                "Each learning can be offered to other partners. Nothing is shared without your consent.",
            ),
            columns=(
                Question(
                    key="what",
                    kind=K.SHORT_TEXT,
                    label=Text("Apprentissage", "Learning"),
                    required=True,
                    max_length=1000,
                ),
                Question(key="system", kind=K.CHOICE, label=Text("Système", "System"), choices=SYSTEMS),
            ),
            offered=True,
        ),
        Question(
            key="adjustments",
            kind=K.LONG_TEXT,
            label=Text("Que changerez-vous pour la suite?", "What will you change from here?"),
            word_limit=200,
        ),
    ),
)
ATTACHMENTS = Section(
    key="attachments",
    kind=SectionKind.ATTACHMENTS,
    title=Text("Les pièces justificatives", "Supporting documents"),
    guidance=Text(
        "Factures, reçus, feuilles de présence. Une photo lisible suffit; vous pouvez aussi les envoyer plus tard.",
        "Invoices, receipts, attendance sheets. A legible photo is enough; you can also send them later.",
    ),
)

_HOW_GOOD = (
    Choice("4", Text("Très bien", "Very good")),
    Choice("3", Text("Bien", "Good")),
    Choice("2", Text("Moyen", "Fair")),
    Choice("1", Text("À revoir", "Needs work")),
)
RESULTS = Section(
    key="results",
    kind=SectionKind.QUESTIONS,
    title=Text("Les résultats de toute l’entente", "Results of the whole agreement"),
    questions=(
        Question(
            key="cumulative",
            kind=K.LONG_TEXT,
            label=Text("Qu’est-ce qui a été accompli depuis le début?", "What was accomplished since the beginning?"),
            required=True,
            word_limit=500,
        ),
        Question(
            key="effects",
            kind=K.LONG_TEXT,
            label=Text(
                "Quels effets voyez-vous chez les enfants, les familles, la communauté?",
                "What effects do you see on children, families, the community?",
            ),
            required=True,
            word_limit=400,
        ),
        Question(
            key="lasting",
            kind=K.LONG_TEXT,
            label=Text("Qu’est-ce qui continuera après l’entente, et comment?", "What will go on afterwards, and how?"),
            word_limit=300,
        ),
        Question(
            key="elsewhere",
            kind=K.LONG_TEXT,
            label=Text("Qu’est-ce qui pourrait servir ailleurs?", "What could be of use elsewhere?"),
            word_limit=300,
            offered=True,
        ),
        Question(
            key="materials",
            kind=K.TABLE,
            label=Text("Outils et documents produits", "Tools and documents produced"),
            columns=(
                Question(key="title", kind=K.SHORT_TEXT, label=Text("Titre", "Title"), required=True),
                Question(key="where", kind=K.SHORT_TEXT, label=Text("Où le trouver", "Where to find it")),
            ),
        ),
    ),
)
CLOSING = Section(
    key="closing",
    kind=SectionKind.QUESTIONS,
    title=Text("La fermeture de l’entente", "Closing the agreement"),
    questions=(
        Question(
            key="assets",
            kind=K.TABLE,
            label=Text("Équipements achetés qui restent", "Equipment bought that remains"),
            columns=(
                Question(key="item", kind=K.SHORT_TEXT, label=Text("Équipement", "Equipment"), required=True),
                Question(key="cost", kind=K.MONEY, label=Text("Coût", "Cost")),
                Question(key="use", kind=K.SHORT_TEXT, label=Text("Usage prévu", "Planned use")),
            ),
        ),
        Question(
            key="refund",
            kind=K.MONEY,
            label=Text("Somme que vous rendrez", "Amount that you will return"),
            help=Text("Ce qui reste après toutes les dépenses acceptées.", "What is left after all accepted costs."),
        ),
        Question(
            key="funder",
            kind=K.CHOICE,
            label=Text("Comment avons-nous été comme bailleur de fonds?", "How were we as a funder?"),
            help=Text("Votre réponse ne change rien à l’examen.", "Your answer does not affect the review."),
            choices=_HOW_GOOD,
        ),
        Question(
            key="funder_why",
            kind=K.LONG_TEXT,
            label=Text("Que pourrions-nous mieux faire?", "What could we do better?"),
            word_limit=200,
        ),
    ),
)

_TO_THE_END = replace(FINANCE, forecast=False)
_LOOKING_BACK = replace(LEARNINGS, questions=tuple(it for it in LEARNINGS.questions if it.key != "adjustments"))
"""In a final report nothing follows: neither spending to foresee nor a way of doing to change."""

_SMALL = (IDENTITY, STORY_SHORT, INDICATORS, FINANCE, ATTACHMENTS)
_LARGE = (IDENTITY, STORY, ACTIONS, INDICATORS, FINANCE, CONTRIBUTIONS, LEARNINGS, ATTACHMENTS)

MODELS = (
    Model("progress", 0, Text("Rapport d’étape", "Progress report"), Template(_SMALL)),
    Model(
        "progress", LARGE, Text("Rapport d’étape, grande entente", "Progress report, large agreement"), Template(_LARGE)
    ),
    Model(
        "annual",
        0,
        Text("Rapport annuel", "Annual report"),
        Template((IDENTITY, STORY_SHORT, INDICATORS, FINANCE, CONTRIBUTIONS, LEARNINGS, ATTACHMENTS)),
    ),
    Model("annual", LARGE, Text("Rapport annuel, grande entente", "Annual report, large agreement"), Template(_LARGE)),
    Model(
        "final",
        0,
        Text("Rapport final", "Final report"),
        Template(
            (
                IDENTITY,
                STORY_SHORT,
                RESULTS,
                INDICATORS,
                _TO_THE_END,
                CONTRIBUTIONS,
                _LOOKING_BACK,
                ATTACHMENTS,
                CLOSING,
            )
        ),
    ),
    Model(
        "final",
        LARGE,
        Text("Rapport final, grande entente", "Final report, large agreement"),
        Template(
            (
                IDENTITY,
                STORY,
                RESULTS,
                ACTIONS,
                INDICATORS,
                _TO_THE_END,
                CONTRIBUTIONS,
                _LOOKING_BACK,
                ATTACHMENTS,
                CLOSING,
            )
        ),
    ),
)
"""One for each kind of report and size of agreement."""
