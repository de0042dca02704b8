"""The words that only the workbook says; what paper says too is in ``tracker.statements.wording``."""

from __future__ import annotations

from tracker.statements.statement import Text

# Sheets, in the order of the workbook
SUMMARY = Text("Sommaire", "Summary")
LINES = Text("Postes", "Lines")
BY_YEAR = Text("Par exercice", "By year")
PAYMENTS = Text("Versements", "Payments")
EXPENSES = Text("Dépenses", "Expenses")
POSTINGS = Text("Écritures", "Postings")
NOTES = Text("Notes", "Notes")
CHECKS = Text("Contrôles", "Checks")
SHEETS = (SUMMARY, LINES, BY_YEAR, PAYMENTS, EXPENSES, POSTINGS, NOTES, CHECKS)

PAGE = Text("Page &P de &N", "Page &P of &N")
POST_CLOSING = Text("Après clôture", "Post-closing")
YES = Text("oui", "yes")
NO = Text("non", "no")
AMOUNT = Text("Montant", "Amount")
FISCAL_YEAR = Text("Exercice", "Fiscal year")

# Summary
HOST_SINCE = Text("{host}, depuis le {date}", "{host}, since {date}")
PERIOD = Text("{start} au {end}", "{start} to {end}")
PROGRAMME = Text("Programme", "Programme")
STATEMENT = Text("État", "Statement")
NUMBER = Text("nᵒ {number}", "No. {number}")
UNDER_COMMITMENT = Text("origine et avenants", "original and amendments")
UNDER_AUTHORISED = Text("budget de l’exercice", "budget of the year")
UNDER_ACCEPTED = Text("déclaré moins refusé", "declared less disallowed")
UNDER_UNSPENT = Text("à la fin de l’exercice", "at the end of the year")
CHART_ALT = Text(
    "Barres horizontales par poste, accepté sur autorisé. Total : {accepted} sur {authorised}.",
    "Horizontal bars by line, accepted against authorised. Total: {accepted} of {authorised}.",
)
FROM_BUDGET = Text("Du budget au coût accepté", "From the budget to the accepted cost")
FROM_PAYMENTS = Text("Des versements au coût net", "From the payments to the net cost")
OFFSET_ON_PAYMENTS = Text("Compensé sur les versements", "Offset on payments")
GROSS_PAYMENTS = Text("Versements bruts", "Gross payments")
RECOVERED = Text("Recouvré", "Recovered")
RETURNED = Text("Restitué", "Returned")
ALL_CHECKS = Text("Écart total de la feuille Contrôles", "Total difference of the sheet Checks")

# Lines
LINES_CAPTION = Text(
    "En dollars canadiens. Chaque montant se recalcule à partir des feuilles Dépenses et Écritures.",
    "In Canadian dollars. Every amount is recalculated from the sheets Expenses and Postings.",
)
CARRY_INS_LEFT_OUT = Text(
    "Les soldes reportés d’un exercice à l’autre n’ajoutent rien à l’engagement : ils n’entrent pas dans l’autorisé.",
    "Balances carried from one year to the next add nothing to the commitment: they are not part of the authorised.",
)

# By year
BY_YEAR_TITLE = Text("Mouvements par exercice", "Movements by fiscal year")
BY_YEAR_CAPTION = Text(
    "En dollars canadiens. Les montants déduits sont entre parenthèses : chaque colonne s’additionne vers le bas.",
    "In Canadian dollars. Deductions are in parentheses: every column adds downwards.",
)
UNSPENT_CAPTION = Text(
    "Par exercice où le mouvement est comptabilisé. Un solde entre parenthèses a été avancé par le mandataire.",
    "By fiscal year in which the movement is booked. A balance in parentheses was advanced by the host.",
)
BRIDGE_UNTIL = Text(
    "Par enveloppe annuelle à laquelle le montant est imputé, au {date}.",
    "By annual allotment to which the amount is attributed, as of {date}.",
)
ACCEPTED_BY_LINE = Text("Coût accepté, par poste et par exercice", "Accepted cost, by line and fiscal year")
ACCEPTED_BY_LINE_CAPTION = Text(
    "Par exercice où le coût est comptabilisé.", "By fiscal year in which the cost is booked."
)

# Payments
PAYMENTS_CAPTION = Text(
    "En dollars canadiens. L’enveloppe est l’exercice auquel la tranche est imputée; "
    "l’exercice du versement est celui où il est fait.",
    "In Canadian dollars. The allotment is the year an instalment is attributed to; "
    "the year paid is the one the payment was made in.",
)
NO_PAYMENTS = Text("Aucune tranche ni aucun versement.", "No instalments and no payments.")
INSTALMENT = Text("Tranche", "Instalment")
TYPE = Text("Type", "Type")
ALLOTMENT = Text("Enveloppe", "Allotment")
PAYMENT = Text("Versement", "Payment")
YEAR_PAID = Text("Exercice du versement", "Year paid")
REFERENCE = Text("Référence", "Reference")

# Expenses
EXPENSES_TITLE = Text("Dépenses des rapports acceptés", "Expenses of the accepted reports")
EXPENSES_CAPTION = Text(
    "En dollars canadiens, une ligne par poste de chaque rapport. "
    "Les coûts refusés après l’acceptation sont dans la feuille Écritures.",
    "In Canadian dollars, one row a line of each report. Costs disallowed after acceptance are in the sheet Postings.",
)
NO_EXPENSES = Text("Aucun rapport accepté.", "No accepted report.")
REPORT = Text("Rapport", "Report")
TO_RECOVER = Text("À recouvrer", "To recover")
REASON = Text("Motif du refus", "Reason for disallowance")

# Postings
POSTINGS_TITLE = Text("Écritures du journal", "Journal postings")
POSTINGS_CAPTION = Text(
    "En dollars canadiens, dans l’ordre du journal. Un filet foncé ferme chaque écriture, "
    "dont les montants s’annulent dans chaque livre.",
    "In Canadian dollars, in journal order. A dark rule closes each entry, whose amounts cancel out in each book.",
)
NO_POSTINGS = Text("Aucune écriture.", "No postings.")
ENTRY = Text("Écriture", "Entry")
DATE = Text("Date", "Date")
KIND = Text("Nature", "Kind")
SOURCE = Text("Origine", "Source")
ACCOUNT = Text("Compte", "Account")
ORIGIN_YEAR = Text("Exercice d’origine", "Origin year")
KINDS = {
    "agreement_signed": Text("entente signée", "agreement signed"),
    "amendment": Text("avenant", "amendment"),
    "host_change": Text("changement de mandataire", "host change"),
    "report_accepted": Text("rapport accepté", "report accepted"),
    "interest_declared": Text("intérêts déclarés", "interest declared"),
    "adjustment": Text("refus après acceptation", "late disallowance"),
    "carry_forward": Text("solde reporté", "carry-forward"),
    "line_transfer": Text("virement", "line transfer"),
    "framework_transfer": Text("transfert de l’entente-cadre", "framework transfer"),
    "payment": Text("versement", "payment"),
    "recovery": Text("recouvrement", "recovery"),
    "funds_returned": Text("fonds restitués", "funds returned"),
    "write_off": Text("radiation", "write-off"),
    "lapse": Text("désengagement", "lapse"),
    "reversal": Text("contrepassation", "reversal"),
}
ACCOUNTS = {
    "authorised": Text("autorisé", "authorised"),
    "authority": Text("autorisation", "authority"),
    "committed": Text("engagé", "committed"),
    "payable": Text("à verser", "payable"),
    "settled": Text("réglé", "settled"),
    "lapsed": Text("désengagé", "lapsed"),
    "cash": Text("encaisse du bailleur", "funder’s cash"),
    "held": Text("fonds détenus", "funds held"),
    "interest": Text("intérêts", "interest"),
    "expense": Text("coût accepté", "accepted cost"),
    "receivable": Text("créances", "receivables"),
    "written_off": Text("créances radiées", "written off"),
    "declared": Text("déclaré", "declared"),
    "allowed": Text("admis", "allowed"),
    "disallowed": Text("refusé", "disallowed"),
}
BOOKS = {
    "budget": Text("Livre du budget", "Budget book"),
    "commitment": Text("Livre de l’engagement", "Commitment book"),
    "funds": Text("Livre des fonds", "Funds book"),
    "claims": Text("Livre des réclamations", "Claims book"),
}

# Notes
NO_NOTES = Text("Aucune note.", "No notes.")

# Checks
CHECKS_CAPTION = Text(
    "Recalculés à partir des autres feuilles; chaque écart doit être de 0,00.",
    "Recalculated from the other sheets; every difference must be 0.00.",
)
TIES = Text("Concordance des feuilles et des écritures", "Agreement of sheets and postings")
TIE = Text("Montant", "Amount")
SHEETS_SIDE = Text("Feuilles", "Sheets")
TIE_AUTHORISED = Text("Autorisé (Postes)", "Authorised (Lines)")
TIE_DECLARED = Text("Déclaré (Dépenses)", "Declared (Expenses)")
TIE_ACCEPTED = Text("Accepté (Postes)", "Accepted (Lines)")
TIE_BY_YEAR = Text("Coût accepté (Par exercice)", "Accepted cost (By year)")
TIE_UNSPENT = Text("Solde non dépensé (Par exercice)", "Unspent balance (By year)")
TIE_RECEIVABLES = Text("Créances (Par exercice)", "Receivables (By year)")
TIE_PAYABLE = Text("Reste à verser (Par exercice)", "Payable (By year)")
TIE_GROSS = Text("Versé brut (Versements)", "Gross paid (Payments)")
TRIAL_BALANCE = Text("Balance des comptes", "Trial balance")
TRIAL_CAPTION = Text(
    "Les comptes d’un livre s’annulent; dans celui des fonds, un écart est ce qu’une entente-cadre a transféré.",
    "The accounts of a book cancel out; in the funds book, a difference is what a framework agreement transferred.",
)
COMMITMENT_UNTIL = Text("L’engagement est arrêté au {date}.", "The commitment is as of {date}.")
