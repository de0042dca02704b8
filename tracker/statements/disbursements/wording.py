"""The words that only a statement of disbursements says."""

from __future__ import annotations

from tracker.statements.statement import Text

DOCUMENT = Text("État des versements", "Statement of disbursements")
LEAD = Text(
    "Sur un engagement de {committed}, {settled} ont été versés; il reste {payable} à verser.",
    "Of a commitment of {committed}, {settled} has been paid; {payable} remains payable.",
)
LEAD_SETTLED = Text(
    "Sur un engagement de {committed}, {settled} ont été versés; rien ne reste à verser.",
    "Of a commitment of {committed}, {settled} has been paid; nothing remains payable.",
)
LEAD_YEAR = Text("Dans l’exercice, {gross} ont été versés.", "In the year, {gross} was paid.")
LEAD_NEXT = Text(
    "La prochaine tranche prévue est de {amount}, le {date}.", "The next instalment is {amount}, planned for {date}."
)
COMMITMENT = Text("Engagement", "Commitment")
SETTLED = Text("Versé brut", "Gross paid")
CASH = Text("Net versé", "Cash paid")
PAYABLE = Text("Reste à verser", "Payable")
KEY_COMMITMENT = Text("maximum payable", "maximum payable")
KEY_SHARE = Text("{rate} de l’engagement", "{rate} of the commitment")
KEY_OFFSET = Text("compensé : {amount}", "offset: {amount}")
KEY_NO_OFFSET = Text("rien n’a été compensé", "nothing was offset")
KEY_LAPSED = Text("désengagé : {amount}", "lapsed: {amount}")
KEY_NO_LAPSE = Text("rien n’est désengagé", "nothing has lapsed")

CHART = Text("Engagé et versé, par enveloppe annuelle", "Committed and paid, by annual allotment")
CHART_TITLE = Text("Engagé et versé par enveloppe : {lines}", "Committed and paid by allotment: {lines}")
CHART_LINE = Text("{name}, {accepted} versés sur {authorised}", "{name}, {accepted} paid of {authorised}")
CHART_COMMITTED = Text("engagé", "committed")
CHART_PAID = Text("versé", "paid")

TYPE = Text("Type", "Type")
ALLOTMENT = Text("Enveloppe", "Allotment")
REFERENCE = Text("Référence", "Reference")
STATUS = Text("État", "Status")
STATUSES = {
    "paid": Text("versée", "paid"),
    "lapsed": Text("désengagée", "lapsed"),
    "blocked": Text("bloquée", "blocked"),
    "ready": Text("à verser", "to be paid"),
    "to_come": Text("à venir", "to come"),
}
BY_YEAR = Text("Par exercice du versement", "By year of payment")
BY_YEAR_CAPTION = Text(
    "Prévu : tranches de l’enveloppe de l’exercice. Versé : dans l’exercice, quelle que soit l’enveloppe; le dernier "
    "montant est celui du journal.",
    "Scheduled: instalments of the year’s allotment. Paid: in the year, whatever the allotment; the last amount is the "
    "journal’s.",
)
FISCAL_YEAR = Text("Exercice", "Fiscal year")
JOURNAL = Text("Au journal", "In the journal")
NO_ROWS = Text("Aucune tranche ni aucun versement.", "No instalments and no payments.")
SCHEDULE_SHEET = Text("Versements", "Payments")
YEARS_SHEET = Text("Par exercice", "By year")
ALLOTMENTS_SHEET = Text("Enveloppes", "Allotments")
INSTALMENT = Text("Tranche", "Instalment")
PAYMENT = Text("Versement", "Payment")
YEAR_PAID = Text("Exercice du versement", "Year paid")
LEADS_TO_YEARS = Text("Écritures de versement, par exercice", "Payment entries, by fiscal year")
