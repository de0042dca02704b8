"""The words that only the statements of many agreements say; the others are in ``tracker.statements.wording``."""

from __future__ import annotations

from tracker.statements import wording as shared
from tracker.statements.statement import Text

# Who and what
REGION_OF = Text("Région {code} – {name}", "Region {code} – {name}")
NATIONAL = Text("Ensemble du Québec", "All of Québec")
NATIONAL_OF = Text("Ententes sans région", "Agreements without a region")
PROGRAMME_OF = Text("Programme {name}", "{name} programme")
FRAMEWORK_OF = Text("Entente-cadre {code} – {name}", "Framework agreement {code} – {name}")
CUMULATIVE = Text("Cumulatif de toutes les années", "Cumulative, all years")
YEAR = Text("Exercice {year}", "Fiscal year {year}")
RUNNING = {
    "region": Text("région {code}", "region {code}"),
    "programme": Text("programme {code}", "programme {code}"),
    "framework": Text("entente-cadre {code}", "framework agreement {code}"),
}
SUBJECT = {
    "region": Text("Région administrative", "Administrative region"),
    "programme": Text("Programme", "Programme"),
    "framework": Text("Entente-cadre", "Framework agreement"),
}
AGREEMENTS = Text("Ententes", "Agreements")
AGREEMENTS_COUNT = Text("{count}, dont {subs} sous-ententes", "{count}, of which {subs} sub-agreements")
HOSTS_COUNT = Text("Mandataires distincts", "Distinct fiscal hosts")
ORGANISATIONS_COUNT = Text("Organismes distincts", "Distinct organisations")
STREAMS = Text("Volets", "Streams")
STREAM_NAME = {
    "local": Text("Local", "Local"),
    "regional": Text("Régional", "Regional"),
    "indigenous": Text("Autochtone", "Indigenous"),
    "project": Text("Projets", "Projects"),
}

# The lead
LEAD_CUMULATIVE = Text(
    "{count} ententes engagent {committed}; {paid} ont été versés et {accepted} de dépenses ont été acceptées.",
    "{count} agreements commit {committed}; {paid} has been paid and {accepted} of expenses accepted.",
)
LEAD_YEAR = Text(
    "Dans l’exercice, {paid} ont été versés à {count} ententes, qui engagent {committed}; "
    "{accepted} de dépenses ont été acceptées.",
    "In the year, {paid} was paid to {count} agreements, which commit {committed}; "
    "{accepted} of expenses was accepted.",
)
LEAD_ONE_CUMULATIVE = Text(
    "Une entente engage {committed}; {paid} ont été versés et {accepted} de dépenses ont été acceptées.",
    "One agreement commits {committed}; {paid} has been paid and {accepted} of expenses accepted.",
)
LEAD_ONE_YEAR = Text(
    "Dans l’exercice, {paid} ont été versés à une entente, qui engage {committed}; "
    "{accepted} de dépenses ont été acceptées.",
    "In the year, {paid} was paid to one agreement, which commits {committed}; {accepted} of expenses was accepted.",
)
STANDS_HELD = Text("les mandataires détiennent {amount} non dépensés", "fiscal hosts hold {amount} unspent")
STANDS_ADVANCED = Text("les mandataires ont avancé {amount}", "fiscal hosts have advanced {amount}")
STANDS_LATE = Text("{count} rapports sont en retard", "{count} reports are late")
STANDS_ONE_LATE = Text("un rapport est en retard", "one report is late")
STANDS_NO_LATE = Text("aucun rapport n’est en retard", "no report is late")

# Figures
COMMITTED, PAID, ACCEPTED = shared.COMMITMENT, Text("Versé brut", "Gross paid"), shared.ACCEPTED
HELD = Text("Solde détenu", "Held")
RECEIVABLE = Text("Créances", "Receivables")
LATE = Text("Retards", "Late")
AMOUNT_NAMES = {
    "committed": COMMITTED,
    "paid": PAID,
    "accepted": ACCEPTED,
    "held": HELD,
    "receivable": RECEIVABLE,
}
KEY_PAYABLE = Text("reste à verser : {amount}", "payable: {amount}")
KEY_LAPSED = Text("désengagé : {amount}", "lapsed: {amount}")
KEY_SHARE_PAID = Text("{rate} de l’engagement", "{rate} of the commitment")
KEY_IN_YEAR = Text("dans l’exercice", "in the year")
KEY_SHARE_ACCEPTED = Text("{rate} du versé", "{rate} of what was paid")
KEY_HELD = Text("par les mandataires", "by fiscal hosts")
KEY_RECEIVABLE = Text("créances : {amount}", "receivables: {amount}")

# The chart
CHART_YEARS = Text("Engagé, versé et accepté, par exercice", "Committed, paid and accepted, by fiscal year")
CHART_REGIONS = Text("Engagé, versé et accepté, par région", "Committed, paid and accepted, by region")
CHART_STREAMS = Text("Engagé, versé et accepté, par volet", "Committed, paid and accepted, by stream")
CHART_LINE = Text(
    "{name}, {accepted} acceptés, {between} versés sur {authorised}",
    "{name}, {accepted} accepted, {between} paid of {authorised}",
)
CHART_COMMITTED = Text("engagé", "committed")
CHART_PAID = Text("versé", "paid")
CHART_ACCEPTED = Text("accepté", "accepted")

# Sections
BY_GROUP = {
    "region": Text("Par volet", "By stream"),
    "programme": Text("Par volet et par région", "By stream and region"),
    "framework": Text("Par volet et par région", "By stream and region"),
}
BY_GROUP_CAPTION = Text(
    "En dollars canadiens. Entre parenthèses : montants négatifs, avancés par les mandataires; – : nul. "
    "Retards : rapports échus non reçus.",
    "In Canadian dollars. Parentheses: negative amounts, advanced by fiscal hosts; –: nil. "
    "Late: reports past due and not received.",
)
SHARES = {
    "region": Text("Ententes qui servent plusieurs régions", "Agreements that serve several regions"),
    "programme": Text("Annexe : les clés de répartition", "Annex: the allocation keys"),
}
SHARES_CAPTION = Text(
    "Parts selon les clés de répartition, au plus fort reste. Les autres tableaux sont sans elles.",
    "Shares by allocation key, by largest remainder. The other tables are without them.",
)
SHARES_TOTAL = Text("Total des parts", "Total of shares")
OWN_TOTAL = {False: Text("Ententes de la région", "The region’s agreements"), True: Text("Ententes", "Agreements")}
WITH_SHARES = {
    False: Text("Région avec ses parts", "The region with its shares"),
    True: Text("Reste sans région", "What has no region"),
}
"""By whether it is the statement of what has no region."""
SHARE = Text("Part", "Share")
BY_REGION = Text("Par région, parts comprises", "By region, with shares")
BY_REGION_CAPTION = Text(
    "Les ententes de chaque région et ses parts de celles qui en servent plusieurs, selon leur clé (annexe).",
    "The agreements of each region and its shares of those that serve several, by their key (annex).",
)
LEADS_TO_SHARES = Text("Clé de répartition de l’entente", "Allocation key of the agreement")
LEADS_TO_REGIONS = Text("Ententes et parts de la région (annexes)", "Agreements and shares of the region (annexes)")
BY_YEAR = Text("Par exercice", "By fiscal year")
BY_YEAR_CAPTION = Text(
    "Engagement par enveloppe annuelle; versé et accepté par exercice où le mouvement est comptabilisé; solde et "
    "créances à la fin de l’exercice.",
    "Commitment by annual allotment; paid and accepted by the year the movement is booked in; held and receivables at "
    "the year’s end.",
)
LINES_CAPTION = Text(
    "L’autorisé des sous-ententes est compris dans les postes et retranché avant le total.",
    "The authorised of sub-agreements is part of the lines and taken out before the total.",
)
ELIMINATED = Text("Budgets des sous-ententes, éliminés", "Budgets of sub-agreements, eliminated")
FUNDS = Text("Soldes non dépensés détenus par les mandataires", "Unspent balances held by fiscal hosts")
RECEIVABLES = Text("Créances sur les mandataires", "Receivables from fiscal hosts")
BRIDGE = Text("Des ententes d’origine au reste à verser", "From the original agreements to the amount payable")
ORGANISATIONS = Text("Organismes", "Organisations")
ORGANISATIONS_CAPTION = Text(
    "Organismes distincts : un même NEQ, sinon un même numéro d’entreprise, compte une fois. Un organisme de "
    "plusieurs volets compte une fois dans l’ensemble.",
    "Distinct organisations: one NEQ, or else one business number, counts once. An organisation of several streams "
    "counts once in the whole.",
)
STREAM = Text("Volet", "Stream")
REGION = Text("Région", "Region")
HOSTS = Text("Mandataires", "Fiscal hosts")
PARTNERS = Text("Organismes", "Organisations")
WHOLE = Text("Ensemble", "Whole")
RESULTS_CAPTION = Text(
    "Rapports acceptés seulement. Un nombre inférieur à 5 n’est pas publié : < 5.",
    "Accepted reports only. A count under 5 is not published: < 5.",
)
OVER_PLACES = {
    "sum": Text("somme des ententes", "sum of agreements"),
    "average": Text("moyenne des ententes", "average of agreements"),
    "last": Text("dernier rapport, moyenne des ententes", "last report, average of agreements"),
    "max": Text("plus haute entente", "highest agreement"),
}
FEW = Text("< 5", "< 5")
MEASURE = Text("Mesure", "Measure")
MEASURED_BY = Text("{count} ententes", "{count} agreements")
MEASURED_BY_ONE = Text("une entente", "one agreement")
ANNEX = Text("Annexe : les ententes", "Annex: the agreements")
ANNEX_CAPTION = Text(
    "Une entente par ligne, par volet et par région. L’engagement d’une sous-entente est celui de son entente-cadre.",
    "One agreement a row, by stream and region. The commitment of a sub-agreement is part of its framework’s.",
)
AGREEMENT = Text("Entente", "Agreement")
FISCAL_YEAR = Text("Exercice", "Fiscal year")
SUB_OF = Text("sous {framework}", "under {framework}")
LEADS_TO_GROUPS = Text("Ententes du volet et de la région (annexe)", "Agreements of the stream and region (annex)")
LEADS_TO_YEARS = Text("Écritures de l’exercice", "Entries of the fiscal year")
LEADS_TO_AGREEMENTS = Text("État de l’entente", "Statement of the agreement")
