"""The words that only a cut-off statement says."""

from __future__ import annotations

from tracker.statements.statement import Text

DOCUMENT = Text("État de coupure", "Cut-off statement")
LEAD = Text(
    "Au {date}, {outgoing} remet {unspent} de fonds non dépensés et {receivable} de créances.",
    "As at {date}, {outgoing} hands over {unspent} of unspent funds and {receivable} of receivables.",
)
LEAD_ADVANCED = Text(
    "Au {date}, {outgoing} a avancé {unspent}, que le mandataire suivant reprend, et remet {receivable} de créances.",
    "As at {date}, {outgoing} has advanced {unspent}, which the next host takes over, and hands over {receivable} of "
    "receivables.",
)
LEAD_NOTHING_OWED = Text(
    "Au {date}, {outgoing} remet {unspent} de fonds non dépensés et aucune créance.",
    "As at {date}, {outgoing} hands over {unspent} of unspent funds and no receivable.",
)
LEAD_ADVANCED_NOTHING_OWED = Text(
    "Au {date}, {outgoing} a avancé {unspent}, que le mandataire suivant reprend, et ne remet aucune créance.",
    "As at {date}, {outgoing} has advanced {unspent}, which the next host takes over, and hands over no receivable.",
)
LEAD_TO = Text("{incoming} en prend charge.", "{incoming} takes charge of them.")
LEAD_REPORTS = Text("{count} rapports restent à accepter.", "{count} reports remain to be accepted.")
LEAD_ONE_REPORT = Text("Un rapport reste à accepter.", "One report remains to be accepted.")
LEAD_NO_REPORT = Text("Aucun rapport ne reste à accepter.", "No report remains to be accepted.")
KEY_UNSPENT = Text("Solde remis", "Balance handed over")
KEY_RECEIVABLE = Text("Créances remises", "Receivables handed over")
KEY_REPORTS = Text("Rapports remis", "Reports handed over")
KEY_ACCEPTED = Text("Dépenses acceptées", "Accepted cost")
KEY_ON = Text("au {date}", "as at {date}")
KEY_LATE = Text("dont {count} en retard", "of which {count} late")
KEY_NO_LATE = Text("aucun en retard", "none late")
KEY_ALL_HOSTS = Text("tous mandataires", "all hosts")

CHART = Text("Confié et accepté, par mandataire", "Entrusted and accepted, by host")
CHART_TITLE = Text("Confié et accepté par mandataire : {lines}", "Entrusted and accepted by host: {lines}")
CHART_LINE = Text("{name}, {accepted} acceptés sur {authorised}", "{name}, {accepted} accepted of {authorised}")
CHART_ENTRUSTED = Text("confié (versé, intérêts, reçu)", "entrusted (paid, interest, received)")
CHART_ACCEPTED = Text("accepté", "accepted")

HOSTS = Text("Part de chaque mandataire", "Each host’s part")
HOSTS_CAPTION = Text(
    "En dollars canadiens. Entre parenthèses : ce qui sort; – : nul. Ce qu’un mandataire remet, le suivant le reçoit : "
    "la colonne s’annule.",
    "In Canadian dollars. Parentheses: what leaves; –: nil. What one host hands over, the next receives: the column "
    "cancels out.",
)
HOST = Text("Mandataire", "Fiscal host")
RECEIVED = Text("Versé brut et transféré", "Gross paid and transferred")
INTEREST = Text("Intérêts", "Interest")
ACCEPTED = Text("Accepté", "Accepted")
ESTABLISHED = Text("Créances établies", "Receivables established")
RETURNED = Text("Remis au bailleur", "Returned to the funder")
HANDED = Text("Reçu (remis)", "Received (handed over)")
HELD = Text("Solde détenu", "Held")
OWED = Text("Créances de chaque mandataire", "Each host’s receivables")
OFFSET = Text("Compensées", "Offset")
RECOVERED = Text("Récupérées", "Recovered")
WRITTEN_OFF = Text("Radiées", "Written off")
RECEIVABLE = Text("Créances", "Receivables")
OBLIGATIONS = Text("Obligations non livrées à la coupure", "Obligations not delivered at the cut-off")
OBLIGATIONS_CAPTION = Text(
    "Rapports non acceptés au {date} : le mandataire suivant en répond.",
    "Reports not accepted as at {date}: the next host answers for them.",
)
NO_OBLIGATION = Text("Tous les rapports sont acceptés.", "Every report is accepted.")
REPORT = Text("Rapport", "Report")
PERIOD = Text("Période", "Period")
STATE = Text("État", "State")
STATES = {
    "late": Text("en retard", "late"),
    "submitted": Text("déposé", "submitted"),
    "due": Text("à venir", "to come"),
}
SUM_OF_HOSTS = Text("Σ mandataires = entente : {what}", "Σ hosts = agreement: {what}")
CLOSES = Text("Solde détenu de {host} = ses mouvements", "Held by {host} = its movements")
BASIS = Text("Base de préparation", "Basis of preparation")
BASIS_TEXT = Text(
    "Tout montant est une somme d’écritures du journal, en dollars canadiens. Une écriture appartient au mandataire en "
    "place le jour où elle prend effet; un rapport accepté après la coupure est donc au compte du mandataire suivant.",
    "Every amount is a sum of journal entries, in Canadian dollars. An entry belongs to the host in place on the day "
    "it takes effect; a report accepted after the cut-off is therefore in the next host’s account.",
)
HANDED_TITLE = Text("Remise", "Hand-over")
HANDED_TEXT = Text(
    "Le {date}, {amount} de fonds et {receivable} de créances sont passés de {outgoing} à {incoming}.",
    "On {date}, {amount} of funds and {receivable} of receivables passed from {outgoing} to {incoming}.",
)
HOSTS_SHEET = Text("Mandataires", "Hosts")
OWED_SHEET = Text("Créances", "Receivables")
OBLIGATIONS_SHEET = Text("Obligations", "Obligations")
FROM = Text("Du", "From")
TO = Text("Au", "To")
LEADS_TO_HOSTS = Text("Écritures de chaque mandataire", "Each host’s entries")
LEADS_TO_REPORTS = Text("Rapports de l’entente", "Reports of the agreement")
CLOSES_OWED = Text("Créances de {host} = leurs mouvements", "Receivables from {host} = their movements")
