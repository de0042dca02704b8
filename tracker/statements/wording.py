"""The words of a statement on paper and in a workbook, in both languages, one group per part.

Sentences with figures take named places (``{amount}``), filled with what is already set in type.
French puts a no-break space before a colon; ``tracker.statements.typography.prose`` sees to it.
"""

from __future__ import annotations

from tracker.statements.statement import Text

# The document
DOCUMENT = Text("État de reddition de comptes", "Accountability statement")
STATEMENT_NUMBER = Text("État nᵒ {number}", "Statement No. {number}")
NOT_ISSUED = Text("Non émis", "Not issued")
WORKING_COPY = Text("Copie de travail", "Working copy")
UNAUDITED = Text("Non audité", "Unaudited")
FICTIONAL = Text("Données fictives", "Fictional data")
CUMULATIVE_OF = Text("Cumulatif de l’entente {agreement}", "Cumulative, agreement {agreement}")
YEAR_OF = Text("Exercice {year} de l’entente {agreement}", "Fiscal year {year}, agreement {agreement}")
AGREEMENT = Text("entente {agreement}", "agreement {agreement}")
AS_OF_RUNNING = Text("arrêté au {date}", "as of {date}")
VERIFICATION_RUNNING = Text("vérification {code}", "verification {code}")
JOURNAL_RUNNING = Text("écriture {seq}", "journal entry {seq}")
PAGE = Text("Page", "Page")
PAGE_OF = Text("de", "of")

# The facts of the header
BENEFICIARY = {
    "local": Text("Regroupement", "Partnership group"),
    "regional": Text("Instance régionale", "Regional body"),
    "indigenous": Text("Communauté", "Community"),
    "project": Text("Projet", "Project"),
}
STREAM = {
    "local": Text("volet local", "local stream"),
    "regional": Text("volet régional", "regional stream"),
    "indigenous": Text("volet autochtone", "Indigenous stream"),
    "project": Text("volet projets", "project stream"),
}
HOST = Text("Mandataire", "Fiscal host")
HOST_SINCE = Text("Mandataire depuis le", "Fiscal host since")
NEQ = Text("NEQ", "NEQ")
REGION_AND_STREAM = Text("Région, volet", "Region, stream")
NATIONAL = Text("Ensemble du Québec", "All of Québec")
FRAMEWORK = Text("Entente-cadre", "Framework agreement")
PERIOD = Text("Période visée", "Period")
AS_OF = Text("Situation arrêtée au", "As of")
KNOWN_AT = Text("Telle que connue le", "As known on")
SIGNED_ON = Text("Entente signée le", "Agreement signed on")
ISSUED_ON = Text("Émis le", "Issued on")
ISSUE = Text("Émission", "Issue")

# The lead paragraph. Who declared, then how it stands
DECLARANT = {
    "local": Text("le regroupement", "the partnership group"),
    "regional": Text("l’instance régionale", "the regional body"),
    "indigenous": Text("la communauté", "the community"),
    "project": Text("le projet", "the project"),
}
LEAD_CUMULATIVE = Text(
    "Sur un engagement de {committed}, {who} a déclaré {declared} de dépenses",
    "Of a commitment of {committed}, {who} declared {declared} in expenses",
)
LEAD_YEAR = Text(
    "Sur un budget autorisé de {authorised}, {who} a déclaré {declared} de dépenses pour l’exercice",
    "Of an authorised budget of {authorised}, {who} declared {declared} in expenses for the year",
)
LEAD_ALL_ACCEPTED = Text("; tout a été accepté.", "; all of it was accepted.")
LEAD_SOME_ACCEPTED = Text("; {accepted} ont été acceptés.", "; {accepted} was accepted.")
LEAD_NONE_ACCEPTED = Text("; rien n’a été accepté.", "; none of it was accepted.")
LEAD_NOTHING_CUMULATIVE = Text(
    "L’engagement est de {committed}; aucune dépense n’est encore acceptée.",
    "The commitment is {committed}; no expense has been accepted yet.",
)
LEAD_NOTHING_YEAR = Text(
    "Le budget autorisé de l’exercice est de {authorised}; aucune dépense n’y est encore acceptée.",
    "The authorised budget of the year is {authorised}; no expense has been accepted in it yet.",
)
LEAD_CLOSED = Text(
    "L’entente est close : rien ne reste à verser, aucun solde n’est détenu par le mandataire "
    "et aucune créance n’est ouverte.",
    "The agreement is closed: nothing remains payable, no balance is held by the fiscal host "
    "and no receivable is open.",
)
LEAD_STANDS = Text("Au {date}, {clauses}.", "As of {date}, {clauses}.")
STANDS_PAYABLE = Text("il reste {amount} à verser", "{amount} remains payable")
STANDS_NOTHING_PAYABLE = Text("rien ne reste à verser", "nothing remains payable")
STANDS_HELD = Text("le mandataire détient {amount} non dépensés", "the fiscal host holds {amount} unspent")
STANDS_ADVANCED = Text("le mandataire a avancé {amount}", "the fiscal host has advanced {amount}")
STANDS_NOTHING_HELD = Text("aucun solde n’est détenu", "no balance is held")
STANDS_RECEIVABLE = Text("{amount} de créances sont à recouvrer", "{amount} of receivables is to be recovered")
STANDS_NO_RECEIVABLE = Text("aucune créance n’est ouverte", "no receivable is open")

# The key figures
COMMITMENT = Text("Engagement", "Commitment")
AUTHORISED = Text("Autorisé", "Authorised")
DECLARED = Text("Déclaré", "Declared")
DISALLOWED = Text("Refusé", "Disallowed")
ACCEPTED = Text("Accepté", "Accepted")
BALANCE = Text("Solde", "Balance")
USED = Text("Utilisé", "Used")
NET_COST = Text("Coût net", "Net cost")
BUDGET_BALANCE = Text("Solde budgétaire", "Budget balance")
UNSPENT = Text("Solde non dépensé", "Unspent balance")
KEY_ADDED = Text("{amount} à l’origine, plus l’avenant nᵒ {number}", "{amount} originally, plus amendment No. {number}")
KEY_REDUCED = Text(
    "{amount} à l’origine, moins l’avenant nᵒ {number}", "{amount} originally, less amendment No. {number}"
)
KEY_AMENDED = Text("{amount} à l’origine, {count}\u00a0avenants", "{amount} originally, {count}\u00a0amendments")
KEY_UNCHANGED = Text("sans avenant", "no amendment")
KEY_AMENDED_BY = Text("dont {amount} par avenant", "including {amount} by amendment")
KEY_DISALLOWED = Text("{amount} refusés", "{amount} disallowed")
KEY_RECOVERED = Text("{amount} refusés, entièrement récupérés", "{amount} disallowed, recovered in full")
KEY_NOTHING_DISALLOWED = Text("rien n’a été refusé", "nothing was disallowed")
KEY_NOTHING_ACCEPTED = Text("aucun rapport accepté", "no report accepted")
KEY_NET_COST = Text("versé moins recouvré", "paid less recovered")
KEY_NET_COST_RETURNED = Text("versé moins recouvré et restitué", "paid less recovered and returned")
KEY_LAPSED = Text("désengagé : {amount}", "lapsed: {amount}")
KEY_BALANCE = Text("autorisé moins accepté", "authorised less accepted")
KEY_INITIAL = Text("budget initial", "initial budget")
KEY_CARRIED = Text("dont {amount} de solde reporté", "including {amount} carried forward")
KEY_HELD = Text("détenu par le mandataire", "held by the fiscal host")
KEY_ADVANCED = Text("avancé par le mandataire", "advanced by the fiscal host")
KEY_NOTHING_HELD = Text("rien n’est détenu", "nothing is held")

# The chart
CHART = Text("Autorisé et accepté, par poste budgétaire", "Authorised and accepted, by budget line")
CHART_TITLE = Text("Autorisé et accepté par poste : {lines}", "Authorised and accepted by line: {lines}")
CHART_LINE = Text("{name}, {accepted} sur {authorised}", "{name}, {accepted} of {authorised}")
CHART_ACCEPTED = Text("accepté", "accepted")
CHART_AUTHORISED = Text("autorisé", "authorised")

# Verification
CODE = Text("Code de vérification", "Verification code")
QR = Text("Code QR de vérification", "Verification QR code")
VERIFY = Text(
    "Balayez le code QR, ou saisissez l’adresse et le code, pour savoir si ce document est bien celui "
    "qui a été émis et s’il a été remplacé.",
    "Scan the QR code, or enter the address and the code, to learn whether this is the document issued "
    "and whether it has been superseded.",
)
COPY_NOTICE = Text(
    "Cet état n’a pas été émis : il ne porte ni numéro ni code, et rien ne permet de le vérifier. Demandé de nouveau "
    "aux mêmes dates, il donnera les mêmes montants.",
    "This statement has not been issued: it bears neither number nor code, and cannot be verified. Asked for again "
    "as of the same dates, it will give the same figures.",
)
JOURNAL_HEAD = Text("Journal jusqu’à l’écriture {seq}, tête {head}", "Journal up to entry {seq}, head {head}")

# Columns
REF = Text("Rep.", "Ref.")
LINE = Text("Poste", "Line")
INITIAL = Text("Initial", "Initial")
AMENDMENTS = Text("Avenants", "Amendments")
CARRY_IN = Text("Reporté", "Carried in")
TRANSFERS = Text("Virements", "Transfers")
TOTAL = Text("Total", "Total")
CUMULATIVE = Text("Cumul", "Cumulative")
POST_CLOSING_TEXT = Text("Après clôture", "Post-closing")
NOTE = Text("Note", "Note")
MOVEMENT = Text("Mouvement", "Movement")
STEP = Text("Étape", "Step")
REPORT = Text("Rapport {number}", "Report {number}")

# Budget lines
BUDGET_LINES = Text("Postes budgétaires", "Budget lines")
IN_DOLLARS = Text(
    "En dollars canadiens. Entre parenthèses : montants négatifs ou déduits; – : nul.",
    "In Canadian dollars. Parentheses: negative or deducted amounts; –: nil.",
)
YEAR_BUDGET = Text("Budget de l’exercice", "Budget of the year")
YEAR_EXPENSES = Text("Dépenses de l’exercice", "Expenses of the year")
YEAR_EXPENSES_CAPTION = Text(
    "Refusé : à l’examen des rapports, et après acceptation si la décision est comptabilisée dans l’exercice.",
    "Disallowed: when reports were reviewed, and after acceptance where the decision is booked to the year.",
)
YEAR_NO_REPORT = Text(
    "Aucun rapport de l’exercice n’est encore accepté.", "No report of the year has been accepted yet."
)
YEAR_REPORTS = Text("Dépenses déclarées, par rapport", "Expenses declared, by report")
YEAR_REPORTS_CAPTION = Text("Rapports de l’exercice acceptés au {date}.", "Reports of the year accepted as of {date}.")

# The ledgers of U and of receivables
FUNDS = Text("Solde non dépensé détenu par le mandataire", "Unspent balance held by the fiscal host")
FUNDS_CAPTION = Text(
    "Par exercice où le mouvement est comptabilisé ({first} au {last}). "
    "Un solde entre parenthèses a été avancé par le mandataire.",
    "By fiscal year in which the movement is booked ({first} to {last}). "
    "A balance in parentheses was advanced by the host.",
)
RECEIVABLES = Text("Créances sur le mandataire", "Receivables from the fiscal host")
RECEIVABLES_CAPTION = Text(
    "Montants à recouvrer à la suite de coûts refusés.", "Amounts to be recovered following disallowed costs."
)

# The bridge of the commitment
BRIDGE = Text("De l’entente d’origine au reste à verser", "From the original agreement to the amount payable")
BRIDGE_CAPTION = Text(
    "Par enveloppe annuelle à laquelle le montant est imputé, quelle que soit la date du versement.",
    "By annual allotment to which the amount is attributed, whatever the payment date.",
)
BRIDGE_ORIGINAL = Text("Entente d’origine", "Original agreement")
BRIDGE_AMENDMENT = Text("Avenant nᵒ {number}", "Amendment No. {number}")
BRIDGE_SETTLED = Text("Versements bruts imputés", "Gross payments attributed")
BRIDGE_LAPSED = Text("Désengagement", "Lapsed")
BRIDGE_PAYABLE = Text("Reste à verser", "Payable")

# The reports received
REPORTS = Text("Rapports", "Reports")
REPORTS_CAPTION = Text(
    "Montants déclarés et acceptés à l’examen; les décisions prises après l’acceptation sont dans les notes.",
    "Amounts declared and accepted at review; decisions made after acceptance are in the notes.",
)
REPORT_KIND = {
    "progress": Text("d’étape", "progress"),
    "annual": Text("annuel", "annual"),
    "final": Text("final", "final"),
}
DUE_ON = Text("Échéance", "Due")
SUBMITTED_ON = Text("Déposé le", "Submitted")
ACCEPTED_ON = Text("Accepté le", "Accepted")
REPORT_HEAD = Text("Rapport", "Report")
LATE = Text("Retard", "Late")
DAYS = Text("{count} j", "{count} d")

# The schedule
DISBURSEMENTS = Text("Calendrier des versements", "Schedule of disbursements")
DISBURSEMENTS_PAID = Text("Toutes les tranches sont réglées.", "Every instalment is settled.")
DISBURSEMENTS_ONE_DUE = Text(
    "Une tranche reste à verser, à échéance du {date}.", "One instalment remains to be paid, due on {date}."
)
DISBURSEMENTS_DUE = Text(
    "{count} tranches restent à verser; la prochaine échéance est le {date}.",
    "{count} instalments remain to be paid; the next is due on {date}.",
)
INSTALMENT = Text("Tranche et enveloppe", "Instalment and allotment")
INSTALMENT_KIND = {
    "advance": Text("Avance", "Advance"),
    "conditional": Text("Conditionnelle", "Conditional"),
    "holdback": Text("Retenue", "Holdback"),
    "adjustment": Text("Ajustement", "Adjustment"),
}
OUTSIDE_SCHEDULE = Text("Hors calendrier", "Unscheduled")
PAID_ON = Text("Versé le", "Paid on")
SCHEDULED = Text("Prévu", "Scheduled")
GROSS = Text("Brut", "Gross")
OFFSET = Text("Compensé", "Offset")
CASH = Text("Net versé", "Cash paid")
CONDITION = Text("Condition", "Condition")

# Indicators
RESULTS = Text("Résultats", "Results")
RESULTS_CAPTION = Text(
    "Cibles et réalisations déclarées dans les rapports acceptés.", "Targets and results declared in accepted reports."
)
INDICATOR = Text("Indicateur", "Indicator")
TARGET = Text("Cible", "Target")
ACTUAL = Text("Réalisé", "Actual")
REACHED = Text("Atteint", "Reached")
SYSTEM = {
    "child": Text("système enfant", "child system"),
    "family": Text("système famille", "family system"),
    "community": Text("système communauté", "community system"),
}
AGGREGATION = {
    "sum": Text("les rapports s’additionnent", "reports add up"),
    "average": Text("moyenne des rapports", "average of reports"),
    "last": Text("dernier rapport", "last report"),
    "max": Text("plus haut rapport", "highest report"),
}
BASELINE = Text("situation de départ : {value}", "baseline: {value}")

# What others brought
CONTRIBUTIONS = Text("Contributions du milieu", "Contributions of the community")
CONTRIBUTIONS_CAPTION = Text(
    "Déclarées par le mandataire; elles n’entrent dans aucun des montants qui précèdent.",
    "Declared by the fiscal host; they are part of none of the figures above.",
)
SOURCE = Text("Source", "Source")
CONTRIBUTION_KIND = {
    ("cash", False): Text("en argent", "cash"),
    ("cash", True): Text("en argent, fonds publics", "cash, public funds"),
    ("in_kind", False): Text("en nature, évaluée", "in kind, valued"),
    ("in_kind", True): Text("en nature, évaluée, fonds publics", "in kind, valued, public funds"),
}

# Notes, facts, identities, references
NOTES = Text("Notes", "Notes")
FACTS = Text("Déclarations et décisions", "Declarations and decisions")
FACTS_CAPTION = Text(
    "Faits consignés au journal. Le logiciel n’exprime aucune opinion.",
    "Facts as recorded. The software expresses no opinion.",
)
FACT = Text("Fait", "Fact")
BY = Text("Par", "By")
ON = Text("Le", "On")
IDENTITIES = Text("Identités vérifiées", "Identities checked")
IDENTITIES_CAPTION = Text(
    "Recalculées au cent près chaque fois que l’état est établi; un écart empêche de l’établir.",
    "Recomputed to the cent each time the statement is built; a difference prevents it.",
)
IDENTITY = Text("Identité", "Identity")
LEFT = Text("Un membre", "One side")
RIGHT = Text("L’autre", "The other")
DIFFERENCE = Text("Écart", "Difference")
REFERENCES = Text("Repères", "References")
REFERENCES_CAPTION = Text(
    "Un repère imprimé mène, à l’écran et dans le classeur, aux écritures, au dépôt et à la pièce.",
    "A printed reference leads, on screen and in the workbook, to the entries, the submission and the document.",
)
TABLE = Text("Tableau", "Table")
LEADS_TO = Text("Mène à", "Leads to")
LEADS_TO_LINES = Text("Écritures de budget et de dépense, par poste", "Budget and expense entries, by line")
LEADS_TO_FUNDS = Text("Écritures du compte « détenu », par exercice", "Entries of the “held” account, by fiscal year")
LEADS_TO_RECEIVABLES = Text("Coûts refusés, compensations et encaissements", "Disallowed costs, offsets and receipts")
LEADS_TO_BRIDGE = Text("Entente, avenants, enveloppes, désengagements", "Agreement, amendments, allotments, lapses")
LEADS_TO_DISBURSEMENTS = Text(
    "Tranche, approbations, fichier bancaire, confirmation", "Instalment, approvals, bank file, confirmation"
)
LEADS_TO_RESULTS = Text("Dépôt et section du rapport", "Submission and section of the report")
LEADS_TO_CONTRIBUTIONS = Text("Dépôt et pièces justificatives", "Submission and supporting documents")

# The end
NO_AUDITOR = Text(
    "Non audité. Aucun rapport d’auditeur signé n’est joint au présent état.",
    "Unaudited. No signed auditor’s report is attached to this statement.",
)
ATTACHED = Text("Joint à ce fichier : {name} ({description})", "Attached to this file: {name} ({description})")
CANONICAL_FILE = Text("les montants de l’état, pour un programme", "the figures of the statement, for a program")
WORKBOOK_FILE = Text("le classeur, avec ses formules", "the workbook, with its formulas")
FINGERPRINT = Text("Empreinte SHA-256 : {digest}", "SHA-256 fingerprint: {digest}")

MONTHS = tuple(
    Text(fr, en)
    for fr, en in (
        ("janvier", "January"),
        ("février", "February"),
        ("mars", "March"),
        ("avril", "April"),
        ("mai", "May"),
        ("juin", "June"),
        ("juillet", "July"),
        ("août", "August"),
        ("septembre", "September"),
        ("octobre", "October"),
        ("novembre", "November"),
        ("décembre", "December"),
    )
)
