"""The rows of a statement's ledgers, with the references that paper, workbook and trace screen share.

``U7`` is the closing balance on every statement; ``U8`` (transfers under a framework) is printed
before it, and only where such a transfer exists. Deductions are negative, so that every column adds
downwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.ledger.money import Cents
from tracker.statements import wording
from tracker.statements.statement import Allotment, Funds, LedgerYear, Receivables, Text


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row: ``amount`` reads one year; ``note`` is the key of the notes that explain it."""

    ref: str
    label: Text
    amount: Callable[[LedgerYear], Cents]
    kind: str  # opening, movement, closing
    note: str | None = None


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """A step from the original agreement to what is payable, by allotment."""

    ref: str
    label: Text
    amounts: tuple[Cents, ...]
    total: bool
    note: str | None = None


FUNDS_ROWS = (
    LedgerRow("U1", Text("Solde au début", "Opening balance"), lambda y: y.funds.opening, "opening"),
    LedgerRow("U2", Text("Versements bruts", "Gross payments"), lambda y: y.funds.gross, "movement", "payments"),
    LedgerRow("U3", Text("Intérêts déclarés", "Interest declared"), lambda y: y.funds.interest, "movement"),
    LedgerRow("U4", Text("Coût accepté", "Accepted cost"), lambda y: -y.funds.accepted, "movement"),
    LedgerRow(
        "U5",
        Text("Créances établies", "Receivables established"),
        lambda y: -y.funds.receivables_established,
        "movement",
        "disallowed",
    ),
    LedgerRow("U6", Text("Fonds restitués", "Funds returned"), lambda y: -y.funds.returned, "movement"),
    LedgerRow(
        "U8",
        Text("Transferts de l’entente-cadre", "Framework transfers"),
        lambda y: y.funds.transferred,
        "movement",
        "framework",
    ),
    LedgerRow("U7", Text("Solde à la fin", "Closing balance"), lambda y: y.funds.closing, "closing"),
)

RECEIVABLES_ROWS = (
    LedgerRow("C1", Text("Créances au début", "Opening receivables"), lambda y: y.receivables.opening, "opening"),
    LedgerRow("C2", Text("Établies", "Established"), lambda y: y.receivables.established, "movement", "disallowed"),
    LedgerRow(
        "C3",
        Text("Compensées sur un versement", "Offset on a payment"),
        lambda y: -y.receivables.offset,
        "movement",
        "disallowed",
    ),
    LedgerRow("C4", Text("Recouvrées", "Recovered"), lambda y: -y.receivables.recovered, "movement", "disallowed"),
    LedgerRow("C5", Text("Radiées", "Written off"), lambda y: -y.receivables.written_off, "movement"),
    LedgerRow("C6", Text("Créances à la fin", "Closing receivables"), lambda y: y.receivables.closing, "closing"),
)


def funds_rows(years: tuple[LedgerYear, ...]) -> tuple[LedgerRow, ...]:
    """The rows of U that these years need."""
    framework = any(year.funds.transferred for year in years)
    return tuple(row for row in FUNDS_ROWS if framework or row.ref != "U8")


def moved(year: LedgerYear) -> bool:
    """Whether anything happened in ``year`` beyond carrying balances over."""
    funds, receivables = year.funds, year.receivables
    return any(
        (
            funds.gross,
            funds.interest,
            funds.accepted,
            funds.receivables_established,
            funds.returned,
            funds.transferred,
            receivables.established,
            receivables.offset,
            receivables.recovered,
            receivables.written_off,
        )
    )


def over_all(years: tuple[LedgerYear, ...]) -> LedgerYear:
    """The years as one: the first opening, every movement, the last closing."""
    funds, receivables = [y.funds for y in years], [y.receivables for y in years]
    return LedgerYear(
        fiscal_year="",
        funds=Funds(
            opening=funds[0].opening,
            gross=sum(f.gross for f in funds),
            interest=sum(f.interest for f in funds),
            accepted=sum(f.accepted for f in funds),
            receivables_established=sum(f.receivables_established for f in funds),
            returned=sum(f.returned for f in funds),
            transferred=sum(f.transferred for f in funds),
            closing=funds[-1].closing,
        ),
        receivables=Receivables(
            opening=receivables[0].opening,
            established=sum(r.established for r in receivables),
            offset=sum(r.offset for r in receivables),
            recovered=sum(r.recovered for r in receivables),
            written_off=sum(r.written_off for r in receivables),
            closing=receivables[-1].closing,
        ),
    )


def bridge_rows(allotments: tuple[Allotment, ...]) -> tuple[BridgeRow, ...]:
    """E1…: the original agreement, each amendment, the commitment, what was paid, given up, and is left."""
    steps: list[tuple[Text, tuple[Cents, ...], bool, str | None]] = [
        (wording.BRIDGE_ORIGINAL, tuple(a.original for a in allotments), False, None)
    ]
    for position, (number, _) in enumerate(allotments[0].amendments if allotments else ()):
        label = wording.BRIDGE_AMENDMENT if number else wording.AMENDMENTS
        text = Text(label.fr.format(number=number), label.en.format(number=number))
        steps.append((text, tuple(a.amendments[position][1] for a in allotments), False, "amendments"))
    steps += [
        (wording.COMMITMENT, tuple(a.committed for a in allotments), True, None),
        (wording.BRIDGE_SETTLED, tuple(-a.settled for a in allotments), False, "payments"),
        (wording.BRIDGE_LAPSED, tuple(-a.lapsed for a in allotments), False, "lapse"),
        (wording.BRIDGE_PAYABLE, tuple(a.payable for a in allotments), True, None),
    ]
    return tuple(
        BridgeRow(f"E{index}", label, amounts, total, note)
        for index, (label, amounts, total, note) in enumerate(steps, 1)
    )
