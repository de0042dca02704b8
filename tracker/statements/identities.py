"""The identities of DOMAIN.md, both sides from different accounts, checked each time a statement is built. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.errors import Amount, DomainError, message
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.movements import Movement, total
from tracker.statements.figures import ESTABLISHES
from tracker.statements.statement import Commitment, Cumulative, Disbursement, Identity, LedgerYear, Text, YearTable

A = Account


class IdentityBroken(DomainError):
    """A breach never reaches a page as a wrong figure: the build stops here, with both sides and the
    sources of the movements they are sums of."""

    def __init__(self, agreement: str, identity: Identity, sources: Sequence[str]) -> None:
        super().__init__(
            message(
                "agreement %(agreement)s: identity %(code)s does not hold, %(left)s is not %(right)s (%(sources)s)",
                agreement=agreement,
                code=identity.code,
                left=Amount(identity.left),
                right=Amount(identity.right),
                sources=", ".join(sources),
            )
        )
        self.identity = identity
        self.sources = tuple(sources)


def check(agreement: str, identities: Sequence[Identity], movements: Sequence[Movement]) -> tuple[Identity, ...]:
    """The identities, all of which hold. Raises IdentityBroken at the first that does not."""
    for identity in identities:
        if identity.left != identity.right:
            raise IdentityBroken(agreement, identity, sorted({it.source for it in movements}))
    return tuple(identities)


def of_year(
    movements: Sequence[Movement], table: YearTable, disbursements: Sequence[Disbursement]
) -> Iterator[Identity]:
    """The identities of one fiscal year. ``disbursements`` are those paid in it."""
    within = [it for it in movements if it.fiscal_year == table.fiscal_year]
    lines = table.total
    yield Identity(
        "I1",
        Text(
            "Autorisé = initial + avenants + soldes reportés + virements",
            "Authorised = initial + amendments + carry-in + transfers",
        ),
        sum(line.initial + line.amendments + line.carry_in + line.transfers for line in table.lines),
        -total(within, A.AUTHORITY),
    )
    yield Identity("I2", _ACCEPTED, lines.accepted, sum(lines.reports) - lines.disallowed)
    yield from of_ledger(within, table.ledger)
    yield of_commitment(table.commitment)
    funds, owed = table.ledger.funds, table.ledger.receivables
    yield Identity(
        "I7",
        Text(
            "Net versé − recouvré − restitué = accepté − intérêts + variation du solde et des créances + radié",
            "Cash − recovered − returned = accepted − interest + change in balance and receivables + written off",
        ),
        -total(within, A.CASH) + funds.transferred,
        funds.accepted
        - funds.interest
        + funds.closing
        - funds.opening
        + owed.closing
        - owed.opening
        + owed.written_off,
    )
    yield Identity(
        "I10",
        Text("Accepté, somme des postes = fonds de l’exercice", "Accepted, sum of lines = funds of the year"),
        sum(line.accepted for line in table.lines),
        funds.accepted,
    )
    yield Identity("I11", _SCHEDULE, sum(it.gross for it in disbursements), funds.gross)


def of_agreement(
    movements: Sequence[Movement], cumulative: Cumulative, disbursements: Sequence[Disbursement]
) -> Iterator[Identity]:
    """The identities of a whole agreement. ``disbursements`` are all that were paid."""
    totals = cumulative.totals
    yield Identity(
        "I1",
        Text("Autorisé = initial + avenants + virements", "Authorised = initial + amendments + transfers"),
        sum(line.authorised for line in cumulative.lines),
        -total(movements, A.AUTHORITY, kinds=(Kind.SIGNED, Kind.AMENDED)),
    )
    yield Identity("I2", _ACCEPTED, totals.accepted, totals.declared - totals.disallowed)
    yield Identity(
        "I3", Text("Net versé = brut − compensé", "Cash = gross − offset"), totals.cash, totals.gross - totals.offset
    )
    established = total(movements, A.RECEIVABLE, kinds=ESTABLISHES)
    transferred = sum(year.funds.transferred for year in cumulative.years)
    yield Identity(
        "I4",
        _FUNDS,
        totals.unspent,
        totals.gross + totals.interest - totals.accepted - established - totals.returned + transferred,
    )
    yield Identity(
        "I5", _RECEIVABLES, totals.receivable, established - totals.offset - totals.recovered - totals.written_off
    )
    yield of_commitment(cumulative.commitment)
    yield Identity(
        "I7",
        Text(
            "Net versé − recouvré − restitué = accepté − intérêts + solde + créances + radié",
            "Cash − recovered − returned = accepted − interest + balance + receivables + written off",
        ),
        totals.net_cost + transferred,
        totals.accepted - totals.interest + totals.unspent + totals.receivable + totals.written_off,
    )
    commitment = cumulative.commitment
    if closed(commitment, totals.unspent, totals.receivable) and not transferred:
        yield Identity(
            "I8",
            Text(
                "Coût net = engagement − désengagé − (créances établies − radiées) − restitué",
                "Net cost = commitment − lapsed − (receivables established − written off) − returned",
            ),
            totals.net_cost,
            commitment.committed - commitment.lapsed - (established - totals.written_off) - totals.returned,
        )
    yield Identity(
        "I9",
        Text(
            "Produit du mandataire (accepté − intérêts) = reçu − produit reporté + subvention à recevoir",
            "Host’s revenue (accepted − interest) = received − deferred revenue + grant receivable",
        ),
        totals.accepted - totals.interest,
        totals.gross + transferred - established - totals.returned - max(totals.unspent, 0) + max(-totals.unspent, 0),
    )
    yield Identity(
        "I10",
        Text("Accepté, somme des postes = somme des exercices", "Accepted, sum of lines = sum of years"),
        sum(line.accepted for line in cumulative.lines),
        sum(year.funds.accepted for year in cumulative.years),
    )
    yield Identity("I11", _SCHEDULE, sum(it.gross for it in disbursements), totals.gross)


def closed(commitment: Commitment, unspent: int, receivable: int) -> bool:
    """Whether nothing remains to be paid, held or collected."""
    return commitment.payable == 0 and unspent == 0 and receivable == 0


def of_ledger(within: Sequence[Movement], year: LedgerYear) -> Iterator[Identity]:
    """I3, I4 and I5 of ``year``, or of all years as one; ``within`` is what moved in it."""
    funds, owed = year.funds, year.receivables
    yield Identity(
        "I3",
        Text("Net versé = brut − compensé", "Cash = gross − offset"),
        -total(within, A.CASH, kinds=(Kind.PAID,)),
        funds.gross - owed.offset,
    )
    yield Identity(
        "I4",
        _FUNDS,
        funds.closing,
        funds.opening
        + funds.gross
        + funds.interest
        - funds.accepted
        - funds.receivables_established
        - funds.returned
        + funds.transferred,
    )
    yield Identity(
        "I5",
        _RECEIVABLES,
        owed.closing,
        owed.opening + owed.established - owed.offset - owed.recovered - owed.written_off,
    )


def of_commitment(commitment: Commitment) -> Identity:
    """I6."""
    return Identity(
        "I6",
        Text("Engagement = versé brut + reste à verser + désengagé", "Commitment = gross paid + payable + lapsed"),
        commitment.committed,
        commitment.settled + commitment.payable + commitment.lapsed,
    )


_ACCEPTED = Text("Accepté = somme des rapports − refusé", "Accepted = sum of reports − disallowed")
_FUNDS = Text(
    "Solde non dépensé = début + brut + intérêts − accepté − créances − restitué",
    "Unspent balance = opening + gross + interest − accepted − receivables − returned",
)
_RECEIVABLES = Text(
    "Créances = début + établies − compensées − recouvrées − radiées",
    "Receivables = opening + established − offset − recovered − written off",
)
_SCHEDULE = Text(
    "Brut, calendrier des versements = brut de la période", "Gross, schedule of disbursements = gross of the period"
)
