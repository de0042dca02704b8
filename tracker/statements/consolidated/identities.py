"""The identities of DOMAIN.md over many agreements, both sides from different sums. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tracker.errors import Amount, DomainError, message
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import Cents
from tracker.ledger.movements import Movement, total
from tracker.statements import identities
from tracker.statements.consolidated.arrange import Member, in_time
from tracker.statements.consolidated.sharing import Divided
from tracker.statements.consolidated.value import (
    AMOUNTS,
    AgreementRow,
    CellRow,
    Figures,
    GroupRow,
    RegionRow,
    ShareRow,
    YearRow,
    added,
)
from tracker.statements.consolidated.wording import AMOUNT_NAMES
from tracker.statements.figures import ESTABLISHES
from tracker.statements.identities import IdentityBroken
from tracker.statements.phrases import say
from tracker.statements.statement import Commitment, CumulativeLine, Identity, LedgerYear, Text

A = Account


class ConsolidationBroken(IdentityBroken):
    """An identity of the whole does not hold. ``sources`` are the agreements that break it by themselves;
    none where the fault is in putting them together."""

    def __init__(self, of: str, identity: Identity, sources: Sequence[str]) -> None:
        DomainError.__init__(
            self,
            message(
                "consolidation of %(of)s: identity %(code)s does not hold, %(left)s is not %(right)s (%(sources)s)",
                of=of,
                code=identity.code,
                left=Amount(identity.left),
                right=Amount(identity.right),
                sources=", ".join(sources) or "–",
            ),
        )
        self.identity = identity
        self.sources = tuple(sources)


def check(of: str, found: Iterable[Identity], members: Sequence[Member]) -> tuple[Identity, ...]:
    """The identities, all of which hold. Raises ConsolidationBroken at the first that does not."""
    listed = tuple(found)
    for identity in listed:
        if identity.left != identity.right:
            raise ConsolidationBroken(of, identity, [it.number for it in members if not _stands(it.movements)])
    return listed


def of_money(
    movements: Sequence[Movement], year: str | None, ledger: LedgerYear, commitment: Commitment, paid: Cents
) -> Iterator[Identity]:
    """What holds of one agreement holds of their sum. ``movements`` are external ones; ``ledger`` is the
    year's, or all years'; ``paid`` is what the records of payments add up to."""
    within = [it for it in movements if year is None or it.fiscal_year == year]
    budgeted = within if year is not None else [it for it in within if it.kind is not Kind.CARRIED_FORWARD]
    yield Identity(
        "I1",
        Text("Autorisé = décisions budgétaires", "Authorised = budget decisions"),
        total(budgeted, A.AUTHORISED),
        -total(budgeted, A.AUTHORITY),
    )
    yield Identity(
        "I2",
        Text("Accepté = déclaré − refusé", "Accepted = declared − disallowed"),
        total(within, A.EXPENSE),
        total(within, A.DECLARED) + total(within, A.DISALLOWED),
    )
    yield from identities.of_ledger(within, ledger)
    yield identities.of_commitment(commitment)
    funds, owed = ledger.funds, ledger.receivables
    yield Identity(
        "I7",
        Text(
            "Net versé − recouvré − restitué + transferts = accepté − intérêts + variation du solde et des créances "
            "+ radié",
            "Cash − recovered − returned + transfers = accepted − interest + change in balance and receivables "
            "+ written off",
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
        "I11",
        Text("Versé, registre des versements = fonds", "Paid, records of payments = funds"),
        paid,
        funds.gross,
    )


def of_frameworks(members: Sequence[Member]) -> Iterator[Identity]:
    """Within each framework what goes out comes in, and nothing else: Σ held of the framework and its
    sub-agreements is what they received from outside less what they spent (DOMAIN rule 21)."""
    families: dict[str, list[Member]] = {}
    for it in members:
        if it.framework is not None:
            families.setdefault(it.framework, []).append(it)
    by_number = {it.number: it for it in members}
    for framework, subs in families.items():
        if framework not in by_number:
            continue  # its holder is elsewhere: what it sent is a transfer from outside
        within = [movement for it in (by_number[framework], *subs) for movement in it.movements]
        yield Identity(
            "I4",
            say(
                Text(
                    "{framework} et ses sous-ententes : Σ détenu = brut + intérêts − accepté − créances − restitué, "
                    "transferts éliminés",
                    "{framework} and its sub-agreements: Σ held = gross + interest − accepted − receivables − "
                    "returned, transfers eliminated",
                ),
                framework=framework,
            ),
            total(within, A.HELD),
            total(within, A.HELD, kinds=(Kind.PAID,))
            - total(within, A.INTEREST)
            - total(within, A.EXPENSE)
            - total(within, A.RECEIVABLE, kinds=ESTABLISHES)
            - total(within, A.CASH, kinds=(Kind.RETURNED,)),
        )


def of_sums(
    whole: Figures,
    lines: Sequence[CumulativeLine],
    rows: Sequence[AgreementRow],
    groups: Sequence[GroupRow],
    years: Sequence[YearRow],
    cells: Sequence[CellRow],
) -> Iterator[Identity]:
    """I10: Σ lines = Σ years = Σ agreements = Σ regions (+ national) = the whole, which is the journal's
    own sum over the scope."""
    accepted, committed = (AMOUNT_NAMES[name] for name in ("accepted", "committed"))
    of_rows = added(it.figures for it in rows)
    yield _same(_LINES, accepted, sum(line.accepted for line in lines), whole.accepted)
    if years:
        yield _same(_YEARS, accepted, sum(it.figures.accepted for it in years), whole.accepted)
        yield _same(_YEARS, committed, sum(it.figures.committed for it in years), whole.committed)
    by_region: dict[str, list[Figures]] = {}
    for group in groups:
        by_region.setdefault(group.region, []).append(group.figures)
    of_regions = added(added(of_region) for of_region in by_region.values())
    of_cells = added(cell.figures for cell in cells)
    for name, in_rows, in_regions, in_cells, in_whole in zip(
        AMOUNTS, of_rows.amounts, of_regions.amounts, of_cells.amounts, whole.amounts, strict=True
    ):
        yield _same(_AGREEMENTS, AMOUNT_NAMES[name], in_rows, in_whole)
        yield _same(_REGIONS, AMOUNT_NAMES[name], in_regions, in_rows)
        if cells:
            yield _same(_CELLS, AMOUNT_NAMES[name], in_cells, in_whole)


def of_shares(
    divided: Sequence[Divided], shares: Sequence[ShareRow], whole: Figures, regions: Sequence[RegionRow]
) -> Iterator[Identity]:
    """I10 with allocation keys: what regions get of each agreement is that agreement, to the cent; and all
    regions of a programme, with their shares and what is for all of Québec, are the programme."""
    if not divided:
        return
    for name, of_agreements, of_regions in zip(
        AMOUNTS,
        added(it.row.figures for it in divided).amounts,
        added(it.figures for it in shares).amounts,
        strict=True,
    ):
        yield _same(_SHARES, AMOUNT_NAMES[name], of_regions, of_agreements)
    if regions:
        together = added(it.figures for it in regions)
        for name, in_regions, in_whole in zip(AMOUNTS, together.amounts, whole.amounts, strict=True):
            yield _same(_WITH_SHARES, AMOUNT_NAMES[name], in_regions, in_whole)


def fewer(found: Sequence[Identity]) -> tuple[Identity, ...]:
    """What is printed: those of frameworks as one, since each was checked."""
    families = [it for it in found if it.label.fr.endswith("transferts éliminés")]
    others = [it for it in found if it not in families]
    if len(families) < 2:
        return tuple(found)
    label = say(
        Text(
            "{count} ententes-cadres et leurs sous-ententes, chacune vérifiée : Σ détenu, transferts éliminés",
            "{count} frameworks and their sub-agreements, each checked: Σ held, transfers eliminated",
        ),
        count=len(families),
    )
    together = Identity("I4", label, sum(it.left for it in families), sum(it.right for it in families))
    at = found.index(families[0])
    return (*others[:at], together, *others[at:])


def _same(of: Text, amount: Text, left: Cents, right: Cents) -> Identity:
    return Identity("I10", say(of, amount=amount), left, right)


def _stands(movements: Sequence[Movement]) -> bool:
    """Whether the books of one agreement balance: funds but for transfers, and the commitment."""
    in_and_out = total(movements, A.HELD, kinds=(Kind.FRAMEWORK_TRANSFERRED,))
    funds = total(movements, A.CASH, A.HELD, A.INTEREST, A.EXPENSE, A.RECEIVABLE, A.WRITTEN_OFF)
    counted = [it for it in movements if in_time(it)]
    return funds == in_and_out and total(counted, A.COMMITTED, A.PAYABLE, A.SETTLED, A.LAPSED) == 0


_LINES = Text("{amount}, somme des postes = ensemble", "{amount}, sum of lines = whole")
_YEARS = Text("{amount}, somme des exercices = ensemble", "{amount}, sum of years = whole")
_AGREEMENTS = Text("{amount}, somme des ententes = ensemble", "{amount}, sum of agreements = whole")
_REGIONS = Text("{amount}, somme des régions = somme des ententes", "{amount}, sum of regions = sum of agreements")
_SHARES = Text("{amount}, parts des régions = ententes réparties", "{amount}, shares of regions = agreements divided")
_WITH_SHARES = Text(
    "{amount}, régions avec leurs parts et ensemble du Québec = ensemble",
    "{amount}, regions with their shares and all of Québec = whole",
)
_CELLS = Text("{amount}, volets × régions × exercices = ensemble", "{amount}, streams × regions × years = whole")
