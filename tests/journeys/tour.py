"""Every page there is, in the order somebody would meet them: the walk and the pictures both follow it.

Which pages there are and who may see them comes from the access table: a new row is a stop at once. It
needs a line here when the demonstration has the page at another address, or when what is on it depends on
who looks.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.test_access import AGREEMENT, lines

PARTNERS = ("preparer", "signatory")
NOWHERE = "/nulle-part"


@dataclass(frozen=True, slots=True)
class Stop:
    """One page. ``name`` is its picture's; ``faces`` are the roles whose page is not like the others'.

    Where the access table has no such page, the faces alone look at it. ``workbook`` is sent from the page
    before looking, and names what is in it (tests/journeys/workbooks.py).
    ``follow`` is a link of the page to look behind, for an address that differs from one database to
    another; ``row`` is then that address in the access table.
    """

    name: str
    path: str
    faces: tuple[str, ...] = ()
    workbook: str = ""
    follow: str = ""
    row: str = ""

    @property
    def status(self) -> int:
        """What the page answers."""
        return 404 if self.path == NOWHERE else 200

    @property
    def roles(self) -> tuple[str, ...]:
        """Everybody who gets this page rather than a redirection or a refusal; one face first."""
        row = self.row or self.path.partition("?")[0]
        of_row = (line.answers for line in lines() if line.method == "GET" and line.path == row and line.theirs)
        answers = next(of_row, {})
        able = [role for role, answer in answers.items() if answer == "page"]
        able = able or list(answers if self.path == NOWHERE else self.faces)
        first = [role for role in self.faces if role in able]
        return (*first, *(role for role in able if role not in first))


STAFF_AND_PARTNER = ("officer", "preparer")

KNOWN = (
    Stop("01-connexion", "/login", ("anonymous",)),
    Stop("02-accueil", "/", ("officer", "preparer", "auditor", "admin")),
    Stop("03-ententes", "/ententes", STAFF_AND_PARTNER),
    Stop("04-ententes-en-retard", "/ententes?vue=retard&sort=report&exercice=2019-2020", ("officer",)),
    Stop("05-ententes-aucune", "/ententes?q=introuvable", ("officer",)),
    Stop("06-entente-sommaire", f"/ententes/{AGREEMENT}", STAFF_AND_PARTNER),
    Stop("07-entente-budget", f"/ententes/{AGREEMENT}/budget", STAFF_AND_PARTNER),
    Stop("08-entente-versements", f"/ententes/{AGREEMENT}/versements", STAFF_AND_PARTNER),
    Stop("09-entente-rapports", f"/ententes/{AGREEMENT}/rapports", STAFF_AND_PARTNER),
    Stop("10-entente-registre", f"/ententes/{AGREEMENT}/registre", STAFF_AND_PARTNER),
    Stop("11-entente-personnes", f"/ententes/{AGREEMENT}/personnes", STAFF_AND_PARTNER),
    Stop("12-entente-etats", f"/ententes/{AGREEMENT}/etats", STAFF_AND_PARTNER),
    Stop("06-resultats", "/resultats", ("officer", "auditor")),
    Stop("06-bilan", "/bilan/PE", ("anonymous", "officer")),
    Stop("06-resultat", "/resultats/ENF-1", ("officer",)),
    Stop(
        "12-repere-des-versements",
        f"/ententes/{AGREEMENT}/trace/Y1/cash?etat=versements",
        STAFF_AND_PARTNER,
        row=f"/ententes/{AGREEMENT}/trace/V4/cash",
    ),
    Stop("12-repere-du-programme", "/etats/trace/S1/accepted?de=programme-PE", ("officer", "auditor")),
    Stop("13-compte", "/compte", STAFF_AND_PARTNER),
    Stop("14-importer", "/importer", ("admin",)),
    Stop("15-importer-apercu", "/importer", ("admin",), workbook="another"),
    Stop("16-importer-a-corriger", "/importer", ("admin",), workbook="broken"),
    Stop("17-page-introuvable", NOWHERE, ("anonymous", "officer")),
    Stop("18-composants", "/composants", ("anonymous",)),
    Stop(
        "21-ecriture",
        f"/ententes/{AGREEMENT}/registre",
        STAFF_AND_PARTNER,
        follow="main tbody a[href*='/ecritures/']",
        row=f"/ententes/{AGREEMENT}/ecritures/1",
    ),
    Stop("22-versement-bloque", "/ententes/PE-2019-014/versements/3/demande", ("officer", "auditor")),
    Stop("23-coordonnees-bancaires", "/organismes/ORG-001/banque", ("officer",)),
    Stop("23a-organismes", "/organismes", STAFF_AND_PARTNER),
    Stop("23b-organisme", "/organismes/ORG-001", STAFF_AND_PARTNER, row="/organismes"),
    Stop("23c-organisme-a-corriger", "/organismes/ORG-001/modifier", ("officer",), row="/organismes/doublons"),
    Stop("23c-organisme-a-ajouter", "/organismes/ajouter?name=CPE+Les+petits+voiliers", ("officer",)),
    Stop("23c-adhesions", "/organismes/ORG-001/adhesions", ("officer",), row="/organismes/doublons"),
    Stop("23d-doublons", "/organismes/doublons", ("officer",)),
    Stop("23e-deux-organismes", "/organismes/doublons/ORG-001/ORG-002", ("officer",)),
    Stop("24-gabarit-ajout", "/gabarits/PE/nouveau", ("director",)),
    Stop("25-gabarit", "/gabarits/1/1", ("director",)),
    Stop("26-gabarit-apercu", "/gabarits/1/1/apercu", ("director",)),
    Stop("27-rapport-en-cours", "/ententes/PE-2019-014/rapports/2", STAFF_AND_PARTNER),
    Stop("28-rapport-du-classeur", "/ententes/PE-2016-009/rapports/8/examen", ("officer",)),
    Stop("29-echantillon", f"/ententes/{AGREEMENT}/audit/1", ("auditor",)),
    Stop("29-element-demande", f"/ententes/{AGREEMENT}/audit/1/1", ("auditor",)),
    Stop("29-element-repondu", f"/ententes/{AGREEMENT}/audit/1/2", ("auditor",)),
    Stop("29-demandes", "/demandes", ("preparer",)),
    Stop(
        "29-demande-a-repondre",
        "/demandes",
        ("preparer",),
        follow="main tbody a[href^='/demandes/']",
        row="/demandes/999",
    ),
    Stop("29-personne", "/personnes/1", ("admin",)),
    Stop("29-programme", "/programmes/PE", ("director",)),
    Stop("29-programme-versements", "/programmes/PE/versements", ("director",)),
    Stop("29-programme-rapports", "/programmes/PE/rapports", ("director",)),
)

FOR_MACHINES = ("/healthz", "/metrics", "/api/")


def is_file(path: str) -> bool:
    """Whether this address gives something to keep or to compute with rather than a page."""
    return "." in path.rpartition("/")[2] or path.startswith(FOR_MACHINES)


def _others() -> tuple[Stop, ...]:
    known = {stop.row or stop.path.partition("?")[0] for stop in KNOWN}
    others = {line.path: line.answers for line in lines() if line.method == "GET" and line.theirs}
    return tuple(
        Stop(f"30-{path.strip('/').replace('/', '-')}", path, _faces(answers))
        for path, answers in others.items()
        if path not in known and not is_file(path) and "page" in answers.values()
    )


def _faces(answers: dict[str, str]) -> tuple[str, ...]:
    """One of the funder's people, or whoever may, and a partner."""
    able = [role for role, answer in answers.items() if answer == "page" and role != "anonymous"]
    first = next((role for role in able if role not in PARTNERS), "anonymous")
    return tuple(dict.fromkeys((first, *(role for role in able if role == "preparer"))))


TOUR = (*KNOWN, *_others())
