"""The words of the audit package; what statements say too is in ``tracker.statements.wording``."""

from __future__ import annotations

from tracker.ledger.fiscal import POST_CLOSING
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as consolidated
from tracker.statements.statement import Text
from tracker.statements.xlsx import wording as xw

DOCUMENT = Text("Dossier d’audit", "Audit package")

# Files of the package
INDEX_FILE = "00-index.pdf"
LEAD_FILE = Text("01-feuilles-maitresses.xlsx", "01-lead-sheets.xlsx")
STATEMENT_FOLDER = Text("02-etat", "02-statement")
JOURNAL_FILE = Text("03-journal/extrait-du-journal.jsonl", "03-journal/journal-extract.jsonl")
DOCUMENT_FOLDER = Text("04-pieces", "04-documents")
ISSUED_FOLDER = Text("05-etat-emis", "05-issued-statement")
EVIDENCE_FOLDER = Text("06-reponses", "06-answers")
README_FILE = Text("LISEZMOI.txt", "README.txt")

# Sheets
LEAD = Text("Feuille maîtresse", "Lead sheet")
CONTROL_SHEET = Text("Totaux de contrôle", "Control totals")
POPULATION = xw.EXPENSES
APPROVALS = xw.PAYMENTS
SETTLEMENT_SHEET = Text("Règlements", "Settlements")
FINDINGS = Text("Exceptions", "Exceptions")
SAMPLE = Text("Échantillon", "Sample")
DOCUMENTS = Text("Pièces", "Documents")
POSTINGS = xw.POSTINGS

LEAD_CAPTION = Text(
    "Chaque montant de l’état, la somme des écritures qui le fondent et leur écart, recalculés par formules.",
    "Every figure of the statement, the sum of the postings behind it and their difference, as live formulas.",
)
FIGURE = Text("Montant de l’état", "Figure of the statement")
ON_STATEMENT = Text("Selon l’état", "Statement")
IN_JOURNAL = Text("Selon le journal", "Journal")
DIFFERENCE = shared.DIFFERENCE
SUMMED = Text("Écritures additionnées", "Postings summed")
ALL_DIFFERENCES = Text("Somme des écarts, en valeur absolue", "Sum of the differences, in absolute value")
WHOLE = Text("Ensemble de l’entente", "The whole agreement")
COMMITMENT_TITLE = shared.COMMITMENT
COLUMNS = {
    "initial": shared.INITIAL,
    "amendments": shared.AMENDMENTS,
    "carry_in": shared.CARRY_IN,
    "transfers": shared.TRANSFERS,
    "authorised": shared.AUTHORISED,
    "declared": shared.DECLARED,
    "disallowed": shared.DISALLOWED,
    "accepted": shared.ACCEPTED,
    "balance": shared.BALANCE,
}
TOTALS = {
    "gross": xw.GROSS_PAYMENTS,
    "offset": xw.OFFSET_ON_PAYMENTS,
    "cash": shared.CASH,
    "recovered": xw.RECOVERED,
    "returned": xw.RETURNED,
    "net_cost": shared.NET_COST,
    "interest": Text("Intérêts déclarés", "Interest declared"),
    "unspent": shared.UNSPENT,
    "receivable": consolidated.RECEIVABLE,
    "written_off": Text("Radié", "Written off"),
}
COMMITMENT = {
    "committed": shared.COMMITMENT,
    "settled": shared.BRIDGE_SETTLED,
    "lapsed": shared.BRIDGE_LAPSED,
    "payable": shared.BRIDGE_PAYABLE,
}

# Control totals
CONTROLS = CONTROL_SHEET
CONTROLS_CAPTION = Text(
    "Chaque liste du dossier, additionnée à partir de ses pièces, concorde avec le journal.",
    "Each list of the package, added up from its records, agrees with the journal.",
)
LISTED = Text("Liste", "List")
IN_RECORDS = Text("Selon les listes", "Lists")
DECLARED = Text("Dépenses déclarées", "Expenses declared")
DISALLOWED = Text("Refusées à l’examen", "Disallowed at review")
ACCEPTED = Text("Acceptées à l’examen", "Accepted at review")
ADJUSTED = Text("Refusées après acceptation", "Disallowed after acceptance")
GROSS = xw.GROSS_PAYMENTS
OFFSET = Text("Compensés", "Offset")
CASH = Text("Nets versés", "Cash paid")

# Population
POPULATION_TITLE = xw.EXPENSES_TITLE
POPULATION_CAPTION = Text(
    "Toute ligne déclarée, acceptée ou refusée, avec son rapport. La colonne Clé nomme la ligne dans les échantillons.",
    "Every line declared, accepted or disallowed, with its report. The column Key names the line in samples.",
)
KEY = Text("Clé", "Key")
RECORDED = Text("Prise en compte", "Recorded")

# Payments and approvals
APPROVALS_TITLE = Text("Versements et approbations", "Payments and approvals")
APPROVALS_CAPTION = Text(
    "Les dérogations d’abord, puis par date. Un versement repris de l’historique n’a pas de demande.",
    "Overrides first, then by date. A payment taken over from history has no request.",
)
REQUESTED = Text("Demandé par", "Requested by")
FIRST = Text("1re approbation", "First approval")
SECOND = Text("2e approbation", "Second approval")
OVERRIDE = Text("Motif de la dérogation", "Reason for the override")
HISTORY = Text("repris de l’historique par {who}", "taken over from history by {who}")
BY_AT = Text("{who}, {day}", "{who}, {day}")
NO_PAYMENTS = Text("Aucun versement.", "No payments.")

# Settlements
SETTLEMENTS_TITLE = Text("Recouvrements, restitutions, radiations", "Recoveries, returns, write-offs")
SETTLEMENTS_CAPTION = Text(
    "Ce qui est revenu, et ce à quoi il fut renoncé, avec la référence, la résolution ou le motif.",
    "What came back and what was given up, with its reference, resolution or reason.",
)
FUNDS_RETURNED = Text("Fonds restitués", "Funds returned")
SETTLEMENTS = {
    "recovery": Text("Recouvrements", "Recoveries"),
    "funds_returned": FUNDS_RETURNED,
    "write_off": Text("Radiations", "Write-offs"),
    "lapse": Text("Désengagements", "Lapses"),
}
SETTLEMENT = {
    "recovery": Text("Recouvrement", "Recovery"),
    "funds_returned": FUNDS_RETURNED,
    "write_off": Text("Radiation", "Write-off"),
    "lapse": Text("Désengagement", "Lapse"),
}
BASIS = Text("Référence, résolution ou motif", "Reference, resolution or reason")
NO_SETTLEMENTS = Text("Aucun.", "None.")

# Exceptions
FINDINGS_CAPTION = Text(
    "Ce qui sort de l’ordinaire : dérogations, limites, retards, coûts refusés après coup, pièces en double.",
    "What is out of the ordinary: overrides, limits, lateness, costs disallowed afterwards, duplicate documents.",
)
FINDING = {
    "override": Text("Dérogation", "Override"),
    "limit": Text("Limites", "Limits"),
    "late": Text("Retard", "Lateness"),
    "adjustment": Text("Coût refusé après acceptation", "Cost disallowed after acceptance"),
    "duplicate": Text("Pièce réclamée deux fois", "Document claimed twice"),
}
LATE_BY = Text(
    "Rapport {number} de {year}, à échéance du {due} : déposé {days} jours en retard.",
    "Report {number} of {year}, due on {due}: submitted {days} days late.",
)
NEVER_CAME = Text(
    "Rapport {number} de {year}, à échéance du {due} : pas encore déposé.",
    "Report {number} of {year}, due on {due}: not submitted yet.",
)
ADJUSTMENT = Text(
    "Rapport {number} de {origin}, {line} : comptabilisé : {booked}. {reason}",
    "Report {number} of {origin}, {line}: booked to {booked}. {reason}",
)
OVERRIDDEN = Text("Versement {payment} du {day} : {reason}", "Payment {payment} of {day}: {reason}")
DUPLICATE = Text(
    "{supplier}, n\u1d52 {number} du {day}, rapport {report} : réclamée aussi {elsewhere}. {decision}",
    "{supplier}, No. {number} of {day}, report {report}: also claimed {elsewhere}. {decision}",
)
ELSEWHERE = Text("à l’entente {agreement}, rapport {report}", "in agreement {agreement}, report {report}")
DECIDED = {
    "explained": Text("Décision : expliqué.", "Decision: explained."),
    "confirmed": Text("Décision : doublon confirmé.", "Decision: duplicate confirmed."),
    None: Text("Aucune décision.", "No decision."),
}
NO_FINDINGS = Text("Aucune exception.", "No exceptions.")

# Sample
SAMPLE_TITLE = Text("Échantillon proposé", "Proposed sample")
SAMPLE_CAPTION = Text(
    "Unités monétaires sur le coût accepté à l’examen. Intervalle = anomalie acceptable ÷ facteur de confiance; "
    "départ = SHA-256 du germe. Le germe est l’empreinte de la dernière écriture : personne ne l’a choisi. "
    "L’auditeur tire les siens à l’écran.",
    "Monetary units over the cost accepted at review. Interval = tolerable misstatement ÷ confidence factor; "
    "start = SHA-256 of the seed. The seed is the fingerprint of the last entry: nobody chose it. "
    "The auditor draws others on screen.",
)
SEED = Text("Germe", "Seed")
RISK = Text("Risque d’acceptation à tort", "Risk of incorrect acceptance")
TOLERABLE = Text("Anomalie acceptable", "Tolerable misstatement")
INTERVAL = Text("Intervalle", "Sampling interval")
START = Text("Départ", "Random start")
POPULATION_OF = Text("Population", "Population")
ITEMS = Text("{count} éléments", "{count} items")
WHY = Text("Choisi par", "Chosen by")
CERTAIN = Text("intervalle ou plus", "an interval or more")
HIT = Text("unité {hit}", "unit {hit}")
NO_SAMPLE = Text("Aucune dépense à échantillonner.", "No expense to sample.")

# Documents
DOCUMENTS_TITLE = Text("Pièces justificatives", "Supporting documents")
DOCUMENTS_CAPTION = Text(
    "Pièces réclamées par les rapports acceptés. Celles dont le fichier est conservé sont dans le dossier.",
    "Documents claimed by the accepted reports. Those whose file is kept are in the package.",
)
SUPPLIER = Text("Fournisseur", "Supplier")
NUMBER = Text("Numéro", "Number")
FILE = Text("Fichier", "File")
FINGERPRINT = Text("Empreinte SHA-256", "SHA-256 fingerprint")
DOCUMENTS_SUM = Text(
    "{count} pièces consignées, pour {amount}; {kept} fichiers joints. La liste est dans le classeur.",
    "{count} documents recorded, for {amount}; {kept} files attached. The list is in the workbook.",
)
NO_DOCUMENTS = Text("Aucune pièce n’est consignée.", "No document is recorded.")
NOT_KEPT = Text("non conservé", "not kept")

# The index
FILES = Text("Fichiers du dossier", "Files of the package")
FILES_CAPTION = Text(
    "Le manifeste (manifest.json) donne aussi l’empreinte de la présente feuille.",
    "The manifest (manifest.json) gives the fingerprint of this index too.",
)
FIGURES_TIED = Text("Montants rapprochés", "Figures tied")
DIFFERENCE_OF = Text("écart de {amount}", "difference of {amount}")
ACCEPTED_COST = Text("Dépenses acceptées", "Accepted expenses")
LINES_OF = Text("{count} lignes de rapport", "{count} report lines")
PAID = xw.PAYMENTS
PAYMENTS_OF = Text("{count} versements, {overrides} par dérogation", "{count} payments, {overrides} by override")
EXCEPTIONS_OF = Text("à examiner d’abord", "to look at first")
INDEX_LEAD = Text(
    "Les {count} montants de l’état et totaux de contrôle concordent, au cent près, avec les écritures du journal. "
    "Le présent dossier n’exprime aucune opinion.",
    "The {count} figures of the statement and control totals agree, to the cent, with the postings of the journal. "
    "This package expresses no opinion.",
)
TABLES = Text("Tableaux rapprochés", "Tables tied")
TABLES_CAPTION = Text(
    "Somme des montants de chaque tableau; le détail est dans le classeur, avec ses formules.",
    "Sum of the figures of each table; the detail is in the workbook, with its formulas.",
)
COUNT = Text("Montants", "Figures")
BYTES = Text("Octets", "Bytes")
HOW = Text("Comment le vérifier", "How to verify it")
STEPS = (
    (
        Text("Le dossier", "The package"),
        Text(
            "python3 verify_package.py DOSSIER.zip --key CLÉ : le manifeste est signé par le bailleur; aucun fichier "
            "ne manque, n’est en trop ni n’a changé; la chaîne du journal se suit jusqu’à l’écriture du manifeste; "
            "chaque montant se recalcule; l’échantillon se retire. "
            "Python 3.9 ou plus récent, sans réseau ni autre programme.",
            "python3 verify_package.py PACKAGE.zip --key KEY: the manifest is signed by the funder; no file is "
            "missing, added or changed; the chain of the journal can be followed to the entry of the manifest; "
            "every figure is computed again; the sample is drawn again. "
            "Python 3.9 or later, no network and no other program.",
        ),
    ),
    (
        Text("Un état émis", "An issued statement"),
        Text(
            "python3 verify.py ÉTAT.pdf --journal EXTRAIT.jsonl --key CLÉ : la signature, le journal et chaque montant "
            "d’un état émis, avec la clé que le bailleur publie.",
            "python3 verify.py STATEMENT.pdf --journal EXTRACT.jsonl --key KEY: the signature, the journal and every "
            "figure of an issued statement, with the key that the funder publishes.",
        ),
    ),
    (
        Text("Un repère", "A reference"),
        Text(
            "L4 ou U7, imprimé en marge, mène à l’écran jusqu’aux écritures, au dépôt et à la pièce.",
            "L4 or U7, printed in the margin, leads on screen to the postings, the submission and the document.",
        ),
    ),
)
README = Text(
    """Dossier d’audit de l’entente {agreement}
Arrêté au {as_of}, selon ce qui était consigné le {known_at}.
Journal : écriture {seq}, empreinte {head}.

Commencer par 00-index.pdf, puis 01-feuilles-maitresses.xlsx.
dossier.json dit la même chose à un programme; manifest.json donne l’empreinte SHA-256 de chaque fichier.

Vérifier sans notre programme :
    python3 verify_package.py DOSSIER.zip
Prendre de préférence verify_package.py et verify.py à leur source publique, et non dans le dossier.
Le dossier n’exprime aucune opinion.
""",
    """Audit package of agreement {agreement}
As of {as_of}, as recorded by {known_at}.
Journal: entry {seq}, fingerprint {head}.

Begin with 00-index.pdf, then 01-lead-sheets.xlsx.
dossier.json says the same to a program; manifest.json gives the SHA-256 fingerprint of every file.

Verify without our program:
    python3 verify_package.py PACKAGE.zip
Rather take verify_package.py and verify.py from their public source than from the package.
The package expresses no opinion.
""",
)


# Working papers
PAPERS = Text("Feuille de travail", "Working papers")
PAPERS_FILE = Text("feuille-de-travail.pdf", "working-papers.pdf")
SAMPLE_NUMBER = Text("échantillon {number}", "sample {number}")
PAPERS_LEAD = Text(
    "{looked} des {count} éléments sont examinés. Échantillon tiré par {who}.",
    "{looked} of the {count} items have been looked at. Sample drawn by {who}.",
)
PARAMETERS = Text("Tirage et résultat", "Draw and result")
METHOD = Text("Méthode", "Method")
METHODS = {
    "monetary_unit": Text("unités monétaires", "monetary units"),
    "random": Text("éléments au hasard", "random items"),
}
POPULATIONS = {
    "expenses": Text("dépenses des rapports acceptés", "expenses of the accepted reports"),
    "payments": Text("versements", "payments"),
}
KNOWN = Text("Relevé là où tout fut examiné", "Found where everything was looked at")
PROJECTED = Text("Projeté sur le reste", "Projected on the rest")
BASIC = Text("Précision de base", "Basic precision")
INCREMENTAL = Text("Majoration pour anomalies", "Incremental allowance")
UPPER_LIMIT = Text("Limite supérieure des anomalies", "Upper limit on misstatement")
UNDERSTATED = Text("Sous-évaluation projetée", "Projected understatement")
FOUND = Text("Anomalie relevée", "Misstatement found")
BY_RATIO = Text("Projetée par ratio", "Projected by ratio")
BY_DIFFERENCE = Text("Projetée par différence", "Projected by difference")
NOT_CONCLUDED = Text("éléments à examiner", "items left to look at")
ITEMS_TITLE = Text("Éléments", "Items")
ITEMS_CAPTION = Text("✓ : vérifié; – : non vérifié.", "✓: checked; –: not checked.")
BOOK_VALUE = Text("Valeur comptable", "Book value")
TICKS = {
    "amount": xw.AMOUNT,
    "date": xw.DATE,
    "eligible": Text("Admissible", "Eligible"),
    "line": shared.LINE,
    "paid": Text("Payé", "Paid"),
}
DIFFERENCES = Text("Constats", "Findings")
REQUESTS = Text("Demandes de pièces", "Requests for evidence")
REQUESTS_CAPTION = Text(
    "Ce qui fut demandé et répondu, comme ce fut dit; les fichiers reçus sont dans le dossier.",
    "What was asked and answered, as it was said; the files that came are in the package.",
)
ASKED_OF = {"partner": Text("le partenaire", "the partner"), "funder": Text("le bailleur", "the funder")}
TURNS = {
    "ask": Text("{who} demande, le {day}, à : {of}", "{who} asks, on {day}: {of}"),
    "answer": Text("{who} répond, le {day}", "{who} answers, on {day}"),
    "ask_again": Text("{who} redemande, le {day}, à : {of}", "{who} asks again, on {day}: {of}"),
    "close": Text("{who} clôt la demande, le {day}", "{who} closes the request, on {day}"),
}
DUE = Text("{said}, pour le {due}", "{said}, by {due}")
GIVEN = Text("{path}, SHA-256 {sha256}", "{path}, SHA-256 {sha256}")
PRINT_OF_ANSWER = Text("Empreinte de la réponse : {sha256}", "Fingerprint of the answer: {sha256}")


def year(label: str) -> Text:
    """A fiscal year, or the words for what comes after the last."""
    return shared.POST_CLOSING_TEXT if label == POST_CLOSING else Text(label, label)
