"""The wording of the demo: reasons, names, indicators, and what each stream spends on."""

from __future__ import annotations

from typing import NamedTuple

REFUSALS: tuple[str, ...] = (
    "Achat hors période admissible",
    "Pièce justificative manquante",
    "Dépense sans lien avec le plan d’action",
    "Facture au nom d’un tiers",
    "Taxes remboursables réclamées",
    "Taux de kilométrage supérieur au barème",
    "Repas sans liste des participants",
    "Heures réclamées en double sur deux projets",
    "Honoraires sans contrat signé",
    "Équipement non prévu au budget approuvé",
    "Montant supérieur à la facture déposée",
    "Dépense déjà réclamée au rapport précédent",
    "Cadeaux et articles promotionnels non admissibles",
    "Loyer imputé au-delà de la part convenue",
    "Contravention et frais de retard non admissibles",
    "Formation annulée et remboursée par le fournisseur",
)

FINDINGS: tuple[str, ...] = (
    "Déplacement réclamé deux fois",
    "Facture annulée par une note de crédit",
    "Remboursement de taxes reçu après le dépôt",
    "Salaire subventionné par un autre programme",
    "Pièce originale introuvable à la vérification",
    "Erreur de répartition entre deux ententes",
    "Achat retourné au fournisseur",
)

LAPSE_REASONS: tuple[str, ...] = (
    "Retenue non requise",
    "Retenue non requise : coûts inférieurs au budget",
    "Solde non requis à la clôture",
)

RESOLUTION = "Résolution {year}-{number:03d} : organisme dissous, sans actif à réaliser"

CASH_SOURCES: tuple[tuple[str, bool], ...] = (
    ("Contribution municipale", True),
    ("Contribution du réseau de la santé", True),
    ("Contribution du milieu scolaire", True),
    ("Campagne de financement locale", False),
    ("Dons de particuliers et d’entreprises", False),
)
IN_KIND_SOURCES: tuple[str, ...] = (
    "Temps donné par les partenaires",
    "Prêt de locaux",
    "Bénévolat des parents",
    "Temps des professionnels prêtés",
)


class OrganisationForm(NamedTuple):
    """``name`` takes ``number`` and ``place``; out of a hundred organisations, ``share`` are such."""

    kind: str
    name: str
    share: int


ORGANISATIONS: tuple[OrganisationForm, ...] = (
    OrganisationForm("community", "Maison de la famille nº {number} – {place}", 13),
    OrganisationForm("community", "Halte-répit nº {number} – {place}", 8),
    OrganisationForm("community", "Entraide parents nº {number} – {place}", 10),
    OrganisationForm("community", "Cuisine collective nº {number} – {place}", 6),
    OrganisationForm("childcare", "CPE nº {number} – {place}", 20),
    OrganisationForm("childcare", "Bureau coordonnateur nº {number} – {place}", 4),
    OrganisationForm("school", "École primaire nº {number} – {place}", 12),
    OrganisationForm("school", "Service scolaire nº {number} – {place}", 3),
    OrganisationForm("health", "Point de service de santé nº {number} – {place}", 9),
    OrganisationForm("municipal", "Bibliothèque municipale nº {number} – {place}", 5),
    OrganisationForm("municipal", "Service des loisirs nº {number} – {place}", 5),
    OrganisationForm("other", "Club social nº {number} – {place}", 5),
)


class Measure(NamedTuple):
    """An indicator; ``scale`` is about what an agreement of ordinary size reaches in half a year."""

    code: str
    name_fr: str
    name_en: str
    unit: str
    system: str
    factor: str | None
    aggregation: str
    scale: int


MEASURES: tuple[Measure, ...] = (
    Measure("FAM-1", "Familles jointes", "Families reached", "familles", "family", "practitioner-collaboration",
            "sum", 45),
    Measure("FAM-2", "Familles soutenues dans leurs démarches d’accès aux services et au logement",
            "Families helped to obtain services and housing", "familles", "family", "socio-economic-level", "sum", 18),
    Measure("FAM-3", "Parents qui disent se sentir plus sûrs d’eux", "Parents who say that they feel more confident",
            "%", "family", "parental-attitudes", "average", 68),
    Measure("FAM-4", "Parents présents aux ateliers", "Parents who attend workshops", "parents", "family",
            "parenting-practices", "sum", 60),
    Measure("FAM-5", "Parents qui lisent avec leur enfant chaque jour", "Parents who read with their child every day",
            "%", "family", "parenting-practices", "last", 52),
    Measure("ENF-1", "Enfants joints par les activités", "Children reached by activities", "enfants", "child", None,
            "sum", 85),
    Measure("ENF-2", "Enfants accompagnés vers la maternelle", "Children supported into kindergarten", "enfants",
            "child", "practitioner-collaboration", "sum", 30),
    Measure("ENF-3", "Livres remis à des enfants", "Books given to children", "livres", "child", None, "sum", 120),
    Measure("COM-1", "Organismes actifs autour de la table", "Organisations active at the table", "organismes",
            "community", "community-involvement", "max", 17),
    Measure("COM-2", "Ententes de service entre organismes", "Service agreements between organisations", "ententes",
            "community", "community-involvement", "last", 6),
    Measure("COM-3", "Intervenants formés", "Practitioners trained", "intervenants", "community",
            "practitioner-beliefs", "sum", 14),
    Measure("COM-4", "Intervenants qui disent avoir changé leur pratique",
            "Practitioners who say that their practice changed", "%", "community", "practitioner-beliefs",
            "average", 61),
    Measure("COM-5", "Parents membres d’un comité", "Parents who sit on a committee", "parents", "community",
            "community-involvement", "max", 5),
)  # fmt: skip

ADMINISTRATION = "administration"
TRANSFERS = "transfers"

# What a budget is made of, in parts; the order is that of the programme's lines.
BUDGETS: dict[str, dict[str, int]] = {
    "local": {"coordination": 430, "actions": 300, "travel": 40, "meetings": 25, "materials": 75, "premises": 20,
              "evaluation": 40, "administration": 70},
    "regional": {"coordination": 470, "actions": 170, "travel": 75, "meetings": 60, "materials": 30, "training": 45,
                 "evaluation": 50, "communications": 30, "administration": 70},
    "indigenous": {"coordination": 330, "actions": 340, "travel": 80, "meetings": 45, "materials": 75,
                   "translation": 30, "evaluation": 30, "administration": 70},
    "project": {"coordination": 230, "actions": 390, "travel": 45, "materials": 60, "training": 70, "evaluation": 80,
                "communications": 25, "equipment": 20, "audit": 12, "administration": 68},
    "framework": {"coordination": 420, "actions": 200, "travel": 110, "training": 80, "translation": 60,
                  "evaluation": 50, "administration": 80},
}  # fmt: skip
